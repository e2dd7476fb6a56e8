"""The stretch of days a report is about, and the moment it looks back from."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Literal, assert_never

import attrs

from hotline_metrics.errors import InvalidValue
from hotline_metrics.message import Message

Kind = Literal["month", "week", "quarter", "year", "cumulative", "days"]

_SHAPES: tuple[tuple[Kind, str], ...] = (
    ("month", r"(\d{4})-(\d{2})"),
    ("week", r"(\d{4})-W(\d{2})"),
    ("quarter", r"(\d{4})-Q([1-4])"),
    ("year", r"(\d{4})"),
    ("cumulative", r"(\d{4})-01\.\.(\d{4})-(\d{2})"),
    ("days", r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})"),
)


@attrs.frozen
class Period:
    """A stretch of whole days: a month, week, quarter, year, a year to date, or any days.

    Attributes:
        kind: which of these it is.
        first: the first day.
        last: the last day, included.

    >>> Period.parse("2023-10").title
    '2023年10月份'
    >>> str(Period.parse("2023-10").previous), str(Period.parse("2023-10").year_before)
    ('2023-09', '2022-10')
    >>> Period.parse("2023-01..2023-10").kind
    'cumulative'
    """

    kind: Kind
    first: date
    last: date = attrs.field()

    @last.validator  # pyright: ignore[reportAttributeAccessIssue]
    def _in_order(self, _: attrs.Attribute[date], last: date) -> None:
        if last < self.first:
            raise InvalidValue(
                f"期间止于 {last}，早于起始日 {self.first}",
                f"a period cannot end on {last}, before it begins on {self.first}",
            )

    @classmethod
    def parse(cls, text: str | Period) -> Period:
        """Read a period: 2023-10, 2023-W40, 2023-Q4, 2023, 2023-01..2023-10 or two days.

        Args:
            text: one of these shapes, or a period, which is returned as it is.

        Raises:
            InvalidValue: no such period.
        """
        if isinstance(text, Period):
            return text
        for kind, shape in _SHAPES:
            match = re.fullmatch(shape, text.strip(), re.ASCII)
            if match:
                try:
                    return _usual(cls._of(kind, *match.groups()))
                except (ValueError, OverflowError) as error:
                    why = Message("没有这样的日期", str(error))
                    if isinstance(error, InvalidValue):
                        why = error.said
                    raise InvalidValue(
                        f"“{text}”不是期间：{why.zh}", f"{text!r} is not a period: {why.en}"
                    ) from error
        raise InvalidValue(
            f"“{text}”不是期间，请写成 2023-10、2023-W40、2023-Q4、2023、"
            f"2023-01..2023-10 或 2023-10-01..2023-10-07",
            f"{text!r} is not a period. Write 2023-10, 2023-W40, 2023-Q4, 2023, "
            f"2023-01..2023-10 or 2023-10-01..2023-10-07",
        )

    @classmethod
    def _of(cls, kind: Kind, *parts: str) -> Period:
        if kind == "days":
            return cls(kind, date.fromisoformat(parts[0]), date.fromisoformat(parts[1]))
        year = int(parts[0])
        if kind == "month":
            return cls(kind, *_months(year, int(parts[1]), 1))
        if kind == "quarter":
            return cls(kind, *_months(year, int(parts[1]) * 3 - 2, 3))
        if kind == "year":
            return cls(kind, *_months(year, 1, 12))
        if kind == "week":
            monday = date.fromisocalendar(year, int(parts[1]), 1)
            return cls(kind, monday, monday + timedelta(days=6))
        if parts[0] != parts[1]:
            raise InvalidValue(
                "年初至今须在同一年内，从 01 月起", "a year to date stays within one year"
            )
        return cls(kind, *_months(year, 1, int(parts[2])))

    def __contains__(self, moment: date) -> bool:
        """Tell whether a day or a moment lies in the period."""
        day = moment.date() if isinstance(moment, datetime) else moment
        return self.first <= day <= self.last

    @property
    def days(self) -> tuple[date, ...]:
        """Every day, in order."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=n) for n in range(count))

    @property
    def previous(self) -> Period | None:
        """The period before, for 环比; a year to date has none."""
        if self.kind == "cumulative":
            return None
        if self.kind == "week":
            return Period("week", self.first - timedelta(days=7), self.last - timedelta(days=7))
        if self.kind == "days":
            length = self.last - self.first
            end = self.first - timedelta(days=1)
            return Period("days", end - length, end)
        count = {"month": 1, "quarter": 3, "year": 12}[self.kind]
        before = self.first - timedelta(days=1)
        month = before.year * 12 + before.month - count
        return Period(self.kind, *_months(month // 12, month % 12 + 1, count))

    @property
    def year_before(self) -> Period | None:
        """The same period a year earlier, for 同比; a 53rd week may have none."""
        year = self.first.year - 1
        if self.kind == "week":
            iso = self.first.isocalendar()
            try:
                monday = date.fromisocalendar(iso.year - 1, iso.week, 1)
            except ValueError:
                return None
            return Period("week", monday, monday + timedelta(days=6))
        if self.kind == "days":
            return Period("days", _year_back(self.first), _year_back(self.last))
        count = self.last.month - self.first.month + 1
        return Period(self.kind, *_months(year, self.first.month, count))

    @property
    def title(self) -> str:
        """The period as a bulletin writes it: 2023年10月份, 2023年第4季度."""
        year = f"{self.first.year}年"
        if self.kind == "week":
            iso = self.first.isocalendar()
            return f"{iso.year}年第{iso.week}周"
        if self.kind == "days":
            return f"{year}{self.first.month}月{self.first.day}日至{self._end}"
        return year + self.short_title

    @property
    def short_title(self) -> str:
        """The period without its year: 10月份, 第4季度, 全年, 1至10月份."""
        match self.kind:
            case "month":
                return f"{self.first.month}月份"
            case "quarter":
                return f"第{self.first.month // 3 + 1}季度"
            case "year":
                return "全年"
            case "cumulative":
                return f"1至{self.last.month}月份" if self.last.month > 1 else "1月份"
            case "week":
                return f"第{self.first.isocalendar().week}周"
            case "days":
                return f"{self.first.month}月{self.first.day}日至{self._end}"
        assert_never(self.kind)

    @property
    def _end(self) -> str:
        year = f"{self.last.year}年" if self.last.year != self.first.year else ""
        return f"{year}{self.last.month}月{self.last.day}日"

    def __str__(self) -> str:
        match self.kind:
            case "month":
                return f"{self.first:%Y-%m}"
            case "quarter":
                return f"{self.first.year}-Q{self.first.month // 3 + 1}"
            case "year":
                return f"{self.first.year:04d}"
            case "cumulative":
                return f"{self.first:%Y-%m}..{self.last:%Y-%m}"
            case "week":
                iso = self.first.isocalendar()
                return f"{iso.year}-W{iso.week:02d}"
            case "days":
                return f"{self.first}..{self.last}"
        assert_never(self.kind)


@attrs.frozen
class Window:
    """What a report looks at: the tickets of a period, as they stood at a moment.

    Attributes:
        period: which tickets belong.
        as_of: the moment open tickets are judged at; the office's local time.
    """

    period: Period
    as_of: datetime


def _usual(period: Period) -> Period:
    # Periods before and after this one must have days too.
    if not 1900 <= period.first.year <= period.last.year <= 2999:
        raise InvalidValue("年份须为 1900 至 2999", "years are 1900 to 2999")
    return period


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    if not 1 <= month <= 12:
        raise InvalidValue("月份须为 01 至 12", "month must be in 1..12")
    end = year * 12 + month - 1 + count
    return date(year, month, 1), date(end // 12, end % 12 + 1, 1) - timedelta(days=1)


def _year_back(day: date) -> date:
    # Imported here: only a stretch of odd days needs it, and 29 February must become the 28th.
    from dateutil.relativedelta import relativedelta

    return day - relativedelta(years=1)
