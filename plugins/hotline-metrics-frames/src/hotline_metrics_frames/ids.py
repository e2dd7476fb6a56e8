"""Ticket numbers in columns: which are read as they stand, and the day in their head."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import narwhals as nw

from hotline_metrics.plugin import Cell, CleanCells
from hotline_metrics_frames.engines import Frame, Values
from hotline_metrics_frames.moments import to_day

RAW = "ticket_id"
"""The raw column."""

NO_DAY = -1
"""The day of a number whose head holds none."""

ID = r"\A[0-9A-Za-z_-]+\z"
SPOILT = r"\A[0-9]+[Ee][0-9]+\z"
"""An id that a spreadsheet would write for a large number, such as 2E17."""


def with_ids(frame: Frame, cells: CleanCells, collect: Callable[[Frame], list[Values]]) -> Frame:
    """Put ``id``, ``id_sound`` and ``id_day`` in the place of the column of numbers.

    Args:
        frame: raw columns.
        cells: what cells mean.
        collect: returns the rows of a small result.
    """
    dtype = frame.collect_schema()[RAW]
    raw = nw.col(RAW)
    text = raw if dtype == nw.String else raw.cast(nw.String)
    if dtype == nw.String:
        spoilt = raw.str.contains(SPOILT).fill_null(value=True)
        sound = raw.str.contains(ID).fill_null(value=False) & ~spoilt
    elif dtype.is_integer():
        sound = (raw >= 0).fill_null(value=False)
    else:
        sound = nw.lit(value=False)
    day = nw.lit(NO_DAY, nw.Int64)
    if cells.id_head:
        head = text.str.slice(0, cells.id_head)
        heads = [cell for (cell,) in collect(frame.select(head.alias("head")).unique())]
        known = days_of_heads(cells, heads)
        if known:
            day = head.replace_strict(
                list(known), list(known.values()), default=NO_DAY, return_dtype=nw.Int64
            ).fill_null(NO_DAY)
    return frame.with_columns(text.alias("id"), sound.alias("id_sound"), day.alias("id_day"))


def days_of_heads(cells: CleanCells, heads: Iterable[Cell]) -> Mapping[str, int]:
    """Return the heads that hold a day, to that day.

    Args:
        cells: what cells mean.
        heads: different heads.
    """
    days = cells.id_days(str(head) for head in heads if head is not None)
    return {head: to_day(day) for head, day in days.items() if day is not None}
