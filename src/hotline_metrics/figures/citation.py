"""Which overdue ticket stands for its unit in the bulletin."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from hotline_metrics.domain.period import Window
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.figures.facts import Judge, belonging_day
from hotline_metrics.figures.report import CitedTicket


def cite_tickets(
    tickets: Iterable[Ticket], rules: Rulebook, window: Window, wanted: Collection[str] = ()
) -> tuple[CitedTicket, ...]:
    """Choose one overdue ticket for each unit that has any.

    The clerk's choice comes first, then urgent tickets, then most days late, then the number.

    Args:
        tickets: in any order.
        rules: the rulebook.
        window: the period, and the moment open tickets are judged at.
        wanted: ticket numbers the clerk wants cited.

    Returns:
        The chosen tickets, by unit name; the clerk's are all kept.
    """
    judge = Judge(rules, window)
    chosen: dict[str, list[CitedTicket]] = {}
    for ticket in tickets:
        deadline = judge.deadline(ticket)
        settled = ticket.closed_at or window.as_of
        if deadline is None or settled <= deadline.at:
            continue
        if rules.count == "lead" and not ticket.primary:
            continue
        day = belonging_day(ticket, rules.by, deadline)
        if day is None or day not in window.period:
            continue
        cited = _cited(ticket, deadline.at, settled)
        best = chosen.setdefault(ticket.unit, [])
        if ticket.id in wanted:
            if best and best[0].id not in wanted:
                best.clear()
            best.append(cited)
        elif not best:
            best.append(cited)
        elif best[0].id not in wanted and _order(cited) < _order(best[0]):
            best[0] = cited
    return tuple(cited for unit in sorted(chosen) for cited in sorted(chosen[unit], key=_order))


def _cited(ticket: Ticket, deadline: datetime, settled: datetime) -> CitedTicket:
    return CitedTicket(
        id=ticket.id,
        unit=ticket.unit,
        assigned_at=ticket.assigned_at,
        deadline=deadline,
        closed_at=ticket.closed_at,
        urgent=ticket.urgency == "urgent",
        days_late=(settled.date() - deadline.date()).days,
    )


def _order(cited: CitedTicket) -> tuple[bool, int, str]:
    return (not cited.urgent, -cited.days_late, cited.id)
