"""Golden files: what was looked at once by a person must not change unseen."""

from __future__ import annotations

import os
from pathlib import Path

UPDATE = "HOTLINE_METRICS_UPDATE_GOLDEN"
"""The environment variable that rewrites golden files when it is ``1``."""


def check_golden(made: bytes | str, kept: str | Path) -> None:
    """Compare what was made with a kept file, byte for byte.

    With ``HOTLINE_METRICS_UPDATE_GOLDEN=1`` the file is rewritten; the difference is then for a
    person to read.

    Args:
        made: what was made; a text is encoded as UTF-8.
        kept: the golden file.

    Raises:
        AssertionError: they differ, or there is no such file yet.
    """
    data = made.encode() if isinstance(made, str) else made
    path = Path(kept)
    if os.environ.get(UPDATE) == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if not path.is_file():
        raise AssertionError(f"{path} is not there; {UPDATE}=1 writes it")
    known = path.read_bytes()
    if data != known:
        raise AssertionError(
            f"{path.name} would change {_where(known, data)}. If that is right, "
            f"run again with {UPDATE}=1 and read the difference"
        )


def _where(known: bytes, made: bytes) -> str:
    try:
        before, after = known.decode().splitlines(), made.decode().splitlines()
    except UnicodeDecodeError:
        return f"({len(known)} bytes, now {len(made)})"
    for number, (old, new) in enumerate(zip(before, after, strict=False), 1):
        if old != new:
            return f"in line {number}: {old!r} is now {new!r}"
    return f"from {len(before)} to {len(after)} lines, or at a line's end"
