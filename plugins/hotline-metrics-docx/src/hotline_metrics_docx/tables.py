"""Tables: written row by row as text, which stays linear where cell objects do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from xml.sax.saxutils import escape

import attrs

from hotline_metrics.plugin import Table
from hotline_metrics_docx.markup import clean, paragraph, run, width_of
from hotline_metrics_docx.page import LANDSCAPE, PORTRAIT, Page

PADDING = 2 * 60
"""Room beside the text of a cell."""

LONGEST = 14
"""Characters after which the text of a cell may be broken rather than widen its column."""

SIZES = (24, 21)
"""小四, and 五号 where that is too wide; in half points."""


@attrs.frozen(kw_only=True)
class Layout:
    """How a table is set.

    Attributes:
        page: how its page is held.
        size: of its text, in half points.
        widths: of its columns, in twentieths of a point.
    """

    page: Page
    size: int
    widths: tuple[int, ...]


def lay_out(table: Table, landscape: Literal["auto", "yes", "no"] = "auto") -> Layout:
    """Choose the page, the size of the text and the widths of the columns of a table.

    The first of these in which no column is narrower than its content: upright in 小四, upright
    in 五号, across in 小四, across in 五号; if there is none, the last, and cells break.

    Args:
        table: the table.
        landscape: whether it may, must or must not lie across.
    """
    demands = [_demand(table, column) for column in range(len(table.columns))]
    pages = {"auto": (PORTRAIT, LANDSCAPE), "yes": (LANDSCAPE,), "no": (PORTRAIT,)}[landscape]
    tries = [(page, size) for page in pages for size in SIZES]
    for page, size in tries:
        least = [round(need * size * 10) + PADDING for need, _ in demands]
        if sum(least) <= page.text_width:
            break
    wish = [round(whole * size * 10) + PADDING for _, whole in demands]
    return Layout(page=page, size=size, widths=_share(least, wish, page.text_width))


def table_xml(table: Table, layout: Layout) -> str:
    """Return a table whose header repeats on every page and whose rows stay whole."""
    size = "" if layout.size == SIZES[0] else f'<w:sz w:val="{layout.size}"/>'
    ends = "</w:t></w:r></w:p></w:tc>"
    begins = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        + paragraph("TableText", "", f'<w:jc w:val="{column.align}"/>').removesuffix("</w:p>")
        + f'<w:r>{f"<w:rPr>{size}</w:rPr>" if size else ""}<w:t xml:space="preserve">'
        for column, width in zip(table.columns, layout.widths, strict=True)
    ]
    rows = [
        _ROW
        + "".join(
            begin + escape(clean(cell.text)) + ends
            for begin, cell in zip(begins, cells, strict=True)
        )
        + "</w:tr>"
        for cells in table.rows
    ]
    if table.totals and rows:
        rows[-1] = rows[-1].replace('w:val="TableText"', 'w:val="TableHead"')
    head = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        + paragraph("TableHead", run(column.title, size))
        + "</w:tc>"
        for column, width in zip(table.columns, layout.widths, strict=True)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in layout.widths)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(layout.widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{_HEAD_ROW}{head}</w:tr>{''.join(rows)}</w:tbl>"
    )


# High enough that thirty units and their header fill one page and no more.
_ROW = '<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="380" w:hRule="atLeast"/></w:trPr>'
_HEAD_ROW = (
    '<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="454" w:hRule="atLeast"/><w:tblHeader/></w:trPr>'
)


def _demand(table: Table, column: int) -> tuple[float, float]:
    """Return the width a column needs, and the width at which nothing in it is broken."""
    title = width_of(clean(table.columns[column].title))
    cells = max((width_of(clean(row[column].text)) for row in table.rows), default=0.0)
    half = title if title <= 5 else -(-title // 2) + 0.5  # a longer heading may take two lines
    return max(min(cells, LONGEST), half), max(cells, title)


def _share(least: Sequence[int], wish: Sequence[int], room: int) -> tuple[int, ...]:
    """Give every column its least, what it wishes where there is room, then shares of the rest."""
    widths = [width * room // max(sum(least), room) for width in least]
    left = room - sum(widths)
    # A heading is whole or in two halves; more room than that would leave one character below.
    for n in sorted(range(len(wish)), key=lambda n: wish[n] - least[n]):
        if wish[n] - widths[n] <= left:
            left -= wish[n] - widths[n]
            widths[n] = wish[n]
    whole = [n for n, width in enumerate(widths) if width == wish[n]] or [0]
    for n in whole:
        widths[n] += left // len(whole)
    widths[whole[0]] += left % len(whole)
    return tuple(widths)
