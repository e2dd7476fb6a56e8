"""The same tickets from every format: .xlsx, .xls, .ods and a CSV in GB18030."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from hotline_metrics import Roster, Rulebook, compile_report, encode_report, read_tickets
from hotline_metrics.plugin import Row, Source
from hotline_metrics.plugin.calls import read_rows
from hotline_metrics.synthesis.demo import demo_files
from hotline_metrics_excel import IMPORTER, Options

Make = Callable[..., bytes]
Convert = Callable[[bytes, str], bytes]
Records = list[list[str]]

RULES = Rulebook.preset("pingyu")


@pytest.fixture(scope="module")
def records() -> Records:
    """The founding month: a header and 2349 tickets."""
    text = demo_files()["tickets.csv"].decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    """The founding county's units."""
    path: Path = tmp_path_factory.mktemp("roster") / "units.csv"
    path.write_bytes(demo_files()["units.csv"])
    return Roster.load(path)


def typed(records: Records) -> list[list[object]]:
    """Return records as a spreadsheet holds them: times as times, counts as numbers."""

    def cell(heading: str, text: str) -> object:
        if heading.endswith("时间") and text:
            return datetime.fromisoformat(text)
        return int(text) if heading.endswith("次数") else text

    header, *rest = records
    return [
        list(header),
        *([cell(*pair) for pair in zip(header, row, strict=True)] for row in rest),
    ]


def gb18030(records: Records) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(records)
    return text.getvalue().encode("gb18030")


def report(name: str, data: bytes, roster: Roster) -> bytes:
    intake = read_tickets(Source(name=name, data=data), rules=RULES, roster=roster)
    assert intake.accepted == 2349
    assert not intake.problems
    return encode_report(compile_report(intake, "2023-10", rules=RULES))


def test_xlsx_gives_the_report_that_csv_gives(
    workbook: Make, records: Records, roster: Roster
) -> None:
    """Byte for byte, the month of the founding bulletin."""
    data = workbook({"10月": typed(records)})
    expected = report("tickets.csv", gb18030(records), roster)
    assert report("tickets.xlsx", data, roster) == expected


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_older_formats_give_the_report_that_csv_gives(
    workbook: Make, convert: Convert, records: Records, roster: Roster, suffix: str
) -> None:
    data = convert(workbook({"10月": typed(records)}), suffix)
    expected = report("tickets.csv", gb18030(records), roster)
    assert report(f"tickets.{suffix}", data, roster) == expected


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_merged_ranges_of_older_formats(workbook: Make, convert: Convert, suffix: str) -> None:
    """A title, a header of two levels and a unit over two rows read the same in all of them."""
    rows = [
        ["十月"],
        ["工单编号", "承办单位", "满意度", ""],
        ["", "", "结果", "过程"],
        ["1", "甲局", "满意", "满意"],
        ["2", "", "满意", "满意"],
    ]
    merged = {"10月": ["A1:D1", "A2:A3", "B2:B3", "C2:D2", "B4:B5"]}
    made = workbook({"空": [], "10月": rows}, merged=merged)

    def read(data: bytes) -> list[tuple[int | None, list[object]]]:
        items = read_rows(IMPORTER, Source(name="a", data=data), Options())
        return [(item.location.row, list(item.cells)) for item in items if isinstance(item, Row)]

    expected = read(made)
    assert expected[1:3] == [
        (3, ["工单编号", "承办单位", "结果", "过程"]),
        (4, ["1", "甲局", "满意", "满意"]),
    ]
    assert expected[3] == (5, ["2", "甲局", "满意", "满意"])
    assert read(convert(made, suffix)) == expected


def test_a_workbook_is_recognised_without_its_name(
    workbook: Make, records: Records, roster: Roster
) -> None:
    """A download that is called ``export`` is read by what it holds."""
    data = workbook({"10月": typed(records[:3])})
    intake = read_tickets(Source(name="export", data=data), rules=RULES, roster=roster)
    assert intake.accepted == 2
