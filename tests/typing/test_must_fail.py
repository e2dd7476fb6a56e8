"""Types are part of the interface: what must not pass a type checker does not pass."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_the_type_checker_refuses_what_it_must() -> None:
    """Every ``# E: code`` is reported on its line, and nothing else is."""
    pytest.importorskip("mypy")
    files = sorted((HERE / "must_fail").glob("*.py"))
    expected = {
        (path.name, number, code)
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for code in re.findall(r"# E: ([a-z-]+)$", line)
    }
    assert len(expected) > 10
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--no-pretty", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    found = {
        (Path(name).name, int(number), code)
        for name, number, code in re.findall(
            r"^(.+?):(\d+): error: .*\[([a-z-]+)\]$", done.stdout, re.MULTILINE
        )
    }
    assert found == expected, done.stdout + done.stderr
