"""From a table as it stands to plain sections: one header, one block, no repeats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from hotline_metrics.history.published.values import is_absent, read_number, squeeze
from hotline_metrics.history.published.vocabulary import Vocabulary, bare
from hotline_metrics.publish.bulletin import Table


@attrs.frozen
class GridCell:
    """A cell with its place in the table.

    Attributes:
        text: what is printed.
        row: the row from 1, the header included.
        column: the column from 1.
    """

    text: str
    row: int
    column: int


GridRow = tuple[GridCell, ...]


@attrs.frozen
class Section:
    """Rows under one header.

    Attributes:
        caption: the row above the header, where the table has one.
        titles: the headings, those of two levels joined.
        rows: the rows, each as long as the titles.
    """

    caption: str
    titles: tuple[str, ...]
    rows: tuple[GridRow, ...]


@attrs.define
class _Open:
    caption: str = ""
    header: list[GridRow] = attrs.field(factory=list)
    rows: list[GridRow] = attrs.field(factory=list)


def sections_of(table: Table, words: Vocabulary) -> Iterator[Section]:
    """Yield the sections of a table.

    A header that comes again, as at a page break, opens no new section; another one does. Blocks
    that stand side by side follow one another.

    Args:
        table: the table; its columns' titles are its first row.
        words: tell a header from data.
    """
    now = _Open()
    for row in _rows(table):
        texts = dict.fromkeys(cell.text for cell in row if cell.text)
        if _is_header(row, words, first=not now.header):
            if now.rows and _titles(now.header) == _titles([row]):
                continue
            if now.rows:
                yield from _closed(now)
                now = _Open()
            now.header.append(row)
        elif not now.header and len(texts) == 1:
            yield from _closed(now)
            now = _Open(caption=next(iter(texts)))
        else:
            now.rows.append(row)
    yield from _closed(now)


def _rows(table: Table) -> Iterator[GridRow]:
    texts: Iterable[Sequence[str]] = (
        [column.title for column in table.columns],
        *([cell.text for cell in row] for row in table.rows),
    )
    width = len(table.columns)
    for number, row in enumerate(texts, start=1):
        cells = [squeeze(text) for text in row][:width]
        cells += [""] * (width - len(cells))
        if any(cells):
            yield tuple(GridCell(text, number, n) for n, text in enumerate(cells, start=1))


def _is_header(row: GridRow, words: Vocabulary, *, first: bool) -> bool:
    texts = [cell.text for cell in row if cell.text]
    if any(read_number(text) for text in texts) or len(set(texts)) < 2:
        return False
    known = sum(1 for text in set(texts) if words.heading(text) or words.role(text))
    # A row of words below the header is one only when most of them are headings.
    return known > 0 if first else known * 2 > len(set(texts))


def _titles(header: Sequence[GridRow]) -> tuple[str, ...]:
    if len(header) == 1:
        return tuple(cell.text for cell in header[0])
    titles: list[str] = []
    above = [""] * len(header)
    for column in zip(*header, strict=True):
        parts = []
        for level, cell in enumerate(column):
            below = any(other.text for other in column[level + 1 :])
            if cell.text:
                above[level] = cell.text
            # A heading over several columns is printed once; the others have a blank there.
            text = cell.text or (above[level] if below else "")
            if text and text not in parts:
                parts.append(text)
        titles.append("\n".join(parts))
    return tuple(titles)


def _closed(now: _Open) -> Iterator[Section]:
    titles = _titles(now.header) if now.header else ()
    if not titles and not now.rows:
        return
    if not titles:
        yield Section(now.caption, (), tuple(now.rows))
        return
    while titles and not titles[-1]:
        titles = titles[:-1]
    width = _period(titles)
    blocks = (
        row[start : start + width] for start in range(0, len(titles), width) for row in now.rows
    )
    rows = tuple(block for block in blocks if any(cell.text for cell in block))
    rests = (row[len(titles) :] for row in now.rows)
    spilled = tuple(rest for rest in rests if any(cell.text for cell in rest))
    yield Section(now.caption, titles[:width], rows)
    if spilled:
        yield Section(now.caption, (), spilled)


def _period(titles: Sequence[str]) -> int:
    names = [bare(title) for title in titles]
    for width in range(2, len(names) // 2 + 1):
        if len(names) % width == 0 and names == names[:width] * (len(names) // width):
            return width
    return len(names)


def leaf_first(title: str) -> tuple[str, ...]:
    r"""Return the ways to read a heading of several levels, the most telling first.

    >>> leaf_first("满意率\n办理结果")
    ('办理结果满意率', '满意率办理结果', '办理结果')
    """
    parts = title.split("\n")
    if len(parts) == 1:
        return (title,)
    return ("".join(reversed(parts)), "".join(parts), parts[-1])


def is_spanning(row: GridRow) -> bool:
    """Tell whether a row holds one text only, in its first cell or over the whole width."""
    texts = {cell.text for cell in row if cell.text}
    alone = len(texts) == 1 and (row[0].text in texts)
    return alone and not is_absent(row[0].text) and read_number(row[0].text) is None
