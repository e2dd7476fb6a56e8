"""When tickets are due: given, extended, or computed by rule."""

from datetime import date, datetime, timedelta
from typing import Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import Rulebook, Ticket
from hotline_metrics.domain.deadline import Deadline, deadline_of, deadlines
from hotline_metrics.domain.rulebook import DeadlinePolicy, DeadlineRule
from hotline_metrics.domain.ticket import END_OF_DAY

PINGYU = Rulebook.preset("pingyu")


def due(rules: Rulebook = PINGYU, **fields: object) -> Deadline:
    """Return the deadline of a ticket that is sure to have one."""
    given = {"received_at": datetime(2023, 10, 17, 13, 39)} | fields
    deadline = deadline_of(Ticket(id="1", unit="郭楼街道", **given), rules)  # type: ignore[arg-type]
    assert deadline is not None
    return deadline


@pytest.mark.parametrize(
    ("dispatched", "urgency", "day"),
    [
        (datetime(2023, 10, 7, 10, 40), "", date(2023, 10, 10)),
        (datetime(2023, 10, 17, 13, 50), "", date(2023, 10, 20)),
        (datetime(2023, 10, 29, 12, 0), "urgent", date(2023, 10, 30)),
    ],
)
def test_the_three_cited_tickets_of_the_founding_bulletin(
    dispatched: datetime, urgency: str, day: date
) -> None:
    """Three working days, urgent ones the next day; each ends with its day."""
    deadline = due(received_at=dispatched, dispatched_at=dispatched, urgency=urgency)
    assert deadline.at == datetime.combine(day, END_OF_DAY)
    assert deadline.is_day
    assert deadline.origin == "computed"


@pytest.mark.parametrize("unit", ["working_days", "calendar_days"])
def test_working_and_calendar_days_fit_the_founding_dates_alike(unit: str) -> None:
    """The bulletin cannot tell which rule it followed, so it is rulebook data."""
    rule = DeadlineRule(limit=3, unit=unit)  # type: ignore[arg-type]
    rules = attrs.evolve(PINGYU, deadline=DeadlinePolicy(rules=(rule,)))
    for start, end in (("2023-10-07", "2023-10-10"), ("2023-10-17", "2023-10-20")):
        deadline = due(rules, received_at=datetime.fromisoformat(start))
        assert str(deadline.at.date()) == end


def test_hours_run_by_the_clock() -> None:
    """A limit in hours keeps the time of day and knows no rest days."""
    rules = attrs.evolve(
        PINGYU, deadline=DeadlinePolicy(rules=(DeadlineRule(limit=24, unit="hours"),))
    )
    assert due(rules).at == datetime(2023, 10, 18, 13, 39)


def test_the_source_deadline_wins_unless_the_rules_compute() -> None:
    """``source`` in the rulebook chooses; ``computed`` ignores what the export says."""
    given = datetime(2023, 10, 25, 17, 0)
    assert due(deadline=given).at == given
    policy = attrs.evolve(PINGYU.deadline, source="computed")
    assert due(attrs.evolve(PINGYU, deadline=policy), deadline=given).at.day == 20


def test_an_extended_deadline_wins_over_the_first_one() -> None:
    """What was granted counts."""
    deadline = due(deadline=datetime(2023, 10, 20), extended_deadline=datetime(2023, 10, 27, 12))
    assert (deadline.at, deadline.origin) == (datetime(2023, 10, 27, 12), "extended")


def test_granted_days_are_counted_like_the_rule_counts() -> None:
    """Two working days after Friday 20 October end on Tuesday."""
    assert due(extension_days=2).at == datetime.combine(date(2023, 10, 24), END_OF_DAY)


WORKING = DeadlineRule(limit=3, unit="working_days")
CALENDAR = DeadlineRule(limit=3, unit="calendar_days")
HOURS = DeadlineRule(limit=24, unit="hours")


@pytest.mark.parametrize(
    ("rule", "at"),
    [
        # From Friday, five in the afternoon: the weekend counts or does not.
        (WORKING, datetime(2023, 10, 24, 17)),
        (CALENDAR, datetime(2023, 10, 22, 17)),
        # Granted are days, also where the rule counts hours, or where there is none.
        (HOURS, datetime(2023, 10, 22, 17)),
        (None, datetime(2023, 10, 22, 17)),
    ],
)
def test_days_granted_on_a_given_deadline(rule: DeadlineRule | None, at: datetime) -> None:
    """In the unit of the rule; the time of day stays."""
    rules = attrs.evolve(PINGYU, deadline=DeadlinePolicy(rules=(rule,) if rule else ()))
    friday = datetime(2023, 10, 20, 17)
    extended = Deadline(at=at, origin="given", rule=rule, extension_days=2)
    assert due(rules, deadline=friday, extension_days=2) == extended
    assert due(rules, deadline=friday) == Deadline(at=friday, origin="given")


@pytest.mark.parametrize(
    ("rule", "at"),
    [
        # From Wednesday, 13:39.
        (WORKING, datetime.combine(date(2023, 10, 24), END_OF_DAY)),
        (CALENDAR, datetime.combine(date(2023, 10, 23), END_OF_DAY)),
        (HOURS, datetime(2023, 10, 21, 13, 39)),
    ],
)
def test_days_granted_on_a_computed_deadline(rule: DeadlineRule, at: datetime) -> None:
    """One more day, or two; a deadline by the clock keeps its time of day."""
    rules = attrs.evolve(PINGYU, deadline=DeadlinePolicy(rules=(rule,)))
    wednesday = datetime(2023, 10, 18, 13, 39)
    days = 1 if rule is WORKING else 2
    found = due(rules, received_at=wednesday, extension_days=days)
    assert found == Deadline(at=at, origin="computed", rule=rule, extension_days=days)


