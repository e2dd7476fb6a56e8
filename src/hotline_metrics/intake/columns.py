"""What headings mean: the alias table, and how the header row is found."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

import attrs

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.wording import fold_width
from hotline_metrics.errors import RulebookError
from hotline_metrics.intake.source import Cell, Row

SEARCHED = 20
"""How many rows are searched for the header."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "ticket_id": (
        "工单编号", "工单号", "工单号码", "编号", "流水号", "受理编号", "案件编号", "诉求编号",
        "工单ID",
        "ticket_id", "service_request_id", "unique_key", "case_enquiry_id", "SR_NUMBER",
    ),
    "received": (
        "来电时间", "受理时间", "登记时间", "创建时间", "建单时间", "诉求时间", "提交时间",
        "受理日期",
        "来电日期", "received", "received_at", "requested_datetime", "created_date", "open_dt",
        "CREATED_DATE",
    ),
    "dispatched": (
        "派单时间", "交办时间", "转办时间", "分派时间", "首次转办时间", "下派时间", "转办日期",
        "交办日期",
        "dispatched", "dispatched_at",
    ),
    "acknowledged": ("签收时间", "接单时间", "接收时间", "acknowledged", "acknowledged_at"),
    "deadline": (
        "办结时限", "办理时限", "截止时间", "办理截止时间", "办结期限", "应办结时间",
        "要求办结时间",
        "办理期限", "截止日期", "deadline", "expected_datetime", "due_date", "sla_target_dt",
    ),
    "extended_deadline": (
        "延期后截止日期", "延期后截止时间", "延期后办结时限", "延期时限", "extended_deadline",
    ),
    "extension_days": ("延期天数", "extension_days"),
    "closed": (
        "办结时间", "回复时间", "反馈时间", "结案时间", "办结反馈时间", "办结日期", "closed",
        "closed_at",
        "closed_date", "closed_dt", "CLOSED_DATE",
    ),
    "unit": (
        "承办单位", "责任单位", "主办单位", "处理部门", "受理单位", "主责部门", "办理单位",
        "承办部门", "责任部门", "主办部门", "办理部门", "unit",
        "agency_responsible", "agency_name", "department", "OWNER_DEPARTMENT",
    ),
    "role": ("承办类型", "主协办", "主办协办", "办理角色", "role"),
    "co_units": ("协办单位", "抄送部门", "co_units"),
    "category": (
        "诉求分类", "问题分类", "问题类别", "大类名称", "内容分类", "工单分类", "一级分类",
        "category",
        "service_name", "complaint_type", "SR_TYPE",
    ),
    "subcategory": ("小类名称", "二级分类", "诉求小类", "subcategory", "descriptor"),
    "kind": ("诉求类型", "工单类型", "来电类别", "业务类型", "诉求性质", "kind"),
    "urgency": ("紧急程度", "紧急度", "是否紧急", "紧急件", "urgency"),
    "channel": ("受理渠道", "来源渠道", "诉求来源", "来源", "工单来源", "channel"),
    "redo": (
        "是否重办", "重办次数", "重新办理次数", "发回重办", "是否返工", "重新派发次数", "重办量",
        "redo",
    ),
    "declined": ("退单次数", "回退次数", "退回次数", "是否退单", "是否回退", "declined"),
    "surveyed": ("是否抽访", "是否回访", "市级抽访", "surveyed"),
    "caller": (
        "来电号码", "联系方式", "联系电话", "电话", "手机号", "手机号码", "手机",
        "主叫号码", "来电电话", "来电人电话", "联系人电话", "联系手机", "caller", "phone",
    ),
    "place": (
        "事发地址", "事发地", "事发地点", "详细地址", "地址", "诉求地址", "诉求地点", "问题地址",
        "address",
    ),
    "related": ("关联工单", "关联工单号", "原工单编号", "原工单号", "上次工单编号", "related"),
    "personal": (
        "姓名", "名字", "来电人", "来电人姓名", "诉求人", "诉求人姓名", "市民姓名", "居民姓名",
        "反映人", "投诉人", "举报人", "申请人", "当事人", "联系人", "联系人姓名", "被投诉人",
        "被举报人", "性别", "年龄", "出生日期", "民族", "职业", "工作单位", "籍贯",
        "邮箱", "电子邮箱", "微信", "微信号", "QQ", "QQ号", "车牌号", "银行卡号", "备用电话",
        "身份证", "身份证号", "身份证号码", "证件号", "证件号码", "证件类型",
        "联系地址", "通讯地址", "住址", "家庭住址", "家庭地址", "居住地址", "户籍", "户籍地址",
        "门牌号",
        "经度", "纬度", "latitude", "longitude", "lat", "long", "name", "email", "id_card",
    ),
    "wording": (
        "工单标题", "标题", "主要内容", "诉求内容", "诉求描述", "问题描述", "来电内容", "反映内容",
        "投诉内容", "工单内容", "工单描述", "内容", "详细内容", "内容描述", "事件描述", "诉求详情",
        "回复内容", "答复内容", "答复意见", "办理情况", "办理结果", "办理意见", "处理情况",
        "处理结果", "处理意见", "回访意见", "回访内容", "退回原因", "重办原因", "延期原因",
        "派单原因",
        "description", "status_notes", "resolution_description",
    ),
    "ignored": (
        "序号", "工单状态", "状态", "备注", "是否超期", "是否逾期", "超期标识", "是否超时",
        "坐席", "status",
    ),
}  # fmt: skip
"""Canonical column to the headings that mean it, in Chinese and in the exports of 311 systems.

``personal`` columns are recognised and never read. ``wording`` is what people wrote: it is read
only where a rulebook opens it for the cases that a bulletin tells, which are masked. ``caller`` and
``place`` are read only where a rulebook looks for repeated requests by them, and then only as keyed
hashes.
"""

