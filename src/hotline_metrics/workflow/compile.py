"""Tickets into the report of a period."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time
from functools import partial
from itertools import chain

import attrs

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.exclusion import Exclusion
from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import DEFAULT_PRESET, Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.domain.unit import Roster
from hotline_metrics.figures.citation import cite_tickets
from hotline_metrics.figures.compile import report_tally
from hotline_metrics.figures.exclusion import Remaining, exclude
from hotline_metrics.figures.report import Exclusions, MonthlyReport, RowCount
from hotline_metrics.figures.tally import Tally, count_tickets, latest_moment
from hotline_metrics.intake.columnar import MixedTickets, TicketBatch
from hotline_metrics.intake.intake import Intake
from hotline_metrics.intake.scan import is_frame
from hotline_metrics.plugin.calls import count_with
from hotline_metrics.plugin.options import make_options
from hotline_metrics.plugin.registry import Registry, default_registry
from hotline_metrics.plugin.specs import Counting
from hotline_metrics.workflow.read import read_tickets


def compile_report(
    tickets: Intake | Iterable[Ticket] | object,
    period: str | Period,
    *,
    rules: Rulebook | None = None,
    roster: Roster | None = None,
    history: Iterable[MonthlyReport] = (),
    as_of: datetime | None = None,
    cite: Collection[str] = (),
    exclusions: Iterable[Exclusion] = (),
    engine: str | None = None,
    engine_options: object = None,
    registry: Registry | None = None,
) -> MonthlyReport:
    """Compile the report of a period from tickets.

    Args:
        tickets: what :func:`read_tickets` returned, tickets of your own, or a dataframe that an
            installed engine knows.
        period: such as ``2023-10``, ``2023-Q4`` or ``2023-W40``.
        rules: the rulebook; ``plain`` by default.
        roster: the units; by default the one the tickets were read with.
        history: earlier reports, for comparisons and streaks.
        as_of: the moment open tickets are judged at; by default the latest time in the tickets.
        cite: numbers of the overdue tickets that the clerk wants cited.
        exclusions: what approved decisions leave out; the report keeps the figures before.
        engine: which engine counts; by default the one that read the tickets.
        engine_options: the engine's own options, or values by name.
        registry: where engines come from; by default what is installed.

    Raises:
        CalendarCoverageError: a deadline falls into a year the calendar does not know.
        UnknownFormat: there is no such engine.
    """
    period = Period.parse(period)
    rules = rules or Rulebook.preset(DEFAULT_PRESET)
    registry = registry or default_registry()
    if is_frame(tickets):
        tickets = read_tickets(
            tickets,
            rules=rules,
            roster=roster,
            engine=engine,
            engine_options=engine_options,
            registry=registry,
        )
    intake = tickets if isinstance(tickets, Intake) else None
    known = intake.tickets if intake else tuple(tickets)  # type: ignore[arg-type]
    if roster is None and intake:
        roster = intake.roster
    counter = registry.engine(engine or (intake.engine if intake else "objects"))
    own = intake is not None and intake.engine == counter.name
    past = tuple(history)
    register = tuple(exclusions)
    columns, objects = _apart(known, {each.id for each in register}, own=own)
    moments = (latest_moment(objects), columns.latest_moment() if columns else None)
    latest = max((moment for moment in moments if moment), default=None)
    window = Window(period, as_of or latest or datetime.combine(period.last, time.max))

    def count(some: Iterable[Ticket]) -> Tally:
        counting = Counting(tickets=some, rules=rules, window=window)
        return count_with(counter, counting, make_options(counter, engine_options))

    inside = count(columns) if columns else None
    # Few rows are not worth an engine's start.
    count_objects = partial(count_tickets, rules=rules, window=window) if columns else count
    whole = _added(inside, count_objects(objects))
    rows = RowCount(
        read=intake.read if intake else len(known),
        accepted=len(known),
        rejected=intake.rejected if intake else 0,
        in_period=whole.number(rules.by),
    )
    remaining = exclude(objects, register)
    citable = columns.citable(rules, window, cite) if columns else ()
    report = report_tally(
        _added(inside, count_objects(remaining.tickets)) if remaining.applied else whole,
        window,
        rules,
        roster=roster,
        history=past,
        rows=rows,
        cited=cite_tickets(chain(citable, remaining.tickets), rules, window, cite),
    )
    if remaining.applied:
        before = report_tally(whole, window, rules, roster=roster)
        report = attrs.evolve(report, exclusions=_exclusions(remaining, objects, before))
    unused = (
        Problem(catalogue.EXCLUSION_UNUSED, Location(source=""), {"ticket": each.id})
        for each in remaining.unused
    )
    return attrs.evolve(report, notices=(*report.notices, *unused))


def _apart(
    known: Sequence[Ticket], named: Collection[str], *, own: bool
) -> tuple[TicketBatch | None, tuple[Ticket, ...]]:
    """Return the tickets that an engine may count as columns, and the others.

    Args:
        known: all tickets.
        named: numbers that decisions are about; these tickets are wanted as objects.
        own: whether the columns are those of the engine that counts.
    """
    if not (own and isinstance(known, MixedTickets)):
        return None, tuple(known)
    rows, batch = known.batch.take(named) if named else ((), known.batch)
    return batch, (*known.others, *(row.ticket for row in rows))


def _added(inside: Tally | None, objects: Tally) -> Tally:
    return inside + objects if inside else objects


def _exclusions(remaining: Remaining, known: Iterable[Ticket], before: MonthlyReport) -> Exclusions:
    concerned = {
        ticket.unit for each in remaining.applied for ticket in known if each.concerns(ticket)
    }
    return Exclusions(
        applied=remaining.applied,
        totals=before.totals,
        units=tuple(line for line in before.units if line.unit in concerned),
    )
