"""Spreadsheets for hotline_metrics: importer ``excel`` and exporter ``xlsx``.

Importing this loads neither a reader nor a writer of spreadsheets.
"""

from __future__ import annotations

from collections.abc import Iterable

from hotline_metrics.plugin import (
    AnyExporter,
    AnyImporter,
    Exporter,
    FileImporter,
    Message,
    NoOptions,
    hookimpl,
)
from hotline_metrics_excel.container import recognise
from hotline_metrics_excel.exporter import write
from hotline_metrics_excel.importer import Options, read

__all__ = ["EXPORTER", "IMPORTER", "Options", "hotline_exporters", "hotline_importers"]

INSTALL = "pip install hotline-metrics-excel"

IMPORTER = FileImporter(
    format="excel",
    summary=Message(
        "工作簿：.xlsx、.xlsm、.xlsb、.xls、.ods，读取每张可见的工作表",
        "workbooks: .xlsx, .xlsm, .xlsb, .xls and .ods, every visible sheet",
    ),
    suffixes=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    options=Options,
    read=read,
    recognise=recognise,
    requires=("python_calamine",),
    install=INSTALL,
)

EXPORTER = Exporter(
    format="xlsx",
    summary=Message(
        "通报表格的工作簿，附口径和每个数字的样本",
        "the bulletin's tables as a workbook, with definitions and every figure's sample",
    ),
    suffixes=(".xlsx",),
    options=NoOptions,
    write=write,
    requires=("xlsxwriter", "wcwidth"),
    install=INSTALL,
)


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    """Offer the importer."""
    yield IMPORTER


@hookimpl
def hotline_exporters() -> Iterable[AnyExporter]:
    """Offer the exporter."""
    yield EXPORTER
