"""A workbook through an engine of columns: the tickets and problems that it gives row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from hotline_metrics import Rulebook, compile_report, encode_report, read_tickets
from hotline_metrics.intake.columnar import MixedTickets
from hotline_metrics.intake.intake import Intake
from hotline_metrics.plugin import Limits, Source, UnreadableSource

pytest.importorskip("hotline_metrics_frames", reason="hotline-metrics-frames is not installed")
pytest.importorskip("polars", reason="polars is not installed")

Make = Callable[..., bytes]
RULES = Rulebook.preset("pingyu")
HEADER = [
    "工单编号",
    "受理时间",
    "派单时间",
    "承办单位",
    "办结时间",
    "重办次数",
    "办理结果满意度",
    "备注",
]


def row(number: int, **other: object) -> list[object]:
    """Return a ticket as a spreadsheet holds it."""
    cells = {
        "工单编号": f"231007102349106{number:03}",
        "受理时间": datetime(2023, 10, 7, 10, number),
        "派单时间": datetime(2023, 10, 7, 11),
        "承办单位": "甲局",
        "办结时间": datetime(2023, 10, 9, 9),
        "重办次数": 0,
        "办理结果满意度": "满意",
        "备注": number if number % 2 else "文字",
    }
    return list((cells | other).values())


def both(data: bytes, limits: Limits | None = None) -> tuple[Intake, Intake]:
    """Read a workbook by columns and row by row, and compare all that can be told of it."""
    source = Source(name="t.xlsx", data=data, limits=limits or Limits())
    columns, objects = (read_tickets(source, rules=RULES, engine=e) for e in ("polars", "objects"))
    assert (columns.read, columns.rejected) == (objects.read, objects.rejected)
    assert columns.problems == objects.problems
    assert sorted(map(repr, columns.tickets)) == sorted(map(repr, objects.tickets))
    told = [{k: v.describe() for k, v in each.places.items()} for each in (columns, objects)]
    assert told[0] == told[1]
    reports = [
        encode_report(compile_report(each, "2023-10", rules=RULES)) for each in (columns, objects)
    ]
    assert reports[0] == reports[1]
    return columns, objects


def in_columns(intake: Intake) -> int:
    """Return how many tickets stand in columns."""
    assert isinstance(intake.tickets, MixedTickets)
    return len(intake.tickets.batch)


def test_clean_rows_stand_in_columns(workbook: Make) -> None:
    """And each is told by its cell, as ever."""
    columns, _ = both(workbook({"10月": [HEADER, *(row(n) for n in range(9))]}))
    assert in_columns(columns) == 9
    assert not columns.remarks
    assert (
        columns.places["231007102349106000", "甲局"].at(6).describe("en")
        == "t.xlsx, sheet '10月', cell F2"
    )


def test_a_row_with_a_cell_of_another_type_is_read_by_itself(workbook: Make) -> None:
    """A time written as text among times, a count as a word, a number that lost its digits."""
    rows = [
        row(0),
        row(1, 办结时间="2023/10/9 9:00"),
        row(2, 办结时间=date(2023, 10, 9)),
        row(3, 重办次数="是"),
        row(4, 工单编号=2.31007e17),
        row(5, 办结时间=None),
        row(6, 受理时间="昨天"),
        row(7),
    ]
    columns, objects = both(workbook({"10月": [HEADER, *rows]}))
    assert (columns.accepted, columns.rejected) == (6, 2)
    assert in_columns(columns) == 3
    assert {p.code for p in objects.problems} == {"ticket.id-destroyed", "time.unreadable"}


def test_titles_blank_rows_and_a_second_header_are_no_records(workbook: Make) -> None:
    """Whatever stands above the header, between the rows and below them."""
    sheet = [["甲县10月工单"], [], HEADER, row(0), [], row(1), HEADER, row(2), ["合计", 3]]
    columns, _ = both(workbook({"10月": sheet}))
    assert columns.accepted == 3
    assert in_columns(columns) == 3


def test_further_sheets_and_hidden_ones(workbook: Make) -> None:
    """The second sheet is read by the objects, the hidden one is told."""
    sheets = {
        "一": [HEADER, row(0), row(1)],
        "二": [HEADER, row(2), row(1, 承办单位="乙镇")],
        "藏": [HEADER, row(3)],
    }
    columns, _ = both(workbook(sheets, hidden=["藏"]))
    assert columns.accepted == 4
    assert in_columns(columns) == 1
    assert [p.code for p in columns.problems] == ["excel.sheet-hidden"]


def test_a_book_that_begins_with_an_explanation_is_opened_once(
    workbook: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is read row by row, from where it was begun, and the run says so."""
    import python_calamine

    opened: list[object] = []
    load = python_calamine.load_workbook

    def counted(stream: object) -> object:
        opened.append(stream)
        return load(stream)  # type: ignore[arg-type]

    monkeypatch.setattr(python_calamine, "load_workbook", counted)
    data = workbook({"说明": [["本表由系统导出"]], "工单": [HEADER, row(0)]})
    intake = read_tickets(Source(name="t.xlsx", data=data), rules=RULES, engine="polars")
    assert len(opened) == 1
    assert intake.accepted == 1
    (remark,) = intake.remarks
    assert "does not begin with a header" in remark.message("en")
    assert [p.code for p in intake.problems] == ["sheet.passed-over"]


def test_a_header_of_two_levels(workbook: Make) -> None:
    """Its rows are placed where they stand."""
    upper = [*HEADER[:6], "回访结果", "回访结果"]
    lower = [*HEADER[:6], "办理结果满意度", "备注"]
    areas = [*(f"{letter}1:{letter}2" for letter in "ABCDEF"), "G1:H1"]
    sheet = [upper, lower, row(0), row(1)]
    columns, _ = both(workbook({"10月": sheet}, merged={"10月": areas}))
    assert in_columns(columns) == 2


def test_limits_hold(workbook: Make) -> None:
    """A cell above its limit costs its row; a row too many refuses the book."""
    long = row(1, 备注="长" * 50)
    data = workbook({"10月": [HEADER, row(0), long, row(2)]})
    columns, _ = both(data, Limits(cell_characters=40))
    assert (columns.accepted, columns.rejected) == (2, 1)
    source = Source(name="t.xlsx", data=data, limits=Limits(rows=3))
    for engine in ("polars", "objects"):
        with pytest.raises(UnreadableSource, match="above the limit"):
            read_tickets(source, rules=RULES, engine=engine)
