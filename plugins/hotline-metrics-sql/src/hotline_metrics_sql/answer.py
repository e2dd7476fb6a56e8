"""What a query gave, as columns and as the records they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from hotline_metrics.plugin import Cell, Limits, over_limit

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]


@attrs.frozen(kw_only=True)
class Answer:
    """What a query gave.

    Attributes:
        names: of its columns.
        table: the columns as engines may read them, under names that differ.
        records: gives the cells of the records at some places, from 0, or of all.
    """

    names: tuple[Cell, ...]
    table: pa.Table
    records: Callable[[Sequence[int] | None], Iterator[tuple[Cell, ...]]]


class Held:
    """How much of an answer is held.

    Args:
        limits: how much may be.
    """

    def __init__(self, limits: Limits) -> None:
        """Begin with the names of the columns, which are a row."""
        self.limits = limits
        self.rows: int = 1
        self.bytes: int = 0

    def add(self, rows: int, size: int) -> None:
        """Count a piece.

        Args:
            rows: its records.
            size: its bytes.

        Raises:
            UnreadableSource: it is one too many.
        """
        self.rows += rows
        self.bytes += size
        if self.rows > self.limits.rows:
            raise over_limit("sql", "rows", self.limits.rows)
        if self.bytes > self.limits.bytes:
            raise over_limit("sql", "bytes", self.limits.bytes)


def no_cells(number: int) -> pa.ChunkedArray:
    """Return a column of a type that is no cell's: no engine reads it.

    Args:
        number: how long it is.
    """
    import pyarrow as pa

    return pa.chunked_array([pa.nulls(number, pa.binary())])
