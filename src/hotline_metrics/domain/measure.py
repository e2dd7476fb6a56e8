"""A measure is data: a title, a definition in words, and weighted sums of facts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from math import lcm
from types import MappingProxyType
from typing import Literal

import attrs

from hotline_metrics.domain.figure import Better, CountedRate, Figure
from hotline_metrics.errors import InvalidValue

By = Literal["received", "dispatched", "closed", "deadline"]
"""The date by which a ticket belongs to a period."""

FACTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "assigned": ("承办的工单", "tickets assigned"),
        "closed": ("已办结", "closed"),
        "open": ("未办结", "still open"),
        "due_in_period": ("办结时限在本期内", "deadline within the period"),
        "on_time": ("按时办结", "closed by the deadline"),
        "early": ("提前办结", "closed before the deadline's day"),
        "late_closed": ("超期办结", "closed after the deadline"),
        "late_open": ("超期未办结", "open past the deadline"),
        "not_due": ("未到期、未办结", "open and not yet due"),
        "acknowledged": ("已签收", "signed for by the unit"),
        "acknowledged_in_time": ("及时签收", "signed for in time"),
        "acknowledged_late": ("未及时签收", "signed for late, or not yet and late"),
        "quick": ("快速办结", "closed within the quick limit"),
        "extended": ("有延期", "with a granted extension"),
        "urgent": ("紧急件", "urgent"),
        "redo": ("重办次数", "times sent back by the centre"),
        "redo_tickets": ("有重办的工单", "tickets sent back at least once"),
        "declined": ("退单次数", "times refused by the unit"),
        "declined_tickets": ("有退单的工单", "tickets refused at least once"),
        "repeat": ("重复诉求", "repeats an earlier request"),
        "surveyed": ("已抽访", "drawn for a call-back"),
    }
)
"""What can be true of a ticket, with its meaning in Chinese and English.

Each question adds ``QUESTION.rated``, ``QUESTION.unrated`` and one fact for each of its grades.
"""


@attrs.frozen(kw_only=True)
class Measure:
    """One figure of the report, as a weighted sum of facts or a share of two such sums.

    Attributes:
        name: what rulebooks, JSON and options call it.
        title: what tables print, in Chinese.
        definition: the meaning in words (口径), in Chinese.
        numerator: fact to weight.
        denominator: fact to whole weight; ``None`` makes the measure a count.
        by: the date by which tickets belong; ``None`` is the rulebook's own.
        better: whether a high or a low figure is good.
        absent: what documents print for an empty denominator.
        source: where the definition comes from.

    >>> rate = Measure(name="result", title="办理结果满意率", definition="…",
    ...                numerator={"result.satisfied": 1, "result.basic": Fraction(3, 5)},
    ...                denominator={"result.rated": 1})
    >>> rate.of({"result.satisfied": 44, "result.basic": 1, "result.rated": 46}).percent
    Decimal('96.96')
    >>> rate.of({}) is None
    True
    """

    name: str
    title: str
    definition: str
    numerator: Mapping[str, Fraction | int] = attrs.field(hash=False)
    denominator: Mapping[str, int] | None = attrs.field(default=None, hash=False)
    by: By | None = None
    better: Better = "high"
    absent: str = "—"
    source: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a count with part weights: a count is a whole number."""
        if self.denominator is None and any(
            Fraction(weight).denominator != 1 for weight in self.numerator.values()
        ):
            raise InvalidValue(
                f"指标 {self.name} 是件数，各项系数须为整数",
                f"measure {self.name} is a count and needs whole weights",
            )

    @property
    def is_rate(self) -> bool:
        """Whether the measure is a share, printed in per cent."""
        return self.denominator is not None

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact the measure reads."""
        return tuple(dict.fromkeys((*self.numerator, *(self.denominator or ()))))

    def of(self, sums: Mapping[str, int]) -> Figure:
        """Compute the figure from sums of facts.

        Args:
            sums: fact to number of tickets; a fact that is not there is 0.

        Returns:
            A whole number for a count; for a rate, ``None`` when the denominator is empty.
        """
        parts, weights = self._whole_weights
        numbers = [(weight, sums.get(fact, 0)) for fact, weight in weights]
        top = sum(weight * number for weight, number in numbers)
        if self.denominator is None:
            return top
        bottom = sum(weight * sums.get(fact, 0) for fact, weight in self.denominator.items())
        if bottom <= 0:
            return None
        squares = sum(weight**2 * number for weight, number in numbers)
        return CountedRate(Fraction(top, parts), bottom, Fraction(squares, parts**2))

    @cached_property
    def _whole_weights(self) -> tuple[int, tuple[tuple[str, int], ...]]:
        """How many parts a whole has, and each weight in parts: whole numbers add fast."""
        weights = {fact: Fraction(weight) for fact, weight in self.numerator.items()}
        parts = lcm(*(weight.denominator for weight in weights.values()))
        return parts, tuple((fact, int(weight * parts)) for fact, weight in weights.items())
