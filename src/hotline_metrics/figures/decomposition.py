"""Why a rate moved: each unit's share in it, split into its own rate and its weight, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import attrs

from hotline_metrics.domain.figure import CountedRate
from hotline_metrics.errors import InvalidValue
from hotline_metrics.figures.report import MonthlyReport, UnitLine


@attrs.frozen(kw_only=True)
class Share:
    """What one unit did to a rate of all.

    Attributes:
        unit: its name.
        by_rate: because its own rate moved; 1 is 100 points.
        by_mix: because its part of the sample moved, against the rate of all.
    """

    unit: str
    by_rate: Fraction
    by_mix: Fraction

    @property
    def total(self) -> Fraction:
        """Both together."""
        return self.by_rate + self.by_mix


@attrs.frozen(kw_only=True)
class Decomposition:
    """How a rate of all moved between two reports.

    Attributes:
        before: the rate before, over the units' samples.
        after: the rate after.
        shares: each unit's part; they add up to the change exactly.
    """

    before: CountedRate
    after: CountedRate
    shares: tuple[Share, ...]

    @property
    def change(self) -> Fraction:
        """The whole change."""
        return self.after.value - self.before.value


def decompose(old: MonthlyReport, new: MonthlyReport, measure: str) -> Decomposition:
    """Split the change of a rate into the units' rates and their weights.

    With w a unit's part of the sample and r its rate, its rate explains the mean of its two
    weights times the change of r, and its weight the change of w times what the mean of its two
    rates lies above the mean rate of all (the symmetric form of the Kitagawa decomposition,
    E. M. Kitagawa, *Components of a difference between two rates*, JASA 50, 1955). A unit without
    a sample in one of the reports moved by its weight alone.

    Args:
        old: the report before.
        new: the report after.
        measure: a rate of both.

    Raises:
        InvalidValue: one of the reports has no counted rate of that name in any unit.

    Returns:
        The shares, largest first whatever their sign.
    """
    rates = [_rates(report.units, measure) for report in (old, new)]
    before, after = (_pooled(each, measure) for each in rates)
    middle = (before.value + after.value) / 2

    def share(unit: str) -> Share:
        first, last = rates[0].get(unit), rates[1].get(unit)
        weights = [
            Fraction(rate.n, whole.n) if rate else Fraction(0)
            for rate, whole in ((first, before), (last, after))
        ]
        known = [rate.value for rate in (first, last) if rate]
        values = (known[0], known[-1])
        return Share(
            unit=unit,
            by_rate=(weights[0] + weights[1]) / 2 * (values[1] - values[0]),
            by_mix=(weights[1] - weights[0]) * ((values[0] + values[1]) / 2 - middle),
        )

    units = dict.fromkeys((*rates[0], *rates[1]))
    shares = sorted(map(share, units), key=lambda each: (-abs(each.total), each.unit))
    return Decomposition(before=before, after=after, shares=tuple(shares))


def _rates(lines: Iterable[UnitLine], measure: str) -> dict[str, CountedRate]:
    return {
        line.unit: figure
        for line in lines
        if isinstance(figure := line.figures.get(measure), CountedRate)
    }


def _pooled(rates: dict[str, CountedRate], measure: str) -> CountedRate:
    if not rates:
        raise InvalidValue(
            f"没有一个单位的 {measure} 带样本数；从公布文件读出的比率不含样本数",
            f"no unit has a counted {measure}; a printed rate does not know its n",
        )
    return CountedRate(
        sum((rate.numerator for rate in rates.values()), Fraction(0)),
        sum(rate.n for rate in rates.values()),
        sum((rate.squares for rate in rates.values()), Fraction(0)),
    )
