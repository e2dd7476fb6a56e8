"""What is said on stderr: how many rows became tickets, and what is wrong with the others."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.terminal import echo
from hotline_metrics.domain.problem import Problem, Severity
from hotline_metrics.message import Language, Message
from hotline_metrics.publish.spreadsheet import inert_cell

SEVERITIES: Mapping[Severity, Message] = {
    "error": Message("错误", "error  "),
    "warning": Message("存疑", "warning"),
    "notice": Message("提示", "notice "),
}
"""What a severity is called, as wide as the others."""

SHOWN = 20
"""How many problems are printed before the rest is only counted."""


def print_problems(
    problems: Sequence[Problem], speech: Speech, *, everything: bool = False
) -> None:
    """Print problems with place, sentence and hint; the first ones, and how many more there are.

    Args:
        problems: what was found.
        speech: the language.
        everything: print all of them.
    """
    marks = {"error": ("✗", "red"), "warning": ("!", "yellow"), "notice": ("·", "cyan")}
    shown = problems if everything else problems[:SHOWN]
    for problem in shown:
        sign, color = marks[problem.severity]
        place = problem.location.describe(speech.lang)
        sentence = f"{place}{'  ' if place else ''}{problem.message(speech.lang)}"
        echo(_line(sentence), err=True, mark=sign, color=color)
        if hint := problem.hint(speech.lang):
            echo(f"    → {_line(hint)}  [{problem.code}]", err=True)
        else:
            echo(f"    [{problem.code}]", err=True)
    if len(shown) < len(problems):
        rest = len(problems) - len(shown)
        echo(
            speech(
                f"……另有 {rest} 个问题；用 --problems FILE 写出全部",
                f"... and {rest} more; --problems FILE writes them all",
            ),
            err=True,
        )


def count_by_code(problems: Sequence[Problem]) -> list[tuple[str, Severity, int]]:
    """Return code, severity and number of each kind of problem, most frequent first."""
    counted: Counter[tuple[str, Severity]] = Counter(
        (problem.code, problem.severity) for problem in problems
    )
    return [
        (code, severity, number)
        for (code, severity), number in sorted(counted.items(), key=lambda e: (-e[1], e[0]))
    ]


def problems_file(problems: Sequence[Problem], path: Path, lang: Language) -> bytes:
    """Return every problem as JSON or CSV, by the path's suffix."""
    rows = [
        {
            "code": problem.code,
            "severity": problem.severity,
            "source": problem.location.source,
            "sheet": problem.location.sheet,
            "row": problem.location.row,
            "line": problem.location.line,
            "column": problem.location.column,
            "heading": problem.location.heading,
            "path": problem.location.path,
            "place": problem.location.describe(lang),
            "message": problem.message(lang),
            "hint": problem.hint(lang),
            "details": dict(problem.details),
        }
        for problem in problems
    ]
    if path.suffix.lower() == ".json":
        import msgspec

        return msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n"
    stream = io.StringIO(newline="")
    names = [
        "severity", "code", "source", "sheet", "row", "line", "column", "heading", "path",
        "place", "message", "hint",
    ]  # fmt: skip
    writer = csv.DictWriter(stream, names, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(
        {key: inert_cell(value) if isinstance(value, str) else value for key, value in row.items()}
        for row in rows
    )
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _line(text: str) -> str:
    # A heading with a line break in it is still one line here.
    return " ".join(text.splitlines())