_PERSONAL = re.compile(
    r".*(?:姓名|名字|电话|手机|手机号|号码|联系方式|身份证.*|证件号?|住址|地址|户籍.*|邮箱|微信.*|QQ.*)"
)
"""What a heading ends with, or names, that nobody listed and that still speaks of a person."""

NARRATIVE = "narrative."
"""What begins the name of a column that the rulebook opens; its heading follows."""

BY = ("caller", "place", "related")
"""The columns by which repeated requests may be known."""

REQUIRED = ("ticket_id", "unit")
UNREAD = frozenset({"personal", "wording", "ignored"})


def clean_heading(cell: Cell) -> str:
    """Return a heading without full-width forms, spaces and line breaks."""
    if not isinstance(cell, str):
        return ""
    return "".join(fold_width(cell).split())


def headings(
    rules: Rulebook, more: Mapping[str, tuple[str, ...]] | None = None
) -> Mapping[str, str]:
    """Return heading to canonical column under a rulebook.

    Args:
        rules: adds headings, a column ``question.NAME`` for each of its questions, and a column
            ``narrative.HEADING`` for each that it opens.
        more: headings that an importer adds for its system.

    Raises:
        RulebookError: the rulebook opens a column that says who somebody is.
    """
    tables: list[Mapping[str, tuple[str, ...]]] = [
        COLUMNS,
        {f"question.{question.name}": question.columns for question in rules.questions},
        more or {},
        rules.intake.columns,
    ]
    unread = {each: "personal" for each in BY if each not in rules.repeats.by}
    # Later tables win: the office knows its own headings best.
    known = {
        clean_heading(heading): unread.get(column, column)
        for table in tables
        for column, names in table.items()
        for heading in names
    }
    for heading in map(clean_heading, rules.narratives.columns):
        column = known.get(heading) or meaning_of(heading)
        if column not in {"", "wording"}:
            raise RulebookError(
                f"narratives：“{heading}”列不是诉求或办理的文字，不能公开",
                f"narratives: column {heading!r} is no wording of a request and stays shut",
            )
        known[heading] = NARRATIVE + heading
    return known


def meaning_of(title: str) -> str:
    """Return ``personal`` for a heading that nobody listed but that speaks of a person.

    >>> meaning_of("法定代表人姓名"), meaning_of("楼层")
    ('personal', '')
    """
    return "personal" if _PERSONAL.fullmatch(title) else ""


@attrs.frozen(kw_only=True)
class Header:
    """Where each known column stands.

    Attributes:
        row: the header row.
        at: canonical column to its place from 0, only those that are read.
        titles: every heading as written.
        problems: what is wrong with it.
    """

    row: Row
    at: Mapping[str, int]
    titles: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the required columns are there."""
        return all(column in self.at for column in REQUIRED)


def looks_like_header(row: Row, known: Mapping[str, str]) -> bool:
    """Tell whether a row names enough known columns to be the header."""
    cells = map(clean_heading, row.cells)
    named = {known[cell] for cell in cells if cell in known}
    return len(named) >= 2 and not named.isdisjoint(REQUIRED)


def read_header(row: Row, known: Mapping[str, str]) -> Header:
    """Return where the columns of a header row stand, and what is wrong with it."""
    at: dict[str, int] = {}
    titles = tuple(str(cell) if cell is not None else "" for cell in row.cells)
    problems: list[Problem] = []
    for place, cell in enumerate(row.cells):
        title = clean_heading(cell)
        column = known.get(title) or meaning_of(title) or None
        here = row.location.at(place + 1, titles[place].strip())
        if column is None:
            if title:
                problems.append(Problem(catalogue.COLUMN_UNUSED, here, _unused(title, known)))
        elif column in at:
            details = {"heading": title, "first": titles[at[column]].strip()}
            problems.append(Problem(catalogue.COLUMN_REPEATED, here, details))
        elif column not in UNREAD:
            at[column] = place
    for column in REQUIRED:
        if column not in at:
            names = [heading for heading, meant in known.items() if meant == column]
            details = {"column": names[0], "name": column, "known": "、".join(names)}
            problems.append(Problem(catalogue.COLUMN_MISSING, row.location, details))
    return Header(row=row, at=at, titles=titles, problems=tuple(problems))


def no_header(location: Location) -> Problem:
    """Return the problem of a source in which no header was found."""
    here = Location(source=location.source, sheet=location.sheet, cells=location.cells)
    return Problem(catalogue.HEADER_NOT_FOUND, here, {"searched": str(SEARCHED)})


def _unused(title: str, known: Iterable[str]) -> dict[str, str]:
    shown = title if len(title) <= 20 else title[:20] + "…"
    near = difflib.get_close_matches(title, list(known), n=1, cutoff=0.6)
    if near:
        return {
            "heading": shown,
            "suggestion": f"是不是“{near[0]}”？如是，请在口径文件 [columns] 中添加别名",
            "suggestion_en": f"did you mean '{near[0]}'? If so, add it under [columns]",
        }
    return {
        "heading": shown,
        "suggestion": "不需要的列可以不管；需要的请在口径文件 [columns] 中添加别名",
        "suggestion_en": "ignore it, or add it under [columns] in the rulebook",
    }


def is_empty(cells: Sequence[Cell]) -> bool:
    """Tell whether a row holds nothing but blanks."""
    return not any(
        cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells
    )
