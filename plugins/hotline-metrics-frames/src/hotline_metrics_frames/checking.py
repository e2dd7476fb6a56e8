"""Raw columns into checked ones: one set of expressions, whatever the engine.

A row is clean when every cell that is read is provably what the objects would make of it. Words
are looked up among those the objects have read, times must have one of the shapes of
:mod:`~hotline_metrics_frames.moments`; whatever is left goes to the objects.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_

import attrs
import narwhals as nw

from hotline_metrics.plugin import TIMES, Cell, CleanCells, Columns
from hotline_metrics_frames.engines import Frame
from hotline_metrics_frames.moments import (
    COMMON,
    DAY,
    END_OF_DAY,
    ISO,
    MICRO,
    Shape,
    Written,
    to_day,
    with_seconds,
)
from hotline_metrics_frames.vocabulary import Vocabulary

ROW = "row"
CLEAN = "clean"
DEADLINES = ("deadline", "extended_deadline")
ID = r"\A[0-9A-Za-z_-]+\z"
SPOILT = r"\A[0-9]+[Ee][0-9]+\z"
"""An id that a spreadsheet would write for a large number, such as 2E17."""


def plain(column: str) -> str:
    """Return a canonical column's name as every engine takes it.

    >>> plain("question.result")
    'question__result'
    """
    return column.replace(".", "__")


@attrs.frozen(kw_only=True)
class Reading:
    """How the columns of one source are read.

    Attributes:
        columns: the source.
        place: its place among the sources.
        words: canonical column to its vocabulary.
        shapes: column of times to the shapes it has.
        distinct: column to its different cells in the frame at hand.
        native_times: whether the engine parses times itself, fast and by the shape alone.
    """

    columns: Columns
    place: int
    words: Mapping[str, Vocabulary]
    shapes: Mapping[str, Sequence[Shape]]
    distinct: Mapping[str, Sequence[Cell]]
    native_times: bool


def check(frame: Frame, reading: Reading, cells: CleanCells) -> Frame:
    """Return the checked columns of a frame, and which rows are clean.

    Args:
        frame: ``row`` and the raw columns, under their plain canonical names.
        reading: how they are read.
        cells: what cells mean.

    Returns:
        ``source`` and ``row``, ``id``, moments in seconds, deadlines in microseconds, codes of
        words, and ``clean``.
    """
    at = reading.columns.header.at
    schema = frame.collect_schema()
    checked: dict[str, nw.Expr] = {}
    sound: list[nw.Expr] = []
    checked["id"], good = _id(schema["ticket_id"])
    sound.append(good)
    times = {c: _written(c, schema[c], reading) for c in TIMES if c in at}
    frame = with_seconds(
        frame,
        {f"{column}{k}": each for column, t in times.items() for k, each in enumerate(t.written)},
        native=reading.native_times,
    )
    for column in TIMES:
        checked[column] = nw.lit(None, nw.Int64)
        if column in times:
            checked[column] = _moment(column, times[column])
            sound.append(times[column].sound)
    for column, vocabulary in reading.words.items():
        name = plain(column)
        checked[name] = nw.lit(vocabulary.codes([None])[0], nw.Int64)
        if column in at:
            checked[name] = _word(name, schema[name], reading.distinct[column], vocabulary)
            sound.append(checked[name].is_null().__invert__())
    if cells.id_head:
        checked["id_day"] = _id_day(schema["ticket_id"], reading.distinct["id_head"], cells)
    found = frame.select(
        nw.lit(reading.place, nw.Int64).alias("source"),
        nw.col(ROW),
        nw.lit(value="acknowledged" in at).alias("tracks"),
        *(expr.alias(name) for name, expr in checked.items()),
        reduce(and_, sound).alias("cells_clean"),
    )
    clean = reduce(and_, [nw.col("cells_clean"), *_row_rules(reading, cells)])
    return found.with_columns(clean.fill_null(value=False).alias(CLEAN)).drop(
        "cells_clean", *(["id_day"] if cells.id_head else [])
    )


def _id(dtype: nw.dtypes.DType) -> tuple[nw.Expr, nw.Expr]:
    raw = nw.col("ticket_id")
    if dtype.is_integer():
        return raw.cast(nw.String), (raw >= 0).fill_null(value=False)
    if dtype != nw.String:
        return raw.cast(nw.String), nw.lit(value=False)
    spoilt = raw.str.contains(SPOILT).fill_null(value=True)
    return raw, raw.str.contains(ID).fill_null(value=False) & ~spoilt


def _id_day(dtype: nw.dtypes.DType, heads: Sequence[Cell], cells: CleanCells) -> nw.Expr:
    """Return the day in the head of ids; -1 where there is none."""
    days = cells.id_days(str(head) for head in heads if head is not None)
    known = {head: to_day(day) for head, day in days.items() if day is not None}
    if not known:
        return nw.lit(-1, nw.Int64)
    raw = nw.col("ticket_id") if dtype == nw.String else nw.col("ticket_id").cast(nw.String)
    head = raw.str.slice(0, cells.id_head)
    return head.replace_strict(
        list(known), list(known.values()), default=-1, return_dtype=nw.Int64
    ).fill_null(-1)


@attrs.frozen
class _Times:
    """A column of times.

    Attributes:
        written: its texts, shape by shape.
        sound: where a cell is blank or has one of the shapes.
    """

    written: tuple[Written, ...]
    sound: nw.Expr


def _written(column: str, dtype: nw.dtypes.DType, reading: Reading) -> _Times:
    text = nw.col(column)
    shapes = reading.shapes.get(column, ())
    exact: nw.Expr | None = None
    if dtype == nw.Date:
        text, shapes = text.dt.to_string("%Y-%m-%d"), COMMON[:1]
    elif dtype == nw.Datetime:
        # A fraction of a second is rare, and the objects know it.
        exact = (text.dt.microsecond() == 0).fill_null(value=True)
        text, shapes = text.dt.to_string("%Y-%m-%d %H:%M:%S"), ISO[:1]
    elif dtype != nw.String:
        return _Times((), text.is_null())
    sound = text.is_null() | (text == "")
    written: list[Written] = []
    for shape in shapes:
        matches = text.str.contains(shape.pattern).fill_null(value=False)
        sound = sound | matches
        written.append((nw.when(matches).then(text), shape))
    return _Times(tuple(written), sound if exact is None else sound & exact)


def _moment(column: str, times: _Times) -> nw.Expr:
    """Return a column's moments: of each cell, by the first shape it has; null where blank."""
    moment = nw.lit(None, nw.Int64)
    for k, (_, shape) in reversed(list(enumerate(times.written))):
        value = nw.col(f"{column}{k}")
        if column in DEADLINES:
            end = END_OF_DAY if shape.precision == "day" else 0
            value = value * MICRO + end
        moment = nw.when(~nw.col(f"{column}{k}").is_null()).then(value).otherwise(moment)
    return moment.cast(nw.Int64)


