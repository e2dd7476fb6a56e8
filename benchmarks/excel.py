"""Reading a large workbook, beside a bare loop and openpyxl: ``python -m benchmarks.excel``.

A sheet of 100,000 rows and 20 columns is made once; then the importer, a loop over
``CalamineWorkbook`` that does nothing with the cells, and a read-only openpyxl loop run one after
another, several times. ``--rows`` changes the size.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.timing import machine, middle

COLUMNS = 20


def make(path: Path, rows: int) -> None:
    """Write a sheet as an export looks: ids as text, times as dates, words, numbers."""
    from xlsxwriter import Workbook

    with Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet("工单")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        names = ["工单编号", "受理时间", "承办单位", "办结时间", "办理结果满意度"]
        names += [f"备注{n}" for n in range(COLUMNS - len(names))]
        page.write_row(0, 0, names)
        begin = datetime(2023, 10, 1)
        for row in range(1, rows + 1):
            received = begin + timedelta(seconds=row * 17 % 2_600_000)
            page.write_string(row, 0, f"231001{row:012d}")
            page.write_datetime(row, 1, received, moment)
            page.write_string(row, 2, f"第{row % 60}办事处")
            page.write_datetime(row, 3, received + timedelta(hours=row % 90), moment)
            page.write_string(row, 4, ("满意", "基本满意", "不满意", "")[row % 4])
            for column in range(5, COLUMNS):
                if column % 2:
                    page.write_number(row, column, row % 997)
                else:
                    page.write_string(row, column, f"内容{row % 311}")


def ours(path: Path) -> int:
    """Count the rows that the importer gives."""
    from hotline_metrics.plugin import Source
    from hotline_metrics_excel import IMPORTER, Options

    return sum(1 for _ in IMPORTER.read(Source.at(path), Options()))


def bare(path: Path) -> int:
    """Count the rows of calamine."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return sum(1 for _ in book.get_sheet_by_index(0).iter_rows())


def openpyxl(path: Path) -> int:
    """Count the rows of openpyxl's fastest way."""
    from openpyxl import load_workbook

    page = load_workbook(path, read_only=True).worksheets[0]
    return sum(1 for _ in page.iter_rows(values_only=True))


def main() -> None:
    """Print medians and ratios."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=100_000)
    words.add_argument("--times", type=int, default=5)
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tickets.xlsx"
        make(path, chosen.rows)
        mine, yours = middle(chosen.times, lambda: ours(path), lambda: bare(path))
        (theirs,) = middle(1, lambda: openpyxl(path))
    print(machine("hotline-metrics-excel", "python-calamine", "openpyxl"))
    print(f"{chosen.rows} rows x {COLUMNS}: ours {mine:.2f} s, ", end="")
    print(f"bare calamine {yours:.2f} s, openpyxl {theirs:.2f} s")
    print(f"ours / bare calamine {mine / yours:.2f}, goal at most 2")
    print(f"openpyxl / ours {theirs / mine:.1f}, goal at least 5")


if __name__ == "__main__":
    main()
