"""Sources as columns: what an importer offers, and where its header stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import attrs

from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.intake.columns import SEARCHED, Header, looks_like_header, read_header
from hotline_metrics.intake.source import Row


@attrs.frozen(kw_only=True)
class TextFile:
    """A file of separated text that a column reader may split, if it does so as the importer does.

    Attributes:
        path: the file.
        encoding: its encoding, as the importer found it.
        delimiter: one character.
    """

    path: Path
    encoding: str
    delimiter: str


@attrs.frozen(kw_only=True, eq=False)
class Records:
    """Rows below a header that an engine may gather into columns itself, some at a time.

    Attributes:
        items: yields them once, in order, and the problems between them. Rows may be of another
            sheet, narrower or wider than the header, and their cells of different types.
    """

    items: Iterator[Row | Problem] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Scan:
    """A source as columns, offered by an importer to engines.

    Attributes:
        name: the source's name, for locations.
        head: its first rows as the importer reads them, header included: all of a short source,
            or as many as are searched for the header. With a ``table`` that is no file, the
            header alone.
        table: a :class:`TextFile`, or columns that the engine knows: a frame or a relation of
            some library, whose first record follows the header. Where an importer offers no
            scan it may be :class:`Records`.
        rows: gives the records of some numbers, in order, or for ``None`` of all, exactly as the
            importer's ``read`` yields them; without it they are made of the table's own values.
        problems: what ``read`` would say beside its rows.
    """

    name: str
    head: tuple[Row, ...]
    table: object
    rows: Callable[[Sequence[int] | None], Iterable[Row]] | None = attrs.field(
        default=None, eq=False, repr=False
    )
    problems: tuple[Problem, ...] = ()


def is_frame(given: object) -> bool:
    """Tell whether something has columns: a dataframe, a relation, a table."""
    return hasattr(type(given), "columns") and not isinstance(given, Sequence)


@attrs.frozen(kw_only=True)
class Columns:
    """A scan whose header is known.

    Attributes:
        scan: the scan.
        header: which column stands where.
        above: rows above the first record, header included, and problems among them.
    """

    scan: Scan
    header: Header
    above: tuple[Row | Problem, ...]

    @property
    def first(self) -> int:
        """Number of the first record below the header."""
        return (self.header.row.location.row or len(self.above)) + 1

    def location(self, row: int, line: int | None = None) -> Location:
        """Return where a record stands, as the importer would say it.

        Args:
            row: its number.
            line: the physical line it begins on, in a file of text.
        """
        return attrs.evolve(self.header.row.location, row=row, line=line)


def find_columns(scan: Scan, known: Mapping[str, str]) -> Columns | None:
    """Return a scan with its header, or ``None`` where columns would be read differently.

    Args:
        scan: what the importer offers.
        known: heading to canonical column.
    """
    above: list[Row] = []
    for number, row in enumerate(scan.head[:SEARCHED], start=1):
        above.append(row)
        here = row.location
        # A cell with a line break, or a record that could not be split, shifts the count.
        if here.row != number or here.line not in {None, number}:
            return None
        if looks_like_header(row, known):
            header = read_header(row, known)
            found = Columns(scan=scan, header=header, above=tuple(above))
            return found if header.is_usable else None
    return None


def gather_below(
    name: str, items: Iterator[Row | Problem], known: Mapping[str, str]
) -> tuple[Columns | None, Iterator[Row | Problem]]:
    """Return rows as records below their header, and those same rows as they come.

    Args:
        name: the source's name.
        items: what its importer yields.
        known: heading to canonical column.

    Returns:
        The records, or ``None`` where the first sheet has no header that can be used; and the
        rows, of which either may be gone through once.
    """
    above: list[Row | Problem] = []
    sheet: tuple[str, str] | None = None
    searched = 0
    for item in items:
        above.append(item)
        if isinstance(item, Problem):
            continue
        here = item.location
        sheet = sheet or (here.source, here.sheet)
        searched += 1
        if sheet != (here.source, here.sheet) or searched > SEARCHED:
            break
        if looks_like_header(item, known):
            header = read_header(item, known)
            # What is placed otherwise is told row by row.
            if not header.is_usable or here.row is None or here.path or here.line is not None:
                break
            scan = Scan(name=name, head=(), table=Records(items=items))
            return Columns(scan=scan, header=header, above=tuple(above)), chain(above, items)
    return None, chain(above, items)
