"""The extent of sheets in .xls files: records of a kind and a length, one after another."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Iterator
from itertools import accumulate

from hotline_metrics.plugin import Source
from hotline_metrics_excel.compound import find_stream
from hotline_metrics_excel.memory import Extent, check_extent

_BEGIN = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
# Numbers, texts, truths, formulas and blanks, of all versions; each begins with row and column.
_CELLS = frozenset(
    {
        0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206,
        0x0406, 0x027E, 0x00D6, 0x00FD,
    }
)  # fmt: skip
_ROWS_OF_CELLS = frozenset({0x00BD, 0x00BE})
_SHARED_CELL = 0x00FD
_TEXTS = 0x00FC
_GOES_ON = 0x003C


def check_old_sheets(source: Source, file: bytes) -> None:
    """Refuse an .xls file one of whose sheets would take too much memory.

    Raises:
        UnreadableSource: it would.
    """
    stream = find_stream(file, ("Workbook", "Book"))
    extents = [Extent()]
    texts: list[bytes] = []
    in_texts = False
    for kind, data in _records(stream):
        if kind in _BEGIN:
            extents.append(Extent())
        elif len(data) >= 4 and (kind in _CELLS or kind in _ROWS_OF_CELLS):
            row, column = struct.unpack_from("<HH", data)
            if kind in _ROWS_OF_CELLS:
                (column,) = struct.unpack_from("<H", data, len(data) - 2)
                extents[-1].cells += len(data) // 2
            extents[-1].reach(row + 1, column + 1)
            extents[-1].text += 2 * len(data)
            if kind == _SHARED_CELL and len(data) >= 10:
                extents[-1].shared[struct.unpack_from("<I", data, 6)[0]] += 1
        in_texts = kind == _TEXTS or (in_texts and kind == _GOES_ON)
        if in_texts:
            texts.append(data)
    lengths = list(_text_lengths(texts))
    for extent in extents:
        check_extent(source, extent, lengths)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _text_lengths(records: list[bytes]) -> Iterator[int]:
    """Yield how many bytes each shared text takes.

    A text may go on in the next record, which then begins with a byte of its own.
    """
    data = b"".join(records)
    ends = deque(accumulate(map(len, records)))
    place = 8
    while place + 3 <= len(data):
        characters, flags = struct.unpack_from("<HB", data, place)
        place += 3
        runs = extra = 0
        if flags & 8 and place + 2 <= len(data):
            (runs,) = struct.unpack_from("<H", data, place)
            place += 2
        if flags & 4 and place + 4 <= len(data):
            (extra,) = struct.unpack_from("<I", data, place)
            place += 4
        yield 3 * characters
        wide = flags & 1
        while characters and place < len(data):
            while ends and ends[0] <= place:
                ends.popleft()
            room = ((ends[0] if ends else len(data)) - place) // (1 + wide)
            taken = min(characters, room)
            characters -= taken
            place += taken * (1 + wide)
            if characters and place < len(data):
                place = ends[0] if ends else len(data)
                wide = data[place] & 1 if place < len(data) else 0
                place += 1
        place += 4 * runs + extra
