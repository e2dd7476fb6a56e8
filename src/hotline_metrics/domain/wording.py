"""Text in the width that people mean: ＡＢＣ１２３ is ABC123."""

from __future__ import annotations

import unicodedata

FOLDED = 1000
"""Longest text that is folded: it takes the square of a run of accents, and no name is as long."""


def fold_width(text: str) -> str:
    """Return a text with its full-width and other compatible forms folded.

    >>> fold_width("１２３４５热线")
    '12345热线'
    """
    return unicodedata.normalize("NFKC", text) if len(text) <= FOLDED else text
