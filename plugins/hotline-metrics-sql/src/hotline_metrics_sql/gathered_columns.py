"""Answers of drivers that give records: their cells, gathered in columns while they arrive."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias, cast

import attrs
import pyarrow as pa  # type: ignore[import-untyped]

from hotline_metrics.plugin import Cell
from hotline_metrics_sql.answer import Answer, Held, no_cells
from hotline_metrics_sql.cells import ALREADY, to_cell
from hotline_metrics_sql.importer import BATCH

if TYPE_CHECKING:
    from sqlalchemy import CursorResult

KINDS = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),
}
"""In which types Arrow keeps cells so that it gives them back as they were."""

Piece: TypeAlias = "pa.Array | list[Cell]"
"""Some cells of a column: in Arrow where it keeps them, else as they are."""


def gather(result: CursorResult[tuple[object, ...]], held: Held, zone: str) -> Answer:
    """Return an answer as columns.

    Args:
        result: the records, which arrive while they are taken.
        held: counts them.
        zone: in which moments are told.

    Raises:
        UnreadableSource: the answer is above a limit.
    """
    names = tuple(result.keys())
    pieces: list[list[Piece]] = [[] for _ in names]
    size = 0
    for batch in result.partitions(BATCH):
        arrived = [_piece(values) for values in zip(*batch, strict=True)]
        held.add(len(batch), sum(map(_bytes, arrived)))
        for column, piece in zip(pieces, arrived, strict=True):
            column.append(piece)
        size += len(batch)
    columns = [_column(each, size, zone) for each in pieces]

    def records(places: Sequence[int] | None) -> Iterator[tuple[Cell, ...]]:
        wanted = range(size) if places is None else places
        for start in range(0, len(wanted), BATCH):
            some = wanted[start : start + BATCH]
            yield from zip(*(column.cells(some) for column in columns), strict=True)

    table = pa.table({f"c{place}": column.told for place, column in enumerate(columns)})
    return Answer(names=names, table=table, records=records)


@attrs.frozen
class _Column:
    """A column.

    Attributes:
        told: as engines may read it.
        kept: its cells, where what is told does not give them back.
    """

    told: pa.ChunkedArray
    kept: list[Cell] | None = None

    def cells(self, places: Sequence[int]) -> list[Cell]:
        """Return the cells at some places."""
        if self.kept is not None:
            return [self.kept[place] for place in places]
        found: list[Cell] = self.told.take(pa.array(places, pa.int64())).to_pylist()
        return found


def _piece(values: Sequence[object]) -> Piece:
    if not ALREADY.issuperset(map(type, values)):
        values = [*map(to_cell, values)]
    cells = cast("list[Cell]", [*values])
    kind = _kind(cells)
    if kind is not None:
        try:
            return pa.array(cells, kind)
        except (ValueError, OverflowError, pa.ArrowException):
            pass  # a number above 64 bits, a character that is none
    return cells


def _kind(cells: Sequence[Cell]) -> pa.DataType | None:
    """Return the one type in which Arrow keeps all these cells, if there is one."""
    kinds = {*map(type, cells)} - {type(None)}
    if not kinds:
        return pa.null()
    kind = kinds.pop()
    if kinds or (kind is datetime and any(getattr(cell, "tzinfo", None) for cell in cells)):
        return None
    return KINDS.get(kind)


def _bytes(piece: Piece) -> int:
    return sum(map(sys.getsizeof, piece)) if isinstance(piece, list) else int(piece.nbytes)


def _column(pieces: list[Piece], size: int, zone: str) -> _Column:
    arrays = [piece for piece in pieces if not isinstance(piece, list)]
    kinds = {piece.type for piece in arrays} - {pa.null()}
    if len(arrays) == len(pieces) and len(kinds) <= 1:
        kind = next(iter(kinds), pa.string())
        return _Column(pa.chunked_array([piece.cast(kind) for piece in arrays], kind))
    kept = [*chain.from_iterable(p if isinstance(p, list) else p.to_pylist() for p in pieces)]
    if all(cell is None or getattr(cell, "tzinfo", None) for cell in kept):
        return _Column(pa.chunked_array([pa.array(kept, pa.timestamp("us", tz=zone))]), kept)
    return _Column(no_cells(size), kept)
