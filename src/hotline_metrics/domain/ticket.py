"""One request as handled by one unit, as far as the figures need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import cast

import attrs

from hotline_metrics.errors import InvalidValue

END_OF_DAY = time.max
"""The time of a deadline that is given or computed as a day: it ends with the day."""


@attrs.frozen(kw_only=True, weakref_slot=False)
class Ticket:
    """One request to the hotline as handled by one unit.

    No caller, phone, address or wording of the request: what is not here cannot leak.
    All times are the office's local time, without a zone.

    Attributes:
        id: the ticket number, as text.
        unit: the name of the handling unit.
        received_at: when the citizen called.
        dispatched_at: when the centre sent the ticket to the unit (转办).
        acknowledged_at: when the unit signed for it (签收).
        deadline: the deadline the source gives; a day alone is its last instant.
        extended_deadline: the deadline after a granted extension, where the source gives it.
        extension_days: days granted on top of the deadline, where the source gives a number.
        closed_at: when the unit closed it; ``None`` while it is open.
        category: what it is about, from general to specific.
        kind: consultation, complaint, ... (诉求类型) in the source's words.
        urgency: the level as the rulebook names it, such as ``urgent``; empty is ordinary.
        channel: how it came in, in the source's words.
        redo: how often the centre sent the closed ticket back (重办).
        declined: how often the unit refused the assignment (退单).
        surveyed: whether the call-back sample drew it (抽访).
        answers: question to grade, as the rulebook names both; ``unrated`` is an answer
            without a rating (not reached, refused).
        co_units: other units that took part.
        primary: whether this line stands for the ticket in the totals.
        tracks_signing: whether the source says when a unit signs, so that no time means not yet.
        repeat_of: number of the first ticket of the same request, where this one repeats it.
        exempt: whether an approved decision keeps it from being judged by its deadline.

    Raises:
        InvalidValue: without a number, a unit or a time; closed before received; a negative
            count; a time with a zone; answers of a ticket that was not surveyed.

    >>> Ticket(id="231007102349106144", unit="联通公司",
    ...        dispatched_at=datetime(2023, 10, 7, 10, 40)).is_open
    True
    """

    id: str
    unit: str
    received_at: datetime | None = None
    dispatched_at: datetime | None = None
    acknowledged_at: datetime | None = None
    deadline: datetime | None = None
    extended_deadline: datetime | None = None
    extension_days: int = 0
    closed_at: datetime | None = None
    category: tuple[str, ...] = ()
    kind: str = ""
    urgency: str = ""
    channel: str = ""
    redo: int = 0
    declined: int = 0
    surveyed: bool = False
    answers: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    co_units: tuple[str, ...] = ()
    primary: bool = True
    tracks_signing: bool = False
    exempt: bool = False
    repeat_of: str = ""

    def __attrs_post_init__(self) -> None:
        """Hold what must be true of every ticket."""
        if not self.id or not self.unit:
            raise InvalidValue("工单须有编号和承办单位", "a ticket needs a number and a unit")
        if self.received_at is None and self.dispatched_at is None:
            raise InvalidValue(
                f"工单 {self.id} 既无受理时间也无派单时间",
                f"ticket {self.id} has neither received_at nor dispatched_at",
            )
        if self.redo < 0 or self.declined < 0 or self.extension_days < 0:
            raise InvalidValue(
                f"工单 {self.id} 的次数为负", f"ticket {self.id} has a negative count"
            )
        if self.answers and not self.surveyed:
            raise InvalidValue(
                f"工单 {self.id} 未抽访却有评价",
                f"ticket {self.id} has answers but was not surveyed",
            )
        for moment in (self.received_at, self.dispatched_at, self.acknowledged_at, self.closed_at):
            if moment is not None and moment.tzinfo is not None:
                raise InvalidValue(
                    f"工单 {self.id} 的时间带有时区：{moment}",
                    f"ticket {self.id} has a time with a zone: {moment}",
                )
        if self.closed_at and closes_too_early(self.received_at, self.closed_at):
            raise InvalidValue(
                f"工单 {self.id} 的办结时间 {self.closed_at} 早于受理时间 {self.received_at}",
                f"ticket {self.id} is closed {self.closed_at}, before received {self.received_at}",
            )

    @classmethod
    def from_columns(cls, columns: Mapping[str, Sequence[object]], number: int) -> list[Ticket]:
        """Return tickets whose values stand in columns, each as the constructor would make it.

        Args:
            columns: attribute to its values, one for each ticket; an attribute without a column
                has its default.
            number: how many tickets.

        Raises:
            InvalidValue: the constructor would refuse one of them.

        >>> noon = datetime(2023, 10, 7, 12)
        >>> columns = {"id": ["1", "2"], "unit": ["甲局", "乙镇"], "received_at": [noon, noon]}
        >>> Ticket.from_columns(columns, 2)[1] == Ticket(id="2", unit="乙镇", received_at=noon)
        True
        """
        filled = (columns.get(name) or _defaults(name, number) for name in _ATTRIBUTES)
        tickets = cast("list[Ticket]", list(map(_Unfrozen, *filled)))
        for ticket in tickets:
            # Filling what is frozen already would take thrice as long as filling and checking.
            ticket.__class__ = cls
            ticket.__attrs_post_init__()
        return tickets

    @property
    def is_open(self) -> bool:
        """Whether the ticket is not closed."""
        return self.closed_at is None

    @property
    def moments(self) -> tuple[datetime, ...]:
        """The times at which something happened; deadlines are no such times."""
        times = (self.received_at, self.dispatched_at, self.acknowledged_at, self.closed_at)
        return tuple(filter(None, times))

    @property
    def assigned_at(self) -> datetime:
        """When the unit got it: dispatched, else received."""
        moment = self.dispatched_at or self.received_at
        assert moment is not None  # held by the constructor  # noqa: S101
        return moment


_ATTRIBUTES = attrs.fields_dict(Ticket)
_Unfrozen = attrs.make_class(
    "_Unfrozen", list(_ATTRIBUTES), slots=True, weakref_slot=False, eq=False
)
"""What a ticket is before it is frozen: the same attributes in the same places."""


def _defaults(name: str, number: int) -> Sequence[object]:
    # Only answers have a factory.
    if name == "answers":
        return [{} for _ in range(number)]
    return [_ATTRIBUTES[name].default] * number


def closes_too_early(received: datetime | None, closed: datetime) -> bool:
    """Tell whether a closing time lies before the received time.

    A closing time at midnight is a day without a time, so on the day of receipt it is right.
    """
    if received is None or closed >= received:
        return False
    return closed.time() != time.min or closed.date() < received.date()
