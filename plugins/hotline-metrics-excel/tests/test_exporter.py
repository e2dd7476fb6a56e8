"""The workbook of a report, read back with another library."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook as Book

from hotline_metrics import CountedRate, MonthlyReport, Period, Rulebook, compile_report
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.plugin import (
    Bulletin,
    Location,
    NoOptions,
    Problem,
    ProblemKind,
    Publication,
    Table,
    TableCell,
    TableColumn,
)
from hotline_metrics.publish.compose import compose_bulletin
from hotline_metrics_excel import EXPORTER
from hotline_metrics_excel.exporter import formula
from hotline_metrics_excel.sheets import LAST_ROW, Percent, Sheet, fit_name, write_workbook

RULES = Rulebook.preset("pingyu")
ID = "231007102349106144"
OCTOBER = Period.parse("2023-10")


def ticket(number: int, unit: str, **values: object) -> Ticket:
    day = datetime(2023, 10, 9, 9)
    given = {"received_at": day, "dispatched_at": day, "closed_at": day, "category": ("城建",)}
    return Ticket(id=f"{ID}{number}", unit=unit, **{**given, **values})  # type: ignore[arg-type]


TICKETS = [
    ticket(1, "甲局", surveyed=True, answers={"result": "satisfied", "process": "basic"}),
    ticket(2, "甲局", surveyed=True, answers={"result": "basic", "process": "basic"}),
    ticket(3, "甲局", surveyed=True, answers={"result": "satisfied", "process": "unrated"}),
    ticket(4, "乙局", redo=2),
]
REPORT = compile_report(TICKETS, OCTOBER, rules=RULES)


def publication(report: MonthlyReport = REPORT, **values: object) -> Publication:
    bulletin = compose_bulletin(report, RULES)
    given = {"report": report, "bulletin": bulletin, "rules": RULES, **values}
    return Publication(**given)  # type: ignore[arg-type]


def write(given: Publication) -> bytes:
    written = EXPORTER.write(given, NoOptions())
    assert isinstance(written, bytes)
    return written


def reopened(given: Publication) -> Book:
    return load_workbook(io.BytesIO(write(given)))


def values(book: Book, name: str) -> list[tuple[object, ...]]:
    return list(book[name].iter_rows(values_only=True))


def table(name: str, *cells: str) -> Table:
    rows = tuple((TableCell(cell, cell),) for cell in cells)
    return Table(name=name, columns=(TableColumn("承办单位"),), rows=rows)


def test_a_unit_table_has_typed_cells() -> None:
    """Counts and rates are numbers, a rate as it is printed; 市级未抽访 is text.

    Of three answers two are 满意 and one 基本满意: (2 + 0.6) / 3 = 86.67 %.
    """
    book = reopened(publication())
    sheet = book[book.sheetnames[0]]
    assert values(book, sheet.title) == [
        ("承办单位", "承办件数", "超期件数", "重办量", "办理结果满意率", "服务过程满意率"),
        ("甲局", 3, 0, 0, 0.8667, 0.6),
        ("乙局", 1, 0, 2, "市级未抽访", "市级未抽访"),
    ]
    assert [cell.number_format for cell in sheet[2]] == ["@", "0", "0", "0", "0.00%", "0.00%"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:F3"


def test_columns_are_as_wide_as_chinese_is() -> None:
    """办理结果满意率 takes fourteen places, and the filter's button its own."""
    sheet = reopened(publication()).worksheets[0]
    assert sheet.column_dimensions["E"].width >= 14 + 3


def test_totals_tell_how_they_moved() -> None:
    before = attrs.evolve(
        REPORT,
        period=OCTOBER.previous,
        totals={"result_satisfaction": CountedRate(Fraction(1, 2), 1)},
    )
    report = compile_report(TICKETS, OCTOBER, rules=RULES, history=[before])
    book = reopened(publication(report))
    lines = {line[0]: line[1:] for line in values(book, "总体情况")}
    assert lines["办理结果满意率"] == (0.8667, None, 36.67, "个百分点")
    assert lines["承办件数"] == (4, None, None, None)


def test_categories_and_every_figure_with_its_sample() -> None:
    book = reopened(publication())
    assert values(book, "诉求分类")[1][:3] == ("城建", None, 4)
    line = next(
        line for line in values(book, "全部数据") if line[6] == "units/甲局/result_satisfaction"
    )
    assert line == (
        "单位",
        "甲局",
        "办理结果满意率",
        0.8667,
        2.6,
        3,
        "units/甲局/result_satisfaction",
    )


def test_definitions_say_how_a_figure_is_computed() -> None:
    book = reopened(publication())
    lines = {line[0]: line for line in values(book, "口径")}
    _, definition, computed, day, source, name = lines["办理结果满意率"]
    assert "满意计1、基本满意计0.6" in str(definition)
    assert computed == "（办理结果满意 + 0.6×办理结果基本满意） ÷ 办理结果已评价"
    assert (day, name) == ("转办日期", "result_satisfaction")
    assert "平督通报" in str(source)


