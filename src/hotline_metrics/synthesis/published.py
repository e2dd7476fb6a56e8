"""The figures a bulletin prints, as data: what invented tickets must add up to."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import attrs

from hotline_metrics.domain.period import Period
from hotline_metrics.domain.strict_toml import read_text, read_toml, structure
from hotline_metrics.domain.wording import fold_width
from hotline_metrics.errors import InvalidValue, RulebookError, cannot_read
from hotline_metrics.message import Message
from hotline_metrics.synthesis.solve import ALL_UNITS, ImpossibleFigures

HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "unit": ("unit", "承办单位", "单位", "单位名称"),
        "group": ("group", "组别", "单位类别", "单位类型"),
        "assigned": ("assigned", "承办件数", "承办量", "转办件数"),
        "overdue": ("overdue", "超期件数", "超期量"),
        "redo": ("redo", "重办量", "重办件数", "重办次数"),
        "calls": ("calls", "抽访件数", "市级抽访件数"),
    }
)
"""Headings of a table's columns; every other column is a rate, named by its heading."""

TOTAL = ("合计", "总计", "全县", "total")
"""What stands for a unit in the row of totals."""

NO_RATE = ("", "/", "-", "—", "——", "市级未抽访", "未抽访", "未回访", "未抽查")
"""What stands for a rate where nobody was surveyed."""


def _rates(rates: Mapping[str, str]) -> Mapping[str, str]:
    plain = {rate: _plain(text) for rate, text in rates.items()}
    return {rate: text for rate, text in plain.items() if text not in NO_RATE}


def _plain(text: str) -> str:
    return fold_width(text).strip().removesuffix("%").rstrip()


def _check_rates(row: str, rates: Mapping[str, str]) -> None:
    for rate, text in rates.items():
        if re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text, re.ASCII) is None:
            raise InvalidValue(
                f"{row}：{rate} “{text}” 不是百分数（如 97 或 78.26）",
                f"{row}: {rate} {text!r} is not a percentage such as 97 or 78.26",
            )


@attrs.frozen(kw_only=True)
class PublishedUnit:
    """One row of a unit table.

    Attributes:
        unit: the unit's name.
        group: the table it stands in.
        assigned: tickets (承办件数).
        overdue: of them overdue (超期件数).
        redo: times sent back (重办量).
        rates: measure, by name or title, to per cent as printed; one that is not there was
            not surveyed.
        calls: rated calls, where the document says how many (市级抽访 1 件).
    """

    unit: str
    group: str = ""
    assigned: int
    overdue: int = 0
    redo: int = 0
    rates: Mapping[str, str] = attrs.field(factory=dict, converter=_rates, hash=False)
    calls: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a row that contradicts itself."""
        if not self.unit:
            raise InvalidValue("有一行没有单位", "a row has no unit")
        _check_rates(self.unit, self.rates)
        if min(self.assigned, self.overdue, self.redo, self.calls or 0) < 0:
            raise ImpossibleFigures(self.unit, "件数为负", "a count is negative")
        for zh, en, count in (("超期", "overdue", self.overdue), ("抽访", "calls", self.calls)):
            if count is not None and count > self.assigned:
                raise ImpossibleFigures(
                    self.unit,
                    f"{zh} {count} 件，多于承办 {self.assigned} 件",
                    f"{en} {count} is more than assigned {self.assigned}",
                )
        if self.redo and not self.assigned:
            raise ImpossibleFigures(self.unit, "没有承办件却有重办", "redo without tickets")

    @property
    def printed(self) -> Mapping[str, Decimal]:
        """Rates as numbers, with the precision they were printed in."""
        return {rate: Decimal(text) for rate, text in self.rates.items()}


@attrs.frozen(kw_only=True)
class PublishedTotals:
    """The figures of the text, over all units; what is not there is not held to.

    Attributes:
        assigned: all tickets.
        overdue: all overdue tickets.
        redo: all times sent back.
        rates: measure to the headline rate as printed, pooled over all calls.
    """

    assigned: int | None = None
    overdue: int | None = None
    redo: int | None = None
    rates: Mapping[str, str] = attrs.field(factory=dict, converter=_rates, hash=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what is no rate."""
        _check_rates(ALL_UNITS, self.rates)

    @property
    def printed(self) -> Mapping[str, Decimal]:
        """Rates as numbers, with the precision they were printed in."""
        return {rate: Decimal(text) for rate, text in self.rates.items()}


