"""Importer ``parquet``: a file, or a folder of files partitioned as Hive does."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import attrs

from hotline_metrics.plugin import (
    Cell,
    FileImporter,
    Location,
    Message,
    NoOptions,
    Problem,
    Row,
    Scan,
    Source,
    UnreadableSource,
)

ROWS = 10_000
"""How many rows are read at a time."""


@attrs.frozen
class ParquetFiles:
    """Files that stand for one table; a folder's partitions are columns."""

    paths: tuple[Path, ...]


def read(source: Source, options: NoOptions) -> Iterator[Row | Problem]:
    """Yield the names of the columns, then every record, with the types of its cells."""
    del options
    names, batches = _batches(source)
    yield Row(names, Location(source=source.name, row=1))
    number = 1
    for rows in batches:
        for cells in rows:
            number += 1
            yield Row([_cell(cell) for cell in cells], Location(source=source.name, row=number))


def scan(source: Source, options: NoOptions) -> Scan | None:
    """Offer the file, or the folder, as it is."""
    del options
    if source.path is None:
        return None
    names, _ = _batches(source)
    head = (Row(names, Location(source=source.name, row=1)),)
    return Scan(name=source.name, head=head, table=ParquetFiles((source.path,)))


def _batches(source: Source) -> tuple[list[str], Iterator[list[tuple[object, ...]]]]:
    import io

    import polars as pl

    origin: Path | io.BytesIO = source.path or io.BytesIO(source.data or b"")
    try:
        frame = pl.scan_parquet(origin)
        names = frame.collect_schema().names()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UnreadableSource(
            f"{source.name}：不是可读的 Parquet 文件", f"{source.name} is no readable Parquet file"
        ) from error

    def rows() -> Iterator[list[tuple[object, ...]]]:
        try:
            for piece in frame.collect_batches(chunk_size=ROWS, maintain_order=True):
                yield piece.rows()
        except (OSError, pl.exceptions.PolarsError) as error:
            raise UnreadableSource(
                f"{source.name}：Parquet 文件已损坏", f"{source.name} is a damaged Parquet file"
            ) from error

    return names, rows()


def _cell(value: object) -> Cell:
    """Return a value as cells have it; what no cell can hold is described, not guessed."""
    if value is None or isinstance(value, str | bool | int | datetime | date):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def recognise(head: bytes) -> bool:
    """Tell whether the first bytes are those of a Parquet file."""
    return head.startswith(b"PAR1")


IMPORTER = FileImporter(
    format="parquet",
    summary=Message(
        "Parquet 文件，或按 Hive 方式分区的文件夹",
        "Parquet: a file, or a folder partitioned as Hive does",
    ),
    suffixes=(".parquet", ".pq"),
    options=NoOptions,
    read=read,
    recognise=recognise,
    scan=scan,
    requires=("polars",),
    install='pip install "hotline-metrics-frames[polars]"',
)
