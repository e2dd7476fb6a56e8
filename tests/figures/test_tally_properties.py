"""What must always hold of tallies and reports, whatever the tickets."""

import random
from datetime import datetime, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import CountedRate, Period, Rulebook, Ticket
from hotline_metrics.domain.period import Window
from hotline_metrics.errors import IncompatibleTallies
from hotline_metrics.figures.compile import report_tally
from hotline_metrics.figures.tally import count_tickets, latest_moment
from hotline_metrics.publish.report_json import decode_report, encode_report

PINGYU = Rulebook.preset("pingyu")
WINDOW = Window(Period.parse("2023-10"), datetime(2023, 11, 9, 17, 40))
GRADES = st.sampled_from(["satisfied", "basic", "dissatisfied", "unrated"])


@st.composite
def tickets(draw: st.DrawFn, units: str = "甲乙丙") -> Ticket:
    """Draw a ticket around October 2023, with every kind of fate."""
    received = draw(st.datetimes(datetime(2023, 9, 25), datetime(2023, 11, 5)))
    surveyed = draw(st.booleans())
    answers = draw(st.fixed_dictionaries({}, optional={"result": GRADES, "process": GRADES}))
    later = st.timedeltas(timedelta(0), timedelta(days=9))
    return Ticket(
        id=str(draw(st.integers(0, 10**9))),
        unit=draw(st.sampled_from(units)),
        received_at=received,
        dispatched_at=draw(st.none() | later.map(lambda wait: received + wait)),
        closed_at=draw(st.none() | later.map(lambda wait: received + wait)),
        category=draw(st.sampled_from([(), ("A",), ("A", "a"), ("B",)])),
        urgency=draw(st.sampled_from(["", "urgent", "ordinary"])),
        redo=draw(st.integers(0, 3)),
        surveyed=surveyed,
        answers=answers if surveyed else {},
        primary=draw(st.booleans()),
    )


MANY = st.lists(tickets(), max_size=30)


@given(MANY, st.randoms(use_true_random=False))
def test_the_order_of_tickets_does_not_matter(many: list[Ticket], chance: random.Random) -> None:
    """Any order gives the same bytes."""
    shuffled = list(many)
    chance.shuffle(shuffled)

    def compiled(some: list[Ticket]) -> bytes:
        tally = count_tickets(some, PINGYU, WINDOW)
        return encode_report(report_tally(tally, WINDOW, PINGYU))

    assert compiled(many) == compiled(shuffled)


@given(MANY, MANY)
def test_tallies_of_disjoint_tickets_add(some: list[Ticket], others: list[Ticket]) -> None:
    """Counting two files apart and adding is counting them together."""
    apart = count_tickets(some, PINGYU, WINDOW) + count_tickets(others, PINGYU, WINDOW)
    assert apart == count_tickets([*some, *others], PINGYU, WINDOW)
    assert all(number > 0 for number in apart.counts.values())


@given(MANY, tickets(units="丁"))
def test_a_ticket_of_another_unit_changes_no_other_line(many: list[Ticket], more: Ticket) -> None:
    """Unit lines do not depend on each other."""

    def lines(some: list[Ticket]) -> dict[str, object]:
        report = report_tally(count_tickets(some, PINGYU, WINDOW), WINDOW, PINGYU)
        return {line.unit: line.figures for line in report.units if line.unit != "丁"}

    assert lines(many) == lines([*many, more])


@given(MANY)
def test_parts_sum_to_the_whole(many: list[Ticket]) -> None:
    """Units, categories, groups and days each add up to the total; rates stay within 0 and 1."""
    report = report_tally(count_tickets(many, PINGYU, WINDOW), WINDOW, PINGYU)
    total = report.totals["assigned"]
    assert sum(line.figures["assigned"] for line in report.units) == total  # type: ignore[misc]
    assert sum(line.figures["assigned"] for line in report.groups) == total  # type: ignore[misc]
    assert sum(report.days.values()) == total
    if report.categories:
        assert sum(line.figures["assigned"] for line in report.categories) == total  # type: ignore[misc]
        assert {unit: sum(row.values()) for unit, row in report.matrix.items()} == {
            line.unit: line.figures["assigned"] for line in report.units
        }
    for line in report.units:
        for figure in line.figures.values():
            if isinstance(figure, CountedRate):
                assert 0 <= figure.value <= 1
                assert figure.n >= 1
    pooled = [line.figures["result_satisfaction"] for line in report.units]
    rated = [rate for rate in pooled if isinstance(rate, CountedRate)]
    whole = report.totals["result_satisfaction"]
    if isinstance(whole, CountedRate):
        top = sum((rate.numerator for rate in rated), Fraction(0))
        assert whole == CountedRate(top, sum(rate.n for rate in rated))
    else:
        assert not rated


@given(MANY)
def test_every_ticket_is_in_exactly_one_state(many: list[Ticket]) -> None:
    """Closed on time, closed late, open and late, or open and not due: never two, never none."""
    tally = count_tickets(many, PINGYU, WINDOW)
    for alike in tally.counts:
        states = {"on_time", "late_closed", "late_open", "not_due"} & set(alike.facts)
        assert len(states) == 1
        assert ("closed" in alike.facts) != ("open" in alike.facts)


@given(MANY)
def test_json_gives_the_report_back(many: list[Ticket]) -> None:
    """Writing and reading loses nothing, down to the last numerator."""
    report = report_tally(count_tickets(many, PINGYU, WINDOW), WINDOW, PINGYU)
    assert decode_report(encode_report(report)) == report


def test_tallies_of_other_moments_or_rules_do_not_add() -> None:
    """A sum of what was judged differently would be no figure."""
    tally = count_tickets([], PINGYU, WINDOW)
    later = attrs.evolve(tally, as_of=datetime(2023, 12, 1))
    with pytest.raises(IncompatibleTallies, match="as of"):
        tally + later
    with pytest.raises(IncompatibleTallies, match="rulebooks"):
        tally + attrs.evolve(tally, rules_digest="sha256:other")


def test_the_latest_moment_ignores_deadlines() -> None:
    """A deadline is no event; without tickets there is no latest moment."""
    ticket = Ticket(
        id="1", unit="甲", received_at=datetime(2023, 10, 1), deadline=datetime(2030, 1, 1)
    )
    assert latest_moment([ticket]) == datetime(2023, 10, 1)
    assert latest_moment([]) is None
