"""Tables for a terminal, Chinese columns aligned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hotline_metrics.domain.figure import print_figure
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.figures.report import Figures, MonthlyReport


def text_table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with a line under its headings."""
    from tabulate import tabulate

    # Numbers stay as they are written: no float, no dropped zeros.
    return tabulate(
        [[str(cell) for cell in row] for row in rows],
        headers=list(headers),
        tablefmt="simple",
        disable_numparse=True,
    )


def unit_tables(report: MonthlyReport, rules: Rulebook) -> str:
    """Return the totals and one table for each group of units."""
    names = [name for name in rules.table.columns if name in rules.measures]
    titles = [rules.measures[name].title for name in names]

    def cells(figures: Figures) -> list[str]:
        return [print_figure(figures.get(name), rules.measures[name].absent) for name in names]

    parts = [text_table(titles, [cells(report.totals)])]
    for group in dict.fromkeys(line.group for line in report.units):
        rows = [[line.unit, *cells(line.figures)] for line in report.units if line.group == group]
        title = f"{report.period.title}{group}"
        parts.append(f"{title}\n{text_table([rules.table.unit_heading, *titles], rows)}")
    return "\n\n".join(parts)
