"""How Chinese documents write numerals, days and movements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from hotline_metrics.domain.figure import print_number
from hotline_metrics.domain.ticket import END_OF_DAY

DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """Write a whole number below 10,000 in Chinese numerals; larger ones keep their digits.

    >>> [numeral(n) for n in (1, 10, 12, 20, 105, 110)]
    ['一', '十', '十二', '二十', '一百零五', '一百一十']
    """
    if not 0 < number < 10_000:
        return DIGITS[0] if number == 0 else str(number)
    text = ""
    for digit, place in zip(f"{number:04d}", ("千", "百", "十", ""), strict=True):
        if digit != "0":
            text += DIGITS[int(digit)] + place
        elif text and not text.endswith(DIGITS[0]):
            text += DIGITS[0]
    text = text.rstrip(DIGITS[0])
    return text[1:] if text.startswith("一十") else text


HEADING_NUMBERS: tuple[Callable[[int], str], ...] = (
    lambda n: f"{numeral(n)}、",
    lambda n: f"（{numeral(n)}）",
    lambda n: f"{n}.",
    lambda n: f"（{n}）",
)
"""How official documents count their four levels of headings."""


def print_date(day: date) -> str:
    """Write a day with its year.

    >>> print_date(date(2023, 11, 6))
    '2023年11月6日'
    """
    return f"{day.year}年{print_day(day)}"


def print_day(day: date, year: int | None = None) -> str:
    """Write a day without its year, unless it lies outside the year that is spoken of.

    >>> print_day(date(2023, 10, 7)), print_day(date(2024, 1, 3), 2023)
    ('10月7日', '2024年1月3日')
    """
    return print_date(day) if year not in (None, day.year) else f"{day.month}月{day.day}日"


def print_moment(moment: datetime, year: int | None = None) -> str:
    """Write a moment; one that is a whole day is written as the day.

    >>> print_moment(datetime(2023, 10, 7, 15, 4)), print_moment(datetime(2023, 10, 7))
    ('10月7日15时04分', '10月7日')
    """
    day = print_day(moment, year)
    if moment.time() in (END_OF_DAY, time.min):
        return day
    return f"{day}{moment.hour}时" + (f"{moment.minute:02d}分" if moment.minute else "")


def print_change(change: Decimal, unit: str = "%") -> str:
    """Say how a figure moved.

    >>> print_change(Decimal("-14.05")), print_change(Decimal("3.10"), "个百分点")
    ('下降14.05%', '增长3.1个百分点')
    >>> print_change(Decimal(0))
    '持平'
    """
    if change == 0:
        return "持平"
    return ("增长" if change > 0 else "下降") + print_number(abs(change)) + unit
