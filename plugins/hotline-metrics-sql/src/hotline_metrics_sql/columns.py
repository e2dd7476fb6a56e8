"""An answer as Arrow columns, for engines that read them; its records stay what they are as rows.

DuckDB gives columns itself; of the records of other drivers they are made. A column whose values
an engine could not tell apart as the cells of rows are is none for it, and whichever records an
engine leaves become the rows they would have been.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from hotline_metrics.plugin import Location, Problem, Row, Scan, Scanning
from hotline_metrics_sql import refusals
from hotline_metrics_sql.address import Address, address_of
from hotline_metrics_sql.answer import Answer, Held
from hotline_metrics_sql.importer import asked, notices, opened
from hotline_metrics_sql.options import Options

FIRST = 2
"""The number of the first record; the names of the columns are row 1."""


def scan(scanning: Scanning, options: Options) -> Scan | None:
    """Offer the answer as columns; what fails is left to ``read``, which says why.

    Raises:
        UnreadableSource: the database cannot be reached, or the answer is above a limit.
        MissingDependency: the driver is not installed.
        OptionsError: an environment variable is not set, or the query has an unknown parameter.
    """
    if find_spec("pyarrow") is None:
        return None
    from sqlalchemy.exc import DBAPIError

    address = address_of(options)
    try:
        answer = _answer(address, scanning, options)
    except DBAPIError:
        return None
    if answer is None:
        return None
    name = options.name

    def rows(numbers: Sequence[int] | None) -> Iterator[Row]:
        known = range(FIRST, FIRST + answer.table.num_rows) if numbers is None else numbers
        places = None if numbers is None else [number - FIRST for number in numbers]
        for number, cells in zip(known, answer.records(places), strict=True):
            yield Row(cells, Location(source=name, row=number))

    empty = () if answer.table.num_rows else (Problem(refusals.NO_ROWS, Location(source=name)),)
    return Scan(
        name=name,
        head=(Row(answer.names, Location(source=name, row=1)),),
        table=answer.table,
        rows=rows,
        problems=(*notices(address, name), *empty),
    )


def _answer(address: Address, scanning: Scanning, options: Options) -> Answer | None:
    held = Held(scanning.limits)
    if address.database.in_columns:
        with asked(address, scanning.window, options) as (connection, statement):
            from hotline_metrics_sql.duckdb_columns import take

            return take(connection, statement, held, options.time_zone)
    with opened(address, scanning.window, options) as result:
        from hotline_metrics_sql.gathered_columns import gather

        return gather(result, held, options.time_zone)
