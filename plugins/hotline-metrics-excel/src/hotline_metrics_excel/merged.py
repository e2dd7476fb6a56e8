"""Merged ranges: each cell of one shows its value, and two-level headers become one row.

A header of two levels looks like this, with 工单编号 merged over two rows and 满意度 over two
columns::

    | 工单编号 |       满意度        |
    |          | 办理结果 | 服务过程 |

The joined header has 工单编号, 办理结果, 服务过程: the lower heading alone, the upper one where
there is no lower one, and both together where the lower heading alone would come twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import attrs

from hotline_metrics.plugin import Cell


@attrs.frozen(order=True)
class Span:
    """A merged range, from its first cell to its last, counted from 0."""

    row: int
    column: int
    last_row: int
    last_column: int


def repeat_merged(
    rows: Iterable[list[Cell]], spans: Iterable[Span]
) -> Iterator[tuple[int, list[Cell]]]:
    """Yield rows with their numbers from 1, merged values repeated and headers joined.

    A header of two levels is yielded once, under the number of its second row.

    Args:
        rows: the rows of one sheet from its first.
        spans: its merged ranges; one that lies in another is passed over.
    """
    pending = sorted(spans, reverse=True)
    if not pending:
        yield from enumerate(rows, start=1)
        return
    merged = _Merged(pending)
    upper: list[Cell] | None = None
    upper_wide: tuple[Span, ...] = ()
    for number, cells in enumerate(rows):
        wide = merged.fill(number, cells)
        if upper is not None:
            if _is_header(upper, cells, upper_wide, merged):
                cells[:] = _joined(upper, cells)
            else:
                yield number, upper
        upper, upper_wide = (cells, wide) if wide else (None, ())
        if upper is None:
            yield number + 1, cells
    if upper is not None:
        yield number + 1, upper


class _Merged:
    """The merged ranges that reach the present row."""

    def __init__(self, pending: list[Span]) -> None:
        self.pending = pending
        self.active: dict[int, tuple[Span, Cell]] = {}

    def fill(self, number: int, cells: list[Cell]) -> tuple[Span, ...]:
        """Repeat values in a row; return the ranges that begin here and lie in this row alone."""
        done = [c for c, (span, _) in self.active.items() if span.last_row < number]
        for column in done:
            del self.active[column]
        wide: list[Span] = []
        while self.pending and self.pending[-1].row <= number:
            span = self.pending.pop()
            last = min(span.last_column, len(cells) - 1)
            if span.column > last or span.column in self.active or last in self.active:
                continue
            value = cells[span.column]
            self.active |= dict.fromkeys(range(span.column, last + 1), (span, value))
            if span.row == span.last_row and last > span.column:
                wide.append(span)
        for column, (_, value) in self.active.items():
            if column < len(cells):
                cells[column] = value
        return tuple(wide)


def _is_header(
    upper: Sequence[Cell], lower: Sequence[Cell], wide: tuple[Span, ...], merged: _Merged
) -> bool:
    """Tell whether two rows are one header: headings below the wide ones, and only there.

    So neither a title over a table is one, nor a merged line between rows of data.
    """
    if len(lower) != len(upper):
        return False
    under: set[int] = set()
    for span in wide:
        columns = range(span.column, min(span.last_column + 1, len(lower)))
        if not any(_is_word(lower[column]) for column in columns):
            return False
        under.update(columns)
    beside = [column for column in range(len(upper)) if column not in under]
    for column in beside:
        tall = column in merged.active and lower[column] == upper[column]
        if not tall and lower[column] not in {"", None}:
            return False
    words = [cell for cell in (*upper, *lower) if cell not in {"", None}]
    return all(map(_is_word, words)) and any(_is_word(upper[column]) for column in beside)


def _is_word(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(cell.strip())


def _joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    alone = [below if _is_word(below) else above for above, below in zip(upper, lower, strict=True)]
    times = Counter(alone)
    return [
        f"{above}{below}" if times[below] > 1 and _is_word(below) and above != below else cell
        for above, below, cell in zip(upper, lower, alone, strict=True)
    ]
