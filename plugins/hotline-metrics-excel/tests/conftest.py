"""Workbooks for the tests: by XlsxWriter, the older formats by LibreOffice, .xlsb by hand."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from xlsxwriter import Workbook

Cells = Sequence[object]
Make = Callable[..., bytes]
Convert = Callable[[bytes, str], bytes]


def make_workbook(
    sheets: Mapping[str, Sequence[Cells]],
    merged: Mapping[str, Sequence[str]] | None = None,
    hidden: Sequence[str] = (),
) -> bytes:
    """Return an .xlsx of sheets by name; ``merged`` ranges keep the value of their first cell."""
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True})
    formats = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        date: book.add_format({"num_format": "yyyy/m/d"}),
    }
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for area in (merged or {}).get(name, ()):
            page.merge_range(area, "")
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell, formats[type(cell)])
                elif isinstance(cell, str):
                    if cell:
                        page.write_string(number, column, cell)
                elif cell is not None:
                    page.write(number, column, cell)
        if name in hidden:
            page.hide()
    book.close()
    return target.getvalue()


@pytest.fixture
def workbook() -> Make:
    """Make an .xlsx of rows."""
    return make_workbook


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Turn an .xlsx into another format as an office does it, with LibreOffice Calc."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip(
            "LibreOffice Calc (soffice) is not installed; "
            "on Debian: apt-get install libreoffice-calc-nogui"
        )
    folder = tmp_path_factory.mktemp("office")

    def run(data: bytes, suffix: str) -> bytes:
        (folder / "made.xlsx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        subprocess.run(
            [office, "--headless", profile, "--convert-to", suffix, "made.xlsx"],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=120,
        )
        return Path(folder / f"made.{suffix}").read_bytes()

    return run


# --- .xlsb, which nothing here writes: the records of [MS-XLSB] by hand ----------------------
def _record(kind: int, data: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(data), b""
    while size >= 0x80:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return number + length + bytes([size]) + data


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _cell(column: int, value: object) -> bytes:
    at = struct.pack("<II", column, isinstance(value, datetime))  # the second style is a time
    match value:
        case bool():
            return _record(4, at + bytes([value]))
        case datetime():
            return _record(5, at + struct.pack("<d", (value - EPOCH).total_seconds() / 86400))
        case int() | float():
            return _record(5, at + struct.pack("<d", value))
        case "#N/A":
            return _record(3, at + b"\x2a")
        case _:
            return _record(6, at + _text(str(value)))


def _sheet(rows: Mapping[int, Cells], merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    last = max((len(cells) for cells in rows.values()), default=1) - 1
    area = struct.pack("<IIII", min(rows, default=0), max(rows, default=0), 0, last)
    made = [_record(129), _record(148, area), _record(145)]
    for number, cells in rows.items():
        made.append(_record(0, struct.pack("<IIH", number, 0, 300) + bytes(3) + bytes(4)))
        made += [_cell(n, each) for n, each in enumerate(cells) if each not in {"", None}]
    made.append(_record(146))
    if merged:
        made.append(_record(177, struct.pack("<I", len(merged))))
        made += [_record(176, struct.pack("<IIII", *each)) for each in merged]
        made.append(_record(178))
    return b"".join([*made, _record(130)])


EPOCH = datetime(1899, 12, 30)
_PACKAGES = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.ms-excel"


def make_binary_workbook(
    sheets: Mapping[str, Mapping[int, Cells]],
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> bytes:
    """Return an .xlsb of sheets by name, rows by number from 0.

    ``merged`` ranges are first row, last row, first column, last column.
    """
    numbers = range(1, len(sheets) + 1)
    bundle = b"".join(
        _record(156, struct.pack("<II", 0, n) + _text(f"rId{n}") + _text(name))
        for n, name in zip(numbers, sheets, strict=True)
    )
    style = struct.pack("<HH", 0, 0) + bytes(12)
    time_style = struct.pack("<HH", 0, 22) + bytes(12)
    base = _record(626, struct.pack("<I", 1)) + _record(47, b"\xff\xff" + bytes(14)) + _record(627)
    formats = _record(617, struct.pack("<I", 2)) + _record(47, style) + _record(47, time_style)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGES}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="bin" ContentType="{_TYPE}.sheet.binary.macroEnabled.main"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.bin" ContentType="{_TYPE}.worksheet"/>'
                for n in numbers
            )
            + f'<Override PartName="/xl/styles.bin" ContentType="{_TYPE}.styles"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGES}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{_PACKAGES}/relationships">'
            + "".join(
                f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" '
                f'Target="worksheets/sheet{n}.bin"/>'
                for n in numbers
            )
            + f'<Relationship Id="rId{len(sheets) + 1}" Type="{_OFFICE}/styles" '
            'Target="styles.bin"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.bin",
            _record(131) + _record(143) + bundle + _record(144) + _record(132),
        )
        for n, rows in zip(numbers, sheets.values(), strict=True):
            archive.writestr(f"xl/worksheets/sheet{n}.bin", _sheet(rows, merged))
        archive.writestr(
            "xl/styles.bin", _record(278) + base + formats + _record(618) + _record(279)
        )
    return target.getvalue()


@pytest.fixture
def binary_workbook() -> Make:
    """Make an .xlsb of rows."""
    return make_binary_workbook
