"""What drivers return, as cells: the one place where databases are made alike.

* Numbers, texts, truths and times stay what they are. A whole ``Decimal`` becomes the ``int`` it
  is, any other its exact text; a ticket number of eighteen digits loses none of them.
* An interval is hours, minutes and seconds; a time of day is its text.
* Bytes are hexadecimal: ``BIT(1)`` reads as 0 or 1, and a binary number is told exactly.
* A list of plain values is joined by ``、``, as offices write several units in one cell; whatever
  else is nested is JSON.

SQLite knows neither times nor truths: it gives text, 0 and 1, which the core reads as in any file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import cast

from hotline_metrics.plugin import Cell

ALREADY = frozenset({str, int, float, bool, date, datetime, type(None)})
"""Types that are cells as they come."""

LONGEST = 4_000
"""Digits of the longest whole number that Python prints."""


def to_cells(values: Iterable[object]) -> tuple[Cell, ...]:
    """Return a record of a database as cells."""
    record = tuple(values)
    if ALREADY.issuperset(map(type, record)):
        return cast("tuple[Cell, ...]", record)
    return tuple(map(to_cell, record))


def to_cell(value: object) -> Cell:
    r"""Return one value of a database as a cell.

    >>> from decimal import Decimal
    >>> to_cell(Decimal("231007102349106144.00")), to_cell(Decimal("0.50"))
    (231007102349106144, '0.50')
    >>> to_cell(["甲局", "乙局"]), to_cell({"甲局": [1]}), to_cell(b"\x01")
    ('甲局、乙局', '{"甲局": [1]}', '01')
    """
    match value:
        case None | str() | int() | float() | date():
            return value
        case Decimal():
            return _number(value)
        case timedelta():
            return _duration(value)
        case time():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
        case list() | tuple() if not any(isinstance(each, list | tuple | dict) for each in value):
            return "、".join(_text(each) for each in value)
        case list() | tuple() | dict():
            return json.dumps(value, ensure_ascii=False, default=_text)
    # A UUID, a network address, a range, an enumeration.
    return str(value)


def _text(value: object) -> str:
    cell = to_cell(value)
    return "" if cell is None else str(cell)


def _number(value: Decimal) -> int | str:
    if value.is_finite() and value.adjusted() < LONGEST and value == value.to_integral_value():
        return int(value)
    return format(value, "f") if value.is_finite() else str(value)


def _duration(value: timedelta) -> str:
    sign = "-" if value < timedelta() else ""
    minutes, seconds = divmod(round(abs(value).total_seconds()), 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{seconds:02}"
