"""Every figure of a report by its name, such as ``units/郭楼街道/overdue``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hotline_metrics.domain.figure import Figure
from hotline_metrics.figures.report import MonthlyReport


def figures_by_name(report: MonthlyReport) -> Mapping[str, Figure | Decimal]:
    """Return name to value, in the order of the report's JSON.

    Args:
        report: the report.
    """
    found: dict[str, Figure | Decimal] = {}
    for name, figure in report.totals.items():
        found[f"totals/{name}"] = figure
    for name, comparison in report.comparisons.items():
        for which in ("year_on_year", "month_on_month"):
            value: Decimal | None = getattr(comparison, which)
            if value is not None:
                found[f"comparisons/{name}/{which}"] = value
    for category in report.categories:
        for name, figure in category.figures.items():
            found[f"categories/{category.category}/{name}"] = figure
    for group in report.groups:
        found[f"groups/{group.group}/units"] = group.units
        for name, figure in group.figures.items():
            found[f"groups/{group.group}/{name}"] = figure
    for unit in report.units:
        for name, figure in unit.figures.items():
            found[f"units/{unit.unit}/{name}"] = figure
    return found
