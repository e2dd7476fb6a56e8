"""An answer as Arrow columns, for engines that read them; its records stay what they are as rows.

DuckDB keeps its tables in columns and gives them without making an object of any value. A column
that cannot be told apart as the cells of rows are is none for an engine, and whichever records an
engine leaves, DuckDB makes into values again, by the same converters that rows come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

import attrs

from hotline_metrics.plugin import Cell, Location, Problem, Row, Scan, Scanning, over_limit
from hotline_metrics_sql import refusals
from hotline_metrics_sql.address import address_of
from hotline_metrics_sql.cells import to_cells
from hotline_metrics_sql.importer import BATCH, asked
from hotline_metrics_sql.options import Options

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]
    from duckdb import DuckDBPyConnection, DuckDBPyRelation
    from sqlalchemy import Connection

    from hotline_metrics_sql.statement import Statement

PIECE = 10_000
"""How many records arrive at once."""

FIRST = 2
"""The number of the first record; the names of the columns are row 1."""

ALIKE = {
    "varchar": "VARCHAR",  # JSON
    "enum": "VARCHAR",
    "uuid": "VARCHAR",
    "hugeint": "DECIMAL(38,0)",
    "uhugeint": "DECIMAL(38,0)",
}
"""Types that come back from Arrow as another, whose values make the same cells."""

DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000}
"""How long a day is in units of time; years that nanoseconds can tell are years to everybody."""


def scan(scanning: Scanning, options: Options) -> Scan | None:
    """Offer the answer as columns where the database is DuckDB; what fails is left to ``read``.

    Raises:
        UnreadableSource: the database cannot be reached, or the answer is above a limit.
        MissingDependency: the driver is not installed.
        OptionsError: an environment variable is not set, or the query has an unknown parameter.
    """
    address = address_of(options)
    if not address.database.in_columns or find_spec("pyarrow") is None:
        return None
    from sqlalchemy.exc import DBAPIError

    try:
        with asked(address, scanning.window, options) as (connection, statement):
            answer = _answer(connection, statement, scanning, options)
    except DBAPIError:
        return None
    if answer is None:
        return None
    empty = (Problem(refusals.NO_ROWS, Location(source=options.name)),)
    return Scan(
        name=options.name,
        head=(Row(answer.names, Location(source=options.name, row=1)),),
        table=_for_engines(answer.table),
        rows=answer.rows,
        problems=() if answer.table.num_rows else empty,
    )


@attrs.frozen(kw_only=True)
class _Answer:
    """What a query gave.

    Attributes:
        names: of its columns.
        table: its columns, under names that differ.
        source: what the rows' place is called.
        zone: the zone in which moments are told.
    """

    names: tuple[Cell, ...]
    table: pa.Table
    source: str
    zone: str

    def rows(self, numbers: Sequence[int] | None) -> Iterator[Row]:
        """Yield the records of some numbers, or all."""
        import pyarrow as pa

        wanted = self.table
        if numbers is None:
            numbers = range(FIRST, FIRST + wanted.num_rows)
        else:
            wanted = wanted.take(pa.array([each - FIRST for each in numbers], pa.int64()))
        with closing(_reader(self.zone)) as connection:
            connection.register("answer", wanted)
            records = connection.execute("SELECT * FROM answer")
            place = iter(numbers)
            while batch := records.fetchmany(BATCH):
                for record in batch:
                    here = Location(source=self.source, row=next(place))
                    yield Row(to_cells(record), here)


def _answer(
    connection: Connection, statement: Statement, scanning: Scanning, options: Options
) -> _Answer | None:
    import duckdb
    import pyarrow as pa

    sent = statement.compile(dialect=connection.dialect)
    values = [sent.params[name] for name in sent.positiontup or ()]
    driver = connection.connection.driver_connection
    try:
        found = driver.sql(str(sent), params=values)  # type: ignore[union-attr]
        if found is None:  # no SELECT
            return None
        with found.to_arrow_reader(PIECE) as reader:
            if not _comes_back(found, reader.schema, options.time_zone):
                return None
            pieces = list(_within(reader, scanning))
            table = pa.Table.from_batches(pieces, reader.schema)
    # Arrow passes on what DuckDB says in the middle as an error of the system.
    except (duckdb.Error, pa.ArrowException, OSError):
        return None
    return _Answer(
        names=tuple(found.columns),
        table=table.rename_columns([f"c{place}" for place in range(table.num_columns)]),
        source=options.name,
        zone=options.time_zone,
    )


def _within(pieces: Iterable[pa.RecordBatch], scanning: Scanning) -> Iterator[pa.RecordBatch]:
    """Yield pieces of an answer while they are within the limits; all of it will be held."""
    rows, size = 1, 0
    for piece in pieces:
        rows += piece.num_rows
        size += piece.nbytes
        for limit, number, most in (
            ("rows", rows, scanning.limits.rows),
            ("bytes", size, scanning.limits.bytes),
        ):
            if number > most:
                raise over_limit("sql", limit, most)
        yield piece


def _reader(zone: str) -> DuckDBPyConnection:
    """Return a DuckDB without tables, which tells moments as the office's does."""
    import duckdb

    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute(f"SET TimeZone = '{zone}'")
    return connection


def _comes_back(found: DuckDBPyRelation, schema: pa.Schema, zone: str) -> bool:
    """Tell whether DuckDB reads its own Arrow columns as the types they had."""
    with closing(_reader(zone)) as connection:
        back = connection.from_arrow(schema.empty_table()).types
    return all(
        one == two or ALIKE.get(one.id) == str(two)
        for one, two in zip(found.types, back, strict=True)
    )


def _for_engines(table: pa.Table) -> pa.Table:
    """Return columns whose values are cells as they come; the others as of a type that is none."""
    import pyarrow as pa

    columns = [_plain(column) for column in table.columns]
    return pa.Table.from_arrays(columns, names=table.column_names)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa
    from pyarrow import types

    kind = column.type
    if types.is_null(kind) or types.is_dictionary(kind):
        return column.cast(pa.string())
    if types.is_decimal(kind) and kind.scale == 0:
        try:
            return column.cast(pa.int64())
        except pa.ArrowInvalid:  # more than eighteen digits or so
            pass
    cells = (types.is_string, types.is_boolean, types.is_integer, types.is_float64)
    if any(each(kind) for each in cells):
        return column
    if (types.is_date32(kind) or types.is_timestamp(kind)) and _is_usual(column):
        return column
    return pa.chunked_array([pa.nulls(len(column), pa.binary())])


def _is_usual(column: pa.ChunkedArray) -> bool:
    """Tell whether all days and moments are of years that every library knows."""
    import pyarrow as pa
    from pyarrow import compute

    day = 1
    if pa.types.is_timestamp(column.type):
        if column.type.unit == "ns":
            return True
        day = DAY[column.type.unit]
    whole = pa.int32() if pa.types.is_date32(column.type) else pa.int64()
    ends: Mapping[str, int | None] = compute.min_max(column.cast(whole)).as_py()
    least, most = ends["min"], ends["max"]
    if least is None or most is None:
        return True
    epoch = date(1970, 1, 1)
    first, last = ((each - epoch) // timedelta(days=1) for each in (date.min, date.max))
    return first * day <= least <= most < (last + 1) * day
