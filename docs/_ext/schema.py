"""The JSON Schema of the report, as tables."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hotline_metrics
from hotline_metrics.message import Message

FILE = Path(hotline_metrics.__file__).parent / "schema" / "report-1.json"
CHINESE = Path(__file__).parents[1] / "reference" / "report-keys.toml"

_TYPES = {
    "integer": Message("整数", "whole number"),
    "string": Message("文字", "text"),
    "boolean": Message("真假", "true or false"),
    "null": Message("null", "null"),
}

Part = Mapping[str, Any]
"""A part of a JSON Schema, which is JSON of any shape."""


def parts() -> dict[str, Part]:
    """Return the objects of a report by their names in the schema."""
    return dict(json.loads(FILE.read_text("utf-8"))["$defs"])


def meaning(name: str, key: str) -> Message:
    """Return what a key of an object means.

    Raises:
        KeyError: one of the two languages is missing.
    """
    chinese = tomllib.loads(CHINESE.read_text("utf-8"))
    _, _, section = parts()[name].get("description", "").partition("Attributes:\n")
    entries = re.findall(r"^ {8}(\w+): (.*(?:\n {12}.*)*)", section, re.MULTILINE)
    english = {key: re.sub(r"\s+", " ", text).replace("``", "`") for key, text in entries}
    return Message(chinese[name][key], english[key])


def lines() -> Iterator[str]:
    """Yield a section for each object."""
    for name, part in parts().items():
        yield from (f"({name.lower()})=", "", f"## {name}", "")
        said = part.get("description", "").partition("\n\n")[0]
        yield from (re.sub(r"\s+", " ", said), "")
        yield from ("| 键 key | 取值 takes | | 含义 meaning |", "|---|---|---|---|")
        for key, value in part.get("properties", {}).items():
            text = meaning(name, key)
            needed = "必有 required" if key in part.get("required", ()) else ""
            yield f"| `{key}` | {_kind(value)} | {needed} | {text.zh}<br>{text.en} |"
        yield ""


def _kind(value: Part) -> str:
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in value:
        return " / ".join(_kind(each) for each in value["anyOf"])
    if "enum" in value:
        return " / ".join(f"`{each}`" for each in value["enum"])
    if value.get("type") == "array":
        items = value.get("items") or (value.get("prefixItems") or [{}])[0]
        return f"列表 list: {_kind(items)}" if items else "列表 list"
    if value.get("type") == "object":
        return f"名称 name → {_kind(value['additionalProperties'])}"
    kind = _TYPES[value["type"]]
    form = f" ({value['format']})" if "format" in value else ""
    return (kind.zh if kind.zh == kind.en else f"{kind.zh} {kind.en}") + form
