"""The same tickets from every format: .xlsx, .xls, .ods and a CSV in GB18030."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime

import pytest

from hotline_metrics import Roster, Rulebook, compile_report, encode_report, read_tickets
from hotline_metrics.domain.roster_file import decode_roster
from hotline_metrics.plugin import Source
from hotline_metrics.synthesis.demo import demo_files

Make = Callable[..., bytes]
Convert = Callable[[bytes, str], bytes]

RULES = Rulebook.preset("pingyu")


@pytest.fixture(scope="module")
def founding() -> tuple[list[list[str]], Roster]:
    """The records of the founding month, and its units."""
    files = demo_files()
    text = files["tickets.csv"].decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""))), decode_roster(files["units.csv"])
