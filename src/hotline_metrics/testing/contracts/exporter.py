"""What every exporter promises."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.domain.unit import Roster
from hotline_metrics.plugin.calls import write_publication
from hotline_metrics.plugin.specs import AnyExporter, AnySpec
from hotline_metrics.publish.publication import Publication
from hotline_metrics.publish.report_json import encode_report
from hotline_metrics.testing.contracts.spec import SpecContract, attempts
from hotline_metrics.testing.contracts.watching import calling_nobody, printing_nothing
from hotline_metrics.testing.publications import (
    ROSTER,
    empty_report,
    publication,
    report_of_units,
    sample_publication,
    sample_report,
    sample_tickets,
)
from hotline_metrics.testing.strategies import ODD_NAMES, rosters, ticket_lists


class ExporterContract(SpecContract):
    """What every exporter promises.

    ::

        class TestAcme(ExporterContract):
            exporter = EXPORTER
            magic = b"%ACME"

    Attributes:
        exporter: the spec.
        magic: the bytes its files begin with.
        text: whether its files are texts; they then end with a line break.
    """

    exporter: ClassVar[AnyExporter]
    magic: ClassVar[bytes] = b""
    text: ClassVar[bool] = False

    @property
    def spec(self) -> AnySpec:
        """The exporter."""
        return self.exporter

    def write(self, given: Publication) -> Mapping[str, bytes]:
        """Return every file it makes, by name; a single one has the empty name."""
        written = write_publication(self.exporter, given, self.made_options())
        return {"": written} if isinstance(written, bytes) else written

    def check(self, files: Mapping[str, bytes]) -> None:
        """Look at the files it made; extend this to open them."""
        assert files, "not a single file"
        for name, data in files.items():
            assert data.startswith(self.magic), f"{name or 'the file'} begins with {data[:8]!r}"
            if self.text:
                text = data.decode("utf-8-sig")
                assert text.endswith("\n"), f"{name or 'the file'} does not end with a line break"

    def test_a_usual_month(self) -> None:
        """Three units, an earlier month, a rejected row."""
        self.check(self.write(sample_publication()))

    def test_the_empty_report(self) -> None:
        """A month without a single ticket is a report too."""
        self.check(self.write(publication(empty_report())))

    @pytest.mark.parametrize("count", [1, 300])
    def test_one_unit_and_many(self, count: int) -> None:
        """The length of a table is no reason to fail."""
        self.check(self.write(publication(report_of_units(count))))

    def test_absent_rates(self) -> None:
        """Nobody was called back: no rate is a number, and none becomes 0 or 100 per cent."""
        silent = [attrs.evolve(t, surveyed=False, answers={}) for t in sample_tickets(12)]
        self.check(self.write(publication(sample_report(silent))))

    def test_odd_names(self) -> None:
        """Very long, from right to left, with markup, formulas and control characters."""
        tickets = sample_tickets(3 * len(ODD_NAMES), ODD_NAMES)
        odd = [attrs.evolve(t, category=(t.unit,)) for t in tickets]
        self.check(self.write(publication(sample_report(odd, roster=ROSTER))))

    def test_whatever_the_tickets(self) -> None:
        """Months drawn at random."""

        @attempts(max(5, self.examples // 6), shrink=False)
        @given(ticket_lists(max_size=8), st.just(Roster()) | rosters())
        def check(tickets: list[Ticket], roster: Roster) -> None:
            self.check(self.write(publication(sample_report(tickets, roster=roster))))

        check()

    def test_the_same_publication_gives_the_same_bytes(self) -> None:
        """Twice, and from values that were made anew; the report is not changed by it."""
        given = sample_publication()
        before = encode_report(given.report)
        first = self.write(given)
        assert self.write(given) == first, "the second time gave other bytes"
        assert self.write(sample_publication()) == first, "equal values gave other bytes"
        assert encode_report(given.report) == before, "the report was changed"

    def test_another_process_gives_the_same_bytes(self) -> None:
        """Neither the order of sets, nor the time zone, nor the clock is in the file."""
        job = pickle.dumps((self.exporter, self.made_options()))
        expected = _digest(self.write(sample_publication()))
        done = subprocess.run(  # noqa: S603 - this interpreter, and code of ours
            [sys.executable, "-c", _ELSEWHERE],
            input=job,
            capture_output=True,
            check=False,
            env={**_environment(), "PYTHONHASHSEED": "7", "TZ": "America/Chicago"},
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        assert done.stdout.decode().strip() == expected, "another process gave other bytes"

    def test_it_writes_no_file_prints_nothing_and_calls_nobody(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The host writes; an exporter returns bytes."""
        monkeypatch.chdir(tmp_path)
        with printing_nothing(), calling_nobody():
            self.write(sample_publication())
        assert not list(tmp_path.iterdir()), "it wrote into the current folder"


def _digest(files: Mapping[str, bytes]) -> str:
    found = hashlib.sha256()
    for name in sorted(files):
        found.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return found.hexdigest()


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)


_ELSEWHERE = """
import pickle, sys
from hotline_metrics.testing.contracts.exporter import _digest
from hotline_metrics.testing.publications import sample_publication
exporter, options = pickle.load(sys.stdin.buffer)
written = exporter.write(sample_publication(), options)
print(_digest({"": written} if isinstance(written, bytes) else written))
"""
