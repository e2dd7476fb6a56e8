"""What a database raised, as the refusal it is.

A database's words about a query are repeated, since nobody else knows what is wrong with it. Its
words about a value are not: they quote what a citizen may have said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotline_metrics.plugin import ProblemKind, UnreadableSource
from hotline_metrics_sql import refusals
from hotline_metrics_sql.refusals import refusal

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

SHOWN = 200
"""How much of a database's own words is repeated."""

STATES = {
    "25006": refusals.WOULD_WRITE, "42P01": refusals.NO_TABLE, "42S02": refusals.NO_TABLE,
    "3F000": refusals.NO_TABLE,
}  # fmt: skip
"""What the SQL standard's states mean, in PostgreSQL, MySQL and MariaDB alike."""

CLASSES = {"42": refusals.REFUSED, "0A": refusals.REFUSED}
"""What the first two characters of any other state mean: the query is at fault."""

NAMES = {
    "SQLITE_READONLY": refusals.WOULD_WRITE, "SQLITE_AUTH": refusals.WOULD_WRITE,
    "SQLITE_ERROR": refusals.REFUSED, "SQLITE_NOTADB": refusals.NOT_CONNECTED,
    "SQLITE_CANTOPEN": refusals.NOT_CONNECTED, "ProgrammingError": refusals.REFUSED,
    "CatalogException": refusals.NO_TABLE, "BinderException": refusals.REFUSED,
    "ParserException": refusals.REFUSED,
}  # fmt: skip
"""What SQLite's and DuckDB's names of errors mean."""


def connecting_fault(
    error: DBAPIError | OSError, name: str, secrets: tuple[str, ...]
) -> UnreadableSource:
    """Return the refusal for a connection that was not made.

    Args:
        error: what SQLAlchemy raised, or the system, such as for a certificate that is missing.
        name: what the rows' place is called.
        secrets: what may on no account be repeated.
    """
    return refusal(refusals.NOT_CONNECTED, name, words=_words(_original(error), secrets))


def reading_fault(
    error: DBAPIError, name: str, row: int, secrets: tuple[str, ...]
) -> UnreadableSource:
    """Return the refusal for a query that was not accepted, or that broke off.

    Args:
        error: what SQLAlchemy raised.
        name: what the rows' place is called.
        row: the last row that was read; 0 is none.
        secrets: what may on no account be repeated.
    """
    kind, code = _classified(error.orig)
    if error.connection_invalidated:
        kind = refusals.LOST
    elif kind is None or row > 1:
        kind = refusals.FAILED
    else:
        return refusal(kind, name, words=_words(error.orig, secrets))
    after, after_en = (
        (f"在第 {row} 行之后", f"after row {row}")
        if row
        else ("还没有读到一行", "before the first row")
    )
    return refusal(kind, name, code=code, after=after, after_en=after_en)


def _classified(error: BaseException | None) -> tuple[ProblemKind | None, str]:
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    if isinstance(state, str):
        return STATES.get(state) or CLASSES.get(state[:2]), state
    name = str(getattr(error, "sqlite_errorname", type(error).__name__))
    told = str(error)
    if told.startswith("no such table"):
        return refusals.NO_TABLE, name
    if "read-only mode" in told:
        return refusals.WOULD_WRITE, name
    return NAMES.get(name), name


def _original(error: DBAPIError | OSError) -> BaseException | None:
    return error if isinstance(error, OSError) else error.orig


def _words(error: BaseException | None, secrets: tuple[str, ...]) -> str:
    words = getattr(getattr(error, "diag", None), "message_primary", None)
    if not words and error is not None:
        words = str(error.args[-1] if error.args else "")
    first, *_ = (words or "").strip().splitlines() or [""]
    if not first or any(secret in first for secret in secrets):
        return type(error).__name__
    return first if len(first) <= SHOWN else f"{first[:SHOWN]}…"
