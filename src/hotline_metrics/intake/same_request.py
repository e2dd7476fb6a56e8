"""Requests that were made before: known by caller, place or number, without keeping any of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from hotline_metrics.domain.rulebook import RepeatRule
from hotline_metrics.intake.cells import Converter, clean_text
from hotline_metrics.intake.source import Cell

if TYPE_CHECKING:
    from hotline_metrics.domain.ticket import Ticket
    from hotline_metrics.intake.accepted import AcceptedRows

KEY = "HOTLINE_METRICS_KEY"
"""Environment variable with the office's key; without it every run has a key of its own."""

LEAST_DIGITS = 7
"""A shorter number is no telephone."""


class Keyed:
    """Turns what names a caller or a place into a keyed hash, as it is read.

    A telephone number has too few digits for a plain hash to hide it; without the key nobody can
    try them all.

    Args:
        columns: which columns will be asked for; without one no key is made.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        """Take the office's key, or make one for this run."""
        given = os.environ.get(KEY, "")
        self._key = given.encode() or (os.urandom(32) if columns else b"")

    def converter(self, column: str) -> Converter[object]:
        """Return what reads a column: a hash, or the earlier ticket's number as it stands."""
        if column == "related":
            return lambda cell: f"related {text}" if (text := clean_text(cell)) else ""
        shape = _digits if column == "caller" else _letters

        def convert(cell: Cell) -> str:
            text = shape(clean_text(cell))
            return f"{column} {self._hash(text)}" if text else ""

        return convert

    def _hash(self, text: str) -> str:
        import hashlib
        import hmac

        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]


def mark_repeats(rows: AcceptedRows, rule: RepeatRule) -> AcceptedRows:
    """Say of each ticket which earlier one it repeats, if any.

    Args:
        rows: one for each ticket of each unit.
        rule: how long a request is the same, and by what; nothing to go by changes nothing.

    Returns:
        The rows in their order; a repetition bears the number of the first of its chain.
    """
    if not rule.by:
        return rows
    keys: dict[str, set[str]] = {}
    first_of: dict[str, Ticket] = {}
    for row in rows:
        number = row.ticket.id
        # A later ticket that names this one by its number says they are the same.
        keys.setdefault(number, {f"related {number}"}).update(row.keys)
        known = first_of.get(number)
        if known is None or row.ticket.assigned_at < known.assigned_at:
            first_of[number] = row.ticket
    last: dict[str, Ticket] = {}
    root: dict[str, str] = {}
    for ticket in sorted(first_of.values(), key=lambda each: (each.assigned_at, each.id)):
        reach = ticket.assigned_at - timedelta(days=rule.days)
        before = [
            last[key] for key in keys[ticket.id] if key in last and last[key].assigned_at >= reach
        ]
        if before:
            latest = max(before, key=lambda each: (each.assigned_at, each.id))
            root[ticket.id] = root.get(latest.id, latest.id)
        for key in keys[ticket.id]:
            last[key] = ticket
    return rows.with_tickets(
        {
            place: attrs.evolve(ticket, repeat_of=root[ticket.id])
            for place, ticket in enumerate(rows.tickets)
            if ticket.id in root
        }
    )


def _digits(text: str) -> str:
    digits = "".join(filter(str.isdigit, text))
    # The country's code before a mobile number is written by some systems only.
    digits = digits[-11:] if len(digits) > 11 and digits.startswith(("86", "0086")) else digits
    return digits if len(digits) >= LEAST_DIGITS else ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
