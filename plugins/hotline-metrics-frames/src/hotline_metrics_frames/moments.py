"""Times in columns of text: which shapes are provably what the objects read, and their seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

import attrs
import narwhals as nw

from hotline_metrics_frames.engines import Frame

EPOCH = datetime(2000, 1, 1)
"""Moments are kept as seconds since then; the objects read no earlier year."""

SINCE_1970 = (EPOCH - datetime(1970, 1, 1)) // timedelta(seconds=1)
DAY = 86_400
MICRO = 1_000_000
END_OF_DAY = DAY * MICRO - 1
"""The last microsecond of a day, from its midnight."""

_MONTHS = (
    "(?:{z}[13578]|1[02]){s}(?:{z}[1-9]|[12][0-9]|3[01])",
    "(?:{z}[469]|11){s}(?:{z}[1-9]|[12][0-9]|30)",
    "{z}2{s}(?:{z}[1-9]|1[0-9]|2[0-8])",
)


def _dates(separator: str, zero: str) -> str:
    """Return a pattern of every date from 2000 to 2099, and of nothing else."""
    usual = "|".join(each.format(z=zero, s=separator) for each in _MONTHS)
    leap = f"20(?:[02468][048]|[13579][26]){separator}{zero}2{separator}29"
    return f"(?:20[0-9][0-9]{separator}(?:{usual})|{leap})"


def _clock(zero: str, *, seconds: bool) -> str:
    return f"(?:{zero}[0-9]|1[0-9]|2[0-3]):[0-5][0-9]" + (":[0-5][0-9]" if seconds else "")


@attrs.frozen
class Shape:
    """A way to write a time.

    Attributes:
        pattern: matches texts that are a moment of this shape, and nothing else.
        form: the shape as ``strptime`` writes it.
        padded: whether every number is written in full, ``07`` and not ``7``.
        precision: what the text says.
    """

    pattern: str
    form: str
    padded: bool
    precision: Literal["day", "minute", "second"]


def _shape(
    separator: str, form: str, precision: Literal["day", "minute", "second"], between: str = " "
) -> Shape:
    padded = separator == "-"
    zero = "0" if padded else "0?"
    pattern = _dates(separator, zero)
    if precision != "day":
        pattern += between + _clock(zero, seconds=precision == "second")
    return Shape(rf"\A{pattern}\z", form, padded, precision)


ISO = (
    _shape("-", "%Y-%m-%d %H:%M:%S", "second"),
    _shape("-", "%Y-%m-%d %H:%M", "minute"),
    _shape("-", "%Y-%m-%dT%H:%M:%S", "second", "T"),
)
"""Shapes that the objects try before any other."""

COMMON = (
    _shape("-", "%Y-%m-%d", "day"),
    _shape("/", "%Y/%m/%d %H:%M:%S", "second"),
    _shape("/", "%Y/%m/%d %H:%M", "minute"),
    _shape("/", "%Y/%m/%d", "day"),
)
"""Shapes that the objects know when the rulebook declares none of its own."""

_CLOCK = {"%H": "(?:[01][0-9]|2[0-3])", "%M": "[0-5][0-9]", "%S": "[0-5][0-9]"}
_YEAR = "20[0-9][0-9]"
_DAYS = (
    {"%Y": _YEAR, "%m": "(?:0[1-9]|1[0-2])", "%d": "(?:0[1-9]|1[0-9]|2[0-8])"},
    {"%Y": _YEAR, "%m": "(?:0[13-9]|1[0-2])", "%d": "(?:29|30)"},
    {"%Y": _YEAR, "%m": "(?:0[13578]|1[02])", "%d": "31"},
    {"%Y": "20(?:[02468][048]|[13579][26])", "%m": "02", "%d": "29"},
)
"""The parts of every date from 2000 to 2099, in whatever order they are written."""

_PLAIN = {
    "%Y": "year", "%m": "month", "%d": "day", "%H": "hour", "%M": "minute", "%S": "second",
}  # fmt: skip
"""Columns' names; to most engines %m and %M would be one."""


def shapes_of(formats: Sequence[str]) -> tuple[Shape, ...]:
    """Return the shapes that may be read as columns under a rulebook, first match first.

    Args:
        formats: the rulebook's own ``strptime`` formats. The first is read as columns where it
            has numbers only; what the objects would make of other texts, when there are several,
            is for them to say.
    """
    if not formats:
        return ISO + COMMON
    declared = _declared(formats[0])
    return ISO + ((declared,) if declared else ())


def _declared(form: str) -> Shape | None:
    parts = re.split(r"(%.)", form)
    codes = parts[1::2]
    day, hour = {"%Y", "%m", "%d"}, {"%H", "%M"}
    if len(codes) != len(set(codes)) or set(codes) not in (day, day | hour, day | _CLOCK.keys()):
        return None
    dates = (
        "".join((_CLOCK | date).get(part, re.escape(part)) for part in parts) for date in _DAYS
    )
    pattern = f"(?:{'|'.join(dates)})"
    precision: Literal["day", "minute", "second"] = (
        "second" if "%S" in codes else "minute" if "%H" in codes else "day"
    )
    return Shape(rf"\A{pattern}\z", form, padded=True, precision=precision)