def test_deadlines_by_the_clock_are_not_remembered_by_the_day() -> None:
    """Two tickets of one day, an hour apart, are due an hour apart; whatever the first one was."""
    urgent = attrs.evolve(HOURS, urgencies=("urgent",))
    for policy in (DeadlinePolicy(rules=(HOURS,)), DeadlinePolicy(rules=(urgent, WORKING))):
        remembered = deadlines(attrs.evolve(PINGYU, deadline=policy))
        found = [
            remembered(
                Ticket(
                    id="1",
                    unit="郭楼街道",
                    received_at=datetime(2023, 10, 17, hour),
                    urgency="urgent",
                )
            )
            for hour in (9, 10)
        ]
        assert [each.at for each in found if each] == [
            datetime(2023, 10, 18, 9),
            datetime(2023, 10, 18, 10),
        ]


def test_a_rule_may_be_for_one_kind_of_request() -> None:
    """Consultations within a day, everything else within three."""
    quick = DeadlineRule(limit=1, unit="calendar_days", kinds=("咨询",))
    rules = attrs.evolve(PINGYU, deadline=DeadlinePolicy(rules=(quick, CALENDAR)))
    assert (due(rules, kind="咨询").at.day, due(rules, kind="咨询").rule) == (18, quick)
    assert (due(rules, kind="投诉").at.day, due(rules, kind="投诉").rule) == (20, CALENDAR)


def test_where_deadlines_are_given_none_is_computed() -> None:
    """Whatever rules there are; they say only how granted days count."""
    policy = attrs.evolve(PINGYU.deadline, source="given")
    ticket = Ticket(id="1", unit="郭楼街道", received_at=datetime(2023, 10, 17))
    assert deadline_of(ticket, attrs.evolve(PINGYU, deadline=policy)) is None


def test_days_count_from_the_moment_that_the_rules_name() -> None:
    """From the dispatch or from the receipt; the other one stands in where there is none."""
    received, dispatched = datetime(2023, 10, 17, 9), datetime(2023, 10, 18, 9)
    for start, day in (("dispatched", 19), ("received", 18)):
        one = DeadlineRule(limit=1, unit="calendar_days")
        policy = DeadlinePolicy(rules=(one,), start=start)  # type: ignore[arg-type]
        rules = attrs.evolve(PINGYU, deadline=policy)
        assert due(rules, received_at=received, dispatched_at=dispatched).at.day == day
        assert due(rules, received_at=received, dispatched_at=None).at.day == 18
        assert due(rules, received_at=None, dispatched_at=dispatched).at.day == 19


def test_no_rule_and_no_given_deadline_is_no_deadline() -> None:
    """Such a ticket is neither on time nor late."""
    ticket = Ticket(id="1", unit="郭楼街道", received_at=datetime(2023, 10, 17))
    assert deadline_of(ticket, Rulebook.preset("plain")) is None


@given(
    st.datetimes(datetime(2006, 1, 1), datetime(2026, 10, 1)),
    st.sampled_from(["", "urgent"]),
    st.integers(0, 5),
)
def test_remembered_deadlines_are_the_same(moment: datetime, urgency: str, days: int) -> None:
    """The remembering form agrees with the plain one, asked twice."""
    ticket = Ticket(
        id="1", unit="郭楼街道", received_at=moment, urgency=urgency, extension_days=days
    )
    remembered = deadlines(PINGYU)
    assert remembered(ticket) == remembered(ticket) == deadline_of(ticket, PINGYU)


@pytest.mark.parametrize(("start", "days"), [("dispatched", [10, 11]), ("received", [10, 10])])
def test_what_is_remembered_is_the_day_that_counts(
    start: Literal["dispatched", "received"], days: list[int]
) -> None:
    """Two tickets that came in together and were sent out a day apart, and the other way round."""
    policy = attrs.evolve(PINGYU.deadline, start=start)
    remembered = deadlines(attrs.evolve(PINGYU, deadline=policy))
    came, sent = datetime(2023, 10, 7, 9), datetime(2023, 10, 8, 9)
    found = [
        remembered(Ticket(id="1", unit="郭楼街道", received_at=came, dispatched_at=moment))
        for moment in (came, sent)
    ]
    assert [deadline.at.day for deadline in found if deadline] == days
    # Received on a day of its own, sent out on one that is known already.
    early = Ticket(id="2", unit="郭楼街道", received_at=datetime(2023, 9, 20), dispatched_at=sent)
    later = remembered(early)
    assert later is not None
    assert (later.at.month, later.at.day) == ((10, 11) if start == "dispatched" else (9, 25))


@given(
    st.datetimes(datetime(2006, 1, 1), datetime(2026, 10, 1)),
    st.timedeltas(timedelta(0), timedelta(days=40)),
)
def test_a_later_ticket_is_never_due_earlier(moment: datetime, later: timedelta) -> None:
    """Deadlines are monotone in the time of receipt."""
    first, second = due(received_at=moment), due(received_at=moment + later)
    assert first.at <= second.at
