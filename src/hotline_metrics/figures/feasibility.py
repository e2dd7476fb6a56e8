"""Could this rate have been counted? Which whole numbers of answers print as it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import lcm

import attrs


@attrs.frozen
class Scale:
    """The weights of a question's grades, as whole numbers over a common denominator.

    Attributes:
        unit: the common denominator; a weight of 1 counts as this much.
        weights: the weights in these units, each once, ascending.

    >>> Scale.of([1, Fraction(3, 5), 0])
    Scale(unit=5, weights=(0, 3, 5))
    """

    unit: int
    weights: tuple[int, ...]

    @classmethod
    def of(cls, weights: Iterable[Fraction | int]) -> Scale:
        """Return the scale of some weights."""
        exact = sorted({Fraction(weight) for weight in weights})
        unit = lcm(*(weight.denominator for weight in exact)) if exact else 1
        return cls(unit, tuple(int(weight * unit) for weight in exact))


def reachable(weights: tuple[int, ...], n: int) -> int:
    """Return the sums that exactly n weights can have, as the bits of one number.

    Adding an answer shifts every sum by its weight; one big integer does all at once.
    """
    known = _reached(weights)
    while len(known) <= n:
        sums = 0
        for weight in weights:
            sums |= known[-1] << weight
        known.append(sums)
    return known[n]


@cache
def _reached(weights: tuple[int, ...]) -> list[int]:
    # Sums of 0, 1, 2, ... answers; grows as larger samples are asked for.
    del weights
    return [1]


def numerators(
    percent: Decimal, n: int, scale: Scale, *, places: int | None = None
) -> Iterator[int]:
    """Yield every numerator (in the scale's units) whose share of n prints as a percentage.

    Args:
        percent: what was printed.
        n: how many answers.
        scale: the question's weights.
        places: decimals the document prints; a rate printed with fewer has dropped zeros.
            ``None`` takes the printed precision as the rounding itself.
    """
    digits = _digits(percent) if places is None else places
    low, high, over = _bounds(percent, digits)
    share = n * scale.unit
    first = max(-(-low * share // over), 0)
    last = -(-high * share // over) - 1
    sums = reachable(scale.weights, n)
    for numerator in range(first, last + 1):
        if sums >> numerator & 1:
            yield numerator


@lru_cache(maxsize=1000)
def _bounds(percent: Decimal, digits: int) -> tuple[int, int, int]:
    """Return between which shares a percentage is rounded half up, as two numbers over a third.

    Printed - half <= exact < printed + half, all in whole numbers: this is asked for every n.
    """
    half = Fraction(1, 2 * 10**digits)
    low, high = (Fraction(percent) - half) / 100, (Fraction(percent) + half) / 100
    over = lcm(low.denominator, high.denominator)
    return int(low * over), int(high * over), over


@attrs.frozen(kw_only=True)
class Feasible:
    """What can stand behind printed rates of one sample.

    Attributes:
        samples: every possible n, ascending; empty when the rates are impossible.
    """

    samples: tuple[int, ...]

    def __bool__(self) -> bool:
        """Whether the rates are possible."""
        return bool(self.samples)

    @property
    def smallest(self) -> int | None:
        """The smallest possible n."""
        return self.samples[0] if self.samples else None

    @property
    def largest(self) -> int | None:
        """The largest possible n."""
        return self.samples[-1] if self.samples else None

    @property
    def forced(self) -> int | None:
        """The only possible n, if there is just one."""
        return self.samples[0] if len(self.samples) == 1 else None


def feasible(
    rates: Sequence[tuple[Decimal, Scale]], largest_sample: int, *, places: int | None = 2
) -> Feasible:
    """Return every n for which all rates are possible on the same n answers.

    Args:
        rates: printed rates with their scales; one to test it alone, two for both questions
            asked in the same calls.
        largest_sample: the most answers there can be, such as the tickets assigned.
        places: decimals the document prints.

    >>> half_credit = Scale.of([1, Fraction(1, 2), 0])
    >>> feasible([(Decimal("92.73"), half_credit)], 37).samples
    ()
    >>> feasible([(Decimal("92.73"), Scale.of([1, Fraction(3, 5), 0]))], 37).samples
    (11, 22, 33)
    """
    return Feasible(samples=tuple(samples_of(rates, largest_sample, places=places)))


def samples_of(
    rates: Sequence[tuple[Decimal, Scale]], largest_sample: int, *, places: int | None = 2
) -> Iterator[int]:
    """Yield every n for which all rates are possible, ascending; see :func:`feasible`."""
    for n in range(1, largest_sample + 1):
        if all(
            any(True for _ in numerators(percent, n, scale, places=places))
            for percent, scale in rates
        ):
            yield n


def _digits(percent: Decimal) -> int:
    exponent = percent.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
