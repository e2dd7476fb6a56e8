"""Bad input: every file of the corpus, and larger ones made here, in bounded time and memory.

``corpus`` holds a folder of small files for each kind of input; a file that once did harm is put
there and stays. What is large is made by ``large``. Each is fed to its target, which says what must
hold.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from tests.faults.large import CASES
from tests.faults.targets import TARGETS, feed

from hotline_metrics import Roster, Rulebook, load_report, read_tickets
from hotline_metrics.bundled.csv_importer import TORN, _cut
from hotline_metrics.domain.exclusion import load_exclusions
from hotline_metrics.errors import HotlineMetricsError
from hotline_metrics.plugin import Limits, Source

HERE = Path(__file__).parent
FILES = sorted(path for path in (HERE / "corpus").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_a_small_file_that_once_did_harm(path: Path) -> None:
    """Read or refused, by us, within a moment."""
    begun = time.process_time()
    feed(path.parent.name, path.read_bytes())
    assert time.process_time() - begun < 15


@pytest.mark.parametrize("name", CASES)
def test_a_large_one(name: str) -> None:
    """Within two gigabytes and a minute of one processor, or the system ends the process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.large", name],
        cwd=HERE.parents[1],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]


def test_every_kind_of_input_has_its_files() -> None:
    """A new target comes with a corpus."""
    assert {path.parent.name for path in FILES} == set(TARGETS) - {"docx", "excel"}
    assert {kind for kind, _ in CASES.values()} <= set(TARGETS)


def test_a_pipe_and_a_device_are_no_files(tmp_path: Path) -> None:
    """The one would wait for ever, the other never end."""
    os.mkfifo(tmp_path / "pipe.csv")
    for place in (tmp_path / "pipe.csv", Path("/dev/zero")):
        for read in (read_tickets_of, Rulebook.load, Roster.load, load_report, load_exclusions):
            with pytest.raises(HotlineMetricsError, match="no file"):
                read(place)


def test_a_line_without_end_is_not_held() -> None:
    """However long it goes on: half a gigabyte here, in pieces of a megabyte."""
    piece = "x" * (1 << 20)
    tracemalloc.start()
    try:
        lines = [line for cut in _cut((piece for _ in range(500)), 3_000_000) for line in cut]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert lines == [TORN]
    assert peak < 20_000_000


def test_a_line_above_the_limit_is_one_rejected_row() -> None:
    """Those around it are read; in a quoted cell only the line that opens the quote is lost too."""
    rows = ["工单编号,受理时间,承办单位", "1,2023-10-01,甲", "2," + "x" * 100, "3,2023-10-03,乙"]
    rows += ['4,2023-10-04,"丙', "x" * 100, "5,2023-10-05,丁"]
    data = "\n".join(rows).encode()
    source = Source(name="a.csv", data=data, limits=Limits(row_characters=100))
    intake = read_tickets(source)
    assert [ticket.id for ticket in intake.tickets] == ["1", "3", "5"]
    assert (intake.read, intake.rejected) == (6, 3)
    codes = {p.location.row: p.code for p in intake.problems if p.severity == "error"}
    assert codes == {3: "csv.row-too-long", 5: "csv.quote-stray", 6: "csv.row-too-long"}


def read_tickets_of(path: Path) -> object:
    """Read tickets from CSV, whatever the name."""
    return read_tickets(path, format="csv")
