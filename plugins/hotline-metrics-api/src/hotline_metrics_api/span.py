"""The days that a service is asked for, in pieces no longer than it allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import attrs

from hotline_metrics.plugin import Window

By = Literal["received", "dispatched", "changed"]
"""What a service's window looks at: when tickets came in, went out, or last changed."""

BEFORE: dict[str, int] = {"received": 31, "dispatched": 0, "changed": 0}
"""Days before the period: a ticket may have come in long before it was dispatched in it."""


@attrs.frozen
class Span:
    """A stretch of time of the office: from a moment to another, that one left out.

    Attributes:
        start: the first moment, with its zone.
        end: the moment after the last, with its zone.
    """

    start: datetime
    end: datetime

    def halves(self) -> tuple[Span, Span]:
        """Return its two halves, cut at a whole second."""
        seconds = int((self.end - self.start).total_seconds()) // 2
        middle = self.start + timedelta(seconds=seconds)
        return Span(self.start, middle), Span(middle, self.end)


def spans(
    window: Window,
    *,
    by: By,
    zone: str,
    days_before: int | None = None,
    days_per_request: int = 0,
    today: date | None = None,
) -> Iterator[Span]:
    """Yield the stretches to ask for, one after another.

    What came in or went out is asked for up to the end of the period; what has changed, up to the
    moment that the window looks back from, or today where that is open.

    Args:
        window: the period.
        by: what the service's window looks at.
        zone: the office's time zone.
        days_before: days before the period; by default what ``by`` needs.
        days_per_request: the longest stretch that is asked for at once; 0 sets no limit.
        today: the day that it is in the office, where it matters; by default the clock's.

    >>> from datetime import datetime
    >>> from hotline_metrics.plugin import Period, Window
    >>> october = Window(Period.parse("2023-10"), datetime.max)
    >>> for span in spans(october, by="received", zone="Asia/Shanghai", days_per_request=31):
    ...     print(span.start, span.end)
    2023-08-31 00:00:00+08:00 2023-10-01 00:00:00+08:00
    2023-10-01 00:00:00+08:00 2023-11-01 00:00:00+08:00
    """
    place = ZoneInfo(zone)
    before = BEFORE[by] if days_before is None else days_before
    first = window.period.first - timedelta(days=before)
    is_open = window.as_of == datetime.max
    if by == "changed":
        last = (today or datetime.now(place).date()) if is_open else window.as_of.date()
    else:
        last = window.period.last if is_open else min(window.period.last, window.as_of.date())
    while first <= last:
        end = last if not days_per_request else first + timedelta(days=days_per_request - 1)
        following = min(end, last) + timedelta(days=1)
        yield Span(_midnight(first, place), _midnight(following, place))
        first = following


def written(moment: datetime, form: str) -> str:
    """Return a moment as a service wants it.

    Args:
        moment: the moment, with its zone.
        form: ``iso``, ``utc``, ``seconds``, ``milliseconds``, or a pattern such as ``%Y-%m-%d``.

    >>> moment = datetime(2023, 10, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    >>> [written(moment, form) for form in ("iso", "utc", "seconds", "%Y%m%d")]
    ['2023-10-01T00:00:00+08:00', '2023-09-30T16:00:00Z', '1696089600', '20231001']
    """
    match form:
        case "iso":
            return moment.isoformat()
        case "utc":
            return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case "seconds":
            return str(int(moment.timestamp()))
        case "milliseconds":
            return str(int(moment.timestamp()) * 1000)
        case _:
            return moment.strftime(form)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)
