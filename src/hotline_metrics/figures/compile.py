"""From a tally to a report: every table rolled up, compared, and the lists drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.figure import Better
from hotline_metrics.domain.measure import By
from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.unit import Roster
from hotline_metrics.figures.comparison import (
    compare_totals,
    compare_units,
    comparison_notices,
)
from hotline_metrics.figures.ranking import printed_value
from hotline_metrics.figures.reasons import candidates, near_misses, reason_of, selection_notices
from hotline_metrics.figures.report import (
    CategoryLine,
    CitedTicket,
    Commendation,
    Criticism,
    Figures,
    GroupLine,
    MonthlyReport,
    RowCount,
    UnitLine,
)
from hotline_metrics.figures.selection import select_units, streak
from hotline_metrics.figures.tally import MATRIX, Dimension, Sums, Tally

CohortSums = Mapping[By, Sums]
"""Sums of facts for each date by which tickets belong."""


def report_tally(
    tally: Tally,
    window: Window,
    rules: Rulebook,
    *,
    roster: Roster | None = None,
    history: Iterable[MonthlyReport] = (),
    rows: RowCount | None = None,
    cited: Iterable[CitedTicket] = (),
) -> MonthlyReport:
    """Roll a tally up into the report of its period.

    Args:
        tally: the counted tickets.
        window: the period, and the moment open tickets were judged at.
        rules: the rulebook the tally was counted by.
        roster: units, groups and their order; without one the units are those of the tally.
        history: earlier reports, in any order.
        rows: what became of the rows, if they came from a source.
        cited: overdue tickets that the bulletin may cite.

    Returns:
        The report; the same for the same tickets, whatever their order or engine.
    """
    roster = roster or Roster()
    past = {report.period: report for report in history if report.period != window.period}
    totals = _figures(_group(tally, rules).get((), {}), rules)
    lead_only = rules.count == "lead"
    by_unit = _group(tally, rules, "unit", lead_only=lead_only)
    units = compare_units(_unit_lines(by_unit, rules, roster), window.period, past, rules, roster)
    categories = _category_lines(tally, rules)
    commended = select_units(units, rules.commend, rules.measures) if rules.commend else ()
    lists = ([rules.commend] if rules.commend else []) + list(rules.criticise)
    notices = [
        *_notices(units, totals, window.period, rows, roster),
        *(notice for rule in lists for notice in selection_notices(units, rule, rules.measures)),
        *comparison_notices(window.period, past, rules),
    ]
    return MonthlyReport(
        period=window.period,
        as_of=window.as_of,
        rules=rules.name,
        rules_digest=rules.digest,
        rows=rows,
        totals=totals,
        comparisons=compare_totals(totals, window.period, past, rules),
        categories=categories,
        groups=_group_lines(units, by_unit, rules),
        units=units,
        commended=tuple(
            Commendation(
                unit=line.unit,
                streak=streak(
                    line.unit, window.period, past, roster, rules.comparison.streak_periods
                ),
                reason=reason_of(line, rule, among, rules.measures),
            )
            for rule in (rules.commend,)
            if rule
            for among in (candidates(rule, units),)
            for line in commended
        ),
        criticised=tuple(
            Criticism(
                unit=line.unit,
                rule=rule.name,
                reason=reason_of(line, rule, among, rules.measures),
            )
            for rule in rules.criticise
            for among in (candidates(rule, units),)
            for line in select_units(units, rule, rules.measures)
        ),
        near_misses=tuple(
            near for rule in lists for near in near_misses(units, rule, rules.measures)
        ),
        cited=tuple(cited),
        days=_days(tally, rules),
        matrix=_matrix(tally, rules, units, categories) if categories else {},
        notices=tuple(notices),
    )


def _group(
    tally: Tally, rules: Rulebook, *dimensions: Dimension, lead_only: bool = True
) -> dict[tuple[object, ...], dict[By, Counter[str]]]:
    found: dict[tuple[object, ...], dict[By, Counter[str]]] = {}
    for by in rules.cohorts:
        rolled = tally.sums(by, *dimensions, lead_only=lead_only)
        for group, sums in rolled.items():
            found.setdefault(group, {})[by] = sums
    return found


def _figures(sums: CohortSums, rules: Rulebook) -> Figures:
    nothing: Sums = {}
    return {
        name: measure.of(sums.get(measure.by or rules.by, nothing))
        for name, measure in rules.measures.items()
    }


def _unit_lines(
    by_unit: Mapping[tuple[object, ...], CohortSums], rules: Rulebook, roster: Roster
) -> tuple[UnitLine, ...]:
    sums = {str(group[0]): each for group, each in by_unit.items()}
    names = set(sums)
    if rules.table.idle_units:
        names |= set(roster.positions)
    groups = {unit.name: unit.group for unit in roster}
    better: dict[str, Better] = {name: measure.better for name, measure in rules.measures.items()}

    def line(name: str) -> UnitLine:
        figures = _figures(sums.get(name, {}), rules)
        scores = {score.name: score.of(figures, better) for score in rules.scores.values()}
        return UnitLine(unit=name, group=groups.get(name, ""), figures=figures, scores=scores)

    lines = [line(name) for name in sorted(names)]
    assigned = {name: _assigned(each, rules) for name, each in sums.items()}
    last = len(roster.positions)

    def place(line: UnitLine) -> tuple[int, int, str]:
        # Units outside the roster follow it, those with most tickets first.
        return (roster.positions.get(line.unit, last), -assigned.get(line.unit, 0), line.unit)

    lines.sort(key=place)
    if rules.table.order:
        measure = rules.measures[rules.table.order]
        sign = -1 if measure.better == "high" else 1

        def merit(line: UnitLine) -> tuple[bool, Decimal]:
            value = printed_value(line.figures[measure.name])
            return (value is None, sign * (value or Decimal(0)))

        lines.sort(key=merit)
    return tuple(lines)


def _group_lines(
    units: tuple[UnitLine, ...],
    by_unit: Mapping[tuple[object, ...], Mapping[By, Counter[str]]],
    rules: Rulebook,
) -> tuple[GroupLine, ...]:
    sums: dict[str, dict[By, Counter[str]]] = {}
    members: Counter[str] = Counter()
    for line in units:
        members[line.group] += 1
        group = sums.setdefault(line.group, {})
        for by, each in by_unit.get((line.unit,), {}).items():
            group.setdefault(by, Counter()).update(each)
    return tuple(
        GroupLine(group=name, units=members[name], figures=_figures(each, rules))
        for name, each in sums.items()
    )


def _category_lines(tally: Tally, rules: Rulebook) -> tuple[CategoryLine, ...]:
    tops: dict[str, dict[By, Counter[str]]] = {}
    parts: dict[str, dict[str, dict[By, Counter[str]]]] = {}
    for group, cohorts in _group(tally, rules, "category").items():
        path = group[0]
        assert isinstance(path, tuple)  # the dimension's type  # noqa: S101
        top = path[0] if path else ""
        for by, sums in cohorts.items():
            tops.setdefault(top, {}).setdefault(by, Counter()).update(sums)
            if len(path) > 1:
                below = parts.setdefault(top, {}).setdefault("/".join(path[1:]), {})
                below.setdefault(by, Counter()).update(sums)
    if set(tops) <= {""}:
        return ()

    def lines(
        sums: Mapping[str, CohortSums], below: Mapping[str, Mapping[str, CohortSums]]
    ) -> tuple[CategoryLine, ...]:
        ordered = sorted(sums, key=lambda name: (-_assigned(sums[name], rules), name))
        return tuple(
            CategoryLine(
                category=name,
                figures=_figures(sums[name], rules),
                parts=lines(below.get(name, {}), {}),
            )
            for name in ordered
        )

    return lines(tops, parts)


def _assigned(sums: CohortSums, rules: Rulebook) -> int:
    return sums.get(rules.by, {}).get("assigned", 0)


def _days(tally: Tally, rules: Rulebook) -> dict[str, int]:
    numbers = tally.numbers("assigned", rules.by, "day")
    return dict(sorted((str(day), number) for (day,), number in numbers.items()))


def _matrix(
    tally: Tally,
    rules: Rulebook,
    units: tuple[UnitLine, ...],
    categories: tuple[CategoryLine, ...],
) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {line.unit: Counter() for line in units}
    lead_only = rules.count == "lead"
    numbers = tally.numbers("assigned", rules.by, *MATRIX, lead_only=lead_only)
    for (unit, path), number in numbers.items():
        assert isinstance(path, tuple)  # the dimension's type  # noqa: S101
        found[str(unit)][path[0] if path else ""] += number
    places = {line.category: place for place, line in enumerate(categories)}

    def place(pair: tuple[str, int]) -> tuple[int, str]:
        # A category that no lead unit has is in no total, and comes last.
        return (places.get(pair[0], len(places)), pair[0])

    return {unit: dict(sorted(each.items(), key=place)) for unit, each in found.items() if each}


def _notices(
    units: tuple[UnitLine, ...],
    totals: Figures,
    period: Period,
    rows: RowCount | None,
    roster: Roster,
) -> Iterator[Problem]:
    here = Location(source="")
    if not roster and units:
        yield Problem(catalogue.ROSTER_ABSENT, here, {"units": str(len(units))})
    if rows and rows.accepted > rows.in_period:
        outside = {"tickets": str(rows.accepted - rows.in_period), "period": period.title}
        yield Problem(catalogue.OUTSIDE_PERIOD, here, outside)
    if rows and not rows.in_period:
        yield Problem(catalogue.PERIOD_EMPTY, here, {"period": period.title})
    summed = sum(_count(line.figures) for line in units)
    if summed > _count(totals):
        above = {"units": str(summed), "total": str(_count(totals))}
        yield Problem(catalogue.UNITS_ABOVE_TOTAL, here, above)


def _count(figures: Figures) -> int:
    value = figures.get("assigned")
    return value if isinstance(value, int) else 0
