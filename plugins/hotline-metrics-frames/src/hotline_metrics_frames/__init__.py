"""Engines and columnar reading for hotline-metrics: Polars, DuckDB, Spark."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from hotline_metrics.plugin import (
    AnyEngine,
    Cleaned,
    Cleaning,
    Counting,
    Engine,
    OptionsError,
    Tally,
    hookimpl,
    option,
)

if TYPE_CHECKING:
    from hotline_metrics_frames.engines import Backend


@attrs.frozen
class PolarsOptions:
    """How Polars counts."""

    threads: int = option(0, help="how many threads; 0 is one for each core")


def _polars(options: PolarsOptions) -> Backend:
    import os

    if options.threads and "polars" not in sys.modules:
        os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    import polars as pl

    if options.threads not in {0, pl.thread_pool_size()}:
        raise OptionsError(
            f"polars 已经以 {pl.thread_pool_size()} 个线程启动，不能再改 / "
            f"polars runs with {pl.thread_pool_size()} threads already; "
            f"set POLARS_MAX_THREADS before it is imported"
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
    summary="columns in memory; for large files and dataframes",
    options=PolarsOptions,
    count=_count_polars,
    clean=_clean_polars,
    preferred=True,
    requires=("narwhals", "polars"),
    install='pip install "hotline-metrics-frames[polars]"',
)


@attrs.frozen
class DuckDBOptions:
    """How DuckDB counts."""

    threads: int = option(0, help="how many threads; 0 is one for each core")
    memory: str = option("", help="most memory, such as 2GB; by default what DuckDB takes")


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
    summary="columns on disk; the least memory",
    options=DuckDBOptions,
    count=_count_duckdb,
    clean=_clean_duckdb,
    requires=("narwhals", "duckdb"),
    install='pip install "hotline-metrics-frames[duckdb]"',
)


@hookimpl
def hotline_engines() -> Iterable[AnyEngine]:
    """Offer the engines."""
    yield POLARS
    yield DUCKDB
