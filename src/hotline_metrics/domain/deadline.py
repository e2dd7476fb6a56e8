"""When a ticket is due: given, extended or computed, always with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal

import attrs

from hotline_metrics.domain.calendar import WorkCalendar
from hotline_metrics.domain.rulebook import DeadlineRule, LimitUnit, Rulebook
from hotline_metrics.domain.ticket import END_OF_DAY, Ticket


@attrs.frozen(kw_only=True)
class Deadline:
    """The moment until which closing is on time, and where it comes from.

    Attributes:
        at: the last instant that is on time; a deadline that is a day ends with it.
        origin: given by the source, given as extended, or computed by a rule.
        rule: the rule that applied, where one did.
        extension_days: days that were added to it.
    """

    at: datetime
    origin: Literal["given", "extended", "computed"]
    rule: DeadlineRule | None = None
    extension_days: int = 0

    @property
    def is_day(self) -> bool:
        """Whether the deadline is a day, which ends with the day."""
        return self.at.time() == END_OF_DAY


def deadline_of(ticket: Ticket, rules: Rulebook) -> Deadline | None:
    """Return when a ticket is due under a rulebook, or ``None`` when nothing says so.

    The extended deadline of the source wins. Otherwise granted days are added, in the unit
    of the rule that applies, to the given or computed deadline.

    Raises:
        CalendarCoverageError: a working day was needed in a year without data.

    >>> ticket = Ticket(id="1", unit="联通公司", dispatched_at=datetime(2023, 10, 7, 10, 40))
    >>> deadline_of(ticket, Rulebook.preset("pingyu")).at.date()
    datetime.date(2023, 10, 10)
    """
    if ticket.exempt:
        return None
    policy = rules.deadline
    rule = policy.rule_for(ticket.kind, ticket.urgency)
    if policy.source != "computed":
        if ticket.extended_deadline is not None:
            return Deadline(at=ticket.extended_deadline, origin="extended", rule=None)
        if ticket.deadline is not None:
            unit: LimitUnit = rule.unit if rule and rule.unit != "hours" else "calendar_days"
            days = ticket.extension_days
            at = add_limit(ticket.deadline, days, unit, rules.calendar, keep_time=True)
            return Deadline(at=at, origin="given", rule=rule if days else None, extension_days=days)
    if policy.source == "given" or rule is None:
        return None
    start = ticket.dispatched_at if policy.start == "dispatched" else ticket.received_at
    start = start or ticket.received_at or ticket.assigned_at
    at = add_limit(start, rule.limit, rule.unit, rules.calendar)
    if ticket.extension_days:
        unit = "calendar_days" if rule.unit == "hours" else rule.unit
        at = add_limit(at, ticket.extension_days, unit, rules.calendar, keep_time=True)
    return Deadline(at=at, origin="computed", rule=rule, extension_days=ticket.extension_days)


def add_limit(
    start: datetime,
    limit: int,
    unit: LimitUnit,
    calendar: WorkCalendar,
    *,
    keep_time: bool = False,
) -> datetime:
    """Return the end of a limit that begins at a moment.

    Days count from the day after, and the last one ends at midnight; hours run by the clock.

    Args:
        start: when the limit begins.
        limit: how many, 0 or more.
        unit: working days, calendar days or hours.
        calendar: which days are worked.
        keep_time: end at the start's time of day instead of with the day.
    """
    if unit == "hours":
        return start + timedelta(hours=limit)
    if unit == "calendar_days":
        day = start.date() + timedelta(days=limit)
    else:
        day = calendar.add_workdays(start.date(), limit)
    return datetime.combine(day, start.time() if keep_time else END_OF_DAY)


def deadlines(rules: Rulebook) -> Callable[[Ticket], Deadline | None]:
    """Return :func:`deadline_of` for one rulebook, remembering the days it has counted.

    Args:
        rules: the rulebook.
    """
    known: dict[tuple[date, str, str], Deadline | None] = {}
    by_dispatch = rules.deadline.start == "dispatched"
    # Hours depend on the time of day, so there is nothing to remember.
    by_day = all(rule.unit != "hours" for rule in rules.deadline.rules)

    def deadline(ticket: Ticket) -> Deadline | None:
        given = ticket.deadline or ticket.extended_deadline
        if given or ticket.extension_days or ticket.exempt or not by_day:
            return deadline_of(ticket, rules)
        start = (ticket.dispatched_at if by_dispatch else None) or ticket.received_at
        key = ((start or ticket.assigned_at).date(), ticket.kind, ticket.urgency)
        if key not in known:
            known[key] = deadline_of(ticket, rules)
        return known[key]

    return deadline
