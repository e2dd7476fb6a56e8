"""What an office says about its workbooks."""

from __future__ import annotations

import attrs

from hotline_metrics.plugin import Message, option


@attrs.frozen
class Options:
    """Which part of a workbook is read."""

    sheet: str | int = option(
        "",
        help=Message(
            "工作表的名称或序号（从 1 起）；默认读取每张可见的工作表",
            "a sheet's name, or its number from 1; by default every visible sheet",
        ),
    )
