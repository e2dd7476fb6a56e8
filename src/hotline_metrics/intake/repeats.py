"""One ticket of one unit counts once: repeats and conflicts, settled over all sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import attrs

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.problem import Location, Problem, ProblemKind
from hotline_metrics.domain.rulebook import OnConflict
from hotline_metrics.domain.unit import Roster
from hotline_metrics.intake.understand import Accepted

Key = tuple[str, str]
"""Ticket number and unit."""


@attrs.frozen
class Settled:
    """What is left when repeats are settled.

    Attributes:
        kept: one row for each ticket of each unit.
        problems: one for each row that was not kept.
    """

    kept: tuple[Accepted, ...]
    problems: tuple[Problem, ...]


def settle_repeats(rows: Iterable[Accepted], on_conflict: OnConflict = "reject") -> Settled:
    """Keep one row for each ticket of each unit, whatever the order of rows.

    Rows that say the same are one ticket; of rows that differ none is kept, or the latest
    where the rulebook says so.

    Args:
        rows: accepted rows of all sources.
        on_conflict: what to do with rows that differ.
    """
    by_key: dict[Key, list[Accepted]] = {}
    for row in rows:
        by_key.setdefault((row.ticket.id, row.ticket.unit), []).append(row)
    kept: list[Accepted] = []
    problems: list[Problem] = []
    for twins in by_key.values():
        if len(twins) == 1:
            kept.append(twins[0])
            continue
        twins.sort(key=_place)
        winner, found = _settle(twins, on_conflict)
        kept += [winner] if winner else []
        problems += found
    return Settled(tuple(kept), tuple(problems))


def _settle(
    twins: Sequence[Accepted], on_conflict: OnConflict
) -> tuple[Accepted | None, list[Problem]]:
    # The first row of each different content, in order of place.
    contents: list[Accepted] = []
    for row in twins:
        if not any(_same(row, other) for other in contents):
            contents.append(row)
    winner: Accepted | None = contents[0]
    if len(contents) > 1:
        winner = _latest(contents) if on_conflict == "latest" else None
    if winner is None:
        return None, [
            _problem(catalogue.TICKET_CONFLICTING, row, [t for t in twins if t is not row])
            for row in twins
        ]
    problems = []
    for row in twins:
        if row is winner:
            continue
        same = _same(row, winner)
        kind = catalogue.TICKET_REPEATED if same else catalogue.TICKET_SUPERSEDED
        problems.append(_problem(kind, row, [winner]))
    return winner, problems


def _same(one: Accepted, other: Accepted) -> bool:
    return one.ticket == other.ticket and one.lead == other.lead


def _latest(contents: Sequence[Accepted]) -> Accepted | None:
    def moments(row: Accepted) -> list[datetime]:
        return sorted(row.ticket.moments, reverse=True)

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


def _place(row: Accepted) -> tuple[str, str, int, int, str]:
    return row.location.order


def choose_primaries(rows: Iterable[Accepted], roster: Roster | None) -> list[Accepted]:
    """Mark exactly one row of each ticket as primary.

    The one marked as the lead's, else the earliest dispatched, else the first in the roster.

    Args:
        rows: one for each ticket of each unit.
        roster: gives the order of units; without one it is their names'.
    """
    positions: Mapping[str, int] = roster.positions if roster else {}
    by_id: dict[str, list[Accepted]] = {}
    for row in rows:
        by_id.setdefault(row.ticket.id, []).append(row)

    def rank(row: Accepted) -> tuple[bool, bool, datetime, int, str]:
        unit = row.ticket.unit
        place = positions.get(unit, len(positions))
        return (row.lead is not True, row.lead is False, row.ticket.assigned_at, place, unit)

    marked: list[Accepted] = []
    for lines in by_id.values():
        first = lines[0] if len(lines) == 1 else min(lines, key=rank)
        marked += [row if row is first else _secondary(row) for row in lines]
    return marked


def _secondary(row: Accepted) -> Accepted:
    return attrs.evolve(row, ticket=attrs.evolve(row.ticket, primary=False))
