"""What a user may choose about the document."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Literal

import attrs

from hotline_metrics.plugin import Message, OptionsError, option

Profile = Literal["official", "windows", "free"]
"""Names of the font profiles."""


@attrs.frozen(kw_only=True)
class DocxOptions:
    """How the Word document is made.

    Attributes:
        fonts: whose fonts the document names; it never contains any.
        line_pitch: distance of two lines of the body in points.
        landscape: whether a table gets a page across; ``auto`` where its columns need it.
        charts: whether tables get a chart, and totals a trend where history exists.
        template: the office's own Word file, filled instead of our layout.
    """

    fonts: Profile = option(
        "official",
        help=Message(
            "字体：official 方正小标宋简体、仿宋_GB2312，windows 华文中宋、仿宋，free 自由字体",
            "fonts to name: official, those of official documents; windows, its own; free",
        ),
    )
    line_pitch: Decimal = option(
        Decimal("28.95"),
        help=Message("行距（磅），20 至 40", "distance of lines in points, 20 to 40"),
    )
    landscape: Literal["auto", "yes", "no"] = option(
        "auto", help=Message("表格用横页，auto 按列数定", "put tables on landscape pages")
    )
    charts: bool = option(
        False,  # noqa: FBT003
        help=Message("附排名图和走势图", "add ranking and trend charts"),
    )
    template: Path | None = option(
        None, help=Message("自备 Word 模板（docxtpl）", "your own Word template (docxtpl)")
    )

    def __attrs_post_init__(self) -> None:
        """Refuse a pitch at which characters overlap or pages fall apart."""
        if not Decimal(20) <= self.line_pitch <= Decimal(40):
            raise OptionsError(
                f"行距 line_pitch 是 {self.line_pitch}，须在 20 至 40 磅之间",
                f"line_pitch {self.line_pitch}: use 20 to 40",
            )


@attrs.frozen(kw_only=True)
class PdfOptions(DocxOptions):
    """How the Word document is made and turned into PDF.

    Attributes:
        soffice: the program; by default the one that is found.
        timeout: seconds after which it is ended.
        substitute: whether other fonts may stand in for those that are not installed.
    """

    soffice: Path | None = option(
        None, help=Message("LibreOffice 程序 soffice 的路径", "path of LibreOffice's soffice")
    )
    timeout: int = option(120, help=Message("转换时限（秒）", "seconds LibreOffice may take"))
    substitute: bool = option(
        True,  # noqa: FBT003
        help=Message("缺少字体时允许用其他字体代替", "let other fonts stand in for missing ones"),
    )
