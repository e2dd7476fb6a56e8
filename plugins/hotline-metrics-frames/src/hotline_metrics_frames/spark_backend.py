"""Engine ``spark``: an existing cluster, or a session of its own; one cube."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import narwhals as nw
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it
from pyspark.sql.types import LongType, StringType, StructField, StructType, TimestampType

from hotline_metrics.plugin import Cell, CleanCells, Columns, TextFile
from hotline_metrics_frames.checking import ROW
from hotline_metrics_frames.engines import CannotSplit, Frame, Values, patterns_of_cube
from hotline_metrics_frames.ids import with_ids
from hotline_metrics_frames.moments import Written, with_seconds
from hotline_metrics_frames.parquet import ParquetFiles
from hotline_metrics_frames.text_files import Layout, has_blank_lines, look_through
from hotline_metrics_frames.vocabulary import Codes, with_codes

CHUNK = 10_000
PARTITION = 33
"""Spark numbers rows within a partition in the lower bits, and partitions above them."""


class SparkBackend:
    """Columns of a Spark session.

    Args:
        session: the session.
    """

    name = "spark"

    def __init__(self, session: SparkSession) -> None:
        """Use a session that runs."""
        self._session = session
        self._layouts: dict[Path, Layout] = {}

    # --- sources -----------------------------------------------------------------------------
    def open(self, columns: Columns, names: Mapping[int, str]) -> Iterator[Frame]:
        """Yield the source as one frame."""
        frame = self._numbered(columns)
        wanted = [name for name in frame.columns if name != ROW]
        chosen = frame.select(
            ROW, *(F.col(f"`{wanted[at]}`").alias(name) for at, name in names.items())
        )
        yield nw.from_native(chosen.persist())

    def whole_rows(self, columns: Columns, rows: Collection[int]) -> dict[int, Values]:
        """Return some rows with all their cells."""
        frame = self._numbered(columns)
        others = [F.col(f"`{name}`") for name in frame.columns if name != ROW]
        found = frame.filter(F.col(ROW).isin([int(row) for row in rows])).select(ROW, *others)
        return {number: tuple(cells) for number, *cells in found.collect()}

    def line_of(self, columns: Columns) -> Callable[[int], int | None]:
        """Return what tells the physical line of a row."""
        table = columns.scan.table
        layout = self._layouts.get(table.path) if isinstance(table, TextFile) else None
        return layout.line_of if layout else lambda _: None

    def _numbered(self, columns: Columns) -> DataFrame:
        frame = self._frame(columns)
        marked = frame.withColumn("mark", F.monotonically_increasing_id()).persist()
        part = F.shiftright("mark", PARTITION)
        sizes = sorted(
            (each["part"], each["count"])
            for each in marked.groupBy(part.alias("part")).count().collect()
        )
        first: dict[int, int] = {}
        total = columns.first
        for number, size in sizes:
            first[number] = total
            total += size
        begin = F.lit(columns.first)
        for number, start in first.items():
            begin = F.when(part == number, F.lit(start)).otherwise(begin)
        within = F.col("mark").bitwiseAND(F.lit((1 << PARTITION) - 1))
        return marked.withColumn(ROW, (begin + within).cast(LongType())).drop("mark")

    def _frame(self, columns: Columns) -> DataFrame:
        table = columns.scan.table
        if isinstance(table, ParquetFiles):
            return _with_zones(self._session.read.parquet(*map(str, table.paths)))
        if not isinstance(table, TextFile):
            assert isinstance(table, DataFrame)  # as scanned  # noqa: S101
            return _with_zones(table)
        layout = look_through(table.path, table.delimiter, table.encoding)
        self._layouts[table.path] = layout
        if has_blank_lines(table.path):
            raise CannotSplit("有空行", "blank lines")
        if columns.first > 2 or not table.encoding.startswith("utf-8"):
            raise CannotSplit("表头不在第一行，或不是 UTF-8", "header below row 1, or not UTF-8")
        names = [*(f"c{at}" for at in range(len(columns.header.titles))), "corrupt"]
        frame = self._session.read.csv(
            str(table.path),
            schema=StructType([StructField(name, StringType()) for name in names]),
            sep=table.delimiter,
            header=True,
            enforceSchema=True,
            quote='"',
            escape='"',
            multiLine=bool(layout.breaks),
            columnNameOfCorruptRecord="corrupt",
            nullValue="",
            emptyValue="",
        ).persist()
        if not frame.filter(F.col("corrupt").isNotNull()).isEmpty():
            raise CannotSplit("行的列数不一", "rows of different width")
        return frame.drop("corrupt")

    # --- raw cells ---------------------------------------------------------------------------
    def sample(self, frame: Frame) -> Frame:
        """Return all rows: looking at each is cheap, and checking twice is not."""
        return frame

    def with_codes(self, frame: Frame, codes: Mapping[str, Codes]) -> Frame:
        """Put codes in the place of texts."""
        return with_codes(frame, codes)

    def with_seconds(self, frame: Frame, written: Mapping[str, Written]) -> Frame:
        """Add columns with the seconds of texts."""
        return with_seconds(frame, written)

    def with_ids(self, frame: Frame, cells: CleanCells) -> Frame:
        """Check the column of numbers."""
        return with_ids(frame, cells, self.collect)

    # --- frames ------------------------------------------------------------------------------
    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once, when it is first used."""
        return nw.from_native(_native(frame).persist())

    def together(self, frames: Sequence[Frame]) -> Frame:
        """Return frames as one."""
        return self.keep(frames[0] if len(frames) == 1 else nw.concat(frames, how="vertical"))

    def table(self, values: Mapping[str, Sequence[int | str | None]]) -> Frame:
        """Return a small table."""
        schema = StructType(
            [StructField(n, StringType() if n == "id" else LongType()) for n in values]
        )
        rows = list(zip(*values.values(), strict=True))
        return nw.from_native(self._session.createDataFrame(rows, schema))

    def collect(self, frame: Frame) -> list[Values]:
        """Return the rows of a small result."""
        return [tuple(row) for row in _native(frame).collect()]

    def patterns(
        self, frame: Frame, keys: Mapping[str, int], alike: Mapping[str, int]
    ) -> list[Frame]:
        """Count one cube, and roll every view up from it."""
        return patterns_of_cube(self, frame, keys, alike)

    def collect_all(self, frames: Sequence[Frame]) -> list[list[Values]]:
        """Return the rows of several small results."""
        return [self.collect(frame) for frame in frames]

    def repeated(self, frame: Frame) -> list[Cell]:
        """Return the ids that occur more than once."""
        found = frame.group_by("id").agg(nw.len().cast(nw.Int64).alias("n"))
        return [each for each, _ in self.collect(found.filter(nw.col("n") > 1))]

    def chunks(self, frame: Frame) -> Iterator[list[Values]]:
        """Yield all rows."""
        chunk: list[Values] = []
        for row in _native(frame).toLocalIterator():
            chunk.append(tuple(row))
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk


