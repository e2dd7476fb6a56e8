"""A roster as a file: CSV for the clerk, TOML where units were renamed."""

from __future__ import annotations

from pathlib import Path

import attrs

from hotline_metrics.domain.strict_toml import read_text, read_toml, structure
from hotline_metrics.domain.table_file import clean, read_table
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
            units = _from_csv(path)
        return Roster(units)
    except InvalidValue as error:
        raise RulebookError(*error.said.at(path.name)) from error


def _from_csv(path: Path) -> list[Unit]:
    return [
        Unit(
            name=line["name"],
            group=line["group"],
            aliases=tuple(filter(None, map(clean, line["aliases"].split("|")))),
        )
        for line in read_table(path, HEADINGS, ("name",))
        if line["name"]
    ]
