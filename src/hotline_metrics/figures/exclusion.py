"""Approved decisions obeyed: which tickets still count, and as what."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from hotline_metrics.domain.exclusion import Exclusion, without
from hotline_metrics.domain.ticket import Ticket


@attrs.frozen(kw_only=True)
class Remaining:
    """What remains when a register of exclusions is obeyed.

    Attributes:
        tickets: the tickets as they count.
        applied: the decisions that concerned a ticket, by number and unit.
        unused: the decisions that concerned none.
    """

    tickets: tuple[Ticket, ...]
    applied: tuple[Exclusion, ...]
    unused: tuple[Exclusion, ...]


def exclude(tickets: Iterable[Ticket], register: Iterable[Exclusion]) -> Remaining:
    """Leave out what approved decisions leave out.

    Args:
        tickets: in any order, which is kept.
        register: the decisions.

    >>> from datetime import date, datetime
    >>> ticket = Ticket(id="1", unit="甲局", received_at=datetime(2023, 10, 7))
    >>> decision = Exclusion(id="1", what="ticket", reason="重复来电", approved_by="热线办",
    ...                      approved_on=date(2023, 11, 2))
    >>> exclude([ticket], [decision]).tickets
    ()
    """
    decisions: dict[str, list[Exclusion]] = {}
    for each in register:
        decisions.setdefault(each.id, []).append(each)
    used: set[Exclusion] = set()
    remaining: list[Ticket] = []
    for ticket in tickets:
        concerned = [each for each in decisions.get(ticket.id, ()) if each.concerns(ticket)]
        used.update(concerned)
        kept = without(ticket, concerned)
        if kept is not None:
            remaining.append(kept)
    every = sorted(
        {each for several in decisions.values() for each in several},
        key=lambda each: (each.id, each.unit, each.what, each.approved_on, each.reason),
    )
    return Remaining(
        tickets=tuple(remaining),
        applied=tuple(each for each in every if each in used),
        unused=tuple(each for each in every if each not in used),
    )
