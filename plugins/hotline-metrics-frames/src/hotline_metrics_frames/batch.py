"""Tickets that stand in checked columns; each is made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import overload

import attrs
import narwhals as nw

from hotline_metrics import Location, Rulebook, Ticket
from hotline_metrics.plugin import Accepted, Columns, TicketBatch, Window
from hotline_metrics_frames.checking import plain
from hotline_metrics_frames.counting import Judged, judge, overdue_most
from hotline_metrics_frames.engines import Backend, Frame, Values
from hotline_metrics_frames.keys import Words
from hotline_metrics_frames.moments import from_micro, from_seconds

SECONDS = ("received", "dispatched", "acknowledged", "closed")
MICROS = ("deadline", "extended_deadline")
FIXED = ("source", "row", "id", "tracks", "primary", *SECONDS, *MICROS)
"""Columns of a store that are no words."""


@attrs.frozen(kw_only=True, eq=False)
class ColumnBatch(TicketBatch):
    """A batch whose columns an engine keeps.

    Attributes:
        backend: the engine.
        store: the checked columns, all clean.
        size: how many rows.
        words: what codes mean.
        questions: the rulebook's questions.
        sources: where the rows stand.
        lines: what tells the physical line of a row, for each source.
    """

    backend: Backend
    store: Frame
    size: int
    words: Words
    questions: tuple[str, ...]
    sources: tuple[Columns, ...]
    lines: tuple[Callable[[int], int | None], ...]
    _judged: list[tuple[Rulebook, Window, Judged]] = attrs.field(
        factory=list, init=False, repr=False
    )

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Ticket]:
        for rows in self.backend.chunks(self._ordered(self.store)):
            for row in rows:
                yield self._accepted(row).ticket

    @overload
    def __getitem__(self, at: int) -> Ticket: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Ticket]: ...
    def __getitem__(self, at: int | slice) -> Ticket | Sequence[Ticket]:
        """Return a ticket, or several; to go through all of them, iterate."""
        if isinstance(at, slice):
            wanted = range(self.size)[at]
            found = {n: t for n, t in enumerate(self) if n in wanted}
            return [found[n] for n in wanted]
        place = range(self.size)[at]
        return next(ticket for number, ticket in enumerate(self) if number == place)

    def repeated(self) -> frozenset[str]:
        """Return the numbers that occur more than once."""
        return frozenset(map(str, self.backend.repeated(self.store)))

    def take(self, ids: Collection[str]) -> tuple[tuple[Accepted, ...], TicketBatch]:
        """Return the rows of some numbers as objects, and the batch without them."""
        found: list[Accepted] = []
        if ids:
            table = self.backend.table({"id": sorted(ids)})
            rows = self.backend.collect(self._ordered(self.store.join(table, on="id", how="semi")))
            found = [self._accepted(row) for row in rows]
        if not found:
            return (), self
        left = self.backend.together([self.store.join(table, on="id", how="anti")])
        return tuple(found), attrs.evolve(self, store=left, size=self.size - len(found))

    def places(self) -> Mapping[tuple[str, str], Location]:
        """Return where each ticket stands."""
        found = {}
        frame = self.store.select("id", "unit", "source", "row")
        for rows in self.backend.chunks(frame):
            for number, unit, source, row in rows:
                key = (str(number), str(self.words["unit"][_int(unit)]))
                found[key] = self._location(_int(source), _int(row))
        return found

    def latest_moment(self) -> datetime | None:
        """Return the latest time at which something happened to any ticket."""
        (row,) = self.backend.collect(
            self.store.select(*(nw.col(name).max().alias(name) for name in SECONDS))
        )
        latest = max((_int(value) for value in row if value is not None), default=None)
        return from_seconds(latest)

    def judged(self, rules: Rulebook, window: Window) -> Judged:
        """Return the columns with deadlines; counting and citing ask for the same, one by one."""
        for known, at, judged in self._judged:
            if known is rules and at == window:
                return judged
        judged = judge(self.store, self.words, rules, window, self.backend)
        self._judged[:] = [(rules, window, judged)]
        return judged

    def citable(self, rules: Rulebook, window: Window, wanted: Collection[str]) -> Iterable[Ticket]:
        """Return the overdue tickets from which the bulletin's are chosen."""
        judged = self.judged(rules, window)
        late = overdue_most(judged, rules, window, sorted(wanted), self.backend)
        return [
            self._accepted(row).ticket
            for source, rows in sorted(late.items())
            for row in self.backend.collect(
                self._ordered(
                    self.store.filter((nw.col("source") == source) & nw.col("row").is_in(rows))
                )
            )
        ]

    # --- one row -----------------------------------------------------------------------------
    def _ordered(self, frame: Frame) -> Frame:
        return frame.select(*FIXED, *(plain(column) for column in self.words))

    def _accepted(self, row: Values) -> Accepted:
        known = dict(zip((*FIXED, *self.words), row, strict=True))

        def word(column: str) -> object:
            return self.words[column][_int(known[column])]

        def moment(name: str) -> datetime | None:
            value = known[name]
            return from_seconds(None if value is None else _int(value))

        def deadline(name: str) -> datetime | None:
            value = known[name]
            return from_micro(None if value is None else _int(value))

        answers = {
            question: str(grade)
            for question in self.questions
            if (grade := word(f"question.{question}"))
        }
        category = (str(word("category")), str(word("subcategory")))
        co_units = word("co_units")
        ticket = Ticket(
            id=str(known["id"]),
            unit=str(word("unit")),
            received_at=moment("received"),
            dispatched_at=moment("dispatched"),
            acknowledged_at=moment("acknowledged"),
            deadline=deadline("deadline"),
            extended_deadline=deadline("extended_deadline"),
            closed_at=moment("closed"),
            category=tuple(filter(None, category)),
            kind=str(word("kind")),
            urgency=str(word("urgency")),
            channel=str(word("channel")),
            redo=_int(word("redo")),
            declined=_int(word("declined")),
            surveyed=bool(word("surveyed")) or bool(answers),
            answers=answers,
            co_units=co_units if isinstance(co_units, tuple) else (),
            primary=bool(known["primary"]),
            tracks_signing=bool(known["tracks"]),
        )
        lead = word("role")
        return Accepted(
            ticket,
            self._location(_int(known["source"]), _int(known["row"])),
            lead if isinstance(lead, bool) else None,
        )

    def _location(self, source: int, row: int) -> Location:
        return self.sources[source].location(row, self.lines[source](row))


def _int(value: object) -> int:
    assert isinstance(value, int)  # codes, counts and moments are  # noqa: S101
    return value
