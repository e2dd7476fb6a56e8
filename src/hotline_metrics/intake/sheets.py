"""Sheet by sheet: the header is found, and the rows below it are read, many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.unit import Roster
from hotline_metrics.intake.bulk import BulkReader, Plain
from hotline_metrics.intake.columns import (
    SEARCHED,
    headings,
    looks_like_header,
    read_header,
)
from hotline_metrics.intake.source import Row
from hotline_metrics.intake.understand import Outcome, Plan, Rejected, Remark, RowReader
from hotline_metrics.intake.unheaded import UnheadedSheets

TOGETHER = 128
"""How many rows are read at once."""


def understand(
    rows: Iterable[Row | Problem],
    rules: Rulebook,
    roster: Roster | None = None,
    more: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[Outcome | Plain]:
    """Turn rows into tickets, sheet by sheet, in order.

    Rows above a header and wholly empty rows are no records; neither is a header that is
    repeated further down, nor a sheet without a header beside one that has one.

    Args:
        rows: what importers yield, of one or several sources.
        rules: what headings and words mean.
        roster: the units; without one every name is taken as it stands.
        more: headings that an importer adds for its system.
    """
    known = headings(rules, more)
    reader = RowReader(rules, roster)
    above: list[Row] = []
    below: BulkReader | None = None
    given_up = False
    unheaded = UnheadedSheets()
    for item in _stretches(rows):
        if isinstance(item, Problem):
            yield Rejected((item,)) if item.severity == "error" else Remark(item)
            continue
        if item.begins:
            unheaded.add(above)
            above, below, given_up = [], None, False
        for place, row in enumerate(item.rows):
            if given_up:
                unheaded.add(item.rows[place:])
                break
            if below is not None:
                yield from below.read(item.rows[place:])
                break
            if looks_like_header(row, known):
                header = read_header(row, known)
                unheaded.found(row.location)
                yield from map(Remark, header.problems)
                above, below = [], BulkReader(Plan.of(header, reader), reader)
                continue
            above.append(row)
            if len(above) == SEARCHED:
                # Kept only until it is clear that there is no header among them.
                unheaded.add(above)
                above, given_up = [], True
    unheaded.add(above)
    for problem, rejected in unheaded.settle():
        yield Remark(problem)
        yield from (Rejected(()) for _ in range(rejected))
    yield from map(Remark, reader.guessed_years())


@attrs.define
class _Stretch:
    """Rows of one sheet that follow each other.

    Attributes:
        begins: whether another sheet begins with them.
        rows: the rows.
    """

    begins: bool = False
    rows: list[Row] = attrs.Factory(list)


def _stretches(items: Iterable[Row | Problem]) -> Iterator[_Stretch | Problem]:
    """Gather rows, in order; a problem stands alone."""
    stretch = _Stretch()
    place: tuple[str, str] | None = None
    start: Location | None = None
    last = 0
    for item in items:
        if isinstance(item, Problem):
            if stretch.rows:
                yield stretch
                stretch = _Stretch()
            yield item
            continue
        another = False
        if start is None or item.start is not start:
            start = item.start
            another = (start.source, start.sheet) != place
            place = (start.source, start.sheet)
        row = start.row + item.below if start.row else last + 1
        # Two files may bear one name; then the rows begin anew.
        if another or row <= last or len(stretch.rows) == TOGETHER:
            if stretch.rows:
                yield stretch
            stretch = _Stretch(begins=another or row <= last)
        last = row
        stretch.rows.append(item)
    if stretch.rows:
        yield stretch
