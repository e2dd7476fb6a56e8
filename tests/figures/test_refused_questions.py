"""Questions about figures that have no answer say why, in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hotline_metrics import MonthlyReport, Period, Rulebook, load_report
from hotline_metrics.domain.figure import CountedRate
from hotline_metrics.errors import InvalidValue
from hotline_metrics.figures.lift import lift_to

FROZEN = Path(__file__).parents[1] / "golden" / "frozen" / "reports"

SANLV = load_report(FROZEN / "sanlv-2023-12.json")


@pytest.fixture
def report() -> MonthlyReport:
    """Return December as the preset ``pingyu`` counts it."""
    return load_report(FROZEN / "pingyu-2023-12.json")


REFUSED: dict[str, tuple[Callable[[MonthlyReport], object], str]] = {
    "derive what tickets made": (
        lambda report: report.derive("totals/assigned", Rulebook.preset("pingyu")),
        "explained by them",
    ),
    "derive what is not there": (
        lambda report: report.derive("units/医保局/scores/weather", Rulebook.preset("pingyu")),
        "there is no figure .*weather",
    ),
    "a total that the rulebook lacks": (
        lambda _: SANLV.derive("totals/solved_rate", Rulebook.preset("pingyu")),
        "totals/solved_rate is no measure of the rulebook pingyu",
    ),
    "a group's figure that the rulebook lacks": (
        lambda _: SANLV.derive(f"groups/{SANLV.groups[0].group}/open", Rulebook.preset("pingyu")),
        "open is no measure of the rulebook pingyu",
    ),
    "a score that the rulebook lacks": (
        lambda _: SANLV.derive(
            f"units/{SANLV.units[0].unit}/scores/three_rates", Rulebook.preset("pingyu")
        ),
        "three_rates is no score of the rulebook pingyu",
    ),
    "a list that the rulebook lacks": (
        lambda report: report.derive(
            "near_misses/low_result/供电公司/distance", Rulebook.preset("plain")
        ),
        "is about no list of the rulebook plain",
    ),
    "tickets of a printed report": (
        lambda _: MonthlyReport(period=Period.parse("2023-10"), totals={"assigned": 3}).explain(
            "totals/assigned", [], Rulebook.preset("plain")
        ),
        "read from print has no tickets",
    ),
    "a rate above all": (lambda _: lift_to(CountedRate(1, 2), 101), "no percentage"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_question_is_refused(case: str, report: MonthlyReport) -> None:
    """With what was asked for."""
    ask, says = REFUSED[case]
    with pytest.raises(InvalidValue, match=says) as caught:
        ask(report)
    assert caught.value.text("zh") != caught.value.text("en")


def test_a_unit_that_is_not_there(report: MonthlyReport) -> None:
    """As of any mapping."""
    with pytest.raises(KeyError, match="无此局"):
        report.unit("无此局")