def session_of(master: str) -> SparkSession:
    """Return the session that runs, or one at a master.

    Args:
        master: such as ``local[2]`` or ``spark://host:7077``; empty takes the session that runs.
    """
    running = SparkSession.getActiveSession()
    if running is not None and not master:
        return running
    builder = SparkSession.builder.appName("hotline-metrics")
    if master:
        builder = builder.master(master)
    if master.startswith("local") or not master:
        # A session of one machine needs no page and no address but its own.
        builder = (
            builder.config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
        )
    with _own_python():
        return builder.getOrCreate()


@contextmanager
def _own_python() -> Iterator[None]:
    """Let workers run this very Python: another one on the path may be of another version."""
    if "PYSPARK_PYTHON" in os.environ:
        yield
        return
    os.environ["PYSPARK_PYTHON"] = sys.executable
    try:
        yield
    finally:
        del os.environ["PYSPARK_PYTHON"]


def _with_zones(frame: DataFrame) -> DataFrame:
    """Return a frame whose moments of a zone are texts that say so, for the objects to convert."""
    return frame.select(
        *(
            F.date_format(F.col(f"`{field.name}`"), "yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx").alias(
                field.name
            )
            if isinstance(field.dataType, TimestampType)
            else F.col(f"`{field.name}`")
            for field in frame.schema.fields
        )
    )


def _native(frame: Frame) -> DataFrame:
    native = frame.to_native()
    assert isinstance(native, DataFrame)  # made here  # noqa: S101
    return native
