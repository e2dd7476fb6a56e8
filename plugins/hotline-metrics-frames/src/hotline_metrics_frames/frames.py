"""A host's dataframe as a scan: its column names are the header, its rows the records."""

from __future__ import annotations

import sys

from hotline_metrics.plugin import Cell, Location, Row, Scan


def as_polars(frame: object, name: str) -> Scan | None:
    """Return a Polars, pandas, PyArrow or DuckDB frame for the engine ``polars``.

    Nothing is copied where that is possible; anything else gives ``None``.

    Args:
        frame: a host's frame.
        name: what to call it in messages.
    """
    import polars as pl

    if isinstance(frame, pl.LazyFrame):
        return _scan(name, frame.collect_schema().names(), frame)
    if isinstance(frame, pl.DataFrame):
        return _scan(name, frame.columns, frame.lazy())
    pandas, arrow, duckdb = (sys.modules.get(each) for each in ("pandas", "pyarrow", "duckdb"))
    if pandas and isinstance(frame, pandas.DataFrame):
        found = pl.from_pandas(frame, nan_to_null=True)
        return _scan(name, found.columns, found.lazy())
    if arrow and isinstance(frame, arrow.Table):
        found = pl.DataFrame(frame)
        return _scan(name, found.columns, found.lazy())
    if duckdb and isinstance(frame, duckdb.DuckDBPyRelation):
        found = frame.pl()
        return _scan(name, found.columns, found.lazy())
    return None


def as_relation(frame: object, name: str) -> Scan | None:
    """Return a DuckDB relation, or a PyArrow table, for the engine ``duckdb``.

    Args:
        frame: a host's relation.
        name: what to call it in messages.
    """
    import duckdb

    if isinstance(frame, duckdb.DuckDBPyRelation):
        return _scan(name, frame.columns, frame)
    arrow = sys.modules.get("pyarrow")
    if arrow and isinstance(frame, arrow.Table):
        return _scan(name, frame.column_names, frame)
    return None


def as_spark(frame: object, name: str) -> Scan | None:
    """Return a Spark frame for the engine ``spark``.

    Args:
        frame: a host's frame.
        name: what to call it in messages.
    """
    pyspark = sys.modules.get("pyspark.sql")
    if pyspark and isinstance(frame, pyspark.DataFrame):
        return _scan(name, frame.columns, frame)
    return None


def _scan(name: str, names: list[str], table: object) -> Scan:
    header: list[Cell] = list(names)
    return Scan(name=name, head=(Row(header, Location(source=name, row=1)),), table=table)
