"""What a table cell holds: a count, a counted rate, a printed rate, or nothing surveyed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal

import attrs

from hotline_metrics.errors import InvalidValue

Better = Literal["high", "low"]
"""Whether a high or a low figure is good."""


def _as_yes_and_no(rate: CountedRate) -> Fraction:
    return rate.numerator


@attrs.frozen
class CountedRate:
    """A rate we counted: it knows its numerator and its denominator.

    Attributes:
        numerator: weighted sum, exact.
        n: how many it is a share of, 1 or more.
        squares: sum of the squared weights, which says how much the answers vary; without part
            credit it is the numerator.

    >>> CountedRate(Fraction(446, 10), 46).percent
    Decimal('96.96')
    """

    numerator: Fraction = attrs.field(converter=Fraction)
    n: int = attrs.field()
    squares: Fraction = attrs.field(
        default=attrs.Factory(_as_yes_and_no, takes_self=True),
        converter=Fraction,
        eq=False,
        repr=False,
    )

    @n.validator  # pyright: ignore[reportAttributeAccessIssue]
    def _positive(self, _: attrs.Attribute[int], n: int) -> None:
        if n < 1:
            raise InvalidValue(
                "样本为空就没有比率，请用 None", "an empty sample has no rate; use None"
            )

    @property
    def value(self) -> Fraction:
        """The exact rate, 1 being 100 %."""
        return self.numerator / self.n

    @cached_property
    def percent(self) -> Decimal:
        """The rate in per cent, rounded half up to two places, once."""
        return round_half_up(self.value * 100, 2)


@attrs.frozen
class PrintedRate:
    """A rate read from a published document: only what was printed, with its precision.

    Attributes:
        percent: per cent as printed; ``97`` and ``97.00`` are different precisions.
    """

    percent: Decimal = attrs.field(converter=Decimal)

    @percent.validator  # pyright: ignore[reportAttributeAccessIssue]
    def _finite(self, _: attrs.Attribute[Decimal], percent: Decimal) -> None:
        if not percent.is_finite():
            raise InvalidValue(f"{percent} 不是百分数", f"{percent} is not a percentage")

    @property
    def value(self) -> Fraction:
        """The printed rate as an exact number, 1 being 100 %."""
        return Fraction(self.percent) / 100

    @property
    def n(self) -> None:
        """A printed rate does not know its sample."""
        return None


Rate = CountedRate | PrintedRate
Figure = int | CountedRate | PrintedRate | None
"""A count, a rate, or ``None`` where nobody was surveyed."""


def round_half_up(value: Fraction | int, places: int) -> Decimal:
    """Round an exact number half up (away from zero), as documents do.

    >>> round_half_up(Fraction(71065, 1000), 2), round_half_up(Fraction(-1, 200), 2)
    (Decimal('71.07'), Decimal('-0.01'))
    """
    value = Fraction(value)
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return _decimal(whole if value >= 0 else -whole, places)


def _decimal(number: int, places: int) -> Decimal:
    # Put together, which keeps every digit; arithmetic on decimals rounds to 28.
    sign, digits, _ = Decimal(number).as_tuple()
    return Decimal((sign, digits, -places))


def print_number(value: Decimal) -> str:
    """Write a decimal as documents do, without trailing zeros or exponent.

    >>> print_number(Decimal("97.00")), print_number(Decimal("100")), print_number(Decimal("0.50"))
    ('97', '100', '0.5')
    """
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def print_exact(value: Fraction) -> str:
    """Write an exact number as a finite decimal, or as a fraction where there is none.

    >>> print_exact(Fraction(446, 10)), print_exact(Fraction(1, 3))
    ('44.6', '1/3')
    """
    rest = value.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return str(value)
    places = max(twos, fives)
    return print_number(_decimal(int(value * 10**places), places))


def print_figure(figure: Figure, absent: str = "—") -> str:
    """Write a figure as a bulletin does: ``49``, ``96.96%`` or the words for no sample.

    Args:
        figure: what to write.
        absent: what stands for an empty sample, such as 市级未抽访.
    """
    if figure is None:
        return absent
    if isinstance(figure, int):
        return str(figure)
    return print_number(figure.percent) + "%"
