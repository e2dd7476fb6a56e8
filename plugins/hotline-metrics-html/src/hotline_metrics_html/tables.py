"""The bulletin's tables, to be sorted and filtered, and its text, whose figures know their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs

from hotline_metrics.plugin import (
    Bulletin,
    Heading,
    ListItem,
    Run,
    SignOff,
    Table,
    TableCell,
    unit_tables,
)
from hotline_metrics_html.edition import Edition

WIDE = 12
"""A table of more columns is set across the paper."""
LONG = 40
"""A table of more rows scrolls in a box of its own."""


@attrs.frozen(kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        title: its heading.
        measure: the number of the measure it shows; nothing for others.
        number: whether it is sorted by number.
    """

    title: str
    measure: int | None
    number: bool


@attrs.frozen(kw_only=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: what is printed.
        tickets: the number of the measure whose tickets it leads to; nothing for others.
        absent: whether it stands for a figure that is not there.
    """

    text: str
    tickets: int | None
    absent: bool


@attrs.frozen(kw_only=True)
class Line:
    """A row of a table.

    Attributes:
        unit: the number of its unit; nothing for other rows.
        name: its first cell.
        cells: the others.
    """

    unit: int | None
    name: str
    cells: tuple[Cell, ...]


@attrs.frozen(kw_only=True)
class Sheet:
    """A table.

    Attributes:
        caption: the line above it.
        columns: its columns.
        lines: its rows.
        sums: its last row, where that is a sum.
        wide: whether it has many columns.
        long: whether it has many rows.
    """

    caption: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    sums: Line | None
    wide: bool
    long: bool


@attrs.frozen(kw_only=True)
class Span:
    """A stretch of the bulletin's text.

    Attributes:
        text: the characters.
        strong: whether it is emphasised.
        measure: the number of the measure it tells; nothing for words.
        unit: the number of the unit it tells it of, where tickets stand behind it.
    """

    text: str
    strong: bool
    measure: int | None
    unit: int | None


@attrs.frozen(kw_only=True)
class TextBlock:
    """A block of the bulletin's text.

    Attributes:
        tag: the element it is.
        kind: what a paragraph is beside that.
        mark: of an item.
        spans: its text.
    """

    tag: str
    kind: Literal["", "item", "sign"] = ""
    mark: str = ""
    spans: tuple[Span, ...]


def sheets(edition: Edition, bulletin: Bulletin | None) -> tuple[Sheet, ...]:
    """Return the tables of the bulletin; those of the units also where it prints none.

    Args:
        edition: the report.
        bulletin: the composed document, if there is one.
    """
    tables = bulletin.tables if bulletin else ()
    if not any(cell.figure.startswith("units/") for each in tables for cell in _cells(each)):
        tables = (*tables, *unit_tables(edition.report, edition.rules))
    return tuple(_sheet(edition, table) for table in tables if table.columns)


def text_blocks(edition: Edition, bulletin: Bulletin | None) -> tuple[TextBlock, ...]:
    """Return the text of the bulletin, without its tables."""
    return tuple(_blocks(edition, bulletin)) if bulletin else ()


def _cells(table: Table) -> Iterator[TableCell]:
    for row in table.rows:
        yield from row


def _sheet(edition: Edition, table: Table) -> Sheet:
    rows = list(table.rows)
    sums = rows.pop() if table.totals and rows else None
    return Sheet(
        caption=table.caption or table.name,
        columns=tuple(
            Column(
                title=column.title,
                measure=edition.place.get(column.measure),
                number=any(_is_number(row[place]) for row in rows),
            )
            for place, column in enumerate(table.columns)
        ),
        lines=tuple(_line(edition, row) for row in rows),
        sums=_line(edition, sums) if sums else None,
        wide=len(table.columns) > WIDE,
        long=len(rows) > LONG,
    )


def _is_number(cell: TableCell) -> bool:
    return cell.value is not None and not isinstance(cell.value, str)


def _line(edition: Edition, row: tuple[TableCell, ...]) -> Line:
    name = row[0].text
    unit = edition.unit_place.get(name) if not row[0].figure else None
    return Line(unit=unit, name=name, cells=tuple(_cell(edition, cell) for cell in row[1:]))


def _cell(edition: Edition, cell: TableCell) -> Cell:
    return Cell(
        text=cell.text,
        tickets=_measure(edition, cell.figure) if edition.evidence.get(cell.figure) else None,
        absent=bool(cell.figure) and cell.value is None,
    )


def _measure(edition: Edition, figure: str) -> int | None:
    return edition.place.get(figure.rpartition("/")[2])


def _blocks(edition: Edition, bulletin: Bulletin) -> Iterator[TextBlock]:
    for block in bulletin.blocks:
        if isinstance(block, Table):
            continue
        spans = tuple(_spans(edition, block.runs))
        match block:
            case Heading(level=level):
                # The page's own headings are above them.
                yield TextBlock(tag=f"h{level + 2}", spans=spans)
            case ListItem(mark=mark):
                yield TextBlock(tag="p", kind="item", mark=f"{mark} ", spans=spans)
            case SignOff():
                yield TextBlock(tag="p", kind="sign", spans=spans)
            case _:
                yield TextBlock(tag="p", spans=spans)


def _spans(edition: Edition, runs: tuple[Run, ...]) -> Iterator[Span]:
    for run in runs:
        section, _, rest = run.figure.partition("/")
        if section == "comparisons":
            rest = rest.rpartition("/")[0]
        unit, _, name = rest.rpartition("/")
        yield Span(
            text=run.text,
            strong=run.strong,
            measure=edition.place.get(name),
            unit=edition.unit_place.get(unit) if edition.evidence.get(run.figure) else None,
        )
