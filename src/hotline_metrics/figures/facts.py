"""Facts: what is true of one ticket, under a rulebook and a window, as names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from hotline_metrics.domain.deadline import Deadline, add_limit, deadlines
from hotline_metrics.domain.measure import By
from hotline_metrics.domain.period import Window
from hotline_metrics.domain.rulebook import Limit, Question, Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.figures.satisfaction import satisfaction_facts
from hotline_metrics.figures.timeliness import timeliness_facts
from hotline_metrics.figures.view import TicketView

Facts = tuple[str, ...]
"""Names of what is true of a ticket; a count of two is the name twice."""


def facts_of(t: TicketView, questions: tuple[Question, ...]) -> Iterator[tuple[str, int]]:
    """Yield every fact with its truth (0 or 1) or its count.

    Args:
        t: the ticket's view.
        questions: the rulebook's questions.
    """
    yield "assigned", t.assigned
    yield from timeliness_facts(t)
    yield "acknowledged", t.acknowledged
    yield "acknowledged_in_time", t.acknowledged & t.has_sign_limit & (t.signed <= t.sign_by)
    yield "acknowledged_late", t.signed > t.sign_by
    yield "quick", t.closed & t.has_quick_limit & (t.settled <= t.quick_by)
    yield "extended", t.extended
    yield "urgent", t.urgent
    yield "redo", t.redo
    yield "redo_tickets", t.redo > 0
    yield "declined", t.declined
    yield "declined_tickets", t.declined > 0
    yield "repeat", t.repeats
    yield from satisfaction_facts(t, questions)


def belonging_day(ticket: Ticket, by: By, deadline: Deadline | None) -> date | None:
    """Return the day by which a ticket belongs to a period, or ``None`` if it has no such day.

    Args:
        ticket: the ticket.
        by: which of its times; dispatched and received stand in for each other.
        deadline: its deadline under the rulebook.
    """
    if by == "dispatched":
        return ticket.assigned_at.date()
    if by == "received":
        return (ticket.received_at or ticket.assigned_at).date()
    if by == "closed":
        return ticket.closed_at.date() if ticket.closed_at else None
    return deadline.at.date() if deadline else None


class Judge:
    """Gives the facts of tickets under one rulebook and window, remembering equal cases.

    Args:
        rules: the rulebook.
        window: the period, and the moment open tickets are judged at.
    """

    def __init__(self, rules: Rulebook, window: Window) -> None:
        """Prepare for one rulebook and window."""
        self.rules = rules
        self.window = window
        self.first: datetime = datetime.combine(window.period.first, time.min)
        self.last: datetime = datetime.combine(window.period.last, time.max)
        self.deadline: Callable[[Ticket], Deadline | None] = deadlines(rules)
        self._sign_by = self._limit(rules.deadline.acknowledge)
        self._quick_by = self._limit(rules.deadline.quick)
        self._known: dict[tuple[object, ...], Facts] = {}

    def facts(self, ticket: Ticket, deadline: Deadline | None) -> Facts:
        """Return the names of what is true of a ticket.

        Args:
            ticket: the ticket.
            deadline: its deadline, from :attr:`deadline`.
        """
        view = self._view(ticket, deadline)
        # Everything facts can tell apart; most tickets look like another one.
        case = (
            view.closed,
            view.has_deadline,
            view.settled > view.due,
            view.settled < view.due_day,
            view.first <= view.due <= view.last,
            view.acknowledged,
            view.has_sign_limit,
            view.signed > view.sign_by,
            view.settled <= view.quick_by,
            view.extended,
            view.urgent,
            view.redo,
            view.declined,
            view.repeats,
            view.surveyed,
            view.answers,
        )
        known = self._known.get(case)
        if known is None:
            known = tuple(
                name
                for name, value in facts_of(view, self.rules.questions)
                for _ in range(int(value))
            )
            self._known[case] = known
        return known

    def _limit(self, limit: Limit | None) -> Callable[[Ticket], datetime]:
        """Return when a limit that begins with the assignment ends; never, where there is none."""
        if limit is None:
            return lambda _: datetime.max
        known: dict[datetime, datetime] = {}

        def ends(ticket: Ticket) -> datetime:
            start = ticket.assigned_at
            if start not in known:
                known[start] = add_limit(start, limit.limit, limit.unit, self.rules.calendar)
            return known[start]

        return ends

    def _view(self, ticket: Ticket, deadline: Deadline | None) -> TicketView:
        closed = ticket.closed_at
        # A source without the column says nothing about signing: neither in time nor late.
        signs = self.rules.deadline.acknowledge is not None and (
            ticket.tracks_signing or ticket.acknowledged_at is not None
        )
        return TicketView(
            closed is not None,
            closed is None,
            closed or self.window.as_of,
            deadline.at if deadline else datetime.max,
            datetime.combine(deadline.at, time.min) if deadline else datetime.max,
            deadline is not None,
            self.first,
            self.last,
            ticket.acknowledged_at is not None,
            ticket.acknowledged_at or self.window.as_of,
            self._sign_by(ticket) if signs else datetime.max,
            signs,
            self._quick_by(ticket),
            self.rules.deadline.quick is not None,
            ticket.extended_deadline is not None or ticket.extension_days > 0,
            ticket.urgency == "urgent",
            ticket.redo,
            ticket.declined,
            bool(ticket.repeat_of),
            ticket.surveyed,
            tuple(ticket.answers.items()),
        )
