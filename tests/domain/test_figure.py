"""Figures: exact inside, rounded once, printed as documents print."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import CountedRate, PrintedRate
from hotline_metrics.domain.figure import print_exact, print_figure, print_number, round_half_up
from hotline_metrics.errors import InvalidValue


@pytest.mark.parametrize(
    ("figure", "printed"),
    [
        (49, "49"),
        (CountedRate(Fraction(446, 10), 46), "96.96%"),
        (CountedRate(Fraction(50), 80), "62.5%"),
        (CountedRate(Fraction(0), 1), "0%"),
        (CountedRate(Fraction(8), 8), "100%"),
        (PrintedRate("97"), "97%"),
        (None, "市级未抽访"),
    ],
)
def test_print_as_the_bulletin_does(figure: int | CountedRate | PrintedRate, printed: str) -> None:
    """Trailing zeros are dropped; no sample prints its words."""
    assert print_figure(figure, "市级未抽访") == printed


def test_without_a_word_for_it_no_sample_is_a_dash() -> None:
    """Never an empty cell, which might have been forgotten."""
    assert print_figure(None) == "—"


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("97.00", "97"),
        ("0.50", "0.5"),
        ("100", "100"),
        ("1E+2", "100"),
        ("1E-7", "0.0000001"),
        ("-0.00", "0"),
        ("-14.05", "-14.05"),
    ],
)
def test_decimals_by_hand(number: str, printed: str) -> None:
    """No exponent, no zero that says nothing, no minus before nothing."""
    assert print_number(Decimal(number)) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction(7156, 10), "715.6"),
        (Fraction(46), "46"),
        (Fraction(1, 2), "0.5"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(3, 25), "0.12"),
        (Fraction(7, 40), "0.175"),
        (Fraction(1, 3), "1/3"),
        (Fraction(5, 6), "5/6"),
        (Fraction(-1, 15), "-1/15"),
        # More digits than a float has.
        (Fraction(1, 10**40), "0." + "0" * 39 + "1"),
        (Fraction(1, 2**70), f"0.{5**70:070}"),
        (Fraction(1, 5**30), f"0.{2**30:030}"),
    ],
)
def test_exact_numbers_by_hand(value: Fraction, printed: str) -> None:
    """As a decimal where it ends, else as a fraction."""
    assert print_exact(value) == printed


def test_half_a_hundredth_goes_up() -> None:
    """71.065 is 71.07; binary floating point would make it 71.06."""
    assert CountedRate(Fraction(71065, 1000), 100).percent == Decimal("71.07")


def test_rounding_keeps_every_digit_before_the_point() -> None:
    """However many there are."""
    assert str(round_half_up(Fraction(10**40 + 1, 2), 1)) == "5" + "0" * 39 + ".5"
    assert str(round_half_up(Fraction(-(10**40), 3), 2)) == "-" + "3" * 40 + ".33"


def test_an_empty_sample_is_no_rate() -> None:
    """It is ``None``, never 0 % or 100 %."""
    with pytest.raises(InvalidValue, match="None"):
        CountedRate(Fraction(0), 0)


def test_a_printed_rate_is_the_number_that_was_printed() -> None:
    """As a share of 1, exactly; of how many, nobody says."""
    assert PrintedRate("97.5").value == Fraction(39, 40)
    assert PrintedRate("-0.05").value == Fraction(-1, 2000)
    assert PrintedRate("97.5").n is None
    assert str(PrintedRate("97.50").percent) == "97.50"


def test_what_is_no_percentage_is_refused() -> None:
    """Not-a-number and infinity are no figures."""
    with pytest.raises(InvalidValue):
        PrintedRate("NaN")


@given(st.fractions(-1000, 1000, max_denominator=10**6), st.integers(0, 6))
def test_rounding_agrees_with_decimal(value: Fraction, places: int) -> None:
    """Half up, away from zero, is what the decimal module calls ROUND_HALF_UP."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    expected = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    # The quotient has 28 digits; a half that is no half would differ only beyond them.
    assert round_half_up(value, places) == expected


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_exact_numbers_print_exactly(number: int, places: int) -> None:
    """What is printed reads back as the same number."""
    value = Fraction(number, 10**places)
    assert Fraction(print_exact(value)) == value
