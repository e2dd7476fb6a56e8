"""Who handles tickets: bureaus, townships, utilities, and the roster that names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

import attrs

from hotline_metrics.errors import InvalidValue


@attrs.frozen(kw_only=True)
class FormerName:
    """A name a unit had until a day.

    Attributes:
        name: the old name.
        until: the last day it was right; later uses are unknown names.
    """

    name: str
    until: date


@attrs.frozen(kw_only=True)
class Unit:
    """One office that handles tickets.

    Attributes:
        name: the name the bulletin prints.
        group: the table it stands in, such as 县直单位 or 乡镇街道.
        aliases: other spellings that always mean this unit.
        former: earlier names, each with its last day.
    """

    name: str
    group: str = ""
    aliases: tuple[str, ...] = ()
    former: tuple[FormerName, ...] = ()


def _as_tuple(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple(units)


@attrs.frozen
class Roster:
    """All units in the order the bulletin lists them.

    Args:
        units: the units; no name may mean two of them.

    Raises:
        InvalidValue: a name or alias means two units.

    >>> roster = Roster((Unit(name="卫健体委", group="县直单位", aliases=("卫健委",)),))
    >>> roster.find("卫健委").name
    '卫健体委'
    >>> roster.find("卫生局") is None, roster.suggest("卫健体")
    (True, '卫健体委')
    """

    units: tuple[Unit, ...] = attrs.field(default=(), converter=_as_tuple)

    def __attrs_post_init__(self) -> None:
        """Refuse a name that means two units."""
        seen: dict[str, str] = {}
        for unit in self.units:
            for name in {unit.name, *unit.aliases}:
                if name in seen:
                    raise InvalidValue(
                        f"“{name}”既指{seen[name]}又指{unit.name}",
                        f"'{name}' means both {seen[name]} and {unit.name}",
                    )
                seen[name] = unit.name

    @classmethod
    def load(cls, path: str | Path) -> Roster:
        """Read a roster from CSV (columns unit, group, aliases) or TOML (``[[unit]]``).

        Args:
            path: the file; its suffix decides.

        Raises:
            RulebookError: the file does not say what a roster must.
        """
        from hotline_metrics.domain.roster_file import load_roster

        return load_roster(Path(path))

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.units)

    def __len__(self) -> int:
        return len(self.units)

    def __bool__(self) -> bool:
        return bool(self.units)

    @cached_property
    def _names(self) -> Mapping[str, Unit]:
        return {name: unit for unit in self.units for name in (unit.name, *unit.aliases)}

    @cached_property
    def _former(self) -> Mapping[str, tuple[tuple[date, Unit], ...]]:
        found: dict[str, list[tuple[date, Unit]]] = {}
        for unit in self.units:
            for old in unit.former:
                found.setdefault(old.name, []).append((old.until, unit))
        return {name: tuple(sorted(until, key=_until)) for name, until in found.items()}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Place of each unit's name in the roster, from 0."""
        return {unit.name: n for n, unit in enumerate(self.units)}

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Groups in order of their first unit."""
        return tuple(dict.fromkeys(unit.group for unit in self.units))

    def find(self, name: str, day: date | None = None) -> Unit | None:
        """Return the unit that bears a name, exactly; never one that resembles it.

        Args:
            name: a name, an alias, or a former name.
            day: when the name was used; a former name counts until its last day, and without
                a day always.
        """
        unit = self._names.get(name)
        if unit is not None and not (day and name in self._former):
            return unit
        for until, heir in self._former.get(name, ()):
            if day is None or day <= until:
                return heir
        return unit

    def suggest(self, name: str) -> str | None:
        """Return the roster's name that most resembles an unknown one, for a hint only."""
        current = next((u.name for _, u in self._former.get(name, ())), None)
        if current or not name:
            return current
        holders = {n: u.name for n, u in self._names.items() if n in name or name in n}
        if holders:
            return holders[max(holders, key=lambda n: (len(n), n))]
        import difflib

        near = difflib.get_close_matches(name, list(self._names), n=1, cutoff=0.5)
        return self._names[near[0]].name if near else None


def _until(pair: tuple[date, Unit]) -> date:
    return pair[0]
