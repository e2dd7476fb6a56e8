"""Binary workbooks (.xlsb): how far a sheet reaches, and its merged ranges.

The reader tells neither, and one stray cell in the last corner would make it ask for hundreds of
gigabytes. The records are those of [MS-XLSB]: a number, a length, and that many bytes.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator

import attrs

from hotline_metrics_excel.merged import Span

WORKBOOK = "xl/workbook.bin"
_RELATIONS = "xl/_rels/workbook.bin.rels"

_ROW = 0
_CELLS = range(1, 12)
_SHEET = 156
_MERGED = 176


@attrs.frozen
class Outline:
    """What stands where in a sheet.

    Attributes:
        rows: how many rows it has, empty ones included.
        columns: how many columns.
        merged: its merged ranges.
    """

    rows: int
    columns: int
    merged: list[Span]


def outlines(archive: zipfile.ZipFile) -> Iterator[tuple[str, Outline]]:
    """Yield the outline of each sheet by its name.

    Raises:
        ValueError: the records do not hold together.
    """
    parts = _parts(archive)
    for kind, data in _records(archive.read(WORKBOOK)):
        if kind == _SHEET:
            relation, end = _text(data, 8)
            name, _ = _text(data, end)
            if relation in parts:
                yield name, _outline(archive.read(parts[relation]))


def _outline(data: bytes) -> Outline:
    rows = columns = row = 0
    merged = []
    # A loop of its own, without a generator: a large sheet has millions of cells.
    place, end = 0, len(data)
    try:
        while place < end:
            kind = data[place]
            place += 1
            if kind & 0x80:
                kind = kind & 0x7F | data[place] << 7
                place += 1
            size = data[place]
            place += 1
            if size & 0x80:
                size, place = _size(data, place - 1)
            if kind in _CELLS:
                column = data[place] | data[place + 1] << 8
                if column >= columns:
                    columns = column + 1
                if row >= rows:
                    rows = row + 1
            elif kind == _ROW:
                (row,) = struct.unpack_from("<I", data, place)
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<IIII", data, place)
                merged.append(Span(top, left, bottom, right))
            place += size
    except (IndexError, struct.error) as error:
        raise ValueError from error  # a record ends beyond its sheet
    return Outline(rows, columns, merged)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    try:
        while place < len(data):
            kind = data[place]
            place += 1
            if kind & 0x80:
                kind = kind & 0x7F | data[place] << 7
                place += 1
            size, place = _size(data, place)
            yield kind, data[place : place + size]
            place += size
    except IndexError as error:
        raise ValueError from error  # a record ends beyond its part


def _size(data: bytes, place: int) -> tuple[int, int]:
    size = 0
    for shift in (0, 7, 14, 21):
        byte = data[place]
        place += 1
        size |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return size, place


def _text(data: bytes, place: int) -> tuple[str, int]:
    try:
        (length,) = struct.unpack_from("<I", data, place)
    except struct.error as error:
        raise ValueError from error  # a sheet without a name
    end = place + 4 + 2 * length
    return data[place + 4 : end].decode("utf-16-le", "replace"), end


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the sheets' parts by the relations that the workbook names them by."""
    text = archive.read(_RELATIONS).decode("utf-8", "replace")
    names = set(archive.namelist())
    found = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", text):
        pair = dict(re.findall(r'\b(Id|Target)="([^"]*)"', tag))
        target = pair.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        if path in names:
            found[pair.get("Id", "")] = path
    return found
