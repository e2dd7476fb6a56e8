"""Whatever an engine is given to count: its own batch, or tickets that become columns first."""

from __future__ import annotations

from collections.abc import Callable

from hotline_metrics.plugin import Counting, Tally, count_tickets
from hotline_metrics_frames.batch import ColumnBatch
from hotline_metrics_frames.counting import count_columns
from hotline_metrics_frames.engines import Backend


def count_with(counting: Counting, backend: Callable[[], Backend]) -> Tally:
    """Tally a batch as the columns it is, and tickets as columns where columns can say them.

    Args:
        counting: the tickets, the rulebook and the window.
        backend: makes the engine, for tickets that are objects.
    """
    batch = counting.tickets
    if isinstance(batch, ColumnBatch):
        return count_columns(
            batch.store, batch.words, counting.rules, counting.window, batch.backend
        )
    return count_tickets(batch, counting.rules, counting.window)
