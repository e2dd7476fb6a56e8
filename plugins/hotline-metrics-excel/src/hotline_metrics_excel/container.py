"""What a file is, told from its bytes, before anything opens it as a workbook."""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from xml.parsers.expat import ExpatError

from hotline_metrics.domain.problem import column_letters
from hotline_metrics.plugin import ProblemKind, Source
from hotline_metrics_excel import binary, refusals
from hotline_metrics_excel.merged import Span
from hotline_metrics_excel.opendocument import merged_ranges
from hotline_metrics_excel.refusals import refusal

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
"""How .xls files begin, and every office file with a password."""

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
BLOCK = 1 << 20

BYTES_FOR_A_CELL = 32
"""What the reader needs for a cell, an empty one between two filled ones included."""

_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_OTHERS = (("word/", "（Word 文档）", " (a Word document)"), ("ppt/", "（演示文稿）", " (slides)"))
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
# The far cells only: beyond column Z or row 99,999. Most workbooks have few, so this is quick;
# a pattern that begins with plain letters is searched fastest.
_FAR = re.compile(rb'r="([A-Z]{2,}[0-9]+|[A-Z][0-9]{6,})"')
_NEAR_ROWS = 99_999
_NEAR_COLUMNS = 26
_ANY = re.compile(rb'r="([A-Z]+[0-9]+)"')
_WORKBOOK_BEGINS = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00", re.DOTALL)
_FILE_PASS = 0x2F
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def recognise(head: bytes) -> bool:
    """Tell whether a file's first bytes are those of a workbook."""
    if head.startswith(OLE):
        return True
    return head.startswith(ZIP) and (b"xl/" in head or b"opendocument.spreadsheet" in head)


def check_container(source: Source) -> Mapping[str, list[Span]]:
    """Refuse what is no workbook, and one that would not fit into memory.

    The sheets of .xlsx and .xlsb files are measured before they are opened: one stray cell in the
    last corner would make the reader ask for hundreds of gigabytes. It refuses such an .ods by
    itself, and an .xls has no such corner.

    Returns:
        Merged ranges by sheet, of the formats whose reader does not tell them.

    Raises:
        UnreadableSource: says what the file is and what to do.
    """
    head = source.head()
    if not head:
        raise refusal(refusals.EMPTY, source)
    if head.startswith((ZIP, EMPTY_ZIP)):
        with source.open() as stream:
            return _check_zip(source, stream)
    if head.startswith(OLE):
        with source.open() as stream:
            _check_ole(source, stream)
        return {}
    raise refusal(_text_kind(head), source)


def _text_kind(head: bytes) -> ProblemKind:
    mark, encoding = next(((m, e) for m, e in _MARKS if head.startswith(m)), (b"", ""))
    text = head[len(mark) :].decode(encoding or "latin-1", "replace").lstrip().lower()
    if "\0" in text:
        return refusals.UNKNOWN
    if text.startswith("<?xml") and "<html" not in text:
        return refusals.XML
    if text.startswith(("<", "mime-version:")):
        return refusals.HTML
    return refusals.TEXT


def _check_ole(source: Source, stream: BinaryIO) -> None:
    # A newer file with a password: the directory of streams, wherever it lies, names this one in
    # UTF-16. An older one: a record that says so at the beginning of its workbook.
    wanted = "EncryptedPackage".encode("utf-16-le")
    rest = b""
    size = 0
    while block := stream.read(BLOCK):
        size += len(block)
        if size > source.limits.bytes:
            raise refusal(refusals.TOO_LARGE, source, limit=str(source.limits.bytes))
        if wanted in rest + block or any(map(_is_locked, _WORKBOOK_BEGINS.finditer(block))):
            raise refusal(refusals.ENCRYPTED, source)
        rest = block[-len(wanted) :]


def _is_locked(begin: re.Match[bytes]) -> bool:
    # Behind the first record, perhaps behind one that only asks not to be overwritten.
    block, place = begin.string, begin.start()
    for _ in range(3):
        kind, length = (int.from_bytes(block[place + n : place + n + 2], "little") for n in (0, 2))
        if kind == _FILE_PASS:
            return True
        place += 4 + length
    return False


def _check_zip(source: Source, stream: BinaryIO) -> Mapping[str, list[Span]]:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if not any(name in names for name in _WORKBOOKS):
                raise _other_zip(source, names)
            if sum(info.file_size for info in archive.infolist()) > source.limits.bytes:
                raise refusal(refusals.TOO_LARGE, source, limit=str(source.limits.bytes))
            if _is_encrypted(archive):
                raise refusal(refusals.ENCRYPTED, source)
            for name in filter(_SHEET.fullmatch, names):
                _check_extent(source, archive, name)
            if binary.WORKBOOK in names:
                return _binary_spans(source, archive)
            return merged_ranges(archive) if "content.xml" in names else {}
    # NotImplementedError: a compression that no workbook uses; RuntimeError: a zip password.
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        KeyError,
        ExpatError,
    ) as error:
        raise refusal(refusals.DAMAGED, source) from error
    except RuntimeError as error:
        raise refusal(refusals.ENCRYPTED, source) from error


def _other_zip(source: Source, names: list[str]) -> Exception:
    for folder, chinese, english in _OTHERS:
        if any(name.startswith(folder) for name in names):
            return refusal(refusals.OTHER_ZIP, source, what=chinese, what_en=english)
    return refusal(refusals.OTHER_ZIP, source, what="", what_en="")


def _is_encrypted(archive: zipfile.ZipFile) -> bool:
    # An OpenDocument file with a password keeps its parts, as bytes that mean nothing.
    manifest = "META-INF/manifest.xml"
    if manifest not in archive.namelist():
        return False
    with archive.open(manifest) as stream:
        return b"encryption-data" in stream.read(BLOCK)


def _check_extent(source: Source, archive: zipfile.ZipFile, name: str) -> None:
    limit = source.limits.bytes
    far = _extent(archive, name, _FAR)
    if far is None:
        return
    # First as if the near cells reached the end of their part, then, if that is much, exactly.
    row, column = max(far[0], _NEAR_ROWS), max(far[1], _NEAR_COLUMNS)
    if row * column * BYTES_FOR_A_CELL > limit:
        row, column = _extent(archive, name, _ANY) or (0, 0)
        _check_size(source, row, column)


def _check_size(source: Source, row: int, column: int) -> None:
    limit = source.limits.bytes
    if row * column * BYTES_FOR_A_CELL > limit:
        cell = f"{column_letters(column)}{row}"
        raise refusal(refusals.TOO_SPREAD, source, cell=cell, limit=str(limit))


def _binary_spans(source: Source, archive: zipfile.ZipFile) -> dict[str, list[Span]]:
    found = {}
    for sheet, outline in binary.outlines(archive):
        _check_size(source, outline.rows, outline.columns)
        found[sheet] = outline.merged
    return found


def _extent(
    archive: zipfile.ZipFile, name: str, pattern: re.Pattern[bytes]
) -> tuple[int, int] | None:
    """Return the last row and the last column that cells of a pattern reach."""
    row = column = 0
    for block in _blocks(archive, name):
        for found in set(pattern.findall(block)):
            letters = found.rstrip(b"0123456789")
            row = max(row, int(found[len(letters) :]))
            column = max(column, _column(letters))
    return (row, column) if row else None


def _blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    # Cut behind a '>', so that no cell's place is cut in two.
    rest = b""
    with archive.open(name) as stream:
        while block := stream.read(BLOCK):
            cut = block.rfind(b">") + 1
            yield rest + block[:cut]
            rest = block[cut:] if cut else rest + block
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
