"""How far a long reading has come, on a terminal and never in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable

from hotline_metrics.cli.language import Speech


def row_progress(speech: Speech) -> Callable[[int], None] | None:
    """Return what tells how many rows have been read, or ``None`` where nobody looks.

    With rich installed the line has colour and stays in place; without it, it still stays.
    """
    if not sys.stderr.isatty():
        return None
    try:
        from rich.console import Console
    except ModuleNotFoundError:
        return _plain(speech)
    console = Console(stderr=True)

    def show(rows: int) -> None:
        words = speech(f"已读 {rows:,} 行", f"{rows:,} rows read")
        console.print(words, style="cyan", end="\r", highlight=False)

    return show


def _plain(speech: Speech) -> Callable[[int], None]:
    def show(rows: int) -> None:
        sys.stderr.write(speech(f"已读 {rows:,} 行", f"{rows:,} rows read") + "\r")
        sys.stderr.flush()

    return show
