"""Reading a large workbook, beside a bare loop and openpyxl: ``python -m benchmarks.excel``.

A sheet of 100,000 rows and 20 columns is made once; then the importer, a loop over
``CalamineWorkbook`` that does nothing with the cells, and a read-only openpyxl loop run one after
another, several times. ``--rows`` changes the size.

Then the founding month, so many times over, becomes a report: row by row, and with the rows
gathered into columns by the engine ``polars``.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.timing import machine, middle

from hotline_metrics import Rulebook, compile_report, encode_report, read_tickets
from hotline_metrics.plugin import Source
from hotline_metrics.synthesis import founding_table
from hotline_metrics.synthesis.invent import write_tickets

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


# --- a month as rows and as columns ----------------------------------------------------------
RULES = Rulebook.preset("pingyu")
TIMES = ("受理时间", "派单时间", "办结时间")


def make_month(path: Path, times: int) -> None:
    """Write the founding month so many times over: ids as text, times as dates, a count."""
    from xlsxwriter import Workbook

    loaded = path.with_suffix(".csv")
    write_tickets(founding_table(), loaded, rules=RULES, times=times)
    with (
        loaded.open(encoding="utf-8-sig", newline="") as stream,
        Workbook(str(path), {"constant_memory": True}) as book,
    ):
        names, *records = csv.reader(stream)
        page = book.add_worksheet("工单")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        page.write_row(0, 0, names)
        for row, record in enumerate(records, start=1):
            for column, (name, text) in enumerate(zip(names, record, strict=True)):
                if text and name in TIMES:
                    page.write_datetime(row, column, datetime.fromisoformat(text), moment)
                elif name == "重办次数":
                    page.write_number(row, column, int(text))
                else:
                    page.write_string(row, column, text)


def report(path: Path, engine: str) -> bytes:
    """Return the report as an engine makes it."""
    intake = read_tickets(path, rules=RULES, engine=engine)
    return encode_report(compile_report(intake, "2023-10", rules=RULES))


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
        month = Path(folder) / "month.xlsx"
        make_month(month, max(chosen.rows // 2349, 1))
        if report(month, "objects") != report(month, "polars"):
            raise SystemExit("the reports differ")
        rows, columns = middle(
            chosen.times, lambda: report(month, "objects"), lambda: report(month, "polars")
        )
    print(machine("hotline-metrics-excel", "python-calamine", "openpyxl"))
    print(f"{chosen.rows} rows x {COLUMNS}: ours {mine:.2f} s, ", end="")
    print(f"bare calamine {yours:.2f} s, openpyxl {theirs:.2f} s")
    print(f"ours / bare calamine {mine / yours:.2f}, goal at most 2")
    print(f"openpyxl / ours {theirs / mine:.1f}, goal at least 5")
    print(f"report of a month: by rows {rows:.2f} s, by columns {columns:.2f} s, ", end="")
    print(f"by rows / by columns {rows / columns:.2f}")


if __name__ == "__main__":
    main()
