"""Why a deadline is the day it is: each day on the way, counted or not, and for what reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

import attrs

from hotline_metrics.domain.calendar import WorkCalendar
from hotline_metrics.domain.deadline import Deadline, deadline_of
from hotline_metrics.domain.rulebook import LimitUnit, Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.message import Language

DayReason = Literal["workday", "make_up", "weekend", "holiday", "calendar"]

_REASONS: dict[DayReason, tuple[str, str]] = {
    "workday": ("工作日", "working day"),
    "make_up": ("调休上班", "make-up working day"),
    "weekend": ("周末", "weekend"),
    "holiday": ("放假", "holiday"),
    "calendar": ("自然日", "calendar day"),
}
_UNITS: dict[LimitUnit, tuple[str, str]] = {
    "working_days": ("个工作日", "working days"),
    "calendar_days": ("个自然日", "calendar days"),
    "hours": ("小时", "hours"),
}


@attrs.frozen
class DeadlineDay:
    """A day between the start and the deadline.

    Attributes:
        day: the day.
        counted: whether it counts.
        reason: why, or why not.
    """

    day: date
    counted: bool
    reason: DayReason

    def describe(self, lang: Language = "zh") -> str:
        """Return the day and its reason: ``10-07 调休上班``."""
        return f"{self.day:%m-%d} {_REASONS[self.reason][lang == 'en']}"


@attrs.frozen(kw_only=True)
class DeadlineReason:
    """A deadline with the way to it.

    Attributes:
        deadline: the deadline; ``None`` when nothing gives one.
        start: the moment from which days were counted; ``None`` when it was given.
        days: each day on the way, for limits in days.
    """

    deadline: Deadline | None
    start: datetime | None
    days: tuple[DeadlineDay, ...]

    def describe(self, lang: Language = "zh") -> str:
        """Say in one sentence where the deadline comes from.

        Args:
            lang: the language.
        """
        chinese = lang == "zh"
        found = self.deadline
        if found is None:
            return "没有时限" if chinese else "no deadline"
        end = f"{found.at:%Y-%m-%d}" if found.is_day else f"{found.at:%Y-%m-%d %H:%M}"
        if found.origin == "extended":
            return f"{end}，来源给出的延期时限" if chinese else f"{end}, as extended in the source"
        if found.origin == "given":
            text = f"{end}，来源给出的时限" if chinese else f"{end}, as the source gives it"
        else:
            rule = found.rule
            limit = f"{rule.limit} {_UNITS[rule.unit][not chinese]}" if rule else ""
            start = f"{self.start:%Y-%m-%d %H:%M}" if self.start else ""
            text = f"{end}，自 {start} 起 {limit}" if chinese else f"{end}, {limit} from {start}"
            if rule and rule.title:
                text += f"（{rule.title}）" if chinese else f" ({rule.title})"
        if found.extension_days:
            days = found.extension_days
            text += f"，含延期 {days} 天" if chinese else f", {days} days of extension included"
        return text


def explain_deadline(ticket: Ticket, rules: Rulebook) -> DeadlineReason:
    """Return a ticket's deadline, and for each day on the way whether it counted and why.

    Args:
        ticket: the ticket.
        rules: the rulebook.

    Raises:
        CalendarCoverageError: a working day was needed in a year without data.

    >>> ticket = Ticket(id="1", unit="联通公司", dispatched_at=datetime(2023, 9, 28, 10, 40))
    >>> reason = explain_deadline(ticket, Rulebook.preset("pingyu"))
    >>> [day.describe("en") for day in reason.days if day.counted]
    ['10-07 make-up working day', '10-08 make-up working day', '10-09 working day']
    """
    deadline = deadline_of(ticket, rules)
    if deadline is None or deadline.origin == "extended":
        return DeadlineReason(deadline=deadline, start=None, days=())
    if deadline.origin == "given":
        assert ticket.deadline is not None  # what was given is there  # noqa: S101
        start: datetime = ticket.deadline
        unit: LimitUnit = deadline.rule.unit if deadline.rule else "calendar_days"
        days = _days(start.date(), deadline.at.date(), unit, rules.calendar)
        return DeadlineReason(deadline=deadline, start=None, days=days)
    by_dispatch = rules.deadline.start == "dispatched"
    start = (ticket.dispatched_at if by_dispatch else None) or (
        ticket.received_at or ticket.assigned_at
    )
    unit = deadline.rule.unit if deadline.rule else "calendar_days"
    days = () if unit == "hours" else _days(start.date(), deadline.at.date(), unit, rules.calendar)
    return DeadlineReason(deadline=deadline, start=start, days=days)


def _days(
    start: date, end: date, unit: LimitUnit, calendar: WorkCalendar
) -> tuple[DeadlineDay, ...]:
    between = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    if unit != "working_days":
        return tuple(DeadlineDay(day, counted=True, reason="calendar") for day in between)
    return tuple(
        DeadlineDay(day, counted=calendar.is_workday(day), reason=_reason(day, calendar))
        for day in between
    )


def _reason(day: date, calendar: WorkCalendar) -> DayReason:
    weekend = day.weekday() >= 5
    if calendar.is_workday(day):
        return "make_up" if weekend else "workday"
    return "weekend" if weekend and day not in calendar.rest else "holiday"
