"""Tickets: what must be true of each, made singly or from columns."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import Ticket
from hotline_metrics.errors import InvalidValue
from hotline_metrics.testing.strategies import tickets

NAMES = tuple(attrs.fields_dict(Ticket))
NOON = datetime(2023, 10, 7, 12)
WRONG: tuple[dict[str, Any], ...] = (
    {"id": ""},
    {"unit": ""},
    {"received_at": None},
    {"redo": -1},
    {"declined": -1},
    {"extension_days": -1},
    {"answers": {"result": "satisfied"}},
    {"received_at": NOON.replace(tzinfo=UTC)},
    {"acknowledged_at": NOON.replace(tzinfo=UTC)},
    {"closed_at": datetime(2023, 10, 7, 11)},
)


def columns(of: Sequence[Ticket]) -> dict[str, list[object]]:
    """Return the attributes of tickets as columns."""
    return {name: [getattr(ticket, name) for ticket in of] for name in NAMES}


@given(st.lists(tickets(), max_size=5))
def test_tickets_from_columns_are_those_made_singly(singly: list[Ticket]) -> None:
    """Equal, of the same class, hashed, printed and pickled alike."""
    together = Ticket.from_columns(columns(singly), len(singly))
    assert together == singly
    for one, other in zip(together, singly, strict=True):
        assert type(one) is Ticket
        assert (hash(one), repr(one)) == (hash(other), repr(other))
        assert pickle.loads(pickle.dumps(one)) == other
        assert attrs.evolve(one, urgency="urgent") == attrs.evolve(other, urgency="urgent")


def test_an_attribute_without_a_column_has_its_default() -> None:
    """Each ticket its own answers."""
    one, other = Ticket.from_columns(
        {"id": ["1", "2"], "unit": ["甲", "乙"], "received_at": [NOON, NOON]}, 2
    )
    assert (one, other) == (
        Ticket(id="1", unit="甲", received_at=NOON),
        Ticket(id="2", unit="乙", received_at=NOON),
    )
    assert one.answers is not other.answers


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_no_ticket_can_be_is_refused_either_way(wrong: dict[str, Any]) -> None:
    """With the same words."""
    values: dict[str, Any] = {"id": "1", "unit": "甲", "received_at": NOON} | wrong
    with pytest.raises(InvalidValue) as singly:
        Ticket(**values)
    with pytest.raises(InvalidValue) as together:
        Ticket.from_columns({name: [value] for name, value in values.items()}, 1)
    assert str(singly.value) == str(together.value)


def test_a_ticket_from_columns_is_frozen() -> None:
    """No attribute can be set, changed or deleted."""
    (ticket,) = Ticket.from_columns({"id": ["1"], "unit": ["甲"], "received_at": [NOON]}, 1)
    for name in (*NAMES, "other"):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(ticket, name, "x")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del ticket.unit
