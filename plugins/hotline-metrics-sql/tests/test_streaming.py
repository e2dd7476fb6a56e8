"""A large table arrives while it is read: neither client nor reader ever holds all of it."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from datetime import datetime
from itertools import islice

import pytest

from hotline_metrics.plugin import Period, Row, Window
from hotline_metrics.plugin.options import make_options
from hotline_metrics_sql import IMPORTER

OCTOBER = Window(Period.parse("2023-10"), datetime.max)
ROWS = 200_000
GENERATED = {
    "postgresql": f"SELECT n AS id, repeat('x', 500) || n AS a FROM generate_series(1, {ROWS}) n",
    "mysql": f"SELECT seq AS id, concat(repeat('x', 500), seq) AS a FROM seq_1_to_{ROWS}",
    "sqlite": f"""
        WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {ROWS})
        SELECT n AS id, printf('%0500d', 0) || n AS a FROM s""",
    "duckdb": f"SELECT n AS id, repeat('x', 500) || n AS a FROM range(1, {ROWS} + 1) r(n)",
}
MEASURE = """
import json, sys
from datetime import datetime
from hotline_metrics.plugin import Period, Window
from hotline_metrics.plugin.options import make_options
from hotline_metrics_sql import IMPORTER

def read(asked):
    options = make_options(IMPORTER, {**json.loads(sys.argv[1]), **asked})
    return sum(1 for _ in IMPORTER.read(Window(Period.parse("2023-10"), datetime.max), options))

def peak():
    # Not getrusage, which remembers the process this one was forked from.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

read({"query": "SELECT 1 AS a"})
before = peak()
print(read({"table": "tickets"}), peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_does_not_grow_with_the_table(site) -> None:
    """A table of 100 MB is read in a few; DuckDB keeps what it unpacks of its own file."""
    site.run(f"CREATE TABLE tickets AS {GENERATED[site.kind]}")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, json.dumps(site.options())],
        capture_output=True,
        text=True,
        check=True,
    )
    rows, kilobytes = map(int, done.stdout.split())
    assert rows == ROWS + 1
    assert kilobytes < (60_000 if site.kind == "duckdb" else 10_000)


def test_reading_may_stop_early(site, caplog: pytest.LogCaptureFixture) -> None:
    """The first rows are there at once, and the rest is not waited for; nobody complains."""
    options = make_options(IMPORTER, site.options(query=GENERATED[site.kind]))
    rows = IMPORTER.read(OCTOBER, options)
    assert [row.location.row for row in islice(rows, 5) if isinstance(row, Row)] == [1, 2, 3, 4, 5]
    rows.close()
    gc.collect()
    assert not caplog.records
