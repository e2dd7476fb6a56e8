"""The founding month as an office's folder: settings, roster, notes, history, tickets."""

from __future__ import annotations

from pathlib import Path

from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.synthesis.invent import tickets_csv
from hotline_metrics.synthesis.published import load_published

FOUNDING = Path(__file__).parent / "founding"
"""The published figures, and the office's files as they are written."""


def demo_files() -> dict[str, bytes]:
    """Return the files of the demonstration by name, the invented tickets among them."""
    files = {
        path.relative_to(FOUNDING / "office").as_posix(): path.read_bytes()
        for path in sorted((FOUNDING / "office").rglob("*"))
        if path.is_file()
    }
    published = load_published(FOUNDING / "published.toml")
    return {**files, "tickets.csv": tickets_csv(published, Rulebook.preset("pingyu"))}
