"""All rows that became tickets, held in columns: an object for each would cost as much again."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from hotline_metrics.domain.problem import Location
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.intake.source import Row
from hotline_metrics.intake.understand import Accepted

Key = tuple[str, str]
"""Ticket number and unit."""


class AcceptedRows:
    """Rows that became tickets, in order; an :class:`Accepted` is made when it is asked for.

    Args:
        rows: the first of them.

    Attributes:
        tickets: their tickets.
    """

    def __init__(self, rows: Iterable[Accepted] = ()) -> None:
        """Begin with some rows."""
        self.tickets: list[Ticket] = []
        self._starts: list[Location] = []
        self._below = array("q")
        # Rows that have more to say than their ticket and their place.
        self._whole: dict[int, Accepted] = {}
        self._repeated: Mapping[str, Sequence[int]] | None = None
        for row in rows:
            self.append(row)

    @classmethod
    def of(cls, rows: Iterable[Accepted]) -> AcceptedRows:
        """Return rows in columns, themselves if that is what they are."""
        return rows if isinstance(rows, cls) else cls(rows)

    def append(self, row: Accepted) -> None:
        """Add a row."""
        self._repeated = None
        self._whole[len(self)] = row
        self.tickets.append(row.ticket)
        self._starts.append(row.location)
        self._below.append(0)

    def extend(self, tickets: Sequence[Ticket], rows: Sequence[Row]) -> None:
        """Add rows that have nothing to say but their tickets and their places.

        Args:
            tickets: the tickets.
            rows: where they come from, one for each.
        """
        self._repeated = None
        self.tickets += tickets
        self._starts += [row.start for row in rows]
        self._below.extend([row.below for row in rows])

    def __len__(self) -> int:
        return len(self.tickets)

    def __iter__(self) -> Iterator[Accepted]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, place: int) -> Accepted:
        whole = self._whole.get(place)
        return whole or Accepted(self.tickets[place], self.location(place))

    def lead(self, place: int) -> bool | None:
        """Return whether one of them says it is the lead's line."""
        whole = self._whole.get(place)
        return whole.lead if whole else None

    def location(self, place: int) -> Location:
        """Return where one of them stands."""
        start, below = self._starts[place], self._below[place]
        return start.below(below) if below else start

    def repeated(self) -> Mapping[str, Sequence[int]]:
        """Return the numbers that stand on several rows, with these rows' places, in order."""
        if self._repeated is None:
            numbers = [ticket.id for ticket in self.tickets]
            found: dict[str, list[int]] = {}
            if len(set(numbers)) < len(numbers):
                times = Counter(numbers)
                for place, number in enumerate(numbers):
                    if times[number] > 1:
                        found.setdefault(number, []).append(place)
            self._repeated = found
        return self._repeated

    def select(self, places: Iterable[int]) -> AcceptedRows:
        """Return some of them, in the order asked for."""
        chosen = AcceptedRows()
        for place in places:
            whole = self._whole.get(place)
            if whole is not None:
                chosen._whole[len(chosen)] = whole
            chosen.tickets.append(self.tickets[place])
            chosen._starts.append(self._starts[place])
            chosen._below.append(self._below[place])
        return chosen

    def with_tickets(self, changed: Mapping[int, Ticket]) -> AcceptedRows:
        """Return the same rows, with more known of some of their tickets.

        Args:
            changed: place of a row to its ticket.
        """
        rows = self.select(range(len(self)))
        for place, ticket in changed.items():
            rows.tickets[place] = ticket
            if place in rows._whole:
                whole = rows._whole[place]
                rows._whole[place] = attrs.evolve(whole, ticket=ticket)
        return rows

    def places(self) -> Mapping[Key, Location]:
        """Return where each ticket stands, by number and unit."""
        return _Places(self)

    def narratives(self) -> Mapping[Key, Mapping[str, str]]:
        """Return heading to wording of each ticket that has any, by number and unit."""
        return {
            (row.ticket.id, row.ticket.unit): row.narrative
            for row in self._whole.values()
            if row.narrative
        }


class _Places(Mapping[Key, Location]):
    """Where tickets stand, worked out when it is first asked for; most runs never ask."""

    def __init__(self, rows: AcceptedRows) -> None:
        self._rows = rows
        self._found: dict[Key, int] = {}

    @property
    def _by_key(self) -> Mapping[Key, int]:
        if len(self._found) < len(self._rows):
            keys = ((ticket.id, ticket.unit) for ticket in self._rows.tickets)
            self._found = {key: place for place, key in enumerate(keys)}
        return self._found

    def __getitem__(self, key: Key) -> Location:
        return self._rows.location(self._by_key[key])

    def __iter__(self) -> Iterator[Key]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._rows)
