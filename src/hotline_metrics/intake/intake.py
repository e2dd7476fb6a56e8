"""The intake: every row of all sources, as tickets or with the reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from hotline_metrics.domain.manifest import Input
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.domain.unit import Roster
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.intake.accepted import AcceptedRows, Key
from hotline_metrics.intake.bulk import Plain
from hotline_metrics.intake.columnar import MixedPlaces, MixedTickets, TicketBatch
from hotline_metrics.intake.repeats import choose_primaries, settle_repeats
from hotline_metrics.intake.same_request import mark_repeats
from hotline_metrics.intake.sheets import understand
from hotline_metrics.intake.source import AsRead, Row
from hotline_metrics.intake.understand import Accepted, Rejected


@attrs.frozen(kw_only=True)
class Intake:
    """What became of all rows; ``read`` is ``accepted`` plus ``rejected``.

    Attributes:
        tickets: one for each accepted row; those of an engine of columns are made when asked for.
        problems: everything that was found, in order of place.
        read: records below the headers.
        rejected: records that became no ticket.
        roster: the units that names were checked against, if there were any.
        places: where each ticket stands, by number and unit.
        inputs: the sources, for the manifest.
        sources: the files that these are, as they were when they were read.
        engine: which engine read them, and so counts them at its speed.
        remarks: what is worth knowing about the reading itself; it changes no figure.
        narratives: heading to wording of each ticket, by number and unit, as far as the rulebook
            opens columns; not masked yet.
    """

    tickets: Sequence[Ticket]
    problems: tuple[Problem, ...]
    read: int
    rejected: int
    roster: Roster | None = None
    places: Mapping[Key, Location] = attrs.field(factory=dict, hash=False, repr=False)
    inputs: tuple[Input, ...] = ()
    sources: tuple[AsRead, ...] = ()
    engine: str = "objects"
    remarks: tuple[Problem, ...] = ()
    narratives: Mapping[Key, Mapping[str, str]] = attrs.field(factory=dict, hash=False, repr=False)

    @property
    def accepted(self) -> int:
        """Records that became tickets."""
        return len(self.tickets)

    def require_clean(self) -> Intake:
        """Return this intake, or raise if a row was rejected.

        Raises:
            UnreadableSource: with every problem.
        """
        errors = tuple(problem for problem in self.problems if problem.severity == "error")
        if errors or self.rejected:
            raise UnreadableSource(
                f"{self.read} 行中有 {self.rejected} 行未能读成工单",
                f"{self.rejected} of {self.read} rows are no tickets",
                problems=errors,
            )
        return self


def settle_intake(
    rows: Iterable[Row | Problem],
    rules: Rulebook,
    roster: Roster | None = None,
    more: Mapping[str, tuple[str, ...]] | None = None,
) -> Intake:
    """Understand the rows of all sources and settle what repeats.

    Args:
        rows: what importers yield, one source after another.
        rules: what headings and words mean.
        roster: the units; without one every name is taken as it stands.
        more: headings that importers add for their systems.
    """
    understood = _understand(rows, rules, roster, more)
    settled = settle_repeats(understood.accepted, rules.intake.on_conflict)
    kept = mark_repeats(choose_primaries(settled.kept, roster), rules.repeats)
    return Intake(
        tickets=tuple(kept.tickets),
        problems=tuple(sorted((*understood.problems, *settled.problems), key=_order)),
        read=understood.rejected + len(understood.accepted),
        rejected=understood.rejected + len(settled.problems),
        roster=roster,
        places=kept.places(),
        narratives=kept.narratives(),
    )


def settle_columns(
    batch: TicketBatch,
    rest: Iterable[Row | Problem],
    rules: Rulebook,
    roster: Roster | None = None,
    more: Mapping[str, tuple[str, ...]] | None = None,
) -> Intake:
    """Understand the rows that an engine of columns left, and settle what repeats.

    Every twin of a repeated number becomes an object, wherever it stood, so that repeats are
    settled by one rule.

    Args:
        batch: the clean rows of all sources.
        rest: every other row, one source after another, each with its header.
        rules: what headings and words mean.
        roster: the units; without one every name is taken as it stands.
        more: headings that importers add for their systems.
    """
    understood = _understand(rest, rules, roster, more)
    read = understood.rejected + len(understood.accepted) + len(batch)
    twins, batch = batch.take(
        {ticket.id for ticket in understood.accepted.tickets} | batch.repeated()
    )
    settled = settle_repeats((*understood.accepted, *twins), rules.intake.on_conflict)
    kept = choose_primaries(settled.kept, roster)
    return Intake(
        tickets=MixedTickets(batch, tuple(kept.tickets)),
        problems=tuple(sorted((*understood.problems, *settled.problems), key=_order)),
        read=read,
        rejected=understood.rejected + len(settled.problems),
        roster=roster,
        places=MixedPlaces(batch, kept.places()),
    )


@attrs.frozen
class _Understood:
    accepted: AcceptedRows
    problems: Sequence[Problem]
    rejected: int


def _understand(
    rows: Iterable[Row | Problem],
    rules: Rulebook,
    roster: Roster | None,
    more: Mapping[str, tuple[str, ...]] | None,
) -> _Understood:
    accepted = AcceptedRows()
    problems: list[Problem] = []
    rejected = 0
    for outcome in understand(rows, rules, roster, more):
        if isinstance(outcome, Plain):
            accepted.extend(outcome.tickets, outcome.rows)
        elif isinstance(outcome, Accepted):
            accepted.append(outcome)
            problems += outcome.notices
        elif isinstance(outcome, Rejected):
            rejected += 1
            problems += outcome.problems
        else:
            problems.append(outcome.problem)
    return _Understood(accepted, problems, rejected)


def _order(problem: Problem) -> tuple[tuple[str, str, int, int, str], str]:
    return problem.order
