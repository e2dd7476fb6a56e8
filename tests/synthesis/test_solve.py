"""Whole numbers of calls behind printed rates."""

import pickle
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_metrics.synthesis import ImpossibleFigures
from hotline_metrics.synthesis.solve import PrintedRow, Sample, solve_samples

PINGYU = (Fraction(1), Fraction(3, 5), Fraction(0))
BOTH = {"result": PINGYU, "process": PINGYU}


def printed(answers: Sequence[int], weights: Sequence[Fraction]) -> Decimal:
    """Print the rate of some answers as bulletins do: half up, no trailing zeros."""
    top = sum((count * weight for count, weight in zip(answers, weights, strict=True)), Fraction())
    share = top / sum(answers) * 100
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    text = str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
    return Decimal(text.rstrip("0").rstrip("."))


def row(name: str, assigned: int, calls: int | None = None, **rates: str) -> PrintedRow:
    """Write a row of a unit table."""
    return PrintedRow(
        name=name,
        assigned=assigned,
        rates={rate: Decimal(text) for rate, text in rates.items()},
        calls=calls,
    )


def solve_one(printed_row: PrintedRow) -> Sample:
    """Solve a row alone, with the founding weights."""
    return solve_samples([printed_row], BOTH)[0]


def test_part_credit_explains_a_rate_that_plain_shares_cannot_give() -> None:
    """辛店乡: 92.73 % of at most 37 calls is (9 + 2 x 0.6) / 11, or a multiple of it."""
    sample = solve_one(row("辛店乡", 37, result="92.73", process="72.73"))
    assert sample.n in {11, 22, 33}
    assert printed(sample.answers["result"], PINGYU) == Decimal("92.73")
    assert printed(sample.answers["process"], PINGYU) == Decimal("72.73")
    plain = (Fraction(1), Fraction(0))
    with pytest.raises(ImpossibleFigures, match=r"92\.73"):
        solve_samples([row("辛店乡", 37, result="92.73")], {"result": plain})


def test_a_rate_printed_short_becomes_the_nearest_possible_one() -> None:
    """医保局: no 97.00 goes with 78.26, but 44.6 of 46 calls is 96.96, printed to a whole %."""
    sample = solve_one(row("医保局", 68, result="97", process="78.26"))
    assert sample.n == 46
    assert printed(sample.answers["result"], PINGYU) == Decimal("96.96")
    assert printed(sample.answers["process"], PINGYU) == Decimal("78.26")


def test_a_rate_printed_in_full_is_not_bent() -> None:
    """97.00 says two decimals, so 96.96 will not do."""
    with pytest.raises(ImpossibleFigures) as caught:
        solve_one(row("医保局", 68, result="97.00", process="78.26"))
    assert caught.value.row == "医保局"
    assert "together" in caught.value.en


def test_a_number_of_calls_that_is_published_is_kept() -> None:
    """消防大队: 市级抽访 1 件, one answer to each question."""
    sample = solve_one(row("消防大队", 7, calls=1, result="100", process="0"))
    assert sample == Sample(n=1, answers={"result": (1, 0, 0), "process": (0, 0, 1)})


def test_a_unit_nobody_surveyed_has_an_empty_sample() -> None:
    """市级未抽访 is a value of its own."""
    assert solve_one(row("司法局", 1)) == Sample(n=0, answers={})


def test_an_impossible_rate_is_named_with_its_unit() -> None:
    """One call cannot be half satisfied with weights 1, 0.6 and 0."""
    with pytest.raises(ImpossibleFigures) as caught:
        solve_samples(
            [row("教育局", 71, result="95.65"), row("司法局", 1, result="50")], {"result": PINGYU}
        )
    assert caught.value.row == "司法局"
    assert "50" in caught.value.zh
    assert "weights 1/3/5/0" in caught.value.en
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.row, str(again)) == ("司法局", str(caught.value))


def test_an_impossible_headline_is_proved() -> None:
    """Half of one unit and all of another never make 99 %; the small search is exhaustive."""
    rows = [row("甲局", 4, result="50"), row("乙局", 4, result="100")]
    with pytest.raises(ImpossibleFigures) as caught:
        solve_samples(rows, {"result": PINGYU}, {"result": Decimal("99.01")})
    assert caught.value.row == "合计"
    assert "99.01" in caught.value.en
    assert "not exhaustively" not in caught.value.en


def test_headlines_are_pooled_over_calls() -> None:
    """50 % of two calls and 100 % of six make 87.5 %, not the mean 75 %."""
    rows = [row("甲局", 2, result="50"), row("乙局", 6, result="100")]
    half, whole = solve_samples(rows, {"result": PINGYU}, {"result": Decimal("87.5")})
    assert (half.n, whole.n) == (2, 6)


