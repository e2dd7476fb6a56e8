"""When invented tickets are received, sent out and closed: in time, or too late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

import attrs

from hotline_metrics.domain.deadline import Deadline, deadlines
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import END_OF_DAY, Ticket

HOURS = range(7, 21)
HOUR_WEIGHTS = (2, 7, 12, 12, 9, 4, 4, 8, 11, 11, 9, 5, 3, 3)
"""When citizens call. The last hour leaves time to send the ticket out on the same day."""

REST_DAY = 4
WORKING_DAY = 9
"""How many calls come on a rest day, for so many on a working day."""

DISPATCH = (2 * 60, 150 * 60)
OFFICE_HOURS = (8 * 3600 + 1800, 18 * 3600)
"""Seconds: from receipt to dispatch, and from midnight while tickets are closed."""

GIVEN_DAYS = 5
"""Working days until the deadline, where the rulebook leaves it to the export."""

LONGEST_DELAY = 12
AFTER_PERIOD = 9
"""Days by which a late ticket is closed: after its deadline, and after the period's end.

The bulletin is written when the last of them is closed.
"""


@attrs.frozen(kw_only=True)
class Moments:
    """The times of one ticket.

    Attributes:
        received: when the citizen called.
        dispatched: when it was sent to the unit.
        due: its deadline, where something says so.
        closed: when it was closed.
        urgent: whether it was urgent.
    """

    received: datetime
    dispatched: datetime
    due: datetime | None
    closed: datetime
    urgent: bool

    @property
    def is_late(self) -> bool:
        """Whether it was closed after its deadline."""
        return self.due is not None and self.closed > self.due

    @property
    def citing_order(self) -> tuple[bool, int, datetime]:
        """Which late ticket a bulletin names: urgent, then most days late, then the first.

        A ticket's number begins with the time of receipt, so the first is the lowest number.
        """
        days = (self.closed.date() - self.due.date()).days if self.due else 0
        return (not self.urgent, -days, self.received)


class Clock:
    """Draws the times of tickets within one period, under the deadlines of one rulebook.

    Args:
        rules: the rulebook.
        period: when tickets are received and sent out.
    """

    def __init__(self, rules: Rulebook, period: Period) -> None:
        """Prepare the days and their weights."""
        self.rules = rules
        self.period = period
        self.gives_deadline: bool = rules.deadline.source == "given"
        """Whether the export has to give deadlines, because the rulebook computes none."""
        work = rules.calendar.is_workday
        self._days = [datetime.combine(day, time.min) for day in period.days]
        self._day_weights = list(
            accumulate(WORKING_DAY if work(day) else REST_DAY for day in period.days)
        )
        self._hour_weights = list(accumulate(HOUR_WEIGHTS))
        self._deadline: Callable[[Ticket], Deadline | None] = deadlines(rules)
        self._office_days: dict[tuple[date, date], list[datetime]] = {}

    def due(
        self, received: datetime, dispatched: datetime, *, kind: str, urgent: bool
    ) -> datetime | None:
        """Return the deadline of a ticket with these times, or ``None`` if nothing says so."""
        if self.gives_deadline:
            day = self.rules.calendar.add_workdays(dispatched.date(), GIVEN_DAYS)
            return datetime.combine(day, END_OF_DAY)
        ticket = Ticket(
            id="0",
            unit="-",
            received_at=received,
            dispatched_at=dispatched,
            kind=kind,
            urgency="urgent" if urgent else "ordinary",
        )
        deadline = self._deadline(ticket)
        return deadline.at if deadline else None

    def draw(self, rng: Random, *, kind: str, urgent: bool, late: bool) -> Moments:
        """Draw the times of one ticket.

        Args:
            rng: where chance comes from.
            kind: kind of request; deadlines may depend on it.
            urgent: whether it is urgent; deadlines may depend on it.
            late: whether it is closed after its deadline; without one it cannot be.
        """
        day = rng.choices(self._days, cum_weights=self._day_weights)[0]
        hour = rng.choices(HOURS, cum_weights=self._hour_weights)[0]
        received = day + timedelta(seconds=hour * 3600 + int(rng.random() * 3600))
        dispatched = received + timedelta(seconds=_between(rng, DISPATCH))
        due = self.due(received, dispatched, kind=kind, urgent=urgent)
        if due is None:
            closed = self._close(rng, dispatched, dispatched + timedelta(days=GIVEN_DAYS))
        elif late:
            closed = self._close_late(rng, due)
        else:
            closed = self._close(rng, dispatched, due)
        return Moments(
            received=received, dispatched=dispatched, due=due, closed=closed, urgent=urgent
        )

    def _close(self, rng: Random, start: datetime, end: datetime) -> datetime:
        days = self._worked(start.date(), end.date())
        for _ in range(8):
            closed = rng.choice(days) + timedelta(seconds=_between(rng, OFFICE_HOURS))
            if start < closed <= end:
                return closed
        # Not much of an office day is left: any moment will do.
        return (start + (end - start) * rng.random()).replace(microsecond=0)

    def _close_late(self, rng: Random, due: datetime) -> datetime:
        first = due.date() + timedelta(days=1)
        last = min(
            due.date() + timedelta(days=LONGEST_DELAY),
            self.period.last + timedelta(days=AFTER_PERIOD),
        )
        days = self._worked(first, max(first, last))
        # Short delays are commoner than long ones.
        day = days[int(len(days) * rng.random() ** 2)]
        return day + timedelta(seconds=_between(rng, OFFICE_HOURS))

    def _worked(self, first: date, last: date) -> list[datetime]:
        """The working days of a stretch; all its days if none is worked."""
        known = self._office_days.get((first, last))
        if known is None:
            count = (last - first).days + 1
            every = [first + timedelta(days=n) for n in range(count)]
            worked = [day for day in every if self.rules.calendar.is_workday(day)] or every
            known = [datetime.combine(day, time.min) for day in worked]
            self._office_days[first, last] = known
        return known


def _between(rng: Random, seconds: tuple[int, int]) -> int:
    low, high = seconds
    return low + int(rng.random() * (high - low))
