"""Spreadsheets for hotline_metrics: importer ``excel`` and exporter ``xlsx``.

Importing this loads neither a reader nor a writer of spreadsheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hotline_metrics.plugin import (
    AnyExporter,
    AnyImporter,
    Exporter,
    FileImporter,
    Message,
    NoOptions,
    Problem,
    Publication,
    Row,
    Source,
    hookimpl,
)
from hotline_metrics_excel.options import Options

__all__ = [
    "EXPORTER",
    "IMPORTER",
    "Options",
    "hotline_exporters",
    "hotline_importers",
    "read_workbook",
    "recognise",
    "write_workbook",
]

INSTALL = "pip install hotline-metrics-excel"


def read_workbook(source: Source, options: Options) -> Iterator[Row | Problem]:
    """Yield every row of every visible sheet, or of the one that is asked for.

    Raises:
        UnreadableSource: the file is no workbook, or has no such sheet.
    """
    from hotline_metrics_excel import importer

    return importer.read(source, options)


def recognise(head: bytes) -> bool:
    """Tell whether a file's first bytes are those of a workbook."""
    from hotline_metrics_excel import container

    return container.recognise(head)


def write_workbook(publication: Publication, options: NoOptions) -> bytes:
    """Return the tables of the bulletin as a workbook, with what stands behind every figure."""
    from hotline_metrics_excel import exporter

    return exporter.write(publication, options)


IMPORTER = FileImporter(
    format="excel",
    summary=Message(
        "工作簿：.xlsx、.xlsm、.xlsb、.xls、.ods，读取每张可见的工作表",
        "workbooks: .xlsx, .xlsm, .xlsb, .xls and .ods, every visible sheet",
    ),
    suffixes=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    options=Options,
    read=read_workbook,
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
    write=write_workbook,
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
