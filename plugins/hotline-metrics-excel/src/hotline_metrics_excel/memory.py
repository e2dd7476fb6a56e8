"""How much memory a workbook would take, told from its bytes before the reader opens it.

The reader holds a sheet as a full rectangle and every text once for each cell that shows it. So
one stray cell in the last corner takes hundreds of gigabytes, and one long text that a million
cells share takes a million times its length; a process that asks for so much is ended by the
system, without an error that anybody could answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

import attrs

from hotline_metrics.plugin import Source, column_letters
from hotline_metrics_excel import refusals
from hotline_metrics_excel.refusals import refusal

PLACE = 32
"""Bytes for each place of a sheet's rectangle, an empty one too."""

FILLED = 100
"""Bytes for a cell that holds something, without its text."""

TEXT = 3
"""Times the bytes of a text: it grows by doubling, and is then copied."""


@attrs.define
class Extent:
    """What a sheet holds, as far as its memory goes.

    Attributes:
        row: the last row in use, from 1.
        column: the last column in use, from 1.
        cells: how many cells hold something.
        text: bytes of texts that stand in the sheet itself.
        shared: how often each of the workbook's shared texts is shown, by its number.
    """

    row: int = 0
    column: int = 0
    cells: int = 0
    text: int = 0
    shared: Counter[int] = attrs.field(factory=Counter)

    def reach(self, row: int, column: int) -> None:
        """Count a cell at a place."""
        self.row = max(self.row, row)
        self.column = max(self.column, column)
        self.cells += 1

    def texts(self, lengths: Sequence[int]) -> int:
        """Return how many bytes all texts take.

        Args:
            lengths: bytes of each shared text.
        """
        known = len(lengths)
        return self.text + sum(
            times * lengths[number] for number, times in self.shared.items() if 0 <= number < known
        )


def longest_texts(parts: Iterable[list[int]]) -> list[int]:
    """Return how long each shared text may be, whichever part the reader takes them from.

    Args:
        parts: bytes of the texts of each part that may be the one.
    """
    found = [lengths for lengths in parts if lengths]
    if len(found) == 1:
        return found[0]
    return [max(several) for several in zip_longest(*found, fillvalue=0)]


def check_extent(source: Source, extent: Extent, lengths: Sequence[int] = ()) -> None:
    """Refuse a sheet that would take more memory than the limit of bytes.

    Args:
        source: the workbook.
        extent: the sheet's.
        lengths: bytes of each of the workbook's shared texts.

    Raises:
        UnreadableSource: it would.
    """
    limit = source.limits.bytes
    if extent.row * extent.column * PLACE > limit:
        cell = f"{column_letters(extent.column)}{extent.row}"
        raise refusal(refusals.TOO_SPREAD, source, cell=cell, limit=str(limit))
    if extent.cells * FILLED + extent.texts(lengths) * TEXT > limit:
        raise refusal(refusals.TOO_LARGE, source, limit=str(limit))
