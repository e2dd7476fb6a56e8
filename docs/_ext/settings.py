"""The keys of rulebooks and of ``hotline.toml``, from the classes that read them."""

from __future__ import annotations

import inspect
import re
import tomllib
import typing
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal, get_args, get_origin

import attrs

from hotline_metrics.cli.office import OfficeTable
from hotline_metrics.domain import rulebook_file
from hotline_metrics.domain.figure import print_exact
from hotline_metrics.domain.measure import Measure
from hotline_metrics.domain.rulebook import (
    Grade,
    IntakeRule,
    Question,
    Rulebook,
    SelectionRule,
)
from hotline_metrics.domain.rulebook_file import PRESETS, RulebookTable, preset_names
from hotline_metrics.domain.score import ScoreRule
from hotline_metrics.message import Message

CHINESE = Path(__file__).parents[1] / "reference" / "settings.toml"

SAID_BY: Mapping[str, type[attrs.AttrsInstance]] = {
    "RulebookTable": Rulebook,
    "IntakeTable": IntakeRule,
    "QuestionTable": Question,
    "GradeTable": Grade,
    "MeasureTable": Measure,
    "ScoreTable": ScoreRule,
    "CriticiseTable": SelectionRule,
}
"""The value that a table of the file becomes, which explains what the table does not."""

_SIMPLE: Mapping[object, Message] = {
    str: Message("文字", "text"),
    int: Message("整数", "whole number"),
    bool: Message("true 或 false", "true or false"),
    Decimal: Message("数", "number"),
    Fraction: Message("数", "number"),
    date: Message("日期", "date"),
    object: Message("选项", "options"),
}


@attrs.frozen(kw_only=True)
class Key:
    """One key of a file.

    Attributes:
        path: the tables it stands in and its name, such as ``deadline.rules[].limit``.
        holder: the class that reads its table.
        name: its name in that class.
        kind: what it takes.
        default: as TOML; ``None`` when it must be given, empty for a table.
        table: the class of the table that it is, if it is one.
    """

    path: str
    holder: type
    name: str
    kind: Message
    default: str | None
    table: type | None

    def meaning(self) -> Message:
        """Return what it means, in both languages.

        Raises:
            KeyError: one of them is missing.
        """
        chinese = tomllib.loads(CHINESE.read_text("utf-8"))
        return Message(chinese[self.holder.__name__][self.name], self._english())

    def _english(self) -> str:
        own = documented(self.holder)
        value = SAID_BY.get(self.holder.__name__)
        return own[self.name] if self.name in own or value is None else documented(value)[self.name]


def documented(kind: type) -> dict[str, str]:
    """Return what a class's docstring says of each attribute."""
    _, _, section = inspect.cleandoc(kind.__doc__ or "").partition("\nAttributes:\n")
    section = section.split("\n\n")[0]
    entries = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", section, re.MULTILINE)
    return {name: re.sub(r"\s+", " ", text).replace("``", "`") for name, text in entries}


def keys(kind: type, above: str = "") -> Iterator[Key]:
    """Yield the keys of a class and of the tables in it, each table after its own key."""
    hints = typing.get_type_hints(kind)
    for field in attrs.fields(kind):
        table, mark = _table_in(hints[field.name])
        path = f"{above}{field.name}"
        yield Key(
            path=path,
            holder=kind,
            name=field.name,
            kind=_words(hints[field.name]),
            default=_default(field, table),
            table=table,
        )
        if table is not None:
            yield from keys(table, f"{path}{mark}.")


def rulebook_keys() -> list[Key]:
    """Return every key of a rulebook, except ``extends``."""
    # Names such as By are imported there, and the hints of its classes resolve there.
    assert rulebook_file.RulebookTable is RulebookTable
    return list(keys(RulebookTable))


def office_keys() -> list[Key]:
    """Return every key of ``hotline.toml``."""
    return list(keys(OfficeTable))


def _table_in(hint: object) -> tuple[type | None, str]:
    """Return the class of the tables that a key holds, and how its path goes on."""
    if isinstance(hint, type) and attrs.has(hint):
        return hint, ""
    for part in get_args(hint):
        inner, mark = _table_in(part)
        if inner is not None:
            if get_origin(hint) is dict:
                return inner, f".NAME{mark}"
            return inner, f"[]{mark}" if get_origin(hint) is tuple else mark
    return None, ""


