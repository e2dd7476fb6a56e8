"""Sources whose cells stand in columns: what an engine may read at its own speed.

An engine of columns converts the rows that are provably clean and hands every other row to the
converters of the objects. It never judges: what a cell means it asks :class:`CleanCells`, which
is the objects' own converters, once for each different cell.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
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
from hotline_metrics.intake.scan import Columns
from hotline_metrics.intake.source import Cell, Row
from hotline_metrics.intake.understand import Accepted, RowReader
from hotline_metrics.message import Message

TIMES = ("received", "dispatched", "acknowledged", "closed", "deadline", "extended_deadline")
"""Columns that hold moments."""


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
