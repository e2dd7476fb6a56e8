"""Why a unit is on a list, and what kept its neighbours off: one Chinese sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.figure import (
    CountedRate,
    Figure,
    print_exact,
    print_figure,
    print_number,
)
from hotline_metrics.domain.measure import Measure
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import Condition, Operator, SelectionRule
from hotline_metrics.figures.ranking import printed_value
from hotline_metrics.figures.report import NearMiss, UnitLine
from hotline_metrics.figures.selection import few_of, meets, select_units

NEAREST = 5
"""How many near misses of a list are kept."""

_WORDS: Mapping[Operator, str] = {
    ">=": "不低于", "<=": "不高于", ">": "高于", "<": "低于", "=": "等于", "!=": "不等于",
}  # fmt: skip
_NOT: Mapping[Operator, str] = {
    ">=": "低于", "<=": "高于", ">": "不高于", "<": "不低于", "=": "不等于", "!=": "等于",
}  # fmt: skip


def candidates(rule: SelectionRule, lines: Sequence[UnitLine]) -> Mapping[str, int]:
    """Return among how many units a rule looks for the lowest and the highest, by measure.

    Args:
        rule: the rule.
        lines: all lines it looks at.
    """
    meeting = [line for line in lines if all(meets(line, each) for each in rule.where)]
    sound = [line for line in meeting if not few_of(line, rule)]
    return {
        extreme.measure: sum(
            printed_value(line.figures.get(extreme.measure)) is not None for line in sound
        )
        for extreme in (rule.lowest, rule.highest)
        if extreme
    }


def reason_of(
    line: UnitLine,
    rule: SelectionRule,
    among: Mapping[str, int],
    measures: Mapping[str, Measure],
) -> str:
    """Say why a rule names a unit.

    Args:
        line: the unit's line.
        rule: the rule that names it.
        among: the rule's :func:`candidates`.
        measures: the rulebook's measures.

    Returns:
        Such as 办理结果满意率92.5%（37/40），不低于90%；超期件数0，等于0。
    """
    parts = [_met(line, condition, measures) for condition in rule.where]
    for extreme, word in ((rule.lowest, "最低"), (rule.highest, "最高")):
        if extreme:
            title = measures[extreme.measure].title
            figure = _figure(line.figures.get(extreme.measure))
            number = among[extreme.measure]
            parts.append(f"{title}{figure}，为{number}个单位中{word}的{extreme.count}个之一")
    few = few_of(line, rule)
    if few:
        parts.append(f"样本不足{rule.min_n}件，口径指定仍列入")
    return "；".join(parts) + "。" if parts else ""


def near_misses(
    lines: Sequence[UnitLine], rule: SelectionRule, measures: Mapping[str, Measure]
) -> tuple[NearMiss, ...]:
    """Return the units that one condition, or one place, kept off a list.

    Args:
        lines: the units' lines.
        rule: the rule.
        measures: the rulebook's measures.

    Returns:
        The nearest first, each with what was missing.
    """
    selected = select_units(lines, rule, measures)
    named = {line.unit for line in selected}
    last = _last_of(selected, rule)
    found = [
        near
        for line in lines
        if line.unit not in named
        for near in (_by_condition(line, rule, measures), _by_place(line, rule, last, measures))
        if near is not None
    ]
    order = {line.unit: place for place, line in enumerate(lines)}
    found.sort(key=lambda pair: (pair[0], order[pair[1].unit]))
    return tuple(near for _, near in found[:NEAREST])


def selection_notices(
    lines: Sequence[UnitLine], rule: SelectionRule, measures: Mapping[str, Measure]
) -> Iterator[Problem]:
    """Yield a notice for each unit that was passed over for its sample, or named in spite of it.

    Args:
        lines: the units' lines.
        rule: the rule.
        measures: the rulebook's measures.
    """
    few = [line for line in lines if few_of(line, rule)]
    if not few:
        return
    named = {line.unit for line in select_units(lines, rule, measures)}
    freely = SelectionRule(
        name=rule.name,
        title=rule.title,
        where=rule.where,
        lowest=rule.lowest,
        highest=rule.highest,
    )
    otherwise = {line.unit for line in select_units(lines, freely, measures)}
    for line in few:
        details = {"unit": line.unit, "rule": rule.title or rule.name, "min_n": str(rule.min_n)}
        if line.unit in named:
            yield Problem(catalogue.SELECTION_OVERRIDDEN, Location(source=""), details)
        elif line.unit in otherwise:
            yield Problem(catalogue.SELECTION_FEW, Location(source=""), details)


Near = tuple[Decimal, NearMiss]
"""How far in parts of the threshold, and the miss."""


def _by_condition(
    line: UnitLine, rule: SelectionRule, measures: Mapping[str, Measure]
) -> Near | None:
    failed = [condition for condition in rule.where if not meets(line, condition)]
    if len(failed) != 1 or few_of(line, rule):
        return None
    (condition,) = failed
    value = _compared(line, condition)
    if value is None:
        return None
    distance = abs(value - condition.value)
    if not distance:
        return None  # at a strict limit there is nothing to be near to
    title = measures[condition.measure].title + ("样本" if condition.of_sample else "")
    figure = _figure(line.figures.get(condition.measure)) if not condition.of_sample else str(value)
    short = _apart(condition, distance, measures)
    reason = (
        f"{title}{figure}，{_NOT[condition.operator]}{_limit(condition, measures)}，差{short}。"
    )
    near = NearMiss(unit=line.unit, rule=rule.name, reason=reason, distance=distance)
    return distance / max(abs(condition.value), Decimal(1)), near


def _by_place(
    line: UnitLine,
    rule: SelectionRule,
    last: Decimal | None,
    measures: Mapping[str, Measure],
) -> Near | None:
    extreme = rule.lowest or rule.highest
    if extreme is None or not all(meets(line, each) for each in rule.where) or few_of(line, rule):
        return None
    value = printed_value(line.figures.get(extreme.measure))
    if value is None or last is None:
        return None
    distance = abs(value - last)
    measure = measures[extreme.measure]
    unit = "个百分点" if measure.is_rate else ""
    side = "高" if rule.lowest else "低"
    reason = (
        f"{measure.title}{_figure(line.figures[extreme.measure])}，"
        f"比列入的最后一名{side}{print_number(distance)}{unit}。"
    )
    near = NearMiss(unit=line.unit, rule=rule.name, reason=reason, distance=distance)
    return distance / max(abs(last), Decimal(1)), near


def _last_of(selected: Sequence[UnitLine], rule: SelectionRule) -> Decimal | None:
    """Return the figure of the last unit on a list of extremes."""
    extreme = rule.lowest or rule.highest
    if extreme is None:
        return None
    values = [
        value
        for line in selected
        if (value := printed_value(line.figures.get(extreme.measure))) is not None
    ]
    return (max(values) if rule.lowest else min(values)) if values else None


def _met(line: UnitLine, condition: Condition, measures: Mapping[str, Measure]) -> str:
    title = measures[condition.measure].title
    figure = line.figures.get(condition.measure)
    if condition.of_sample:
        shown = f"{title}样本{figure.n if isinstance(figure, CountedRate) else 0}件"
    else:
        shown = f"{title}{_figure(figure)}"
    return f"{shown}，{_WORDS[condition.operator]}{_limit(condition, measures)}"


def _limit(condition: Condition, measures: Mapping[str, Measure]) -> str:
    percent = "%" if measures[condition.measure].is_rate and not condition.of_sample else ""
    return print_number(condition.value) + percent


def _apart(condition: Condition, distance: Decimal, measures: Mapping[str, Measure]) -> str:
    rate = measures[condition.measure].is_rate and not condition.of_sample
    return print_number(distance) + ("个百分点" if rate else "")


def _compared(line: UnitLine, condition: Condition) -> Decimal | None:
    figure = line.figures.get(condition.measure)
    if condition.of_sample:
        return Decimal(figure.n) if isinstance(figure, CountedRate) else None
    return printed_value(figure)


def _figure(figure: Figure) -> str:
    shown = print_figure(figure)
    if isinstance(figure, CountedRate):
        return f"{shown}（{print_exact(figure.numerator)}/{figure.n}）"
    return shown
