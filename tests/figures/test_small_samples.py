"""What small samples may say: intervals, ranks that tie, tiers, few answers."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import comb

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import CountedRate, MonthlyReport, Rulebook
from hotline_metrics.domain.interval import Interval, interval_of
from hotline_metrics.domain.rulebook import SampleRule
from hotline_metrics.figures.lift import lift_to
from hotline_metrics.figures.ranking import rank_units, tier_units
from hotline_metrics.figures.report import UnitLine
from hotline_metrics.publish.tables import unit_table
from hotline_metrics.testing import sample_report

PINGYU = Rulebook.preset("pingyu")
RATE = PINGYU.measures["result_satisfaction"]
OVERDUE = PINGYU.measures["overdue"]
GRADES = (Fraction(1), Fraction(3, 5), Fraction(0))


@st.composite
def rates(draw: st.DrawFn) -> CountedRate:
    """Draw a rate of answers with full, part and no weight."""
    full, part, none = (draw(st.integers(0, 40)) for _ in GRADES)
    n = full + part + none or 1
    full += not (full + part + none)
    return CountedRate(full + part * GRADES[1], n, full + part * GRADES[1] ** 2)


# --- intervals ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [(6, 20, "14.55", "51.90"), (0, 5, "0.00", "43.45"), (5, 5, "56.55", "100.00"), (1, 1, "20.65", "100.00")],
)  # fmt: skip
def test_yes_and_no_is_wilsons_interval(yes: int, n: int, low: str, high: str) -> None:
    """The textbook values; a single good answer says little."""
    assert interval_of(CountedRate(yes, n)) == Interval(Decimal(low), Decimal(high))


@given(rates())
def test_a_rate_lies_in_its_interval_and_that_in_0_to_100(rate: CountedRate) -> None:
    """Whatever the answers."""
    sure = interval_of(rate)
    assert 0 <= sure.low <= rate.percent <= sure.high <= 100


@given(rates())
def test_part_credit_is_surer_than_yes_and_no(rate: CountedRate) -> None:
    """Answers that vary less leave less doubt."""
    sure, wider = interval_of(rate), interval_of(CountedRate(rate.numerator, rate.n))
    assert wider.low <= sure.low <= sure.high <= wider.high


@given(rates(), st.integers(2, 9))
def test_more_of_the_same_answers_are_surer(rate: CountedRate, times: int) -> None:
    """Twice the sample, a narrower interval."""
    more = CountedRate(rate.numerator * times, rate.n * times, rate.squares * times)
    narrow, wide = interval_of(more), interval_of(rate)
    assert narrow.high - narrow.low < wide.high - wide.low


SHARES = [
    (a / 10, b / 10, (10 - a - b) / 10)
    for a, b in product(range(11), repeat=2)
    if a + b <= 10 and max(a, b, 10 - a - b) < 10
]
"""Shares of three grades in tenths; where all give one grade there is nothing to be unsure of."""


def coverage(n: int, weight: Fraction, shares: Iterable[tuple[float, ...]]) -> list[float]:
    """Return how often the interval of n answers holds the true rate, for each set of shares.

    Every possible sample is weighed with its chance, so this is no drawing of lots.

    Args:
        n: how many answers.
        weight: what the middle grade is worth.
        shares: how many of all give each grade.
    """
    spans = {
        (full, part): interval_of(
            CountedRate(full + part * weight, n, full + part * weight**2)
        )
        for full in range(n + 1)
        for part in range(n + 1 - full)
    }  # fmt: skip
    found = []
    for best, middle, worst in shares:
        truth = 100 * (best + float(weight) * middle)
        inside = 0.0
        for (full, part), sure in spans.items():
            ways = comb(n, full) * comb(n - full, part)
            chance = ways * best**full * middle**part * worst ** (n - full - part)
            inside += chance * (float(sure.low) - 0.005 <= truth <= float(sure.high) + 0.005)
        found.append(inside)
    return found


@pytest.mark.parametrize("n", [5, 6, 8, 12, 20])
@pytest.mark.parametrize("weight", [Fraction(1, 2), Fraction(3, 5), Fraction(4, 5)])
def test_the_interval_holds_the_true_rate_as_often_as_it_says(n: int, weight: Fraction) -> None:
    """Part credit: in 93 to 98 of a hundred samples on average, and nowhere in fewer than 91."""
    found = coverage(n, weight, SHARES)
    assert 93 <= round(100 * sum(found) / len(found)) <= 98
    assert min(found) > 0.91


@pytest.mark.parametrize("n", [5, 6, 8, 12, 20, 50])
def test_the_interval_of_yes_and_no_does_too(n: int) -> None:
    """Wilson's: over all shares in hundredths."""
    shares = [(yes / 100, 0.0, 1 - yes / 100) for yes in range(1, 100)]
    found = coverage(n, Fraction(1, 2), shares)
    assert 93 <= round(100 * sum(found) / len(found)) <= 98
    assert min(found) > 0.82


