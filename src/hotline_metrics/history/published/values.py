"""What a printed cell or number says, in whatever width and with whatever sign it is printed."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

import attrs

from hotline_metrics.domain.figure import Figure, PrintedRate

COUNTERS = "件次|件|宗|单|个|封|次|通|条|起|例"
"""The words that follow a number of tickets."""

ABSENT = frozenset(
    (
        "", "/", "-", "--", "—", "——", "－", "\\", "无", "暂无", "空", "暂缺", "不涉及",
        "未抽访", "市级未抽访", "未回访", "未抽查", "未评价", "无回访", "无样本",
        "无应办结工单", "无群众诉求", "无工单",
    )
)  # fmt: skip
"""What is printed where there is nothing to print."""

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0xA0: " ", 0x2212: "-", 0x2013: "-",
}  # fmt: skip
_NUMBER = re.compile(
    r"(?P<sign>[-+↑↓]?) ?(?P<whole>[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})"
    r"(?P<part>\.[0-9]{1,15})? ?(?P<after>.*)",
    re.DOTALL,
)
_AFTER = re.compile(rf"(?P<percent>%+)? ?(?P<counter>个百分点|{COUNTERS}|分|名)? ?(?P<stray>[^%]*)")
_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


@attrs.frozen
class Number:
    """A number as printed.

    Attributes:
        value: exact, signed, with the printed precision.
        percent: whether a per cent sign follows.
        counter: the word that follows, such as 件.
        stray: characters that belong to nothing, such as a page number run into the cell.
    """

    value: Decimal
    percent: bool = False
    counter: str = ""
    stray: str = ""


def half_width(text: str) -> str:
    """Return text with digits, letters and punctuation in half width, of the same length.

    >>> half_width("９９．８％（含）")
    '99.8%(含)'
    """
    return text.translate(_HALF_WIDTH)


def squeeze(text: str) -> str:
    """Return text without spaces around it and between Chinese characters.

    >>> squeeze(" 洋　县人民政府 ")
    '洋县人民政府'
    """
    return " ".join(_BETWEEN_HAN.sub("", text.strip()).split())


def read_number(text: str) -> Number | None:
    """Return the number a cell prints, or ``None`` when it prints something else.

    >>> read_number("99.80%%"), read_number("53.85%52").stray, read_number("1号")
    (Number(value=Decimal('99.80'), percent=True, counter='', stray=''), '52', None)
    """
    found = _NUMBER.fullmatch(half_width(text).strip())
    if found is None:
        return None
    after = _AFTER.fullmatch(found["after"].strip())
    if after is None:
        return None
    percent, counter, stray = bool(after["percent"]), after["counter"] or "", after["stray"]
    if stray and not (percent and stray.isdigit()):
        return None
    value = Decimal(found["whole"].replace(",", "") + (found["part"] or ""))
    negative = found["sign"] in ("-", "↓")
    return Number(-value if negative else value, percent, counter, stray)


def is_absent(text: str, words: Collection[str] = ()) -> bool:
    """Tell whether a cell says that there is no figure."""
    bare = half_width(text).strip()
    return bare in ABSENT or text.strip() in words


def is_value(text: str) -> bool:
    """Tell whether a cell holds a figure, or says that there is none."""
    return is_absent(text) or read_number(text) is not None


def figure_of(number: Number, *, rate: bool, per_cent: bool = False) -> Figure:
    """Return a number as the figure of a count or of a rate.

    Args:
        number: what is printed.
        rate: whether the measure is a share.
        per_cent: whether the heading says that its numbers are per cent.

    Raises:
        ValueError: the number cannot be one: a count in per cent, or a share below 1
            without a sign, which may be 0.9 % or 90 %.
    """
    if rate:
        certain = number.percent or per_cent or number.value == 0 or abs(number.value) > 1
        if not certain or number.counter not in ("", "个百分点"):
            raise ValueError  # not certainly a percentage
        return PrintedRate(number.value)
    if number.percent or number.counter in ("分", "个百分点") or number.value < 0:
        raise ValueError  # not a count
    if number.value != number.value.to_integral_value():
        raise ValueError  # not a whole number
    return int(number.value)
