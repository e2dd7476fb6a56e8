"""Files of separated text: whether a fast reader splits them as ``csv.reader`` does, and lines.

CSV is not one language. What is read as columns has only quotes that every reader understands
alike: around a whole cell, and doubled inside it. A lone carriage return or a NUL character, which
readers treat differently, sends the file to the importer.
"""

from __future__ import annotations

import codecs
import re
import tempfile
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import attrs

from hotline_metrics.plugin import TextFile
from hotline_metrics_frames.engines import CannotSplit

BLOCK = 1 << 20
"""Bytes that are looked at together; so many stay near the processor."""

CELL = re.compile(rb'"[^"]*(?:""[^"]*)*"')


@attrs.frozen
class Layout:
    """What a pass over a file found.

    Attributes:
        breaks: numbers of the records that hold line breaks, once for each break, in order.
    """

    breaks: tuple[int, ...] = ()

    def line_of(self, row: int) -> int:
        """Return the physical line on which a record begins."""
        return row + bisect_left(self.breaks, row)


def look_through(path: Path, delimiter: str, encoding: str, *, decoded: bool = False) -> Layout:
    """Pass over a file and return its layout.

    Args:
        path: the file, in an encoding that leaves ASCII characters as they are.
        delimiter: one character.
        encoding: what its text must be; checked where it is UTF-8.
        decoded: whether the engine refuses what is no such text by itself.

    Raises:
        CannotSplit: readers would differ.
    """
    before, after = (delimiter.encode() + b"\n", delimiter.encode() + b"\r\n")
    utf8 = codecs.lookup(encoding).name.startswith("utf-8") and not decoded
    broken = False
    with path.open("rb") as stream:
        for block in _whole_records(stream):
            if b"\0" in block:
                raise CannotSplit("有 NUL 字符", "a NUL character")
            if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
                raise CannotSplit("有单独的回车符", "a lone carriage return")
            if utf8 and not _is_utf8(block):
                raise CannotSplit("不全是 UTF-8", "not UTF-8 throughout")
            if b'"' not in block:
                continue
            marks = 0
            for start, end in (match.span() for match in CELL.finditer(block)):
                marks += block.count(b'"', start, end)
                if (start and block[start - 1] not in before) or (
                    end < len(block) and block[end] not in after
                ):
                    raise CannotSplit("引号不在单元格两端", "a quote inside a cell")
                broken = broken or block.find(b"\n", start, end) >= 0
            if marks != block.count(b'"'):
                raise CannotSplit("引号没有闭合", "a quote that is not closed")
    return Layout(_breaks(path) if broken else ())


def _breaks(path: Path) -> tuple[int, ...]:
    """Return the records of a file of sound quotes that hold line breaks, once for each."""
    found: list[int] = []
    line = 1
    with path.open("rb") as stream:
        for block in _whole_records(stream):
            last = 0
            for start, end in (match.span() for match in CELL.finditer(block)):
                number = block.count(b"\n", start, end)
                if number:
                    line += block.count(b"\n", last, start)
                    found += [line - len(found)] * number
                    line += number
                    last = end
            line += block.count(b"\n", last)
    return tuple(found)


def has_blank_lines(path: Path) -> bool:
    """Tell whether there may be blank lines, which some readers leave out of the count.

    Args:
        path: a file of text.
    """
    ends = b"\n"  # what came before the block: the file begins as after a line's end
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            seen = ends + block
            if b"\n\n" in seen or b"\n\r\n" in seen:
                return True
            ends = seen[-2:]
    return False


def recode(path: Path, encoding: str, target: Path) -> None:
    """Write a copy of a text file in UTF-8, a block at a time.

    Args:
        path: the file.
        encoding: its encoding.
        target: the copy.

    Raises:
        CannotSplit: it is not in that encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream, target.open("wb") as copy:
            while block := stream.read(BLOCK):
                copy.write(decoder.decode(block).encode())
            copy.write(decoder.decode(b"", final=True).encode())
    except UnicodeDecodeError as error:
        raise CannotSplit(f"不是 {encoding} 编码", f"not {encoding} throughout") from error


@contextmanager
def in_utf8(table: TextFile) -> Iterator[Path]:
    """Give the file itself, or a copy of it in UTF-8 that is gone afterwards.

    Args:
        table: the file and its encoding.
    """
    if codecs.lookup(table.encoding).name.startswith("utf-8"):
        yield table.path
        return
    with tempfile.TemporaryDirectory(prefix="hotline-metrics-") as folder:
        copy = Path(folder) / "utf-8.csv"
        recode(table.path, table.encoding, copy)
        yield copy


def _whole_records(stream: BinaryIO) -> Iterator[bytes]:
    """Yield blocks that end with a record, as far as quotes tell."""
    rest = b""
    while True:
        block = stream.read(BLOCK)
        if not block:
            break
        rest += block
        at = rest.rfind(b"\n") + 1
        # An odd number of quotes before the line's end: the line break belongs to a cell.
        while at and b'"' in rest and rest.count(b'"', 0, at) % 2:
            at = rest.rfind(b"\n", 0, at - 1) + 1
        if at:
            yield rest[:at]
            rest = rest[at:]
    if rest:
        yield rest


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
