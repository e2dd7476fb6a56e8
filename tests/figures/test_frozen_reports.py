"""Figures are the interface: the same tickets give the same report, release after release.

What a difference means is said in ``docs/explanation/stability.md``.
"""

import json
from pathlib import Path

import pytest

from hotline_metrics import MonthlyReport, Roster, Rulebook, compile_report, read_tickets
from hotline_metrics.domain.rulebook_file import preset_names
from hotline_metrics.publish.report_json import encode_report
from hotline_metrics.testing import check_golden

FROZEN = Path(__file__).parents[1] / "golden" / "frozen"
MONTHS = ("2023-11", "2023-12", "2024-01")
RULEBOOKS = (*preset_names(), "county")
CASES = [(rulebook, month) for rulebook in RULEBOOKS for month in MONTHS]
SPANS = [("pingyu", "2023-Q4"), ("full", "2023-12-25..2024-01-07")]


def compiled(rulebook: str, period: str) -> MonthlyReport:
    """Return a report of the frozen tickets; a month is compared with those before it."""
    county = rulebook == "county"
    rules = Rulebook.load(FROZEN / "county.toml") if county else Rulebook.preset(rulebook)
    roster = Roster.load(FROZEN / "units.csv")
    months = [period] if period in MONTHS else list(MONTHS)
    files = [FROZEN / f"tickets-{month}.csv" for month in months]
    intake = read_tickets(files, rules=rules, roster=roster, engine="objects")
    earlier = MONTHS[: MONTHS.index(period)] if period in MONTHS else ()
    history = [compiled(rulebook, month) for month in earlier]
    return compile_report(intake, period, rules=rules, history=history, engine="objects")


@pytest.mark.parametrize(("rulebook", "period"), [*CASES, *SPANS])
def test_a_frozen_report_does_not_change(rulebook: str, period: str) -> None:
    """Byte for byte: figures, numerators, samples, intervals, lists, citations and notices."""
    name = f"{rulebook}-{period.replace('..', '-to-')}.json"
    check_golden(encode_report(compiled(rulebook, period)), FROZEN / "reports" / name)


def test_every_frozen_report_is_compiled() -> None:
    """None is left behind when a preset goes."""
    made = {
        f"{rulebook}-{period.replace('..', '-to-')}.json" for rulebook, period in [*CASES, *SPANS]
    }
    assert {path.name for path in (FROZEN / "reports").glob("*")} == made


@pytest.mark.parametrize("rulebook", RULEBOOKS)
def test_the_frozen_months_put_every_measure_to_the_test(rulebook: str) -> None:
    """A measure that is nowhere counted would be guarded by nothing."""
    lines = [
        line["figures"]
        for path in sorted((FROZEN / "reports").glob(f"{rulebook}-2*.json"))
        for line in json.loads(path.read_text("utf-8"))["units"]
    ]
    idle = {
        measure
        for measure in lines[0]
        if all(line[measure] is None or line[measure] == 0 for line in lines)
    }
    # No preset says what a repeated request is; the county does.
    assert idle - {"repeat"} == set()
    assert not idle or rulebook != "county"
