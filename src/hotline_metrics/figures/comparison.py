"""How totals moved against earlier reports: year on year and month on month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.figure import Figure, round_half_up
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.figures.ranking import printed_value
from hotline_metrics.figures.report import Comparison, Figures, MonthlyReport

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
    last_year = history.get(period.year_before) if period.year_before else None
    last = history.get(period.previous) if period.previous else None
    found: dict[str, Comparison] = {}
    for name, measure in rules.measures.items():
        points = measure.is_rate and rules.comparison.rates == "points"
        unit: Change = "points" if points else "percent"
        now = totals.get(name)
        year_on_year = change_between(now, last_year.totals.get(name), unit) if last_year else None
        month_on_month = change_between(now, last.totals.get(name), unit) if last else None
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
