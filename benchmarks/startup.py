"""How long a start takes, beside what is smallest: ``python benchmarks/startup.py``.

Each pair runs alternately in fresh interpreters; the medians' ratio is printed. What is loaded is
held by tests; how long it takes is not, because that depends on the machine.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

TIMES = 21
PAIRS = (
    ("import hotline_metrics", "import attrs", 1.5),
    (
        "from hotline_metrics.cli import main; main(['--version'])",
        "import attrs, argparse",
        2.0,
    ),
)


def seconds(code: str) -> float:
    """Return how long a fresh interpreter takes for a statement."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return time.perf_counter() - begin


def main() -> None:
    """Print a line for each pair."""
    print(f"Python {platform.python_version()}, attrs {version('attrs')}, {platform.machine()}")
    for ours, theirs, goal in PAIRS:
        taken: dict[str, list[float]] = {ours: [], theirs: []}
        for code in (ours, theirs) * TIMES:
            taken[code].append(seconds(code))
        mine, yours = (statistics.median(taken[code]) for code in (ours, theirs))
        print(f"{ours}\n  {mine * 1000:.0f} ms; {theirs}: {yours * 1000:.0f} ms; ", end="")
        print(f"ratio {mine / yours:.2f}, goal {goal}")


if __name__ == "__main__":
    main()
