"""Who is named and why, who nearly was, and which rules would have named them."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given

from hotline_metrics import CountedRate, MonthlyReport, Period, Rulebook, Ticket, compile_report
from hotline_metrics.domain.rulebook import Condition, Extreme, SelectionRule
from hotline_metrics.errors import InvalidValue
from hotline_metrics.figures.decomposition import decompose
from hotline_metrics.figures.fit import fit_extreme, fit_praise
from hotline_metrics.figures.reasons import candidates, near_misses, reason_of, selection_notices
from hotline_metrics.figures.report import UnitLine
from hotline_metrics.figures.selection import select_units
from hotline_metrics.testing.strategies import ticket_lists

PINGYU = Rulebook.preset("pingyu")
MEASURES = PINGYU.measures


def line(unit: str, good: int, n: int, overdue: int = 0) -> UnitLine:
    """Return a unit's line with a rate and its overdue tickets."""
    rate = CountedRate(good, n) if n else None
    return UnitLine(unit=unit, group="", figures={"result_satisfaction": rate, "overdue": overdue})


LINES = (
    line("甲局", 19, 20),
    line("乙局", 17, 20),
    line("丙局", 20, 20, overdue=1),
    line("丁局", 1, 1),
    line("戊局", 2, 20),
    line("己局", 0, 0),
)
PRAISE = SelectionRule(
    name="commend",
    title="表扬",
    where=(Condition.parse("result_satisfaction >= 90"), Condition.parse("overdue = 0")),
)
LOW = SelectionRule(
    name="low", title="较低", lowest=Extreme(measure="result_satisfaction", count=1)
)


def test_every_named_unit_has_its_reason() -> None:
    """The figures with numerator and sample, against each condition."""
    named = select_units(LINES, PRAISE, MEASURES)
    assert [each.unit for each in named] == ["甲局", "丁局"]
    assert reason_of(named[0], PRAISE, candidates(PRAISE, LINES), MEASURES) == (
        "办理结果满意率95%（19/20），不低于90%；超期件数0，等于0。"
    )
    (worst,) = select_units(LINES, LOW, MEASURES)
    assert reason_of(worst, LOW, candidates(LOW, LINES), MEASURES) == (
        "办理结果满意率10%（2/20），为5个单位中最低的1个之一。"
    )


def test_near_misses_say_what_was_missing() -> None:
    """One condition, or one place; the nearest first."""
    found = near_misses(LINES, PRAISE, MEASURES)
    assert [(each.unit, each.distance) for each in found] == [
        ("乙局", Decimal("5.00")), ("戊局", Decimal("80.00")), ("丙局", Decimal(1)),
    ]  # fmt: skip
    assert found[0].reason == "办理结果满意率85%（17/20），低于90%，差5个百分点。"
    assert found[2].reason == "超期件数1，不等于0，差1。"
    (next_one, *_) = near_misses(LINES, LOW, MEASURES)
    assert next_one.reason == "办理结果满意率85%（17/20），比列入的最后一名高75个百分点。"


def test_a_small_sample_is_passed_over_and_an_override_is_logged() -> None:
    """The rule says how small; naming somebody anyway leaves a trace."""
    careful = attrs.evolve(PRAISE, min_n=5)
    assert [each.unit for each in select_units(LINES, careful, MEASURES)] == ["甲局"]
    (notice,) = selection_notices(LINES, careful, MEASURES)
    assert (notice.code, notice.details["unit"]) == ("selection.few", "丁局")
    anyway = attrs.evolve(careful, name_anyway=("丁局",))
    named = select_units(LINES, anyway, MEASURES)
    assert [each.unit for each in named] == ["甲局", "丁局"]
    (notice,) = selection_notices(LINES, anyway, MEASURES)
    assert notice.code == "selection.overridden"
    assert "样本不足5件" in reason_of(named[1], anyway, candidates(anyway, LINES), MEASURES)


