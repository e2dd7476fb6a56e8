"""Streams of the compound files that .xls files are: sectors in chains, like a small disk.

The layout is that of [MS-CFB]. Whatever a damaged file says, no chain is followed twice.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

_END = 0xFFFFFFFA  # from here on a number is no sector
_MINI = 4096
"""A stream that is smaller lies in short sectors of its own."""


def find_stream(file: bytes, names: Iterable[str]) -> bytes:
    """Return the first stream with one of these names, whole as far as it is there.

    Args:
        file: the compound file.
        names: the stream's names, the most wanted first.

    Raises:
        ValueError: its table of sectors names one of them twice.
    """
    if len(file) < 512:
        return b""
    size = 1 << min(max(struct.unpack_from("<H", file, 30)[0], 7), 16)
    head = struct.unpack_from("<IIIIIIII", file, 44)
    fat_sectors = [*struct.unpack_from("<109I", file, 76)]
    for block in _chain_of_tables(file, size, head[6]):
        fat_sectors += block
    fat_sectors = [number for number in fat_sectors if number < _END]
    if len(set(fat_sectors)) < len(fat_sectors):
        raise ValueError("a sector that is two parts of one table")
    fat = b"".join(_sector(file, size, number) for number in fat_sectors)
    entries = list(_entries(_follow(file, size, fat, head[1])))
    if not entries:
        return b""
    root = _follow(file, size, fat, entries[0][1][0])
    for name in names:
        found = next((where for called, where in entries if called == name), None)
        if found is None:
            continue
        start, length = found
        if length >= _MINI:
            return _follow(file, size, fat, start)[:length]
        mini_fat = _follow(file, size, fat, head[4])
        return _follow(b"\0" * 64 + root, 64, mini_fat, start)[:length]
    return b""


def _sector(file: bytes, size: int, number: int) -> bytes:
    # The header takes the room of the first sector.
    start = (number + 1) * size
    return file[start : start + size]


def _follow(file: bytes, size: int, fat: bytes, number: int) -> bytes:
    """Return the sectors of a chain, joined."""
    sectors: list[bytes] = []
    seen: set[int] = set()
    while number < len(fat) // 4 and number not in seen:
        seen.add(number)
        sectors.append(_sector(file, size, number))
        (number,) = struct.unpack_from("<I", fat, 4 * number)
    return b"".join(sectors)


def _chain_of_tables(file: bytes, size: int, number: int) -> Iterator[list[int]]:
    """Yield further sectors of the table of sectors; the last number of each is the next one's."""
    seen: set[int] = set()
    while number < _END and number not in seen:
        seen.add(number)
        block = _sector(file, size, number)
        numbers = [*struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])]
        if not numbers:
            return
        number = numbers.pop()
        yield numbers


def _entries(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield name, first sector and length of every entry."""
    for place in range(0, len(directory) - 127, 128):
        (length,) = struct.unpack_from("<H", directory, place + 64)
        name = directory[place : place + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
        yield name, struct.unpack_from("<II", directory, place + 116)
