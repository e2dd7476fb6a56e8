"""What the tickets are about: two levels of categories, and which unit had which."""

from __future__ import annotations

from math import ceil, sqrt

import attrs

from hotline_metrics import CountedRate
from hotline_metrics.plugin import CategoryLine, print_figure, print_number
from hotline_metrics_html.days import STEPS
from hotline_metrics_html.edition import Edition

WIDEST = 12
"""So many categories have a column of their own; smaller ones share one."""


@attrs.frozen(kw_only=True)
class CategoryRow:
    """A category or a part of one.

    Attributes:
        name: its name.
        count: tickets assigned.
        share: its part of all tickets.
        bar: the same as a length in per cent of the longest.
        cells: its other figures as printed.
        parts: its subcategories.
    """

    name: str
    count: int
    share: str
    bar: str
    cells: tuple[str, ...]
    parts: tuple[CategoryRow, ...] = ()


@attrs.frozen(kw_only=True)
class MatrixCell:
    """How many tickets of a category a unit had.

    Attributes:
        count: how many.
        shade: 0 to 5.
        category: the category's number in the report, where tickets stand behind the cell.
    """

    count: int
    shade: int
    category: int | None


@attrs.frozen(kw_only=True)
class MatrixRow:
    """A unit's tickets by category.

    Attributes:
        unit: its name.
        cells: as many as there are columns.
        total: its tickets of all categories.
    """

    unit: str
    cells: tuple[MatrixCell, ...]
    total: int


@attrs.frozen(kw_only=True)
class Matrix:
    """Units and categories.

    Attributes:
        columns: the categories, most tickets first, the smaller ones of many together.
        rows: units in the report's order.
    """

    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


def category_columns(edition: Edition) -> tuple[str, ...]:
    """Return the measures shown beside the number of tickets."""
    return tuple(name for name in edition.columns if name != "assigned")[:4]


def category_rows(edition: Edition) -> tuple[CategoryRow, ...]:
    """Return the categories, most tickets first, each with its parts."""
    lines = edition.report.categories
    most = max((_count(line) for line in lines), default=0)
    total = sum(map(_count, lines))
    return tuple(_row(edition, line, most, total) for line in lines)


def matrix(edition: Edition) -> Matrix:
    """Return which unit had how many tickets of which category."""
    report = edition.report
    names, found = edition.categories, report.matrix
    shown = names if len(names) <= WIDEST else names[: WIDEST - 1]
    columns = [edition.category(name) for name in shown]
    rest = len(names) - len(shown)
    if rest:
        columns.append(edition.say(f"其他{rest}类", f"{rest} others"))
    units = [line.unit for line in report.units if line.unit in found]
    most = max((count for unit in units for count in found[unit].values()), default=0)

    def cell(unit: str, number: int, name: str) -> MatrixCell:
        count = found[unit].get(name, 0)
        behind = edition.has_tickets("matrix", unit, name, "assigned")
        return MatrixCell(
            count=count, shade=_shade(count, most), category=number if behind else None
        )

    def row(unit: str) -> MatrixRow:
        cells = [cell(unit, number, name) for number, name in enumerate(shown)]
        total = sum(found[unit].values())
        if rest:
            others = total - sum(each.count for each in cells)
            cells.append(MatrixCell(count=others, shade=_shade(others, most), category=None))
        return MatrixRow(unit=unit, cells=tuple(cells), total=total)

    return Matrix(columns=tuple(columns), rows=tuple(map(row, units)))


def _shade(count: int, most: int) -> int:
    # By the root: a few large bureaus would leave all others white.
    return min(STEPS, ceil(STEPS * sqrt(count / most))) if most else 0


def _row(edition: Edition, line: CategoryLine, most: int, total: int) -> CategoryRow:
    count = _count(line)
    return CategoryRow(
        name=edition.category(line.category),
        count=count,
        share=print_figure(CountedRate(count, total)) if total else "—",
        bar=print_number(CountedRate(count, most).percent) if most else "0",
        cells=tuple(
            edition.printed(name, line.figures.get(name)) for name in category_columns(edition)
        ),
        parts=tuple(_row(edition, part, most, total) for part in line.parts),
    )


def _count(line: CategoryLine) -> int:
    value = line.figures.get("assigned")
    return value if isinstance(value, int) else 0
