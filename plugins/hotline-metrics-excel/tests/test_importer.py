"""Rows as they stand in the sheet: types, numbers, merged ranges, two-level headers, sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from hotline_metrics import Rulebook, read_tickets
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.plugin import Limits, Problem, Row, Source
from hotline_metrics.plugin.calls import read_rows
from hotline_metrics_excel import IMPORTER, Options

Make = Callable[..., bytes]
HEADER = ["工单编号", "承办单位", "受理时间"]
ID = "231007102349106144"
CALL = datetime(2023, 10, 7, 10, 23, 49)


def items(data: bytes, sheet: str | int = "", **limits: int) -> list[Row | Problem]:
    source = Source(name="a.xlsx", data=data, limits=Limits(**limits))
    return list(read_rows(IMPORTER, source, Options(sheet=sheet)))


def rows(data: bytes, sheet: str | int = "") -> dict[int | None, list[object]]:
    return {
        item.location.row: list(item.cells) for item in items(data, sheet) if isinstance(item, Row)
    }


def test_cells_keep_their_types(workbook: Make) -> None:
    """Text stays text, also with full-width digits and ideographic blanks; numbers stay numbers."""
    cells = [ID, 312, 0.5, True, CALL, date(2023, 10, 7), 45206.433, "１２", "甲局\u3000", None]
    (read,) = rows(workbook({"10月": [cells]})).values()
    assert read == [*cells[:-1]]
    assert [type(cell) for cell in read[:2]] == [str, float]


def test_errors_and_durations(workbook: Make) -> None:
    """``#N/A`` is nothing; a duration, which no cell of ours can be, is text."""
    from io import BytesIO

    from xlsxwriter import Workbook

    target = BytesIO()
    book = Workbook(target, {"in_memory": True})
    page = book.add_worksheet()
    page.write_formula("A1", "=NA()", None, "#N/A")
    page.write_number("B1", 1.5, book.add_format({"num_format": "[h]:mm:ss"}))
    page.write_number("C1", 0.25, book.add_format({"num_format": "hh:mm"}))
    page.write_formula("D1", "=1+1", None, 2)
    book.close()
    assert rows(target.getvalue()) == {1: ["", "36:00:00", "06:00:00", 2.0]}


def test_rows_have_the_numbers_that_the_spreadsheet_shows(workbook: Make) -> None:
    """Blank rows at the top, between and hidden ones count, and so do blank first columns."""
    data = workbook({"10月": [[], [], [None, "标题"], [], [None, *HEADER]]})
    read = rows(data)
    assert list(read) == [1, 2, 3, 4, 5]
    assert read[5] == ["", *HEADER]


def test_hidden_rows_are_rows() -> None:
    """A filter that was left on hides tickets and does not undo them; an empty one is empty."""
    from io import BytesIO

    from xlsxwriter import Workbook

    target = BytesIO()
    book = Workbook(target, {"in_memory": True})
    page = book.add_worksheet("10月")
    for number, cells in enumerate([HEADER, ["1", "甲局", "2023-10-07"], [], [], ["2", "乙局"]]):
        page.write_row(number, 0, cells)
    for number in (1, 2, 3):
        page.set_row(number, None, None, {"hidden": True})
    book.close()
    read = rows(target.getvalue())
    assert {number: cells[:2] for number, cells in read.items()} == {
        1: HEADER[:2],
        2: ["1", "甲局"],
        3: ["", ""],
        4: ["", ""],
        5: ["2", "乙局"],
    }


def test_a_number_too_large_for_a_cell_is_rejected_and_never_printed(workbook: Make) -> None:
    """Stored as a number, 231007102349106144 has lost its last digits in the file itself."""
    data = workbook({"10月": [HEADER, [int(ID), "甲局", CALL], [ID, "甲局", CALL]]})
    intake = read_tickets(Source(name="a.xlsx", data=data))
    assert [ticket.id for ticket in intake.tickets] == [ID]
    (problem,) = intake.problems
    assert problem.code == "ticket.id-destroyed"
    assert problem.location.describe("en") == "a.xlsx, sheet '10月', cell A2"
    texts = [problem.message("zh"), problem.message("en"), problem.hint("zh"), repr(problem)]
    assert not any("2310071023" in text or "e+17" in text for text in texts)


def test_a_smaller_number_is_its_digits(workbook: Make) -> None:
    """A number of 13 digits arrives as a float and is printed without a point."""
    data = workbook({"10月": [HEADER, [2310071023491, "甲局", CALL]]})
    assert read_tickets(Source(name="a.xlsx", data=data)).tickets[0].id == "2310071023491"


def test_times_as_dates_serials_and_text_are_the_same(workbook: Make) -> None:
    shapes = [CALL, 45206 + (10 * 3600 + 23 * 60 + 49) / 86400, "2023年10月7日 10:23:49"]
    sheet = [HEADER, *([f"{ID}{n}", "甲局", shape] for n, shape in enumerate(shapes))]
    intake = read_tickets(Source(name="a.xlsx", data=workbook({"10月": sheet})))
    assert not intake.problems
    assert {ticket.received_at for ticket in intake.tickets} == {CALL}


