"""The page on the command line names every command."""

import re
from pathlib import Path

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.program import program

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "command-line.md").read_text("utf-8")


def test_every_command_has_its_line() -> None:
    """And no line a command that is not there."""
    (listing,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    named = set(re.findall(r"hotline-metrics (\w+)", listing))
    assert named == set(program(Speech("en")).commands)
