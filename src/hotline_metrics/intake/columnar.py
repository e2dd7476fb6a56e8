"""Sources whose cells stand in columns: what an engine may read at its own speed.

An engine of columns converts the rows that are provably clean and hands every other row to the
converters of the objects. It never judges: what a cell means it asks :class:`CleanCells`, which
is the objects' own converters, once for each different cell.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import overload

import attrs

from hotline_metrics.domain.period import Window
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import LimitUnit, Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.domain.unit import Roster
from hotline_metrics.errors import CalendarCoverageError
from hotline_metrics.intake.accepted import Key
from hotline_metrics.intake.cells import Refused
from hotline_metrics.intake.columns import SEARCHED, Header, looks_like_header, read_header
from hotline_metrics.intake.source import Cell, Row
from hotline_metrics.intake.understand import Accepted, RowReader
from hotline_metrics.message import Message

TIMES = ("received", "dispatched", "acknowledged", "closed", "deadline", "extended_deadline")
"""Columns that hold moments."""

ID = re.compile(r"[0-9A-Za-z_-]+")
"""Ticket numbers that are read as they stand, unless they look like a spoilt number (2.3E+17)."""


@attrs.frozen(kw_only=True)
class TextFile:
    """A file of separated text that a column reader may split, if it does so as the importer does.

    Attributes:
        path: the file.
        encoding: its encoding, as the importer found it.
        delimiter: one character.
    """

    path: Path
    encoding: str
    delimiter: str


@attrs.frozen(kw_only=True, eq=False)
class Records:
    """Rows below a header that an engine may gather into columns itself, some at a time.

    Attributes:
        items: yields them once, in order, and the problems between them. Rows may be of another
            sheet, narrower or wider than the header, and their cells of different types.
    """

    items: Iterator[Row | Problem] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Scan:
    """A source as columns, offered by an importer to engines.

    Attributes:
        name: the source's name, for locations.
        head: its first rows as the importer reads them, header included: all of a short source,
            or as many as are searched for the header. With a ``table`` that is no file, the
            header alone.
        table: a :class:`TextFile`, or columns that the engine knows: a frame or a relation of
            some library, whose first record follows the header. Where an importer offers no
            scan it may be :class:`Records`.
        rows: gives the records of some numbers, in order, or for ``None`` of all, exactly as the
            importer's ``read`` yields them; without it they are made of the table's own values.
        problems: what ``read`` would say beside its rows.
    """

    name: str
    head: tuple[Row, ...]
    table: object
    rows: Callable[[Sequence[int] | None], Iterable[Row]] | None = attrs.field(
        default=None, eq=False, repr=False
    )
    problems: tuple[Problem, ...] = ()


def is_frame(given: object) -> bool:
    """Tell whether something has columns: a dataframe, a relation, a table."""
    return hasattr(type(given), "columns") and not isinstance(given, Sequence)


@attrs.frozen(kw_only=True)
class Columns:
    """A scan whose header is known.

    Attributes:
        scan: the scan.
        header: which column stands where.
        above: rows above the first record, header included, and problems among them.
    """

    scan: Scan
    header: Header
    above: tuple[Row | Problem, ...]

    @property
    def first(self) -> int:
        """Number of the first record below the header."""
        return (self.header.row.location.row or len(self.above)) + 1

    def location(self, row: int, line: int | None = None) -> Location:
        """Return where a record stands, as the importer would say it.

        Args:
            row: its number.
            line: the physical line it begins on, in a file of text.
        """
        return attrs.evolve(self.header.row.location, row=row, line=line)


def find_columns(scan: Scan, known: Mapping[str, str]) -> Columns | None:
    """Return a scan with its header, or ``None`` where columns would be read differently.

    Args:
        scan: what the importer offers.
        known: heading to canonical column.
    """
    above: list[Row] = []
    for number, row in enumerate(scan.head[:SEARCHED], start=1):
        above.append(row)
        here = row.location
        # A cell with a line break, or a record that could not be split, shifts the count.
        if here.row != number or here.line not in {None, number}:
            return None
        if looks_like_header(row, known):
            header = read_header(row, known)
            found = Columns(scan=scan, header=header, above=tuple(above))
            return found if header.is_usable else None
    return None


def gather_below(
    name: str, items: Iterator[Row | Problem], known: Mapping[str, str]
) -> tuple[Columns | None, Iterator[Row | Problem]]:
    """Return rows as records below their header, and those same rows as they come.

    Args:
        name: the source's name.
        items: what its importer yields.
        known: heading to canonical column.

    Returns:
        The records, or ``None`` where the first sheet has no header that can be used; and the
        rows, of which either may be gone through once.
    """
    above: list[Row | Problem] = []
    sheet: tuple[str, str] | None = None
    searched = 0
    for item in items:
        above.append(item)
        if isinstance(item, Problem):
            continue
        here = item.location
        sheet = sheet or (here.source, here.sheet)
        searched += 1
        if sheet != (here.source, here.sheet) or searched > SEARCHED:
            break
        if looks_like_header(item, known):
            header = read_header(item, known)
            # What is placed otherwise is told row by row.
            if not header.is_usable or here.row is None or here.path or here.line is not None:
                break
            scan = Scan(name=name, head=(), table=Records(items=items))
            return Columns(scan=scan, header=header, above=tuple(above)), chain(above, items)
    return None, chain(above, items)


class CleanCells:
    """The converters of the objects, asked once for each different cell.

    Args:
        rules: what words mean.
        roster: the units, or ``None``.
    """

    def __init__(self, rules: Rulebook, roster: Roster | None) -> None:
        """Take the converters of one rulebook and roster."""
        self.rules = rules
        self._reader = RowReader(rules, roster)
        self._renamed = {old.name for each in roster or () for old in each.former}

    def values(self, column: str, cells: Iterable[Cell]) -> dict[Cell, object]:
        """Return what cells of a column mean; one that is not clean by itself is left out.

        Args:
            column: a canonical column that holds words or counts.
            cells: different cells.
        """
        convert = self._reader.converters[column]
        found: dict[Cell, object] = {}
        for cell in cells:
            try:
                value = convert(cell)
                if column == "unit":
                    name = str(value)
                    # What a name means that was another unit's depends on the day.
                    if name in self._renamed:
                        continue
                    value = self._reader.unit(name, None)
            except Refused:
                continue
            found[cell] = value
        return found

    def id_days(self, heads: Iterable[str]) -> dict[str, date | None]:
        """Return the day in the head of ticket numbers; ``None`` where it holds none.

        Args:
            heads: the first :attr:`id_head` characters of different numbers.
        """
        return {head: self._reader.id_time.day_of_head(head) for head in heads}

    @property
    def id_head(self) -> int:
        """How many characters at the start of a ticket number hold its day; 0 for none."""
        return self._reader.id_time.day_length if self.rules.intake.id_time else 0

    @property
    def _limits(self) -> list[tuple[LimitUnit, int]]:
        policy = self.rules.deadline
        limits: list[tuple[LimitUnit, int]] = [(rule.unit, rule.limit) for rule in policy.rules]
        return limits + [(e.unit, e.limit) for e in (policy.acknowledge, policy.quick) if e]

    @property
    def counts_working_days(self) -> bool:
        """Whether any limit of the rulebook is in working days."""
        return any(unit == "working_days" for unit, _ in self._limits)

    def has_plain_calendar(self, day: date) -> bool:
        """Tell whether limits that begin on a day are counted without a remark.

        Args:
            day: a day on which tickets were received or dispatched.
        """
        for unit, limit in self._limits:
            if unit != "working_days":
                continue
            try:
                end = self.rules.calendar.add_workdays(day, limit)
            except CalendarCoverageError:
                return False
            if not all(self.rules.calendar.covers(year) for year in (day.year, end.year)):
                return False
        return True


@attrs.frozen(kw_only=True)
class Cleaning:
    """What an engine of columns is asked to read.

    Attributes:
        sources: the sources.
        cells: what cells mean.
        progress: is told how many rows have been read.
    """

    sources: tuple[Columns, ...]
    cells: CleanCells
    progress: Callable[[int], None] | None = None


class TicketBatch(Sequence[Ticket]):
    """Tickets that stand in columns; a ticket is made when it is asked for.

    What an engine keeps of the rows that were clean. Every ticket is primary, since no number
    occurs twice.
    """

    @abstractmethod
    def repeated(self) -> frozenset[str]:
        """Return the numbers that occur more than once, or seem to; before they are taken out."""

    @abstractmethod
    def take(self, ids: Collection[str]) -> tuple[tuple[Accepted, ...], TicketBatch]:
        """Return the rows of some numbers as objects, and the batch without them.

        Args:
            ids: ticket numbers, whether they occur or not.
        """

    @abstractmethod
    def places(self) -> Mapping[Key, Location]:
        """Return where each ticket stands, by number and unit."""

    @abstractmethod
    def latest_moment(self) -> datetime | None:
        """Return the latest time at which something happened to any ticket."""

    @abstractmethod
    def citable(self, rules: Rulebook, window: Window, wanted: Collection[str]) -> Iterable[Ticket]:
        """Return at least the overdue tickets from which the bulletin's are chosen.

        For each unit those that are urgent, else those most days late, all of the latest; and
        those that are wanted.

        Args:
            rules: the rulebook.
            window: the period, and the moment open tickets are judged at.
            wanted: ticket numbers the clerk wants cited.
        """

    @overload
    def __getitem__(self, at: int) -> Ticket: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Ticket]: ...
    @abstractmethod
    def __getitem__(self, at: int | slice) -> Ticket | Sequence[Ticket]:
        """Return a ticket, or several."""


@attrs.frozen(kw_only=True)
class Cleaned:
    """What an engine of columns read.

    Attributes:
        batch: the clean rows of all sources.
        rest: for each source, the rows that are not provably clean, in order, and the problems
            between them.
        refused: for each source that cannot be split as the importer does, its place among the
            sources and why; it is in neither of the others.
    """

    batch: TicketBatch
    rest: tuple[tuple[Row | Problem, ...], ...]
    refused: Mapping[int, Message] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class MixedTickets(Sequence[Ticket]):
    """Tickets of columns, then those that are objects."""

    batch: TicketBatch
    others: tuple[Ticket, ...]

    def __len__(self) -> int:
        return len(self.batch) + len(self.others)

    def __iter__(self) -> Iterator[Ticket]:
        yield from self.batch
        yield from self.others

    @overload
    def __getitem__(self, at: int) -> Ticket: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Ticket]: ...
    def __getitem__(self, at: int | slice) -> Ticket | Sequence[Ticket]:
        """Return a ticket, or several."""
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        place = range(len(self))[at]
        inside = len(self.batch)
        return self.batch[place] if place < inside else self.others[place - inside]


class MixedPlaces(Mapping[Key, Location]):
    """Where tickets stand: of the objects at once, of the columns when it is first asked for.

    Args:
        batch: the tickets of columns.
        others: where the others stand.
    """

    def __init__(self, batch: TicketBatch, others: Mapping[Key, Location]) -> None:
        """Remember both."""
        self._batch = batch
        self._others = others
        self._inside: Mapping[Key, Location] | None = None

    def _all(self) -> Mapping[Key, Location]:
        if self._inside is None:
            self._inside = self._batch.places()
        return self._inside

    def __getitem__(self, key: Key) -> Location:
        found = self._others.get(key)
        return found if found is not None else self._all()[key]

    def __iter__(self) -> Iterator[Key]:
        yield from self._others
        yield from self._all()

    def __len__(self) -> int:
        return len(self._others) + len(self._batch)
