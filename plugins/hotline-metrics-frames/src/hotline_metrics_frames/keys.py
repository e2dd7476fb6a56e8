"""What a view tells tickets apart by, as one whole number: engines group by one fastest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import prod
from typing import Any

import attrs
import narwhals as nw

from hotline_metrics.plugin import Dimension, OptionsError, View
from hotline_metrics_frames.moments import from_day

Words = Mapping[str, Sequence[object]]
"""Column to what its codes mean."""

MOST = 2**62
"""Below this a number is one in every engine."""


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

    def meaning(self, view: View) -> Callable[[int], dict[str, Any]]:
        """Return what tells the dimensions that a number of a view stands for."""
        first = view[0]
        head = self._meaning(first)
        steps = [(each, self._size(each), self._meaning(each)) for each in reversed(view[1:])]

        def told(key: int) -> dict[str, Any]:
            found: dict[str, Any] = {}
            for dimension, size, means in steps:
                key, code = divmod(key, size)
                found[dimension] = means(code)
            found[first] = head(key)
            return found

        return told

    def _codes(self, dimension: Dimension) -> nw.Expr:
        if dimension == "category":
            return nw.col("category") * len(self.words["subcategory"]) + nw.col("subcategory")
        return nw.col(dimension)

    def _size(self, dimension: Dimension) -> int:
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
