"""Sheets as values, and a workbook's bytes made of them; the same sheets give the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LAST_ROW = 1_048_576
"""Most rows of a sheet; what is beyond goes on in another one."""

LONGEST_TEXT = 32_767
"""Most characters of a cell."""

LONGEST_NAME = 31
"""Most characters of a sheet's name."""

_NARROWEST, _WIDEST = 8, 60
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff]+")
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


@attrs.frozen
class Percent:
    """A rate in per cent, as it is printed."""

    value: Decimal


@attrs.frozen
class Change:
    """A difference, with its sign."""

    value: Decimal


Value = str | int | Decimal | Percent | Change
"""What a cell may hold; text is never read as a formula, a number or an address."""


@attrs.frozen(kw_only=True)
class Sheet:
    """A table with one header row.

    Attributes:
        name: what it is called; made fit for a workbook when it is written.
        heading: the header row.
        rows: the rows, each as long as the heading.
        caption: the line above it in print.
        fixed: how many columns stay in view.
        totals: whether the last row is a sum, which filters leave alone.
    """

    name: str
    heading: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]
    caption: str = ""
    fixed: int = 0
    totals: bool = False


def write_workbook(sheets: Iterable[Sheet], title: str, made: date) -> bytes:
    """Return an .xlsx file.

    Args:
        sheets: its sheets, in order.
        title: the document's title.
        made: when it was made, as its properties say.
    """
    from xlsxwriter import Workbook

    target = io.BytesIO()
    workbook = Workbook(target, {"in_memory": True})
    workbook.set_properties(
        {"title": clean(title)[:255], "created": datetime.combine(made, time())}
    )
    book = _Book(workbook)
    for sheet in sheets:
        for part in _parts(sheet):
            book.add(part)
    workbook.close()
    return target.getvalue()


def fit_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a sheet name that a workbook accepts and that no other sheet has.

    >>> fit_name("乡镇/街道", []), fit_name("乡镇", ["乡镇"]), fit_name("[]", [])
    ('乡镇_街道', '乡镇 (2)', '_')
    """
    used = {name.lower() for name in taken} | {"history"}  # a name that Excel keeps for itself
    base = clean(_NOT_IN_NAMES.sub("_", wanted)).strip(" '") or "_"
    number, end = 1, ""
    while (name := _shortened(base, LONGEST_NAME - len(end)) + end).lower() in used:
        number += 1
        end = f" ({number})"
    return name


def clean(text: str) -> str:
    """Return text without what is no character in any file."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _shortened(text: str, length: int) -> str:
    # Excel counts in UTF-16: a rare character, such as 𠮷, is two.
    while len(text.encode("utf-16-le")) // 2 > length:
        text = text[:-1]
    return text.rstrip(" '")


def _parts(sheet: Sheet) -> Iterator[Sheet]:
    rows = iter(sheet.rows)
    first = True
    while (part := tuple(islice(rows, LAST_ROW - 1))) or first:
        yield attrs.evolve(sheet, rows=part)
        first = False


class _Book:
    """A workbook that is being written, with its formats."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.names: list[str] = []
        common = {"valign": "vcenter"}
        styles: tuple[dict[str, object], ...] = ({}, {"bold": True, "top": 1})
        self.formats = [
            {
                str: workbook.add_format({**common, **style, "text_wrap": True, "num_format": "@"}),
                int: workbook.add_format({**common, **style, "num_format": "0"}),
                Decimal: workbook.add_format({**common, **style}),
                Percent: workbook.add_format({**common, **style, "num_format": "0.00%"}),
                Change: workbook.add_format({**common, **style, "num_format": "+0.00;-0.00;0.00"}),
            }
            for style in styles
        ]
        header = {"bold": True, "bg_color": "#D9E2F3", "border": 1, "align": "center"}
        self.header = workbook.add_format({**common, **header, "text_wrap": True})

    def add(self, sheet: Sheet) -> None:
        self.names.append(fit_name(sheet.name, self.names))
        page = self.workbook.add_worksheet(self.names[-1])
        for column, heading in enumerate(sheet.heading):
            page.write_string(0, column, _text(heading), self.header)
        last = len(sheet.rows)
        for number, row in enumerate(sheet.rows, start=1):
            formats = self.formats[sheet.totals and number == last]
            for column, value in enumerate(row):
                _write(page, number, column, value, formats)
        for column, width in enumerate(_widths(sheet)):
            page.set_column(column, column, width)
        page.freeze_panes(1, sheet.fixed)
        page.autofilter(0, 0, max(last - sheet.totals, 0), max(len(sheet.heading) - 1, 0))
        # In print: the header on every page, all columns on one.
        page.repeat_rows(0)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        if sheet.caption:
            page.set_header("&C" + clean(sheet.caption).replace("&", "&&")[:200])
        page.set_footer("&C&P / &N")


def _write(
    page: Worksheet, row: int, column: int, value: Value, formats: dict[type, Format]
) -> None:
    style = formats[type(value)]
    match value:
        case str():
            if value:
                page.write_string(row, column, _text(value), style)
            else:
                page.write_blank(row, column, None, style)
        case Percent(percent):
            page.write_number(row, column, float(percent / 100), style)
        case Change(number) | number:
            page.write_number(row, column, float(number), style)


def _text(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _widths(sheet: Sheet) -> Iterator[int]:
    from wcwidth import wcswidth

    columns = [[heading] for heading in sheet.heading]
    for row in sheet.rows[:1000]:
        for column, value in zip(columns, row, strict=False):
            column.append(
                value[:200] if isinstance(value, str) else str(getattr(value, "value", value))
            )
    for column in columns:
        # A text with control characters has no width; its number of characters will do.
        widest = max(max(wcswidth(text), 0) or len(text) for text in column)
        # The header also holds the filter's button.
        header = max(wcswidth(column[0]), 0) + 3
        yield min(max(widest + 2, header, _NARROWEST), _WIDEST)
