"""Every engine keeps the contract: the tally, report and problems of the objects."""

from __future__ import annotations

import io
from typing import ClassVar

import polars as pl
import pytest

from hotline_metrics.testing import EngineContract, FileImporterContract, sample
from hotline_metrics.testing.samples import Sample
from hotline_metrics_frames import DUCKDB, PARQUET, POLARS, SPARK


class TestPolars(EngineContract):
    """In memory, piece by piece."""

    engine = POLARS


class TestDuckDB(EngineContract):
    """On disk, in one cube."""

    engine = DUCKDB
    examples = 8


@pytest.mark.xdist_group("spark")
class TestSpark(EngineContract):
    """A session of this machine stands for a cluster."""

    engine = SPARK
    options: ClassVar = {"master": "local[1]"}
    loopback = True
    examples = 2


def parquet(rows: list[dict[str, object]]) -> bytes:
    """Write rows as a Parquet file."""
    stream = io.BytesIO()
    pl.DataFrame(rows).write_parquet(stream)
    return stream.getvalue()


class TestParquet(FileImporterContract):
    """Typed columns."""

    importer = PARQUET
    samples: ClassVar[list[Sample]] = [
        sample(
            "tickets.parquet",
            data=parquet(
                [{"工单编号": "1", "承办单位": "甲局", "受理时间": "2023-10-07 10:00:00"}]
            ),
            tickets=1,
        )
    ]
