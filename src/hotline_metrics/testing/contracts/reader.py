"""What every reader of published bulletins promises."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from hypothesis import given

from hotline_metrics.errors import UnreadableSource
from hotline_metrics.intake.source import Source
from hotline_metrics.plugin.specs import AnyBulletinReader, AnySpec
from hotline_metrics.publish.bulletin import Bulletin
from hotline_metrics.testing.contracts.spec import SpecContract, attempts
from hotline_metrics.testing.contracts.watching import calling_nobody, printing_nothing, watched
from hotline_metrics.testing.samples import Sample
from hotline_metrics.testing.strategies import damaged


class BulletinReaderContract(SpecContract):
    """What every reader of published bulletins promises.

    ::

        class TestAcme(BulletinReaderContract):
            reader = READER
            samples = [sample(HERE / "october.acme")]

    Attributes:
        reader: the spec.
        samples: documents it reads, each with something in it.
    """

    reader: ClassVar[AnyBulletinReader]
    samples: ClassVar[Sequence[Sample]]

    @property
    def spec(self) -> AnySpec:
        """The reader."""
        return self.reader

    def read(self, source: Source) -> Bulletin:
        """Call the reader itself, without the host's guard."""
        return self.reader.read(source, self.made_options())

    def test_a_sample_is_a_document(self) -> None:
        """It has blocks, and table rows as long as their header."""
        for each in self.samples:
            bulletin = self.read(each.source())
            assert isinstance(bulletin, Bulletin)
            assert bulletin.blocks, f"{each.name} came out empty"
            for table in bulletin.tables:
                widths = {len(row) for row in table.rows}
                assert widths <= {len(table.columns)}, f"{each.name}: rows of {widths} cells"

    def test_reading_twice_gives_the_same(self, tmp_path: Path) -> None:
        """From bytes, from bytes again, from a file."""
        for each in self.samples:
            first = self.read(each.source())
            assert self.read(each.source()) == first
            assert self.read(each.source(tmp_path)) == first

    def test_it_closes_what_it_opens(self, tmp_path: Path) -> None:
        """No stream is left open."""
        for each in self.samples:
            for path in (None, each.source(tmp_path).path):
                source = watched(each.name, each.data, path)
                self.read(source)
                assert not source.left_open, "a stream was left open"

    def test_damage_is_told_and_never_raised(self) -> None:
        """Truncated, empty, in another encoding, random: a document or UnreadableSource."""
        name = self.samples[0].name

        @attempts(self.examples)
        @given(damaged([each.data for each in self.samples]))
        def check(data: bytes) -> None:
            try:
                assert isinstance(self.read(Source(name=name, data=data)), Bulletin)
            except UnreadableSource as error:
                assert name in str(error), f"the message does not name the file: {error}"

        check()

    def test_samples_have_one_of_its_suffixes(self) -> None:
        """A document of this format is found by its name."""
        for each in self.samples:
            assert each.name.lower().endswith(self.reader.suffixes), each.name

    def test_it_prints_nothing_and_calls_nobody(self) -> None:
        """Reading a file is reading a file."""
        for each in self.samples:
            with printing_nothing(), calling_nobody():
                self.read(each.source())
