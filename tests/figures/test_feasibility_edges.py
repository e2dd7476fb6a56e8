"""Which rates a sample can have, where the sample or the rate is at an end."""

from decimal import Decimal

from hotline_metrics.figures.feasibility import Scale, samples_of


def test_the_digits_that_are_printed_decide_where_nothing_else_is_said() -> None:
    """66.7 % is 2 of 3 at one place; 67 % at none is 2 of 3 as well."""
    scale = Scale.of([0, 1])
    for printed in ("66.7", "67"):
        assert 3 in samples_of([(Decimal(printed), scale)], 5, places=None)
    assert 3 not in samples_of([(Decimal("67.00"), scale)], 5, places=None)
