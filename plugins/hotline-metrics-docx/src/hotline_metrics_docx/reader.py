"""Bulletin reader ``docx``: what the exporter writes, and what people edit or publish in Word."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from hotline_metrics.plugin import (
    Bulletin,
    Heading,
    ListItem,
    NoOptions,
    Paragraph,
    SignOff,
    Source,
    Table,
    UnreadableSource,
    lay_out,
    over_limit,
    table_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

Block = Heading | Paragraph | ListItem | SignOff | Table

MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


SPANNED = 100_000
"""Most places that the cells of a document may take beyond twice their number."""

# What the archive's reader raises for a torn, encrypted or oddly packed file.
_DAMAGED = (
    BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip


def read_docx(source: Source, options: NoOptions) -> Bulletin:
    """Return the document that a Word file holds; merged cells repeat their text.

    Raises:
        UnreadableSource: it is no Word document, or larger than the limits allow.
    """
    del options
    from lxml.etree import XMLSyntaxError

    try:
        with source.open() as stream, ZipFile(stream) as archive:
            # No more is unpacked than the archive says; pictures and the rest are not looked at.
            if archive.getinfo("word/document.xml").file_size > source.limits.document_bytes:
                raise over_limit(source.name, "document_bytes", source.limits.document_bytes)
            data = archive.read("word/document.xml")
        parts = list(_parts(data, source.name))
    except (*_DAMAGED, XMLSyntaxError) as error:
        raise UnreadableSource(
            f"{source.name} 不是 Word 文档（.docx）；旧的 .doc 请先另存为 .docx",
            f"{source.name}: is no Word document; save an old .doc as .docx first",
        ) from error
    return _assembled(parts)


def _parts(data: bytes, name: str) -> Iterator[str | Table]:
    from lxml import etree

    cells = places = 0
    # No entities, no network, no huge trees: the file may be anybody's.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    body = etree.fromstring(data, parser).find(f"{MAIN}body")
    for element in body if body is not None else ():
        if element.tag == f"{MAIN}p":
            yield _text(element)
        elif element.tag == f"{MAIN}tbl":
            rows: list[list[str | None]] = []
            for row in element.iter(f"{MAIN}tr"):
                # The rows of a table in a cell are text of the cell.
                if next(row.iterancestors(f"{MAIN}tbl")) is not element:
                    continue
                rows.append(list(_cells(row)))
                cells += len(row)
                places += len(rows[-1])
                if places > 2 * cells + SPANNED:
                    raise UnreadableSource(
                        f"{name}：合并单元格占位过多",
                        f"{name}: merged cells take too many places",
                    )
            yield table_of([row for row in _merged(rows) if row])


def _text(element: _Element) -> str:
    nodes = element.iter(f"{MAIN}t", f"{MAIN}tab", f"{MAIN}br")
    pieces = [(node.text or "") if node.tag == f"{MAIN}t" else " " for node in nodes]
    return "".join(pieces).strip()


def _cells(row: _Element) -> list[str | None]:
    cells: list[str | None] = []
    for cell in row.iterchildren(f"{MAIN}tc"):
        span = cell.find(f"{MAIN}tcPr/{MAIN}gridSpan")
        down = cell.find(f"{MAIN}tcPr/{MAIN}vMerge")
        across = int(span.get(f"{MAIN}val", "1")) if span is not None else 1
        goes_on = down is not None and down.get(f"{MAIN}val", "continue") == "continue"
        text = None if goes_on else " ".join(_text(cell).split())
        cells += [text] * min(max(across, 1), 200)
    return cells


def _merged(rows: list[list[str | None]]) -> Iterator[tuple[str, ...]]:
    above: list[str] = []
    for row in rows:
        above = [
            (above[n] if n < len(above) else "") if cell is None else cell
            for n, cell in enumerate(row)
        ]
        yield tuple(above)


def _assembled(parts: list[str | Table]) -> Bulletin:
    """Lay out the text before the first table as the head, and the rest as the body."""
    lines: list[str] = []
    blocks: list[Block] = []
    first: Bulletin | None = None
    for part in (*parts, None):
        if isinstance(part, str):
            lines.append(part)
            continue
        if lines:
            laid = lay_out(lines)
            lines = []
            if first is None:
                first = laid
            else:
                heads = (laid.head, laid.number, laid.title, laid.to)
                blocks += [Paragraph(runs) for runs in heads if runs]
            blocks += laid.blocks
        if isinstance(part, Table):
            blocks.append(part)
    head = first or Bulletin()
    return Bulletin(
        head=head.head,
        number=head.number,
        title=head.title,
        to=head.to,
        blocks=tuple(blocks),
    )
