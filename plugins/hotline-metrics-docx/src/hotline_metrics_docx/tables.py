"""Tables: written row by row as text, which stays linear where cell objects do not."""

from __future__ import annotations

import re
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

SMALL = (21, 18, 15)
"""五号, 小五 and 六号: for tables of so many columns that headings take three lines."""

_ROW_HEIGHT, _HEAD_HEIGHT, _CAPTION_HEIGHT = 380, 454, 660
_UNBROKEN = re.compile(r"[0-9A-Za-z.,:%+−/-]+")


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


@attrs.frozen
class Demand:
    """How wide a column wants to be, in characters.

    Attributes:
        tight: no number and no short word is broken, a heading takes up to three lines.
        easy: nothing but a long text is broken, a heading takes up to two lines.
        whole: nothing is broken.
    """

    tight: float
    easy: float
    whole: float


def lay_out(table: Table, landscape: Literal["auto", "yes", "no"] = "auto") -> Layout:
    """Choose the page, the size of the text and the widths of the columns of a table.

    The first of these in which every column is wide enough: upright in 小四, upright in 五号,
    across in 小四, across in 五号, then, with names and headings in more lines, in 五号, 小五 and
    六号; if there is none, the last.

    Args:
        table: the table.
        landscape: whether it may, must or must not lie across.
    """
    demands = [_demand(table, column) for column in range(len(table.columns))]
    pages = {"auto": (PORTRAIT, LANDSCAPE), "yes": (LANDSCAPE,), "no": (PORTRAIT,)}[landscape]
    tries = [(page, size, "easy") for page in pages for size in SIZES]
    tries += [(pages[-1], size, "tight") for size in SMALL]

    def widths(of: str, size: int) -> list[int]:
        return [round(getattr(demand, of) * size * 10) + PADDING for demand in demands]

    for page, size, least in tries:
        if sum(widths(least, size)) <= page.text_width:
            break
    steps = [widths(of, size) for of in (least, "easy", "whole")]
    return Layout(page=page, size=size, widths=_share(steps, page.text_width))


def table_xml(table: Table, layout: Layout) -> str:
    """Return a table whose header repeats on every page and whose rows stay whole."""
    # A table that fits on a page is not broken over two.
    keep = "<w:keepNext/>" if _height(table) <= layout.page.text_height else ""
    cells = [_Column(table, n, layout) for n in range(len(table.columns))]
    last = len(table.rows) - 1
    rows = [
        _ROW
        + "".join(
            column.cell(cell.text, "" if n == last else keep, total=table.totals and n == last)
            for column, cell in zip(cells, row, strict=True)
        )
        + "</w:tr>"
        for n, row in enumerate(table.rows)
    ]
    head = "".join(column.head() for column in cells)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in layout.widths)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(layout.widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{_HEAD_ROW}{head}</w:tr>{''.join(rows)}</w:tbl>"
    )


class _Column:
    """What the cells of a column have in common, put together once."""

    def __init__(self, table: Table, number: int, layout: Layout) -> None:
        column = table.columns[number]
        width = layout.widths[number]
        self.title = clean(column.title)
        self.character = layout.size * 10
        self.room = width - PADDING
        self.align = f'<w:jc w:val="{column.align}"/>'
        self.begin = (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        )
        size = "" if layout.size == SIZES[0] else f'<w:sz w:val="{layout.size}"/>'
        self.size = size
        self.run = f'{f"<w:rPr>{size}</w:rPr>" if size else ""}<w:t xml:space="preserve">'
        # Most columns hold all of their cells in a line, and then there is nothing to balance.
        longest = max((len(row[number].text) for row in table.rows), default=0)
        self.breaks = longest * self.character > self.room

    def head(self) -> str:
        ragged = self._balanced(self.title)
        return f"{self.begin}{paragraph('TableHead', run(self.title, self.size), ragged)}</w:tc>"

    def cell(self, text: str, keep: str, *, total: bool) -> str:
        text = clean(text)
        ragged = self._balanced(text) if self.breaks else ""
        style = "TableHead" if total else "TableText"
        return (
            f'{self.begin}<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{ragged}{self.align}</w:pPr>'
            f"<w:r>{self.run}{escape(text)}</w:t></w:r></w:p></w:tc>"
        )

    def _balanced(self, text: str) -> str:
        """Return indents that make the lines of a broken text about as long as each other."""
        characters = width_of(text)
        lines = -(-round(characters * self.character) // max(self.room, 1))
        if lines < 2:
            return ""
        longest = max(-(-characters // lines), _longest_word(text)) * self.character + 20
        side = int(max(self.room - longest, 0) / 2)
        return f'<w:ind w:left="{side}" w:right="{side}"/>' if side else ""


# High enough that thirty units and their header fill one page and no more.
_ROW = f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{_ROW_HEIGHT}" w:hRule="atLeast"/></w:trPr>'
_HEAD_ROW = (
    f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{_HEAD_HEIGHT}" w:hRule="atLeast"/>'
    "<w:tblHeader/></w:trPr>"
)


def _height(table: Table) -> int:
    return _CAPTION_HEIGHT + _HEAD_HEIGHT + _ROW_HEIGHT * len(table.rows)


def _demand(table: Table, column: int) -> Demand:
    title = clean(table.columns[column].title)
    texts = [clean(row[column].text) for row in table.rows]
    half, third = (-(-width_of(title) // lines) for lines in (2, 3))
    unbroken = _longest_word(title)
    easy = width_of(title) if width_of(title) <= 5 else max(half, unbroken) + 0.5
    tight = width_of(title) if width_of(title) <= 2 else max(third, unbroken, 2.0) + 0.2
    whole = max((width_of(text) for text in texts), default=0.0)
    return Demand(
        tight=max(tight, *(_narrowest(text) for text in texts), 0.0),
        easy=max(easy, min(whole, LONGEST)),
        whole=max(width_of(title), whole),
    )


def _narrowest(text: str) -> float:
    """Return a width at which no number and no short word is broken."""
    width = width_of(text)
    if width <= 4.5:
        return width
    return max(min(_longest_word(text), LONGEST), min(-(-width // 2) + 0.2, LONGEST / 2))


def _longest_word(text: str) -> float:
    return max((width_of(word) for word in _UNBROKEN.findall(text)), default=0.0)


def _share(steps: Sequence[Sequence[int]], room: int) -> tuple[int, ...]:
    """Give every column its least, then what it wants where there is room, then of the rest."""
    least = steps[0]
    widths = [width * room // max(sum(least), room) for width in least]
    left = room - sum(widths)
    for wanted in steps[1:]:
        for n in sorted(range(len(widths)), key=lambda n: wanted[n] - widths[n]):
            more = max(wanted[n] - widths[n], 0)
            if more <= left:
                left -= more
                widths[n] += more
    share, rest = divmod(left, len(widths)) if widths else (0, 0)
    return tuple(width + share + (n < rest) for n, width in enumerate(widths))
