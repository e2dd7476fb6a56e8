"""What the engines differ in: how columns are opened, kept, and grouped."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import narwhals as nw

from hotline_metrics.plugin import Cell, CleanCells, Columns, HotlineMetricsError

if TYPE_CHECKING:
    from hotline_metrics_frames.moments import Written
    from hotline_metrics_frames.vocabulary import Codes

Frame: TypeAlias = "nw.LazyFrame[Any]"
"""Columns of whichever library, under expressions that all share."""

Values = tuple[Cell, ...]


class CannotSplit(HotlineMetricsError):
    """A file that would not be split as its importer does; says why."""


class Backend(Protocol):
    """An engine under the expressions that all share."""

    name: str

    def open(self, columns: Columns, names: Mapping[int, str]) -> Iterator[Frame]:
        """Yield a source in one or several pieces: ``row``, and raw columns by plain names.

        Args:
            columns: the source.
            names: place of each column that is read, to its plain name.

        Raises:
            CannotSplit: it would not be split as the importer does.
        """
        ...

    def whole_rows(self, columns: Columns, rows: Collection[int]) -> dict[int, Values]:
        """Return some rows with all their cells, read or not."""
        ...

    def line_of(self, columns: Columns) -> Callable[[int], int | None]:
        """Return what tells the physical line of a row, in a file of text."""
        ...

    # --- raw cells -------------------------------------------------------------------------
    def sample(self, frame: Frame) -> Frame:
        """Return the rows from which words are learnt before a frame is checked.

        All of them where a second check costs more than looking at every row.
        """
        ...

    def with_codes(self, frame: Frame, codes: Mapping[str, Codes]) -> Frame:
        """Put codes in the place of texts; null where a text has none.

        Args:
            frame: raw columns.
            codes: name of a column, without nulls, to the codes of its texts.
        """
        ...

    def with_seconds(self, frame: Frame, written: Mapping[str, Written]) -> Frame:
        """Add columns with the seconds of texts that have a shape; null where one has not.

        Args:
            frame: raw columns.
            written: the new columns' names, to where the texts stand and their shape.
        """
        ...

    def with_ids(self, frame: Frame, cells: CleanCells) -> Frame:
        """Put ``id``, ``id_sound`` and ``id_day`` in the place of the column of numbers.

        Args:
            frame: raw columns.
            cells: what cells mean.
        """
        ...

    # --- frames ----------------------------------------------------------------------------
    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once, for several uses."""
        ...

    def together(self, frames: Sequence[Frame]) -> Frame:
        """Return kept frames of one shape as one, to stay as long as the tickets."""
        ...

    def table(self, values: Mapping[str, Sequence[int | str | None]]) -> Frame:
        """Return a small table."""
        ...

    def collect(self, frame: Frame) -> list[Values]:
        """Return the rows of a small result."""
        ...

    def patterns(
        self, frame: Frame, keys: Mapping[str, int], alike: Mapping[str, int]
    ) -> list[Frame]:
        """Count rows that look alike, view by view, in the way that suits the engine.

        Args:
            frame: keys and the rest are columns of it.
            keys: for each view, the column it tells rows apart by, and what it stays below;
                none is negative or null.
            alike: the columns that every view tells rows apart by, and what they stay below.

        Returns:
            For each view its key, the columns that are alike, and ``number``.
        """
        ...

    def collect_all(self, frames: Sequence[Frame]) -> list[list[Values]]:
        """Return the rows of several small results; what they share is computed once."""
        ...

    def repeated(self, frame: Frame) -> list[Cell]:
        """Return the ids that occur more than once."""
        ...

    def chunks(self, frame: Frame) -> Iterator[list[Values]]:
        """Yield all rows of a kept frame, some thousand at a time."""
        ...


def patterns_of_cube(
    backend: Backend, frame: Frame, keys: Collection[str], alike: Collection[str]
) -> list[Frame]:
    """Count the rows of a frame once, by all keys together, and roll every view up from that.

    Args:
        backend: the engine.
        frame: keys and the rest are columns of it.
        keys: for each view, the column it tells rows apart by.
        alike: the columns that every view tells rows apart by.
    """
    number = nw.len().cast(nw.Int64).alias("number")
    cube = backend.keep(frame.group_by(*keys, *alike).agg(number))
    return [cube.group_by(key, *alike).agg(nw.col("number").sum().cast(nw.Int64)) for key in keys]
