"""Binary workbooks: types, merged headers, far cells; and that LibreOffice takes ours for real."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline_metrics import Roster, Rulebook, compile_report, encode_report, read_tickets
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.plugin import Limits, Row, Source
from hotline_metrics.plugin.calls import read_rows
from hotline_metrics.synthesis.demo import demo_files
from hotline_metrics_excel import IMPORTER, Options

Make = Callable[..., bytes]
CALL = datetime(2023, 10, 7, 10, 23, 49)
ID = "231007102349106144"


def rows(data: bytes, **limits: int) -> dict[int | None, list[object]]:
    source = Source(name="a.xlsb", data=data, limits=Limits(**limits))
    return {
        item.location.row: list(item.cells)
        for item in read_rows(IMPORTER, source, Options())
        if isinstance(item, Row)
    }


def test_cells_keep_their_types(binary_workbook: Make) -> None:
    """Text, numbers, truth, times; ``#N/A`` is nothing; rows keep their numbers."""
    made = binary_workbook({"10月": {0: ["十月"], 3: [ID, 312, True, CALL, "#N/A", 45206.5]}})
    read = rows(made)
    assert list(read) == [1, 2, 3, 4]
    assert read[4] == [ID, 312.0, True, CALL, "", 45206.5]


def test_a_header_of_two_levels_is_one_row(binary_workbook: Make) -> None:
    """Merged ranges, which the reader does not tell, are found in the file."""
    made = binary_workbook(
        {
            "10月": {
                0: ["十月工单"],
                1: ["工单编号", "承办单位", "受理时间", "满意度", ""],
                2: ["", "", "", "办理结果满意度", "服务过程满意度"],
                3: [ID, "甲局", CALL, "满意", "不满意"],
            }
        },
        merged=[(0, 0, 0, 4), (1, 2, 0, 0), (1, 2, 1, 1), (1, 2, 2, 2), (1, 1, 3, 4)],
    )
    assert rows(made)[3] == ["工单编号", "承办单位", "受理时间", "办理结果满意度", "服务过程满意度"]
    source = Source(name="a.xlsb", data=made)
    (ticket,) = read_tickets(source, rules=Rulebook.preset("pingyu")).tickets
    assert dict(ticket.answers) == {"result": "satisfied", "process": "dissatisfied"}


def test_an_id_that_became_a_number_is_rejected(binary_workbook: Make) -> None:
    """As in every other format."""
    made = binary_workbook(
        {"10月": {0: ["工单编号", "承办单位", "受理时间"], 1: [int(ID), "甲局", CALL]}}
    )
    (problem,) = read_tickets(Source(name="a.xlsb", data=made)).problems
    assert problem.code == "ticket.id-destroyed"
    assert problem.location.describe("en") == "a.xlsb, sheet '10月', cell A2"


def test_a_stray_cell_far_away_does_not_exhaust_the_memory(binary_workbook: Make) -> None:
    """One cell in the last corner would need 500 GB."""
    far = {0: ["甲"], 1_048_575: [""] * 16_383 + ["乙"]}
    with pytest.raises(UnreadableSource) as caught:
        rows(binary_workbook({"10月": far}))
    assert caught.value.problems[0].code == "excel.too-spread"
    assert "单元格 XFD1048576" in caught.value.text("zh")


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_truncated_file(binary_workbook: Make, share: float) -> None:
    made = binary_workbook({"10月": {n: [ID] for n in range(50)}})
    with pytest.raises(UnreadableSource) as caught:
        rows(made[: int(len(made) * share)])
    assert caught.value.problems[0].code == "excel.damaged"


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=20))
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_damage_is_read_or_refused(binary_workbook: Make, changes: list[tuple[int, int]]) -> None:
    """Bytes changed at random: rows or a refusal, and nothing else."""
    made = bytearray(binary_workbook({"10月": {n: ["工单编号", n] for n in range(20)}}))
    for place, value in changes:
        made[place % len(made)] = value
    try:
        for item in IMPORTER.read(Source(name="a.xlsb", data=bytes(made)), Options()):
            assert isinstance(item, Row)
    except UnreadableSource as error:
        assert error.problems  # noqa: PT017


def test_libreoffice_reads_what_we_made(binary_workbook: Make, tmp_path: Path) -> None:
    """The file is a real one, so reading it proves something."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice Calc is not installed: apt-get install libreoffice-calc-nogui")
    made = binary_workbook({"10月": {0: ["工单编号", "受理时间"], 2: [ID, CALL]}})
    (tmp_path / "a.xlsb").write_bytes(made)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    filters = "csv:Text - txt - csv (StarCalc):44,34,76"
    subprocess.run(
        [office, "--headless", profile, "--convert-to", filters, "a.xlsb"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    read = list(csv.reader((tmp_path / "a.csv").read_text("utf-8").splitlines()))
    assert read[0] == ["工单编号", "受理时间"]
    assert read[2][0] == ID
    assert "2023" in read[2][1]


def test_the_founding_month_gives_the_report_that_csv_gives(
    binary_workbook: Make, tmp_path: Path
) -> None:
    """Byte for byte."""
    files = demo_files()
    (tmp_path / "units.csv").write_bytes(files["units.csv"])
    roster = Roster.load(tmp_path / "units.csv")
    text = files["tickets.csv"].decode("utf-8-sig")
    header, *records = csv.reader(io.StringIO(text, newline=""))
    typed = [
        [
            datetime.fromisoformat(cell) if heading.endswith("时间") and cell else cell
            for heading, cell in zip(header, record, strict=True)
        ]
        for record in records
    ]
    made = binary_workbook({"10月": dict(enumerate([header, *typed]))})

    def report(name: str, data: bytes) -> bytes:
        rules = Rulebook.preset("pingyu")
        intake = read_tickets(Source(name=name, data=data), rules=rules, roster=roster)
        assert intake.accepted == 2349
        return encode_report(compile_report(intake, "2023-10", rules=rules))

    assert report("tickets.xlsb", made) == report("tickets.csv", files["tickets.csv"])
