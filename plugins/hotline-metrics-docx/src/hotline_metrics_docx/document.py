"""From a bulletin to the parts of a Word document, in the order in which it is read."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import attrs

from hotline_metrics.plugin import (
    Bulletin,
    Heading,
    ListItem,
    Paragraph,
    Publication,
    Run,
    SignOff,
    Table,
)
from hotline_metrics_docx.fonts import fonts_of
from hotline_metrics_docx.imprint import imprint_xml
from hotline_metrics_docx.markup import NAMESPACES, paragraph, run, runs_of, text_of, width_of
from hotline_metrics_docx.options import DocxOptions
from hotline_metrics_docx.package import RELATIONS, About, pack, picture_relation
from hotline_metrics_docx.page import CHARACTER, PORTRAIT, Page, pitch_of, section
from hotline_metrics_docx.picture import picture_xml
from hotline_metrics_docx.styles import RED, font_table_xml, styles_xml
from hotline_metrics_docx.tables import Layout, lay_out, table_xml
from hotline_metrics_docx.theme import theme_xml

HEAD_BELOW = 1984
"""From the upper edge of 版心 to the red head: 35 mm."""

LARGEST_HEAD = 124
"""The red head's largest size: 62 points, some 22 mm; in half points."""

_DAY = re.compile(r"[年月日]\s*$")


@attrs.frozen
class Piece:
    """A stretch of the body.

    Attributes:
        xml: its markup.
        page: how its page is held.
        table: whether it is a table, which cannot end a section.
    """

    xml: str
    page: Page = PORTRAIT
    table: bool = False


def document_bytes(publication: Publication, options: DocxOptions) -> bytes:
    """Return the bulletin as a Word document in official layout.

    Args:
        publication: what to write.
        options: how.

    Raises:
        MissingDependency: charts are wanted, and matplotlib or a Chinese font is not there.
    """
    pictures: list[bytes] = []
    bulletin = publication.bulletin
    pitch = pitch_of(options.line_pitch)
    pieces = [Piece(xml) for xml in head_xml(bulletin, pitch)]
    pieces += _body(publication, options, pictures)
    if bulletin.copies or bulletin.issuer or bulletin.issued:
        pieces.append(Piece(imprint_xml(bulletin), table=True))
    fonts = fonts_of(options.fonts)
    parts = {
        "styles": styles_xml(fonts, pitch),
        "settings": _SETTINGS,
        "fontTable": font_table_xml(fonts),
        "theme/theme1": theme_xml(fonts),
        "footer1": _footer("right"),
        "footer2": _footer("left"),
    }
    about = About(title=text_of(bulletin.title), day=publication.report.period.last)
    return pack(_document(pieces, pitch), parts, pictures, about)


def head_xml(bulletin: Bulletin, pitch: int) -> Iterator[str]:
    """Yield the paragraphs above the body: 版头, title and addressees."""
    above = HEAD_BELOW
    if bulletin.remark:
        yield paragraph("Remark", runs_of(bulletin.remark))
        above -= pitch
    line = _RED_LINE
    if bulletin.head:
        yield _red_head(text_of(bulletin.head), above, "" if bulletin.number else line)
    if bulletin.number:
        yield paragraph("DocumentNumber", runs_of(bulletin.number), line if bulletin.head else "")
    if bulletin.title:
        yield paragraph("Title", runs_of(bulletin.title), _balanced(text_of(bulletin.title)))
    if bulletin.to:
        yield paragraph("Salutation", runs_of(bulletin.to))


# 4 mm below the number: what its line leaves below the characters, and 4 points.
_RED_LINE = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="4" w:color="{RED}"/></w:pBdr>'


def _red_head(text: str, above: int, line: str) -> str:
    width = max(width_of(text), 1)
    size = min(LARGEST_HEAD, int(PORTRAIT.text_width / 10 / width))
    # A short name is spread, but for its last character, which would push it off the middle.
    apart = min(600, int((0.85 * PORTRAIT.text_width - width * size * 10) / width))
    letters = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    spread = f'<w:spacing w:val="{apart}"/>{letters}' if apart > 0 else letters
    height = size * 12
    above -= (height - size * 10) // 2  # what the line leaves above the characters
    return paragraph(
        "RedHead",
        run(text[:-1], spread) + run(text[-1:], letters),
        f'{line}<w:spacing w:before="{above}" w:line="{height}" w:lineRule="exact"/>',
    )


def _balanced(title: str) -> str:
    """Return indents that make the lines of a long title about as long as each other."""
    whole = PORTRAIT.text_width / 440  # characters of 二号 in a line
    lines = math.ceil(width_of(title) / whole)
    if lines < 2:
        return ""
    side = int((whole - min(whole, math.ceil(width_of(title) / lines) + 1)) / 2 * 440)
    return f'<w:ind w:left="{side}" w:right="{side}"/>'


