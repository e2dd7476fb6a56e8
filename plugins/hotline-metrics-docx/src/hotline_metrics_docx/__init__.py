"""Exporters ``docx`` and ``pdf``: the bulletin in the layout of official documents (GB/T 9704).

Importing this loads neither python-docx nor anything else that is heavy.
"""

from __future__ import annotations

from collections.abc import Iterable

from hotline_metrics.plugin import AnyExporter, Exporter, Publication, hookimpl
from hotline_metrics_docx.options import DocxOptions, PdfOptions

__all__ = ["DOCX", "PDF", "DocxOptions", "PdfOptions", "write_docx", "write_pdf"]


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

    return convert_to_pdf(write_docx(publication, options), options)


DOCX = Exporter(
    format="docx",
    summary="Word document in official layout (GB/T 9704) / 公文格式的 Word 文档",
    suffixes=(".docx",),
    options=DocxOptions,
    write=write_docx,
    requires=("docx",),
    install="pip install hotline-metrics-docx",
)

PDF = Exporter(
    format="pdf",
    summary="the Word document as PDF, by LibreOffice / 由 LibreOffice 转成的 PDF",
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
