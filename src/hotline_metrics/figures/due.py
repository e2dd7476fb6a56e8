"""What will be overdue, and when: open tickets by the day they are due, on the working calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Literal

import attrs

from hotline_metrics.domain.deadline import deadlines
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import Ticket

When = Literal["overdue", "today", "next_workday", "week", "later", "never"]

WHENS: Mapping[When, tuple[str, str]] = {
    "overdue": ("已超期", "overdue"),
    "today": ("今天到期", "due today"),
    "next_workday": ("下一工作日前到期", "due by next workday"),
    "week": ("本周到期", "due this week"),
    "later": ("以后到期", "due later"),
    "never": ("没有时限", "no deadline"),
}
"""When a ticket falls overdue, with its words; soonest first."""


@attrs.frozen(kw_only=True)
class DueTicket:
    """An open ticket and when it is due.

    Attributes:
        id: ticket number.
        unit: who has it.
        when: when it falls overdue, seen from the moment of the list.
        deadline: its deadline; ``None`` without one.
        urgent: whether it is an urgent one.
    """

    id: str
    unit: str
    when: When
    deadline: datetime | None
    urgent: bool


@attrs.frozen(kw_only=True)
class DueList:
    """The open tickets as of a moment, soonest first.

    Attributes:
        as_of: the moment.
        tickets: every open ticket, once.
    """

    as_of: datetime
    tickets: tuple[DueTicket, ...]

    def by_unit(self) -> Mapping[str, Mapping[When, int]]:
        """Return unit to numbers; units with most that press come first."""
        counts: dict[str, Counter[When]] = {}
        for ticket in self.tickets:
            counts.setdefault(ticket.unit, Counter())[ticket.when] += 1

        def pressing(unit: str) -> tuple[object, ...]:
            return (*(-counts[unit][when] for when in WHENS), unit)

        return {unit: dict(counts[unit]) for unit in sorted(counts, key=pressing)}

    def pressing(self) -> tuple[DueTicket, ...]:
        """Return those that are overdue or fall overdue within the week."""
        return tuple(each for each in self.tickets if each.when not in {"later", "never"})


def due_ahead(tickets: Iterable[Ticket], rules: Rulebook, as_of: datetime) -> DueList:
    """List the open tickets by when they fall overdue.

    *By next workday* takes in the rest days before it, when nobody is there to close a ticket;
    *this week* goes to its Sunday.

    Args:
        tickets: in any order.
        rules: the rulebook, for deadlines and the calendar.
        as_of: the moment that is looked ahead from.

    Raises:
        CalendarCoverageError: a deadline falls into a year the calendar does not know.
    """
    deadline_of = deadlines(rules)
    today = as_of.date()
    workday = rules.calendar.add_workdays(today, 1)
    sunday = today + timedelta(days=6 - today.weekday())
    found = []
    for ticket in tickets:
        if ticket.is_open:
            deadline = deadline_of(ticket)
            at = deadline.at if deadline else None
            found.append(
                DueTicket(
                    id=ticket.id,
                    unit=ticket.unit,
                    when=_when(at, as_of, workday, sunday),
                    deadline=at,
                    urgent=ticket.urgency == "urgent",
                )
            )
    found.sort(key=lambda each: (each.deadline or datetime.max, each.id, each.unit))
    return DueList(as_of=as_of, tickets=tuple(found))


def known_at(tickets: Iterable[Ticket], moment: datetime) -> tuple[Ticket, ...]:
    """Return tickets as they were known at an earlier moment.

    What came in later is not there, and what was closed later is still open.

    Args:
        tickets: as they are known now.
        moment: the earlier moment.
    """
    return tuple(
        attrs.evolve(ticket, closed_at=None)
        if ticket.closed_at is not None and ticket.closed_at > moment
        else ticket
        for ticket in tickets
        if ticket.assigned_at <= moment
    )


@attrs.frozen(kw_only=True)
class Backtest:
    """What became of a list made in the past.

    Attributes:
        listed: tickets that the list said would fall overdue within the week.
        late: those of them that did.
        unforeseen: tickets that fell overdue in that time and came in after the list.
    """

    listed: int
    late: int
    unforeseen: int


def backtest(tickets: Iterable[Ticket], rules: Rulebook, moment: datetime) -> Backtest:
    """Make the list of an earlier moment, and see which of its tickets fell overdue.

    Args:
        tickets: as they are known now.
        rules: the rulebook.
        moment: the earlier moment.
    """
    now = tuple(tickets)
    ahead = due_ahead(known_at(now, moment), rules, moment)
    soon = [each for each in ahead.pressing() if each.when != "overdue"]
    listed = {(each.id, each.unit) for each in soon}
    horizon = max((each.deadline for each in soon if each.deadline), default=moment)
    deadline_of = deadlines(rules)
    late, unforeseen = 0, 0
    for ticket in now:
        deadline = deadline_of(ticket)
        if deadline is None or not moment < deadline.at <= horizon:
            continue
        if ticket.closed_at is None or ticket.closed_at > deadline.at:
            if (ticket.id, ticket.unit) in listed:
                late += 1
            else:
                unforeseen += 1
    return Backtest(listed=len(listed), late=late, unforeseen=unforeseen)


def _when(at: datetime | None, as_of: datetime, workday: date, sunday: date) -> When:
    if at is None:
        return "never"
    if at < as_of:
        return "overdue"
    if at.date() == as_of.date():
        return "today"
    if at.date() <= workday:
        return "next_workday"
    return "week" if at.date() <= sunday else "later"
