"""One ticket of one unit counts once: repeats and conflicts, settled over all sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import attrs

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.problem import Location, Problem, ProblemKind
from hotline_metrics.domain.rulebook import OnConflict
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.domain.unit import Roster
from hotline_metrics.intake.accepted import AcceptedRows, Key
from hotline_metrics.intake.understand import Accepted


@attrs.frozen
class Settled:
    """What is left when repeats are settled.

    Attributes:
        kept: one row for each ticket of each unit.
        problems: one for each row that was not kept.
    """

    kept: AcceptedRows
    problems: tuple[Problem, ...]


def settle_repeats(rows: Iterable[Accepted], on_conflict: OnConflict = "reject") -> Settled:
    """Keep one row for each ticket of each unit, whatever the order of rows.

    Rows that say the same are one ticket; of rows that differ none is kept, or the latest
    where the rulebook says so.

    Args:
        rows: accepted rows of all sources.
        on_conflict: what to do with rows that differ.
    """
    found = AcceptedRows.of(rows)
    by_key: dict[Key, list[int]] = {}
    for number, places in found.repeated().items():
        for place in places:
            by_key.setdefault((number, found.tickets[place].unit), []).append(place)
    # Where a row stood, to where the one stands that is kept for it.
    instead: dict[int, int | None] = {}
    problems: list[Problem] = []
    for places in by_key.values():
        if len(places) > 1:
            ordered = sorted(places, key=lambda place: found.location(place).order)
            winner, of_these = _settle([found[place] for place in ordered], on_conflict)
            instead |= dict.fromkeys(places)
            instead[places[0]] = None if winner is None else ordered[winner]
            problems += of_these
    if instead:
        kept = (instead.get(place, place) for place in range(len(found)))
        found = found.select(place for place in kept if place is not None)
    return Settled(found, tuple(problems))


def _settle(twins: Sequence[Accepted], on_conflict: OnConflict) -> tuple[int | None, list[Problem]]:
    # The first row of each different content, in order of place.
    contents: list[int] = []
    for place, row in enumerate(twins):
        if not any(_same(row, twins[other]) for other in contents):
            contents.append(place)
    winner: int | None = contents[0]
    if len(contents) > 1:
        winner = _latest(twins, contents) if on_conflict == "latest" else None
    if winner is None:
        return None, [
            _problem(catalogue.TICKET_CONFLICTING, row, [t for t in twins if t is not row])
            for row in twins
        ]
    problems = []
    for place, row in enumerate(twins):
        if place != winner:
            same = _same(row, twins[winner])
            kind = catalogue.TICKET_REPEATED if same else catalogue.TICKET_SUPERSEDED
            problems.append(_problem(kind, row, [twins[winner]]))
    return winner, problems


def _same(one: Accepted, other: Accepted) -> bool:
    return one.ticket == other.ticket and one.lead == other.lead


def _latest(twins: Sequence[Accepted], contents: Iterable[int]) -> int | None:
    def moments(place: int) -> list[datetime]:
        return sorted(twins[place].ticket.moments, reverse=True)

    ordered = sorted(contents, key=moments, reverse=True)
    # Equally late contents leave nothing to choose by.
    return ordered[0] if moments(ordered[0]) != moments(ordered[1]) else None


def _problem(kind: ProblemKind, row: Accepted, others: Sequence[Accepted]) -> Problem:
    places = [_describe(other.location, row.location) for other in others]
    shown = ", ".join(places[:5]) + (f" (+{len(places) - 5})" if len(places) > 5 else "")
    return Problem(kind, row.location, {"other": shown, "others": shown})


def _describe(place: Location, seen_from: Location) -> str:
    near = (place.source, place.sheet) == (seen_from.source, seen_from.sheet)
    row = f"#{place.row}" if place.row is not None else place.path
    return row if near else " ".join(filter(None, (place.source, place.sheet, row)))


def choose_primaries(rows: Iterable[Accepted], roster: Roster | None) -> AcceptedRows:
    """Mark exactly one row of each ticket as primary.

    The one marked as the lead's, else the earliest dispatched, else the first in the roster.

    Args:
        rows: one for each ticket of each unit.
        roster: gives the order of units; without one it is their names'.
    """
    found = AcceptedRows.of(rows)
    by_number = found.repeated()
    if not by_number:
        return found
    positions: Mapping[str, int] = roster.positions if roster else {}

    def rank(place: int) -> tuple[bool, bool, datetime, int, str]:
        lead, ticket = found.lead(place), found.tickets[place]
        position = positions.get(ticket.unit, len(positions))
        return (lead is not True, lead is False, ticket.assigned_at, position, ticket.unit)

    order: list[int] = []
    others: dict[int, Ticket] = {}
    for place, ticket in enumerate(found.tickets):
        lines = by_number.get(ticket.id)
        if lines is None:
            order.append(place)
            continue
        # All lines of a ticket follow its first.
        first = min(lines, key=rank)
        for line in lines if place == lines[0] else ():
            if line != first:
                others[len(order)] = attrs.evolve(found.tickets[line], primary=False)
            order.append(line)
    return found.select(order).with_tickets(others)
