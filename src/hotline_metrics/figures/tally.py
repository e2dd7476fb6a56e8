"""How many tickets look alike: the one thing every engine has to produce."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple

import attrs

from hotline_metrics.domain.measure import By
from hotline_metrics.domain.period import Window
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.errors import IncompatibleTallies, InvalidValue
from hotline_metrics.figures.facts import Facts, Judge, belonging_day

Dimension = Literal["unit", "category", "day"]
Sums = Mapping[str, int]
"""Fact to how often it is true."""


class Alike(NamedTuple):
    """What tickets have in common that are counted together.

    Attributes:
        by: the date by which they belong to the period.
        primary: whether they stand for their ticket in the totals.
        unit: who handled them.
        category: what they are about, from general to specific.
        day: the day by which they belong.
        facts: what is true of each of them.
    """

    by: By
    primary: bool
    unit: str
    category: tuple[str, ...]
    day: date
    facts: Facts


View = tuple[Dimension, ...]
"""The dimensions that tickets are told apart by, in the order of :data:`CUBE`."""

CUBE: View = ("unit", "category", "day")
"""All of them."""

VIEWS: tuple[View, ...] = (("unit",), ("category",), ("day",))
"""What a report rolls up; an engine may count these one by one instead of the whole cube."""

MATRIX: View = ("unit", "category")
"""One view more, of which a report reads ``assigned`` alone; an engine need count no other fact."""


@attrs.frozen(kw_only=True)
class Tally:
    """Numbers of tickets by what they have in common; tallies of disjoint tickets add.

    Attributes:
        counts: what tickets have in common, to how many there are; each 1 or more.
        as_of: the moment open tickets were judged at.
        rules_digest: hash of the rulebook.
        views: the sums of the same tickets by fewer dimensions, where an engine finds that cheaper
            than the whole cube; ``counts`` is then empty. A dimension that a view does not have
            is blank: no unit, no category, ``date.min``. Facts may be counted one by one.
    """

    counts: Mapping[Alike, int] = attrs.field(factory=dict, hash=False)
    as_of: datetime
    rules_digest: str = ""
    views: Mapping[View, Mapping[Alike, int]] = attrs.field(factory=dict, hash=False)

    def __add__(self, other: Tally) -> Tally:
        """Add the tally of other tickets, counted by the same rules as of the same moment."""
        if not isinstance(other, Tally):
            return NotImplemented
        if self.as_of != other.as_of:
            raise IncompatibleTallies(
                f"统计时点 {self.as_of} 与 {other.as_of} 不同，未办结工单的判断不一，不能相加",
                f"tallies as of {self.as_of} and {other.as_of} do not add: "
                f"open tickets were judged at different times",
            )
        if self.rules_digest != other.rules_digest:
            raise IncompatibleTallies(
                "口径不同，不能相加", "tallies by different rulebooks do not add"
            )
        if not self.views and not other.views:
            return attrs.evolve(self, counts=Counter(self.counts) + Counter(other.counts))
        views = {
            view: Counter(self.by(*view)) + Counter(other.by(*view))
            for view in {**self.views, **other.views}
        }
        return attrs.evolve(self, counts={}, views=views)

    def by(self, *dimensions: Dimension) -> Mapping[Alike, int]:
        """Return the numbers of tickets told apart by some dimensions at least.

        Args:
            dimensions: which; the counts may tell tickets apart by others too.

        Raises:
            InvalidValue: the tickets were counted by others only.
        """
        view: View = tuple(dimension for dimension in CUBE if dimension in dimensions)
        if view in self.views:
            return self.views[view]
        wider = [each for each in self.views if set(view) <= set(each)]
        if wider:
            return self.views[min(wider, key=len)]
        if self.views:
            raise InvalidValue(
                f"这些工单没有按 {'、'.join(view)} 统计",
                f"these tickets were not counted by {' and '.join(view)}",
            )
        return self.counts

    def number(self, by: By) -> int:
        """Return how many tickets belong by a date, each line of a ticket counted.

        Args:
            by: the cohort's date.
        """
        return self.numbers("assigned", by, lead_only=False).get((), 0)

    def sums(
        self, by: By, *dimensions: Dimension, lead_only: bool = True
    ) -> dict[tuple[object, ...], Counter[str]]:
        """Sum the facts of one cohort, grouped.

        Args:
            by: the cohort's date.
            dimensions: what to group by; nothing gives one group under the empty tuple.
            lead_only: count each ticket once, under its lead unit.

        Returns:
            The values of the dimensions, to the sum of each fact.
        """
        # Looking up an attribute by its place is what makes rolling up fast, and adding up equal
        # facts before each of them is counted.
        places = [Alike._fields.index(dimension) for dimension in dimensions]
        found: dict[tuple[object, ...], dict[Facts, int]] = {}
        for alike, number in self.by(*dimensions).items():
            if alike.by == by and (alike.primary or not lead_only):
                group = tuple([alike[place] for place in places])
                numbers = found.get(group)
                if numbers is None:
                    numbers = found[group] = {}
                numbers[alike.facts] = numbers.get(alike.facts, 0) + number
        return {group: _fact_by_fact(numbers) for group, numbers in found.items()}

    def numbers(
        self, fact: str, by: By, *dimensions: Dimension, lead_only: bool = True
    ) -> dict[tuple[object, ...], int]:
        """Sum one fact of one cohort, grouped: less work than :meth:`sums` where groups are many.

        Args:
            fact: which.
            by: the cohort's date.
            dimensions: what to group by; nothing gives one group under the empty tuple.
            lead_only: count each ticket once, under its lead unit.

        Returns:
            The values of the dimensions, to the sum of the fact; a group without it is left out.
        """
        places = [Alike._fields.index(dimension) for dimension in dimensions]
        found: dict[tuple[object, ...], int] = {}
        for alike, number in self.by(*dimensions).items():
            if alike.by == by and (alike.primary or not lead_only) and fact in alike.facts:
                group = tuple([alike[place] for place in places])
                found[group] = found.get(group, 0) + number * alike.facts.count(fact)
        return found


def _fact_by_fact(numbers: Mapping[Facts, int]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for facts, number in numbers.items():
        for fact in facts:
            sums[fact] += number
    return sums


def alike(
    by: By,
    facts: Facts,
    *,
    primary: bool = True,
    unit: str = "",
    category: tuple[str, ...] = (),
    day: date = date.min,
) -> Alike:
    """Return what tickets of a view have in common; dimensions it does not have are blank.

    Args:
        by: the date by which they belong.
        facts: what is true of each of them.
        primary: whether they stand for their tickets in the totals.
        unit: who handled them.
        category: what they are about.
        day: the day by which they belong.

    >>> alike("dispatched", ("assigned",), unit="甲局").category
    ()
    """
    return Alike(by, primary, unit, category, day, facts)


def count_tickets(tickets: Iterable[Ticket], rules: Rulebook, window: Window) -> Tally:
    """Tally tickets one by one: the specification that every engine must agree with.

    Args:
        tickets: in any order; each (id, unit) once.
        rules: the rulebook.
        window: the period, and the moment open tickets are judged at.

    Raises:
        CalendarCoverageError: a deadline falls into a year without data.
    """
    judge = Judge(rules, window)
    period = window.period
    cohorts = rules.cohorts
    counts: Counter[Alike] = Counter()
    for ticket in tickets:
        deadline = judge.deadline(ticket)
        for by in cohorts:
            day = belonging_day(ticket, by, deadline)
            if day is not None and period.first <= day <= period.last:
                facts = judge.facts(ticket, deadline)
                counts[Alike(by, ticket.primary, ticket.unit, ticket.category, day, facts)] += 1
    return Tally(counts=dict(counts), as_of=window.as_of, rules_digest=rules.digest)


def latest_moment(tickets: Iterable[Ticket]) -> datetime | None:
    """Return the latest time at which something happened to any ticket."""
    return max((moment for ticket in tickets for moment in ticket.moments), default=None)
