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

from hotline_metrics.plugin import TIMES, CleanCells, Columns
from hotline_metrics_frames.engines import Backend, Frame
from hotline_metrics_frames.ids import NO_DAY
from hotline_metrics_frames.moments import (
    COMMON,
    DAY,
    END_OF_DAY,
    MICRO,
    Shape,
    Written,
    seconds_of,
)
from hotline_metrics_frames.vocabulary import Vocabulary, coded, kind_of

ROW = "row"
CLEAN = "clean"
DEADLINES = ("deadline", "extended_deadline")
YEARS = (2000, 2099)
"""First and last year of moments that are read as columns."""


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
        words: canonical column to its vocabulary, which knows the cells that were seen.
        shapes: column of times to the shapes it has.
    """

    columns: Columns
    place: int
    words: Mapping[str, Vocabulary]
    shapes: Mapping[str, Sequence[Shape]]


def check(frame: Frame, reading: Reading, cells: CleanCells, backend: Backend) -> Frame:
    """Return the checked columns of a frame, and which rows are clean.

    Args:
        frame: ``row`` and the raw columns, under their plain canonical names.
        reading: how they are read.
        cells: what cells mean.
        backend: the engine.

    Returns:
        ``source`` and ``row``, ``id``, moments in seconds, deadlines in microseconds, codes of
        words, and ``clean``.
    """
    at = reading.columns.header.at
    schema = frame.collect_schema()
    checked: dict[str, nw.Expr] = {}
    sound = [nw.col("id_sound")]
    frame = backend.with_ids(frame, cells)
    times = {column: _times(column, schema[column], reading) for column in TIMES if column in at}
    texts = [expr.alias(f"{column}_text") for column, t in times.items() for expr in t.text]
    frame = frame.with_columns(texts) if texts else frame
    frame = backend.with_seconds(
        frame, {name: each for t in times.values() for name, each in t.written.items()}
    )
    for column in TIMES:
        checked[column] = nw.lit(None, nw.Int64)
        if column in times:
            checked[column] = _moment(column, times[column])
            sound.append(times[column].sound)
    frame = _with_codes(frame, reading, backend)
    for column, vocabulary in reading.words.items():
        name = plain(column)
        checked[name] = nw.lit(vocabulary.blank, nw.Int64)
        if column in at:
            checked[name] = nw.col(name)
            sound.append(~nw.col(name).is_null())
    numbers = [name for name in frame.collect_schema().names() if name in {"id", "id_number"}]
    found = frame.select(
        nw.lit(reading.place, nw.Int64).alias("source"),
        ROW,
        *numbers,
        "id_day",
        nw.lit(value="acknowledged" in at).alias("tracks"),
        *(expr.alias(name) for name, expr in checked.items()),
        reduce(and_, sound).alias("cells_clean"),
    )
    clean = reduce(and_, [nw.col("cells_clean"), *_row_rules(reading, cells)])
    return found.with_columns(clean.fill_null(value=False).alias(CLEAN)).drop(
        "cells_clean", "id_day"
    )


@attrs.frozen(kw_only=True)
class _Times:
    """A column of times.

    Attributes:
        sound: where a cell is blank or has one of the shapes.
        text: its cells as text, where they are something else.
        written: its seconds, shape by shape.
        native: its seconds, where the column holds moments.
    """

    sound: nw.Expr
    text: tuple[nw.Expr, ...] = ()
    written: Mapping[str, Written] = attrs.field(factory=dict)
    native: nw.Expr | None = None


def _times(column: str, dtype: nw.dtypes.DType, reading: Reading) -> _Times:
    cell = nw.col(column)
    blank = cell.is_null()
    if isinstance(dtype, nw.Datetime):
        # A fraction of a second is rare, and a zone is converted: both the objects know.
        year = cell.dt.year()
        sound = (cell.dt.microsecond() == 0) & (year >= YEARS[0]) & (year <= YEARS[1])
        sound = sound.fill_null(value=False) & nw.lit(value=dtype.time_zone is None)
        native = nw.when(sound).then(seconds_of(cell))
        return _Times(sound=blank | sound, native=native)
    if dtype == nw.Date:
        shapes: Sequence[Shape] = COMMON[:1]
        texts: tuple[nw.Expr, ...] = (cell.dt.to_string("%Y-%m-%d"),)
        source = f"{column}_text"
    elif dtype == nw.String:
        shapes, texts, source = reading.shapes.get(column, ()), (), column
        blank = blank | (cell == "")
    else:
        return _Times(sound=blank)
    written = {f"{column}{k}": (source, shape) for k, shape in enumerate(shapes)}
    fits = [~nw.col(name).is_null() for name in written]
    return _Times(sound=reduce(or_, fits, blank), text=texts, written=written)


def _moment(column: str, times: _Times) -> nw.Expr:
    """Return a column's moments: of each cell, by the first shape it has; null where blank."""
    last = column in DEADLINES
    if times.native is not None:
        return times.native * MICRO if last else times.native
    moments = []
    for name, (_, shape) in times.written.items():
        end = END_OF_DAY if shape.precision == "day" else 0
        moments.append(nw.col(name).cast(nw.Int64) * MICRO + end if last else nw.col(name))
    return nw.coalesce(*moments) if len(moments) > 1 else (moments or [nw.lit(None, nw.Int64)])[0]


def _with_codes(frame: Frame, reading: Reading, backend: Backend) -> Frame:
    """Put codes in the place of words; null where a cell is not clean."""
    schema = frame.collect_schema()
    named = {
        plain(column): vocabulary
        for column, vocabulary in reading.words.items()
        if column in reading.columns.header.at
    }
    texts = [name for name in named if schema[name] == nw.String]
    if texts:
        # An absent cell and an empty one mean the same.
        frame = frame.with_columns(nw.col(name).fill_null("") for name in texts)
        frame = backend.with_codes(frame, {name: named[name].codes(str) for name in texts})
    others = [
        _code(nw.col(name), schema[name], named[name]).alias(name)
        for name in named
        if name not in texts
    ]
    return frame.with_columns(others) if others else frame


def _code(raw: nw.Expr, dtype: nw.dtypes.DType, vocabulary: Vocabulary) -> nw.Expr:
    kind = kind_of(dtype)
    found = coded(raw, vocabulary.codes(kind)) if kind else nw.lit(None, nw.Int64)
    return nw.when(raw.is_null()).then(nw.lit(vocabulary.blank, nw.Int64)).otherwise(found)


def _row_rules(reading: Reading, cells: CleanCells) -> Iterator[nw.Expr]:
    """Yield what must be true of a clean row as a whole; null is not true."""
    received, dispatched, closed = (nw.col(name) for name in ("received", "dispatched", "closed"))
    absent = received.is_null()
    if cells.id_head:
        # Without a received time the objects read it off the number.
        same_day = (nw.col("id_day") == NO_DAY) | (nw.col("id_day") == received // DAY)
        yield same_day.fill_null(value=False)
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
