"""Sources into a batch of clean rows, and the rows that are left to the objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import narwhals as nw

from hotline_metrics.plugin import (
    TIMES,
    Cell,
    Cleaned,
    Cleaning,
    Columns,
    Message,
    Row,
    TextFile,
)
from hotline_metrics_frames.batch import ColumnBatch
from hotline_metrics_frames.checking import (
    CLEAN,
    ROW,
    Reading,
    check,
    plain,
    without_odd_days,
)
from hotline_metrics_frames.engines import Backend, CannotSplit, Frame, Values
from hotline_metrics_frames.moments import DAY, Shape, fitting, from_day, shapes_of
from hotline_metrics_frames.vocabulary import Vocabulary

WORDS = (
    "unit", "category", "subcategory", "kind", "urgency", "channel", "co_units", "role", "redo",
    "declined", "surveyed", "extension_days",
)  # fmt: skip
"""Columns whose cells repeat themselves."""

PLAIN = (nw.String, nw.Float64, nw.Boolean, nw.Date)
"""Types whose values are cells, beside whole numbers and moments."""

SAMPLE = 300
"""How many texts of a column of times are looked at for their shape."""


def read_clean(cleaning: Cleaning, backend: Backend) -> Cleaned:
    """Read the rows of columns that are provably clean, and leave the others.

    Args:
        cleaning: the sources and what cells mean.
        backend: the engine.
    """
    reader = _Reader(cleaning, backend)
    rest: list[tuple[Row, ...]] = []
    refused: dict[int, Message] = {}
    for place, columns in enumerate(cleaning.sources):
        begun = len(reader.kept)
        try:
            rest.append(tuple(reader.read(place, columns)))
        except CannotSplit as error:
            del reader.kept[begun:]
            rest.append(())
            refused[place] = error.said
    return Cleaned(batch=reader.batch(), rest=tuple(rest), refused=refused)


class _Reader:
    """Reads one source after another with one vocabulary."""

    def __init__(self, cleaning: Cleaning, backend: Backend) -> None:
        self.cells = cleaning.cells
        self.sources = cleaning.sources
        self.progress = cleaning.progress
        self.backend = backend
        questions = cleaning.cells.rules.questions
        self.questions = tuple(question.name for question in questions)
        columns = (*WORDS, *(f"question.{name}" for name in self.questions))
        self.words = {column: Vocabulary(column, self.cells) for column in columns}
        for vocabulary in self.words.values():
            vocabulary.learn([None])
        self.shapes = shapes_of(self.cells.rules.intake.time_formats)
        self.kept: list[tuple[Frame, int]] = []
        self.read_rows = 0

    def read(self, place: int, columns: Columns) -> list[Row]:
        """Keep the clean rows of a source and return the others."""
        names = {at: plain(column) for column, at in columns.header.at.items()}
        rest: dict[int, Values] = {}
        for raw in self.backend.open(columns, names):
            checked = self.backend.keep(check(raw, self._reading(raw, place, columns), self.cells))
            checked = self._by_calendar(checked)
            ((size, clean),) = self.backend.collect(
                checked.select(
                    nw.len().cast(nw.Int64).alias("size"),
                    nw.col(CLEAN).cast(nw.Int64).sum().cast(nw.Int64).alias("clean"),
                )
            )
            if size != (clean or 0):
                rest |= self._left(raw, checked, {} if columns.scan.rows else names)
            if clean:
                kept = checked.filter(nw.col(CLEAN)).drop(CLEAN)
                kept = kept.with_columns(nw.lit(value=True).alias("primary"))
                self.kept.append((self.backend.together([kept]), _int(clean)))
            self.read_rows += _int(size)
            if self.progress:
                self.progress(self.read_rows)
        return self._rows(columns, names, rest)

    def batch(self) -> ColumnBatch:
        """Return the clean rows of all sources."""
        frames = [frame for frame, _ in self.kept]
        return ColumnBatch(
            backend=self.backend,
            store=self.backend.together(frames or [self._nothing()]),
            size=sum(size for _, size in self.kept),
            words={column: tuple(each.values) for column, each in self.words.items()},
            questions=self.questions,
            sources=tuple(map(_places_alone, self.sources)),
            lines=tuple(map(self.backend.line_of, self.sources)),
        )

    def _reading(self, raw: Frame, place: int, columns: Columns) -> Reading:
        at = columns.header.at
        schema = raw.collect_schema()
        if columns.scan.rows is not None:
            self._check_types(columns, schema)
        distinct: dict[str, Sequence[Cell]] = {}
        for column, vocabulary in self.words.items():
            if column in at:
                name = plain(column)
                distinct[column] = [
                    cell for (cell,) in self.backend.collect(raw.select(name).unique())
                ]
                vocabulary.learn(distinct[column])
                vocabulary.learn([""])
        if self.cells.id_head:
            number = nw.col("ticket_id")
            if schema["ticket_id"] != nw.String:
                number = number.cast(nw.String)
            head = number.str.slice(0, self.cells.id_head)
            distinct["id_head"] = [
                cell for (cell,) in self.backend.collect(raw.select(head.alias("head")).unique())
            ]
        shapes: dict[str, Sequence[Shape]] = {}
        for column in TIMES:
            if column in at and schema[column] == nw.String:
                written = raw.select(column).filter(nw.col(column) != "").head(SAMPLE)
                sample = [str(cell) for (cell,) in self.backend.collect(written)]
                shapes[column] = fitting(self.shapes, sample)
            elif column in at:
                shapes[column] = self.shapes
        return Reading(
            columns=columns,
            place=place,
            words=self.words,
            shapes=shapes,
            distinct=distinct,
            native_times=self.backend.native_times,
        )

    def _check_types(self, columns: Columns, schema: nw.Schema) -> None:
        """Refuse a column whose values are not told apart here as they are in rows."""
        zones = {None, self.cells.rules.time_zone}
        for column, place in columns.header.at.items():
            found = schema[plain(column)]
            if isinstance(found, nw.Datetime):
                known = found.time_zone in zones
            else:
                known = found.is_integer() or found in PLAIN
            if not known:
                title = columns.header.titles[place]
                raise CannotSplit(
                    f"“{title}”列的类型不能按列读",
                    f"the type of column {title!r} is none that is read as columns",
                )

    def _by_calendar(self, checked: Frame) -> Frame:
        if not self.cells.counts_working_days:
            return checked
        odd: set[int] = set()
        for name in ("received", "dispatched"):
            days = self.backend.collect(checked.select((nw.col(name) // DAY).alias("day")).unique())
            odd |= {
                _int(day)
                for (day,) in days
                if day is not None and not self.cells.has_plain_calendar(from_day(_int(day)))
            }
        return self.backend.keep(without_odd_days(checked, sorted(odd))) if odd else checked

    def _left(self, raw: Frame, checked: Frame, names: Mapping[int, str]) -> dict[int, Values]:
        rows = checked.filter(~nw.col(CLEAN)).select(ROW)
        found = raw.join(rows, on=ROW, how="semi").select(ROW, *names.values())
        return {_int(number): cells for number, *cells in self.backend.collect(found)}  # type: ignore[misc]

    def _rows(
        self, columns: Columns, names: Mapping[int, str], rest: Mapping[int, Sequence[Cell]]
    ) -> list[Row]:
        """Return rows as the importer gives them; cells that nobody reads are blank."""
        if columns.scan.rows is not None:
            return list(columns.scan.rows(sorted(rest))) if rest else []
        width = len(columns.header.titles)
        blank: Cell = "" if isinstance(columns.scan.table, TextFile) else None
        id_place = columns.header.at["ticket_id"]
        title = columns.header.titles[id_place]
        line_of = self.backend.line_of(columns)
        unclear: list[int] = []
        made: dict[int, list[Cell]] = {}
        for number, values in rest.items():
            cells: list[Cell] = [blank] * width
            for place, value in zip(names, values, strict=True):
                cells[place] = blank if value is None else value
            # Whether it is no record at all depends on all its cells.
            if cells[id_place] == title or not any(
                cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells
            ):
                unclear.append(number)
            made[number] = cells
        if unclear:
            for number, whole in self.backend.whole_rows(columns, unclear).items():
                made[number] = [blank if cell is None else cell for cell in whole]
        return [
            Row(made[number], columns.location(number, line_of(number))) for number in sorted(made)
        ]

    def _nothing(self) -> Frame:
        columns: dict[str, list[int | str | None]] = {
            name: []
            for name in (
                "source", ROW, "tracks", "id", *TIMES, *map(plain, self.words), "primary",
            )
        }  # fmt: skip
        flags = [nw.col(name).cast(nw.Boolean) for name in ("tracks", "primary")]
        return self.backend.table(columns).with_columns(*flags)


def _places_alone(columns: Columns) -> Columns:
    """Return a source without its rows, which nobody needs once they are read."""
    return attrs.evolve(columns, scan=attrs.evolve(columns.scan, table=None, rows=None))


def _int(value: object) -> int:
    assert isinstance(value, int)  # counts and numbers of rows are  # noqa: S101
    return value
