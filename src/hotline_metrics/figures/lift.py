"""What would lift a rate: how many more answers, or other ones, reach a threshold."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs

from hotline_metrics.domain.figure import CountedRate
from hotline_metrics.errors import InvalidValue


@attrs.frozen(kw_only=True)
class Lift:
    """What a rate lacks to be printed at a threshold or above.

    Attributes:
        more: further answers of full weight that would reach it; ``None`` when none would.
        turned: answers of no weight that would have had to be of full weight instead; ``None``
            when there are not so many.
    """

    more: int | None
    turned: int | None


def lift_to(rate: CountedRate, percent: Decimal | int) -> Lift:
    """Return how many answers would lift a rate to a threshold, as it is printed.

    Args:
        rate: the rate.
        percent: the threshold in per cent, 0 to 100.

    Raises:
        InvalidValue: the threshold is no percentage.

    >>> lift_to(CountedRate(6, 20), 60)
    Lift(more=15, turned=6)
    >>> lift_to(CountedRate(19, 20), 100)
    Lift(more=19980, turned=1)
    """
    target = Decimal(percent)
    if not 0 <= target <= 100:
        raise InvalidValue(f"{percent} 不是百分数", f"{percent} is no percentage")
    # Printed at two places half up, a rate reaches the threshold from half a hundredth below.
    least = (Fraction(target) - Fraction(1, 200)) / 100
    turned = max(0, _ceiling(least * rate.n - rate.numerator))
    more = max(0, _ceiling((least * rate.n - rate.numerator) / (1 - least)))
    room = rate.n - rate.numerator
    return Lift(more=more, turned=turned if turned <= room else None)


def _ceiling(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
