"""Engine ``polars``: pieces of a source in memory, kept in few bytes a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import narwhals as nw
import polars as pl

from hotline_metrics.plugin import Cell, CleanCells, Columns, TextFile
from hotline_metrics_frames.checking import ROW
from hotline_metrics_frames.engines import CannotSplit, Frame, Values
from hotline_metrics_frames.ids import NO_DAY, RAW, days_of_heads, with_ids
from hotline_metrics_frames.keys import as_one_number, fit_one_number, taken_apart
from hotline_metrics_frames.moments import SINCE_1970, Shape, Written
from hotline_metrics_frames.parquet import ParquetFiles
from hotline_metrics_frames.text_files import Layout, in_utf8, look_through
from hotline_metrics_frames.vocabulary import Codes

PIECE = 200_000
"""How many rows are checked at a time."""

SAMPLE = 10_000
"""How many rows of a piece words are learnt from before it is checked."""

CHUNK = 10_000
"""How many rows become objects at a time."""

NUMBER = "id_number"
"""The ids as whole numbers, where all are; less to keep and to compare."""

PLACE = ("source", ROW)
"""Columns that nobody computes with; they are looked for as they stand."""

CANONICAL = r"\A[1-9][0-9]{0,17}\z"
DIGITS = 18
"""Whole numbers of so many digits fit into 64 bits."""


class PolarsBackend:
    """Columns in memory, grouped view by view in one query."""

    name = "polars"

    def __init__(self) -> None:
        """Begin with nothing looked through."""
        self._layouts: dict[Path, Layout] = {}

    # --- sources -----------------------------------------------------------------------------
    def open(self, columns: Columns, names: Mapping[int, str]) -> Iterator[Frame]:
        """Yield a source piece by piece."""
        table = columns.scan.table
        if isinstance(table, TextFile):
            yield from self._open_text(columns, table, names)
            return
        frame = _numbered(_lazy(table), columns.first)
        wanted = frame.collect_schema().names()[1:]
        chosen = (pl.col(wanted[at]).alias(name) for at, name in names.items())
        for piece in _frames(frame.select(ROW, *chosen)):
            yield nw.from_native(piece.lazy())

    def _open_text(
        self, columns: Columns, table: TextFile, names: Mapping[int, str]
    ) -> Iterator[Frame]:
        self._layouts[table.path] = look_through(
            table.path, table.delimiter, table.encoding, decoded=True
        )
        wanted = [pl.col(f"c{at}").alias(name) for at, name in names.items()]
        with in_utf8(table) as path:
            try:
                # All columns: a row that is too wide is only seen where none is left out.
                for piece in _frames(_scan(path, columns, table)):
                    yield nw.from_native(piece.select(ROW, *wanted).lazy())
            except pl.exceptions.PolarsError as error:
                # With all columns read, every byte is; polars refuses what is no UTF-8.
                if "utf-8" in str(error):
                    raise CannotSplit("不全是 UTF-8", "not UTF-8 throughout") from error
                raise CannotSplit("行的列数不一", "rows of different width") from error

    def whole_rows(self, columns: Columns, rows: Collection[int]) -> dict[int, Values]:
        """Return some rows with all their cells."""
        table = columns.scan.table
        chosen = pl.col(ROW).is_in(list(rows))
        if isinstance(table, TextFile):
            with in_utf8(table) as path:
                found = _scan(path, columns, table).filter(chosen).collect(engine="streaming")
        else:
            found = _numbered(_lazy(table), columns.first).filter(chosen).collect()
        return {number: tuple(cells) for number, *cells in found.iter_rows()}

    def line_of(self, columns: Columns) -> Callable[[int], int | None]:
        """Return what tells the physical line of a row."""
        table = columns.scan.table
        layout = self._layouts.get(table.path) if isinstance(table, TextFile) else None
        return layout.line_of if layout else lambda _: None

    # --- raw cells ---------------------------------------------------------------------------
    def sample(self, frame: Frame) -> Frame:
        """Return the first rows: words that come later are learnt when a check misses them."""
        return frame.head(SAMPLE)

    def with_codes(self, frame: Frame, codes: Mapping[str, Codes]) -> Frame:
        """Put codes in the place of texts: their places in an enumeration, in few bytes."""
        native = _native(frame).with_columns(
            _places(name, list(known), list(known.values())) for name, known in codes.items()
        )
        return nw.from_native(native)

    def with_seconds(self, frame: Frame, written: Mapping[str, Written]) -> Frame:
        """Add columns with the seconds of texts, parsed by Polars where the shape is certain."""
        native = _native(frame).with_columns(
            _seconds(pl.col(text), shape).alias(name) for name, (text, shape) in written.items()
        )
        return nw.from_native(native)

    def with_ids(self, frame: Frame, cells: CleanCells) -> Frame:
        """Check the column of numbers; whole numbers of one length without looking at digits."""
        native = _native(frame)
        if native.collect_schema()[RAW] != pl.String:
            return with_ids(frame, cells, self.collect)
        text = pl.col(RAW)
        number = text.cast(pl.Int64, strict=False)
        length = text.str.len_bytes()
        first, last = native.select(length.min().alias("first"), length.max()).collect().row(0)
        if first != last or first is None or not 0 < first <= DIGITS:
            return with_ids(frame, cells, self.collect)
        numbers = native.with_columns(number.alias(NUMBER)).drop(RAW)
        kept = numbers.collect()
        # No sign, no blank and no zero at the front: nothing else is a number of that length.
        if not (kept[NUMBER] >= 10 ** (first - 1)).fill_null(value=False).all():
            return with_ids(frame, cells, self.collect)
        day = pl.lit(NO_DAY, pl.Int32)
        if cells.id_head:
            head = pl.col(NUMBER) // 10 ** max(first - cells.id_head, 0)
            heads = [str(each) for each in kept.select(head).to_series().unique()]
            known = {int(each): day for each, day in days_of_heads(cells, heads).items()}
            if known:
                day = head.replace_strict(
                    list(known), list(known.values()), default=NO_DAY, return_dtype=pl.Int32
                )
        return nw.from_native(
            kept.lazy().with_columns(pl.lit(value=True).alias("id_sound"), day.alias("id_day"))
        )

    # --- frames ------------------------------------------------------------------------------
    def keep(self, frame: Frame) -> Frame:
        """Compute a frame."""
        return nw.from_native(_native(frame).collect().lazy())

    def together(self, frames: Sequence[Frame]) -> Frame:
        """Return frames as one, in few bytes a row."""
        small = [_shrunk(_native(frame)) for frame in frames]
        return nw.from_native(_grown(pl.concat(small, how="diagonal_relaxed")))

    def table(self, values: Mapping[str, Sequence[int | str | None]]) -> Frame:
        """Return a small table."""
        types = {name: pl.String if name == "id" else pl.Int64 for name in values}
        return nw.from_native(pl.LazyFrame(dict(values), schema=types))

    def collect(self, frame: Frame) -> list[Values]:
        """Return the rows of a small result."""
        return _native(frame).collect().rows()

    def patterns(
        self, frame: Frame, keys: Mapping[str, int], alike: Mapping[str, int]
    ) -> list[Frame]:
        """Group view by view, later, in one query; by one number where several fit into it."""
        number = nw.len().cast(nw.Int64).alias("number")
        found = []
        for key, below in keys.items():
            columns = {key: below, **alike}
            if fit_one_number(columns):
                groups = frame.select(as_one_number(columns).alias("whole")).group_by("whole")
                found.append(groups.agg(number).select(*taken_apart("whole", columns), "number"))
            else:
                found.append(frame.group_by(*columns).agg(number))
        return found

    def collect_all(self, frames: Sequence[Frame]) -> list[list[Values]]:
        """Return the rows of several small results; what they share is computed once."""
        return [
            found.rows()
            for found in pl.collect_all([_native(frame) for frame in frames], engine="streaming")
        ]

    def repeated(self, frame: Frame) -> list[Cell]:
        """Return the ids that occur more than once."""
        native = _native(frame)
        by = NUMBER if NUMBER in native.collect_schema().names() else "id"
        ids = native.select(by).collect().to_series()
        # Exports are mostly in the order of their numbers; then nothing is sorted.
        if (ids[1:] > ids[:-1]).all():
            return []
        ids = ids.sort()
        return [str(each) for each in ids.filter(ids == ids.shift(1)).unique()]

    def chunks(self, frame: Frame) -> Iterator[list[Values]]:
        """Yield all rows."""
        for piece in _native(frame).collect_batches(chunk_size=CHUNK, maintain_order=True):
            yield piece.rows()


def _native(frame: Frame) -> pl.LazyFrame:
    native = frame.to_native()
    assert isinstance(native, pl.LazyFrame)  # made here  # noqa: S101
    return native


def _lazy(table: object) -> pl.LazyFrame:
    if isinstance(table, ParquetFiles):
        return pl.scan_parquet(list(table.paths))
    assert isinstance(table, pl.LazyFrame)  # a scan of this engine holds one  # noqa: S101
    return table


def _numbered(frame: pl.LazyFrame, first: int) -> pl.LazyFrame:
    return frame.with_row_index(ROW, offset=first)


def _frames(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    for piece in frame.collect_batches(chunk_size=PIECE, maintain_order=True, engine="streaming"):
        if piece.height:
            yield piece


def _scan(path: Path, columns: Columns, table: TextFile) -> pl.LazyFrame:
    width = len(columns.header.titles)
    return pl.scan_csv(
        path,
        separator=table.delimiter,
        has_header=False,
        skip_lines=columns.first - 1,
        schema={f"c{at}": pl.String for at in range(width)},
        infer_schema=False,
        missing_columns="insert",
        row_index_name=ROW,
        row_index_offset=columns.first,
        raise_if_empty=False,
    )


def _places(name: str, texts: Sequence[Cell], codes: Sequence[int]) -> pl.Expr:
    found = pl.col(name).cast(pl.Enum(map(str, texts)), strict=False).to_physical()
    if list(codes) == list(range(len(codes))):
        return found
    return found.replace_strict(
        range(len(codes)), list(codes), default=None, return_dtype=pl.UInt32
    )


def _seconds(text: pl.Expr, shape: Shape) -> pl.Expr:
    # Not remembered: few moments repeat themselves.
    moment = text.str.to_datetime(shape.form, strict=False, cache=False, time_unit="ms")
    seconds = (moment.dt.timestamp("ms") // 1000 - SINCE_1970).cast(pl.UInt32, strict=False)
    return pl.when(text.str.contains(shape.pattern)).then(seconds)


def _shrunk(frame: pl.LazyFrame) -> pl.DataFrame:
    """Return columns in the fewest bytes that hold them."""
    found = frame.collect()
    names = found.columns
    if "id" in names and NUMBER not in names:
        ids = found["id"]
        if ids.str.contains(CANONICAL).all():
            found = found.with_columns(ids.cast(pl.Int64).alias(NUMBER)).drop("id")
    columns = []
    for column in found.get_columns():
        if column.dtype == pl.Int64 and column.name != NUMBER:
            high = column.max()
            if not isinstance(high, int):
                columns.append(column.cast(pl.Null))
                continue
            size = pl.UInt8 if high < 2**8 else pl.UInt16 if high < 2**16 else pl.UInt32
            columns.append(column.cast(size) if high < 2**32 else column)
        else:
            columns.append(column)
    return pl.DataFrame(columns)


def _grown(frame: pl.DataFrame) -> pl.LazyFrame:
    """Return columns as the expressions want them; only those that are used are made."""
    grown = frame.lazy().with_columns(
        pl.col(name).cast(pl.Int64)
        for name, dtype in frame.schema.items()
        if dtype not in (pl.String, pl.Boolean, pl.Int64) and name not in PLACE
    )
    if NUMBER in frame.columns:
        number = pl.col(NUMBER).cast(pl.String)
        if "id" in frame.columns:
            # Some pieces have other numbers.
            return grown.with_columns(pl.coalesce("id", number).alias("id")).drop(NUMBER)
        return grown.with_columns(number.alias("id"))
    return grown
