"""What changed between two versions of a report, and which tickets changed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

import attrs

from hotline_metrics.domain.figure import Figure
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.figures.names import figures_by_name
from hotline_metrics.figures.report import MonthlyReport

Reason = Literal["added", "withdrawn", "other-unit", "call-back", "closing", "other"]
"""Why a ticket counts differently: new, gone, handled by another unit, rated later, closed or
reopened, anything else."""


@attrs.frozen(kw_only=True)
class FigureChange:
    """A figure that is not what it was.

    Attributes:
        name: such as ``units/郭楼街道/overdue``.
        before: what it was; ``None`` also where there was none.
        after: what it is.
    """

    name: str
    before: Figure | Decimal
    after: Figure | Decimal


@attrs.frozen(kw_only=True)
class TicketChange:
    """A ticket that is not what it was.

    Attributes:
        id: its number.
        units: the units it was and is handled by.
        reason: what happened to it.
        fields: what differs.
    """

    id: str
    units: tuple[str, ...]
    reason: Reason
    fields: tuple[str, ...] = ()


def compare_reports(old: MonthlyReport, new: MonthlyReport) -> tuple[FigureChange, ...]:
    """Return every figure that differs, in the order of the new report.

    Rates count as different when numerator or sample differ, even if they print alike.
    """
    before, after = figures_by_name(old), figures_by_name(new)
    names = dict.fromkeys((*after, *before))
    return tuple(
        FigureChange(name=name, before=before.get(name), after=after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )


def compare_tickets(old: Iterable[Ticket], new: Iterable[Ticket]) -> tuple[TicketChange, ...]:
    """Return every ticket that differs, by number.

    Args:
        old: the tickets that the old report was counted from.
        new: those of the new one.
    """
    before, after = _by_id(old), _by_id(new)
    return tuple(
        change
        for number in sorted(before.keys() | after.keys())
        for change in _changes(number, before.get(number, {}), after.get(number, {}))
    )


def _by_id(tickets: Iterable[Ticket]) -> dict[str, dict[str, Ticket]]:
    found: dict[str, dict[str, Ticket]] = {}
    for ticket in tickets:
        found.setdefault(ticket.id, {})[ticket.unit] = ticket
    return found


def _changes(number: str, old: dict[str, Ticket], new: dict[str, Ticket]) -> Iterator[TicketChange]:
    gone = sorted(old.keys() - new.keys())
    come = sorted(new.keys() - old.keys())
    if gone and come:
        yield TicketChange(id=number, units=(*gone, *come), reason="other-unit", fields=("unit",))
    elif gone:
        yield TicketChange(id=number, units=tuple(gone), reason="withdrawn")
    elif come:
        yield TicketChange(id=number, units=tuple(come), reason="added")
    for unit in sorted(old.keys() & new.keys()):
        if old[unit] != new[unit]:
            fields = tuple(
                field.name
                for field in attrs.fields(Ticket)
                if getattr(old[unit], field.name) != getattr(new[unit], field.name)
            )
            yield TicketChange(id=number, units=(unit,), reason=_reason(fields), fields=fields)


def _reason(fields: tuple[str, ...]) -> Reason:
    if "closed_at" in fields:
        return "closing"
    return "call-back" if set(fields) & {"answers", "surveyed"} else "other"
