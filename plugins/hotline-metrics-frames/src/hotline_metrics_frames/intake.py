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
from hotline_metrics_frames.vocabulary import Vocabulary, kind_of

WORDS = (
    "unit", "category", "subcategory", "kind", "urgency", "channel", "co_units", "role", "redo",
    "declined", "surveyed", "extension_days",
)  # fmt: skip
"""Columns whose cells repeat themselves."""

STARTS = ("received", "dispatched")
"""Moments with which a limit begins."""

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
        self.shapes = shapes_of(self.cells.rules.intake.time_formats)
        self.kept: list[tuple[Frame, int]] = []
        self.plain_days: dict[int, bool] = {}
        self.read_rows = 0

    def read(self, place: int, columns: Columns) -> list[Row]:
        """Keep the clean rows of a source and return the others."""
        names = {at: plain(column) for column, at in columns.header.at.items()}
        rest: dict[int, Values] = {}
        for given in self.backend.open(columns, names):
            raw = given if columns.scan.rows is None else self._as_cells(given, columns)
            reading = self._reading(raw, place, columns)
            self._learn(self.backend.sample(raw), reading)
            checked, size, clean = self._checked(raw, reading)
            if size != clean and self._learn(self._unclean(raw, checked), reading):
                checked, size, clean = self._checked(raw, reading)
            if size != clean:
                rest |= self._left(raw, checked, {} if columns.scan.rows else names)
            if clean:
                kept = checked if size == clean else checked.filter(nw.col(CLEAN))
                kept = kept.drop(CLEAN).with_columns(nw.lit(value=True).alias("primary"))
                self.kept.append((kept, clean))
            self.read_rows += size
            if self.progress:
                self.progress(self.read_rows)
        return self._rows(columns, names, rest)

    def _checked(self, raw: Frame, reading: Reading) -> tuple[Frame, int, int]:
        """Return a piece with which rows are clean, its size, and how many are."""
        checked = self.backend.keep(check(raw, reading, self.cells, self.backend))
        bounds = [
            expr.cast(nw.Int64).alias(f"{name}_{at}")
            for name in STARTS
            for at, expr in (("first", nw.col(name).min()), ("last", nw.col(name).max()))
        ]
        clean = nw.col(CLEAN).cast(nw.Int64).sum().cast(nw.Int64).alias("clean")
        ((size, number, *moments),) = self.backend.collect(
            checked.select(nw.len().cast(nw.Int64).alias("size"), clean, *bounds)
        )
        odd = self._odd_days([None if each is None else _int(each) for each in moments])
        if not odd:
            return checked, _int(size), _int(number or 0)
        checked = self.backend.keep(without_odd_days(checked, odd))
        ((number,),) = self.backend.collect(checked.select(clean))
        return checked, _int(size), _int(number or 0)

    def _odd_days(self, moments: Sequence[int | None]) -> list[int]:
        """Return the days between first and last moments that a calendar remarks on."""
        if not self.cells.counts_working_days:
            return []
        days: set[int] = set()
        for first, last in zip(moments[::2], moments[1::2], strict=True):
            if first is not None and last is not None:
                days |= set(range(first // DAY, last // DAY + 1))
        for day in days - self.plain_days.keys():
            self.plain_days[day] = self.cells.has_plain_calendar(from_day(day))
        return sorted(day for day in days if not self.plain_days[day])

    def _learn(self, rows: Frame, reading: Reading) -> bool:
        """Take up the words of some rows, and tell whether any was new and clean."""
        schema = rows.collect_schema()
        known = [
            (plain(column), vocabulary)
            for column, vocabulary in self.words.items()
            if column in reading.columns.header.at and kind_of(schema[plain(column)])
        ]
        found = self.backend.collect_all([rows.select(name).unique() for name, _ in known])
        new = [
            vocabulary.learn(cell for (cell,) in cells)
            for (_, vocabulary), cells in zip(known, found, strict=True)
        ]
        return any(new)

    @staticmethod
    def _unclean(raw: Frame, checked: Frame) -> Frame:
        return raw.join(checked.filter(~nw.col(CLEAN)).select(ROW), on=ROW, how="semi")

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
        shapes: dict[str, Sequence[Shape]] = {}
        for column in TIMES:
            if column in at and schema[column] == nw.String:
                shapes[column] = fitting(self.shapes, self._texts(raw, column))
        return Reading(columns=columns, place=place, words=self.words, shapes=shapes)

    def _texts(self, raw: Frame, column: str) -> list[str]:
        """Return the first texts of a column, looking at no more rows than it takes."""
        for rows in (self.backend.sample(raw), raw):
            written = rows.select(column).filter(nw.col(column) != "").head(SAMPLE)
            texts = [str(cell) for (cell,) in self.backend.collect(written)]
            if len(texts) == SAMPLE:
                break
        return texts

    def _as_cells(self, raw: Frame, columns: Columns) -> Frame:
        """Return columns whose values are told apart as those of rows are.

        Raises:
            CannotSplit: one is of a type that is no cell's.
        """
        schema = raw.collect_schema()
        for column, place in columns.header.at.items():
            found = schema[plain(column)]
            if kind_of(found) is None or found == nw.Float32:
                title = columns.header.titles[place]
                raise CannotSplit(
                    f"“{title}”列的类型不能按列读",
                    f"the type of column {title!r} is none that is read as columns",
                )
        aware = [
            name
            for name, dtype in schema.items()
            if isinstance(dtype, nw.Datetime) and dtype.time_zone is not None
        ]
        if not aware:
            return raw
        office = nw.col(*aware).dt.convert_time_zone(self.cells.rules.time_zone)
        try:
            return raw.with_columns(office.dt.replace_time_zone(None))
        except NotImplementedError:  # then a row with a zone is none that is clean
            return raw

    def _left(self, raw: Frame, checked: Frame, names: Mapping[int, str]) -> dict[int, Values]:
        found = self._unclean(raw, checked).select(ROW, *names.values())
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
