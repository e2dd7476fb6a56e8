"""What the reader of .xlsb files does not tell: how far sheets go, and their merged ranges.

The records are those of [MS-XLSB]: a number, a length, and that many bytes.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import struct
from collections.abc import Iterator, Mapping
from typing import cast
from zipfile import ZipFile

import attrs

from hotline_metrics.plugin import Source
from hotline_metrics_excel.memory import Extent, check_extent, longest_texts
from hotline_metrics_excel.merged import Span

WORKBOOK = "xl/workbook.bin"
RELATIONS = "xl/_rels/workbook.bin.rels"

_RELATION = re.compile(r"<Relationship\b[^>]*>")
_PAIR = re.compile(r"""\b(Id|Target)\s*=\s*["']([^"']*)["']""")
_TARGET = re.compile(r"""Target\s*=\s*["']([^"']*)["']""")
_NO_RECORDS = (b"<", b"\xef\xbb\xbf<", b"\xd0\xcf\x11\xe0")  # XML, and macros

_ROW = 0
_CELLS = frozenset({*range(1, 12), 62})
_SHARED_CELL = 7
_SHARED_TEXT = 19
_SHEET = 156
_MERGED = 176

_HELD = 16
"""How much of a record is looked at."""

_LONGEST_NAMES = 10_000
"""A sheet whose names take more bytes has none."""


@attrs.define
class _Part:
    """What a part of a workbook holds.

    Attributes:
        extent: the extent of its cells.
        merged: its merged ranges.
        lengths: bytes of each text it shares with sheets.
    """

    extent: Extent = attrs.field(factory=Extent)
    merged: list[Span] = attrs.field(factory=list)
    lengths: list[int] = attrs.field(factory=list)


def check_binary_sheets(source: Source, archive: ZipFile) -> Mapping[str, list[Span]]:
    """Refuse an .xlsb file one of whose parts is a sheet that would take too much memory.

    Returns:
        The merged ranges of each sheet.

    Raises:
        UnreadableSource: it would.
    """
    parts = {name: _look(archive, name) for name in _named_parts(archive)}
    lengths = longest_texts(part.lengths for part in parts.values())
    for part in parts.values():
        check_extent(source, part.extent, lengths)
    if WORKBOOK not in archive.namelist():
        return {}
    targets = _targets(archive)
    sheets = ((name, targets.get(relation, "")) for relation, name in _sheets(archive))
    return {name: parts[path].merged for name, path in sheets if path in parts}


def _named_parts(archive: ZipFile) -> list[str]:
    """Return the parts that the workbook may take for sheets or texts."""
    if RELATIONS not in archive.namelist():
        return []
    text = html.unescape(archive.read(RELATIONS).decode("utf-8", "replace"))
    wanted = {"sharedStrings.bin", *(each.rpartition("/")[2] for each in _TARGET.findall(text))}
    return [name for name in archive.namelist() if name.rpartition("/")[2] in wanted]


def _targets(archive: ZipFile) -> dict[str, str]:
    """Return the parts that the workbook's relations name."""
    if RELATIONS not in archive.namelist():
        return {}
    found = {}
    for tag in _RELATION.findall(archive.read(RELATIONS).decode("utf-8", "replace")):
        pair = dict(_PAIR.findall(tag))
        target = html.unescape(pair.get("Target", ""))
        found[pair.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return found


def _sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Yield relation and name of every sheet that the workbook names."""
    for kind, size, head in _records(archive, WORKBOOK, held=_LONGEST_NAMES):
        if kind == _SHEET and size <= _LONGEST_NAMES:
            relation, end = _text(head, 8)
            name, _ = _text(head, end)
            yield relation, name


def _text(data: bytes, place: int) -> tuple[str, int]:
    end = place + 4 + 2 * int.from_bytes(data[place : place + 4], "little")
    return data[place + 4 : end].decode("utf-16-le", "replace"), end


def _look(archive: ZipFile, name: str) -> _Part:
    found = _Part()
    row = 0
    for kind, size, head in _records(archive, name):
        if kind == _ROW:
            row = int.from_bytes(head[:4], "little") + 1
        elif kind in _CELLS:
            found.extent.reach(row, int.from_bytes(head[:4], "little") + 1)
            if kind == _SHARED_CELL:
                found.extent.shared[int.from_bytes(head[8:12], "little")] += 1
            found.extent.text += size
        elif kind == _SHARED_TEXT:
            # Two bytes of UTF-16 are up to three, and more with marks.
            found.lengths.append(2 * size)
        elif kind == _MERGED and size >= _HELD:
            top, bottom, left, right = struct.unpack("<IIII", head)
            found.merged.append(Span(top, left, bottom, right))
    return found


def _records(archive: ZipFile, name: str, held: int = _HELD) -> Iterator[tuple[int, int, bytes]]:
    """Yield kind, length and first bytes of each record, as far as there are whole ones."""
    with archive.open(name) as packed, io.BufferedReader(cast("io.RawIOBase", packed)) as stream:
        if stream.peek(4)[:4].startswith(_NO_RECORDS):
            return
        while first := stream.read(1):
            kind = first[0]
            if kind & 0x80:
                kind = (kind & 0x7F) | (stream.read(1) or b"\0")[0] << 7
            size = shift = 0
            while shift < 28 and (byte := stream.read(1)):
                size |= (byte[0] & 0x7F) << shift
                shift += 7
                if not byte[0] & 0x80:
                    break
            head = stream.read(min(size, held))
            left = size - len(head)
            while left > 0 and (skipped := stream.read(min(left, 1 << 20))):
                left -= len(skipped)
            if left:
                return
            yield kind, size, head
