"""Exporter ``csv``: the bulletin's tables, for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping

from hotline_metrics.plugin import (
    AnyExporter,
    Exporter,
    Message,
    NoOptions,
    Publication,
    Table,
    TableCell,
    hookimpl,
)

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
BOM = "\ufeff"
"""Tells spreadsheet programs that the file is UTF-8."""


def write(publication: Publication, options: NoOptions) -> bytes | Mapping[str, bytes]:
    """Return the only table's bytes, or each table's under the name of its group."""
    del options
    tables = publication.bulletin.tables
    if len(tables) == 1:
        return _csv(tables[0])
    if not tables:
        return BOM.encode()
    files: dict[str, bytes] = {}
    for number, table in enumerate(tables, start=1):
        name = _NOT_IN_NAMES.sub("_", table.name or table.caption).strip(". ") or f"table-{number}"
        name = name if f"{name}.csv" not in files else f"{name}-{number}"
        files[f"{name}.csv"] = _csv(table)
    return files


EXPORTER = Exporter(
    format="csv",
    summary=Message("通报的表格，每张一个文件", "the bulletin's tables, one file for each"),
    suffixes=(".csv",),
    options=NoOptions,
    write=write,
)


@hookimpl
def hotline_exporters() -> Iterable[AnyExporter]:
    """Offer it."""
    yield EXPORTER


def _csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_harmless(column.title) for column in table.columns])
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return (BOM + text.getvalue()).encode("utf-8", "replace")


def _cell(cell: TableCell) -> str:
    return cell.text if isinstance(cell.value, int) else _harmless(cell.text)


def _harmless(text: str) -> str:
    # A spreadsheet runs a cell that begins like a formula; an apostrophe makes it text.
    return f"'{text}" if text.startswith(_FORMULA) else text
