"""Deadlines ahead: every open ticket once, by the working calendar."""

from datetime import datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import Rulebook, Ticket
from hotline_metrics.figures.due import WHENS, Backtest, backtest, due_ahead, known_at
from hotline_metrics.testing.strategies import ticket_lists

PINGYU = Rulebook.preset("pingyu")
THURSDAY = datetime(2023, 9, 28, 17)  # the last working day before the long holiday


def ticket(number: int, deadline: datetime | None, **fields: object) -> Ticket:
    """Return an open ticket with a deadline."""
    return Ticket(
        id=str(number),
        unit="甲局",
        dispatched_at=datetime(2023, 9, 25, 9),
        deadline=deadline,
        **fields,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("deadline", "when"),
    [
        (datetime(2023, 9, 28, 16, 59), "overdue"),
        (datetime(2023, 9, 28, 18), "today"),
        (datetime(2023, 10, 3), "next_workday"),  # nobody is there before 7 October
        (datetime(2023, 10, 7, 12), "next_workday"),
        (datetime(2023, 10, 8), "later"),
    ],
)
def test_before_a_holiday_its_days_are_due_by_the_next_workday(
    deadline: datetime, when: str
) -> None:
    """7 October 2023 is a Saturday that is worked."""
    (found,) = due_ahead([ticket(1, deadline)], PINGYU, THURSDAY).tickets
    assert found.when == when


def test_this_week_ends_with_its_sunday() -> None:
    """From a Monday, Wednesday to Sunday; the Monday after is later."""
    monday = datetime(2023, 10, 16, 9)
    days = [17, 18, 22, 23]
    found = due_ahead([ticket(n, datetime(2023, 10, n, 12)) for n in days], PINGYU, monday)
    assert [each.when for each in found.tickets] == ["next_workday", "week", "week", "later"]


def test_closed_tickets_are_not_due_and_exempt_ones_never() -> None:
    """A decision that keeps a ticket from being judged takes its deadline."""
    closed = ticket(1, THURSDAY, closed_at=THURSDAY)
    exempt = ticket(2, THURSDAY, exempt=True)
    found = due_ahead([closed, exempt], PINGYU, THURSDAY)
    assert [(each.id, each.when) for each in found.tickets] == [("2", "never")]
    assert found.pressing() == ()


@given(ticket_lists(rules=PINGYU), st.datetimes(datetime(2023, 9, 1), datetime(2023, 12, 1)))
def test_every_open_ticket_stands_in_exactly_one_column(
    tickets: list[Ticket], as_of: datetime
) -> None:
    """The table's cells add up to the open tickets."""
    found = due_ahead(tickets, PINGYU, as_of)
    cells = sum(sum(counts.values()) for counts in found.by_unit().values())
    assert cells == len(found.tickets) == sum(each.is_open for each in tickets)
    assert {each.when for each in found.tickets} <= set(WHENS)


@given(ticket_lists(rules=PINGYU), st.datetimes(datetime(2023, 9, 1), datetime(2023, 12, 1)))
def test_the_past_knows_nothing_of_the_future(tickets: list[Ticket], moment: datetime) -> None:
    """No ticket that came later, no closing that came later."""
    for each in known_at(tickets, moment):
        assert each.assigned_at <= moment
        assert each.closed_at is None or each.closed_at <= moment


def test_a_backtest_by_hand() -> None:
    """Two listed, one of them late; a third came in after the list and was late too."""
    monday = datetime(2023, 10, 16, 9)
    due = datetime(2023, 10, 18, 12)
    in_time = ticket(1, due, closed_at=datetime(2023, 10, 17))
    late = ticket(2, due, closed_at=datetime(2023, 10, 19))
    after = attrs.evolve(ticket(3, due), dispatched_at=datetime(2023, 10, 16, 15))
    assert backtest([in_time, late, after], PINGYU, monday) == Backtest(
        listed=2, late=1, unforeseen=1
    )
