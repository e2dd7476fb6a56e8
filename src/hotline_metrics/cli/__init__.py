"""The command line: ``hotline-metrics COMMAND``."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Args:
        arguments: the words after the program's name; those of the process by default.

    Returns:
        0 when every row was understood, 1 when outputs were written but rows were rejected,
        2 when nothing was written.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words == ["--version"]:
        # Answered before anything heavier is loaded.
        from hotline_metrics import __version__

        print(f"hotline-metrics {__version__}")
        return 0
    from hotline_metrics.cli.program import run

    return run(words)
