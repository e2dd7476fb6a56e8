"""版记: who gets a copy, who issues the document and when, at the foot of the last page."""

from __future__ import annotations

from hotline_metrics.plugin import Bulletin, Run
from hotline_metrics_docx.markup import paragraph, runs_of, text_of, width_of
from hotline_metrics_docx.page import LEFT, PORTRAIT

COPIES = "抄送："
ISSUED = "印发"
_INSIDE = 280  # one character of 四号
_THICK, _THIN = 8, 6  # 0.35 mm and 0.25 mm, in eighths of a point


def imprint_xml(bulletin: Bulletin) -> str:
    """Return 版记 as a table that stands on the lower edge of 版心.

    Args:
        bulletin: of which at least one of copies, issuer and issued is given.
    """
    width = PORTRAIT.text_width
    issued = _issued(bulletin)
    # The day has the room it needs, and the office the rest of the line.
    dated = min(round(width_of(text_of(issued)) * 280) + 2 * _INSIDE, width // 2)
    rows = []
    if bulletin.copies:
        # What does not fit in the line goes on below the first name.
        indent = f'<w:ind w:left="{_INSIDE + 840}" w:right="{_INSIDE}" w:hanging="840"/>'
        cell = paragraph("Imprint", runs_of(_copies(bulletin)), indent)
        rows.append([(cell, width, 2)])
    if bulletin.issuer or bulletin.issued:
        left = paragraph("Imprint", runs_of(bulletin.issuer), f'<w:ind w:left="{_INSIDE}"/>')
        end = f'<w:ind w:right="{_INSIDE}"/><w:jc w:val="right"/>'
        right = paragraph("Imprint", runs_of(issued), end)
        rows.append([(left, width - dated, 1), (right, dated, 1)])
    return (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin"'
        f' w:horzAnchor="page" w:tblpX="{LEFT}" w:tblpYSpec="bottom"/>'
        f'<w:tblW w:w="{width}" w:type="dxa"/>'
        f"<w:tblBorders>{_line('top', _THICK)}{_line('bottom', _THICK)}{_line('insideH', _THIN)}"
        '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{width - dated}"/><w:gridCol w:w="{dated}"/></w:tblGrid>'
        + "".join(_row(row) for row in rows)
        + "</w:tbl>"
    )


def _row(cells: list[tuple[str, int, int]]) -> str:
    return (
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
            + f'<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
            for content, width, span in cells
        )
        + "</w:tr>"
    )


def _line(side: str, eighths: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="auto"/>'


def _copies(bulletin: Bulletin) -> tuple[Run, ...]:
    text = text_of(bulletin.copies)
    begin = () if text.startswith("抄送") else (Run(COPIES),)
    end = () if text.endswith("。") else (Run("。"),)
    return (*begin, *bulletin.copies, *end)


def _issued(bulletin: Bulletin) -> tuple[Run, ...]:
    if not bulletin.issued or text_of(bulletin.issued).endswith(ISSUED):
        return bulletin.issued
    return (*bulletin.issued, Run(ISSUED))
