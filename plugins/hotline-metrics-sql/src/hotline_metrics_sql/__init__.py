"""Tickets from databases for hotline_metrics: importer ``sql``.

Importing this loads neither SQLAlchemy nor a driver.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hotline_metrics.plugin import (
    AnyImporter,
    Message,
    Problem,
    Row,
    Scan,
    Scanning,
    ServiceImporter,
    Window,
    hookimpl,
)
from hotline_metrics_sql.options import Options

__all__ = ["IMPORTER", "Options", "hotline_importers", "read_rows", "scan_columns"]

INSTALL = "pip install hotline-metrics-sql"


def read_rows(window: Window, options: Options) -> Iterator[Row | Problem]:
    """Yield the names of the columns, then every record, in the order the database gives them.

    Raises:
        UnreadableSource: the database cannot be reached, refuses the query or breaks off.
        MissingDependency: its driver is not installed.
        OptionsError: an environment variable is not set, or the query has an unknown parameter.
    """
    from hotline_metrics_sql import importer

    return importer.read(window, options)


def scan_columns(scanning: Scanning, options: Options) -> Scan | None:
    """Offer the answer as columns; what fails is left to :func:`read_rows`, which says why.

    Raises:
        UnreadableSource: the database cannot be reached, or the answer is above a limit.
        MissingDependency: the driver is not installed.
        OptionsError: an environment variable is not set, or the query has an unknown parameter.
    """
    from hotline_metrics_sql import columns

    return columns.scan(scanning, options)


IMPORTER = ServiceImporter(
    format="sql",
    summary=Message(
        "数据库的查询或表：PostgreSQL、MySQL、MariaDB、SQLite、DuckDB、人大金仓",
        "a query or table of PostgreSQL, MySQL, MariaDB, SQLite, DuckDB or KingbaseES",
    ),
    options=Options,
    read=read_rows,
    scan=scan_columns,
    requires=("sqlalchemy", "psycopg", "pymysql", "duckdb", "duckdb_engine", "pyarrow"),
    install=INSTALL,
)


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    """Offer the importer."""
    yield IMPORTER
