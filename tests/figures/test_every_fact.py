"""Every fact, tally and measure against what a person works out by hand, at the edges above all.

The rulebook here: a deadline of three calendar days from the dispatch, two hours to sign, closing
within one calendar day is quick. The window is October 2023 as it stood on 20 October, noon.
"""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, datetime, time, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import Period, Rulebook, Ticket, Window
from hotline_metrics.domain.deadline import Deadline
from hotline_metrics.domain.figure import CountedRate
from hotline_metrics.domain.measure import FACTS, By, Measure
from hotline_metrics.domain.rulebook import DeadlinePolicy, DeadlineRule, Limit
from hotline_metrics.errors import HotlineMetricsError, IncompatibleTallies, InvalidValue
from hotline_metrics.figures.facts import Judge, belonging_day
from hotline_metrics.figures.tally import Alike, Tally, alike, count_tickets, latest_moment

POLICY = DeadlinePolicy(
    rules=(DeadlineRule(limit=3, unit="calendar_days"),),
    acknowledge=Limit(limit=2, unit="hours"),
    quick=Limit(limit=1, unit="calendar_days"),
)
RULES = attrs.evolve(Rulebook.preset("pingyu"), deadline=POLICY)
PLAIN = attrs.evolve(RULES, deadline=DeadlinePolicy(source="given"))
NOON = datetime(2023, 10, 20, 12)
WINDOW = Window(Period.parse("2023-10"), NOON)

SENT = datetime(2023, 10, 9, 9)
QUICK_UNTIL = datetime.combine(date(2023, 10, 10), time.max)
DUE = datetime.combine(date(2023, 10, 12), time.max)
INSTANT = timedelta(microseconds=1)
ASSIGNED = {"assigned", "due_in_period"}
CLOSED = {*ASSIGNED, "closed"}


def ticket(**values: object) -> Ticket:
    """Return a ticket that was dispatched on Monday, 9 October, at nine."""
    return Ticket(**{"id": "1", "unit": "甲局", "dispatched_at": SENT, **values})  # type: ignore[arg-type]


def facts_of(one: Ticket, rules: Rulebook = RULES, window: Window = WINDOW) -> list[str]:
    """Return its facts, in alphabetical order."""
    judge = Judge(rules, window)
    return sorted(judge.facts(one, judge.deadline(one)))


