"""What every engine promises: the tally of the objects, however it gets there."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, get_args

import attrs
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics.domain.measure import By
from hotline_metrics.domain.problem import Problem
from hotline_metrics.domain.rulebook import Count, Rulebook
from hotline_metrics.domain.rulebook_file import preset_names
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.domain.unit import Roster
from hotline_metrics.figures.citation import cite_tickets
from hotline_metrics.figures.compile import report_tally
from hotline_metrics.figures.tally import MATRIX, VIEWS, Tally, count_tickets, latest_moment
from hotline_metrics.intake.columnar import MixedTickets
from hotline_metrics.intake.intake import settle_intake
from hotline_metrics.intake.source import Row, Source
from hotline_metrics.plugin.calls import count_with
from hotline_metrics.plugin.registry import default_registry
from hotline_metrics.plugin.specs import AnyEngine, AnySpec, Counting, FileImporter, NoOptions
from hotline_metrics.publish.report_json import encode_report
from hotline_metrics.testing.contracts.spec import SpecContract, attempts
from hotline_metrics.testing.contracts.watching import calling_nobody, printing_nothing
from hotline_metrics.testing.dirty_tables import ROSTER, as_csv
from hotline_metrics.testing.dirty_tables import items as dirty_items
from hotline_metrics.testing.dirty_tables import tables as dirty_tables
from hotline_metrics.testing.publications import OCTOBER, sample_tickets
from hotline_metrics.testing.strategies import ticket_lists, varied
from hotline_metrics.workflow.columns import Opened, file_rows, read_columns


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
        """Compare with the objects."""
        self.equals(self.count(tickets, rules), count_tickets(tickets, rules, OCTOBER), rules)

    def equals(self, found: Tally, expected: Tally, rules: Rulebook) -> None:
        """Compare two tallies: the sums of every view, and the report byte for byte."""
        assert (found.as_of, found.rules_digest) == (expected.as_of, expected.rules_digest)
        for by, view, lead_only in product(rules.cohorts, VIEWS, (True, False)):
            wanted, got = (t.sums(by, *view, lead_only=lead_only) for t in (expected, found))
            for group in {*wanted, *got}:
                right, wrong = wanted.get(group, Counter()), got.get(group, Counter())
                for fact in {*right, *wrong}:
                    told = (
                        f"{wrong[fact]} instead of {right[fact]} times {fact} for {group} by {by}"
                    )
                    assert right[fact] == wrong[fact], told
        for by, lead_only in product(rules.cohorts, (True, False)):
            assigned = [
                {
                    group: each["assigned"]
                    for group, each in t.sums(by, *MATRIX, lead_only=lead_only).items()
                }
                for t in (found, expected)
            ]
            assert assigned[0] == assigned[1], f"the matrix differs by {by}"
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

    def test_a_dirty_table_is_read_as_the_objects_read_it(self, tmp_path: Path) -> None:
        """An engine of columns gives the same tickets, problems and report, whatever the file."""
        if self.engine.clean is None:
            return
        path = tmp_path / "tickets.csv"

        @attempts(self.examples)
        @given(dirty_tables(), st.sampled_from(["pingyu", "plain", "full"]), st.booleans())
        def check(table: list[tuple[str, ...]], preset: str, rostered: bool) -> None:  # noqa: FBT001
            path.write_bytes(as_csv(table))
            self.reads_alike(path, Rulebook.preset(preset), ROSTER if rostered else None)

        check()

    def test_rows_are_gathered_as_the_objects_read_them(self) -> None:
        """Where nothing offers columns: typed cells, several sheets, rows of any width."""
        if not self.engine.gathers:
            return

        @attempts(self.examples)
        @given(dirty_items(), st.sampled_from(["pingyu", "plain", "full"]), st.booleans())
        def check(items: list[Row | Problem], preset: str, rostered: bool) -> None:  # noqa: FBT001
            importer = FileImporter(
                format="items",
                summary="",
                suffixes=(".items",),
                options=NoOptions,
                read=lambda *_: iter(items),
            )
            source = Source(name="items", data=b"")
            opened = Opened(name="items", source=source, importer=importer, options=NoOptions())
            self._reads_alike(opened, Rulebook.preset(preset), ROSTER if rostered else None)

        check()

    def reads_alike(self, path: Path, rules: Rulebook, roster: Roster | None = None) -> None:
        """Compare what the engine makes of a file with what the objects make of it.

        Args:
            path: the file.
            rules: the rulebook.
            roster: the units, or ``None``.
        """
        importer = default_registry().importer_for(Source.at(path))
        opened = Opened(
            name=path.name, source=Source.at(path), importer=importer, options=importer.options()
        )
        self._reads_alike(opened, rules, roster, importer.columns)

    def _reads_alike(
        self,
        opened: Opened,
        rules: Rulebook,
        roster: Roster | None,
        more: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> None:
        columns = read_columns(
            [opened], self.engine, self.made_options(), rules, roster, more, file_rows
        )
        objects = settle_intake(file_rows(opened), rules, roster, more)
        rows = [(each.read, each.rejected) for each in (columns, objects)]
        assert rows[0] == rows[1], f"read and rejected: {rows[0]} instead of {rows[1]}"
        assert columns.problems == objects.problems
        assert sorted(map(repr, columns.tickets)) == sorted(map(repr, objects.tickets))
        places = [
            {key: place.describe("en") for key, place in each.places.items()}
            for each in (columns, objects)
        ]
        assert places[0] == places[1]
        assert isinstance(columns.tickets, MixedTickets)
        batch, others = columns.tickets.batch, columns.tickets.others
        assert batch.latest_moment() == latest_moment(batch)
        wanted = {ticket.id for ticket in objects.tickets[:3]}
        cited = cite_tickets(
            (*batch.citable(rules, OCTOBER, wanted), *others), rules, OCTOBER, wanted
        )
        assert cited == cite_tickets(objects.tickets, rules, OCTOBER, wanted)
        found = self.count(batch, rules) + count_tickets(others, rules, OCTOBER)
        expected = count_tickets(objects.tickets, rules, OCTOBER)
        self.equals(found, expected, rules)

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
