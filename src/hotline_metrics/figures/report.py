"""The report: every figure of one period, with what it was compared with and who is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import attrs

from hotline_metrics.domain.exclusion import Exclusion
from hotline_metrics.domain.figure import Figure
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.problem import Problem
from hotline_metrics.domain.score import Score

if TYPE_CHECKING:
    from hotline_metrics.domain.rulebook import Rulebook
    from hotline_metrics.domain.ticket import Ticket
    from hotline_metrics.figures.derive import Derivation
    from hotline_metrics.figures.explain import Explanation

Figures = Mapping[str, Figure]
"""Measure to figure, in the rulebook's order."""


@attrs.frozen(kw_only=True)
class RowCount:
    """What became of the rows: read = accepted + rejected.

    Attributes:
        read: rows with content, below the header.
        accepted: rows that became tickets.
        rejected: rows that did not.
        in_period: accepted tickets that belong to the period.
    """

    read: int
    accepted: int
    rejected: int
    in_period: int


@attrs.frozen(kw_only=True)
class Comparison:
    """How one figure moved.

    Attributes:
        year_on_year: against the same period a year earlier (同比); ``None`` when unknown.
        month_on_month: against the period before (环比); ``None`` when unknown.
        unit: points between printed rates, or per cent of the earlier figure.
    """

    year_on_year: Decimal | None
    month_on_month: Decimal | None
    unit: Literal["points", "percent"]


@attrs.frozen(kw_only=True)
class CategoryLine:
    """The figures of one category.

    Attributes:
        category: its name.
        figures: measures by name.
        parts: its subcategories, where the source has two levels.
    """

    category: str
    figures: Figures = attrs.field(hash=False)
    parts: tuple[CategoryLine, ...] = ()


@attrs.frozen(kw_only=True)
class UnitLine:
    """The figures of one unit.

    Attributes:
        unit: its name.
        group: the table it stands in.
        figures: measures by name.
        scores: composite scores by name; ``None`` for a unit without any part of one.
        comparisons: measure to how it moved, for those of which the unit tables show it.
    """

    unit: str
    group: str
    figures: Figures = attrs.field(hash=False)
    scores: Mapping[str, Score | None] = attrs.field(factory=dict, hash=False)
    comparisons: Mapping[str, Comparison] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class GroupLine:
    """The figures of one group of units, summed over its units' lines."""

    group: str
    units: int
    figures: Figures = attrs.field(hash=False)


@attrs.frozen(kw_only=True)
class Commendation:
    """A praised unit.

    Attributes:
        unit: its name.
        streak: for how many periods running, this one included.
        reason: the conditions it met, in one Chinese sentence.
    """

    unit: str
    streak: int = 1
    reason: str = ""


@attrs.frozen(kw_only=True)
class Criticism:
    """A unit on one of the lists of problems.

    Attributes:
        unit: its name.
        rule: the list's name.
        reason: why it is on it, in one Chinese sentence.
    """

    unit: str
    rule: str
    reason: str = ""


@attrs.frozen(kw_only=True)
class NearMiss:
    """A unit that one condition, or one place, kept off a list.

    Attributes:
        unit: its name.
        rule: the list's name; ``commend`` for praise.
        reason: what was missing, in one Chinese sentence.
        distance: how much was missing, in the measure's unit: points, cases, answers.
    """

    unit: str
    rule: str
    reason: str
    distance: Decimal


@attrs.frozen(kw_only=True)
class CitedTicket:
    """An overdue ticket that the bulletin may cite for its unit.

    Attributes:
        id: ticket number.
        unit: the unit that handled it.
        assigned_at: when the unit got it.
        deadline: until when it was due; the last instant of a day is that day.
        closed_at: when it was closed; ``None`` while open.
        urgent: whether it is an urgent one.
        days_late: whole days from the deadline's day to closing or to ``as_of``.
    """

    id: str
    unit: str
    assigned_at: datetime
    deadline: datetime
    closed_at: datetime | None
    urgent: bool
    days_late: int


@attrs.frozen(kw_only=True)
class Exclusions:
    """What was left out by approved decisions, and the figures before.

    Attributes:
        applied: the decisions that concern a ticket of the sources, by number.
        totals: the totals before.
        units: the lines of the units concerned before.
    """

    applied: tuple[Exclusion, ...]
    totals: Figures = attrs.field(hash=False)
    units: tuple[UnitLine, ...] = ()


@attrs.frozen(kw_only=True)
class MonthlyReport:
    """Every figure of one period; a month first, but any period.

    Attributes:
        period: what the report is about.
        as_of: the moment open tickets are judged at; ``None`` in a report read from print.
        rules: name of the rulebook.
        rules_digest: hash of the rulebook.
        rows: what became of the rows; ``None`` in a report read from print.
        totals: measures over all tickets.
        comparisons: measure to how it moved.
        categories: lines by category, most tickets first.
        groups: lines by group of units, in roster order.
        units: lines by unit, in the order the tables print.
        commended: praised units.
        criticised: units on the lists of problems, list by list.
        near_misses: units that were nearly praised or named, the nearest of each list first.
        cited: one overdue ticket for each unit that has any.
        days: day to tickets assigned, for the days of the period that have any.
        matrix: unit to category to tickets assigned, for the pairs that have any; empty where
            the source has no categories.
        notices: what a reader of the figures must know.
        exclusions: what was left out by approved decisions; ``None`` when nothing was.
    """

    period: Period
    as_of: datetime | None = None
    rules: str = ""
    rules_digest: str = ""
    rows: RowCount | None = None
    totals: Figures = attrs.field(factory=dict, hash=False)
    comparisons: Mapping[str, Comparison] = attrs.field(factory=dict, hash=False)
    categories: tuple[CategoryLine, ...] = ()
    groups: tuple[GroupLine, ...] = ()
    units: tuple[UnitLine, ...] = ()
    commended: tuple[Commendation, ...] = ()
    criticised: tuple[Criticism, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    cited: tuple[CitedTicket, ...] = ()
    days: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    matrix: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict, hash=False)
    notices: tuple[Problem, ...] = attrs.field(default=(), hash=False)
    exclusions: Exclusions | None = None

    def explain(self, name: str, tickets: Iterable[Ticket], rules: Rulebook) -> Explanation:
        """List the tickets behind one figure; see :func:`hotline_metrics.figures.explain`.

        Args:
            name: the figure's name, such as ``units/郭楼街道/overdue``.
            tickets: the tickets the report was compiled from.
            rules: the rulebook it was counted by.

        Raises:
            InvalidValue: there is no such figure, or these tickets give another.
        """
        from hotline_metrics.figures.explain import explain_figure

        return explain_figure(self, name, tickets, rules)

    def derive(
        self, name: str, rules: Rulebook, history: Iterable[MonthlyReport] = ()
    ) -> Derivation:
        """Say from which other figures one is made; see :func:`hotline_metrics.figures.derive`.

        Args:
            name: the figure's name, such as ``comparisons/assigned/month_on_month``.
            rules: the rulebook it was counted by.
            history: the earlier reports it was compared with.

        Raises:
            InvalidValue: there is no such figure, or it is counted from tickets.
        """
        from hotline_metrics.figures.derive import derive_figure

        return derive_figure(self, name, rules, history)

    def unit(self, name: str) -> UnitLine:
        """Return the line of a unit.

        Raises:
            KeyError: the report has no line for it.
        """
        for line in self.units:
            if line.unit == name:
                return line
        raise KeyError(name)