def texts(error: HotlineMetricsError) -> tuple[str, str]:
    """Return what an error says, in Chinese and in English."""
    return error.text("zh"), str(error)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # --- open: judged at noon on the 20th, and the deadline was the end of the 12th
        ({}, {*ASSIGNED, "open", "late_open"}),
        ({"deadline": NOON}, {*ASSIGNED, "open", "not_due"}),
        ({"deadline": NOON - INSTANT}, {*ASSIGNED, "open", "late_open"}),
        ({"deadline": NOON + INSTANT}, {*ASSIGNED, "open", "not_due"}),
        # --- closed: on time up to the last instant, early before the last day
        ({"closed_at": DUE}, {*CLOSED, "on_time"}),
        ({"closed_at": DUE + INSTANT}, {*CLOSED, "late_closed"}),
        ({"closed_at": datetime(2023, 10, 12)}, {*CLOSED, "on_time"}),
        ({"closed_at": datetime(2023, 10, 12) - INSTANT}, {*CLOSED, "on_time", "early"}),
        # --- a deadline with a time of day
        (
            {"deadline": datetime(2023, 10, 12, 15), "closed_at": datetime(2023, 10, 12, 15)},
            {*CLOSED, "on_time"},
        ),
        (
            {"deadline": datetime(2023, 10, 12, 15), "closed_at": datetime(2023, 10, 12, 15, 1)},
            {*CLOSED, "late_closed"},
        ),
        # --- quick: up to the end of the next day
        ({"closed_at": QUICK_UNTIL}, {*CLOSED, "on_time", "early", "quick"}),
        ({"closed_at": QUICK_UNTIL + INSTANT}, {*CLOSED, "on_time", "early"}),
        # --- the deadline within the period: from its first instant to its last
        ({"deadline": datetime(2023, 11, 1) - INSTANT}, {*ASSIGNED, "open", "not_due"}),
        ({"deadline": datetime(2023, 11, 1)}, {"assigned", "open", "not_due"}),
        ({"deadline": datetime(2023, 10, 1)}, {*ASSIGNED, "open", "late_open"}),
        ({"deadline": datetime(2023, 10, 1) - INSTANT}, {"assigned", "open", "late_open"}),
        # --- an approved decision: no deadline, neither on time nor late
        ({"exempt": True, "closed_at": DUE + INSTANT}, {"assigned", "closed"}),
        ({"exempt": True}, {"assigned", "open", "not_due"}),
        # --- signing, within two hours, where the source tells it
        (
            {"acknowledged_at": SENT + timedelta(hours=2)},
            {*ASSIGNED, "open", "late_open", "acknowledged", "acknowledged_in_time"},
        ),
        (
            {"acknowledged_at": SENT + timedelta(hours=2) + INSTANT},
            {*ASSIGNED, "open", "late_open", "acknowledged", "acknowledged_late"},
        ),
        ({"tracks_signing": True}, {*ASSIGNED, "open", "late_open", "acknowledged_late"}),
        # --- extensions, of either kind
        (
            {"extension_days": 1, "closed_at": DUE + timedelta(days=1)},
            {*CLOSED, "on_time", "extended"},
        ),
        (
            {"extension_days": 1, "closed_at": DUE + timedelta(days=1) + INSTANT},
            {*CLOSED, "late_closed", "extended"},
        ),
        (
            {"extended_deadline": datetime(2023, 10, 31)},
            {*ASSIGNED, "open", "not_due", "extended"},
        ),
        # --- levels, repeats
        ({"urgency": "urgent"}, {*ASSIGNED, "open", "late_open", "urgent"}),
        ({"urgency": "special"}, {*ASSIGNED, "open", "late_open"}),
        ({"repeat_of": "0"}, {*ASSIGNED, "open", "late_open", "repeat"}),
        # --- the call-back
        ({"surveyed": True}, {*ASSIGNED, "open", "late_open", "surveyed"}),
        (
            {"surveyed": True, "answers": {"result": "satisfied", "process": "basic"}},
            {*ASSIGNED, "open", "late_open", "surveyed"}
            | {"result.rated", "result.satisfied", "process.rated", "process.basic"},
        ),
        (
            {"surveyed": True, "answers": {"result": "dissatisfied", "process": "unrated"}},
            {*ASSIGNED, "open", "late_open", "surveyed"}
            | {"result.rated", "result.dissatisfied", "process.unrated"},
        ),
        (
            {"surveyed": True, "answers": {"result": "unrated", "process": "dissatisfied"}},
            {*ASSIGNED, "open", "late_open", "surveyed"}
            | {"result.unrated", "process.rated", "process.dissatisfied"},
        ),
    ],
    ids=lambda value: None if isinstance(value, set) else repr(value),
)
def test_the_facts_of_a_ticket(values: dict[str, object], expected: set[str]) -> None:
    """All of them, and no other one."""
    assert facts_of(ticket(**values)) == sorted(expected)


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_what_happened_several_times_is_named_so_often(times: int) -> None:
    """And the ticket is counted once, from the first time on."""
    redo = Counter(facts_of(ticket(redo=times)))
    assert (redo["redo"], redo["redo_tickets"]) == (times, min(times, 1))
    declined = Counter(facts_of(ticket(declined=times)))
    assert (declined["declined"], declined["declined_tickets"]) == (times, min(times, 1))
    assert redo["declined"] == declined["redo"] == 0


def test_without_limits_nothing_is_signed_late_or_closed_quickly() -> None:
    """Nor is anything early, on time or late where nothing says when it is due."""
    one = ticket(closed_at=SENT, acknowledged_at=SENT + timedelta(days=9), tracks_signing=True)
    assert facts_of(one, PLAIN) == ["acknowledged", "assigned", "closed"]
    assert facts_of(ticket(tracks_signing=True), PLAIN) == ["assigned", "not_due", "open"]


def test_limits_in_working_days_follow_the_calendar() -> None:
    """Dispatched on Friday, 27 October: two working days end on Tuesday."""
    friday = datetime(2023, 10, 27, 9)
    tuesday = datetime.combine(date(2023, 10, 31), time.max)
    limit = Limit(limit=2, unit="working_days")
    rules = attrs.evolve(PLAIN, deadline=attrs.evolve(POLICY, acknowledge=limit, quick=limit))
    for after, expected in ((INSTANT * 0, True), (INSTANT, False)):
        one = ticket(
            dispatched_at=friday, acknowledged_at=tuesday + after, closed_at=tuesday + after
        )
        found = facts_of(one, rules)
        assert ("acknowledged_in_time" in found, "quick" in found) == (expected, expected)


def test_facts_have_the_names_that_measures_may_use() -> None:
    """Every fact occurs above, and there is none besides."""
    questions = {
        f"{question}.{grade}"
        for question in ("result", "process")
        for grade in ("satisfied", "basic", "dissatisfied", "rated", "unrated")
    }
    assert set(RULES.facts) == {*FACTS, *questions}