@attrs.frozen(kw_only=True)
class CitedTicket:
    """An overdue ticket that the text names.

    Attributes:
        unit: who handled it.
        id: its number.
        received: when the citizen called.
        dispatched: when it was sent to the unit.
        closed: when the unit closed it, too late.
        urgent: whether it was urgent.
    """

    unit: str
    id: str
    received: datetime
    dispatched: datetime
    closed: datetime
    urgent: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse times that run backwards."""
        for earlier, later in pairwise((self.received, self.dispatched, self.closed)):
            if earlier > later:
                raise ImpossibleFigures(
                    f"{self.unit} {self.id}",
                    f"{later} 早于 {earlier}",
                    f"{later} is before {earlier}",
                )


@attrs.frozen(kw_only=True)
class PublishedTable:
    """The figures of one bulletin.

    Attributes:
        period: the period, such as ``2023-10``.
        office: who published it.
        totals: the figures of the text.
        categories: category to its tickets; empty where the document has none.
        units: the rows of the unit tables, in order.
        cited: the overdue tickets that the text names.

    Raises:
        ImpossibleFigures: the parts do not add up to the totals, or a unit stands twice.
        InvalidValue: no such period, or a rate that is no percentage.
    """

    period: str
    office: str = ""
    totals: PublishedTotals = PublishedTotals()
    categories: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    units: tuple[PublishedUnit, ...]
    cited: tuple[CitedTicket, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse figures that contradict each other."""
        Period.parse(self.period)
        if not self.units:
            raise InvalidValue("表中没有单位", "the table has no units")
        names = [row.unit for row in self.units]
        for name in names:
            if names.count(name) > 1:
                raise ImpossibleFigures(name, "出现了两次", "stands twice")
        for count in ("assigned", "overdue", "redo"):
            printed = getattr(self.totals, count)
            if printed is not None:
                self._add_up(count, printed, sum(getattr(row, count) for row in self.units))
        if self.categories:
            total = sum(row.assigned for row in self.units)
            self._add_up("categories", total, sum(self.categories.values()))
            if min(self.categories.values()) < 0:
                raise ImpossibleFigures(ALL_UNITS, "分类件数为负", "a category's count is negative")
        overdue = {row.unit: row.overdue for row in self.units}
        for name in sorted({each.unit for each in self.cited}):
            cited = sum(each.unit == name for each in self.cited)
            if cited > overdue.get(name, 0):
                raise ImpossibleFigures(
                    name,
                    f"点名 {cited} 件超期工单，表中超期只有 {overdue.get(name, 0)} 件",
                    f"{cited} overdue tickets are cited, the table has {overdue.get(name, 0)}",
                )

    def _add_up(self, count: str, total: int, parts: int) -> None:
        if total != parts:
            raise ImpossibleFigures(
                ALL_UNITS,
                f"{HEADINGS[count][1] if count in HEADINGS else '各类别'}：各项合计 {parts}，"
                f"总数却是 {total}",
                f"{count}: the parts sum to {parts}, the total is {total}",
            )


@attrs.frozen(kw_only=True)
class _TableFile:
    # A table as TOML: the rows of each unit table stand under its group.
    period: str
    office: str = ""
    totals: PublishedTotals = PublishedTotals()
    categories: Mapping[str, int] = attrs.field(factory=dict)
    units: Mapping[str, tuple[PublishedUnit, ...]]
    cited: tuple[CitedTicket, ...] = ()