def _body(publication: Publication, options: DocxOptions, pictures: list[bytes]) -> Iterator[Piece]:
    blocks = publication.bulletin.blocks
    page = PORTRAIT
    signed = annex = False
    for n, block in enumerate(blocks):
        match block:
            case Heading():
                yield Piece(paragraph(f"Heading{block.level}", runs_of(block.runs)), page)
            case Paragraph():
                # The sign-off never stands on a page of its own.
                last = isinstance(next(iter(blocks[n + 1 :]), None), SignOff)
                keep = "<w:keepNext/>" if last else ""
                style = "TableNote" if _is_note(blocks[n - 1] if n else None, block) else "BodyText"
                yield Piece(paragraph(style, runs_of(block.runs), keep), page)
            case ListItem():
                mark = "·" if block.mark == "-" else block.mark
                yield Piece(paragraph("ListParagraph", run(mark) + runs_of(block.runs)), page)
            case SignOff():
                if n and isinstance(blocks[n - 1], SignOff):
                    continue
                lines = _together(blocks[n:])
                for xml in sign_off_xml(lines, pitch_of(options.line_pitch)):
                    yield Piece(xml, page)
                signed = True
            case Table():
                layout = lay_out(block, options.landscape)
                yield from _table(block, layout, apart=signed and not annex)
                # In the annex, words stay on the page of the table they follow.
                annex = annex or signed
                page = layout.page if annex else PORTRAIT
    if options.charts:
        yield from _charts(publication, pictures)


def _is_note(before: object, block: Paragraph) -> bool:
    return isinstance(before, Table) and text_of(block.runs).startswith("注")


def _together(blocks: Sequence[object]) -> list[SignOff]:
    lines: list[SignOff] = []
    for block in blocks:
        if not isinstance(block, SignOff):
            break
        lines.append(block)
    return lines


def sign_off_xml(lines: Sequence[SignOff], pitch: int) -> Iterator[str]:
    """Yield a sign-off: the office two characters from the right, the date two after its begin.

    A date that is longer than the office stands two characters from the right itself, and the
    office as far before it. A lone date leaves four, the room of a seal.
    """
    widths = [width_of(text_of(line.runs)) for line in lines]
    dated = bool(_DAY.search(text_of(lines[-1].runs)))
    rights = [2.0] * len(lines)
    if dated and len(lines) == 1:
        rights = [4.0]
    elif dated:
        office = max(widths[:-1])
        date_right = max(2.0, office - widths[-1])
        left = date_right + widths[-1] + 2  # where the office begins, from the right
        rights = [max(2.0, left - width) for width in widths[:-1]] + [date_right]
    for n, (line, right) in enumerate(zip(lines, rights, strict=True)):
        keep = "<w:keepNext/>" if n + 1 < len(lines) else ""
        first = f'<w:spacing w:before="{pitch}" w:line="{pitch}" w:lineRule="exact"/>'
        indent = f'<w:ind w:right="{round(right * CHARACTER)}"/>'
        yield paragraph("Signature", runs_of(line.runs), keep + ("" if n else first) + indent)


def _table(table: Table, layout: Layout, *, apart: bool) -> Iterator[Piece]:
    # What follows the sign-off is an annex and begins a page.
    new_page = '<w:pageBreakBefore/><w:spacing w:before="0"/>' if apart else ""
    yield Piece(paragraph("Caption", runs_of((Run(table.caption),)), new_page), layout.page)
    yield Piece(table_xml(table, layout), layout.page, table=True)


def _charts(publication: Publication, pictures: list[bytes]) -> Iterator[Piece]:
    """Yield the charts, behind everything else: between tables they would tear them apart."""
    from hotline_metrics_docx.charts import draw_rankings, draw_trend

    drawn = [
        (png, f"{table.caption}排名图")
        for table in publication.bulletin.tables
        for png in draw_rankings(table, publication)
    ]
    trend = draw_trend(publication)
    for n, (png, words) in enumerate([*drawn, *([(trend, "走势图")] if trend else [])]):
        pictures.append(png)
        number = len(pictures)
        picture = picture_xml(png, picture_relation(number - 1), number, words, PORTRAIT)
        yield Piece(paragraph("Figure", picture, "" if n else "<w:pageBreakBefore/>"))


# --- sections ---------------------------------------------------------------------------------
def _document(pieces: Sequence[Piece], pitch: int) -> str:
    footers = (RELATIONS["footer1"], RELATIONS["footer2"])
    written: list[str] = []
    for n, piece in enumerate(pieces):
        before = pieces[n - 1] if n else piece
        if before.page is not piece.page:
            _end_section(written, before, section(before.page, pitch, footers))
        written.append(piece.xml)
    if not pieces or pieces[-1].table:
        written.append(_tiny(""))  # a document cannot end with a table
    page = pieces[-1].page if pieces else PORTRAIT
    last = section(page, pitch, footers)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:document {NAMESPACES}><w:body>{''.join(written)}{last}</w:body></w:document>"
    )


def _end_section(written: list[str], last: Piece, properties: str) -> None:
    # In the last paragraph itself where it can be: one more might not fit on the page.
    if last.table:
        written.append(_tiny(properties))
    else:
        written[-1] = written[-1].replace("</w:pPr>", f"{properties}</w:pPr>", 1)


def _tiny(properties: str) -> str:
    spacing = '<w:snapToGrid w:val="0"/><w:spacing w:line="20" w:lineRule="exact"/>'
    small = '<w:rPr><w:sz w:val="2"/></w:rPr>'
    return f"<w:p><w:pPr>{spacing}{small}{properties}</w:pPr></w:p>"


def _footer(side: str) -> str:
    indent = f'<w:ind w:{side}="280"/>'  # one character of 四号 from the edge
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:ftr {NAMESPACES}>"
        + paragraph("Footer", run("— ") + number + run(" —"), f'{indent}<w:jc w:val="{side}"/>')
        + "</w:ftr>"
    )


_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:drawingGridVerticalSpacing w:val="156"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    "<w:compat>"
    '<w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
