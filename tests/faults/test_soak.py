"""Run after run in one process: no memory and no open file is left behind by any of them.

``benchmarks/soak.py`` makes a thousand runs of a whole month.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest

from hotline_metrics.cli import main

RUNS = 60
WARM = 20
GROWTH = 1000
"""Blocks of memory that may come and go, of some million: caches of the interpreter."""


def open_files() -> int:
    """Return how many files the process has open."""
    return len(os.listdir("/proc/self/fd" if Path("/proc/self/fd").is_dir() else "/dev/fd"))  # noqa: PTH208


def test_sixty_runs_leave_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a report in all formats that ship with the core, with a row that is rejected."""
    office = tmp_path / "october"
    assert main(["demo", str(office)]) == 0
    tickets = office / "tickets.csv"
    rows = tickets.read_bytes().splitlines(keepends=True)[:120]
    tickets.write_bytes(b"".join(rows) + b"x,2023-13-01\n")
    monkeypatch.chdir(office)
    outputs = ["-o", "out.md", "-o", "out.json", "-o", "out.csv", "--problems", "p.csv"]
    files: list[int] = []
    blocks: list[int] = []
    for _ in range(RUNS):
        assert main(["report", "tickets.csv", "-m", "2023-10", *outputs]) == 1
        assert main(["check", "none.csv"]) == 2
        capsys.readouterr()
        gc.collect()
        files.append(open_files())
        blocks.append(sys.getallocatedblocks())
    assert len(set(files[WARM:])) == 1
    assert min(blocks[-10:]) - min(blocks[WARM : WARM + 10]) < GROWTH
