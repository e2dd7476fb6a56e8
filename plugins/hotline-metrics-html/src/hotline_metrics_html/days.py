"""The calendar of intake: one month a table, each day as dark as it had tickets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

import attrs

from hotline_metrics.plugin import HotlineMetricsError
from hotline_metrics_html.edition import Edition

STEPS = 5
"""How many shades there are."""
MONTHS = 12
"""A longer period than this is shown by its trend only."""


@attrs.frozen(kw_only=True)
class Day:
    """A day of the calendar.

    Attributes:
        day: the day.
        count: tickets assigned; ``None`` outside the period.
        shade: 0 to 5.
        rest: what a holiday or a make-up working day is marked with.
    """

    day: date
    count: int | None
    shade: int
    rest: str


@attrs.frozen(kw_only=True)
class Month:
    """A month of the calendar.

    Attributes:
        title: the month.
        weeks: Monday to Sunday; ``None`` for days of other months.
    """

    title: str
    weeks: tuple[tuple[Day | None, ...], ...]


def months(edition: Edition) -> tuple[Month, ...]:
    """Return the calendar of a report's period; nothing where the report has no days."""
    report = edition.report
    days = report.period.days
    if not report.days or len(days) > 31 * MONTHS:
        return ()
    least, most = min(report.days.values()), max(report.days.values())

    def shown(day: date) -> Day:
        count = report.days.get(str(day), 0)
        shade = _shade(count, least, most)
        return Day(day=day, count=count, shade=shade, rest=_rest(edition, day))

    return tuple(
        Month(title=_title(edition, *month), weeks=tuple(_weeks([shown(day) for day in inside])))
        for month, inside in groupby(days, key=lambda day: (day.year, day.month))
    )


def peak(edition: Edition) -> str:
    """Say which days had most and fewest, and how many a day has on average."""
    known = edition.report.days
    if not known:
        return ""
    every = {str(day): known.get(str(day), 0) for day in edition.report.period.days}
    most = max(every.values())
    total = sum(known.values())
    busiest = "、".join(_short(day) for day, count in every.items() if count == most)
    whole, tenth = divmod((20 * total + len(every)) // (2 * len(every)), 10)
    return edition.say(
        f"共{total}件，日均{whole}.{tenth}件；最多的是{busiest}，{most}件。",
        f"{total} in all, {whole}.{tenth} a day; most on {busiest}: {most}.",
    )


def _weeks(days: list[Day]) -> Iterator[tuple[Day | None, ...]]:
    row: list[Day | None] = [None] * days[0].day.weekday()
    for day in days:
        row.append(day)
        if len(row) == 7:
            yield tuple(row)
            row = []
    if row:
        yield (*row, *[None] * (7 - len(row)))


def _shade(count: int, least: int, most: int) -> int:
    if not count:
        return 0
    return 1 + ((STEPS - 1) * (count - least) // (most - least) if most > least else 0)


def _rest(edition: Edition, day: date) -> str:
    try:
        worked = edition.rules.calendar.is_workday(day)
    except HotlineMetricsError:
        return ""  # a year whose notice is not known has no marks
    if worked == (day.weekday() < 5):
        return ""
    return edition.say("班", "work") if worked else edition.say("休", "off")


def _title(edition: Edition, year: int, month: int) -> str:
    return edition.say(f"{year}年{month}月", f"{date(year, month, 1):%Y-%m}")


def _short(day: str) -> str:
    return f"{date.fromisoformat(day):%m-%d}"
