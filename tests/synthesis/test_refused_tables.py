"""Published figures that cannot be are refused before anything is invented."""

from datetime import datetime
from pathlib import Path

import pytest

from hotline_metrics.errors import RulebookError
from hotline_metrics.synthesis import (
    CitedTicket,
    ImpossibleFigures,
    PublishedTable,
    PublishedUnit,
    load_published,
)


def test_a_cited_ticket_whose_times_run_backwards() -> None:
    """Received, dispatched, closed: in this order."""
    with pytest.raises(ImpossibleFigures, match="is before"):
        CitedTicket(
            id="1",
            unit="甲局",
            received=datetime(2023, 10, 8),
            dispatched=datetime(2023, 10, 7),
            closed=datetime(2023, 10, 9),
        )


def test_a_category_of_fewer_than_no_tickets() -> None:
    """Even where the sum is right."""
    with pytest.raises(ImpossibleFigures, match="negative"):
        PublishedTable(
            period="2023-10",
            categories={"城乡建设类": 4, "其他": -1},
            units=(PublishedUnit(unit="甲局", assigned=3),),
        )


def test_a_table_that_is_no_text(tmp_path: Path) -> None:
    """In neither of the encodings that offices use."""
    path = tmp_path / "table.csv"
    path.write_bytes(b"\xff\xff\x81")
    with pytest.raises(RulebookError, match="neither UTF-8 nor GB18030"):
        load_published(path, period="2023-10")


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    """Its name is in the message."""
    with pytest.raises(RulebookError, match=r"none\.csv"):
        load_published(tmp_path / "none.csv", period="2023-10")
