"""Importer ``sql``: the rows of a query or a table, as they arrive, from a read-only transaction.

:func:`asked` is all there is between a database and its records: whoever wants them in another
shape than rows starts there, as :mod:`~hotline_metrics_sql.columns` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hotline_metrics.plugin import Location, MissingDependency, Problem, Row, Window
from hotline_metrics_sql import refusals
from hotline_metrics_sql.address import Address, address_of
from hotline_metrics_sql.cells import to_cells
from hotline_metrics_sql.faults import connecting_fault, reading_fault
from hotline_metrics_sql.options import Options
from hotline_metrics_sql.refusals import refusal
from hotline_metrics_sql.statement import statement_of, trial_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult, Engine

    from hotline_metrics_sql.statement import Statement

BATCH = 1_000
"""How many records are fetched at once, and how many are held."""


def read(window: Window, options: Options) -> Iterator[Row | Problem]:
    """Yield the names of the columns, then every record, in the order the database gives them.

    Raises:
        UnreadableSource: the database cannot be reached, refuses the query or breaks off.
        MissingDependency: its driver is not installed.
        OptionsError: an environment variable is not set, or the query has an unknown parameter.
    """
    from sqlalchemy.exc import DBAPIError

    name = options.name
    address = address_of(options)
    yield from notices(address, name)
    number = 0
    try:
        with opened(address, window, options) as result:
            number = 1
            yield Row(tuple(result.keys()), Location(source=name, row=number))
            for batch in result.partitions(BATCH):
                for record in batch:
                    number += 1
                    yield Row(to_cells(record), Location(source=name, row=number))
    except DBAPIError as error:
        raise reading_fault(error, name, number, address.secrets) from error
    if number == 1:
        yield Problem(refusals.NO_ROWS, Location(source=name))


def notices(address: Address, name: str) -> tuple[Problem, ...]:
    """Return what is to be said of a database before it is asked.

    Args:
        address: the database.
        name: what the rows' place is called.
    """
    if address.database.reads_only:
        return ()
    details = {"database": address.kind}
    return (Problem(refusals.NOT_READ_ONLY, Location(source=name), details),)


@contextmanager
def opened(
    address: Address, window: Window, options: Options
) -> Iterator[CursorResult[tuple[object, ...]]]:
    """Ask a database in a transaction that only reads; the records arrive while they are taken.

    Args:
        address: the database.
        window: the period.
        options: what is asked.

    Raises:
        UnreadableSource: it cannot be reached, or the statement is no SELECT.
        sqlalchemy.exc.DBAPIError: it refuses the statement.
    """
    with (
        asked(address, window, options) as (connection, statement),
        connection.execution_options(yield_per=BATCH).execute(statement) as result,
    ):
        if not result.returns_rows:
            raise refusal(refusals.NO_SELECT, options.name)
        try:
            yield result
        except BaseException:
            address.database.abandon(connection, result.cursor)
            raise


@contextmanager
def asked(
    address: Address, window: Window, options: Options
) -> Iterator[tuple[Connection, Statement]]:
    """Connect for a statement that may be executed, in a transaction that only reads.

    Args:
        address: the database.
        window: the period.
        options: what is asked.

    Raises:
        UnreadableSource: it cannot be reached.
        sqlalchemy.exc.DBAPIError: it refuses the statement.
    """
    database = address.database
    statement = statement_of(options, window.period, as_text=database.as_text)
    engine = engine_of(address, options.name)
    with connected(engine, address, options.name) as connection:
        database.begin(connection, options.time_zone, window.period)
        trial = trial_of(options, window.period) if database.tries else None
        if trial is not None:
            connection.execute(trial).close()
        yield connection, statement


def engine_of(address: Address, name: str) -> Engine:
    """Return an engine that keeps no connection and logs no value.

    Args:
        address: the database.
        name: what the rows' place is called.

    Raises:
        MissingDependency: the driver is not installed; says what installs it.
        UnreadableSource: there is no dialect for this kind of database.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError
    from sqlalchemy.pool import NullPool

    try:
        return create_engine(
            address.url,
            poolclass=NullPool,
            hide_parameters=True,
            **address.database.arguments(address.url),
        )
    except ModuleNotFoundError as error:
        package = error.name or address.kind
        extra = address.database.extra
        command = (
            f'pip install "hotline-metrics-sql[{extra}]"' if extra else f"pip install {package}"
        )
        raise MissingDependency(
            f"sql：读取 {address.kind} 需要 {package}，请安装：{command}",
            f"sql: {address.kind} needs {package}. Install it with: {command}",
        ) from error
    except ArgumentError:
        pass
    raise refusal(refusals.NOT_KNOWN, name, database=address.kind)


@contextmanager
def connected(engine: Engine, address: Address, name: str) -> Iterator[Connection]:
    """Connect, and close at the end; nothing is ever committed.

    Args:
        engine: connects.
        address: the database.
        name: what the rows' place is called.

    Raises:
        UnreadableSource: the database cannot be reached or refuses the login.
    """
    from sqlalchemy.exc import DBAPIError

    try:
        connection = engine.connect()
    except (DBAPIError, OSError) as error:
        raise connecting_fault(error, name, address.secrets) from error
    except AssertionError as error:
        # How PostgreSQL's dialect says that it cannot make a version out of the server's answer.
        raise refusal(refusals.OTHER_SERVER, name, database=address.kind) from error
    with connection:
        yield connection
