"""What the reader of OpenDocument spreadsheets does not tell: merged ranges, and how far it goes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from hotline_metrics.plugin import Source
from hotline_metrics_excel.memory import Extent, check_extent
from hotline_metrics_excel.merged import Span
from hotline_metrics_excel.xml_parts import take_apart

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_SPACES = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 s"
_CELLS = {_TABLE + "table-cell", _TABLE + "covered-table-cell"}


_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
"""The reader repeats no further."""


def check_sheets(source: Source, archive: zipfile.ZipFile) -> Mapping[str, list[Span]]:
    """Refuse an .ods file one of whose sheets would take too much memory.

    Args:
        source: the file.
        archive: the same, opened; it stays open.

    Returns:
        The merged ranges of each sheet.

    Raises:
        UnreadableSource: it would.
        BadZipFile: its content is no XML.
    """
    found = _look(archive)
    for extent in found.extents:
        check_extent(source, extent)
    return found.spans


def _look(archive: zipfile.ZipFile) -> _Finder:
    finder = _Finder()
    take_apart(finder.parser, archive, "content.xml")
    return finder


class _Finder:
    """Counts rows and cells while their tags go by."""

    def __init__(self) -> None:
        self.spans: dict[str, list[Span]] = {}
        self.extents: list[Extent] = []
        self.sheet = ""
        self.depth = 0  # a table may stand in a cell of another
        self.row = self.column = self.rows = self.columns = 0
        self.begun = self.spaces = 0
        self.is_filled = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.depth == 1 and tag in _CELLS:
            self.columns = _number(attributes, _TABLE + "number-columns-repeated")
            self.begun, self.spaces = self.parser.CurrentByteIndex, 0
            self.is_filled = _OFFICE + "value-type" in attributes
            rows = _number(attributes, _TABLE + "number-rows-spanned")
            columns = _number(attributes, _TABLE + "number-columns-spanned")
            if rows > 1 or columns > 1:
                span = Span(self.row, self.column, self.row + rows - 1, self.column + columns - 1)
                self.spans.setdefault(self.sheet, []).append(span)
        elif self.depth == 1 and tag == _TABLE + "table-row":
            self.column = 0
            self.rows = _number(attributes, _TABLE + "number-rows-repeated")
        elif tag == _TABLE + "table":
            self.depth += 1
            if self.depth == 1:
                self.sheet = attributes.get(_TABLE + "name", "")
                self.extents.append(Extent())
                self.row = 0
        else:
            self.is_filled = True
            if tag == _SPACES:
                self.spaces += _number(attributes, _SPACES[:-1] + "c")

    def end(self, tag: str) -> None:
        if self.depth == 1 and tag in _CELLS:
            if self.is_filled:
                rows, columns = min(self.rows, _LAST_ROW), min(self.columns, _LAST_COLUMN)
                size = self.parser.CurrentByteIndex - self.begun + self.spaces
                extent = self.extents[-1]
                extent.reach(self.row + rows, self.column + columns)
                extent.cells += rows * columns - 1
                extent.text += rows * columns * size
            self.column += self.columns
        elif self.depth == 1 and tag == _TABLE + "table-row":
            self.row += self.rows
        elif tag == _TABLE + "table":
            self.depth -= 1


def _number(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    # What is longer than any number of the format is as large as it looks.
    return int(text[:15]) if text.isascii() and text.isdigit() else 1