CHANGES: list[dict[str, object]] = [
    {},
    {"closed_at": DUE},
    {"closed_at": DUE + INSTANT},
    {"closed_at": datetime(2023, 10, 12)},
    {"closed_at": datetime(2023, 10, 12) - INSTANT},
    {"closed_at": QUICK_UNTIL},
    {"closed_at": QUICK_UNTIL + INSTANT},
    {"deadline": NOON},
    {"deadline": NOON - INSTANT},
    {"deadline": datetime(2023, 11, 1) - INSTANT},
    {"deadline": datetime(2023, 11, 1)},
    {"deadline": datetime(2023, 10, 1)},
    {"deadline": datetime(2023, 10, 1) - INSTANT},
    {"exempt": True},
    {"exempt": True, "closed_at": DUE},
    {"acknowledged_at": SENT + timedelta(hours=2)},
    {"acknowledged_at": SENT + timedelta(hours=2) + INSTANT},
    {"tracks_signing": True},
    {"extension_days": 30},
    {"extended_deadline": datetime(2023, 10, 31)},
    {"urgency": "urgent"},
    {"repeat_of": "0"},
    {"redo": 1},
    {"redo": 2},
    {"declined": 1},
    {"declined": 2},
    {"surveyed": True},
    {"surveyed": True, "answers": {"result": "satisfied"}},
    {"surveyed": True, "answers": {"result": "basic"}},
    {"surveyed": True, "answers": {"process": "basic"}},
]


@pytest.mark.parametrize("rules", [RULES, PLAIN], ids=["limits", "no limits"])
def test_a_judge_never_takes_one_ticket_for_another(rules: Rulebook) -> None:
    """It remembers cases: whatever it saw before, the facts are those of a judge who saw nothing."""
    many = [ticket(**change) for change in CHANGES]
    wanted = [facts_of(one, rules) for one in many]
    for first, second in itertools.permutations(range(len(many)), 2):
        judge = Judge(rules, WINDOW)
        judge.facts(many[first], judge.deadline(many[first]))
        found = judge.facts(many[second], judge.deadline(many[second]))
        assert sorted(found) == wanted[second], (CHANGES[first], CHANGES[second])


# --- belonging -------------------------------------------------------------------------------
def test_the_day_by_which_a_ticket_belongs() -> None:
    """Dispatched and received stand in for each other; the others are there or not."""
    one = ticket(received_at=datetime(2023, 10, 8, 8), closed_at=datetime(2023, 10, 11, 7))
    due = Deadline(at=DUE, origin="computed")
    days = [belonging_day(one, by, due) for by in ("dispatched", "received", "closed", "deadline")]
    assert days == [date(2023, 10, n) for n in (9, 8, 11, 12)]
    assert belonging_day(ticket(), "received", due) == date(2023, 10, 9)
    called = Ticket(id="1", unit="甲局", received_at=datetime(2023, 10, 8))
    assert belonging_day(called, "dispatched", due) == date(2023, 10, 8)
    assert belonging_day(ticket(), "closed", due) is None
    assert belonging_day(ticket(), "deadline", None) is None


def test_a_period_holds_its_first_and_its_last_day() -> None:
    """And no day before or after."""
    sent = [datetime(2023, 9, 30, 23, 59), datetime(2023, 10, 1), datetime(2023, 10, 31, 23, 59)]
    sent.append(datetime(2023, 11, 1))
    many = [ticket(id=str(n), dispatched_at=each) for n, each in enumerate(sent)]
    tally = count_tickets(many, RULES, WINDOW)
    assert sorted(each.day for each in tally.counts) == [date(2023, 10, 1), date(2023, 10, 31)]


@pytest.mark.parametrize(
    ("by", "days"), [("received", [8, 9]), ("closed", [13]), ("deadline", [11, 12])]
)
def test_a_rulebook_chooses_the_day(by: By, days: list[int]) -> None:
    """The ticket that has no such day is not counted."""
    rules = attrs.evolve(RULES, by=by)
    many = [
        ticket(id="1", received_at=datetime(2023, 10, 8), closed_at=datetime(2023, 10, 13)),
        ticket(id="2", received_at=SENT, deadline=datetime(2023, 10, 11)),
    ]
    tally = count_tickets(many, rules, WINDOW)
    assert sorted(each.day.day for each in tally.counts) == days
    assert {each.by for each in tally.counts} == {by}


def test_the_latest_moment_is_of_what_happened() -> None:
    """To any ticket; a deadline is no event, and without tickets there is none."""
    many = [
        ticket(acknowledged_at=datetime(2023, 10, 15), deadline=datetime(2030, 1, 1)),
        ticket(closed_at=datetime(2023, 10, 14)),
    ]
    assert latest_moment(many) == datetime(2023, 10, 15)
    assert latest_moment([]) is None


