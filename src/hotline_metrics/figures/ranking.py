"""Ranks and tiers by one measure, with ties."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal

from hotline_metrics.domain.figure import CountedRate, Figure
from hotline_metrics.domain.interval import Interval, interval_of
from hotline_metrics.domain.measure import Measure
from hotline_metrics.domain.rulebook import SampleRule
from hotline_metrics.figures.report import UnitLine

Tier = Literal["above", "as_all", "below"]
"""Whether a rate is surely better than that of all, not surely different, surely worse."""


def printed_value(figure: Figure) -> Decimal | None:
    """Return a figure as a reader sees it: a count, or a rate in per cent as printed.

    Conditions, ranks and differences use it, so that a reader can redo them.
    """
    if figure is None:
        return None
    return Decimal(figure) if isinstance(figure, int) else figure.percent


def is_few(figure: Figure, samples: SampleRule) -> bool:
    """Tell whether a rate has too small a sample to be shown."""
    return isinstance(figure, CountedRate) and figure.n < samples.min_n


def rank_units(
    lines: Iterable[UnitLine], measure: Measure, samples: SampleRule | None = None
) -> Mapping[str, int]:
    """Rank units by a measure, best first; equal figures share a rank (1, 2, 2, 4).

    Where ties go by interval, a unit ranks behind those only that are surely better: whose
    interval lies wholly beyond its own.

    Args:
        lines: the units' lines.
        measure: what to rank by; it knows whether high or low is good.
        samples: what ties are, and how small a sample has no rank.

    Returns:
        Unit to rank; units without a figure have none.
    """
    samples = samples or SampleRule()
    spans = {
        line.unit: span
        for line in lines
        if not is_few(line.figures.get(measure.name), samples)
        and (span := _span(line.figures.get(measure.name), samples)) is not None
    }
    if measure.better == "high":
        lows = sorted(span.low for span in spans.values())
        ahead = {unit: len(lows) - bisect_right(lows, span.high) for unit, span in spans.items()}
    else:
        highs = sorted(span.high for span in spans.values())
        ahead = {unit: bisect_left(highs, span.low) for unit, span in spans.items()}
    return {unit: 1 + number for unit, number in ahead.items()}


def rank_scores(lines: Iterable[UnitLine], score: str) -> Mapping[str, int]:
    """Rank units by a composite score, highest first; equal printed scores share a rank.

    Args:
        lines: the units' lines.
        score: the score's name.

    Returns:
        Unit to rank; units without a score have none.
    """
    printed = {line.unit: each.printed for line in lines if (each := line.scores.get(score))}
    ordered = sorted(printed.values(), reverse=True)
    return {unit: ordered.index(value) + 1 for unit, value in printed.items()}


def tier_units(
    lines: Iterable[UnitLine], measure: Measure, of_all: Figure, samples: SampleRule
) -> Mapping[str, Tier]:
    """Say of each unit whether its rate is surely above or below that of all.

    Args:
        lines: the units' lines.
        measure: a rate.
        of_all: the rate of all units together.
        samples: how small a sample has no tier.

    Returns:
        Unit to tier; units without a rate have none.
    """
    found: dict[str, Tier] = {}
    if not isinstance(of_all, CountedRate):
        return found
    for line in lines:
        figure = line.figures.get(measure.name)
        if isinstance(figure, CountedRate) and not is_few(figure, samples):
            span = interval_of(figure)
            if of_all.percent in span:
                found[line.unit] = "as_all"
            else:
                higher = span.low > of_all.percent
                found[line.unit] = "above" if higher == (measure.better == "high") else "below"
    return found


def _span(figure: Figure, samples: SampleRule) -> Interval | None:
    value = printed_value(figure)
    if value is None:
        return None
    if samples.ties == "interval" and isinstance(figure, CountedRate):
        return interval_of(figure)
    return Interval(value, value)