def _word(
    name: str, dtype: nw.dtypes.DType, cells: Sequence[Cell], vocabulary: Vocabulary
) -> nw.Expr:
    """Return the codes of a column's words, null where one is not clean."""
    raw = nw.col(name)
    known = {
        cell: code
        for cell, code in zip(cells, vocabulary.codes(cells), strict=True)
        if cell is not None and code is not None
    }
    blank = vocabulary.codes([None])[0]
    if dtype == nw.String:
        # An absent cell and an empty one mean the same.
        raw = raw.fill_null("")
        if blank is not None:
            known[""] = blank
    if not known:
        found = nw.lit(None, nw.Int64)
    else:
        found = raw.replace_strict(
            list(known), list(known.values()), default=None, return_dtype=nw.Int64
        )
    if dtype == nw.String:
        return found
    return nw.when(raw.is_null()).then(nw.lit(blank, nw.Int64)).otherwise(found)


def _row_rules(reading: Reading, cells: CleanCells) -> Iterator[nw.Expr]:
    """Yield what must be true of a clean row as a whole; null is not true."""
    received, dispatched, closed = (nw.col(name) for name in ("received", "dispatched", "closed"))
    absent = received.is_null()
    if cells.id_head:
        # Without a received time the objects read it off the number.
        same_day = (nw.col("id_day") == -1) | (nw.col("id_day") == received // DAY)
        yield same_day.fill_null(value=False)
    else:
        yield ~(absent & dispatched.is_null())
    yield closed.is_null() | absent | (closed >= received)
    words = reading.words
    if "extension_days" in reading.columns.header.at:
        yield nw.col("extension_days").is_in(_codes(words["extension_days"], {0}))
    questions = [column for column in words if column.startswith("question.")]
    if "surveyed" in reading.columns.header.at and questions:
        denied = nw.col("surveyed").is_in(_codes(words["surveyed"], {False}))
        answered = [~nw.col(plain(each)).is_in(_codes(words[each], {""})) for each in questions]
        yield ~(denied & reduce(or_, answered))


def _codes(vocabulary: Vocabulary, values: Collection[object]) -> list[int]:
    return [
        code
        for code, value in enumerate(vocabulary.values)
        if any(value is each or (type(value) is type(each) and value == each) for each in values)
    ] or [-1]


def without_odd_days(frame: Frame, odd: Sequence[int]) -> Frame:
    """Return a checked frame in which rows of odd days are not clean.

    Args:
        frame: checked columns.
        odd: days on which a limit would begin that the calendar remarks on.
    """
    clean = nw.col(CLEAN)
    for name in ("received", "dispatched"):
        clean = clean & ~(nw.col(name) // DAY).is_in(odd).fill_null(value=False)
    return frame.with_columns(clean.alias(CLEAN))
