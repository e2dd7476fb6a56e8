"""What every engine promises: the tally of the objects, however it gets there."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import ClassVar, get_args

import attrs
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics.domain.measure import By
from hotline_metrics.domain.rulebook import Count, Rulebook
from hotline_metrics.domain.rulebook_file import preset_names
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.figures.compile import report_tally
from hotline_metrics.figures.tally import Tally, count_tickets
from hotline_metrics.plugin.calls import count_with
from hotline_metrics.plugin.specs import AnyEngine, AnySpec, Counting
from hotline_metrics.publish.report_json import encode_report
from hotline_metrics.testing.contracts.spec import SpecContract, attempts
from hotline_metrics.testing.contracts.watching import calling_nobody, printing_nothing
from hotline_metrics.testing.publications import OCTOBER, sample_tickets
from hotline_metrics.testing.strategies import ticket_lists, varied


class EngineContract(SpecContract):
    """What every engine promises.

    ::

        class TestAcme(EngineContract):
            engine = ENGINE

    Attributes:
        engine: the spec.
        loopback: whether it may call this machine, as a cluster in local mode does.
    """

    engine: ClassVar[AnyEngine]
    loopback: ClassVar[bool] = False

    @property
    def spec(self) -> AnySpec:
        """The engine."""
        return self.engine

    def count(self, tickets: Sequence[Ticket], rules: Rulebook) -> Tally:
        """Let the engine count."""
        counting = Counting(tickets=tickets, rules=rules, window=OCTOBER)
        return count_with(self.engine, counting, self.made_options())

    def agrees(self, tickets: Sequence[Ticket], rules: Rulebook) -> None:
        """Compare with the objects: every group, and the report byte for byte."""
        expected = count_tickets(tickets, rules, OCTOBER)
        found = self.count(tickets, rules)
        for alike in {*expected.counts, *found.counts}:
            wanted, got = expected.counts.get(alike, 0), found.counts.get(alike, 0)
            assert wanted == got, f"{got} instead of {wanted} times {alike}"
        assert found == expected
        reports = [encode_report(report_tally(t, OCTOBER, rules)) for t in (found, expected)]
        assert reports[0] == reports[1]

    def test_nothing_at_all(self) -> None:
        """No tickets, no counts."""
        for name in preset_names():
            self.agrees([], Rulebook.preset(name))

    def test_a_usual_month_by_every_preset(self) -> None:
        """Sixty tickets with every kind of fate."""
        for name in preset_names():
            self.agrees(_answerable(sample_tickets(), name), Rulebook.preset(name))

    def test_whatever_the_tickets_and_the_rules(self) -> None:
        """Tickets drawn at random, in any order, by any preset, day and count."""

        @attempts(self.examples, shrink=False)
        @given(
            st.sampled_from(preset_names()),
            st.sampled_from(get_args(By)),
            st.sampled_from(get_args(Count)),
            st.randoms(use_true_random=False),
            st.data(),
        )
        def check(
            preset: str, by: By, count: Count, chance: random.Random, data: st.DataObject
        ) -> None:
            rules = varied(Rulebook.preset(preset), by=by, count=count)
            tickets = data.draw(ticket_lists(rules=rules, max_size=12))
            chance.shuffle(tickets)
            self.agrees(tickets, rules)

        check()

    def test_it_prints_nothing_and_calls_nobody(self) -> None:
        """Counting is counting."""
        rules = Rulebook.preset("pingyu")
        with printing_nothing(), calling_nobody(but_loopback=self.loopback):
            self.count(sample_tickets(), rules)


def _answerable(tickets: Sequence[Ticket], preset: str) -> list[Ticket]:
    # Another rulebook asks other questions.
    asked = {question.name for question in Rulebook.preset(preset).questions}
    return [
        attrs.evolve(t, answers={q: g for q, g in t.answers.items() if q in asked}) for t in tickets
    ]
