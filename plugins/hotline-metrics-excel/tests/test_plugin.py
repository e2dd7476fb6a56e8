"""The distribution as the host sees it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hotline_metrics.plugin import Source
from hotline_metrics.plugin.registry import Registry
from hotline_metrics_excel import EXPORTER, IMPORTER


def test_it_is_found_under_its_names() -> None:
    registry = Registry()
    assert registry.importer("excel") is registry.importer("excel/excel") is IMPORTER
    assert registry.exporter("xlsx") is registry.exporter_for("bulletin.xlsx") is EXPORTER


@pytest.mark.parametrize("name", ["a.xlsx", "A.XLS", "a.xlsm", "a.xlsb", "a.ods"])
def test_the_importer_of_a_file(name: str) -> None:
    assert Registry().importer_for(Source(name=name, data=b"PK\x03\x04")) is IMPORTER


def test_importing_it_loads_no_spreadsheet_library() -> None:
    heavy = "{'python_calamine', 'xlsxwriter', 'wcwidth', 'openpyxl'}"
    code = f"import sys, hotline_metrics_excel; print(sorted({heavy} & set(sys.modules)))"
    shown = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    assert shown.strip() == "[]"
