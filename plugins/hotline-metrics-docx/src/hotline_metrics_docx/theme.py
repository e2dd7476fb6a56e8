"""The theme that Word expects every document to have; no style refers to it."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from hotline_metrics_docx.fonts import Fonts

_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4",
    "accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5",
    "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72",
}  # fmt: skip
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINE = f'<a:ln w="6350">{_FILL}</a:ln>'
_EFFECT = "<a:effectStyle><a:effectLst/></a:effectStyle>"


def theme_xml(fonts: Fonts) -> str:
    """Return the part ``theme1.xml``: black on white, with the faces of the document."""
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items()
    )
    faces = "".join(
        f"<a:{kind}Font><a:latin typeface={quoteattr(face.name)}/>"
        f'<a:ea typeface={quoteattr(face.name)}/><a:cs typeface=""/></a:{kind}Font>'
        for kind, face in (("major", fonts.title), ("minor", fonts.body))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Official">'
        f'<a:themeElements><a:clrScheme name="Official">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Official">{faces}</a:fontScheme><a:fmtScheme name="Official">'
        f"<a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{_LINE * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{_EFFECT * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