def test_samples_come_near_to_the_usual_share() -> None:
    """Where every n would do, about three calls in seven tickets are made."""
    assert solve_one(row("射桥镇", 70, result="100", process="100")).n == 30


grades = st.tuples(*[st.integers(0, 5)] * 3).filter(any)


@st.composite
def surveyed_units(draw: st.DrawFn) -> tuple[PrintedRow, Mapping[str, tuple[int, ...]]]:
    """Draw true answers of a unit, and the row a bulletin would print."""
    result = draw(grades)
    process = tuple(draw(st.permutations(result)))
    answers = {"result": result, "process": process}
    assigned = sum(result) + draw(st.integers(0, 4))
    rates = {rate: printed(counts, PINGYU) for rate, counts in answers.items()}
    return PrintedRow(name=f"第{assigned}局", assigned=assigned, rates=rates), answers


@settings(max_examples=60, deadline=None)
@given(st.lists(surveyed_units(), min_size=1, max_size=2))
def test_what_true_answers_printed_is_printed_again(
    units: list[tuple[PrintedRow, Mapping[str, tuple[int, ...]]]],
) -> None:
    """Other answers may come out, but every printed figure is the same."""
    rows = [each for each, _ in units]
    headlines = {
        rate: printed([sum(grade) for grade in zip(*(a[rate] for _, a in units), strict=True)], w)
        for rate, w in BOTH.items()
    }
    samples = solve_samples(rows, BOTH, headlines)
    pooled = {rate: [0, 0, 0] for rate in BOTH}
    for each, sample in zip(rows, samples, strict=True):
        assert 0 < sample.n <= each.assigned
        for rate, counts in sample.answers.items():
            assert sum(counts) == sample.n
            assert min(counts) >= 0
            assert printed(counts, PINGYU) == each.rates[rate]
            pooled[rate] = [a + b for a, b in zip(pooled[rate], counts, strict=True)]
    assert {rate: printed(counts, PINGYU) for rate, counts in pooled.items()} == headlines


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 60), min_size=5, max_size=5).filter(any),
    st.sampled_from([("1", "0.8", "0.6", "0.3", "0"), ("1", "1", "1", "0", "0"), ("1",) * 5]),
)
def test_any_scale_of_grades_will_do(answers: list[int], weights: tuple[str, ...]) -> None:
    """Five grades, several of one weight, or all alike."""
    exact = tuple(map(Fraction, weights))
    rate = printed(answers, exact)
    each = PrintedRow(name="甲局", assigned=sum(answers), rates={"rate": rate})
    (sample,) = solve_samples([each], {"rate": exact})
    assert printed(sample.answers["rate"], exact) == rate


def test_a_headline_printed_short_is_met_as_nearly_as_can_be() -> None:
    """1.6 of 6 calls and 2 of 5 make 32.73 %, which prints as 33 %; 33.00 % cannot be."""
    rows = [row("甲局", 6, result="26.67"), row("乙局", 6, result="40")]
    samples = solve_samples(rows, {"result": PINGYU}, {"result": Decimal(33)})
    assert [sample.n for sample in samples] == [6, 5]
    with pytest.raises(ImpossibleFigures):
        solve_samples(rows, {"result": PINGYU}, {"result": Decimal("33.00")})


def test_a_unit_of_many_tickets_keeps_the_usual_share() -> None:
    """Not every size of its sample is tried, but those near three calls in seven tickets."""
    sample = solve_one(row("城管局", 5000, result="92.73", process="72.73"))
    assert abs(sample.n - 5000 * 3 // 7) <= 100
    assert printed(sample.answers["result"], PINGYU) == Decimal("92.73")
    assert printed(sample.answers["process"], PINGYU) == Decimal("72.73")


# One of 甲局's three callers was not content; of the others there may be any number.
NEARLY_ALL = [row("甲局", 3, calls=3, result="66.67")]
NEARLY_ALL += [row(f"{name}镇", 300, result="100") for name in "乙丙丁戊"]


def test_a_headline_printed_short_is_searched_for_where_not_all_can_be_tried() -> None:
    """100.00 % cannot be, so 100 % stands for something that rounds to it."""
    samples = solve_samples(NEARLY_ALL, {"result": PINGYU}, {"result": Decimal(100)})
    good = sum(sample.answers["result"][0] for sample in samples)
    calls = sum(sample.n for sample in samples)
    assert (calls - good, samples[0].n) == (1, 3)
    assert Fraction(995, 1000) <= Fraction(good, calls) < 1


def test_a_headline_that_a_wide_search_did_not_find() -> None:
    """The message claims no proof."""
    with pytest.raises(ImpossibleFigures) as caught:
        solve_samples(NEARLY_ALL, {"result": PINGYU}, {"result": Decimal("50.00")})
    assert "searched widely, not exhaustively" in caught.value.en
    assert "未穷尽" in caught.value.zh
