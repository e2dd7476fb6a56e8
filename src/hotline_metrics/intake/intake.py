"""The intake: every row of all sources, as tickets or with the reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from hotline_metrics.domain.manifest import Input
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.domain.unit import Roster
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.intake.accepted import AcceptedRows, Key
from hotline_metrics.intake.bulk import Plain
from hotline_metrics.intake.repeats import choose_primaries, settle_repeats
from hotline_metrics.intake.same_request import mark_repeats
from hotline_metrics.intake.sheets import understand
from hotline_metrics.intake.source import Row
from hotline_metrics.intake.understand import Accepted, Rejected


@attrs.frozen(kw_only=True)
class Intake:
    """What became of all rows; ``read`` is ``accepted`` plus ``rejected``.

    Attributes:
        tickets: one for each accepted row.
        problems: everything that was found, in order of place.
        read: records below the headers.
        rejected: records that became no ticket.
        roster: the units that names were checked against, if there were any.
        places: where each ticket stands, by number and unit.
        inputs: the sources with their hashes, for the manifest.
    """

    tickets: tuple[Ticket, ...]
    problems: tuple[Problem, ...]
    read: int
    rejected: int
    roster: Roster | None = None
    places: Mapping[Key, Location] = attrs.field(factory=dict, hash=False, repr=False)
    inputs: tuple[Input, ...] = ()

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
            raise UnreadableSource(f"{self.rejected} of {self.read} rows are no tickets", errors)
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
    settled = settle_repeats(accepted, rules.intake.on_conflict)
    kept = mark_repeats(choose_primaries(settled.kept, roster), rules.repeats)
    return Intake(
        tickets=tuple(kept.tickets),
        problems=tuple(sorted((*problems, *settled.problems), key=_order)),
        read=rejected + len(accepted),
        rejected=rejected + len(settled.problems),
        roster=roster,
        places=kept.places(),
    )


def _order(problem: Problem) -> tuple[tuple[str, str, int, int, str], str]:
    return problem.order
