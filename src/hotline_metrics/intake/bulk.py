"""Many rows into tickets at once, a column at a time: those that are plainly right.

Nothing is judged here. A row in which anything is unusual is left to the reader of single rows,
which alone knows what is wrong and how to say it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import compress, count, repeat, zip_longest
from typing import Any, TypeVar

import attrs

from hotline_metrics.domain.ticket import Ticket, closes_too_early
from hotline_metrics.intake.cells import Refused, Remembered, read_ids
from hotline_metrics.intake.columns import is_empty
from hotline_metrics.intake.source import Cell, Row
from hotline_metrics.intake.understand import Outcome, Plan, RowReader

Value = TypeVar("Value")

Column = Sequence[Any]
"""One value for each row."""

FIELDS: Mapping[str, str] = {
    "ticket_id": "id",
    "dispatched": "dispatched_at",
    "acknowledged": "acknowledged_at",
    "deadline": "deadline",
    "extended_deadline": "extended_deadline",
    "extension_days": "extension_days",
    "closed": "closed_at",
    "kind": "kind",
    "urgency": "urgency",
    "channel": "channel",
    "redo": "redo",
    "declined": "declined",
    "co_units": "co_units",
}
"""Columns whose values are a ticket's as they stand, to its attributes."""

TIMES = frozenset({"received", "dispatched", "acknowledged", "closed"})


@attrs.frozen
class Plain:
    """Rows that became tickets and have nothing more to say.

    Attributes:
        tickets: the tickets.
        rows: where they come from, one for each.
    """

    tickets: Sequence[Ticket]
    rows: Sequence[Row]


class _Unusual(Exception):
    """Some of the rows have to be read one by one."""

    def __init__(self, places: Iterable[int]) -> None:
        """Keep the places of these rows among those that were read."""
        super().__init__()
        self.places = tuple(places)


@attrs.frozen
class _Values:
    """What the cells of some rows mean.

    Attributes:
        rows: how many rows.
        known: column to its values.
        unit_cells: the cells of the units' column, as they stand.
    """

    rows: int
    known: Mapping[str, Column]
    unit_cells: Sequence[Cell]

    def of(self, column: str, blank: object = None) -> Column:
        """Return the values of a column, or so many blanks."""
        return self.known.get(column) or [blank] * self.rows


