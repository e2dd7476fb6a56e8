"""Which thresholds would have named exactly the units that a past bulletin names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

import attrs

from hotline_metrics.domain.measure import Measure
from hotline_metrics.domain.rulebook import Condition, Extreme, Operator
from hotline_metrics.figures.ranking import printed_value
from hotline_metrics.figures.report import UnitLine


@attrs.frozen(kw_only=True)
class FittedCondition:
    """A threshold, and how far it could be moved without naming others.

    Attributes:
        condition: the proposal; the roundest number of its range.
        tightest: the strictest threshold that still names every unit.
        loosest: where another unit would come in; that value itself is out. ``None`` when none
            would.
    """

    condition: Condition
    tightest: Decimal
    loosest: Decimal | None


@attrs.frozen(kw_only=True)
class Fit:
    """What would have named a list of units.

    Attributes:
        conditions: thresholds that all must hold.
        extreme: or else: the so many lowest or highest of a measure.
        highest: whether ``extreme`` takes the highest.
        others: units that the conditions name as well, where none name exactly the list.
    """

    conditions: tuple[FittedCondition, ...] = ()
    extreme: Extreme | None = None
    highest: bool = False
    others: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether it names the list and nobody else."""
        return not self.others


def fit_praise(
    lines: Sequence[UnitLine], named: Collection[str], measures: Iterable[Measure]
) -> Fit:
    """Propose thresholds that name exactly the praised units, as few as possible.

    Args:
        lines: the units' lines of the report.
        named: the praised units.
        measures: what thresholds may be about, the most telling first.

    Returns:
        The fit; where no thresholds of these measures separate the list, the closest ones.
    """
    usable = [
        measure
        for measure in measures
        if all(
            printed_value(line.figures.get(measure.name)) is not None
            for line in lines
            if line.unit in named
        )
    ]
    kept = list(usable)
    # A threshold that keeps nobody out is left away, the last named first.
    for measure in reversed(usable):
        rest = [each for each in kept if each is not measure]
        if set(_passing(lines, named, rest)) == set(_passing(lines, named, kept)):
            kept = rest
    others = tuple(unit for unit in _passing(lines, named, kept) if unit not in named)
    fitted = [_fitted(lines, named, measure, kept) for measure in kept]
    return Fit(conditions=tuple(fitted), others=others)


def fit_extreme(
    lines: Sequence[UnitLine], named: Collection[str], measures: Iterable[Measure]
) -> Fit | None:
    """Find the measure of which the named units are exactly the lowest or highest.

    Args:
        lines: the units' lines of the report.
        named: the units of the list.
        measures: where to look, in order.

    Returns:
        The first that fits, or ``None``.
    """
    for measure in measures:
        values = _values(lines, measure)
        inside = [values[unit] for unit in named if unit in values]
        outside = [value for unit, value in values.items() if unit not in named]
        if len(inside) < len(named) or not inside or not outside:
            continue
        for highest in (False, True):
            beyond = min(inside) > max(outside) if highest else max(inside) < min(outside)
            if beyond:
                extreme = Extreme(measure=measure.name, count=len(inside))
                return Fit(extreme=extreme, highest=highest)
    return None


def _passing(
    lines: Sequence[UnitLine], named: Collection[str], measures: Sequence[Measure]
) -> list[str]:
    limits = {measure.name: _worst(lines, named, measure) for measure in measures}
    return [
        line.unit
        for line in lines
        if all(_reaches(line, measure, limits[measure.name]) for measure in measures)
    ]


def _worst(lines: Sequence[UnitLine], named: Collection[str], measure: Measure) -> Decimal:
    values = [value for unit, value in _values(lines, measure).items() if unit in named]
    return min(values) if measure.better == "high" else max(values)


def _reaches(line: UnitLine, measure: Measure, limit: Decimal) -> bool:
    value = printed_value(line.figures.get(measure.name))
    if value is None:
        return False
    return value >= limit if measure.better == "high" else value <= limit


def _fitted(
    lines: Sequence[UnitLine],
    named: Collection[str],
    measure: Measure,
    kept: Sequence[Measure],
) -> FittedCondition:
    tightest = _worst(lines, named, measure)
    rest = _passing(lines, named, [each for each in kept if each is not measure])
    values = _values(lines, measure)
    out = [
        values[unit]
        for unit in rest
        if unit not in named and unit in values and values[unit] != tightest
    ]
    high = measure.better == "high"
    beyond = [value for value in out if (value < tightest) == high]
    loosest = (max(beyond) if high else min(beyond)) if beyond else None
    operator: Operator = ">=" if high else "<="
    value = _roundest(tightest, loosest)
    if not high and value == 0:
        operator = "="
    return FittedCondition(
        condition=Condition(measure.name, operator, value), tightest=tightest, loosest=loosest
    )


def _roundest(tightest: Decimal, loosest: Decimal | None) -> Decimal:
    """Return the roundest number from the tightest threshold towards the loosest, that one out."""
    low, high = sorted((tightest, tightest if loosest is None else loosest))
    for step in map(Decimal, ("100", "50", "10", "5", "1", "0.5", "0.1")):
        number = (tightest // step) * step
        candidates = (number, number + step)
        inside = [each for each in candidates if low <= each <= high and each != loosest]
        if inside:
            return min(inside, key=lambda each: abs(each - tightest)).normalize() + 0
    return tightest


def _values(lines: Iterable[UnitLine], measure: Measure) -> Mapping[str, Decimal]:
    return {
        line.unit: value
        for line in lines
        if (value := printed_value(line.figures.get(measure.name))) is not None
    }
