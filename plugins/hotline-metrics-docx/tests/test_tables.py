"""Tables: headers that repeat, rows that stay whole, columns that break no number."""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from hotline_metrics.plugin import (
    Paragraph,
    Publication,
    Run,
    SignOff,
    Table,
    TableCell,
    TableColumn,
)
from hotline_metrics_docx import DocxOptions, write_docx
from hotline_metrics_docx.markup import width_of
from hotline_metrics_docx.page import LANDSCAPE, PORTRAIT
from hotline_metrics_docx.tables import PADDING, Layout, lay_out

Part = Callable[[bytes, str], etree._Element]
Small = Callable[..., Publication]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def table_of(rows: int) -> Table:
    """Return a table of two columns."""
    lines = tuple((TableCell(f"单位{n}", ""), TableCell(str(n), n)) for n in range(rows))
    return Table(columns=(TableColumn("单位"), TableColumn("件数")), rows=lines)


def rooms(layout: Layout) -> list[float]:
    """Return how many characters fit into a line of each column."""
    return [(width - PADDING) / (layout.size * 10) for width in layout.widths]


def test_headers_repeat_and_rows_do_not_break(october: Publication, part: Part) -> None:
    """At a page break the reader still knows the columns."""
    body = part(write_docx(october, DocxOptions()), "word/document.xml")
    for table in body.iter(f"{W}tbl"):
        rows = list(table.iter(f"{W}tr"))
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


@pytest.mark.parametrize(("rows", "whole"), [(30, True), (31, False)])
def test_a_table_that_fits_on_a_page_is_not_broken_over_two(
    rows: int, whole: bool, small: Small, part: Part
) -> None:
    """Every row of it keeps with the next; the last keeps with nothing."""
    body = part(write_docx(small(table_of(rows)), DocxOptions()), "word/document.xml")
    (table,) = body.iter(f"{W}tbl")
    kept = [
        row.find(f".//{W}pPr/{W}keepNext") is not None for row in list(table.iter(f"{W}tr"))[1:]
    ]
    assert kept == [whole] * (rows - 1) + [False]


def test_three_hundred_units(small: Small, part: Part) -> None:
    """Rows are written, not inserted one by one."""
    body = part(write_docx(small(table_of(300)), DocxOptions()), "word/document.xml")
    assert len(list(body.iter(f"{W}tr"))) == 301


def test_many_columns_lie_across_and_no_number_is_broken(wide: Table) -> None:
    """Sixteen columns: headings take three lines at most, 13.28% and 未抽访 one."""
    layout = lay_out(wide)
    assert layout.page is LANDSCAPE
    assert layout.size == 21
    for n, room in enumerate(rooms(layout)):
        assert width_of(wide.columns[n].title) <= 3 * room + 0.01
        for row in wide.rows:
            text = row[n].text
            assert width_of(text) <= room or not re.fullmatch(r"[0-9.%]+", text)
            assert width_of(text) <= 2 * room


def test_a_broken_text_is_broken_in_equal_lines(wide: Table, small: Small, part: Part) -> None:
    """公共资源 / 交易中心, and not 公共资源交易 / 中心: by indents, the text stays whole."""
    body = part(write_docx(small(wide), DocxOptions()), "word/document.xml")
    cells = {"".join(cell.itertext()): cell for cell in body.iter(f"{W}tc")}
    for text in ("公共资源交易中心", "办理结果满意率排名"):
        indent = cells[text].find(f".//{W}ind")
        assert indent is not None
        assert indent.get(f"{W}left") == indent.get(f"{W}right")
    assert cells["城管局"].find(f".//{W}ind") is None


def test_upright_and_across_can_be_asked_for(wide: Table) -> None:
    """And are then kept, whatever it costs."""
    assert lay_out(wide, "no").page is PORTRAIT
    assert lay_out(table_of(2), "yes").page is LANDSCAPE


CELL = st.text("城管局办事处0123456789.%", max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=12), min_size=1, max_size=20), st.data())
def test_columns_fill_the_line_and_never_more(titles: list[list[str]], data: st.DataObject) -> None:
    """Whatever the titles and the cells."""
    columns = tuple(TableColumn("".join(parts)[:12]) for parts in titles)
    texts = data.draw(st.lists(CELL, min_size=len(columns), max_size=len(columns)))
    table = Table(columns=columns, rows=(tuple(TableCell(text, text) for text in texts),))
    layout = lay_out(table)
    assert sum(layout.widths) == layout.page.text_width
    assert min(layout.widths) > 0


def test_the_note_of_a_table_stays_on_its_page(wide: Table, small: Small, part: Part) -> None:
    """Words that follow a table across do not get an upright page of their own."""
    blocks = (
        Paragraph((Run("正文。"),)),
        SignOff((Run("2023年11月9日"),)),
        wide,
        Paragraph((Run("注：数据截至11月8日。"),)),
    )
    body = part(write_docx(small(*blocks), DocxOptions()), "word/document.xml")
    sections = [(size.get(f"{W}orient"), size.get(f"{W}w")) for size in body.iter(f"{W}pgSz")]
    assert sections == [(None, "11906"), ("landscape", "16838")]


def test_a_sum_is_set_apart(small: Small, part: Part) -> None:
    """The last row of a table with totals looks like a heading."""
    table = attrs.evolve(table_of(2), totals=True)
    body = part(write_docx(small(table), DocxOptions()), "word/document.xml")
    styles = [
        style.get(f"{W}val") for row in body.iter(f"{W}tr") for style in row.iter(f"{W}pStyle")
    ]
    assert styles == ["TableHead"] * 2 + ["TableText"] * 2 + ["TableHead"] * 2
