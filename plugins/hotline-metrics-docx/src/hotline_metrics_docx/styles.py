"""The styles of an official document; every font is set here, for every script, by name."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from hotline_metrics_docx.fonts import Face, Fonts
from hotline_metrics_docx.markup import NAMESPACES
from hotline_metrics_docx.page import CHARACTER, TIGHTER

RED = "FF0000"
INDENT = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"/>'
"""Two characters, the beginning of every paragraph of the body."""


def styles_xml(fonts: Fonts, pitch: int) -> str:
    """Return the part ``styles.xml``.

    Args:
        fonts: the faces.
        pitch: distance of lines in twentieths of a point.
    """
    line = f'<w:spacing w:line="{pitch}" w:lineRule="exact"/>'
    after_two = f'<w:spacing w:before="{2 * pitch}" w:line="{pitch}" w:lineRule="exact"/>'
    title = f'<w:spacing w:before="{2 * pitch}" w:after="{pitch}" w:line="660" w:lineRule="exact"/>'
    caption = f'<w:spacing w:before="{pitch}" w:after="80" w:line="{pitch}" w:lineRule="exact"/>'
    keep = "<w:keepNext/>"
    center, left, right = (f'<w:jc w:val="{side}"/>' for side in ("center", "left", "right"))
    free = '<w:snapToGrid w:val="0"/>'
    single = '<w:spacing w:line="240" w:lineRule="auto"/>'
    red = f'<w:color w:val="{RED}"/>'

    def heading(level: int, face: Face) -> str:
        return _style(
            f"Heading{level}",
            f"heading {level}",
            _font(face) + _size(32),
            f'{keep}{line}{INDENT}<w:outlineLvl w:val="{level - 1}"/>',
            following="BodyText",
        )

    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:styles {NAMESPACES}>"
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'{_font(fonts.body)}{_size(32)}<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:qFormat/><w:pPr><w:widowControl w:val="0"/>'
        # No mark stands outside of 版心.
        f'<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{line}<w:jc w:val="both"/></w:pPr>'
        f"<w:rPr>{_font(fonts.body)}{_TIGHT}{_size(32)}</w:rPr></w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        + _style("BodyText", "Body Text", _font(fonts.body) + _size(32), line + INDENT)
        + heading(1, fonts.hei)
        + heading(2, fonts.kai)
        + heading(3, fonts.body)
        + heading(4, fonts.body)
        + _style("ListParagraph", "List Paragraph", "", INDENT, based="BodyText")
        + _style("Remark", "Remark", _font(fonts.hei) + red + _size(32), left)
        + _style(
            "RedHead", "Red Head", _font(fonts.title) + red + _LOOSE + _size(112), f"{free}{center}"
        )
        + _style("DocumentNumber", "Document Number", "", after_two + center)
        + _style("Title", "Title", _font(fonts.title) + _LOOSE + _size(44), keep + title + center)
        + _style("Salutation", "Salutation", "", left, following="BodyText")
        + _style("Signature", "Signature", "", f"<w:keepLines/>{line}{right}")
        + _style("Caption", "caption", _font(fonts.hei) + _size(32), f"{keep}{caption}{center}")
        + _style(
            "TableText",
            "Table Text",
            _font(fonts.body) + _LOOSE + _size(24),
            free + single + center,
        )
        + _style("TableHead", "Table Head", _font(fonts.hei) + _size(24), keep, based="TableText")
        + _style(
            "TableNote",
            "Table Note",
            _LOOSE + _size(24),
            f'{free}<w:spacing w:before="120" w:line="400" w:lineRule="exact"/>',
        )
        + _style(
            "Figure",
            "Figure",
            "",
            f'{free}<w:spacing w:after="240" w:line="240" w:lineRule="auto"/>{center}',
        )
        + _style(
            "Imprint", "Imprint", _font(fonts.body) + _LOOSE + _size(28), f"{free}{line}{left}"
        )
        + _style("Footer", "footer", _font(fonts.song) + _LOOSE + _size(28), free + single)
        + '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + "</w:tblBorders></w:tblPr></w:style></w:styles>"
    )


def font_table_xml(fonts: Fonts) -> str:
    """Return the part ``fontTable.xml``: each font with the one that may stand in for it."""
    faces = {face.name: face for face in fonts.faces}
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:fonts {NAMESPACES}>"
        + "".join(
            f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(face.stand_ins[0])}/>"
            '<w:charset w:val="86"/></w:font>'
            for name, face in faces.items()
        )
        + "</w:fonts>"
    )


def _style(
    identity: str,
    name: str,
    run: str,
    paragraph: str,
    *,
    based: str = "Normal",
    following: str = "",
) -> str:
    custom = "" if name in _BUILT_IN else ' w:customStyle="1"'
    then = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identity}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/>{then}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr>" + (f"<w:rPr>{run}</w:rPr>" if run else "") + "</w:style>"
    )


_BUILT_IN = frozenset(
    {"Body Text", "List Paragraph", "Title", "Salutation", "Signature", "caption", "footer"}
    | {f"heading {level}" for level in range(1, 5)}
)


def _font(face: Face) -> str:
    # All three scripts: with one name, quotation marks and digits cannot fall to another font.
    name = quoteattr(face.name)
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={name}/>'
        + ("<w:b/>" if face.bold else "")
    )


_TIGHT = f'<w:spacing w:val="{TIGHTER}"/>'
_LOOSE = '<w:spacing w:val="0"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
