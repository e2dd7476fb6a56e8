"""What a user may choose about the document."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Literal

import attrs

from hotline_metrics.plugin import OptionsError, option

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
        help="fonts to name / 字体: official 方正小标宋简体、仿宋_GB2312, windows 华文中宋、仿宋, free",
    )
    line_pitch: Decimal = option(
        Decimal("28.95"), help="distance of lines in points / 行距（磅），20 to 40"
    )
    landscape: Literal["auto", "yes", "no"] = option(
        "auto", help="put tables on landscape pages / 表格横排"
    )
    charts: bool = option(False, help="add ranking and trend charts / 附排名图和走势图")  # noqa: FBT003
    template: Path | None = option(None, help="your own Word template (docxtpl) / 自备 Word 模板")

    def __attrs_post_init__(self) -> None:
        """Refuse a pitch at which characters overlap or pages fall apart."""
        if not Decimal(20) <= self.line_pitch <= Decimal(40):
            raise OptionsError(
                f"行距须在 20 至 40 磅之间 / line_pitch {self.line_pitch}: use 20 to 40"
            )


@attrs.frozen(kw_only=True)
class PdfOptions(DocxOptions):
    """How the Word document is made and turned into PDF.

    Attributes:
        soffice: the program; by default the one that is found.
        timeout: seconds after which it is ended.
        substitute: whether other fonts may stand in for those that are not installed.
    """

    soffice: Path | None = option(None, help="path of LibreOffice's soffice / soffice 的路径")
    timeout: int = option(120, help="seconds LibreOffice may take / 转换时限（秒）")
    substitute: bool = option(True, help="let other fonts stand in for missing ones / 允许替换字体")  # noqa: FBT003