class BulkReader:
    """Reads the rows below one header.

    Args:
        plan: how they are read.
        reader: the reader of single rows.
    """

    def __init__(self, plan: Plan, reader: RowReader) -> None:
        """Prepare what reads each column."""
        self.plan = plan
        self.reader = reader
        self._further = [column for column in reader.further if column in plan.header.at]
        self._unit = Remembered(self._lasting_unit).__getitem__
        self._steps = [(column, place, self._reader(column)) for column, place, _ in plan.steps]
        self._day_of_head = cache(reader.id_time.day_of_head)
        self._call_back = cache(reader.call_back)
        self._category = cache(reader.category)
        self._has_plain_calendar = cache(reader.has_plain_calendar)
        self._by_dispatch = reader.rules.deadline.start == "dispatched"

    def _reader(self, column: str) -> Callable[[Sequence[Cell]], Column]:
        convert = self._unit if column == "unit" else self.reader.converters[column]
        if column != "ticket_id" and column not in TIMES:
            return lambda cells: _each(convert, cells)
        read = read_ids if column == "ticket_id" else self.reader.times.read_column

        def read_at_once(cells: Sequence[Cell]) -> Column:
            try:
                return read(cells)
            except Refused:
                return _each(convert, cells)

        return read_at_once

    def read(self, rows: Sequence[Row]) -> Iterator[Outcome | Plain]:
        """Yield what rows are, in order; blank ones and repeated headers are nothing."""
        try:
            values = self._values(rows)
            tickets = self._tickets(values)
        except _Unusual as unusual:
            begin = 0
            for place in unusual.places or range(len(rows)):
                yield from self.read(rows[begin:place]) if begin < place else ()
                if not self.plan.skips(rows[place]):
                    yield self.reader.read(rows[place], self.plan)
                begin = place + 1
            yield from self.read(rows[begin:]) if begin < len(rows) else ()
            return
        if not self._further:
            yield Plain(tickets, rows)
            return
        for place, (ticket, row) in enumerate(zip(tickets, rows, strict=True)):
            said = {column: values.known[column][place] for column in self._further}
            yield self.reader.accepted(ticket, row, said)

    def _values(self, rows: Sequence[Row]) -> _Values:
        at, titles = self.plan.header.at, self.plan.header.titles
        cells = [row.cells for row in rows]
        if not self._steps:
            raise _Unusual(range(len(rows)))
        columns: list[Sequence[Cell]]
        try:
            columns = list(zip(*cells, strict=True))
        except ValueError:
            columns = list(zip_longest(*cells))
        if not all(map(is_empty, columns[len(titles) :])):
            _refuse(not is_empty(each[len(titles) :]) for each in cells)
        # Short rows end with blanks.
        columns += repeat((None,) * len(rows), len(titles) - len(columns))
        known = {column: read(columns[place]) for column, place, read in self._steps}
        if titles[at["ticket_id"]] in known["ticket_id"]:
            _refuse(number == titles[at["ticket_id"]] for number in known["ticket_id"])
        return _Values(len(rows), known, columns[at["unit"]])

    def _tickets(self, values: _Values) -> list[Ticket]:
        received = self._received(values)
        assigned = self._assigned(values, received)
        grades = (values.of(f"question.{each}", "") for each in self.reader.questions)
        calls = _each(self._call_back, values.of("surveyed"), *grades)
        words = values.of("category", ""), values.of("subcategory", "")
        columns = {FIELDS[each]: values.known[each] for each in FIELDS if each in values.known}
        columns |= {
            "unit": self._units(values, assigned),
            "received_at": received,
            "category": list(map(self._category, *words)),
            "surveyed": [surveyed for surveyed, _ in calls],
            # Nothing changes a ticket, so equal answers may be one mapping.
            "answers": [answers for _, answers in calls],
            "tracks_signing": ["acknowledged" in values.known] * values.rows,
        }
        tickets = Ticket.from_columns(columns, values.rows)
        if "extension_days" in values.known:
            _each(self._check_extension, tickets)
        return tickets

    def _check_extension(self, ticket: Ticket) -> None:
        # What was extended is counted from a deadline of its own.
        if ticket.extension_days:
            self.reader.check_calendar(ticket)

    def _received(self, values: _Values) -> Column:
        """Return when tickets were received: as the rows say, else as the numbers say."""
        numbers, given = values.known["ticket_id"], values.of("received")
        id_time = self.reader.id_time
        if id_time.day_length and any(given):
            heads = [number[: id_time.day_length] for number in numbers]
            stamped, days = list(map(self._day_of_head, heads)), _days(given)
            if stamped != days:
                pairs = zip(stamped, days, strict=True)
                _refuse(one and other and one != other for one, other in pairs)
        if all(given):
            return given
        return [got or id_time.moment(number) for got, number in zip(given, numbers, strict=True)]

    def _assigned(self, values: _Values, received: Column) -> Column:
        """Return when units got their tickets; nothing about these times may be unusual."""
        assigned = values.of("dispatched")
        if not all(assigned):
            assigned = [sent or got for sent, got in zip(assigned, received, strict=True)]
            _refuse(not moment for moment in assigned)
        for moments in (assigned,) if self._by_dispatch else (assigned, received):
            days = _days(moments)
            if not all(map(self._has_plain_calendar, filter(None, set(days)))):
                _refuse(day and not self._has_plain_calendar(day) for day in days)
        pairs = zip(received, values.of("closed"), strict=True)
        early = [end and got and end < got and closes_too_early(got, end) for got, end in pairs]
        if any(early):
            _refuse(early)
        return assigned

    def _units(self, values: _Values, assigned: Column) -> Column:
        units = values.known["unit"]
        if all(units):
            return units
        names = map(self.reader.converters["unit"], values.unit_cells)
        return _each(self.reader.unit, list(names), assigned)

    def _lasting_unit(self, cell: Cell) -> str:
        """Return the unit that a cell means on every day; nothing where it means none."""
        name, roster = str(self.reader.converters["unit"](cell)), self.reader.roster
        if not roster:
            return name
        unit = roster.find(name) if name not in self.reader.renamed else None
        return unit.name if unit else ""


def _each(call: Callable[..., Value], *columns: Column) -> list[Value]:
    """Return what a function makes of each row; it refuses some, and they are unusual."""
    try:
        return list(map(call, *columns))
    except Refused:
        refused = (_refuses(call, *values) for values in zip(*columns, strict=True))
        raise _Unusual(compress(count(), refused)) from None


def _refuses(call: Callable[..., object], *values: object) -> bool:
    try:
        call(*values)
    except Refused:
        return True
    return False


def _refuse(unusual: Iterable[object]) -> None:
    """Refuse the rows of which something is true, if there are any."""
    places = tuple(compress(count(), unusual))
    if places:
        raise _Unusual(places)


def _days(moments: Column) -> list[date | None]:
    return [moment and moment.date() for moment in moments]