def fitting(shapes: Iterable[Shape], sample: Iterable[str]) -> tuple[Shape, ...]:
    """Return the shapes that occur in a sample of texts.

    Args:
        shapes: which are asked.
        sample: texts of a column.
    """
    texts = [text for text in sample if text]
    found = []
    for shape in shapes:
        pattern = _compiled(shape.pattern)
        if any(pattern.match(text) for text in texts):
            found.append(shape)
    return tuple(found)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Every engine writes the end of a text as \z, Python's own patterns as \Z.
    return re.compile(pattern.replace(r"\z", r"\Z"))


Written = tuple[str, Shape]
"""A column of texts, and a shape that some of them have."""


def with_seconds(frame: Frame, written: Mapping[str, Written]) -> Frame:
    """Add columns with the seconds since :data:`EPOCH` of texts that have a shape.

    Arithmetic on digits: no engine's parser, no time zone of a session. Step by step, because an
    expression that is used three times would be written out three times in a query.

    Args:
        frame: columns.
        written: the new columns' names, to where the texts stand and their shape.
    """
    if not written:
        return frame
    frame = frame.with_columns(
        nw.when(nw.col(text).str.contains(shape.pattern).fill_null(value=False))
        .then(nw.col(text))
        .alias(name)
        for name, (text, shape) in written.items()
    )
    for at in (5, 8, 11):
        short = [
            _padded(nw.col(name), at).alias(name)
            for name, (_, shape) in written.items()
            if not shape.padded and (at < 11 or shape.precision != "day")
        ]
        frame = frame.with_columns(short) if short else frame
    frame = frame.with_columns(
        nw.col(name).str.slice(at, width).cast(nw.Int64).alias(f"{name}_{_PLAIN[code]}")
        for name, (_, shape) in written.items()
        for code, (at, width) in _places(shape.form).items()
    )
    return frame.with_columns(
        _total({code: nw.col(f"{name}_{_PLAIN[code]}") for code in _places(shape.form)}).alias(name)
        for name, (_, shape) in written.items()
    )


def seconds_of(moment: nw.Expr) -> nw.Expr:
    """Return the seconds since :data:`EPOCH` of a column of naive date-times."""
    part = moment.dt
    parts = {
        "%Y": part.year(), "%m": part.month(), "%d": part.day(),
        "%H": part.hour(), "%M": part.minute(), "%S": part.second(),
    }  # fmt: skip
    return _total({code: expr.cast(nw.Int64) for code, expr in parts.items()})


def _total(parts: Mapping[str, nw.Expr]) -> nw.Expr:
    total = days_of(parts["%Y"], parts["%m"], parts["%d"]) * DAY
    for code, worth in (("%H", 3600), ("%M", 60), ("%S", 1)):
        if code in parts:
            total = total + parts[code] * worth
    return total


def days_of(year: nw.Expr, month: nw.Expr, day: nw.Expr) -> nw.Expr:
    """Return the days since 1 January 2000, for the years 2000 to 2099."""
    past = year - 2000
    leap_years_begun = (past + 3) // 4
    # 0 in leap years, 1 in others: how far March and later months move back.
    short = ((past % 4) + 3) // 4
    in_year = (month * 275) // 9 - ((month + 9) // 12) * (short + 1) + day - 30
    return past * 365 + leap_years_begun + in_year - 1


def _padded(text: nw.Expr, at: int) -> nw.Expr:
    # A number of one digit is followed by a separator, or by nothing.
    second = text.str.slice(at + 1, 1)
    short = (second == "/") | (second == " ") | (second == ":") | (second == "")
    full = nw.concat_str([text.str.slice(0, at), nw.lit("0"), text.str.slice(at)])
    return nw.when(short).then(full).otherwise(text)


def _places(form: str) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    at = 0
    for part in re.split(r"(%.)", form):
        width = {"%Y": 4}.get(part, 2) if part.startswith("%") else len(part)
        if part.startswith("%"):
            places[part] = (at, width)
        at += width
    return places


def to_seconds(moment: datetime) -> int:
    """Return whole seconds since :data:`EPOCH`."""
    return (moment - EPOCH) // timedelta(seconds=1)


def to_micro(moment: datetime) -> int:
    """Return microseconds since :data:`EPOCH`."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def from_seconds(seconds: int | None) -> datetime | None:
    """Return the moment of a number of seconds."""
    return None if seconds is None else EPOCH + timedelta(seconds=seconds)


def from_micro(micro: int | None) -> datetime | None:
    """Return the moment of a number of microseconds."""
    return None if micro is None else EPOCH + timedelta(microseconds=micro)


def to_day(day: date) -> int:
    """Return days since :data:`EPOCH`."""
    return (day - EPOCH.date()).days


def from_day(day: int) -> date:
    """Return the day of a number of days."""
    return EPOCH.date() + timedelta(days=day)
