"""The extent of sheets in .xlsx files, quickly where they are written as usual.

All programs write cells as ``<c r="A1" ...``. Then the far cells are found by searching; whatever
is written in another way is taken apart, which is slow and always right.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.parsers import expat
from zipfile import ZipFile

import attrs

from hotline_metrics.plugin import Source
from hotline_metrics_excel.memory import FILLED, PLACE, TEXT, Extent, check_extent, longest_texts
from hotline_metrics_excel.xml_parts import pieces, take_apart

# The far cells only: beyond column Z or row 99,999. Most workbooks have few, so this is quick;
# a pattern that begins with plain letters is searched fastest.
_FAR = re.compile(rb'r="([A-Za-z]{2,}[0-9]+|[A-Za-z][0-9]{6,})"')
_NEAR_ROWS = 99_999
_NEAR_COLUMNS = 26
_UNUSUAL = re.compile(rb'<c(?! r="[A-Za-z])[\s/>]')
_UNUSUAL_PREFIXED = re.compile(rb':c(?! r="[A-Za-z])[\s/>]')
_TEXT = re.compile(rb"<(?:[^\s<>:]{1,40}:)?si[\s/>]")
_PLACE = re.compile(r"([A-Za-z]+)([0-9]+)", re.ASCII)
_USUAL = re.compile(rb'<(?:[a-z]+:)?c r="[A-Za-z]+[0-9]+"(?: [a-z]+="[^"<>]*")*/?>')
_SHARED = re.compile(rb' t="s"(?: [a-z]+="[^"<>]*")*><(?:[a-z]+:)?v>([0-9]+)<')


def check_sheets(source: Source, archive: ZipFile) -> None:
    """Refuse an .xlsx file one of whose parts is a sheet that would take too much memory.

    Raises:
        UnreadableSource: it would.
        BadZipFile: a part that has to be taken apart is no XML.
    """
    limit = source.limits.bytes
    searched = {name: _searched(archive, name) for name in archive.namelist()}
    lengths = longest_texts(part.lengths for part in searched.values())
    longest = max(lengths, default=0)
    for name, part in searched.items():
        found = part.extent
        # First as if the near cells reached the end of their part, and every cell showed the
        # longest text: most sheets pass even so.
        if found is not None:
            row, column = max(found.row, _NEAR_ROWS), max(found.column, _NEAR_COLUMNS)
            if row * column * PLACE > limit:
                found = None
            elif found.cells * (FILLED + longest * TEXT) > limit:
                found = _counted(archive, name, found)
        check_extent(source, found or _taken_apart(archive, name), lengths)


@attrs.define
class _Part:
    """What a quick look at a part finds.

    Attributes:
        extent: the far end of its cells, and how many there are; ``None`` for unusual XML.
        lengths: bytes of each text it shares with sheets, a bit more at times, never less.
    """

    extent: Extent | None = attrs.field(factory=Extent)
    lengths: list[int] = attrs.field(factory=list)

    def look_for_cells(self, block: bytes) -> None:
        if self.extent is None:
            return
        odd = _UNUSUAL.search(block) or (b":c" in block and _UNUSUAL_PREFIXED.search(block))
        if odd or b"\0" in block[:4]:
            self.extent = None
            return
        for place in set(_FAR.findall(block)):
            row, column = _row_and_column(place.decode())
            self.extent.row = max(self.extent.row, row)
            self.extent.column = max(self.extent.column, column)
        self.extent.cells += _cells_of(block)

    def look_for_texts(self, block: bytes) -> None:
        pieces = [block]
        if b"<si" in block or b":si" in block:
            pieces = _TEXT.split(block)
        if self.lengths:
            self.lengths[-1] += len(pieces[0])
        self.lengths += map(len, pieces[1:])


def _searched(archive: ZipFile, name: str) -> _Part:
    found = _Part()
    for block in pieces(archive, name):
        found.look_for_cells(block)
        found.look_for_texts(block)
    return found


def _counted(archive: ZipFile, name: str, found: Extent) -> Extent | None:
    """Count which shared text is shown how often; ``None`` for unusual XML."""
    for block in pieces(archive, name):
        shown = _SHARED.findall(block)
        usual = len(_USUAL.findall(block)) == _cells_of(block)
        if not usual or len(shown) != block.count(b' t="s"'):
            return None
        for number, times in Counter(shown).items():
            found.shared[_number(number.decode())] += times
    return found


def _cells_of(block: bytes) -> int:
    return block.count(b"<c ") + block.count(b":c ")


def _taken_apart(archive: ZipFile, name: str) -> Extent:
    with archive.open(name) as stream:
        start = stream.read(200).lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0")
    cells = _Cells()
    if start.startswith(b"<"):  # and no picture
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = cells.start
        parser.EndElementHandler = cells.end
        parser.CharacterDataHandler = cells.take
        take_apart(parser, archive, name)
    return cells.extent


@attrs.define
class _Cells:
    """Follows cells while their tags go by, as the reader does."""

    extent: Extent = attrs.field(factory=Extent)
    row: int = 0
    column: int = 0
    shows_shared: bool = False
    value: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        place = attributes.get("r", "")
        if name == "row":
            self.row = _number(place) or self.row + 1
            self.column = 0
        elif name == "c":
            here = _row_and_column(place)
            self.row, self.column = here if all(here) else (max(self.row, 1), self.column + 1)
            self.extent.reach(self.row, self.column)
            self.shows_shared = attributes.get("t") == "s"
        elif name == "v" and self.shows_shared:
            self.value = []

    def end(self, tag: str) -> None:
        if self.value is not None and tag.rpartition(" ")[2] == "v":
            self.extent.shared[_number("".join(self.value).strip())] += 1
            self.value = None

    def take(self, text: str) -> None:
        if self.value is None:
            self.extent.text += len(text.encode())
        else:
            self.value.append(text[:20])


def _row_and_column(place: str) -> tuple[int, int]:
    match = _PLACE.fullmatch(place)
    if match is None:
        return (0, 0)
    column = 0
    for letter in match[1][:12].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return _number(match[2]), column


def _number(text: str) -> int:
    # What is longer than any number of the format is as large as it looks.
    return int(text[:15]) if text.isascii() and text.isdigit() else 0
