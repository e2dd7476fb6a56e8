"""Exporter ``csv``: the bulletin's tables, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from hotline_metrics.plugin import (
    AnyExporter,
    Exporter,
    Message,
    NoOptions,
    Publication,
    Table,
    TableCell,
    file_name,
    hookimpl,
    inert_cell,
)

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
    taken: set[str] = set()
    for number, table in enumerate(tables, start=1):
        name = file_name(table.name or table.caption) or f"table-{number}"
        # Some systems take capital and small letters for the same.
        name = name if name.casefold() not in taken else f"{name}-{number}"
        taken.add(name.casefold())
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
    writer.writerow([inert_cell(column.title) for column in table.columns])
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return (BOM + text.getvalue()).encode("utf-8", "replace")


def _cell(cell: TableCell) -> str:
    return cell.text if isinstance(cell.value, int) else inert_cell(cell.text)
