"""On time, late and closed, late and open: what a ticket's times say about it."""

from __future__ import annotations

from collections.abc import Iterator

from hotline_metrics.figures.view import TicketView


def timeliness_facts(t: TicketView) -> Iterator[tuple[str, bool]]:
    """Yield what is true of a ticket's times.

    A deadline that is a day ends with the day; early is before that day begins. A ticket without
    a deadline is neither on time nor late. An open ticket is judged as of the window's moment,
    never by the clock.

    Args:
        t: the ticket, or columns of tickets.
    """
    yield "closed", t.closed
    yield "open", t.open
    yield "on_time", t.closed & t.has_deadline & (t.settled <= t.due)
    yield "early", t.closed & t.has_deadline & (t.settled < t.due_day)
    yield "late_closed", t.closed & (t.settled > t.due)
    yield "late_open", t.open & (t.settled > t.due)
    yield "not_due", t.open & (t.settled <= t.due)
    yield "due_in_period", (t.due >= t.first) & (t.due <= t.last)
