"""What importers read from and what they give: sources and rows, nothing understood yet."""

from __future__ import annotations

import codecs
import io
import stat
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from errno import EINVAL
from os import strerror
from pathlib import Path
from typing import BinaryIO

import attrs

from hotline_metrics.domain.problem import Location
from hotline_metrics.errors import InvalidValue, UnreadableSource, cannot_read

Cell = str | int | float | bool | date | datetime | None
"""A cell as the source types it; nothing is turned into text by an importer."""


# Not frozen: there are millions, and freezing each would cost more than all else of it.
@attrs.define(eq=False)
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


def _not_negative(_: object, field: attrs.Attribute[int], limit: int) -> None:
    if limit < 0:
        raise InvalidValue(
            f"限额 {field.name} 不能为负数：{limit}",
            f"limit {field.name}: {limit} is less than nothing",
        )


@attrs.frozen(kw_only=True)
class Limits:
    """How much of a source is read before it is refused.

    Attributes:
        columns: most cells in a row.
        cell_characters: most characters in a cell.
        row_characters: most characters in a row of a text file.
        bytes: most bytes of a source, as it lies there and as it is unpacked.
        document_bytes: most bytes of a document that is held as a whole: a bulletin, a report.
        rows: most rows of the source.
    """

    columns: int = attrs.field(default=16_384, validator=_not_negative)
    cell_characters: int = attrs.field(default=1_000_000, validator=_not_negative)
    row_characters: int = attrs.field(default=20_000_000, validator=_not_negative)
    bytes: int = attrs.field(default=4_000_000_000, validator=_not_negative)
    document_bytes: int = attrs.field(default=20_000_000, validator=_not_negative)
    rows: int = attrs.field(default=200_000_000, validator=_not_negative)


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
            UnreadableSource: it cannot be opened, is no file, or is larger than the limits allow.
        """
        if self.path is None:
            self._check_size(len(self.data or b""))
            return io.BytesIO(self.data or b"")
        try:
            about = self.path.stat()
            # Asked before it is opened: a pipe would wait for ever, a device never ends.
            if not stat.S_ISREG(about.st_mode):
                raise UnreadableSource(f"{self.name} 不是文件", f"{self.name}: is no file")
            self._check_size(about.st_size)
            return self.path.open("rb")
        except OSError as error:
            raise UnreadableSource(*cannot_read(self.name, error)) from error
        except ValueError as error:  # a name that no file can have
            impossible = OSError(EINVAL, strerror(EINVAL))
            raise UnreadableSource(*cannot_read(self.name, impossible)) from error

    def _check_size(self, size: int) -> None:
        if size > self.limits.bytes:
            raise over_limit(self.name, "bytes", self.limits.bytes)

    def head(self, size: int = 4096) -> bytes:
        """Return the first bytes, to recognise what the source is."""
        with self.open() as stream:
            return stream.read(size)

    def digest(self) -> str:
        """Return the hash of the source's bytes, as manifests print it.

        Raises:
            UnreadableSource: it cannot be opened, or is larger than the limits allow.
        """
        import hashlib

        found = hashlib.sha256()
        for name, source in self._parts():
            found.update(name.encode())
            with source.open() as stream:
                while block := stream.read(1 << 20):
                    found.update(block)
        return f"sha256:{found.hexdigest()}"

    def as_read(self) -> AsRead:
        """Return the source as it is now, for a hash that is computed when somebody asks.

        Raises:
            UnreadableSource: it cannot be opened, or is larger than the limits allow.
        """
        return AsRead(self, self._state())

    def _state(self) -> tuple[tuple[str, int, int], ...]:
        try:
            found = []
            for name, part in self._parts():
                if part.path is not None:
                    about = part.path.stat()
                    found.append((name, about.st_size, about.st_mtime_ns))
            return tuple(found)
        except OSError as error:
            raise UnreadableSource(*cannot_read(self.name, error)) from error
        except ValueError as error:  # a name that no file can have
            impossible = OSError(EINVAL, strerror(EINVAL))
            raise UnreadableSource(*cannot_read(self.name, impossible)) from error

    def read(self) -> bytes:
        """Return a document's bytes.

        Raises:
            UnreadableSource: it cannot be opened, or is larger than the limits allow.
        """
        limit = self.limits.document_bytes
        with self.open() as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise over_limit(self.name, "document_bytes", limit)
        return data

    def _parts(self) -> Iterator[tuple[str, Source]]:
        """Yield the source itself, or the files of a folder with their names in it."""
        if self.path is None or not self.path.is_dir():
            yield "", self
            return
        files = sorted(each for each in self.path.rglob("*") if each.is_file())
        self._check_size(sum(path.stat().st_size for path in files))
        for path in files:
            yield path.relative_to(self.path).as_posix(), Source.at(path, limits=self.limits)

    def text(self) -> str:
        """Return a document's text: its byte-order mark, else UTF-8, else GB18030 decides.

        Raises:
            UnreadableSource: it is no text in any of these, or larger than the limits allow.
        """
        data = self.read()
        marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise UnreadableSource(f"{self.name} 不是文本文件", f"{self.name}: is no text")


@attrs.frozen
class AsRead:
    """A source as it was when it was read.

    Attributes:
        source: the source.
        state: size and time of its files.
    """

    source: Source
    state: tuple[tuple[str, int, int], ...] = attrs.field(repr=False)

    def digest(self) -> str:
        """Return the hash of the bytes that were read.

        Raises:
            UnreadableSource: the source is gone, or has changed since.
        """
        name = self.source.name
        if self.source._state() != self.state:
            raise UnreadableSource(
                f"{name} 在读取之后被改动，请重新读取",
                f"{name}: has changed since it was read; read it again",
            )
        return self.source.digest()


def over_limit(name: str, limit: str, most: int) -> UnreadableSource:
    """Return the error for a source that is larger than a limit, with the limit's name.

    Args:
        name: the source's name.
        limit: the limit's name in :class:`Limits`.
        most: what it allows.
    """
    more = f"--limit {limit}={10 * max(most, 1)}"
    return UnreadableSource(
        f"{name} 超过读取限额 {limit}（{most}）；确需读取，请提高，如 {more}",
        f"{name}: is above the limit {limit} of {most}; "
        f"to read it all the same, raise it, as in {more}",
    )
