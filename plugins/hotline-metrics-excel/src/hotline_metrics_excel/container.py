"""What a file is, told from its bytes, before anything opens it as a workbook."""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import BinaryIO
from xml.parsers.expat import ExpatError

from hotline_metrics.plugin import ProblemKind, Source
from hotline_metrics_excel import ooxml, opendocument, refusals
from hotline_metrics_excel.biff import check_old_sheets
from hotline_metrics_excel.binary import check_binary_sheets
from hotline_metrics_excel.merged import Span
from hotline_metrics_excel.refusals import refusal

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
"""How .xls files begin, and every office file with a password."""

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
BLOCK = 1 << 20

PACKED, BIG = 200, 50_000_000
"""A part of more than so many bytes never unpacks to more than so many times what it was."""

_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_OTHERS = (("word/", "（Word 文档）", " (a Word document)"), ("ppt/", "（演示文稿）", " (slides)"))
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

    Every sheet is measured before the reader opens it; see :mod:`hotline_metrics_excel.memory`.

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
    stream.seek(0)
    try:
        check_old_sheets(source, stream.read())
    except ValueError as error:
        raise refusal(refusals.DAMAGED, source) from error


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
            for info in archive.infolist():
                times = info.file_size // max(info.compress_size, 1)
                if info.file_size > BIG and times > PACKED:
                    raise refusal(refusals.TOO_PACKED, source, times=str(times))
            if _is_encrypted(archive):
                raise refusal(refusals.ENCRYPTED, source)
            ooxml.check_sheets(source, archive)
            if "content.xml" in names:
                return opendocument.check_sheets(source, archive)
            return check_binary_sheets(source, archive)
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
