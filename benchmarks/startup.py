"""How long a start takes, beside what is smallest: ``python -m benchmarks.startup``.

Each pair runs alternately in fresh interpreters. Counted is the processor's time, which other
programs on the machine disturb least, and printed are the medians and the ratio of the least.
What is loaded is held by tests; how long it takes is not, because that depends on the machine.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

TIMES = 41
PROGRAM = str(Path(sys.executable).with_name("hotline-metrics"))
IMPORT = [sys.executable, "-c", "import hotline_metrics"]
ATTRS = [sys.executable, "-c", "import attrs"]
VERSION = [PROGRAM, "--version"]
ARGPARSE = [sys.executable, "-c", "import attrs, argparse"]
PAIRS = (
    ("import hotline_metrics", IMPORT, "import attrs", ATTRS, 1.5),
    ("hotline-metrics --version", VERSION, "import attrs, argparse", ARGPARSE, 2.0),
)


def seconds(command: list[str]) -> float:
    """Return the processor time that a command takes."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print a line for each pair."""
    print(f"Python {platform.python_version()}, attrs {version('attrs')}, {platform.machine()}")
    for our_name, ours, their_name, theirs, goal in PAIRS:
        taken: list[tuple[float, float]] = [(seconds(ours), seconds(theirs)) for _ in range(TIMES)]
        mine, yours = zip(*taken, strict=True)
        print(
            f"{our_name}: {statistics.median(mine) * 1000:.0f} ms, "
            f"{their_name}: {statistics.median(yours) * 1000:.0f} ms, "
            f"ratio {min(mine) / min(yours):.2f} (goal {goal})"
        )


if __name__ == "__main__":
    main()
