"""XML parts of an archive, piece by piece: no more than a piece is held, whatever they hold."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers.expat import ExpatError, XMLParserType
from zipfile import BadZipFile, ZipFile

BLOCK = 1 << 20

LONGEST_TAG = 1 << 16
"""A tag that is longer is none; parsers would read it again and again until it ends."""


def pieces(archive: ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part in pieces that end behind a ``>``, so that no tag is cut in two."""
    rest = b""
    with archive.open(name) as stream:
        while block := stream.read(BLOCK):
            cut = block.rfind(b">") + 1
            if cut:
                yield rest + block[:cut]
                rest = block[cut:]
            elif len(rest) < LONGEST_TAG:
                rest += block
            else:
                yield rest
                rest = block
    yield rest


def take_apart(parser: XMLParserType, archive: ZipFile, name: str) -> None:
    """Let a parser's handlers see a part.

    Raises:
        BadZipFile: it is no XML, declares entities, or has a tag without an end.
    """

    def refuse_entities(*_: object) -> None:
        raise BadZipFile("no workbook declares entities")

    parser.EntityDeclHandler = refuse_entities
    unended = 0
    try:
        for piece in pieces(archive, name):
            end = piece.rfind(b">") + 1
            begin = piece.find(b"<", end)
            if begin >= 0 or (unended and not end):
                unended += len(piece) - max(begin, end)
            else:
                unended = 0
            if unended > LONGEST_TAG:
                raise BadZipFile("a tag without an end")
            parser.Parse(piece)
        parser.Parse(b"", True)  # noqa: FBT003 - the parser's own
    except ExpatError as error:
        raise BadZipFile("not XML") from error
