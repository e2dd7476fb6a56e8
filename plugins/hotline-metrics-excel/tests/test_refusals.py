"""Files that only look like workbooks: the message says what they are and what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline_metrics.errors import UnreadableSource
from hotline_metrics.plugin import Limits, Row, Source
from hotline_metrics.plugin.calls import read_rows
from hotline_metrics_excel import IMPORTER, Options

Make = Callable[..., bytes]
FILES = Path(__file__).parent / "files"


def refused(name: str, data: bytes, **limits: int) -> UnreadableSource:
    source = Source(name=name, data=data, limits=Limits(**limits))
    with pytest.raises(UnreadableSource) as caught:
        list(read_rows(IMPORTER, source, Options()))
    return caught.value


def zipped(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return target.getvalue()


PAGE = "<html><head><meta charset='gb2312'></head><table><tr><td>工单编号</td></tr></table>"


@pytest.mark.parametrize(
    ("name", "data", "code", "zh", "en"),
    [
        ("a.xls", PAGE.encode("gb18030"), "html", "网页", "save it as .xlsx"),
        ("a.xls", b"\xef\xbb\xbf\r\n <TABLE>", "html", "网页", "web page"),
        ("a.xls", PAGE.encode("utf-16"), "html", "网页", "web page"),
        ("a.xls", b"MIME-Version: 1.0\r\n", "html", "另存为 .xlsx", "web page"),
        ("a.xls", b"<?xml version='1.0'?>\n<Workbook/>", "xml", "XML 表格 2003", "XML"),
        ("a.xlsx", "工单编号,承办单位\n".encode("gb18030"), "text", "改名为 .csv", "format is csv"),
        ("a.xlsx", b"", "empty", "空的", "empty"),
        ("a.xlsx", (FILES / "password.xlsx").read_bytes(), "encrypted", "取消密码", "password"),
        ("a.xlsx", zipped("1.csv", "2.csv"), "other-zip", "压缩包", "unpack it"),
        ("a.xlsx", zipped("word/document.xml"), "other-zip", "Word 文档", "a Word document"),
        ("a.xls", b"\x89PNG\r\n\x1a\n\0\0", "unknown", "不是 Excel", "neither an Excel"),
        ("a.ods", zipped("content.xml"), "damaged", "已损坏", "damaged"),
    ],
)
def test_what_it_is_and_what_to_do(name: str, data: bytes, code: str, zh: str, en: str) -> None:
    """In both languages, and as data."""
    error = refused(name, data)
    assert [problem.code for problem in error.problems] == [f"excel.{code}"]
    assert error.text("zh").startswith(f"{name}：")
    assert error.text("en").startswith(f"{name}: ")
    assert zh in error.text("zh")
    assert en in error.text("en")


def test_an_old_workbook_with_a_password() -> None:
    """In an .xls the record that asks for it stands behind the first one of its workbook."""
    data = bytearray((FILES / "calls.xls").read_bytes())
    behind = data.index(bytes.fromhex("0908100000060500")) + 20
    data[behind : behind + 2] = b"\x2f\x00"
    assert refused("a.xls", bytes(data)).problems[0].code == "excel.encrypted"


@pytest.mark.parametrize("part", [0.02, 0.3, 0.9])
def test_a_truncated_workbook(workbook: Make, part: float) -> None:
    data = workbook({"10月": [["工单编号", str(n)] for n in range(100)]})
    error = refused("a.xlsx", data[: int(len(data) * part)])
    assert error.problems[0].code == "excel.damaged"


def test_an_opendocument_file_with_a_password() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x01\x02\x03")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert refused("a.ods", target.getvalue()).problems[0].code == "excel.encrypted"


def test_a_workbook_named_xls_is_read(workbook: Make) -> None:
    """The name does not matter where the contents are right."""
    source = Source(name="a.xls", data=workbook({"10月": [["甲"]]}))
    (row,) = read_rows(IMPORTER, source, Options())
    assert isinstance(row, Row)
    assert row.cells == ["甲"]


def test_a_zip_bomb_is_not_unpacked(workbook: Make) -> None:
    data = workbook({"10月": [["甲" * 30_000]]})
    error = refused("a.xlsx", data, bytes=50_000)
    assert error.problems[0].code == "excel.too-large"


def test_what_a_workbook_brings_along_counts_too(workbook: Make) -> None:
    """A picture of more bytes than the limit, unpacked, beside a sheet of one cell."""
    target = io.BytesIO(workbook({"10月": [["甲"]]}))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 1_000_000)
    error = refused("a.xlsx", target.getvalue(), bytes=1_000_000)
    assert error.problems[0].code == "excel.too-large"


@pytest.mark.parametrize(("last", "limit"), [("XFD1048576", 4_000_000_000), ("C100001", 1_000_000)])
def test_a_stray_cell_far_away_does_not_exhaust_the_memory(last: str, limit: int) -> None:
    """A file of 5 KB with one cell in the last corner would need 500 GB: it is not opened."""
    from xlsxwriter import Workbook

    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True})
    page = book.add_worksheet()
    page.write("A1", "甲")
    page.write(last, "乙")
    book.close()
    error = refused("a.xlsx", target.getvalue(), bytes=limit)
    assert error.problems[0].code == "excel.too-spread"
    assert f"单元格 {last}" in error.text("zh")
    assert f"as far as {last}" in error.text("en")


def test_a_wide_sheet_of_few_rows_is_read(workbook: Make) -> None:
    """Far is no fault in itself: what counts is how much lies between."""
    source = Source(name="a.xlsx", data=workbook({"10月": [["甲"] * 16_000] * 2}))
    assert len(list(read_rows(IMPORTER, source, Options()))) == 2


@given(
    data=st.binary(max_size=300), start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
)
@settings(max_examples=50, deadline=None)
def test_bytes_of_any_kind_are_refused(data: bytes, start: bytes) -> None:
    refused("a.xlsx", start + data)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=20))
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_workbook_is_read_or_refused(
    workbook: Make, changes: list[tuple[int, int]]
) -> None:
    """Bytes changed at random: rows or a refusal, and nothing else."""
    data = bytearray(workbook({"10月": [["工单编号", n] for n in range(20)]}))
    for place, value in changes:
        data[place % len(data)] = value
    try:
        for row in IMPORTER.read(Source(name="a.xlsx", data=bytes(data)), Options()):
            assert isinstance(row, Row)
    except UnreadableSource as error:
        assert error.problems  # noqa: PT017
