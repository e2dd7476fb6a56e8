"""What a web service offers of an office's month: plain functions for any framework to mount.

Each takes the office and what was uploaded, and returns what is sent back. Nothing is kept: the
upload is read from memory, and documents are written to a folder that is gone afterwards.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import hotline_metrics as hm
from hotline_metrics.plugin import Language, Source


@dataclass(frozen=True)
class Office:
    """What is the same for every request; loaded once, shared by all threads.

    Attributes:
        rules: the rulebook.
        roster: the units.
        history: the earlier reports.
    """

    rules: hm.Rulebook
    roster: hm.Roster
    history: tuple[hm.MonthlyReport, ...]

    @classmethod
    def load(cls, folder: Path, rules: str = "pingyu") -> Office:
        """Read an office's folder: its roster, and its archive."""
        return cls(
            rules=hm.Rulebook.preset(rules),
            roster=hm.Roster.load(folder / "units.csv"),
            history=tuple(hm.load_history(folder / "archive")),
        )


@dataclass(frozen=True)
class Found:
    """One problem as it is sent: nothing of a citizen is in it."""

    code: str
    severity: str
    place: str
    message: str
    hint: str


@dataclass(frozen=True)
class Checked:
    """What became of the rows: read = accepted + rejected."""

    read: int
    accepted: int
    rejected: int
    problems: list[Found]


def check(office: Office, name: str, data: bytes, lang: Language = "zh") -> Checked:
    """Say of every row of an upload whether it can be counted."""
    intake = hm.read_tickets(Source(name=name, data=data), rules=office.rules, roster=office.roster)
    return Checked(
        read=intake.read,
        accepted=intake.accepted,
        rejected=intake.rejected,
        problems=[
            Found(
                code=each.code,
                severity=each.severity,
                place=each.location.describe(lang),
                message=each.message(lang),
                hint=each.hint(lang),
            )
            for each in intake.problems
        ],
    )


def figures(office: Office, month: str, name: str, data: bytes) -> bytes:
    """Return the report of an upload as JSON, schema 1."""
    return hm.encode_report(_report(office, month, name, data))


def bulletin(office: Office, month: str, name: str, data: bytes, suffix: str = ".docx") -> bytes:
    """Return the bulletin of an upload as a document: ``.docx``, ``.pdf``, ``.html``, ``.md``."""
    report = _report(office, month, name, data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"bulletin{suffix}")
        hm.write_report(report, path, rules=office.rules, history=office.history)
        return path.read_bytes()


def _report(office: Office, month: str, name: str, data: bytes) -> hm.MonthlyReport:
    source = Source(name=name, data=data)
    intake = hm.read_tickets(source, rules=office.rules, roster=office.roster)
    return hm.compile_report(intake, month, rules=office.rules, history=office.history)
