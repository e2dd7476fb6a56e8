"""The bulletin as Word document in official layout (GB/T 9704) and PDF, and Word read back.

Importing this loads neither python-docx nor anything else that is heavy.
"""

from __future__ import annotations

from collections.abc import Iterable

from hotline_metrics.plugin import (
    AnyBulletinReader,
    AnyExporter,
    Bulletin,
    BulletinReader,
    Exporter,
    Message,
    NoOptions,
    Publication,
    Source,
    hookimpl,
)
from hotline_metrics_docx.options import DocxOptions, PdfOptions

__all__ = [
    "DOCX",
    "PDF",
    "READER",
    "DocxOptions",
    "PdfOptions",
    "read_docx",
    "write_docx",
    "write_pdf",
]


def write_docx(publication: Publication, options: DocxOptions) -> bytes:
    """Return the bulletin as a Word document.

    Args:
        publication: what to write.
        options: how.

    Raises:
        MissingDependency: the options want a package or a font that is not installed.
        TemplateError: the office's own template cannot be read or filled.
    """
    if options.template is not None:
        from hotline_metrics_docx.own_template import fill_template

        return fill_template(publication, options.template)
    from hotline_metrics_docx.document import document_bytes

    return document_bytes(publication, options)


def write_pdf(publication: Publication, options: PdfOptions) -> bytes:
    """Return the bulletin as PDF: the Word document, printed by LibreOffice.

    Fonts that had to stand in for others are logged as warnings of ``hotline_metrics_docx``.

    Args:
        publication: what to write.
        options: how.

    Raises:
        MissingDependency: LibreOffice is not installed, or a font is not and none may stand in.
        ConversionFailed: LibreOffice did not finish, or wrote nothing.
    """
    from hotline_metrics_docx.libreoffice import convert_to_pdf

    return convert_to_pdf(write_docx(publication, options), options, publication.lang)


def read_docx(source: Source, options: NoOptions) -> Bulletin:
    """Return the document that a Word file holds.

    Raises:
        UnreadableSource: it is no Word document.
    """
    from hotline_metrics_docx import reader

    return reader.read_docx(source, options)


DOCX = Exporter(
    format="docx",
    summary=Message(
        "公文格式（GB/T 9704）的 Word 文档", "Word document in official layout (GB/T 9704)"
    ),
    suffixes=(".docx",),
    options=DocxOptions,
    write=write_docx,
    requires=("docx",),
    install="pip install hotline-metrics-docx",
)

PDF = Exporter(
    format="pdf",
    summary=Message("由 LibreOffice 转成的 PDF", "the Word document as PDF, by LibreOffice"),
    suffixes=(".pdf",),
    options=PdfOptions,
    write=write_pdf,
    requires=("docx",),
    install="pip install hotline-metrics-docx",
)


@hookimpl
def hotline_exporters() -> Iterable[AnyExporter]:
    """Offer both."""
    yield DOCX
    yield PDF


READER = BulletinReader(
    format="docx",
    summary=Message("已发布的 Word 通报", "a published bulletin as a Word document"),
    suffixes=(".docx",),
    options=NoOptions,
    read=read_docx,
    requires=("lxml",),
    install="pip install hotline-metrics-docx",
)


@hookimpl
def hotline_bulletin_readers() -> Iterable[AnyBulletinReader]:
    """Offer the reader."""
    yield READER
