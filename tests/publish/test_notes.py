"""The month's notes file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from hotline_metrics.domain.period import Period
from hotline_metrics.errors import RulebookError
from hotline_metrics.figures.report import CitedTicket, MonthlyReport
from hotline_metrics.publish.bulletin import ListItem, Paragraph, Run, plain_text
from hotline_metrics.publish.notes import Notes, load_notes, notes_notices, read_notes

OCTOBER = Path(__file__).parent / "october" / "2023-10.md"


def test_a_whole_file() -> None:
    notes = load_notes(OCTOBER)
    assert (notes.series, notes.year, notes.serial) == ("平督通报", 2023, "71")
    assert notes.date == date(2023, 11, 6)
    assert notes.signer == "平舆县12345热线办"
    assert notes.cite == ("231007102349106144",)
    (case,) = notes.narratives
    assert case.title == (Run("办理不彻底，回访不到位"),)
    first, second, *items = case.blocks
    assert isinstance(first, Paragraph)
    assert first.runs == (
        Run("如群众反映村民赵某违规建房，"),
        Run("投诉未果。", strong=True),
        Run("承办单位只强调办理过程，无处理结果。"),
    )
    assert isinstance(second, Paragraph)
    assert [item.mark for item in items if isinstance(item, ListItem)] == ["1.", "2."]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("71", ("", None, "71")),
        ('"71"', ("", None, "71")),
        ('"平督通报〔2023〕71号"', ("平督通报", 2023, "71")),
        ('"平督通报[2023]71号"', ("平督通报", 2023, "71")),
        ('"平督通报〔2023〕　号"', ("平督通报", 2023, "")),
        ('""', ("", None, "")),
    ],
)
def test_a_number_in_full_or_only_its_last_part(
    written: str, parts: tuple[str, int | None, str]
) -> None:
    notes = read_notes(f"+++\nnumber = {written}\n+++\n")
    assert (notes.series, notes.year, notes.serial) == parts


def test_braces_and_markup_characters_are_just_text() -> None:
    (case,) = read_notes("# 一\n\n{{ 1 }} {% if %} <b>\ue000").narratives
    assert case.blocks == (Paragraph((Run("{{ 1 }} {% if %} <b>\ue000"),)),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("+++\nnumbr = 71\n+++\n", "Did you mean 'number'"),
        ("+++\nnumber = '七十一'\n+++\n", "平督通报〔2023〕71号"),
        ("+++\ndate = '11月6日'\n+++\n", "expected a date"),
        ("+++\ncite = '231007'\n+++\n", r"expected a list in \[ \]"),
        ("+++\nnumber = 71\n", "never closed"),
        ("+++\nnumber = 71\ndate = 2023-11-\n+++\n", "line 3"),
        ("+++\nnumber = 71\n+++\n\n没有标题", "line 5"),
        ("# 一\n\n## 二", "line 3"),
        ("# 一\n\n#二", "line 3"),
    ],
)
def test_a_fault_names_the_place(text: str, says: str) -> None:
    with pytest.raises(RulebookError, match=says) as caught:
        read_notes(text, "2023-10.md")
    assert str(caught.value).startswith("2023-10.md")


def test_what_is_missing_is_said_and_so_is_a_ticket_that_is_not_there() -> None:
    report = MonthlyReport(
        period=Period.parse("2023-10"),
        cited=(
            CitedTicket(
                id="1",
                unit="甲",
                assigned_at=datetime(2023, 10, 1),
                deadline=datetime(2023, 10, 2),
                closed_at=None,
                urgent=False,
                days_late=3,
            ),
        ),
    )
    none = notes_notices(None, report)
    assert [problem.code for problem in none] == ["notes.missing"] * 3
    assert "2023-10.md" in none[0].hint()
    full = Notes(number="71", date=date(2023, 11, 6), signer="县热线办", cite=("1", "2"))
    (other,) = notes_notices(full, report, "notes.md")
    assert other.code == "notes.cited-not-found"
    assert "2" in other.message("en")
    assert other.location.source == "notes.md"


def test_every_heading_begins_a_case() -> None:
    """Up to the next one; a heading alone is a case that is still to be told."""
    notes = read_notes("# 推诿扯皮\n\n甲局称不归其管。\n\n两次退回。\n\n# 办理不彻底\n")
    assert [plain_text(each.title) for each in notes.narratives] == ["推诿扯皮", "办理不彻底"]
    assert [len(each.blocks) for each in notes.narratives] == [2, 0]
