"""From published figures to invented tickets whose report has exactly these figures."""

from __future__ import annotations

from hotline_metrics.synthesis.csv_file import write_tickets_csv
from hotline_metrics.synthesis.invent import synthesize, tickets_csv, write_tickets
from hotline_metrics.synthesis.published import (
    CitedTicket,
    PublishedTable,
    PublishedTotals,
    PublishedUnit,
    founding_table,
    load_published,
)
from hotline_metrics.synthesis.solve import ImpossibleFigures

__all__ = [
    "CitedTicket",
    "ImpossibleFigures",
    "PublishedTable",
    "PublishedTotals",
    "PublishedUnit",
    "founding_table",
    "load_published",
    "synthesize",
    "tickets_csv",
    "write_tickets",
    "write_tickets_csv",
]
