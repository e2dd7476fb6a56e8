"""Names of units in running text: those the tables list, and words that look like one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import attrs

from hotline_metrics.history.published.values import half_width, squeeze

_END = (
    "局|委|委员会|镇|乡|街道|街办|办事处|管理处|管理所|公司|集团|大队|支队|总队|中心|法院|检察院|电视台|"
    "医院|学校|学院|区|县|市|院|站|社|联合会|残联|政府|管委会|银行|园区|林场|农场|热线办|党政办|城管办|管理办|指挥部"
)
_ALIKE = re.compile(rf"(?!全[县市区]|我[县市区]|本[县市区])[\u3400-\u9fff()]{{1,16}}?(?:{_END})")
_COUNTED = re.compile(
    r"等?(?:[0-9]+|[一二两三四五六七八九十]+)?[个家]?(?:承办|责任|成员)?(?:单位|部门)?$"
)
_LONGEST = 60
"""Longer names are not looked for in text."""

_BETWEEN = re.compile("[、,]|以及|和(?=[^、,]{2})")


@attrs.frozen
class UnitNames:
    """Finds units in text.

    Attributes:
        known: names that stand in tables, in half width, to the names as the tables have them.
        lengths: first character of names to the lengths of those, the longest first.
    """

    known: dict[str, str] = attrs.field(hash=False)
    lengths: Mapping[str, tuple[int, ...]] = attrs.field(hash=False)

    @classmethod
    def of(cls, names: Iterable[str]) -> UnitNames:
        """Return the finder for the names of the tables; one character alone is no name."""
        known = {half_width(name): name for name in names if len(name) > 1}
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in known:
            if len(name) <= _LONGEST:
                lengths[name[0]].add(len(name))
        return cls(known, {first: tuple(sorted(n, reverse=True)) for first, n in lengths.items()})

    def within(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the place and the name of every known unit in a text of half width.

        A pattern of all names would try each of them at each place.
        """
        place = 0
        while place < len(text):
            lengths = self.lengths.get(text[place], ())
            found = next((n for n in lengths if text[place : place + n] in self.known), 0)
            if found:
                yield place, self.known[text[place : place + found]]
            place += found or 1

    def named(self, text: str) -> str:
        """Return the unit that a text is, known or alike, or nothing.

        >>> UnitNames.of(()).named("中洲乡"), UnitNames.of(()).named("其中")
        ('中洲乡', '')
        """
        if text in self.known:
            return self.known[text]
        return text if _ALIKE.fullmatch(text) else ""

    def listed(self, text: str) -> tuple[str, ...]:
        """Return the units that a text enumerates: 射桥镇、辛店乡等2个单位."""
        places = list(self.within(text))
        found = dict.fromkeys(name for _, name in places)
        rest, start = "", 0
        for place, name in places:
            rest += text[start:place] + "、"
            start = place + len(name)
        rest += text[start:]
        for part in _BETWEEN.split(_COUNTED.sub("", rest.strip())):
            name = squeeze(_COUNTED.sub("", part.strip()))
            if name and _ALIKE.fullmatch(name):
                found.setdefault(name)
        return tuple(sorted(found, key=lambda name: text.find(half_width(name))))
