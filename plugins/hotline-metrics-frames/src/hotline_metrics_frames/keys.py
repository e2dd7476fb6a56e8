"""What a view tells tickets apart by, as one whole number: engines group by one fastest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from math import prod
from typing import Any

import attrs
import narwhals as nw

from hotline_metrics.plugin import Dimension, OptionsError, View
from hotline_metrics_frames.moments import from_day

Words = Mapping[str, Sequence[object]]
"""Column to what its codes mean."""

DAYS = 100 * 366
"""More than there are days from 2000 to 2099."""

Told = tuple[str, tuple[str, ...], date]
"""A unit, a category and a day; blank where a view does not tell rows apart by them."""

MOST = 2**62
"""Below this a number is one in every engine."""


def fit_one_number(sizes: Mapping[str, int]) -> bool:
    """Tell whether columns fit into one whole number, as digits do.

    Args:
        sizes: column to what it stays below.
    """
    return prod(sizes.values()) < MOST


def as_one_number(sizes: Mapping[str, int]) -> nw.Expr:
    """Return columns as one whole number, the first as its highest digit.

    Args:
        sizes: column to what it stays below.
    """
    first, *others = sizes
    number = nw.col(first)
    for name in others:
        number = number * sizes[name] + nw.col(name)
    return number


def taken_apart(number: str, sizes: Mapping[str, int]) -> list[nw.Expr]:
    """Return the columns that were made into one whole number.

    Args:
        number: the column that holds it.
        sizes: column to what it stays below, as they were put together.
    """
    found = []
    below = 1
    for name, size in reversed(list(sizes.items())):
        found.append((nw.col(number) // below % size).alias(name))
        below *= size
    return found


@attrs.frozen
class Keys:
    """The numbers of views: codes of dimensions, one after the other, as digits are.

    Attributes:
        words: what codes mean.
    """

    words: Words = attrs.field()

    @words.validator
    def _few_enough(self, _: object, words: Words) -> None:
        if prod(len(words[each]) for each in ("unit", "category", "subcategory")) >= MOST:
            raise OptionsError(
                "承办单位和分类的不同写法太多，列式引擎无法统计，请用 --engine objects",
                "too many different units and categories for columns; use --engine objects",
            )

    @staticmethod
    def name(view: View) -> str:
        """Return the column that holds a view's numbers."""
        return "by_" + "_".join(view)

    def of(self, view: View) -> nw.Expr:
        """Return a view's numbers."""
        key, *others = map(self._codes, view)
        for dimension, codes in zip(view[1:], others, strict=True):
            key = key * self._size(dimension) + codes
        return key

    def size(self, view: View) -> int:
        """Return what the numbers of a view stay below."""
        return prod(map(self._size, view))

    def meaning(self, view: View) -> Callable[[int], Told]:
        """Return what tells what a number of a view stands for."""
        steps = [(each, self._size(each), self._meaning(each)) for each in reversed(view)]

        def told(key: int) -> Told:
            found: dict[Dimension, Any] = {"unit": "", "category": (), "day": date.min}
            for dimension, size, means in steps:
                key, code = divmod(key, size)
                found[dimension] = means(code)
            return found["unit"], found["category"], found["day"]

        return told

    def _codes(self, dimension: Dimension) -> nw.Expr:
        if dimension == "category":
            return nw.col("category") * len(self.words["subcategory"]) + nw.col("subcategory")
        return nw.col(dimension)

    def _size(self, dimension: Dimension) -> int:
        if dimension == "day":
            return DAYS
        if dimension == "category":
            return len(self.words["category"]) * len(self.words["subcategory"])
        return len(self.words[dimension])

    def _meaning(self, dimension: Dimension) -> Callable[[int], object]:
        """Return what tells a dimension's codes."""
        if dimension == "day":
            return from_day
        if dimension == "unit":
            return lambda code: str(self.words["unit"][code])
        general, special = self.words["category"], self.words["subcategory"]

        @cache
        def path(code: int) -> tuple[str, ...]:
            pair = (general[code // len(special)], special[code % len(special)])
            return tuple(str(part) for part in pair if part)

        return path
