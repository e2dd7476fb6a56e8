"""A picture in the text, scaled to the width of 版心."""

from __future__ import annotations

import struct
from xml.sax.saxutils import quoteattr

from hotline_metrics_docx.markup import clean
from hotline_metrics_docx.page import Page

_UNITS = 635
"""English Metric Units in a twentieth of a point."""


def picture_xml(png: bytes, relation: str, number: int, words: str, page: Page) -> str:
    """Return a run with a picture.

    Args:
        png: the picture.
        relation: the relation to its part.
        number: which picture of the document it is, from 1.
        words: what it shows, for those who cannot see it.
        page: the page it must fit on.
    """
    across, down = struct.unpack(">II", png[16:24])
    scale = min(page.text_width / across, 0.9 * page.text_height / down)
    width, height = (round(pixels * scale) * _UNITS for pixels in (across, down))
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    named = f'id="{number}" name="Figure {number}" descr={quoteattr(clean(words))}'
    return (
        "<w:r><w:drawing>"
        f'<wp:inline xmlns:wp="{drawing}/wordprocessingDrawing" distT="0" distB="0" distL="0"'
        f' distR="0"><wp:extent cx="{width}" cy="{height}"/><wp:docPr {named}/>'
        f'<a:graphic xmlns:a="{drawing}/main"><a:graphicData uri="{drawing}/picture">'
        f'<pic:pic xmlns:pic="{drawing}/picture"><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/>'
        '</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r>"
    )
