"""Tables as exports have them: mostly right, with every fault somewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import methodcaller
from random import Random

from hypothesis import strategies as st

from hotline_metrics.domain.catalogue import ROLE_UNREADABLE
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.unit import FormerName, Roster, Unit
from hotline_metrics.intake.source import Cell, Row

HEADER = (
    "序号", "工单编号", "受理时间", "派单时间", "签收时间", "承办单位", "承办类型", "协办单位",
    "办结时间", "办结时限", "延期后截止日期", "延期天数", "诉求分类", "二级分类", "诉求类型",
    "紧急程度", "受理渠道", "重办次数", "退单次数", "是否抽访", "办理结果满意度", "服务过程满意度",
    "主要内容",
)  # fmt: skip

ROSTER = Roster(
    (
        Unit(name="甲局", group="县直", aliases=("甲",)),
        Unit(name="乙镇", group="乡镇", former=(FormerName(name="老乙", until=date(2023, 10, 8)),)),
        Unit(name="丙街道", group="乡镇"),
    )
)

good_ids: st.SearchStrategy[str] = st.integers(0, 200).map(
    lambda n: f"2310{n % 28 + 1:02d}102349106{n:03d}"
)
ids: st.SearchStrategy[str] = st.one_of(
    good_ids,
    good_ids,
    good_ids,
    st.sampled_from(
        ["", " 231007102349106144", "231007102349106144", "2.31E+17", "2E17", "'231007102349106001",
         '="231007102349106002"', "231330102349106144", "ABC-1", "x", "０１", "工单编号", "12 3",
         "239907102349"]
    ),
)  # fmt: skip
good_times: st.SearchStrategy[datetime] = st.datetimes(
    datetime(2023, 9, 20), datetime(2023, 11, 20)
).map(lambda moment: moment.replace(microsecond=0))
written: st.SearchStrategy[str] = st.one_of(
    *(
        good_times.map(methodcaller("strftime", form))
        for form in (
            "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M",
            "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日 %H:%M",
            "%Y-%m-%dT%H:%M:%S", "%Y%m%d%H%M%S", "%d.%m.%Y %H:%M",
        )
    ),
    good_times.map(lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t.minute:02d}"),
)  # fmt: skip
odd_times: st.SearchStrategy[str] = st.sampled_from(
    ["", "", "2023-02-30 10:00:00", "2023-10-07 25:00:00", "昨天", "1999-12-31 10:00:00",
     "2024-02-29 10:00:00", "0000-01-01 00:00:00", " 2023-10-07 10:00:00", "2023-10-07 10:00:00 ",
     "2023-10-07 10:00:00.5", "2023-10-07T10:00:00+08:00", "45206.433", "2100-01-01 00:00:00",
     "2023-10- 7 10:02:03", "2029-10-07 10:00:00", "２０２３-10-07 10:00:00", "+023-10-07 10:00:00"]
)  # fmt: skip
times: st.SearchStrategy[str] = st.one_of(written, written, written, odd_times)
units: st.SearchStrategy[str] = st.sampled_from(
    ["甲局", "甲局", "乙镇", "丙街道", "甲", "老乙", " 甲局", "丁", "", "甲局　"]
)
words: dict[str, list[str]] = {
    "承办类型": ["", "", "主办", "协办", "x"],
    "协办单位": ["", "", "乙镇、丙街道", "乙镇"],
    "延期天数": ["", "0", "0", "2", "x"],
    "诉求分类": ["城市综合类", "社会事业类", " 社会事业类", "", "A"],
    "二级分类": ["", "小类1", "小类2"],
    "诉求类型": ["投诉", "咨询", ""],
    "紧急程度": ["", "普通", "紧急", "急", "不详"],
    "受理渠道": ["12345电话", "网站", ""],
    "重办次数": ["", "0", "1", "2", "是", "３", "很多"],
    "退单次数": ["", "0", "1"],
    "是否抽访": ["", "是", "否", "2023-11-02", "?"],
    "办理结果满意度": ["满意", "满意", "基本满意", "不满意", "未接通", "市级未抽访", "", "凑合"],
    "服务过程满意度": ["满意", "基本满意", "不满意", "拒访", "市级未抽访", ""],
}
free: st.SearchStrategy[str] = st.sampled_from(
    ["", "路灯不亮", '他说"好"', "两行\n内容", "逗号,在内", "1"]
)


@st.composite
def rows(draw: st.DrawFn) -> tuple[str, ...]:
    """Draw one record."""
    cells = []
    usual = draw(st.sampled_from([True, True, False]))
    number = draw(good_ids if usual else ids)
    moment = datetime(2023, 10, 1, 8)
    if usual:
        moment = moment.replace(day=int(number[4:6]))
    for title in HEADER:
        if title == "工单编号":
            cells.append(number)
        elif title in {"受理时间", "派单时间", "办结时间"}:
            moment += draw(
                st.timedeltas(timedelta(0), timedelta(days=9 if title[0] == "办" else 0.6))
            )
            cells.append(str(moment.replace(microsecond=0)) if usual else draw(times))
        elif title in {"签收时间", "办结时限", "延期后截止日期"}:
            cells.append(draw(st.one_of(st.just(""), st.just(""), times)))
        elif title == "承办单位":
            cells.append(draw(st.sampled_from(["甲局", "乙镇"]) if usual else units))
        elif title in words:
            choices = words[title][:2] if usual else words[title]
            cells.append(draw(st.sampled_from(choices)))
        else:
            cells.append(draw(free) if title == "主要内容" else "1")
    return tuple(cells)


blank: st.SearchStrategy[tuple[str, ...]] = st.sampled_from(
    [(), ("",) * len(HEADER), (" ",) * 3, HEADER]
)


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """Draw the records below a header; some columns may be absent."""
    body = draw(st.lists(st.one_of(rows(), rows(), rows(), rows(), blank), max_size=25))
    hidden = draw(st.sets(st.sampled_from(range(2, len(HEADER))), max_size=6)) - {5}
    keep = [place for place in range(len(HEADER)) if place not in hidden]
    header = tuple(HEADER[place] for place in keep)
    return [header, *(tuple(cells[p] for p in keep if p < len(cells)) for cells in body)]


@st.composite
def items(draw: st.DrawFn) -> list[Row | Problem]:
    """Draw what an importer of typed cells yields: two sheets, a problem, rows of any width."""
    chance = draw(st.randoms(use_true_random=False))
    odd = draw(st.sampled_from([0, 0, 0.02, 0.1]))
    header, *body = draw(tables())
    found: list[Row | Problem] = []
    for sheet, records in (("一", body), ("二", draw(st.lists(rows(), max_size=3)))):
        if sheet == "二" and not records:
            break
        title = header if sheet == "一" else HEADER
        for number, cells in enumerate([title, *records], start=1):
            here = Location(source="items", sheet=sheet, row=2 * number, cells=True)
            typed = [_typed(cell, chance, odd) if number > 1 else cell for cell in cells]
            found.append(Row(typed, here))
            if chance.random() < odd:
                found.append(Problem(ROLE_UNREADABLE, here.at(1), {"word": "x"}))
    return found


def _typed(text: str, chance: Random, odd: float) -> Cell:
    """Return a cell as a spreadsheet holds it, or by some chance otherwise."""
    if chance.random() < odd:
        return text
    if not text:
        return "" if chance.random() < odd else None
    if text.isascii() and text.isdigit() and len(text) < 3:
        return int(text) if chance.random() < odd else float(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.date() if chance.random() < odd else moment


def as_csv(table: Sequence[Sequence[str]], *, end: str = "\r\n", quoting: int = 0) -> bytes:
    """Write a table as an export does."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    return text.getvalue().encode()