# --- ranks and tiers ---------------------------------------------------------------------------
def lines(*rates: CountedRate | None) -> list[UnitLine]:
    """Return a line for each rate, the units called by letters."""
    return [
        UnitLine(unit="甲乙丙丁戊"[n], group="", figures={RATE.name: rate, "overdue": n})
        for n, rate in enumerate(rates)
    ]


def test_ranks_tie_where_nobody_is_surely_better() -> None:
    """19 of 20 is surely better than 3 of 20; 9 of 10 is not surely better than 10 of 20."""
    units = lines(CountedRate(19, 20), CountedRate(9, 10), CountedRate(10, 20), CountedRate(3, 20))
    assert rank_units(units, RATE) == {"甲": 1, "乙": 2, "丙": 3, "丁": 4}
    by_interval = SampleRule(ties="interval")
    assert rank_units(units, RATE, by_interval) == {"甲": 1, "乙": 1, "丙": 2, "丁": 3}
    # Counts are not samples: they tie when they are equal.
    assert rank_units(units, OVERDUE, by_interval) == {"甲": 1, "乙": 2, "丙": 3, "丁": 4}


def test_a_sample_that_is_too_small_has_no_rank() -> None:
    """Nor has an absent one."""
    units = lines(CountedRate(1, 1), CountedRate(9, 10), None)
    assert rank_units(units, RATE, SampleRule(min_n=5)) == {"乙": 1}


def test_tiers_say_who_is_surely_above_or_below() -> None:
    """Against the rate of all, which for most is not surely different."""
    units = lines(CountedRate(20, 20), CountedRate(7, 10), CountedRate(6, 20), CountedRate(1, 1))
    tiers = tier_units(units, RATE, CountedRate(34, 51), SampleRule(min_n=2))
    assert tiers == {"甲": "above", "乙": "as_all", "丙": "below"}
    assert tier_units(units, RATE, None, SampleRule()) == {}


def table_of(report: MonthlyReport, **changes: object) -> list[list[str]]:
    """Return the cells of the first table under changed rules."""
    rules = attrs.evolve(PINGYU, **changes)  # type: ignore[arg-type]
    table = unit_table(report, rules, report.units[0].group)
    return [[cell.text for cell in row] for row in table.rows]


def test_tables_show_samples_ranks_tiers_and_too_few() -> None:
    """Each is a choice of the rulebook."""
    report = sample_report()
    columns = ("result_satisfaction", "rank.result_satisfaction", "tier.result_satisfaction")
    shown = attrs.evolve(PINGYU.table, columns=columns, show_n=True)
    (first, *_) = table_of(report, table=shown)
    rate = report.units[0].figures["result_satisfaction"]
    assert isinstance(rate, CountedRate)
    assert first[1].endswith(f"（{rate.n}）")
    assert first[3] in {"高于总体", "与总体相当", "低于总体"}
    few = SampleRule(min_n=1000)
    assert table_of(report, table=shown, samples=few)[0][1:] == ["样本过少", "—", "—"]


# --- what would lift it ------------------------------------------------------------------------
@given(rates(), st.integers(0, 100))
def test_so_many_answers_reach_the_threshold_and_one_less_does_not(
    rate: CountedRate, percent: int
) -> None:
    """As it is printed, half up."""
    lift = lift_to(rate, percent)
    assert lift.more is not None

    def printed(more: int) -> Decimal:
        return CountedRate(rate.numerator + more, rate.n + more).percent

    assert printed(lift.more) >= percent
    assert lift.more == 0 or printed(lift.more - 1) < percent
    if lift.turned is not None:
        assert CountedRate(rate.numerator + lift.turned, rate.n).percent >= percent
        if lift.turned:
            assert CountedRate(rate.numerator + lift.turned - 1, rate.n).percent < percent
