"""The examples are what the program makes and reads."""

from pathlib import Path

import pytest

from hotline_metrics.cli import main
from hotline_metrics.synthesis.demo import FOUNDING, demo_files

EXAMPLE = Path(__file__).parents[2] / "examples" / "founding-month"


def test_the_founding_month_is_what_demo_writes() -> None:
    """Its tickets aside, which ``synthesize`` makes from the published table."""
    files = demo_files()
    del files["tickets.csv"]
    assert files == {
        path.relative_to(EXAMPLE).as_posix(): path.read_bytes()
        for path in EXAMPLE.rglob("*")
        if path.is_file() and path.name != "published.toml"
    }
    assert (EXAMPLE / "published.toml").read_bytes() == (FOUNDING / "published.toml").read_bytes()


def test_synthesize_and_report_on_the_example(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table of an old bulletin becomes tickets, and the tickets its report."""
    tickets = tmp_path / "tickets.csv"
    assert main(["synthesize", str(EXAMPLE / "published.toml"), "-o", str(tickets)]) == 0
    words = ["report", str(tickets), "-m", "2023-10", "--office", str(EXAMPLE)]
    assert main([*words, "-o", str(tmp_path / "bulletin.md")]) == 0
    assert "2349 accepted, 0 rejected" in capsys.readouterr().err
