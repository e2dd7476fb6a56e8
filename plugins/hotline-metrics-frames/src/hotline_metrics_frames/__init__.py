"""Engines and columnar reading for hotline-metrics: Polars, DuckDB, Spark."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from hotline_metrics.plugin import (
    AnyEngine,
    AnyImporter,
    Cleaned,
    Cleaning,
    Counting,
    Engine,
    Message,
    OptionsError,
    Tally,
    hookimpl,
    option,
)
from hotline_metrics_frames.frames import as_polars, as_relation, as_spark
from hotline_metrics_frames.parquet import IMPORTER as PARQUET

if TYPE_CHECKING:
    from hotline_metrics_frames.engines import Backend


THREADS = Message("线程数；0 为每核一个", "how many threads; 0 is one for each core")


@attrs.frozen
class PolarsOptions:
    """How Polars counts."""

    threads: int = option(0, help=THREADS)


def _polars(options: PolarsOptions) -> Backend:
    import os

    if options.threads and "polars" not in sys.modules:
        os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    import polars as pl

    if options.threads not in {0, pl.thread_pool_size()}:
        raise OptionsError(
            f"polars 已以 {pl.thread_pool_size()} 个线程启动，不能再改；请事先设 POLARS_MAX_THREADS",
            f"polars runs with {pl.thread_pool_size()} threads already; "
            f"set POLARS_MAX_THREADS before it is imported",
        )
    from hotline_metrics_frames.polars_backend import PolarsBackend

    return PolarsBackend()


def _clean_polars(cleaning: Cleaning, options: PolarsOptions) -> Cleaned:
    backend = _polars(options)
    from hotline_metrics_frames.intake import read_clean

    return read_clean(cleaning, backend)


def _count_polars(counting: Counting, options: PolarsOptions) -> Tally:
    from hotline_metrics_frames.counting_tickets import count_with

    return count_with(counting, lambda: _polars(options))


POLARS = Engine(
    name="polars",
    summary=Message(
        "内存中按列统计，用于大文件和数据框", "columns in memory; for large files and dataframes"
    ),
    options=PolarsOptions,
    count=_count_polars,
    clean=_clean_polars,
    frame=as_polars,
    gathers=True,
    preferred=True,
    requires=("narwhals", "polars"),
    install='pip install "hotline-metrics-frames[polars]"',
)


@attrs.frozen
class DuckDBOptions:
    """How DuckDB counts."""

    threads: int = option(0, help=THREADS)
    memory: str = option(
        "",
        help=Message(
            "最多用多少内存，如 2GB；默认由 DuckDB 决定",
            "most memory, such as 2GB; by default what DuckDB takes",
        ),
    )


def _duckdb(options: DuckDBOptions) -> Backend:
    from hotline_metrics_frames.duckdb_backend import DuckDBBackend

    return DuckDBBackend(options.threads, options.memory)


def _clean_duckdb(cleaning: Cleaning, options: DuckDBOptions) -> Cleaned:
    backend = _duckdb(options)
    from hotline_metrics_frames.intake import read_clean

    return read_clean(cleaning, backend)


def _count_duckdb(counting: Counting, options: DuckDBOptions) -> Tally:
    from hotline_metrics_frames.counting_tickets import count_with

    return count_with(counting, lambda: _duckdb(options))


DUCKDB = Engine(
    name="duckdb",
    summary=Message("磁盘上按列统计，占内存最少", "columns on disk; the least memory"),
    options=DuckDBOptions,
    count=_count_duckdb,
    clean=_clean_duckdb,
    frame=as_relation,
    gathers=True,
    requires=("narwhals", "duckdb"),
    install='pip install "hotline-metrics-frames[duckdb]"',
)


@attrs.frozen
class SparkOptions:
    """Where Spark counts."""

    master: str = option(
        "",
        help=Message(
            "如 spark://host:7077 或 local[2]；默认用已有的会话",
            "such as spark://host:7077 or local[2]; by default the session that runs",
        ),
    )


def _spark(options: SparkOptions) -> Backend:
    from hotline_metrics_frames.spark_backend import SparkBackend, session_of

    return SparkBackend(session_of(options.master))


def _clean_spark(cleaning: Cleaning, options: SparkOptions) -> Cleaned:
    backend = _spark(options)
    from hotline_metrics_frames.intake import read_clean

    return read_clean(cleaning, backend)


def _count_spark(counting: Counting, options: SparkOptions) -> Tally:
    from hotline_metrics_frames.counting_tickets import count_with

    return count_with(counting, lambda: _spark(options))


SPARK = Engine(
    name="spark",
    summary=Message("已在运行的 Spark 集群", "a Spark cluster that runs already"),
    options=SparkOptions,
    count=_count_spark,
    clean=_clean_spark,
    frame=as_spark,
    gathers=True,
    requires=("narwhals", "pyspark"),
    install='pip install "hotline-metrics-frames[spark]"',
)


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    """Offer the importer."""
    yield PARQUET


@hookimpl
def hotline_engines() -> Iterable[AnyEngine]:
    """Offer the engines."""
    yield POLARS
    yield DUCKDB
    yield SPARK
