"""A month of two million tickets: the figures of the small one, so many times over.

::

    python -m benchmarks.large_month          # 852 times the founding month: 2,001,348 tickets
    python -m benchmarks.large_month 10
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from hotline_metrics import MonthlyReport, Roster, Rulebook, compile_report, read_tickets
from hotline_metrics.domain.figure import CountedRate, Figure
from hotline_metrics.synthesis import founding_table
from hotline_metrics.synthesis.invent import write_tickets

RULES = Rulebook.preset("pingyu")


def report_of(path: Path, engine: str) -> MonthlyReport:
    """Read and count a file of tickets."""
    begun = time.perf_counter()
    intake = read_tickets(path, rules=RULES, roster=Roster(()), engine=engine)
    read = time.perf_counter()
    report = compile_report(intake, "2023-10", rules=RULES, engine=engine)
    counted = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{intake.read:9,} rows  {path.stat().st_size / 1e6:7.0f} MB  read {read - begun:6.1f} s  "
        f"counted {counted - read:6.1f} s  peak {peak:6,} MB"
    )
    if intake.rejected or report.rows is None or report.rows.in_period != intake.read:
        sys.exit("not every row is a ticket of the month")
    return report


def scaled(figures: Mapping[str, Figure], times: int) -> dict[str, Figure]:
    """Return figures of so many times the tickets: counts grow, rates keep their value."""
    found: dict[str, Figure] = {}
    for name, figure in figures.items():
        match figure:
            case CountedRate():
                found[name] = CountedRate(figure.numerator * times, figure.n * times)
            case int():
                found[name] = figure * times
            case _:
                found[name] = figure
    return found


def main(times: int, engine: str = "objects") -> None:
    """Compare one month with so many of it."""
    with tempfile.TemporaryDirectory() as folder:
        reports = []
        for number in (1, times):
            path = Path(folder) / f"{number}.csv"
            write_tickets(founding_table(), path, rules=RULES, times=number)
            reports.append(report_of(path, engine))
    small, large = reports
    same = scaled(small.totals, times) == dict(large.totals)
    units = {line.unit: scaled(line.figures, times) for line in small.units}
    same = same and units == {line.unit: dict(line.figures) for line in large.units}
    days = {day: number * times for day, number in small.days.items()}
    same = same and sum(days.values()) == sum(large.days.values())
    print("the same figures, so many times over" if same else "OTHER FIGURES")
    sys.exit(not same)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 852, *sys.argv[2:3])
