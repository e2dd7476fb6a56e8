"""Merged ranges of an OpenDocument spreadsheet, which its reader does not tell."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from hotline_metrics_excel.merged import Span

BLOCK = 1 << 20
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_CELLS = {_TABLE + "table-cell", _TABLE + "covered-table-cell"}


def merged_ranges(archive: zipfile.ZipFile) -> Mapping[str, list[Span]]:
    """Return the merged ranges of each sheet of an .ods file.

    Args:
        archive: the file; it stays open.
    """
    with archive.open("content.xml") as content:
        # Most sheets have none, and then nothing needs to be taken apart.
        rest = b""
        while block := content.read(BLOCK):
            if b"-spanned" in rest + block:
                break
            rest = block[-8:]
        else:
            return {}
        content.seek(0)
        finder = _Finder()
        finder.parser.ParseFile(content)
    return finder.spans


class _Finder:
    """Counts rows and cells while their tags go by."""

    def __init__(self) -> None:
        self.spans: dict[str, list[Span]] = {}
        self.sheet = ""
        self.depth = 0  # a table may stand in a cell of another
        self.row = self.column = self.repeated = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _TABLE + "table":
            self.depth += 1
            if self.depth == 1:
                self.sheet = attributes.get(_TABLE + "name", "")
                self.row = 0
        elif self.depth == 1 and tag == _TABLE + "table-row":
            self.column = 0
            self.repeated = _number(attributes, "number-rows-repeated")
        elif self.depth == 1 and tag in _CELLS:
            rows = _number(attributes, "number-rows-spanned")
            columns = _number(attributes, "number-columns-spanned")
            if rows > 1 or columns > 1:
                span = Span(self.row, self.column, self.row + rows - 1, self.column + columns - 1)
                self.spans.setdefault(self.sheet, []).append(span)
            self.column += _number(attributes, "number-columns-repeated")

    def end(self, tag: str) -> None:
        if tag == _TABLE + "table":
            self.depth -= 1
        elif self.depth == 1 and tag == _TABLE + "table-row":
            self.row += self.repeated


def _number(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(_TABLE + name, "1")
    return int(text) if text.isdigit() and len(text) < 10 else 1
