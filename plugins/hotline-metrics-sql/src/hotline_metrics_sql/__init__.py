"""Tickets from databases for hotline_metrics: importer ``sql``.

Importing this loads neither SQLAlchemy nor a driver.
"""

from __future__ import annotations

from collections.abc import Iterable

from hotline_metrics.plugin import AnyImporter, Message, ServiceImporter, hookimpl
from hotline_metrics_sql.columns import scan
from hotline_metrics_sql.importer import INSTALL, read
from hotline_metrics_sql.options import Options

__all__ = ["IMPORTER", "Options", "hotline_importers"]

IMPORTER = ServiceImporter(
    format="sql",
    summary=Message(
        "数据库的查询或表：PostgreSQL、MySQL、MariaDB、SQLite、DuckDB、人大金仓",
        "a query or table of PostgreSQL, MySQL, MariaDB, SQLite, DuckDB or KingbaseES",
    ),
    options=Options,
    read=read,
    scan=scan,
    requires=("sqlalchemy", "psycopg", "pymysql", "duckdb", "duckdb_engine", "pyarrow"),
    install=INSTALL,
)


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    """Offer the importer."""
    yield IMPORTER
