"""Which tickets made a report different from the one before."""

from datetime import datetime

import attrs

from hotline_metrics import Ticket
from hotline_metrics.history.difference import compare_tickets

OCTOBER = datetime(2023, 10, 7, 9, 30)
FIRST = Ticket(id="1", unit="甲局", received_at=OCTOBER)
SECOND = Ticket(id="2", unit="乙局", received_at=OCTOBER)


def changes(old: list[Ticket], new: list[Ticket]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return number, reason and units of every change."""
    return [(each.id, each.reason, each.units) for each in compare_tickets(old, new)]


def test_the_same_tickets_changed_nothing() -> None:
    """In whatever order."""
    assert changes([FIRST, SECOND], [SECOND, FIRST]) == []


def test_a_ticket_came_and_another_went() -> None:
    """By number."""
    assert changes([FIRST], [SECOND]) == [("1", "withdrawn", ("甲局",)), ("2", "added", ("乙局",))]


def test_a_ticket_went_to_another_unit() -> None:
    """It is one ticket still."""
    moved = attrs.evolve(FIRST, unit="丙局")
    assert changes([FIRST], [moved]) == [("1", "other-unit", ("甲局", "丙局"))]


def test_what_changed_in_a_ticket_is_named() -> None:
    """By field."""
    closed = attrs.evolve(FIRST, closed_at=datetime(2023, 10, 9))
    (change,) = compare_tickets([FIRST], [closed])
    assert (change.id, change.fields) == ("1", ("closed_at",))
