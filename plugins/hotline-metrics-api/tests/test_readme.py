"""The README says what the code says."""

from pathlib import Path

import pytest

from hotline_metrics.plugin import ProblemKind
from hotline_metrics.plugin.options import OptionLine, option_lines
from hotline_metrics_api import Open311Options, RestOptions, SocrataOptions, refusals
from hotline_metrics_api.reach import Reach

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
KINDS = [kind for kind in vars(refusals).values() if isinstance(kind, ProblemKind)]


def row(line: OptionLine) -> str:
    """Return an option as a row of its table."""
    default = "" if line.default in {None, "", "None"} else f"`{line.default}`"
    return f"| `{line.name}` | {default} | {line.help.en} |"


@pytest.mark.parametrize("options", [Reach, RestOptions, Open311Options, SocrataOptions])
def test_every_option_is_listed(options: type[object]) -> None:
    """With its default, and what it means."""
    for line in option_lines(options):
        assert row(line) in README


def test_every_problem_is_listed_and_speaks_both_languages() -> None:
    """Each code once, with a sentence and a hint in Chinese and in English."""
    assert len({kind.code for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert f"| `{kind.code}` | {kind.severity}: {kind.en} |" in README
        assert kind.zh
        assert kind.hint_zh
        assert kind.hint_en
        assert kind.en.isascii(), "English in English"
