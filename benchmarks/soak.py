"""A thousand reports in one process: time, memory and open files as they go on.

::

    python -m benchmarks.soak            # 1000 runs of the founding month
    python -m benchmarks.soak 50
"""

from __future__ import annotations

import contextlib
import gc
import io
import sys
import tempfile
import time
from pathlib import Path

from hotline_metrics.cli import main

SAID = io.StringIO()
"""Takes what is printed; one for all runs, as click keeps something of every stream it meets."""


def resident() -> int:
    """Return the process's memory in KB."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS"))


def soak(runs: int) -> None:
    """Make reports of the founding month, in every format that ships, and say how it goes."""
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder) / "october"
        quiet(["demo", str(office)])
        outputs = [word for end in ("md", "json", "csv") for word in ("-o", f"{folder}/out.{end}")]
        words = ["report", str(office / "tickets.csv"), "-m", "2023-10", *outputs]
        first = b""
        begun = time.perf_counter()
        for run in range(1, runs + 1):
            quiet(words)
            report = Path(f"{folder}/out.json").read_bytes()
            first = first or report
            if report != first:
                sys.exit(f"run {run}: another report")
            if run in {1, 10} or run % max(runs // 10, 1) == 0:
                gc.collect()
                files = len(list(Path("/proc/self/fd").iterdir()))
                each = (time.perf_counter() - begun) / run
                print(f"{run:6} runs  {each:6.2f} s each  {resident():8} KB  {files:3} files open")


def quiet(words: list[str]) -> None:
    """Run a command, which must succeed."""
    SAID.seek(0)
    SAID.truncate()
    with contextlib.redirect_stderr(SAID), contextlib.redirect_stdout(SAID):
        status = main(words)
    if status:
        sys.exit(SAID.getvalue())


if __name__ == "__main__":
    soak(int(sys.argv[1]) if sys.argv[1:] else 1000)
