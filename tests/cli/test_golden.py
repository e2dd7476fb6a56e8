"""The figures are the interface: a change that alters one is a major release.

``HOTLINE_METRICS_UPDATE_GOLDEN=1`` rewrites the files; the difference is then looked at by a person.
"""

import os
from pathlib import Path

import pytest

from hotline_metrics.cli import main

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize(
    ("made", "kept"),
    [("report.json", "founding-2023-10.json"), ("bulletin.md", "founding-2023-10.md")],
)
def test_the_founding_month_does_not_change(made: str, kept: str, tmp_path: Path) -> None:
    """Tickets, figures and document, byte for byte."""
    folder = tmp_path / "october"
    main(["demo", str(folder)])
    main(["report", str(folder / "tickets.csv"), "-m", "2023-10"])
    written = (folder / made).read_bytes()
    if os.environ.get("HOTLINE_METRICS_UPDATE_GOLDEN") == "1":
        (GOLDEN / kept).write_bytes(written)
    assert written == (GOLDEN / kept).read_bytes()
