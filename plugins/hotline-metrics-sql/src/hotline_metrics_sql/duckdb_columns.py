"""DuckDB's answers: columns as they lie there, and records made of them again by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs
import duckdb
import pyarrow as pa  # type: ignore[import-untyped]

from hotline_metrics.plugin import Cell
from hotline_metrics_sql.answer import Answer, Held, no_cells
from hotline_metrics_sql.cells import to_cells
from hotline_metrics_sql.importer import BATCH

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation
    from sqlalchemy import Connection

    from hotline_metrics_sql.statement import Statement

PIECE = 10_000
"""How many records arrive at once."""

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


def take(connection: Connection, statement: Statement, held: Held, zone: str) -> Answer | None:
    """Return the answer to a statement, or ``None`` where only rows give it right.

    Args:
        connection: in a transaction that only reads.
        statement: a SELECT that may be executed.
        held: counts what arrives.
        zone: in which moments are told.

    Raises:
        UnreadableSource: the answer is above a limit.
    """
    sent = statement.compile(dialect=connection.dialect)
    values = [sent.params[name] for name in sent.positiontup or ()]
    driver = connection.connection.driver_connection
    try:
        found = driver.sql(str(sent), params=values)  # type: ignore[union-attr]
        if found is None:  # no SELECT
            return None
        with found.to_arrow_reader(PIECE) as reader:
            if not _comes_back(found, reader.schema, zone):
                return None
            pieces = []
            for piece in reader:
                held.add(piece.num_rows, piece.nbytes)
                pieces.append(piece)
            table = pa.Table.from_batches(pieces, reader.schema)
    # Arrow passes on what DuckDB says in the middle as an error of the system.
    except (duckdb.Error, pa.ArrowException, OSError):
        return None
    names = [f"c{place}" for place in range(table.num_columns)]
    return Answer(
        names=tuple(found.columns),
        table=pa.Table.from_arrays([_plain(column) for column in table.columns], names=names),
        records=_Records(table.rename_columns(names), zone).of,
    )


@attrs.frozen
class _Records:
    """Columns of DuckDB, as the records they were.

    Attributes:
        table: the columns.
        zone: in which moments are told.
    """

    table: pa.Table
    zone: str

    def of(self, places: Sequence[int] | None) -> Iterator[tuple[Cell, ...]]:
        """Yield the records of some places, or all."""
        wanted = self.table
        if places is not None:
            wanted = wanted.take(pa.array(places, pa.int64()))
        with closing(_reader(self.zone)) as connection:
            connection.register("answer", wanted)
            records = connection.execute("SELECT * FROM answer")
            while batch := records.fetchmany(BATCH):
                yield from map(to_cells, batch)


def _reader(zone: str) -> DuckDBPyConnection:
    """Return a DuckDB without tables, which tells moments as the office's does."""
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


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column whose values are cells as they come, or one of a type that is no cell's."""
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
    return no_cells(len(column))


def _is_usual(column: pa.ChunkedArray) -> bool:
    """Tell whether all days and moments are of years that every library knows."""
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
