"""Limits bound what an engine reads as they bound what is read row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline_metrics import read_tickets
from hotline_metrics.plugin import Limits, UnreadableSource
from hotline_metrics.synthesis.demo import demo_files

ROWS = 2350
"""Rows of the demonstration's tickets, the header among them."""


@pytest.fixture(scope="module")
def tickets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's tickets."""
    path = tmp_path_factory.mktemp("demo") / "tickets.csv"
    path.write_bytes(demo_files()["tickets.csv"])
    return path


@pytest.mark.parametrize("engine", ["objects", "polars", "duckdb"])
class TestLimits:
    """The same with every engine."""

    @pytest.mark.parametrize("limits", [Limits(rows=ROWS - 1), Limits(bytes=1000)])
    def test_a_source_above_a_limit_is_refused(
        self, tickets: Path, engine: str, limits: Limits
    ) -> None:
        """One row, or many bytes, too many."""
        with pytest.raises(UnreadableSource, match="above the limit"):
            read_tickets(tickets, engine=engine, limits=limits)

    def test_each_source_has_its_own_limit(self, tickets: Path, engine: str) -> None:
        """Two files with as many rows as one may have."""
        intake = read_tickets([tickets, tickets], engine=engine, limits=Limits(rows=ROWS))
        assert intake.accepted == ROWS - 1

    def test_limits_of_cells_are_kept_by_reading_rows(self, tickets: Path, engine: str) -> None:
        """No row has cells so short: all are rejected, by name."""
        intake = read_tickets(tickets, engine=engine, limits=Limits(cell_characters=3))
        assert (intake.accepted, intake.rejected) == (0, ROWS)
