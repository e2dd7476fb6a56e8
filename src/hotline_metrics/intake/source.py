"""What importers read from and what they give: sources and rows, nothing understood yet."""

from __future__ import annotations

import codecs
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import attrs

from hotline_metrics.domain.problem import Location
from hotline_metrics.errors import UnreadableSource

Cell = str | int | float | bool | date | datetime | None
"""A cell as the source types it; nothing is turned into text by an importer."""


@attrs.frozen(eq=False)
class Row:
    """One record of a source, titles and headers included.

    Few rows are ever asked where they stand, so an importer of many may give them all the place
    of the first and say how far below it each one is.

    Attributes:
        cells: the record's cells, in column order.
        start: the location it was given: its own, or that of a row above.
        below: how many records below that one it stands.

    >>> first = Location(source="a.csv", row=2, line=2)
    >>> Row(["1", "甲局"], first, below=5).location == Row(["1", "甲局"], first.below(5)).location
    True
    """

    cells: Sequence[Cell]
    start: Location = attrs.field(alias="location")
    below: int = 0

    @property
    def location(self) -> Location:
        """Where it stands; its ``row`` counts from 1."""
        return self.start.below(self.below) if self.below else self.start

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Row):
            return NotImplemented
        return (self.cells, self.location) == (other.cells, other.location)

    def __hash__(self) -> int:
        return hash((self.cells, self.location))


@attrs.frozen(kw_only=True)
class Limits:
    """How much of a source is read before it is refused.

    Attributes:
        columns: most cells in a row.
        cell_characters: most characters in a cell.
        bytes: most bytes of the source, unpacked.
        rows: most rows of the source.
    """

    columns: int = 16_384
    cell_characters: int = 1_000_000
    bytes: int = 4_000_000_000
    rows: int = 200_000_000


@attrs.frozen(kw_only=True)
class Source:
    """A file, or bytes that stand for one, that an importer reads.

    Attributes:
        name: what to call it in messages, without its folder.
        path: where it lies; ``None`` when it was given as bytes.
        data: its bytes, when there is no path.
        limits: how much of it is read.
    """

    name: str
    path: Path | None = None
    data: bytes | None = attrs.field(default=None, repr=False)
    limits: Limits = Limits()

    @classmethod
    def at(cls, path: str | Path, *, limits: Limits | None = None) -> Source:
        """Return the source that a file is."""
        path = Path(path)
        return cls(name=path.name, path=path, limits=limits or Limits())

    def open(self) -> BinaryIO:
        """Open the source for reading from its start; the caller closes it.

        Raises:
            UnreadableSource: it cannot be opened.
        """
        if self.path is None:
            return io.BytesIO(self.data or b"")
        try:
            return self.path.open("rb")
        except OSError as error:
            raise UnreadableSource(f"{self.name}: {error.strerror}") from error

    def head(self, size: int = 4096) -> bytes:
        """Return the first bytes, to recognise what the source is."""
        with self.open() as stream:
            return stream.read(size)

    def digest(self) -> str:
        """Return the hash of the source's bytes, as manifests print it.

        Raises:
            UnreadableSource: it cannot be opened.
        """
        import hashlib

        found = hashlib.sha256()
        with self.open() as stream:
            while block := stream.read(1 << 20):
                found.update(block)
        return f"sha256:{found.hexdigest()}"

    def text(self) -> str:
        """Return a document's text: its byte-order mark, else UTF-8, else GB18030 decides.

        Raises:
            UnreadableSource: it is no text in any of these, or larger than the limits allow.
        """
        with self.open() as stream:
            data = stream.read(self.limits.bytes + 1)
        if len(data) > self.limits.bytes:
            raise UnreadableSource(f"{self.name}: more than {self.limits.bytes} bytes")
        marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise UnreadableSource(f"{self.name}: 不是文本文件 / is no text")
