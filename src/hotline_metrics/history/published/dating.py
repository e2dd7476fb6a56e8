"""Which period a document is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from hotline_metrics.domain.period import Period
from hotline_metrics.history.published.reading import PeriodMention, Place
from hotline_metrics.history.published.values import half_width

NUMERALS = {n: i for i, n in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), start=1)}
_HAN = "十[一二]?|[一二三四五六七八九]"
_YEAR = "(?:(?P<year>(?:19|20)[0-9]{2})年?)?"
_TO = "(?:月份?)?(?:-|--|—|~|至|到)"
_NO_DAY = r"(?![0-9]{1,2}[日号])"
_MENTION = re.compile(
    "|".join(
        pattern.replace("year", f"year{n}")
        for n, pattern in enumerate(
            (
                f"{_YEAR}(?P<m1>1[0-2]|0?[1-9])月(?P<d1>[0-9]{{1,2}})日?(?:-|—|~|至|到)"
                r"(?:[0-9]{4}年)?(?:(?P<m2>1[0-2]|0?[1-9])月)?(?P<d2>[0-9]{1,2})日",
                rf"{_YEAR}(?<![0-9])(?P<from>1[0-2]|0?[1-9]){_TO}(?P<to>1[0-2]|0?[1-9])月份?{_NO_DAY}",
                rf"{_YEAR}第?(?P<quarter>[一二三四1-4])季度",
                rf"{_YEAR}第(?P<week>[0-9]{{1,2}})周",
                rf"{_YEAR}(?P<half>上半年|下半年)",
                r"(?P<year>(?:19|20)[0-9]{2})年(?P<whole>全年|度)(?!第)",
                rf"{_YEAR}(?<![0-9第个])(?P<month>1[0-2]|0?[1-9]|{_HAN})月(?:份|{_NO_DAY})",
            )
        )
    )
)
_DAY = re.compile(r"((?:19|20)[0-9]{2})年(1[0-2]|0?[1-9])月([0-9]{1,2})[日号]")
_SERIES = re.compile(r"[〔\[(【]((?:19|20)[0-9]{2})(?:[〕\])】]|年第)")
_PLAIN_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")


@attrs.frozen
class Years:
    """What a document says of its year.

    Attributes:
        issued: the day it was issued, where one is given.
        series: the year of its number or of its title.
    """

    issued: date | None
    series: int | None

    def of(self, last_month: int) -> int | None:
        """Return the year of a period that ends with a month, where it is certain."""
        if self.issued is not None:
            return self.issued.year - (last_month > self.issued.month)
        # The bulletin of December bears the number of either year.
        return self.series if last_month < 12 else None


def mentions_of(texts: Sequence[tuple[str, Place, bool]]) -> tuple[PeriodMention, ...]:
    """Return every period that is spoken of, in order.

    Args:
        texts: texts with their places, and whether each is of the title.
    """
    return tuple(
        mention
        for text, place, title in texts
        for mention in _mentions("".join(half_width(text).split()), place, title=title)
    )


def years_of(texts: Sequence[tuple[str, Place, bool]]) -> Years:
    """Return what the texts say of the year."""
    plain = ["".join(half_width(text).split()) for text, _, _ in texts]
    titles = " ".join(text for text, (_, _, title) in zip(plain, texts, strict=True) if title)
    days = [found for text in plain for found in _DAY.finditer(text) if len(text) <= 60]
    issued = None
    for found in days[::-1]:
        try:
            issued = date(*(int(part) for part in found.groups()))
            break
        except ValueError:
            continue
    series = _PLAIN_YEAR.search(titles) or _SERIES.search(titles)
    series = series or next(filter(None, map(_SERIES.search, plain[:6])), None)
    return Years(issued, int(series[1]) if series else None)


def choose_period(mentions: Sequence[PeriodMention], years: Years) -> Period | None:
    """Return the period of the report: the title's; without a year in it, the text's.

    Args:
        mentions: the periods that are spoken of.
        years: completes one whose year is not said.
    """
    titled = [each for each in mentions if each.title]
    full = [each for each in mentions if each.period is not None]
    for each in titled:
        if each.period is not None:
            return each.period
    for each in full:
        if any(each.months == title.months for title in titled):
            return each.period
    if full:
        return full[0].period
    for each in (*titled, *mentions):
        year = years.of(each.months[1])
        if year is not None:
            return _months(year, *each.months)
    return None


def _mentions(text: str, place: Place, *, title: bool) -> Iterator[PeriodMention]:
    for found in _MENTION.finditer(text):
        said = {key: value for key, value in found.groupdict().items() if value}
        year = next((int(value) for key, value in said.items() if key.startswith("year")), None)
        try:
            period, months = _read(said, year)
        except ValueError:
            continue
        yield PeriodMention(period=period, months=months, text=found[0], place=place, title=title)


def _read(said: dict[str, str], year: int | None) -> tuple[Period | None, tuple[int, int]]:
    if "m1" in said:
        first, last = int(said["m1"]), int(said.get("m2", said["m1"]))
        if year is None:
            return None, (first, last)
        end = date(year + (last < first), last, int(said["d2"]))
        return Period("days", date(year, first, int(said["d1"])), end), (first, last)
    if "week" in said:
        if year is None:
            raise ValueError  # a week without its year
        period = Period.parse(f"{year}-W{int(said['week']):02d}")
        return period, (period.first.month, period.last.month)
    months = _span(said)
    if months[0] > months[1]:
        raise ValueError  # not within one year
    return (None if year is None else _months(year, *months)), months


def _span(said: dict[str, str]) -> tuple[int, int]:
    if "from" in said:
        return int(said["from"]), int(said["to"])
    if "quarter" in said:
        quarter = NUMERALS.get(said["quarter"]) or int(said["quarter"])
        return quarter * 3 - 2, quarter * 3
    if "half" in said:
        return (1, 6) if said["half"] == "上半年" else (7, 12)
    if "whole" in said:
        return 1, 12
    month = NUMERALS.get(said["month"]) or int(said["month"])
    return month, month


def _months(year: int, first: int, last: int) -> Period:
    if first == last:
        return Period.parse(f"{year}-{first:02d}")
    if (first, last) == (1, 12):
        return Period.parse(f"{year}")
    if last - first == 2 and last % 3 == 0:
        return Period.parse(f"{year}-Q{last // 3}")
    whole = Period.parse(f"{year}-01..{year}-{last:02d}")
    if first == 1:
        return whole
    return Period("days", date(year, first, 1), whole.last)
