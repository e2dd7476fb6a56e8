"""Every kind of problem the core can report, with its texts in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hotline_metrics.domain.problem import ProblemKind, Severity


def _kind(
    code: str, severity: Severity, zh: str, en: str, hint_zh: str = "", hint_en: str = ""
) -> ProblemKind:
    return ProblemKind(code=code, severity=severity, zh=zh, en=en, hint_zh=hint_zh, hint_en=hint_en)


# --- the source as a whole -------------------------------------------------------------------
HEADER_NOT_FOUND = _kind(
    "header.not-found",
    "error",
    "前 {searched} 行里没有找到表头",
    "no header was found in the first {searched} rows",
    "表头须含工单编号和承办单位等列；列名不同的，请在口径文件 [columns] 中添加别名",
    "a header names at least a ticket number and a unit; "
    "add other headings under [columns] in the rulebook",
)
SHEET_PASSED_OVER = _kind(
    "sheet.passed-over",
    "warning",
    "没有找到表头，这张工作表的 {rows} 行未读取",
    "no header was found, so the {rows} rows of this sheet were not read",
    "说明、字典、汇总表不必处理；如果是工单，请补上表头，或在口径文件 [columns] 中添加列名",
    "nothing to do for an explanation or a summary; tickets need a header, or other headings "
    "under [columns] in the rulebook",
)
COLUMN_MISSING = _kind(
    "column.missing",
    "error",
    "表头缺少必需的列：{column}",
    "the header lacks a required column: {column}",
    '可识别的列名：{known}；叫法不同的，在口径文件 [columns] 中写 {name} = ["您的列名"]',
    "recognised headings: {known}; where yours is another, write "
    '{name} = ["YOURS"] under [columns] in the rulebook',
)
COLUMN_REPEATED = _kind(
    "column.repeated",
    "warning",
    "“{heading}”与“{first}”含义相同，只采用前一列",
    "'{heading}' means the same as '{first}'; only the first is used",
    "删除或改名其中一列",
    "remove or rename one of them",
)
COLUMN_UNUSED = _kind(
    "column.unused",
    "notice",
    "“{heading}”列没有用到",
    "column '{heading}' was not used",
    "{suggestion}",
    "{suggestion_en}",
)
SOURCE_BY_ROWS = _kind(
    "source.by-rows",
    "notice",
    "{source} 逐行读取，结果相同但较慢：{reason}",
    "{source} is read row by row, with the same result but slower: {reason_en}",
)
SOURCE_EMPTY = _kind(
    "source.empty",
    "warning",
    "{source} 里没有任何内容",
    "there is nothing in {source}",
    "检查是否选对了文件、导出是否完整",
    "check that it is the right file and was exported whole",
)
ROW_TOO_LONG = _kind(
    "row.too-long",
    "error",
    "这一行有 {cells} 个单元格，表头只有 {columns} 列",
    "this row has {cells} cells, the header has {columns} columns",
    "检查分隔符或多余的逗号、引号",
    "look for a stray delimiter or quote",
)

# --- identity --------------------------------------------------------------------------------
ID_MISSING = _kind(
    "ticket.id-missing",
    "error",
    "没有工单编号",
    "there is no ticket number",
    "补上工单编号",
    "add the ticket number",
)
ID_DESTROYED = _kind(
    "ticket.id-destroyed",
    "error",
    "工单编号被表格软件存成了数值，末几位已经丢失",
    "the ticket number was stored as a number, its last digits are lost",
    "把该列设为“文本”后从系统重新导出；已存成数值的编号无法复原",
    "format the column as text and export again; the digits cannot be recovered from this file",
)
ID_DATE_DIFFERS = _kind(
    "ticket.id-date-differs",
    "notice",
    "工单编号的日期 {id_date} 与受理日期 {received} 不同",
    "the date in the ticket number, {id_date}, is not the day it was received, {received}",
    "核对受理时间；统计以时间列为准",
    "check the received time; figures use the column",
)
TICKET_REPEATED = _kind(
    "ticket.repeated",
    "error",
    "与 {other} 完全相同，只计一次",
    "the same as {other}; counted once",
    "删除重复的行",
    "remove the repeated row",
)
TICKET_CONFLICTING = _kind(
    "ticket.conflicting",
    "error",
    "同一工单、同一单位还有不同的内容：{others}；均未计入",
    "the same ticket of the same unit stands differently at {others}; none is counted",
    '保留正确的一行，或在口径文件中设 on_conflict = "latest"',
    'keep the right row, or set on_conflict = "latest" in the rulebook',
)
TICKET_SUPERSEDED = _kind(
    "ticket.superseded",
    "error",
    "同一工单、同一单位在 {other} 有更新的内容，以其为准",
    "a later state of the same ticket and unit stands at {other}, which is used",
    "无须处理；如不应取最新，请改 on_conflict",
    "nothing to do, or change on_conflict",
)

# --- unit ------------------------------------------------------------------------------------
UNIT_MISSING = _kind(
    "unit.missing",
    "error",
    "没有承办单位",
    "there is no unit",
    "补上承办单位",
    "add the unit",
)
UNIT_UNKNOWN = _kind(
    "unit.unknown",
    "error",
    "承办单位“{unit}”不在单位名册中",
    "unit '{unit}' is not in the roster",
    "{suggestion}",
    "{suggestion_en}",
)

# --- time ------------------------------------------------------------------------------------
TIME_MISSING = _kind(
    "time.missing",
    "error",
    "受理时间和派单时间都没有，无法判断属于哪一期",
    "neither received nor dispatched time is given, so the period is unknown",
    "补上受理时间；工单编号含时间的，可在口径文件中设 id_time",
    "add the received time, or declare id_time if the ticket number holds it",
)
TIME_UNREADABLE = _kind(
    "time.unreadable",
    "error",
    "“{value}”不是认得的时间写法",
    "'{value}' is not a time in a known shape",
    "写成 2023-10-07 10:23:49、2023/10/7 10:23 或 2023年10月7日；"
    "其他写法请在口径文件中声明 time_formats",
    "write 2023-10-07 10:23:49, 2023/10/7 10:23 or 2023年10月7日, "
    "or declare time_formats in the rulebook",
)
TIME_IMPOSSIBLE = _kind(
    "time.impossible",
    "error",
    "“{value}”不是可能存在的时间",
    "'{value}' cannot be a time",
    "核对年、月、日、时、分",
    "check year, month, day, hour and minute",
)
CLOSED_BEFORE_RECEIVED = _kind(
    "ticket.closed-before-received",
    "error",
    "办结时间 {closed} 早于受理时间 {received}",
    "closed {closed} is before received {received}",
    "核对这两个时间，可能填反了",
    "check both times; they may be swapped",
)
CALENDAR_UNCOVERED = _kind(
    "calendar.year-not-covered",
    "error",
    "工作日历没有 {year} 年的数据，算不出办结时限",
    "the working calendar has no data for {year}, so the deadline is unknown",
    "在口径文件 [calendar] 中按国务院办公厅通知补上 {year} 年的放假和调休",
    "add the rest days and make-up days of {year} under [calendar] in the rulebook",
)

# --- numbers and words -----------------------------------------------------------------------
COUNT_UNREADABLE = _kind(
    "count.unreadable",
    "error",
    "“{value}”不是次数，也不是“是/否”",
    "'{value}' is neither a count nor yes or no",
    "写成 0、1、2 或 是、否",
    "write 0, 1, 2 or yes, no",
)
URGENCY_UNDECLARED = _kind(
    "urgency.undeclared",
    "error",
    "紧急程度“{word}”没有在口径文件中声明",
    "urgency '{word}' is not declared in the rulebook",
    "改正，或在口径文件 [urgency] 中声明",
    "correct it, or declare it under [urgency] in the rulebook",
)
RATING_UNDECLARED = _kind(
    "rating.undeclared",
    "error",
    "评价用语“{word}”没有在口径文件中声明",
    "rating word '{word}' is not declared in the rulebook",
    "改正，或在口径文件该问题的 grades 中声明；已声明：{known}",
    "correct it, or declare it under the question's grades; declared: {known}",
)
RATING_WITHOUT_SURVEY = _kind(
    "rating.without-survey",
    "error",
    "有评价“{word}”，但该件标为未抽访",
    "there is a rating '{word}', but the ticket is marked as not surveyed",
    "核对是否抽访与评价两列",
    "check the survey mark and the rating",
)
ROLE_UNREADABLE = _kind(
    "role.unreadable",
    "error",
    "“{value}”既不是主办也不是协办",
    "'{value}' is neither lead nor co-unit",
    "写成 主办 或 协办",
    "write 主办 or 协办",
)

# --- the report ------------------------------------------------------------------------------
ROSTER_ABSENT = _kind(
    "roster.absent",
    "notice",
    "没有单位名册：{units} 个单位取自工单，归为一组",
    "there is no roster: {units} units are those of the tickets, in one group",
    "用 --units 给出单位名册，才能核对单位名称并分组",
    "give one with --units to check names and to group units",
)
OUTSIDE_PERIOD = _kind(
    "period.outside",
    "notice",
    "{tickets} 件不属于 {period}，未计入",
    "{tickets} tickets do not belong to {period} and are not counted",
)
PERIOD_EMPTY = _kind(
    "period.empty",
    "warning",
    "没有一件工单属于 {period}",
    "no ticket belongs to {period}",
    "核对期间写得对不对、文件是不是这一期的",
    "check that the period is the right one, and the file the period's",
)
UNITS_ABOVE_TOTAL = _kind(
    "units.above-total",
    "warning",
    "各单位合计 {units} 件，多于总数 {total} 件：有工单由几个单位承办",
    "unit lines sum to {units}, above the total {total}: some tickets have several units",
)
COMPARISON_MISSING = _kind(
    "comparison.missing",
    "notice",
    "缺少 {period} 的历史数据，没有{comparison}",
    "there is no earlier report for {period}, so no {comparison_en}",
    "把该期的报告（JSON）加入历史",
    "add that period's report (JSON) to the history",
)
COMPARISON_OTHER_RULES = _kind(
    "comparison.other-rules",
    "warning",
    "{period} 按另一口径“{rules}”统计，比较仅供参考",
    "{period} was counted by other rules, '{rules}'; compare with care",
)
CALENDAR_GUESSED = _kind(
    "calendar.guessed",
    "warning",
    "{year} 年没有放假调休数据，按周一至周五计算工作日",
    "{year} has no holiday data; working days are taken as Monday to Friday",
)
NUMBER_MISSING = _kind(
    "notes.missing",
    "notice",
    "月度说明里没有{field}，文中留空",
    "the notes give no {field_en}; it is left blank",
    "在 {file} 中填写",
    "write it into {file}",
)
CITED_NOT_FOUND = _kind(
    "notes.cited-not-found",
    "warning",
    "月度说明点名的工单 {ticket} 不在本期超期工单中",
    "ticket {ticket}, cited in the notes, is not among this period's overdue tickets",
)
NOTES_PERSONAL = _kind(
    "notes.personal",
    "notice",
    "第 {case} 个案例的{place}{sure}{kind}，通报会照原样印出",
    "case {case} of the notes, {place_en}, {sure_en} a {kind_en}, which the bulletin will print",
    "改写成赵某、×××；hotline-metrics mask 可以遮盖整个文件",
    "write 赵某 or ××× instead; hotline-metrics mask does so for the whole file",
)
NOTES_UNCHECKED = _kind(
    "notes.unchecked",
    "notice",
    "没有检查案例里的个人信息：缺少 phonenumbers 或 python-stdnum",
    "the cases were not searched for personal details: phonenumbers or python-stdnum is missing",
    "安装：{install}",
    "install them with: {install}",
)
NARRATIVE_DOUBTFUL = _kind(
    "narrative.doubtful",
    "warning",
    "工单 {ticket} 的“{heading}”遮盖后还有 {places} 处存疑",
    "'{heading}' of ticket {ticket} was masked, with {places} doubtful places left",
    "对照原工单看一遍再印发",
    "hold it against the ticket before it is issued",
)

SELECTION_FEW = _kind(
    "selection.few",
    "notice",
    "{unit}的样本不足 {min_n} 件，没有列入“{rule}”",
    "{unit} was not considered for '{rule}': fewer than {min_n} answers",
)
SELECTION_OVERRIDDEN = _kind(
    "selection.overridden",
    "warning",
    "{unit}的样本不足 {min_n} 件，口径指定仍列入“{rule}”",
    "{unit} is named by '{rule}' although it has fewer than {min_n} answers, as the rulebook says",
)
EXCLUSION_UNUSED = _kind(
    "exclusion.unused",
    "warning",
    "剔除登记里的工单 {ticket} 不在来源中，没有剔除",
    "ticket {ticket} of the register of exclusions is not among the tickets",
    "检查编号和单位，或把它移到所属的月份",
    "check number and unit, or move it to the month it belongs to",
)

CATALOGUE: Mapping[str, ProblemKind] = MappingProxyType(
    {kind.code: kind for kind in tuple(globals().values()) if isinstance(kind, ProblemKind)}
)
"""Kinds by code."""