# --- tallies ---------------------------------------------------------------------------------
def line(unit: str, *, primary: bool = True, day: int = 9, by: str = "dispatched") -> Alike:
    """Return what tickets of a unit have in common."""
    facts = ("assigned", "redo", "redo")
    return Alike(by, primary, unit, ("市容", "占道"), date(2023, 10, day), facts)  # type: ignore[arg-type]


def test_counting_by_hand() -> None:
    """Two that look alike are two times the same; what they have in common is all of it."""
    many = [
        ticket(id="1", redo=2, category=("市容", "占道"), exempt=True),
        ticket(id="2", redo=2, category=("市容", "占道"), exempt=True),
        ticket(id="2", unit="乙局", primary=False),
    ]
    tally = count_tickets(many, RULES, WINDOW)
    facts = {
        "甲局": ["assigned", "not_due", "open", "redo", "redo", "redo_tickets"],
        "乙局": ["assigned", "due_in_period", "late_open", "open"],
    }
    assert {key.unit: sorted(key.facts) for key in tally.counts} == facts
    assert {key[:5]: number for key, number in tally.counts.items()} == {
        ("dispatched", True, "甲局", ("市容", "占道"), date(2023, 10, 9)): 2,
        ("dispatched", False, "乙局", (), date(2023, 10, 9)): 1,
    }
    assert (tally.as_of, tally.rules_digest) == (NOON, RULES.digest)
    assert tally.number("dispatched") == 3
    assert tally.number("closed") == 0


TALLY = Tally(
    as_of=NOON,
    counts={
        line("甲局"): 2,
        line("甲局", day=10): 3,
        line("乙局", primary=False): 5,
        line("乙局", by="closed"): 7,
    },
)


def test_sums_by_hand() -> None:
    """Of one cohort, grouped; a fact that is named twice counts twice; leads alone or every line."""
    assert TALLY.sums("dispatched") == {(): Counter(assigned=5, redo=10)}
    assert TALLY.sums("dispatched", lead_only=False) == {(): Counter(assigned=10, redo=20)}
    assert TALLY.sums("dispatched", "unit", lead_only=False) == {
        ("甲局",): Counter(assigned=5, redo=10),
        ("乙局",): Counter(assigned=5, redo=10),
    }
    assert TALLY.sums("dispatched", "day", "unit") == {
        (date(2023, 10, 9), "甲局"): Counter(assigned=2, redo=4),
        (date(2023, 10, 10), "甲局"): Counter(assigned=3, redo=6),
    }
    assert TALLY.sums("closed", "category") == {
        (("市容", "占道"),): Counter(assigned=7, redo=14),
    }
    assert TALLY.sums("deadline") == {}
    assert TALLY.number("dispatched") == 10


def test_one_fact_by_hand() -> None:
    """The same sums, of one fact alone; groups without it are left out."""
    assert TALLY.numbers("redo", "dispatched") == {(): 10}
    assert TALLY.numbers("assigned", "dispatched", "unit", lead_only=False) == {
        ("甲局",): 5,
        ("乙局",): 5,
    }
    assert TALLY.numbers("assigned", "dispatched", "unit") == {("甲局",): 5}
    assert TALLY.numbers("closed", "dispatched") == {}


def test_adding_by_hand() -> None:
    """What looks alike adds up, the rest stands beside it; moment and rules stay."""
    more = attrs.evolve(TALLY, counts={line("甲局"): 1, line("丙局"): 1})
    both = TALLY + more
    assert both.counts == {**TALLY.counts, line("甲局"): 3, line("丙局"): 1}
    assert (both.as_of, both.rules_digest) == (TALLY.as_of, TALLY.rules_digest)
    with pytest.raises(TypeError):
        TALLY + 1  # type: ignore[operator]
    for other, zh, en in (
        (
            attrs.evolve(TALLY, as_of=datetime(2023, 11, 1)),
            "统计时点 2023-10-20 12:00:00 与 2023-11-01 00:00:00 不同，未办结工单的判断不一，不能相加",
            "tallies as of 2023-10-20 12:00:00 and 2023-11-01 00:00:00 do not add: "
            "open tickets were judged at different times",
        ),
        (
            attrs.evolve(TALLY, rules_digest="sha256:other"),
            "口径不同，不能相加",
            "tallies by different rulebooks do not add",
        ),
    ):
        with pytest.raises(IncompatibleTallies) as refused:
            TALLY + other
        assert texts(refused.value) == (zh, en)
    with pytest.raises(IncompatibleTallies):
        TALLY + attrs.evolve(TALLY, as_of=NOON + INSTANT)


