"""Ranks by one measure, with ties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from hotline_metrics.domain.figure import Figure
from hotline_metrics.domain.measure import Measure
from hotline_metrics.figures.report import UnitLine


def printed_value(figure: Figure) -> Decimal | None:
    """Return a figure as a reader sees it: a count, or a rate in per cent as printed.

    Conditions, ranks and differences use it, so that a reader can redo them.
    """
    if figure is None:
        return None
    return Decimal(figure) if isinstance(figure, int) else figure.percent


def rank_units(lines: Iterable[UnitLine], measure: Measure) -> Mapping[str, int]:
    """Rank units by a measure, best first; equal figures share a rank (1, 2, 2, 4).

    Args:
        lines: the units' lines.
        measure: what to rank by; it knows whether high or low is good.

    Returns:
        Unit to rank; units without a figure have none.
    """
    values = {
        line.unit: value
        for line in lines
        if (value := printed_value(line.figures.get(measure.name))) is not None
    }
    ordered = sorted(values.values(), reverse=measure.better == "high")
    return {unit: ordered.index(value) + 1 for unit, value in values.items()}
