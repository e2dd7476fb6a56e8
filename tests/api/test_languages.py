"""Every message for a person exists in Chinese and in English.

Whatever takes a text in two languages names its parameters ``zh`` and ``en``: our errors,
``Message``, kinds of problems, the command line's ``speech``. These tests read the source and
hold that both are given, and that nothing is said past them.
"""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import hotline_metrics

ROOT = Path(hotline_metrics.__file__).parent
PLUGINS = Path(__file__).parents[2] / "plugins"
# The kit speaks to developers, in the reports of their own tests.
FILES = sorted(
    path
    for path in (*ROOT.rglob("*.py"), *PLUGINS.glob("*/src/**/*.py"))
    if ROOT / "testing" not in path.parents
)
CLICK_SAYS_THE_ENGLISH = ROOT / "cli" / "usage.py"
"""Lays out in Chinese what click does in English; ``tests/cli/test_languages.py`` looks at both."""

CLI = [p for p in FILES if ROOT / "cli" in p.parents and p != CLICK_SAYS_THE_ENGLISH]

SHOWN_BY = {"echo", "UsageError", "fail", "style", "write", "print"}
"""Calls that put a text on the terminal."""

SHOWN_AS = {"help", "short_help", "epilog", "metavar", "summary"}
"""Keywords whose text is listed."""

HAN = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile("[A-Za-z]")
WORDS = re.compile("[A-Za-z\u4e00-\u9fff]{2}")
SAME = re.compile(r"hotline-metrics( [a-z]+)?|[a-z-]+\.[a-z]+")
"""Commands and names of files, which are the same in both languages."""

Parameters = tuple[str, ...]
BOTH: Parameters = ("zh", "en")


class Pair(NamedTuple):
    """A call that is given a text in two languages; what is not given is ``None``."""

    call: ast.Call
    zh: ast.expr | None
    en: ast.expr | None


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text("utf-8"))


def written(node: ast.AST | None) -> str:
    """Return the words of a text as they are written, without what is filled in."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))


def called(node: ast.AST | None) -> str:
    """Return the last name of what is called: ``UsageError`` of ``click.UsageError(...)``."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def told(faults: Iterable[tuple[Path, ast.AST, str]]) -> list[str]:
    """Return faults with their places."""
    return [
        f"{path.relative_to(path.parents[2])}:{getattr(node, 'lineno', 0)}: {what}"
        for path, node, what in faults
    ]


# --- who takes a text in two languages -------------------------------------------------------
def parameters(node: ast.AST) -> Parameters:
    """Return the parameters of a function, or of a class: its constructor's, or its fields."""
    if isinstance(node, ast.FunctionDef):
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        return tuple(each.arg for each in given if each.arg != "self")
    body = node.body if isinstance(node, ast.ClassDef) else []
    for part in body:
        if isinstance(part, ast.FunctionDef) and part.name == "__init__":
            return parameters(part)
    fields = (part.target for part in body if isinstance(part, ast.AnnAssign))
    return tuple(field.id for field in fields if isinstance(field, ast.Name))


def bases(node: ast.ClassDef) -> set[str]:
    """Return the names of a class's bases."""
    return {base.id for base in node.bases if isinstance(base, ast.Name)}


@cache
def classes() -> Mapping[str, Parameters]:
    """Return our classes that take both texts; an error inherits that from another."""
    every = [n for path in FILES for n in ast.walk(tree(path)) if isinstance(n, ast.ClassDef)]
    found = {n.name: parameters(n) for n in every if {*BOTH} <= {*parameters(n)}}
    while True:
        heirs = [n for n in every if n.name not in found and not parameters(n)]
        more = {n.name: found[base] for n in heirs for base in bases(n) & found.keys()}
        if not more:
            return found
        found |= more


