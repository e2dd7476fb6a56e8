"""The extent of sheets in .xlsb files: records of a kind and a length, one after another."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from typing import cast
from zipfile import ZipFile

from hotline_metrics.plugin import Source
from hotline_metrics_excel.memory import Extent, check_extent, longest_texts

_TARGET = re.compile(r"""Target\s*=\s*["']([^"']*)["']""")
_NO_RECORDS = (b"<", b"\xef\xbb\xbf<", b"\xd0\xcf\x11\xe0")  # XML, and macros

_ROW = 0
_CELLS = frozenset({*range(1, 12), 62})
_SHARED_CELL = 7
_SHARED_TEXT = 19


def check_binary_sheets(source: Source, archive: ZipFile) -> None:
    """Refuse an .xlsb file one of whose parts is a sheet that would take too much memory.

    Raises:
        UnreadableSource: it would.
    """
    extents: list[Extent] = []
    texts: list[list[int]] = []
    for name in _named_parts(archive):
        extent, lengths = _look(archive, name)
        extents.append(extent)
        texts.append(lengths)
    lengths = longest_texts(texts)
    for extent in extents:
        check_extent(source, extent, lengths)


def _named_parts(archive: ZipFile) -> list[str]:
    """Return the parts that the workbook may take for sheets or texts."""
    relations = "xl/_rels/workbook.bin.rels"
    if relations not in archive.namelist():
        return []
    text = html.unescape(archive.read(relations).decode("utf-8", "replace"))
    wanted = {"sharedStrings.bin", *(each.rpartition("/")[2] for each in _TARGET.findall(text))}
    return [name for name in archive.namelist() if name.rpartition("/")[2] in wanted]


def _look(archive: ZipFile, name: str) -> tuple[Extent, list[int]]:
    """Return the extent of a part's cells, and the bytes of each text it shares with sheets."""
    extent = Extent()
    lengths: list[int] = []
    row = 0
    for kind, size, head in _records(archive, name):
        if kind == _ROW:
            row = int.from_bytes(head[:4], "little") + 1
        elif kind in _CELLS:
            extent.reach(row, int.from_bytes(head[:4], "little") + 1)
            if kind == _SHARED_CELL:
                extent.shared[int.from_bytes(head[8:12], "little")] += 1
            extent.text += size
        elif kind == _SHARED_TEXT:
            lengths.append(2 * size)  # two bytes of UTF-16 are up to three, and more with marks
    return extent, lengths


def _records(archive: ZipFile, name: str) -> Iterator[tuple[int, int, bytes]]:
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
            head = stream.read(min(size, 12))
            left = size - len(head)
            while left > 0 and (skipped := stream.read(min(left, 1 << 20))):
                left -= len(skipped)
            if left:
                return
            yield kind, size, head
