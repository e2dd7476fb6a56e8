"""Working days, with the rest days and make-up days of the official calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import WorkCalendar
from hotline_metrics.errors import CalendarCoverageError

CHINA = WorkCalendar.china()
COVERED = st.dates(date(2005, 1, 1), date(2026, 11, 1))


def test_the_national_day_week_of_2023() -> None:
    """29 September to 6 October was rest; Saturday 7 and Sunday 8 were worked in return."""
    days = [date(2023, 9, 29) + timedelta(days=n) for n in range(12)]
    assert [CHINA.is_workday(day) for day in days] == [False] * 8 + [True] * 4


@pytest.mark.parametrize(
    ("received", "due"),
    [("2023-10-07", "2023-10-10"), ("2023-10-17", "2023-10-20"), ("2023-09-28", "2023-10-09")],
)
def test_three_working_days(received: str, due: str) -> None:
    """Day 1 is the day after receipt; make-up days count, rest days do not."""
    assert CHINA.add_workdays(date.fromisoformat(received), 3) == date.fromisoformat(due)


def test_monday_to_friday_alone_gets_the_founding_ticket_wrong() -> None:
    """Without make-up days the ticket of Saturday 7 October would be due a day later."""
    assert WorkCalendar.weekdays().add_workdays(date(2023, 10, 7), 3) == date(2023, 10, 11)


def test_a_year_without_data_is_an_error_and_never_a_guess() -> None:
    """2027 has no notice yet; a limit that crosses into it cannot be counted."""
    with pytest.raises(CalendarCoverageError, match="2027") as caught:
        CHINA.add_workdays(date(2026, 12, 31), 1)
    assert caught.value.year == 2027


def test_the_office_adds_a_year() -> None:
    """The office's own days win over the calendar and can complete a year."""
    calendar = CHINA.with_days(
        rest=[date(2027, 1, 1)], work=[date(2027, 1, 2), date(2023, 10, 3)], years=[2027]
    )
    assert calendar.add_workdays(date(2026, 12, 31), 1) == date(2027, 1, 2)
    assert calendar.is_workday(date(2023, 10, 3))


def test_a_guess_must_be_asked_for() -> None:
    """``unknown_year = "weekdays"`` takes Monday to Friday where nothing is known."""
    calendar = CHINA.with_days(unknown_year="weekdays")
    assert calendar.add_workdays(date(2026, 12, 31), 1) == date(2027, 1, 1)


@given(COVERED, st.integers(0, 20))
def test_adding_equals_counting_day_by_day(start: date, count: int) -> None:
    """The result is the day on which exactly ``count`` worked days lie behind the start."""
    end = CHINA.add_workdays(start, count)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(map(CHINA.is_workday, between)) == count
    assert count == 0 or CHINA.is_workday(end)


@given(COVERED, COVERED, st.integers(0, 20))
def test_a_later_start_is_never_due_earlier(one: date, other: date, count: int) -> None:
    """Deadlines are monotone in the day of receipt."""
    first, second = sorted([one, other])
    assert CHINA.add_workdays(first, count) <= CHINA.add_workdays(second, count)