def test_views_by_hand() -> None:
    """A tally of views answers from the narrowest that tells enough apart, and adds view by view."""
    units = {line("甲局"): 4}
    both = {line("甲局"): 1, line("甲局", day=10): 3}
    viewed = Tally(as_of=NOON, views={("unit",): units, ("unit", "day"): both})
    assert viewed.by("unit") is units
    assert viewed.by("day") is viewed.by("unit", "day") is both
    assert viewed.by() is units
    with pytest.raises(InvalidValue) as refused:
        viewed.by("day", "category")
    assert texts(refused.value) == (
        "这些工单没有按 category、day 统计",
        "these tickets were not counted by category and day",
    )
    doubled = viewed + viewed
    assert doubled.counts == {}
    assert doubled.by("unit") == {line("甲局"): 8}
    assert doubled.by("day") == {line("甲局"): 2, line("甲局", day=10): 6}
    assert TALLY.by("category") is TALLY.counts
    crossed = {line("甲局"): 4, line("乙局"): 0}
    more = attrs.evolve(viewed, views={("category", "day"): crossed, **viewed.views})
    assert more.by() is units
    assert more.by("category") is crossed
    # What one of the two counted whole is counted by the views of the other.
    mixed = TALLY + viewed
    assert mixed.counts == {}
    assert mixed.by("unit")[line("甲局")] == 2 + 4


def test_what_tickets_of_a_view_have_in_common() -> None:
    """What a view does not tell apart is blank."""
    blank = alike("closed", ("assigned",))
    assert blank == Alike("closed", True, "", (), date.min, ("assigned",))
    full = alike("closed", (), primary=False, unit="甲局", category=("市容",), day=DUE.date())
    assert full == Alike("closed", False, "甲局", ("市容",), date(2023, 10, 12), ())


# --- measures --------------------------------------------------------------------------------
RATE = Measure(
    name="x",
    title="甲",
    definition="乙",
    numerator={"a": 1, "b": Fraction(3, 5)},
    denominator={"n": 1, "m": 2},
)
COUNT = Measure(name="y", title="甲", definition="乙", numerator={"a": 1, "b": 2})


def test_a_rate_by_hand() -> None:
    """Weighted sums above and below; the squares of the weights beside them."""
    rate = RATE.of({"a": 4, "b": 5, "n": 7, "m": 2, "other": 99})
    assert isinstance(rate, CountedRate)
    # 4 + 5 x 3/5 = 7 of 7 + 2 x 2 = 11; squares 4 + 5 x 9/25
    assert (rate.numerator, rate.n, rate.squares) == (Fraction(7), 11, Fraction(29, 5))
    nothing = RATE.of({"n": 1})
    assert nothing == CountedRate(0, 1)
    assert isinstance(nothing, CountedRate)
    assert nothing.squares == 0
    assert RATE.of({"m": 1}) == CountedRate(0, 2)
    assert RATE.of({"a": 5}) is None
    assert RATE.of({}) is None


def test_a_count_by_hand() -> None:
    """A whole number, 0 where nothing happened."""
    count = COUNT.of({"a": 4, "b": 5, "n": 7})
    assert (count, type(count)) == (14, int)
    assert COUNT.of({}) == 0
    assert type(COUNT.of({})) is int


def test_what_a_measure_says_of_itself() -> None:
    """Which facts it reads, each once, and whether it is a share."""
    assert RATE.facts == ("a", "b", "n", "m")
    assert attrs.evolve(RATE, denominator={"a": 1}).facts == ("a", "b")
    assert COUNT.facts == ("a", "b")
    assert (RATE.is_rate, COUNT.is_rate) == (True, False)
    assert (RATE.better, RATE.absent, RATE.source, RATE.by) == ("high", "—", "", None)
    with pytest.raises(InvalidValue) as refused:
        attrs.evolve(RATE, denominator=None)
    assert texts(refused.value) == (
        "指标 x 是件数，各项系数须为整数",
        "measure x is a count and needs whole weights",
    )
    assert attrs.evolve(COUNT, numerator={"a": Fraction(2)}).of({"a": 3}) == 6


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50))
def test_a_rate_is_exact_whatever_the_sums(a: int, b: int, n: int) -> None:
    """No rounding before print."""
    rate = RATE.of({"a": a, "b": b, "n": n})
    assert isinstance(rate, CountedRate)
    assert rate.value == Fraction(5 * a + 3 * b, 5 * n)
    assert rate.squares == a + b * Fraction(9, 25)
