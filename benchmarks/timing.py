"""How the benchmarks time: processor time, which other programs of the machine disturb least."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version


def middle(times: int, *sides: Callable[[], object]) -> list[float]:
    """Run the sides one after another, several times; return each one's median seconds."""
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(times):
        for place, side in enumerate(sides):
            begin = time.process_time()
            side()
            taken[place].append(time.process_time() - begin)
    return [statistics.median(each) for each in taken]


def machine(*packages: str) -> str:
    """Return what the figures were taken on: machine, Python, packages."""
    known = ", ".join(f"{each} {version(each)}" for each in packages)
    return f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, {known}"
