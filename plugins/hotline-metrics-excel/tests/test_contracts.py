"""The spreadsheet plugin keeps the contracts for importers and exporters."""

import io
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

from hotline_metrics.testing import ExporterContract, FileImporterContract, sample
from hotline_metrics_excel import EXPORTER, IMPORTER

FILES = Path(__file__).parent / "files"


class TestExcel(FileImporterContract):
    """The same three rows as an office, and an older office, saves them."""

    importer = IMPORTER
    samples = tuple(
        sample(FILES / f"calls.{suffix}", tickets=2, problems=["time.impossible"])
        for suffix in ("xlsx", "xls", "ods")
    )


class TestXlsx(ExporterContract):
    """The tables as a workbook."""

    exporter = EXPORTER
    magic = b"PK\x03\x04"

    def check(self, files: Mapping[str, bytes]) -> None:
        """It opens, and no cell is a formula."""
        super().check(files)
        book = load_workbook(io.BytesIO(files[""]))
        for page in book.worksheets:
            for row in page.iter_rows():
                assert not [cell.coordinate for cell in row if cell.data_type == "f"]
