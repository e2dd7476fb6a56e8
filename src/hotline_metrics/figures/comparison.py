"""How figures moved against earlier reports: year on year and month on month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.figure import Figure, round_half_up
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import Rulebook, measure_of
from hotline_metrics.domain.unit import Roster
from hotline_metrics.figures.ranking import printed_value
from hotline_metrics.figures.report import Comparison, Figures, MonthlyReport, UnitLine
from hotline_metrics.figures.selection import current_name

Change = Literal["points", "percent"]


def change_between(now: Figure, before: Figure, unit: Change) -> Decimal | None:
    """Return how far a figure moved, from what was printed, so that a reader can redo it.

    Args:
        now: the present figure.
        before: the earlier one.
        unit: ``points`` subtracts, ``percent`` relates to the earlier figure.

    Returns:
        The change, or ``None`` where a figure is absent or the earlier one is 0.

    >>> from hotline_metrics.domain.figure import PrintedRate
    >>> change_between(PrintedRate("71.06"), PrintedRate("67.96"), "points")
    Decimal('3.10')
    """
    new, old = printed_value(now), printed_value(before)
    if new is None or old is None:
        return None
    if unit == "points":
        return new - old
    if old == 0:
        return None
    return round_half_up((Fraction(new) - Fraction(old)) / Fraction(old) * 100, 2)


def compare_totals(
    totals: Figures, period: Period, history: Mapping[Period, MonthlyReport], rules: Rulebook
) -> dict[str, Comparison]:
    """Compare every total with the same period last year and with the period before.

    Args:
        totals: the present totals.
        period: the present period.
        history: earlier reports by period.
        rules: says whether rates are compared in points or in per cent.
    """
    earlier = _earlier(period, history)
    before = [report.totals if report else {} for report in earlier]
    return _compare(totals, before, rules.measures, rules)


def compare_units(
    lines: Iterable[UnitLine],
    period: Period,
    history: Mapping[Period, MonthlyReport],
    rules: Rulebook,
    roster: Roster,
) -> tuple[UnitLine, ...]:
    """Compare each unit's figures, as far as the unit tables have columns for it.

    Args:
        lines: the units' lines.
        period: the present period.
        history: earlier reports by period.
        rules: says which columns the tables have.
        roster: follows former names.
    """
    wanted = dict.fromkeys(
        measure_of(column)
        for column in rules.table.columns
        if column.partition(".")[0] in {"year_on_year", "month_on_month"}
    )
    if not wanted:
        return tuple(lines)
    before = [
        {current_name(each.unit, report.period, roster): each.figures for each in report.units}
        if report
        else {}
        for report in _earlier(period, history)
    ]
    return tuple(
        attrs.evolve(
            line,
            comparisons=_compare(
                line.figures, [units.get(line.unit, {}) for units in before], wanted, rules
            ),
        )
        for line in lines
    )


def _earlier(
    period: Period, history: Mapping[Period, MonthlyReport]
) -> tuple[MonthlyReport | None, MonthlyReport | None]:
    year_before, previous = period.year_before, period.previous
    return (
        history.get(year_before) if year_before else None,
        history.get(previous) if previous else None,
    )


def _compare(
    now: Figures, before: Sequence[Figures], names: Iterable[str], rules: Rulebook
) -> dict[str, Comparison]:
    found: dict[str, Comparison] = {}
    for name in names:
        points = rules.measures[name].is_rate and rules.comparison.rates == "points"
        unit: Change = "points" if points else "percent"
        year_on_year, month_on_month = (
            change_between(now.get(name), figures.get(name), unit) for figures in before
        )
        if year_on_year is not None or month_on_month is not None:
            found[name] = Comparison(
                year_on_year=year_on_year, month_on_month=month_on_month, unit=unit
            )
    return found


def comparison_notices(
    period: Period, history: Mapping[Period, MonthlyReport], rules: Rulebook
) -> Iterator[Problem]:
    """Say which comparison is missing and why, and which one compares other rules."""
    wanted = (
        (period.year_before, "同比", "year on year"),
        (period.previous, "环比", "month on month"),
    )
    for before, chinese, english in wanted:
        if before is None:
            continue
        details = {"period": str(before), "comparison": chinese, "comparison_en": english}
        if before not in history:
            yield Problem(catalogue.COMPARISON_MISSING, Location(source=""), details)
            continue
        digest = history[before].rules_digest
        if digest and digest != rules.digest:
            other = details | {"rules": history[before].rules}
            yield Problem(catalogue.COMPARISON_OTHER_RULES, Location(source=""), other)
