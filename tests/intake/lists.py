"""An engine of columns whose columns are plain lists, as an installed plugin would offer it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import overload

import attrs

from hotline_metrics import Location, Problem, Rulebook, Ticket
from hotline_metrics.domain.period import Window
from hotline_metrics.figures.tally import latest_moment
from hotline_metrics.intake.accepted import AcceptedRows, Key
from hotline_metrics.intake.bulk import Plain
from hotline_metrics.intake.columnar import Cleaned, Cleaning, TicketBatch
from hotline_metrics.intake.scan import Columns, Records, Scan, TextFile
from hotline_metrics.intake.sheets import understand
from hotline_metrics.intake.source import Cell, Row
from hotline_metrics.intake.understand import Accepted
from hotline_metrics.plugin import (
    AnyEngine,
    Counting,
    Engine,
    Message,
    NoOptions,
    Tally,
    count_tickets,
    hookimpl,
)


@attrs.frozen(eq=False)
class Frame:
    """A dataframe: columns by heading."""

    columns: Mapping[str, Sequence[Cell]]


def rows_of(table: Mapping[str, Sequence[Cell]], source: str = "lists") -> list[Row]:
    """Return the records, numbered from below the header."""
    records = zip(*table.values(), strict=True)
    return [
        Row(list(cells), Location(source=source, row=at)) for at, cells in enumerate(records, 2)
    ]


def scan_of(frame: object, name: str = "lists") -> Scan | None:
    """Offer the frame, or none that is not ours."""
    if not isinstance(frame, Frame):
        return None
    records = rows_of(frame.columns, name)

    def rows(numbers: Sequence[int] | None) -> list[Row]:
        return records if numbers is None else [records[number - 2] for number in numbers]

    head = Row(list(frame.columns), Location(source=name, row=1))
    return Scan(name=name, head=(head,), table=frame, rows=rows)


class Lists(TicketBatch):
    """Accepted rows in lists."""

    def __init__(self, rows: Iterable[Accepted]) -> None:
        self._rows = AcceptedRows.of(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def repeated(self) -> frozenset[str]:
        return frozenset(self._rows.repeated())

    def take(self, ids: Collection[str]) -> tuple[tuple[Accepted, ...], TicketBatch]:
        taken = tuple(row for row in self._rows if row.ticket.id in ids)
        return taken, Lists(row for row in self._rows if row.ticket.id not in ids)

    def places(self) -> Mapping[Key, Location]:
        return self._rows.places()

    def latest_moment(self) -> datetime | None:
        return latest_moment(self._rows.tickets)

    def citable(self, rules: Rulebook, window: Window, wanted: Collection[str]) -> Iterable[Ticket]:
        return self._rows.tickets

    @overload
    def __getitem__(self, at: int) -> Ticket: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Ticket]: ...
    def __getitem__(self, at: int | slice) -> Ticket | Sequence[Ticket]:
        return self._rows.tickets[at]


def items_of(source: Columns) -> list[Row | Problem]:
    """Return the records of a frame, or what is left of a source that was begun."""
    if isinstance(source.scan.table, Records):
        return list(source.scan.table.items)
    assert isinstance(source.scan.table, Frame)
    return [*rows_of(source.scan.table.columns, source.scan.name)]


def clean(cleaning: Cleaning, options: NoOptions) -> Cleaned:
    """Keep the rows that need no remark, and whose unit means the same on every day."""
    rules = cleaning.cells.rules
    kept: list[Accepted] = []
    rest: list[tuple[Row | Problem, ...]] = []
    refused: dict[int, Message] = {}
    for place, source in enumerate(cleaning.sources):
        if isinstance(source.scan.table, TextFile):
            refused[place] = Message("不读文本", "lists read no text")
            rest.append(())
            continue
        left: list[Row | Problem] = []
        at = source.header.at["unit"]
        items = items_of(source)
        rows = [row for row in items if isinstance(row, Row) and len(row.cells) > at]
        units = cleaning.cells.values("unit", {row.cells[at] for row in rows})
        sheet = source.header.row.location.sheet
        for row in items:
            if isinstance(row, Problem) or row.location.sheet != sheet or len(row.cells) <= at:
                left.append(row)
                continue
            unit = str(units.get(row.cells[at], ""))
            meant = [*row.cells[:at], unit, *row.cells[at + 1 :]]
            accepted = AcceptedRows()
            for each in understand([*source.above, Row(meant, row.location)], rules, None):
                if isinstance(each, Plain):
                    accepted.extend(each.tickets, each.rows)
            kept += accepted
            if not accepted:
                left.append(row)
        rest.append(tuple(left))
    return Cleaned(batch=Lists(kept), rest=tuple(rest), refused=refused)


def count(counting: Counting, options: NoOptions) -> Tally:
    """Count as the objects do."""
    return count_tickets(counting.tickets, counting.rules, counting.window)


ENGINE: AnyEngine = Engine(
    name="lists",
    summary="lists of cells",
    options=NoOptions,
    count=count,
    clean=clean,
    frame=scan_of,
    preferred=True,
)


GATHERING: AnyEngine = attrs.evolve(ENGINE, name="gathering", gathers=True, preferred=False)
"""The same engine, which takes the rows of files without columns as well."""


@hookimpl
def hotline_engines() -> Iterable[AnyEngine]:
    """Offer the engines."""
    yield ENGINE
    yield GATHERING