def test_a_small_sample_that_would_not_be_named_anyway_is_no_news() -> None:
    """Nobody was passed over."""
    careful = attrs.evolve(PRAISE, min_n=5)
    assert list(selection_notices([line("甲局", 0, 1)], careful, MEASURES)) == []


# --- fit ---------------------------------------------------------------------------------------
def test_thresholds_that_name_exactly_the_praised() -> None:
    """As few as possible, as round as possible, with the room they have."""
    measures = [MEASURES["result_satisfaction"], MEASURES["overdue"]]
    found = fit_praise(LINES, {"甲局", "丁局"}, measures)
    assert found.is_exact
    assert [str(each.condition) for each in found.conditions] == [
        "result_satisfaction >= 90", "overdue = 0",
    ]  # fmt: skip
    assert found.conditions[0].tightest == 95
    assert found.conditions[0].loosest == 85
    rule = SelectionRule(
        name="fitted", title="", where=tuple(each.condition for each in found.conditions)
    )
    assert {each.unit for each in select_units(LINES, rule, MEASURES)} == {"甲局", "丁局"}


def test_a_threshold_between_two_near_figures_is_as_exact_as_they_are() -> None:
    """No rounder number lies between 71.06 and 71.05."""
    lines = (line("甲局", 7106, 10_000), line("乙局", 7105, 10_000))
    (found,) = fit_praise(lines, {"甲局"}, [MEASURES["result_satisfaction"]]).conditions
    assert str(found.condition) == "result_satisfaction >= 71.06"


def test_a_list_that_no_threshold_separates_names_the_others() -> None:
    """Honestly: these would come along."""
    found = fit_praise(LINES, {"乙局"}, [MEASURES["result_satisfaction"]])
    assert not found.is_exact
    assert set(found.others) == {"甲局", "丙局", "丁局"}


def test_the_lowest_or_highest_of_a_measure() -> None:
    """Found when the list is exactly one end."""
    measures = [MEASURES["result_satisfaction"], MEASURES["overdue"]]
    low = fit_extreme(LINES, {"戊局"}, measures)
    assert low
    assert (low.extreme, low.highest) == (Extreme(measure="result_satisfaction", count=1), False)
    high = fit_extreme(LINES, {"丙局"}, measures)
    assert high
    assert high.extreme == Extreme(measure="overdue", count=1)
    assert fit_extreme(LINES, {"乙局"}, measures) is None


# --- decomposition -----------------------------------------------------------------------------
@given(ticket_lists(rules=PINGYU), ticket_lists(rules=PINGYU))
def test_the_shares_add_up_to_the_change_exactly(some: list[Ticket], others: list[Ticket]) -> None:
    """Rate and weight of every unit together are the whole change, to the last fraction."""
    old, new = (compile_report(each, "2023-10", rules=PINGYU) for each in (some, others))
    try:
        found = decompose(old, new, "result_satisfaction")
    except InvalidValue:
        assert any(
            not isinstance(line.figures["result_satisfaction"], CountedRate)
            for report in (old, new)
            for line in report.units
        ) or not (old.units and new.units)
        return
    assert sum((share.total for share in found.shares), Fraction(0)) == found.change


def test_a_change_of_mix_alone() -> None:
    """No unit got better; the better one was asked more often."""

    def report(*lines: UnitLine) -> MonthlyReport:
        return MonthlyReport(
            period=Period.parse("2023-10"), as_of=datetime(2023, 11, 1), units=lines
        )

    found = decompose(
        report(line("甲局", 10, 10), line("乙局", 0, 10)),
        report(line("甲局", 30, 30), line("乙局", 0, 10)),
        "result_satisfaction",
    )
    assert found.change == Fraction(1, 4)
    assert all(share.by_rate == 0 for share in found.shares)
    with pytest.raises(InvalidValue, match="a printed rate does not know its n"):
        decompose(report(), report(), "result_satisfaction")


def test_a_list_of_everybody_is_the_extreme_of_nothing() -> None:
    """Without a unit outside of the list no measure tells it apart."""
    everybody = {line.unit for line in LINES}
    assert fit_extreme(LINES, everybody, MEASURES.values()) is None
