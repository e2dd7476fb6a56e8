"""What every importer of files promises."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar

from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics.domain.problem import Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.intake.columns import COLUMNS
from hotline_metrics.intake.intake import settle_intake
from hotline_metrics.intake.source import Row, Source
from hotline_metrics.plugin.specs import AnyFileImporter, AnySpec
from hotline_metrics.testing.contracts.spec import SpecContract, attempts
from hotline_metrics.testing.contracts.watching import calling_nobody, printing_nothing, watched
from hotline_metrics.testing.samples import Sample
from hotline_metrics.testing.strategies import damaged

Item = Row | Problem


class FileImporterContract(SpecContract):
    """What every importer of files promises.

    Subclass it, name the importer and some files, and pytest does the rest::

        class TestAcme(FileImporterContract):
            importer = IMPORTER
            samples = [sample(HERE / "calls.acme", tickets=12)]

    Attributes:
        importer: the spec.
        samples: files it reads, at least one with rows.
    """

    importer: ClassVar[AnyFileImporter]
    samples: ClassVar[Sequence[Sample]]

    @property
    def spec(self) -> AnySpec:
        """The importer."""
        return self.importer

    def read(self, source: Source) -> Iterator[Item]:
        """Call the importer itself, without the host's guard."""
        return self.importer.read(source, self.made_options())

    def test_every_item_is_a_row_or_a_problem_with_its_place(self) -> None:
        """Rows are numbered from 1 upwards, sheet by sheet, and name their source."""
        for each in self.samples:
            last: dict[str, int] = {}
            for item in self.read(each.source()):
                assert isinstance(item, Row | Problem), f"{type(item).__name__} is neither"
                here = item.location
                assert here.source == each.name, f"{here} does not name {each.name}"
                assert here.row is not None or here.path, f"{here} names no row"
                if isinstance(item, Row):
                    row = here.row or last.get(here.sheet, 0) + 1
                    assert row > last.get(here.sheet, 0), f"row {row} comes twice or too late"
                    last[here.sheet] = row
            assert last, f"{each.name}: not a single row"

    def test_cells_keep_their_types(self) -> None:
        """Text, whole numbers, finite numbers, truth, dates, nothing; times have no zone."""
        for each in self.samples:
            for item in self.read(each.source()):
                for cell in item.cells if isinstance(item, Row) else ():
                    assert cell is None or isinstance(
                        cell, str | int | float | bool | date | datetime
                    ), f"a cell is a {type(cell).__name__}"
                    assert not isinstance(cell, float) or math.isfinite(cell), f"a cell is {cell}"

    def test_a_sample_gives_its_tickets(self) -> None:
        """The rulebook ``plain`` finds as many tickets as the sample says, and its errors."""
        for each in self.samples:
            if each.tickets is None:
                continue
            rows = self.read(each.source())
            rules = Rulebook.preset("plain")
            intake = settle_intake(rows, rules, None, dict(self.importer.columns))
            errors = [p.code for p in intake.problems if p.severity == "error"]
            assert intake.accepted == each.tickets, f"{each.name}: {errors or 'no errors'}"
            assert sorted(errors) == sorted(each.problems), each.name

    def test_reading_twice_gives_the_same(self) -> None:
        """Nothing is remembered between two runs."""
        for each in self.samples:
            assert _told(self.read(each.source())) == _told(self.read(each.source()))

    def test_bytes_and_file_give_the_same(self, tmp_path: Path) -> None:
        """A source without a path is as good as one with it."""
        for each in self.samples:
            stored = each.source(tmp_path)
            assert _told(self.read(stored)) == _told(self.read(each.source()))

    def test_it_is_lazy_and_passes_once(self) -> None:
        """Nothing is opened before the first row is asked for; what is read is an iterator."""
        for each in self.samples:
            source = watched(each.name, each.data)
            rows = self.read(source)
            assert iter(rows) is rows, "read must be a generator or return an iterator"
            assert not source.opened, "the source was opened before anybody asked for a row"
            list(rows)
            assert next(rows, None) is None, "rows came again"

    def test_it_closes_what_it_opens(self, tmp_path: Path) -> None:
        """At the end, and when the reader stops after one row."""
        for each in self.samples:
            for path in (None, each.source(tmp_path).path):
                source = watched(each.name, each.data, path)
                list(self.read(source))
                assert not source.left_open, "a stream was left open at the end"
                rows = self.read(source)
                next(rows)
                close = getattr(rows, "close", None)
                assert close is not None, "read must be a generator, so that it can be stopped"
                close()
                assert not source.left_open, "a stream was left open by a reader that stopped"

    def test_damage_is_told_and_never_raised(self) -> None:
        """Truncated, empty, in another encoding, random: rows, problems or UnreadableSource."""
        name = self.samples[0].name

        @attempts(self.examples)
        @given(damaged([each.data for each in self.samples]))
        def check(data: bytes) -> None:
            try:
                for item in self.read(Source(name=name, data=data)):
                    assert isinstance(item, Row | Problem)
                    assert isinstance(item, Row) or item.location.source == name
            except UnreadableSource as error:
                assert name in str(error), f"the message does not name the file: {error}"

        check()

    def test_a_problem_has_texts_in_both_languages(self) -> None:
        """Whatever is found in damaged samples can be said."""
        for each in self.samples:
            for end in (len(each.data), len(each.data) // 2):
                try:
                    items = list(self.read(Source(name=each.name, data=each.data[:end])))
                except UnreadableSource:
                    continue
                for item in items:
                    if isinstance(item, Problem):
                        assert item.message("zh").strip(), item.code
                        assert item.message("en").strip(), item.code

    def test_it_recognises_its_own_files(self) -> None:
        """``recognise`` knows the samples, and says yes or no to anything."""
        recognise = self.importer.recognise
        if recognise is None:
            return
        for each in self.samples:
            assert recognise(each.data[:4096]), f"{each.name} is not recognised"

        @attempts(self.examples)
        @given(st.binary(max_size=200))
        def check(head: bytes) -> None:
            assert recognise(head) in {True, False}

        check()

    def test_samples_have_one_of_its_suffixes(self) -> None:
        """A file of this format is found by its name."""
        for each in self.samples:
            assert each.name.lower().endswith(self.importer.suffixes), each.name

    def test_further_headings_are_of_columns_there_are(self) -> None:
        """``columns`` maps canonical names to headings."""
        unknown = set(self.importer.columns) - set(COLUMNS)
        assert not unknown, f"there is no column {', '.join(sorted(unknown))}"

    def test_it_prints_nothing_and_calls_nobody(self) -> None:
        """Reading a file is reading a file."""
        for each in self.samples:
            with printing_nothing(), calling_nobody():
                list(self.read(each.source()))


def _told(items: Iterator[Item]) -> list[object]:
    # repr tells 1 from 1.0 and from True; equality does not.
    return [
        (repr(tuple(item.cells)), item.location)
        if isinstance(item, Row)
        else (item.code, item.location, dict(item.details))
        for item in items
    ]