@cache
def pairs(path: Path) -> tuple[Pair, ...]:
    """Return every call of a file that is given a text in two languages, or should be."""
    nodes = list(ast.walk(tree(path)))
    functions = {n.name: parameters(n) for n in nodes if isinstance(n, ast.FunctionDef)}
    takes = {name: given for name, given in functions.items() if {*BOTH} <= {*given}}
    takes |= {**classes(), "speech": BOTH, "__init__": BOTH}
    # An error with a constructor of its own hands both on to that of its base.
    errors = [n for n in nodes if isinstance(n, ast.ClassDef) and bases(n) & classes().keys()]
    in_errors = {id(node) for error in errors for node in ast.walk(error)}
    found = []
    for call in nodes:
        if not isinstance(call, ast.Call) or called(call) not in takes:
            continue
        if called(call) == "__init__" and id(call) not in in_errors:
            continue
        if any(isinstance(argument, ast.Starred) for argument in call.args):
            continue  # *message is both in one
        given = dict(zip(takes[called(call)], call.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        found.append(Pair(call, given.get("zh"), given.get("en")))
    return tuple(found)


@cache
def spoken(path: Path) -> frozenset[int]:
    """Return the nodes, by identity, that stand inside of such calls."""
    return frozenset(id(node) for pair in pairs(path) for node in ast.walk(pair.call))


# --- the tests -------------------------------------------------------------------------------
def test_these_tests_see_the_messages() -> None:
    """A test that finds nothing would pass for ever."""
    assert sum(len(pairs(path)) for path in FILES) > 500
    errors = {"RulebookError", "UnreadableSource", "OutputError", "ImpossibleFigures", "Fault"}
    assert errors <= classes().keys()


def test_a_text_is_given_in_both_languages() -> None:
    """Chinese first, then English; neither is left out or stands in the other's place."""

    def faults() -> Iterator[tuple[Path, ast.AST, str]]:
        for path in FILES:
            for call, zh, en in pairs(path):
                if zh is None or en is None:
                    yield path, call, f"{called(call)}() has its text in one language only"
                elif WORDS.search(written(zh)) and not HAN.search(written(zh)):
                    yield path, call, f"{written(zh)!r} is not Chinese"
                elif HAN.search(written(en)) and not LATIN.search(written(en)):
                    yield path, call, f"{written(en)!r} is not English"

    assert told(faults()) == []


def test_no_text_holds_both_languages() -> None:
    """As in ``没有单位 / there is no unit``, where each reader has to skip one half."""

    def faults() -> Iterator[tuple[Path, ast.AST, str]]:
        for path in FILES:
            for node in ast.walk(tree(path)):
                if re.search(r"[\u4e00-\u9fff][^\n]* / [^\n]*[a-z]{3}", written(node)):
                    yield path, node, repr(written(node)[:60])

    assert told(faults()) == []


def test_errors_of_python_carry_no_text() -> None:
    """What a person may read is an error of ours, and so in both languages."""

    def faults() -> Iterator[tuple[Path, ast.AST, str]]:
        for path in FILES:
            for node in ast.walk(tree(path)):
                error = node.exc if isinstance(node, ast.Raise) else None
                # The message of a module's attribute that is not there is Python's own.
                if not hasattr(builtins, called(error)) or called(error) == "AttributeError":
                    continue
                for part in ast.walk(error) if error else ():
                    if WORDS.search(written(part)):
                        yield path, node, f"{called(error)}({written(part)!r})"

    assert told(faults()) == []


def test_no_error_is_printed_into_chinese() -> None:
    """As text an error is English; ``error.said`` has both."""

    def faults() -> Iterator[tuple[Path, ast.AST, str]]:
        for path in FILES:
            handlers = (n for n in ast.walk(tree(path)) if isinstance(n, ast.ExceptHandler))
            caught = {handler.name for handler in handlers if handler.name}
            for pair in pairs(path):
                for node in ast.walk(pair.zh) if pair.zh else ():
                    if isinstance(node, ast.FormattedValue):
                        value = ast.unparse(node.value)
                        if value in caught | {f"str({name})" for name in caught}:
                            yield path, pair.call, f"{{{value}}} is English"

    assert told(faults()) == []


def test_what_is_listed_or_shown_is_in_the_language_chosen() -> None:
    """Help, summaries and what goes to the terminal pass through ``speech`` or a message."""

    def shown(path: Path, call: ast.Call) -> Iterator[ast.expr]:
        yield from (keyword.value for keyword in call.keywords if keyword.arg in SHOWN_AS)
        if path in CLI and called(call) in SHOWN_BY:
            yield from call.args

    def faults() -> Iterator[tuple[Path, ast.AST, str]]:
        for path in FILES:
            nodes = list(ast.walk(tree(path)))
            specs = [n.format_spec for n in nodes if isinstance(n, ast.FormattedValue)]
            shapes = {id(part) for spec in specs if spec for part in ast.walk(spec)}
            calls = [n for n in nodes if isinstance(n, ast.Call)]
            for node in (n for call in calls for text in shown(path, call) for n in ast.walk(text)):
                known = isinstance(node, ast.JoinedStr) or id(node) in spoken(path) | shapes
                if not known and WORDS.search(SAME.sub("", words := written(node))):
                    yield path, node, repr(words)

    assert told(faults()) == []


def test_the_command_line_has_no_chinese_of_its_own() -> None:
    """What is put together first and shown later is found by its letters."""

    def faults() -> Iterator[tuple[Path, ast.AST, str]]:
        for path in CLI:
            nodes = list(ast.walk(tree(path)))
            docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
            for node in nodes:
                if HAN.search(written(node)) and id(node) not in spoken(path) | docstrings:
                    yield path, node, repr(written(node))

    assert told(faults()) == []
