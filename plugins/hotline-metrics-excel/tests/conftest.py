"""Workbooks for the tests, made by XlsxWriter and, for the older formats, by LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
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
