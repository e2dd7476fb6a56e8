"""Which days are worked, and how to count them; make-up working days included."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Literal

import attrs

from hotline_metrics.errors import CalendarCoverageError

UnknownYear = Literal["error", "weekdays"]


@attrs.frozen(kw_only=True)
class WorkCalendar:
    """Working days: Monday to Friday, less the rest days, plus the make-up days (调休补班).

    Attributes:
        name: what to call it in messages and reports.
        years: the years it knows.
        rest: weekdays that are not worked (放假).
        work: Saturdays and Sundays that are worked (补班).
        unknown_year: what to do in a year it does not know: raise, or take Monday to Friday.

    >>> china = WorkCalendar.china()
    >>> china.is_workday(date(2023, 10, 7)), china.is_workday(date(2023, 10, 3))
    (True, False)
    >>> china.add_workdays(date(2023, 10, 7), 3)
    datetime.date(2023, 10, 10)
    """

    name: str = "weekdays"
    years: frozenset[int]
    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    unknown_year: UnknownYear = "error"

    @classmethod
    def weekdays(cls, years: Iterable[int] = range(2000, 2100)) -> WorkCalendar:
        """Return Monday to Friday without any holiday."""
        return cls(name="weekdays", years=frozenset(years))

    @classmethod
    def china(cls) -> WorkCalendar:
        """Return the official calendar of mainland China, for the years that are published.

        The data are those of the chinesecalendar package, which follows the yearly notices
        of the State Council. A year whose notice is not in it is not covered.
        """
        return _china()

    def with_days(
        self,
        *,
        rest: Iterable[date] = (),
        work: Iterable[date] = (),
        years: Iterable[int] = (),
        unknown_year: UnknownYear | None = None,
    ) -> WorkCalendar:
        """Return this calendar with the office's own days, which win over it.

        Args:
            rest: further days not worked.
            work: further days worked.
            years: years that are complete with these days.
            unknown_year: what to do in a year without data.
        """
        rest, work = frozenset(rest), frozenset(work)
        return attrs.evolve(
            self,
            years=self.years | frozenset(years),
            rest=(self.rest - work) | rest,
            work=(self.work - rest) | work,
            unknown_year=unknown_year or self.unknown_year,
        )

    def covers(self, year: int) -> bool:
        """Tell whether the calendar has data for a year."""
        return year in self.years

    def is_workday(self, day: date) -> bool:
        """Tell whether a day is worked.

        Raises:
            CalendarCoverageError: its year has no data and may not be guessed.
        """
        if day.year not in self.years and self.unknown_year == "error":
            raise CalendarCoverageError(day.year, self.name)
        if day in self.work:
            return True
        return day.weekday() < 5 and day not in self.rest

    @property
    def digest(self) -> str:
        """Hash of all its days and years."""
        import hashlib

        days = [*("rest " + str(day) for day in self.rest), *(f"work {day}" for day in self.work)]
        text = "\n".join(sorted([*days, *map(str, self.years), self.unknown_year]))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    def add_workdays(self, day: date, count: int) -> date:
        """Return the last of so many working days, the first being after the given day.

        Args:
            day: the day that does not count, such as the day of receipt.
            count: how many working days, 0 or more; 0 returns the day itself.

        Raises:
            CalendarCoverageError: a year on the way has no data and may not be guessed.
        """
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day


@cache
def _china() -> WorkCalendar:
    from chinese_calendar.constants import holidays, workdays

    return WorkCalendar(
        name="cn",
        years=frozenset(day.year for day in holidays),
        rest=frozenset(day for day in holidays if day.weekday() < 5),
        work=frozenset(workdays),
    )