# --- merged ranges ---------------------------------------------------------------------------
def test_a_merged_range_repeats_its_value(workbook: Make) -> None:
    """One unit over two rows, a title over the whole table."""
    data = workbook(
        {"10月": [["十月工单"], HEADER, ["1", "甲局", CALL], ["2", "", CALL]]},
        merged={"10月": ["A1:C1", "B3:B4"]},
    )
    read = rows(data)
    assert read[1] == ["十月工单"] * 3
    assert [read[3][1], read[4][1]] == ["甲局", "甲局"]
    intake = read_tickets(Source(name="a.xlsx", data=data))
    assert [ticket.unit for ticket in intake.tickets] == ["甲局", "甲局"]


TWO_LEVELS = [
    ["十月工单"],
    ["工单编号", "承办单位", "受理时间", "满意度", "", "县级回访", ""],
    ["", "", "", "办理结果满意度", "服务过程满意度", "意见", ""],
    [ID, "甲局", CALL, "满意", "不满意", "无", ""],
]
TWO_LEVELS_MERGED = ["A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"]
JOINED = [*HEADER, "办理结果满意度", "服务过程满意度", "意见", "县级回访"]


def test_a_header_of_two_levels_is_one_row(workbook: Make) -> None:
    """The lower heading, or the upper where there is no lower; the row is the second one's."""
    read = rows(workbook({"10月": TWO_LEVELS}, merged={"10月": TWO_LEVELS_MERGED}))
    assert read[3] == JOINED
    assert list(read) == [1, 3, 4]


def test_upper_headings_need_not_be_merged_downwards(workbook: Make) -> None:
    read = rows(workbook({"10月": TWO_LEVELS}, merged={"10月": ["A1:G1", "D2:E2", "F2:G2"]}))
    assert read[3] == JOINED


def test_lower_headings_that_come_twice_take_the_upper_one_with_them(workbook: Make) -> None:
    data = workbook(
        {
            "10月": [
                ["工单编号", "市级回访", "", "县级回访", ""],
                ["", "结果", "过程", "结果", "备注"],
            ]
        },
        merged={"10月": ["A1:A2", "B1:C1", "D1:E1"]},
    )
    assert rows(data) == {2: ["工单编号", "市级回访结果", "过程", "县级回访结果", "备注"]}


def test_a_two_level_header_is_understood(workbook: Make) -> None:
    data = workbook({"10月": TWO_LEVELS}, merged={"10月": TWO_LEVELS_MERGED})
    intake = read_tickets(Source(name="a.xlsx", data=data), rules=Rulebook.preset("pingyu"))
    (ticket,) = intake.tickets
    assert dict(ticket.answers) == {"result": "satisfied", "process": "dissatisfied"}


def test_lines_merged_within_the_data_are_no_header(workbook: Make) -> None:
    """A section line between rows, and a merged cell beside filled ones, stay rows."""
    data = workbook(
        {
            "10月": [
                HEADER,
                ["县直单位"],
                ["1", "甲局", CALL],
                ["2", "乙局", ""],
                ["3", "丙局", CALL],
            ]
        },
        merged={"10月": ["A2:C2", "B4:C4"]},
    )
    read = rows(data)
    assert list(read) == [1, 2, 3, 4, 5]
    assert read[3] == ["1", "甲局", CALL]
    assert read[5] == ["3", "丙局", CALL]


# --- sheets ----------------------------------------------------------------------------------
def months(workbook: Make) -> bytes:
    sheets = {"9月": [HEADER, ["1", "甲局", CALL]], "10": [HEADER, ["2", "乙局", CALL]]}
    return workbook({**sheets, "字典": [["甲局"]]}, hidden=["字典"])


def test_every_visible_sheet_is_read_and_a_hidden_one_is_said(workbook: Make) -> None:
    read = items(months(workbook))
    assert [item.location.sheet for item in read] == ["9月", "9月", "10", "10", "字典"]
    notice = read[-1]
    assert isinstance(notice, Problem)
    assert (notice.code, notice.severity) == ("excel.sheet-hidden", "notice")


@pytest.mark.parametrize(
    ("wanted", "cell"), [("9月", "1"), ("10", "2"), ("2", "2"), (1, "1"), (" 9月 ", "1")]
)
def test_a_sheet_by_name_or_number(workbook: Make, wanted: str | int, cell: str) -> None:
    """A name goes first: the sheet called 10 is not the tenth."""
    assert rows(months(workbook), wanted)[2][0] == cell


def test_a_hidden_sheet_is_read_when_it_is_asked_for(workbook: Make) -> None:
    assert rows(months(workbook), "字典") == {1: ["甲局"]}


@pytest.mark.parametrize("wanted", ["8月", "4", 0, "²"])
def test_a_sheet_that_is_not_there(workbook: Make, wanted: str | int) -> None:
    with pytest.raises(UnreadableSource, match="there are: 9月、10、字典"):
        items(months(workbook), wanted)


def test_an_empty_sheet_has_no_rows(workbook: Make) -> None:
    assert items(workbook({"空": []})) == []


# --- limits ----------------------------------------------------------------------------------
def test_a_cell_above_the_limit_is_a_problem_of_its_row(workbook: Make) -> None:
    read = items(workbook({"10月": [["甲", "乙" * 11], ["甲", "乙" * 10]]}), cell_characters=10)
    problem, row = read
    assert isinstance(problem, Problem)
    assert problem.location.describe("en") == "a.xlsx, sheet '10月', cell B1"
    assert isinstance(row, Row)


def test_too_many_columns(workbook: Make) -> None:
    with pytest.raises(UnreadableSource, match="4 columns, above the limit of 3"):
        items(workbook({"10月": [["甲"] * 4]}), columns=3)