def load_published(path: str | Path, *, period: str | Period | None = None) -> PublishedTable:
    """Read a table of published figures.

    A TOML file says everything. A CSV file has the unit rows alone, with the document's
    headings or the measures' names; a row 合计 gives the totals.

    Args:
        path: the file.
        period: the period of a CSV file, which does not name it.

    Raises:
        RulebookError: the file cannot be read or has another shape; names the row.
        ImpossibleFigures: the figures contradict each other.
    """
    path = Path(path)
    try:
        if path.suffix.lower() == ".toml":
            return _from_toml(read_text(path), path.name)
        if period is None:
            raise RulebookError(
                f"{path.name}：请给出期间，如 2023-10",
                f"{path.name}: give its period, such as 2023-10",
            )
        return _from_csv(_decoded(path), path.name, str(Period.parse(period)))
    except InvalidValue as error:
        raise RulebookError(*error.said.at(path.name)) from error


@cache
def founding_table() -> PublishedTable:
    """Return the figures of the founding bulletin, 平督通报〔2023〕71号 of October 2023.

    >>> table = founding_table()
    >>> len(table.units), table.totals.assigned, table.totals.rates["result_satisfaction"]
    (49, 2349, '71.06')
    """
    return load_published(Path(__file__).parent / "founding" / "published.toml")


def _from_toml(text: str, place: str) -> PublishedTable:
    table = structure(read_toml(text, place), _TableFile, place)
    return PublishedTable(
        period=table.period,
        office=table.office,
        totals=table.totals,
        categories=table.categories,
        units=tuple(
            attrs.evolve(row, group=group) for group, rows in table.units.items() for row in rows
        ),
        cited=table.cited,
    )


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RulebookError(*cannot_read(path.name, error)) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RulebookError(
        f"{path.name} 不是 UTF-8 或 GB18030 编码的文字",
        f"{path.name}: neither UTF-8 nor GB18030 text",
    )


def _from_csv(text: str, place: str, period: str) -> PublishedTable:
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [_plain(cell) for cell in next(rows, [])]
    keys = [
        next((key for key, names in HEADINGS.items() if heading.lower() in names), heading)
        for heading in header
    ]
    for key in ("unit", "assigned"):
        if key not in keys:
            raise RulebookError(
                f"{place}：第一行缺少“{HEADINGS[key][1]}”列",
                f"{place}: the first row must name a column {key!r}",
            )
    totals, units = PublishedTotals(), []
    for number, cells in enumerate(rows, start=2):
        values = [_plain(cell) for cell in cells]
        # A document repeats the header where a page begins.
        if not any(values) or values == header:
            continue
        row = _CsvRow(dict(zip(keys, values, strict=False)))
        try:
            if row.is_total:
                totals = row.totals()
            else:
                units.append(row.unit())
        except InvalidValue as error:
            where = Message(f"{place} 第 {number} 行", f"{place}: row {number}")
            raise RulebookError(*error.said.at(where)) from error
    return PublishedTable(period=period, totals=totals, units=tuple(units))


@attrs.frozen
class _CsvRow:
    cells: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.cells.get("unit", "")

    @property
    def is_total(self) -> bool:
        return self.name.lower() in TOTAL

    def unit(self) -> PublishedUnit:
        return PublishedUnit(
            unit=self.name,
            group=self.cells.get("group", ""),
            assigned=self._count("assigned") or 0,
            overdue=self._count("overdue") or 0,
            redo=self._count("redo") or 0,
            rates=dict(self._rates()),
            calls=self._count("calls"),
        )

    def totals(self) -> PublishedTotals:
        return PublishedTotals(
            assigned=self._count("assigned"),
            overdue=self._count("overdue"),
            redo=self._count("redo"),
            rates=dict(self._rates()),
        )

    def _rates(self) -> Iterator[tuple[str, str]]:
        return ((key, text) for key, text in self.cells.items() if key and key not in HEADINGS)

    def _count(self, key: str) -> int | None:
        text = self.cells.get(key, "")
        if re.fullmatch(r"\d+", text, re.ASCII):
            return int(text)
        if text or (key == "assigned" and not self.is_total):
            raise InvalidValue(
                f"{self.name}：{HEADINGS[key][1]}“{text}”不是整数",
                f"{self.name}: {key} {text!r} is not a whole number",
            )
        return None
