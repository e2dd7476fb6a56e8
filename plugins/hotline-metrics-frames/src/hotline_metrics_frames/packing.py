"""The facts of a row in few whole numbers, so that rows of the same facts are found by few columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import add
from typing import cast

import attrs
import narwhals as nw

from hotline_metrics_frames.engines import Frame
from hotline_metrics_frames.view import Count

PRIMARY = "primary"
"""The column that tells whether a row stands for its ticket in the totals."""

BITS = 60
"""How many facts one whole number holds."""


@attrs.frozen
class PackedFacts:
    """Facts as columns, and the sums of facts taken out of them again.

    Attributes:
        flags: fact to whether it is true of a row.
        counts: fact to how often it is.
    """

    flags: Mapping[str, nw.Expr]
    counts: Mapping[str, Count]

    @property
    def names(self) -> tuple[str, ...]:
        """Every fact, in the order of :meth:`sums`."""
        return (*self.flags, *self.counts)

    @property
    def packs(self) -> dict[str, nw.Expr]:
        """Columns by which rows of the same facts are alike."""
        flags = list(self.flags.values())
        packs = {
            f"facts_{at // BITS}": reduce(
                add, (_bit(flag, bit) for bit, flag in enumerate(flags[at : at + BITS]))
            )
            for at in range(0, len(flags), BITS)
        }
        return packs | {f"n_{name}": count.column for name, count in self.counts.items()}

    @property
    def sizes(self) -> dict[str, int]:
        """What each of those columns stays below."""
        flags = len(self.flags)
        packs = {f"facts_{at // BITS}": 1 << min(flags - at, BITS) for at in range(0, flags, BITS)}
        return packs | {f"n_{name}": count.below for name, count in self.counts.items()}

    def sums(self, pattern: Frame, key: str) -> Frame:
        """Sum every fact over the patterns of a view: few rows, whatever the number of tickets.

        Args:
            pattern: ``key``, the packed columns, and ``number``.
            key: the column that the view tells rows apart by.

        Returns:
            ``key``, :data:`PRIMARY` and a column for each fact.
        """
        number = nw.col("number")
        flags = {
            f"s{at}": nw.col(f"facts_{at // BITS}") // (1 << at % BITS) % 2 * number
            for at in range(len(self.flags))
        }
        columns = flags | {f"s_{name}": nw.col(f"n_{name}") * number for name in self.counts}
        return (
            pattern.select(key, PRIMARY, *(expr.alias(name) for name, expr in columns.items()))
            .group_by(key, PRIMARY)
            .agg(nw.col(name).sum().cast(nw.Int64) for name in columns)
            .select(key, PRIMARY, *columns)
        )


def pack(facts: Mapping[str, object]) -> PackedFacts:
    """Return facts as columns.

    Args:
        facts: expressions, and counts.
    """
    counts = {name: fact for name, fact in facts.items() if isinstance(fact, Count)}
    flags = {name: cast("nw.Expr", fact) for name, fact in facts.items() if name not in counts}
    return PackedFacts(flags, counts)


def _bit(flag: nw.Expr, bit: int) -> nw.Expr:
    return nw.when(flag).then(nw.lit(1 << bit, nw.Int64)).otherwise(nw.lit(0, nw.Int64))