def test_formulas_in_english() -> None:
    def english(zh: str, en: str) -> str:
        del zh
        return en

    assert formula(RULES.measures["overdue"], RULES, english) == (
        "closed after the deadline + open past the deadline"
    )


def test_rejected_rows_and_tickets_behind_figures() -> None:
    """Both sheets are there when there is something in them; a ticket number is text."""
    assert not {"问题行", "工单依据"} & set(reopened(publication()).sheetnames)
    kind = ProblemKind(
        code="x.y", severity="error", zh="有误", en="wrong", hint_zh="改", hint_en="mend"
    )
    place = Location(source="a.xlsx", sheet="10月", row=17, column=6, cells=True)
    book = reopened(
        publication(
            problems=(Problem(kind, place),), evidence={"units/甲局/assigned": (ID, f"{ID}1")}
        )
    )
    assert values(book, "问题行")[1] == (
        "未计入",
        "a.xlsx",
        "10月",
        "单元格 F17",
        "有误",
        "改",
        "x.y",
    )
    assert values(book, "工单依据")[1] == ("甲局", "承办件数", ID, "units/甲局/assigned")
    cell = book["工单依据"]["C2"]
    assert (cell.data_type, cell.number_format) == ("s", "@")


def test_english_words_around_the_bulletin() -> None:
    book = reopened(publication(lang="en"))
    assert book.sheetnames[1:] == ["Totals", "Categories", "All figures", "Definitions", "About"]


def test_the_sheet_about_the_report() -> None:
    lines = dict(line[:2] for line in values(reopened(publication()), "说明"))
    assert lines["统计期"] == "2023-10-01 – 2023-10-31"
    assert lines["采用行数"] == 4
    assert lines["口径文件"] == "平舆县12345热线件督查通报口径"


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "{=1}",
    "http://a.example",
    "00123",
    "\t=1",
    "<b>",
    "a\x00b",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_data_are_text_and_nothing_else(text: str) -> None:
    """No formula, no link, no number: what a name says is what the cell shows."""
    bulletin = Bulletin(blocks=(table("甲", text),))
    data = write(publication(bulletin=bulletin, evidence={"units/甲/assigned": (text,)}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    cell = load_workbook(io.BytesIO(data))["甲"]["A2"]
    assert (cell.data_type, cell.value) == ("s", text.replace("\x00", "_x0000_"))


def test_long_text_and_broken_characters() -> None:
    """What a cell cannot hold is shortened visibly; what is no character is replaced."""
    book = reopened(publication(bulletin=Bulletin(blocks=(table("甲", "字" * 40_000, "\ud800"),))))
    (_, (long,), (broken,)) = values(book, "甲")
    assert str(long) == "字" * 32_766 + "…"
    assert broken == "\ufffd"


def test_names_of_sheets_are_accepted_and_differ() -> None:
    tables = (table("a/b:c", "1"), table("A_b_c", "2"), table("", "3"), table("History", "4"))
    book = reopened(publication(bulletin=Bulletin(blocks=(*tables, table("长" * 40, "5")))))
    assert book.sheetnames[:5] == ["a_b_c", "A_b_c (2)", "_", "History (2)", "长" * 31]
    # A rare character counts twice in a workbook.
    assert fit_name("𠮷" * 20, []) == "𠮷" * 15


def test_a_totals_row_is_left_alone_by_the_filter() -> None:
    sheet = Sheet(name="甲", heading=("a",), rows=[("x",), (1,), (3,)], totals=True)
    page = load_workbook(io.BytesIO(write_workbook([sheet], "", OCTOBER.last)))["甲"]
    assert page.auto_filter.ref == "A1:A3"
    assert page["A4"].font.b


def test_rows_beyond_the_last_one_go_on_in_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is capped: a sheet's end, here set to four rows, is not the data's."""
    assert LAST_ROW == 2**20
    monkeypatch.setattr("hotline_metrics_excel.sheets.LAST_ROW", 4)
    sheet = Sheet(name="甲", heading=("a",), rows=[(n,) for n in range(7)])
    book = load_workbook(io.BytesIO(write_workbook([sheet], "", OCTOBER.last)))
    assert book.sheetnames == ["甲", "甲 (2)", "甲 (3)"]
    assert values(book, "甲 (3)") == [("a",), (6,)]


def test_the_same_report_gives_the_same_bytes() -> None:
    """Also on another day: the file says it was made at the end of its period."""
    first = write(publication())
    assert first == write(publication())
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert load_workbook(io.BytesIO(first)).properties.created == datetime(2023, 10, 31)


def test_an_empty_report_is_a_workbook() -> None:
    book = reopened(publication(MonthlyReport(period=OCTOBER), bulletin=Bulletin()))
    assert book.sheetnames == ["总体情况", "全部数据", "口径", "说明"]


def test_a_rate_shows_what_is_printed() -> None:
    """71.065 % is printed 71.07 % and a spreadsheet, which rounds a double, must show the same."""
    sheet = Sheet(name="甲", heading=("a",), rows=[(Percent(Decimal("71.07")),)])
    page = load_workbook(io.BytesIO(write_workbook([sheet], "", OCTOBER.last)))["甲"]
    assert page["A2"].value == 0.7107
