"""Rows of sources that offer no columns, gathered into columns a piece at a time.

A column of an engine holds cells of one type. Of each piece the type that most cells of a column
have is taken, and a row with a cell of another is left to the objects, as is whatever stands on
another sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from math import isfinite

import attrs

from hotline_metrics.plugin import Cell, Columns, Location, Problem, Records, Row
from hotline_metrics_frames.checking import ROW

PIECE = 10_000
"""How many rows are held as rows and columns at a time."""

LEAST, MOST = -(2**63), 2**63 - 1
"""Whole numbers that every engine holds."""


@attrs.frozen(kw_only=True)
class Piece:
    """Some rows in a row.

    Attributes:
        items: the rows and problems, in order.
        gathered: place among them of each row that stands in the columns, to its number.
        columns: ``row`` and the raw columns by plain names, of one type each.
    """

    items: Sequence[Row | Problem]
    gathered: Mapping[int, int]
    columns: Mapping[str, Sequence[Cell]]

    def without(self, clean: Collection[int]) -> Iterator[Row | Problem]:
        """Yield everything but the rows of some numbers.

        Args:
            clean: numbers of rows that stand in the columns.
        """
        for place, item in enumerate(self.items):
            if self.gathered.get(place) not in clean:
                yield item


def gather(records: Records, columns: Columns, names: Mapping[int, str]) -> Iterator[Piece]:
    """Yield records piece by piece.

    Args:
        records: the rows below the header.
        columns: the source.
        names: place of each column that is read, to its plain name.
    """
    home = columns.header.row.location
    width = len(columns.header.titles)
    while items := list(islice(records.items, PIECE)):
        rows = {
            place: item
            for place, item in enumerate(items)
            if isinstance(item, Row) and len(item.cells) == width and _is_below(item.start, home)
        }
        cells = {name: [row.cells[at] for row in rows.values()] for at, name in names.items()}
        typed = {name: _of_one_type(column) for name, column in cells.items()}
        odd = {at for _, others in typed.values() for at in others}
        numbers = [(row.start.row or 0) + row.below for row in rows.values()]
        kept = [at for at in range(len(numbers)) if at not in odd]
        places = list(rows)
        made: dict[str, Sequence[Cell]] = {ROW: _at(numbers, kept)}
        yield Piece(
            items=items,
            gathered={places[at]: numbers[at] for at in kept},
            columns=made | {name: _at(column, kept) for name, (column, _) in typed.items()},
        )


def _is_below(start: Location, home: Location) -> bool:
    """Tell whether a place is told by its row alone, once the header's is known."""
    return (
        start.row is not None
        and start.sheet == home.sheet
        and start.source == home.source
        and not start.path
        and start.line is None
        and start.cells == home.cells
    )


def _at(cells: Sequence[Cell], kept: Sequence[int]) -> Sequence[Cell]:
    return cells if len(kept) == len(cells) else [cells[at] for at in kept]


def _of_one_type(cells: Sequence[Cell]) -> tuple[Sequence[Cell], Collection[int]]:
    """Return a column with cells of one type or none, and the places of all others.

    >>> from datetime import date
    >>> _of_one_type([date(2023, 10, 7), "", None, "昨天", date(2023, 10, 8)])
    ([datetime.date(2023, 10, 7), None, None, None, datetime.date(2023, 10, 8)], [3])
    """
    kinds = set(map(type, cells)) - {type(None)}
    if not kinds - {str}:
        return cells, ()
    # A blank cell is text in some sources, and nothing in others.
    found = Counter(type(cell) for cell in cells if cell != "" and cell is not None)
    if not found:
        return [None] * len(cells), ()
    ((kind, number),) = found.most_common(1)
    typed = [cell if type(cell) is kind else None for cell in cells] if len(kinds) > 1 else cells
    if number == found.total() and _are_held(kind, typed):
        return typed, ()
    typed = [cell if type(cell) is kind and _are_held(kind, [cell]) else None for cell in cells]
    others = [
        at
        for at, (cell, held) in enumerate(zip(cells, typed, strict=True))
        if held is None and cell is not None and cell != ""
    ]
    return typed, others


def _are_held(kind: type, cells: Sequence[Cell]) -> bool:
    """Tell whether columns of every engine hold cells of a type as they are."""
    if kind is int:
        return all(LEAST <= cell <= MOST for cell in cells if isinstance(cell, int))
    if kind is float:
        return all(isfinite(cell) for cell in cells if isinstance(cell, float))
    if kind is datetime:
        return all(cell.tzinfo is None for cell in cells if isinstance(cell, datetime))
    return True