def _words(hint: object) -> Message:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        shown = " / ".join(f"`{each}`" for each in parts)
        return Message(shown, shown)
    if origin is tuple:
        item = _words(parts[0])
        return Message(f"列表：{item.zh}", f"list of {item.en}")
    if origin is dict:
        item = _words(parts[1])
        return Message(f"名称 = {item.zh}", f"name = {item.en}")
    if parts:
        return _words(next(part for part in parts if part is not type(None)))
    return _SIMPLE.get(hint, Message("表", "table"))


def _default(field: attrs.Attribute[object], table: type | None) -> str | None:
    if field.default is attrs.NOTHING:
        return None
    if table is not None or isinstance(field.default, attrs.Factory):  # type: ignore[arg-type]
        return ""
    return as_toml(field.default)


def as_toml(value: object) -> str:
    """Return a default as it would be written."""
    if value in (None, (), ""):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        return print_exact(value)
    return f'"{value}"' if isinstance(value, str) else str(value)


def rulebook_lines() -> Iterator[str]:
    """Yield the page of rulebook keys: a section for each table."""
    setting = _set_by_presets()
    everywhere = rulebook_keys()
    first = (
        "| `extends` | 文字 text | — | 在哪个预设或文件之上；只写不同的地方<br>the preset or file "
        "that this one extends, naming only what differs | "
        + ", ".join(name for name in preset_names() if "extends" in _document(name))
        + " |"
    )
    yield from _sections(everywhere, "rulebook", lambda key: setting.get(key.path, ""), first)


def office_lines() -> Iterator[str]:
    """Yield the page of the office's file: a section for each table."""
    yield from _sections(office_keys(), "office", None, "")


def _sections(
    everywhere: list[Key],
    page: str,
    setting: typing.Callable[[Key], str] | None,
    first: str,
) -> Iterator[str]:
    for table in dict.fromkeys(key.path.rpartition(".")[0] for key in everywhere):
        mark = re.sub(r"\W+", "-", table.lower()).strip("-") or "top"
        yield from (f"({page}-{mark})=", "", f"## {_title(table)}", "")
        heads = ["键 key", "取值 takes", "默认 default", "含义 meaning", "预设 presets"]
        heads = heads if setting else heads[:-1]
        yield from ("| " + " | ".join(heads) + " |", "|---" * len(heads) + "|")
        if not table and first:
            yield first
        for key in everywhere:
            if key.path.rpartition(".")[0] == table:
                yield _line(key, setting)
        yield ""


def _title(table: str) -> str:
    if not table:
        return "最上层 Top of the file"
    inner = table.replace("[]", "")
    return f"`[[{inner}]]`" if table.endswith("[]") else f"`[{inner}]`"


def _line(key: Key, setting: typing.Callable[[Key], str] | None) -> str:
    meaning = key.meaning()
    kind = key.kind.zh if key.kind.zh == key.kind.en else f"{key.kind.zh}<br>{key.kind.en}"
    default = "必填 required" if key.default is None else key.default and f"`{key.default}`"
    cells = [f"`{key.name}`", kind, default or "—", f"{meaning.zh}<br>{meaning.en}"]
    cells += [setting(key)] if setting else []
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _document(preset: str) -> dict[str, object]:
    return tomllib.loads((PRESETS / f"{preset}.toml").read_text("utf-8"))


def _set_by_presets() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    known = [key.path for key in rulebook_keys()]
    patterns = {
        path: re.compile(re.escape(path).replace("NAME", "[^.]+").replace(r"\[\]", r"\[\]"))
        for path in known
    }
    for preset in preset_names():
        paths = set(_paths(_document(preset)))
        for path, pattern in patterns.items():
            if any(pattern.fullmatch(each) for each in paths):
                found.setdefault(path, []).append(preset)
    return {path: ", ".join(names) for path, names in found.items()}


def _paths(value: object, above: str = "") -> Iterator[str]:
    if above:
        yield above
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _paths(inner, f"{above}.{name}" if above else name)
    if isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict):
                yield from _paths(inner, f"{above}[]")
