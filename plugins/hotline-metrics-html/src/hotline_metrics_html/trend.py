"""How a figure went over up to 24 periods, without a gap between them."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from hotline_metrics import Figure, MonthlyReport, Period
from hotline_metrics.plugin import printed_value
from hotline_metrics_html.edition import Edition

PERIODS = 24
"""How far back a trend goes."""


@attrs.frozen(kw_only=True)
class Series:
    """One measure over the periods.

    Attributes:
        measure: its name.
        periods: consecutive periods, the latest last.
        figures: its figure in each; ``None`` also where no report is known.
    """

    measure: str
    periods: tuple[Period, ...]
    figures: tuple[Figure, ...]

    @property
    def values(self) -> list[float | None]:
        """The figures as they are drawn; a picture is no place for exact numbers."""
        printed = map(printed_value, self.figures)
        return [None if value is None else float(value) for value in printed]


def series_of(edition: Edition, names: Iterable[str]) -> tuple[Series, ...]:
    """Return measures over the last periods.

    Args:
        edition: the report, and those before it.
        names: which totals.
    """
    report = edition.report
    kind, last = report.period.kind, report.period.first
    known = {
        each.period: each
        for each in edition.history
        if each.period.kind == kind and each.period.first < last
    } | {report.period: report}
    periods = _consecutive(report.period, known)
    return tuple(
        Series(
            measure=name,
            periods=periods,
            figures=tuple(
                known[each].totals.get(name) if each in known else None for each in periods
            ),
        )
        for name in names
    )


def _consecutive(last: Period, known: dict[Period, MonthlyReport]) -> tuple[Period, ...]:
    """Return the last periods without a gap, from the earliest that is known."""
    earliest = min(each.first for each in known)
    chain = [last]
    while len(chain) < PERIODS:
        before = chain[-1].previous
        if before is None or before.first < earliest:
            break
        chain.append(before)
    if not known.keys() <= set(chain) and last.kind in {"cumulative", "days"}:
        # Years to date, and odd stretches of days, follow on nothing: those that there are.
        return tuple(sorted(known, key=lambda each: each.first)[-PERIODS:])
    return tuple(reversed(chain))
