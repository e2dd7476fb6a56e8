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
"""How many problems that differ are printed before the rest is only counted."""

ROWS_NAMED = 5
"""How many further rows with the same problem are named."""

SIGNS: Mapping[Severity, tuple[str, str]] = {
    "error": ("✗", "red"), "warning": ("!", "yellow"), "notice": ("·", "cyan"),
}  # fmt: skip
"""What stands before a problem, and its colour."""


def print_problems(
    problems: Sequence[Problem], speech: Speech, *, everything: bool = False
) -> None:
    """Print problems with place, sentence and hint, one that many rows share once.

    Args:
        problems: what was found.
        speech: the language.
        everything: print all that differ, not the first ones.
    """
    groups = _alike(problems)
    shown = groups if everything else groups[:SHOWN]
    for first, *others in shown:
        sign, color = SIGNS[first.severity]
        place = first.location.describe(speech.lang)
        sentence = f"{place}{'  ' if place else ''}{first.message(speech.lang)}"
        echo(_line(sentence), err=True, mark=sign, color=color)
        if others:
            echo(f"    {_others(others, speech)}", err=True)
        if hint := first.hint(speech.lang):
            echo(f"    → {_line(hint)}  [{first.code}]", err=True)
        else:
            echo(f"    [{first.code}]", err=True)
    rest = sum(map(len, groups)) - sum(map(len, shown))
    if rest:
        echo(
            speech(
                f"……另有 {rest} 个问题；用 --problems FILE 写出全部",
                f"... and {rest} more; --problems FILE writes them all",
            ),
            err=True,
        )


def _alike(problems: Sequence[Problem]) -> list[list[Problem]]:
    """Return problems in the order of the first of their kind, those that say the same together."""
    found: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        place = problem.location
        said = (problem.message("en"), problem.hint("en"))
        key = (problem.code, place.source, place.sheet, place.column, place.heading, said)
        # Without a row there is no saying where the others are.
        found.setdefault(key if place.row else (*key, place.path, len(found)), []).append(problem)
    return list(found.values())


def _others(others: Sequence[Problem], speech: Speech) -> str:
    number = len(others)
    named = [str(problem.location.row) for problem in others[:ROWS_NAMED]]
    more = " …" if number > len(named) else ""
    return speech(
        f"另有 {number} 行相同：第 {'、'.join(named)} 行{more}",
        f"the same in {number} more: row {', '.join(named)}{more}"
        if number == 1
        else f"the same in {number} more rows: {', '.join(named)}{more}",
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
