"""Who is named: the units a rule selects, in the order the bulletin names them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from hotline_metrics.domain.figure import CountedRate
from hotline_metrics.domain.measure import Measure
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Condition, Extreme, SelectionRule
from hotline_metrics.domain.unit import Roster
from hotline_metrics.figures.ranking import printed_value
from hotline_metrics.figures.report import MonthlyReport, UnitLine

_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    "!=": operator.ne,
}


def meets(line: UnitLine, condition: Condition) -> bool:
    """Tell whether a unit's line meets a condition; an absent figure meets none."""
    figure = line.figures.get(condition.measure)
    if condition.of_sample:
        value = Decimal(figure.n) if isinstance(figure, CountedRate) else None
    else:
        value = printed_value(figure)
    return value is not None and _COMPARE[condition.operator](value, condition.value)


def select_units(
    lines: Sequence[UnitLine], rule: SelectionRule, measures: Mapping[str, Measure]
) -> tuple[UnitLine, ...]:
    """Return the units a rule names, in the order the bulletin names them.

    Units equal to the last of the n lowest or highest come along, so that no order of rows
    decides who is named.

    Args:
        lines: the units' lines, in table order.
        rule: the rule.
        measures: the rulebook's measures.
    """
    chosen = [
        line
        for line in lines
        if all(meets(line, each) for each in rule.where)
        and (line.unit in rule.name_anyway or not few_of(line, rule))
    ]
    if rule.lowest:
        chosen = _extreme(chosen, rule.lowest, highest=False)
    if rule.highest:
        chosen = _extreme(chosen, rule.highest, highest=True)
    if rule.order:
        # Worst last, which for a low-is-good measure is the highest.
        worst_is_high = measures[rule.order].better == "low"
        chosen = _sorted(chosen, rule.order, descending=not worst_is_high)
    return tuple(chosen)


def few_of(line: UnitLine, rule: SelectionRule) -> tuple[str, ...]:
    """Return the rates a rule reads whose sample is smaller than it asks for, by name."""
    if not rule.min_n:
        return ()
    return tuple(
        name
        for name in rule.measures
        if isinstance(figure := line.figures.get(name), CountedRate) and figure.n < rule.min_n
    )


def streak(
    unit: str, period: Period, history: Mapping[Period, MonthlyReport], roster: Roster, limit: int
) -> int:
    """Count for how many periods running a unit is praised, the present one included.

    Args:
        unit: its present name.
        period: the present period.
        history: earlier reports by period; one that is missing ends the streak.
        roster: follows former names.
        limit: longest streak that is looked for.
    """
    length = 1
    before = period.previous
    while length < limit and before is not None and before in history:
        praised = {current_name(each.unit, before, roster) for each in history[before].commended}
        if unit not in praised:
            break
        length += 1
        before = before.previous
    return length


def current_name(name: str, period: Period, roster: Roster) -> str:
    """Return the present name of a unit that an earlier report names."""
    found = roster.find(name, period.last)
    return found.name if found else name


def _extreme(lines: Iterable[UnitLine], extreme: Extreme, *, highest: bool) -> list[UnitLine]:
    known = [line for line in lines if printed_value(line.figures.get(extreme.measure)) is not None]
    ordered = _sorted(known, extreme.measure, descending=highest)
    if len(ordered) <= extreme.count or extreme.count < 1:
        return ordered[: max(extreme.count, 0)]
    last = printed_value(ordered[extreme.count - 1].figures[extreme.measure])
    return [
        line
        for place, line in enumerate(ordered)
        if place < extreme.count or printed_value(line.figures[extreme.measure]) == last
    ]


def _sorted(lines: Iterable[UnitLine], measure: str, *, descending: bool) -> list[UnitLine]:
    def key(line: UnitLine) -> Decimal:
        return printed_value(line.figures.get(measure)) or Decimal(0)

    # Both directions keep the table's order among equals.
    return sorted(lines, key=lambda line: -key(line) if descending else key(line))
