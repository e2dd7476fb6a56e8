"""What differs between databases: the driver, how to be refused writing, whose clock is used."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from hotline_metrics.plugin import Period

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

POSTGRESQL_PATIENCE = {
    "connect_timeout": 15,
    "keepalives_idle": 60,
    "keepalives_interval": 10,
    "keepalives_count": 6,
}
"""Seconds to wait for a server that does not answer, and until a silent one is asked again."""

MYSQL_PATIENCE = {"connect_timeout": 15, "read_timeout": 600}
"""Seconds to wait for a server that does not answer, and for any part of its answer."""


def _nothing(_: Connection, __: str, ___: Period) -> None:
    """Begin as the driver does."""


def _no_arguments(_: URL) -> Mapping[str, object]:
    return {}


def _as_usual(_: Connection, __: object) -> None:
    """Leave it to the driver, which waits for nothing."""


@attrs.frozen(kw_only=True)
class Database:
    """How one kind of database is read.

    Attributes:
        driver: what SQLAlchemy connects with when the address names no driver.
        extra: the extra of this distribution that installs the driver.
        reads_only: whether it is told to refuse writing.
        as_text: whether it keeps times as text.
        arguments: what the engine is made with.
        begin: begins a transaction that only reads, in the office's time zone.
        abandon: lets go of a cursor that was not read to its end, given the driver's own.
        tries: send a query as a part of another first, where its grammar admits nothing but a
            SELECT; for those that carry out more even when they only read.
        in_columns: whether its driver is DuckDB's own, which gives an answer in columns.
    """

    driver: str = ""
    extra: str = ""
    reads_only: bool = True
    as_text: bool = False
    arguments: Callable[[URL], Mapping[str, object]] = _no_arguments
    begin: Callable[[Connection, str, Period], None] = _nothing
    abandon: Callable[[Connection, object], None] = _as_usual
    tries: bool = False
    in_columns: bool = False


# --- PostgreSQL and KingbaseES ---------------------------------------------------------------
def _postgresql_arguments(url: URL) -> Mapping[str, object]:
    return {"connect_args": _unless_given(POSTGRESQL_PATIENCE, url)}


def _unless_given(settings: Mapping[str, int], url: URL) -> Mapping[str, int]:
    return {name: value for name, value in settings.items() if name not in url.query}


def _begin_postgresql(connection: Connection, zone: str, _: Period) -> None:
    # All of it belongs to this transaction: a pooler in between may hand the session on.
    connection.execution_options(postgresql_readonly=True)
    connection.exec_driver_sql("SELECT set_config('TimeZone', %s, true)", (zone,))
    _let_odd_times_pass(connection)


def _let_odd_times_pass(connection: Connection) -> None:
    """Let 'infinity' and years before Christ through as text: one bad row is one problem."""
    if connection.dialect.driver != "psycopg":
        return
    from psycopg import DataError
    from psycopg.abc import AdaptContext, Buffer
    from psycopg.abc import Loader as AnyLoader
    from psycopg.adapt import Loader
    from psycopg.pq import Format

    def tolerant(strict: type[AnyLoader]) -> type[Loader]:
        class Tolerant(Loader):
            def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
                super().__init__(oid, context)
                self.strict = strict(oid, context).load

            def load(self, data: Buffer) -> object:
                try:
                    return self.strict(data)
                except DataError:
                    return bytes(data).decode()

        return Tolerant

    adapters = connection.connection.driver_connection.adapters  # type: ignore[union-attr]
    for name in ("date", "timestamp", "timestamptz", "interval"):
        oid = adapters.types[name].oid
        adapters.register_loader(oid, tolerant(adapters.get_loader(oid, Format.TEXT)))


# --- MySQL and MariaDB -----------------------------------------------------------------------
def _mysql_arguments(url: URL) -> Mapping[str, object]:
    return {"connect_args": _unless_given(MYSQL_PATIENCE, url)}


def _begin_mysql(connection: Connection, zone: str, period: Period) -> None:
    connection.exec_driver_sql("SET time_zone = %s", (_mysql_zone(zone, period),))
    connection.exec_driver_sql("START TRANSACTION READ ONLY")


def _abandon_mysql(connection: Connection, cursor: object) -> None:
    # The driver has no way to stop: it would read all the rest before it closes, and complain
    # about a connection that is lost when its objects are collected.
    unread = getattr(cursor, "_result", None)
    if connection.dialect.driver == "pymysql" and unread is not None:
        unread.unbuffered_active = False
        connection.invalidate()


def _mysql_zone(zone: str, period: Period) -> str:
    """Return a zone as an offset, which every server knows; its name needs tables loaded.

    >>> _mysql_zone("Asia/Shanghai", Period.parse("2023-10"))
    '+08:00'
    >>> _mysql_zone("Europe/Berlin", Period.parse("2023-07"))
    'Europe/Berlin'
    """
    first, last = period.first.toordinal() - 366, period.last.toordinal() + 366
    noons = (datetime.fromordinal(day).replace(hour=12) for day in range(first, last + 1))
    offsets = {noon.replace(tzinfo=ZoneInfo(zone)).strftime("%z") for noon in noons}
    offset, *others = offsets
    return zone if others else f"{offset[:3]}:{offset[3:]}"


# --- SQLite ----------------------------------------------------------------------------------
def _sqlite_arguments(url: URL) -> Mapping[str, object]:
    return {"creator": functools.partial(_open_sqlite, url.database or "")}


def _open_sqlite(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True)
    # Attaching and VACUUM INTO make new files even so.
    connection.set_authorizer(
        lambda action, *_: (
            sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK
        )
    )
    # Text that is no UTF-8 would end the reading; now it is a word that nobody declared.
    connection.text_factory = functools.partial(str, encoding="utf-8", errors="replace")
    return connection


# --- DuckDB ----------------------------------------------------------------------------------
def _duckdb_arguments(_: URL) -> Mapping[str, object]:
    config = {"autoinstall_known_extensions": "false"}
    return {"connect_args": {"read_only": True, "config": config}}


def _begin_duckdb(connection: Connection, zone: str, _: Period) -> None:
    connection.exec_driver_sql(f"SET TimeZone = '{zone}'")
    # It would be drawn into whatever the office's own output is.
    connection.exec_driver_sql("SET enable_progress_bar = false")


POSTGRESQL = Database(
    driver="postgresql+psycopg",
    extra="postgres",
    arguments=_postgresql_arguments,
    begin=_begin_postgresql,
)
# MariaDB ends even a read-only transaction before it drops a table.
MYSQL = Database(
    driver="mysql+pymysql",
    extra="mysql",
    arguments=_mysql_arguments,
    begin=_begin_mysql,
    abandon=_abandon_mysql,
    tries=True,
)

DATABASES: Mapping[str, Database] = {
    "postgresql": POSTGRESQL,
    "postgres": POSTGRESQL,
    "kingbase": attrs.evolve(POSTGRESQL, driver="kingbase"),
    "mysql": MYSQL,
    "mariadb": attrs.evolve(MYSQL, driver="mariadb+pymysql"),
    "sqlite": Database(driver="sqlite", as_text=True, arguments=_sqlite_arguments),
    # A read-only DuckDB still writes other files: COPY TO, EXPORT DATABASE, ATTACH.
    "duckdb": Database(
        driver="duckdb",
        extra="duckdb",
        arguments=_duckdb_arguments,
        begin=_begin_duckdb,
        tries=True,
        in_columns=True,
    ),
}
"""What an address begins with, and how it is read then."""

OTHER = Database(reads_only=False)
"""A database of whatever other dialect is installed."""
