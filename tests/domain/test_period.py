"""Periods: what they are called, what they contain, what they are compared with."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import Period
from hotline_metrics.errors import InvalidValue


@pytest.mark.parametrize(
    ("text", "title", "previous", "year_before"),
    [
        ("2023-10", "2023年10月份", "2023-09", "2022-10"),
        ("2023-01", "2023年1月份", "2022-12", "2022-01"),
        ("2024-02", "2024年2月份", "2024-01", "2023-02"),
        ("2023-Q4", "2023年第4季度", "2023-Q3", "2022-Q4"),
        ("2023-Q1", "2023年第1季度", "2022-Q4", "2022-Q1"),
        ("2023", "2023年全年", "2022", "2022"),
        ("2023-W40", "2023年第40周", "2023-W39", "2022-W40"),
        ("2023-W01", "2023年第1周", "2022-W52", "2022-W01"),
        ("2023-01..2023-10", "2023年1至10月份", None, "2022-01..2022-10"),
        ("2023-10-01..2023-10-07", "2023年10月1日至10月7日",
         "2023-09-24..2023-09-30", "2022-10-01..2022-10-07"),
        ("2024-02-29..2024-03-01", "2024年2月29日至3月1日",
         "2024-02-27..2024-02-28", "2023-02-28..2023-03-01"),
    ],
)  # fmt: skip
def test_periods_know_their_neighbours(
    text: str, title: str, previous: str | None, year_before: str
) -> None:
    """同比 looks a year back, 环比 one period; a year to date has no period before."""
    period = Period.parse(text)
    assert str(period) == text
    assert period.title == title
    assert (str(period.previous) if period.previous else None) == previous
    assert str(period.year_before) == year_before


@pytest.mark.parametrize(
    "text", ["2023-13", "2023-00", "2023-W60", "2023-Q5", "10/2023", "", "2023-02-30..2023-03-01",
             "2023-03-02..2023-03-01", "2022-01..2023-02", "２０２３-10"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    """The message shows the shapes that are known."""
    with pytest.raises(InvalidValue, match="period"):
        Period.parse(text)


def test_the_last_moment_belongs() -> None:
    """A period is whole days."""
    october = Period.parse("2023-10")
    assert datetime(2023, 10, 31, 23, 59, 59) in october
    assert date(2023, 11, 1) not in october


def test_a_53rd_week_may_have_no_year_before() -> None:
    """2026 has 53 weeks, 2025 has not."""
    assert Period.parse("2026-W53").year_before is None


@given(st.integers(2001, 2098), st.integers(1, 12))
def test_months_tile_time(year: int, month: int) -> None:
    """Each month begins the day after the one before ends."""
    period = Period.parse(f"{year}-{month:02d}")
    assert period.previous is not None
    assert (period.first - period.previous.last).days == 1
    assert len(period.days) == period.last.day
