"""Sheets in which no header was found: an explanation beside the tickets, or tickets unread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.intake.columns import is_empty, no_header
from hotline_metrics.intake.source import Row


class UnheadedSheets:
    """Keeps count of rows without a header until all sheets of their workbook are known.

    Where another sheet of the same workbook has a header, such a sheet is an explanation, a list
    of codes or a summary: it is passed over, and a warning says so. Where none has, its rows are
    rejected.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._rows: dict[tuple[str, str], int] = {}
        self._first: dict[tuple[str, str], Location] = {}
        self._headed: set[str] = set()

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows below which, or above which, no header stands."""
        for row in rows:
            if not is_empty(row.cells):
                place = (row.location.source, row.location.sheet)
                self._first.setdefault(place, row.location)
                self._rows[place] = self._rows.get(place, 0) + 1

    def found(self, header: Location) -> None:
        """Take it that a sheet has a header."""
        self._headed.add(header.source)

    def settle(self) -> Iterator[tuple[Problem, int]]:
        """Yield what is to be said of each sheet, and how many of its rows are rejected."""
        for (source, sheet), rows in self._rows.items():
            here = self._first[source, sheet]
            if sheet and source in self._headed:
                place = Location(source=source, sheet=sheet)
                yield Problem(catalogue.SHEET_PASSED_OVER, place, {"rows": str(rows)}), 0
            else:
                yield no_header(here), rows
