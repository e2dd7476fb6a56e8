"""The tables as CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from hotline_metrics.bundled.csv_exporter import EXPORTER
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.plugin import (
    Bulletin,
    NoOptions,
    Publication,
    Table,
    TableCell,
    TableColumn,
)
from hotline_metrics.publish.compose import compose_bulletin
from hotline_metrics.publish.report_json import decode_report

OCTOBER = Path(__file__).parent.parent / "publish" / "october"
RULES = Rulebook.preset("pingyu")
REPORT = decode_report((OCTOBER / "report.json").read_bytes())


def write(bulletin: Bulletin) -> dict[str, bytes]:
    publication = Publication(report=REPORT, bulletin=bulletin, rules=RULES)
    written = EXPORTER.write(publication, NoOptions())
    return {"": written} if isinstance(written, bytes) else dict(written)


def table(name: str, *cells: str) -> Table:
    rows = tuple((TableCell(cell, cell),) for cell in cells)
    return Table(name=name, columns=(TableColumn("承办单位"),), rows=rows)


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_one_file_for_each_group() -> None:
    files = write(compose_bulletin(REPORT, RULES))
    assert list(files) == ["县直单位.csv", "乡镇街道.csv"]
    header, guolou = rows_of(files["乡镇街道.csv"])[0], rows_of(files["乡镇街道.csv"])[-1]
    assert header[:2] == ["承办单位", "承办件数"]
    assert guolou == ["郭楼街道", "49", "15", "2", "30%", "25%"]


def test_a_single_table_is_a_single_file_that_spreadsheets_take_for_utf8() -> None:
    (data,) = write(Bulletin(blocks=(table("甲", "乙"),))).values()
    assert data == "\ufeff承办单位\r\n乙\r\n".encode()


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_a_name_that_would_be_a_formula_is_text(name: str) -> None:
    (data,) = write(Bulletin(blocks=(table("甲", name),))).values()
    assert rows_of(data)[1] == ["'" + name]


def test_names_of_files_are_safe_and_differ() -> None:
    hostile = "../../etc/passwd"
    files = write(Bulletin(blocks=(table(hostile, "甲"), table("", "乙"), table(hostile, "丙"))))
    assert list(files) == ["_.._etc_passwd.csv", "table-2.csv", "_.._etc_passwd-3.csv"]


def test_a_bulletin_without_tables_is_an_empty_file() -> None:
    (data,) = write(Bulletin()).values()
    assert data.decode("utf-8-sig") == ""
