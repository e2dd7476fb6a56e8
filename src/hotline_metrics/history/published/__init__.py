"""Published bulletins read back: a document becomes a report, with the place of every figure.

The way of a figure: lines -> blocks (:mod:`layout`) -> sections of a table (:mod:`grid`) -> lines
of units and categories (:mod:`tables`); sentences -> tokens (:mod:`sentences`) -> figures
(:mod:`text`). Which words mean which measure stands in :mod:`vocabulary` alone.
"""

from __future__ import annotations

from hotline_metrics.history.published.document import read_published
from hotline_metrics.history.published.layout import lay_out
from hotline_metrics.history.published.reading import (
    UNDATED,
    PeriodMention,
    Place,
    Printed,
    PublishedReading,
    Unplaced,
)

__all__ = [
    "UNDATED",
    "PeriodMention",
    "Place",
    "Printed",
    "PublishedReading",
    "Unplaced",
    "lay_out",
    "read_published",
]
