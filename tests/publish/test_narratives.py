"""What a case may tell of a citizen: masked where it is cited, noticed where a clerk wrote it."""

from __future__ import annotations

import sys
from datetime import datetime

import pytest

from hotline_metrics.domain.period import Period
from hotline_metrics.figures.report import CitedTicket, MonthlyReport
from hotline_metrics.publish.narratives import narrative_notices, tell_cited
from hotline_metrics.publish.notes import read_notes

NUMBER = "231007102349106144"
REPORT = MonthlyReport(
    period=Period.parse("2023-10"),
    cited=(
        CitedTicket(
            id=NUMBER,
            unit="甲局",
            assigned_at=datetime(2023, 10, 1),
            deadline=datetime(2023, 10, 2),
            closed_at=None,
            urgent=False,
            days_late=3,
        ),
    ),
)


def test_a_cited_ticket_is_told_masked_and_no_other_is() -> None:
    """A name and a telephone go; the wording of a ticket that is not cited is nobody's business."""
    said = {"问题描述": "村民赵大伟来电13800000000。"}
    notes = tell_cited(None, REPORT, {(NUMBER, "甲局"): said, ("231007102349106145", "甲局"): said})
    assert list(notes.told) == [(NUMBER, "甲局")]
    (told,) = notes.told[NUMBER, "甲局"]
    assert told.heading == "问题描述"
    assert told.masked.text.startswith("村民赵某来电")
    assert "13800000000" not in told.masked.text
    assert narrative_notices(notes, REPORT) == ()


def test_a_clerk_is_told_where_a_case_names_somebody() -> None:
    """By its place and kind, and without the words."""
    notes = read_notes("# 村民赵大伟反映的问题\n\n甲局称不归其管。来电13800000000。\n")
    title, number = narrative_notices(notes, REPORT)
    assert {title.code, number.code} == {"notes.personal"}
    assert "heading" in title.message("en")
    assert "paragraph 1" in number.message("en")
    assert "赵大伟" not in title.message("zh")
    assert "13800000000" not in number.message("zh")
    assert number.location.source == "2023-10.md"
    assert narrative_notices(None, REPORT) == ()


def test_without_the_extra_a_clerk_is_told_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was checked, and the notice says how to have it checked."""
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    notes = read_notes("# 案例\n\n来电13800000000。\n")
    (notice,) = narrative_notices(notes, REPORT)
    assert notice.code == "notes.unchecked"
