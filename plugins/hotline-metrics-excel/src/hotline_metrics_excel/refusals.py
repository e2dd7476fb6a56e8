"""Why a file is not read: what it is instead, and what to do, in both languages."""

from __future__ import annotations

from hotline_metrics.plugin import Location, Problem, ProblemKind, Source, UnreadableSource


def _kind(code: str, zh: str, en: str, hint_zh: str, hint_en: str) -> ProblemKind:
    return ProblemKind(
        code=f"excel.{code}", severity="error", zh=zh, en=en, hint_zh=hint_zh, hint_en=hint_en
    )


EMPTY = _kind(
    "empty",
    "文件是空的，一个字节也没有",
    "the file is empty, not one byte long",
    "从系统重新导出",
    "export it again",
)
HTML = _kind(
    "html",
    "这是一个网页（HTML），只是文件名像表格",
    "this is a web page (HTML) that is only named like a workbook",
    "用 Excel 或 WPS 打开，另存为 .xlsx；或在系统中改选 Excel 或 CSV 格式导出",
    "open it in a spreadsheet program and save it as .xlsx, or export as Excel or CSV",
)
XML = _kind(
    "xml",
    "这是“XML 表格 2003”或其他 XML 文件，不是 Excel 工作簿",
    "this is an XML spreadsheet of 2003 or other XML, not a workbook",
    "用 Excel 或 WPS 打开，另存为 .xlsx",
    "open it in a spreadsheet program and save it as .xlsx",
)
TEXT = _kind(
    "text",
    "这是纯文本（如 CSV），只是文件名像表格",
    "this is plain text, such as CSV, that is only named like a workbook",
    "把文件改名为 .csv，或指定格式 csv",
    "rename it to .csv, or say that its format is csv",
)
ENCRYPTED = _kind(
    "encrypted",
    "工作簿有密码保护，读不出内容",
    "the workbook is protected by a password",
    "用 Excel 或 WPS 打开，取消密码后另存",
    "open it in a spreadsheet program, remove the password and save it again",
)
DAMAGED = _kind(
    "damaged",
    "工作簿已损坏或不完整",
    "the workbook is damaged or incomplete",
    "重新下载或导出；如能打开，另存为 .xlsx 再试",
    "download or export it again; if it can be opened, save it as .xlsx and try that",
)
OTHER_ZIP = _kind(
    "other-zip",
    "这是一个压缩包{what}，里面没有工作簿",
    "this is a zip archive{what_en} without a workbook",
    "解压后选用其中的表格文件",
    "unpack it and give the spreadsheet in it",
)
UNKNOWN = _kind(
    "unknown",
    "这不是 Excel 或 ODS 工作簿",
    "this is neither an Excel nor an ODS workbook",
    "核对文件；如能用表格软件打开，另存为 .xlsx 再试",
    "check the file; if a spreadsheet program opens it, save it as .xlsx and try that",
)
TOO_LARGE = _kind(
    "too-large",
    "工作簿展开后超过 {limit} 字节的限额",
    "unpacked, the workbook is above the limit of {limit} bytes",
    "按月分开导出；确需读取，请提高限额 bytes",
    "export it in parts, or raise the limit bytes",
)
TOO_PACKED = _kind(
    "too-packed",
    "工作簿压缩得太紧（展开是 {times} 倍），不像表格软件保存的",
    "the workbook is packed too tightly, {times} times, for one that a spreadsheet program saved",
    "从系统重新导出；来历不明的文件不要使用",
    "export it again, and do not use files of unknown origin",
)
TOO_SPREAD = _kind(
    "too-spread",
    "数据一直铺到单元格 {cell}，展开后超过 {limit} 字节的限额",
    "cells reach as far as {cell}, which unpacked is above the limit of {limit} bytes",
    "多半是远处误填了一个单元格：删除多余的行和列后另存；确需读取，请提高限额 bytes",
    "most likely a stray cell was filled far away: delete the surplus rows and columns, "
    "or raise the limit bytes",
)
TOO_WIDE = _kind(
    "too-wide",
    "有 {columns} 列，超过 {limit} 列的限额",
    "there are {columns} columns, above the limit of {limit}",
    "删除多余的列；确需更多列，请提高限额 columns",
    "delete surplus columns, or raise the limit columns",
)
NO_SUCH_SHEET = _kind(
    "no-such-sheet",
    "没有工作表“{sheet}”；有：{known}",
    "there is no sheet '{sheet}'; there are: {known}",
    "用 sheet= 写工作表的名称或序号（从 1 起）",
    "give a sheet's name, or its number from 1, as sheet=",
)


def refusal(kind: ProblemKind, source: Source, sheet: str = "", **details: str) -> UnreadableSource:
    """Return the error that says why a source is not read.

    Args:
        kind: what is wrong.
        source: the source.
        sheet: the sheet it is wrong with.
        details: what the kind's sentences need.
    """
    problem = Problem(kind, Location(source=source.name, sheet=sheet, cells=True), details)
    here = problem.location
    return UnreadableSource(
        f"{here.describe('zh')}：{problem.message('zh')}。{problem.hint('zh')}",
        f"{here.describe('en')}: {problem.message('en')}; {problem.hint('en')}",
        problems=(problem,),
    )
