"""Whatever an engine is given to count: its own batch, or tickets that become columns first."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import narwhals as nw

from hotline_metrics import Rulebook, Ticket
from hotline_metrics.plugin import Counting, Tally, count_tickets
from hotline_metrics_frames.batch import ColumnBatch
from hotline_metrics_frames.checking import plain
from hotline_metrics_frames.counting import count_columns, judge
from hotline_metrics_frames.engines import Backend, Frame
from hotline_metrics_frames.keys import Words
from hotline_metrics_frames.moments import EPOCH, to_micro, to_seconds

WORDS = ("unit", "kind", "urgency", "redo", "declined", "surveyed")
"""Attributes that become codes as they are."""


def count_with(counting: Counting, backend: Callable[[], Backend]) -> Tally:
    """Tally a batch as the columns it is, and tickets as columns where columns can say them.

    Args:
        counting: the tickets, the rulebook and the window.
        backend: makes the engine, for tickets that are objects.
    """
    batch, rules, window = counting.tickets, counting.rules, counting.window
    if isinstance(batch, ColumnBatch):
        judged = batch.judged(rules, window)
        return count_columns(judged, batch.words, rules, window, batch.backend)
    fitting: list[Ticket] = []
    others: list[Ticket] = []
    for ticket in batch:
        (fitting if _fits(ticket, rules) else others).append(ticket)
    objects = count_tickets(others, rules, window)
    if not fitting:
        return objects
    engine = backend()
    store, words = _columns(fitting, rules, engine)
    judged = judge(store, words, rules, window, engine)
    return count_columns(judged, words, rules, window, engine) + objects


def _fits(ticket: Ticket, rules: Rulebook) -> bool:
    """Tell whether columns can say everything that is true of a ticket."""
    known = {question.name for question in rules.questions}
    return (
        not (ticket.exempt or ticket.repeat_of or ticket.extension_days)
        and len(ticket.category) <= 2
        and all(moment.microsecond == 0 and moment >= EPOCH for moment in ticket.moments)
        and ticket.answers.keys() <= known
        and "" not in ticket.category[:1]
    )


def _columns(tickets: Iterable[Ticket], rules: Rulebook, backend: Backend) -> tuple[Frame, Words]:
    codes: dict[str, dict[object, int]] = {}

    def code(column: str, value: object) -> int:
        known = codes.setdefault(column, {})
        return known.setdefault(value, len(known))

    columns: dict[str, list[int | str | None]] = {}

    def put(column: str, value: int | str | None) -> None:
        columns.setdefault(column, []).append(value)

    for ticket in tickets:
        for name in ("received", "dispatched", "acknowledged", "closed"):
            moment = getattr(ticket, f"{name}_at")
            put(name, None if moment is None else to_seconds(moment))
        for name in ("deadline", "extended_deadline"):
            moment = getattr(ticket, name)
            put(name, None if moment is None else to_micro(moment))
        for name in WORDS:
            put(name, code(name, getattr(ticket, name)))
        put("category", code("category", ticket.category[0] if ticket.category else ""))
        put("subcategory", code("subcategory", "".join(ticket.category[1:2])))
        for question in rules.questions:
            column = f"question.{question.name}"
            code(column, "")
            put(plain(column), code(column, ticket.answers.get(question.name, "")))
        put("tracks", int(ticket.tracks_signing))
        put("primary", int(ticket.primary))
    frame = backend.table(columns).with_columns(
        nw.col(name).cast(nw.Boolean) for name in ("tracks", "primary")
    )
    return frame, {column: tuple(known) for column, known in codes.items()}
