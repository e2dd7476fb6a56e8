"""Bulletin reader ``html``: a bulletin as a page of a government site shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from hotline_metrics.bundled.html_tokens import End, Start, tokens
from hotline_metrics.plugin import (
    AnyBulletinReader,
    Bulletin,
    BulletinReader,
    Message,
    NoOptions,
    Paragraph,
    Source,
    Table,
    UnreadableSource,
    hookimpl,
    lay_out,
    table_of,
)

_BREAKS = frozenset(
    "address article aside blockquote body br center dd div dl dt footer form h1 h2 "
    "h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead title "
    "tr ul".split()
)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head"})
_CELLS = frozenset({"td", "th"})
WIDEST = 200
"""No cell spans more columns or rows than this."""

SPANNED = 100_000
"""Most places that the cells of a page may take beyond twice their number."""


def read(source: Source, options: NoOptions) -> Bulletin:
    """Return the document that the page is; scripts and styles are not looked at.

    Raises:
        UnreadableSource: the page is one of ours, where charts and details stand beside the text.
    """
    del options
    page = _Page(source.name)
    for token in tokens(source.text()):
        match token:
            case Start("meta", {"name": "generator", "content": "hotline-metrics"}):
                raise UnreadableSource(
                    f"{source.name} 是本软件生成的网页，图表和明细不是通报正文；"
                    "请改用同期的 report.json，或 .md、.docx 通报",
                    f"{source.name} is a page of hotline-metrics, with charts and details beside "
                    "the bulletin; take its report.json, or the bulletin as .md or .docx",
                )
            case Start(tag, attributes):
                page.begin(tag, attributes)
            case End(tag):
                page.end(tag)
            case text:
                page.take(text)
    page.end_line()
    return page.bulletin()


READER = BulletinReader(
    format="html",
    summary=Message("已发布的网页通报", "a published bulletin as a web page"),
    suffixes=(".html", ".htm"),
    options=NoOptions,
    read=read,
)


@hookimpl
def hotline_bulletin_readers() -> Iterable[AnyBulletinReader]:
    """Offer it."""
    yield READER


class _Page:
    """Collects lines of text and rows of tables, a merged cell's text in each of its places."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells = self.places = 0
        self.before: list[str] = []  # the lines before the first table
        self.parts: list[tuple[Table, list[str]]] = []  # each table with the lines after it
        self.lines = self.before
        self.line: list[str] = []
        self.unseen = 0
        self.rows: list[dict[int, str]] | None = None
        self.row = -1
        self.free = 0  # no place of the row before this one is free
        self.cell: list[str] | None = None
        self.span = (1, 1)

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin a line, a table, a row or a cell."""
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == "table" and self.rows is None:
            self.end_line()
            self.rows, self.row = [], -1
        elif tag == "tr" and self.rows is not None:
            self._end_cell()
            self._next_row()
        elif tag in _CELLS and self.rows is not None:
            self._end_cell()
            self.span = (_size(attributes.get("colspan")), _size(attributes.get("rowspan")))
            self.cell = []
        elif tag in _BREAKS and self.cell is None:
            self.end_line()

    def end(self, tag: str) -> None:
        """End what the tag began."""
        if tag in _UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif tag in _CELLS or tag == "tr":
            self._end_cell()
        elif tag == "table" and self.rows is not None:
            self._end_cell()
            self._end_table()
        elif tag in _BREAKS and self.cell is None:
            self.end_line()

    def take(self, text: str) -> None:
        """Take text, into a cell or into the line."""
        if self.unseen:
            return
        (self.line if self.cell is None else self.cell).append(text)

    def end_line(self) -> None:
        """End a line of text."""
        self.lines.append("".join(self.line).strip())
        self.line = []

    def bulletin(self) -> Bulletin:
        """Return the document: tables as they are marked, the text by its layout."""
        self._end_cell()
        self._end_table()
        first = lay_out(self.before)
        blocks = [*first.blocks]
        for table, lines in self.parts:
            laid = lay_out(lines)
            heads = (laid.head, laid.number, laid.title, laid.to)
            blocks.append(table)
            blocks.extend(Paragraph(runs) for runs in heads if runs)
            blocks.extend(laid.blocks)
        return attrs.evolve(first, blocks=tuple(blocks))

    def _end_cell(self) -> None:
        if self.cell is None or self.rows is None:
            self.cell = None
            return
        text = " ".join("".join(self.cell).split())
        self.cell = None
        if self.row < 0:
            self._next_row()
        width, height = self.span
        self.cells += 1
        self._fill(width * height)
        row, column = self.row, self.free
        while column in self.rows[row]:
            column += 1
        self.free = column + width
        for down in range(height):
            if row + down >= len(self.rows):
                self.rows.append({})
            for right in range(width):
                self.rows[row + down].setdefault(column + right, text)

    def _fill(self, places: int) -> None:
        self.places += places
        if self.places > 2 * self.cells + SPANNED:
            raise UnreadableSource(
                f"{self.name}：合并单元格占位过多",
                f"{self.name}: merged cells take too many places",
            )

    def _next_row(self) -> None:
        # A tall cell may have begun the row already.
        self.row += 1
        self.free = 0
        if self.rows is not None and len(self.rows) <= self.row:
            self.rows.append({})

    def _end_table(self) -> None:
        rows, self.rows = self.rows or [], None
        width = max((max(row, default=-1) + 1 for row in rows), default=0)
        self._fill(width * len(rows) - sum(map(len, rows)))
        filled = [tuple(row.get(column, "") for column in range(width)) for row in rows if row]
        if filled:
            self.lines = []
            self.parts.append((table_of(filled), self.lines))


def _size(text: str | None) -> int:
    number = text.strip() if text else ""
    if not (number.isascii() and number.isdigit()):
        return 1
    return min(max(int(number[:9]), 1), WIDEST)
