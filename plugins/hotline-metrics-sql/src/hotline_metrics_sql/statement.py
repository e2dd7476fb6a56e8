"""What is asked: the office's own query or a whole table, with the period as bound parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from hotline_metrics.plugin import OptionsError, Period
from hotline_metrics_sql.options import Options

if TYPE_CHECKING:
    from sqlalchemy import Select, TextClause

    Statement: TypeAlias = TextClause | Select[tuple[object, ...]]


def period_parameters(period: Period, *, as_text: bool = False) -> dict[str, date | str]:
    r"""Return what a query may ask for, by name.

    ``first`` and ``last`` are days; ``since`` and ``until`` are the moments at which the period
    begins and the next one does.

    Args:
        period: the period.
        as_text: give all four as days, in text. A database that keeps times as text compares
            letters: however a moment of a day is written, it is not below that day, and it is
            below the next.

    >>> period_parameters(Period.parse("2023-10"), as_text=True)["until"]
    '2023-11-01'
    """
    after = period.last + timedelta(days=1)
    if as_text:
        days = {"first": period.first, "last": period.last, "since": period.first, "until": after}
        return {name: day.isoformat() for name, day in days.items()}
    return {
        "first": period.first,
        "last": period.last,
        "since": datetime.combine(period.first, time.min),
        "until": datetime.combine(after, time.min),
    }


def statement_of(options: Options, period: Period, *, as_text: bool = False) -> Statement:
    """Return the one statement that is sent.

    A value only ever travels as a bound parameter, a name only ever quoted by the dialect.

    Args:
        options: query or table.
        period: whose tickets are wanted.
        as_text: see :func:`period_parameters`.

    Raises:
        OptionsError: the query has a parameter that nobody knows.
    """
    import sqlalchemy as sa

    known = period_parameters(period, as_text=as_text)
    if not options.table:
        return _bound(options.query, known)
    schema, _, name = options.table.rpartition(".")
    table = sa.table(name, sa.column(options.touched), schema=schema or None)
    # The type of the columns is the database's affair, so the star is its own text.
    chosen = sa.select(sa.text("*")).select_from(table)
    if options.touched:
        column = table.c[options.touched]
        # A row that does not say when it was touched is not left out.
        since: sa.BindParameter[object] = sa.bindparam("since", known["since"])
        chosen = chosen.where(sa.or_(column >= since, column.is_(None)))
    return chosen


def trial_of(options: Options, period: Period) -> TextClause | None:
    """Return the query as a part of another that asks for nothing, or ``None`` for a table.

    There the grammar of every database admits nothing but a SELECT: what would write, or is
    several statements, is refused before any of it is carried out.

    Args:
        options: query or table.
        period: whose tickets are wanted.
    """
    if options.table:
        return None
    query = options.query.strip().removesuffix(";")
    # The line ends before the bracket, so that a comment cannot swallow it. EXPLAIN would do as
    # well, but MySQL wants more rights for it than for reading a view.
    trial = f"SELECT EXISTS (\n{query}\n) LIMIT 0"
    return _bound(trial, period_parameters(period))


def _bound(query: str, known: Mapping[str, date | str]) -> TextClause:
    import sqlalchemy as sa

    clause = sa.text(query)
    used = list(clause.compile().params)
    for name in used:
        if name not in known:
            names = ", ".join(f":{each}" for each in known)
            raise OptionsError(
                f"sql：query 里有不认识的参数 :{name}，可用 {names}；不是参数的冒号写作 \\:",
                f"sql: the query has an unknown parameter :{name}; there are {names}; "
                f"a colon that begins none is written \\:",
            )
    return clause.bindparams(**{name: known[name] for name in used})
