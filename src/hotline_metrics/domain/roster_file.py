"""A roster as a file: CSV for the clerk, TOML where units were renamed."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

import attrs

from hotline_metrics.domain.strict_toml import read_text, read_toml, structure
from hotline_metrics.domain.unit import FormerName, Roster, Unit
from hotline_metrics.errors import InvalidValue, RulebookError

HEADINGS = {
    "name": ("unit", "单位", "承办单位", "单位名称"),
    "group": ("group", "组别", "单位类别", "单位类型"),
    "aliases": ("aliases", "别名", "其他名称"),
}
"""Headings of a roster's columns; aliases are separated by ``|``."""


@attrs.frozen(kw_only=True)
class UnitTable:
    """``[[unit]]`` of a TOML roster."""

    name: str
    group: str = ""
    aliases: tuple[str, ...] = ()
    former: tuple[FormerName, ...] = ()


@attrs.frozen(kw_only=True)
class RosterTable:
    """A TOML roster."""

    unit: tuple[UnitTable, ...]


def load_roster(path: Path) -> Roster:
    """Read a roster file; see :meth:`Roster.load`."""
    try:
        if path.suffix.lower() == ".toml":
            document = read_toml(read_text(path), path.name)
            table = structure(document, RosterTable, path.name)
            units = [
                Unit(name=each.name, group=each.group, aliases=each.aliases, former=each.former)
                for each in table.unit
            ]
        else:
            units = _from_csv(_decode(path), path.name)
        return Roster(units)
    except InvalidValue as error:
        raise RulebookError(f"{path.name}: {error}") from error


def _decode(path: Path) -> str:
    # Spreadsheets in Chinese offices still save CSV as GB18030.
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RulebookError(f"{path.name}: cannot be read: {error.strerror}") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RulebookError(f"{path.name}: neither UTF-8 nor GB18030 text")


def _from_csv(text: str, place: str) -> list[Unit]:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = [_clean(cell) for cell in rows[0]] if rows else []
    at = {
        key: next((n for n, cell in enumerate(header) if cell.lower() in names), None)
        for key, names in HEADINGS.items()
    }
    if at["name"] is None:
        raise RulebookError(f"{place}: the first row must name a column 'unit' (or 单位)")

    def cell(row: list[str], key: str) -> str:
        index = at[key]
        return _clean(row[index]) if index is not None and index < len(row) else ""

    return [
        Unit(
            name=cell(row, "name"),
            group=cell(row, "group"),
            aliases=tuple(filter(None, map(_clean, cell(row, "aliases").split("|")))),
        )
        for row in rows[1:]
        if cell(row, "name")
    ]


def _clean(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
