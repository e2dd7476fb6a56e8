"""Which printed words mean which measure: one table for headings and for sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal

import attrs

from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.history.published.values import half_width

Kind = Literal["count", "rate", "extra"]

UNIT = "unit"
GROUP = "group"
CATEGORY = "category"
NUMBERING = "numbering"
"""What a column may hold besides measures."""


@attrs.frozen
class Published:
    """A measure as bulletins print it.

    Attributes:
        name: the measure's name; that of a rulebook where one has it.
        kind: a count, a rate, or something that is no figure: a score, rank or grade.
        words: what headings and sentences call it, without 数, 量, 件数 and their like.
        sentences: further words that mean it in a sentence only, as regular expressions.
    """

    name: str
    kind: Kind
    words: tuple[str, ...]
    sentences: tuple[str, ...] = ()


def _all(name: str, kind: Kind, words: str, *sentences: str) -> Published:
    return Published(name, kind, tuple(words.split()), sentences)


_SENT = "转交办|转来|转办|交办|下派|派发|派遣|批转|转派"

MEASURES: tuple[Published, ...] = (
    _all(
        "assigned", "count",
        "承办 承办工单 受理案件 派遣案件 办件 办理件 总工单 工单 工单总 案件 转办 转交办 交办 派单 派发 "
        "派件 下派 批转 转派 件数 总件数 总数 总量 数量 工单数 承办件 转办件 交办件 接件",
        rf"(?:接到|接收|收到)[^,;:。]{{0,40}}(?:{_SENT})",
        rf"(?:{_SENT})(?:给|至|到)?(?:各|相关|二级|有关)[^,;:。]{{0,12}}(?:单位|部门)",
        rf"向(?:各|相关|有关)[^,;:。]{{0,12}}(?:单位|部门)(?:{_SENT})",
    ),
    _all(
        "received", "count", "受理 收件 来件 接收 接件受理",
        "(?:共|累计)?(?:受理|收到|接到|接收)(?:12345)?(?:市民|群众|热线|电子)*(?:诉求|来信|工单|件)?",
    ),
    _all("calls", "count", "来电 来电总 话务 呼入 通话"),
    _all("valid", "count", "有效工单 有效 有效电子工单 有效诉求"),
    _all("carried_over", "count", "上月未办结 上期未办结 结转"),
    _all("in_hand", "count", "", "本[月期]共有(?:热线)?工单"),
    _all("answered_directly", "count", "直接解答 直接答复 直办 自行处理 直接办理 即时办结"),
    _all("acknowledged", "count", "签收 已签收 及时签收"),
    _all("handled", "count", "", "共?办理(?:热线)?(?:工单|诉求|件)", "已办理"),
    _all("to_handle", "count", "应办理 应办 应办结"),
    _all("closed", "count", "办结 已办结 结案 已结案 工单结案 工单办结 完成 已完成"),
    _all("open", "count", "在办 未办结 办理中 正在办理 未结案 待办"),
    _all("on_time_closed", "count", "按时办结 按期办结 按时结案 按期结案 及时办结 限时办结"),
    _all("early_closed", "count", "快速办结 提前办结"),
    _all(
        "late_closed", "count",
        "超时办结 超期办结 逾期办结 超期已办理 超期已办结 超时办理 超期办理 逾期已办结 超时结案",
    ),
    _all(
        "late_open", "count",
        "超时未办 超期未办 超时未办结 超期未办结 逾期未办结 超期未办理 逾期未办 超时未结案",
    ),
    _all("overdue", "count", "超期 逾期 超时 超时限 超期件 逾期件 超时件"),
    _all("replied_on_time", "count", "按期回复 按时回复"),
    _all("replied_late", "count", "逾期回复 超期回复", "二级单位逾期回复"),
    _all("extensions", "count", "延期 延期申请 申请延期 工单延期"),
    _all("declined", "count", "驳回 退单 回退 退件 退回"),
    _all(
        "redo", "count",
        "重办 发回重办 退回重办 重新派发 重新办理 返工 返工单 重派 二次办理 重复交办",
        "因[^,;:。]{0,30}被市?(?:退回|发回)重办",
    ),
    _all("repeated", "count", "重复派件 重复派单"),
    _all("urgent", "count", "紧急件 紧急工单 紧急"),
    _all("surveyed", "count", "抽访 市级抽访 回访 抽查回访 回访总 回访工单 参与评价 评价 已回访"),
    _all("satisfied", "count", "满意"),
    _all("dissatisfied", "count", "不满意 回访不满意"),
    _all("closed_rate", "rate", "办结率 结案率 总办结率 完成率"),
    _all(
        "on_time_rate", "rate",
        "按时办结率 按期办结率 及时办结率 按时结案率 按期结案率 限时办结率 办理及时率",
    ),
    _all("early_rate", "rate", "提前办结率 快速办结率 提前率 提前结案率"),
    _all("acknowledged_rate", "rate", "及时签收率 签收率 按时签收率"),
    _all("reply_rate", "rate", "按期回复率 按时回复率 回复率 办结回复率 群众回复率"),
    _all("feedback_rate", "rate", "按时反馈率 反馈率 按期反馈率"),
    _all("callback_rate", "rate", "有效回访率 回访率"),
    _all("contact_rate", "rate", "先行联系率 联系率 见面率"),
    _all("solved_rate", "rate", "解决率 问题解决率 诉求解决率"),
    _all(
        "result_satisfaction", "rate",
        "满意率 办理结果满意率 结果满意率 回访满意率 群众满意率 满意度 办理满意率 综合满意率 办理结果满意度 "
        "办理结果 群众满意度 回访满意度",
    ),
    _all("process_satisfaction", "rate", "服务过程满意率 过程满意率 服务过程满意度 服务过程 服务态度满意率"),
    _all("satisfied_share", "rate", "满意占比"),
    _all("rated_satisfied_share", "rate", "评价满意占比"),
    _all("dissatisfied_rate", "rate", "不满意率 群众不满意率 回访不满意率"),
    _all("overdue_rate", "rate", "超期率 逾期率 超时率"),
    _all("late_closed_rate", "rate", "超期办结率 超时办结率 逾期办结率"),
    _all("extension_rate", "rate", "延期率 申请延期率"),
    _all("declined_rate", "rate", "退单率 回退率 驳回率"),
    _all("redo_rate", "rate", "发回重办率 重办率 返工率 重派率 退回重办率 重新派发率 返工单率"),
    _all("repeated_rate", "rate", "重复派发率 重复率 重复派单率"),
    _all("share", "rate", "占比 占 占总数 占总量 占工单总 比例 比重 百分比", "占(?:工单|总|受理)?总?[数量]?的?"),
    _all("year_on_year", "rate", "同比 同比增长 同比增幅 同比变化 较去年同期 比上年同期"),
    _all("month_on_month", "rate", "环比 环比增长 环比增幅 环比变化 较上月 比上月"),
    _all("score", "extra", "得分 评分 分值 总分 综合得分 考评得分 考核得分 综合指标 市综合指标 综合评分"),
    _all("rank", "extra", "排名 名次 位次 排序"),
    _all("grade", "extra", "等级 等次 评级 档次"),
)  # fmt: skip
"""Every measure met in published tables and sentences."""

TOTALS = frozenset(
    "总计 合计 总数 总和 小计 共计 全县 全市 全区 全县合计 全市合计 全区合计 总体 平均 均值 全县平均".split()
)
"""What the first cell of a sum says. An average is no unit either."""

SUBTOTALS = frozenset(("小计",))
AVERAGES = frozenset("平均 均值 全县平均".split())

_NUMBERING = frozenset("序号 编号 序".split())
_GROUPS = frozenset("单位类别 单位类型 单位性质 单位分类 类型 组别 所属类别 分组".split())
_CATEGORIES = frozenset(
    "类别 分类 诉求类别 诉求分类 问题类别 问题分类 问题类型 诉求类型 内容分类 工单分类 工单类别 工单类型 "
    "事项类别 大类 大类名称 类目".split()
)
_UNIT = re.compile(
    r"(?:各|承办|责任|主办|办理|县直|市直|区直|成员|二级|处置|被考核)*"
    r"(?:单位|部门|乡镇|镇街|街道|县区|区县|乡镇街道|镇办场|功能板块|县市区|县直机关|镇区|机构|地区|区域)"
    r"(?:名称|类单位)?"
)
_NOUNS = tuple(
    "数 量 值 件 总 情况 件数 数量 总数 总量 次数 工单 案件 诉求 热线工单 电子工单".split()
)
_EVERY = re.compile("(?:市级|县级|群众|回访|抽访|评价|热线|12345|本[月期]|当月)*")
_NOTE = re.compile(r"\((?:件|个|宗|单|次|%|百分比|分|封|家|位|通|件次)\)|[/:]?%$")
_LONGEST = 24
"""No name of a measure is longer."""

_PUNCTUATION = re.compile(r"[\s\"'“”‘’《》*]+")


def bare(text: str) -> str:
    """Return words in half width, without spaces and quotes."""
    return _PUNCTUATION.sub("", half_width(text))


def stems(text: str) -> Iterator[str]:
    """Yield bare words, then the same with their last nouns taken off, in every way.

    >>> list(stems("超期件数"))
    ['超期件数', '超期件', '超期']
    """
    found = {text: None}
    waiting = [text]
    while waiting:
        text = waiting.pop(0)
        yield text
        for noun in _NOUNS:
            shorter = text.removesuffix(noun)
            if shorter and shorter not in found:
                found[shorter] = None
                waiting.append(shorter)


@attrs.frozen
class Meaning:
    """What a heading or a phrase means.

    Attributes:
        measure: the measure's name.
        kind: whether it is a count, a rate or no figure.
        before: what stands before the words of the measure in a phrase.
        per_cent: whether the heading says that its numbers are per cent.
    """

    measure: str
    kind: Kind
    before: str = ""
    per_cent: bool = False


@attrs.frozen
class Vocabulary:
    """The words of published bulletins, with those of one rulebook.

    Attributes:
        words: bare words to measure and kind.
        sentences: what means a measure at the end of a phrase only, longest first.
        absent: what the rulebook prints for an empty sample.
    """

    words: Mapping[str, tuple[str, Kind]] = attrs.field(hash=False)
    sentences: tuple[tuple[re.Pattern[str], str, Kind], ...] = attrs.field(hash=False)
    absent: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rules: Rulebook | None) -> Vocabulary:
        """Return the common words, and a rulebook's titles before them.

        >>> Vocabulary.of(None).heading("超期件数").measure
        'overdue'
        """
        words: dict[str, tuple[str, Kind]] = {
            word: (each.name, each.kind) for each in MEASURES for word in each.words
        }
        for measure in rules.measures.values() if rules else ():
            kind: Kind = "rate" if measure.is_rate else "count"
            words[bare(measure.title)] = (measure.name, kind)
        absent = {measure.absent for measure in rules.measures.values()} if rules else set()
        return cls(words, _sentences(), frozenset(absent))

    def heading(self, title: str) -> Meaning | None:
        """Return what a column's heading means, or ``None`` when it is no measure we know."""
        text = bare(title)
        per_cent = "%" in text or "百分比" in text
        plain = _NOTE.sub("", text)
        for stem in stems(plain):
            for words in (stem, re.sub("^(?:其中:?|工单|案件|本[月期])", "", stem)):
                if words in self.words:
                    return Meaning(*self.words[words], per_cent=per_cent)
        found = self.phrase(plain)
        if found is not None and _EVERY.fullmatch(found.before):
            return attrs.evolve(found, before="", per_cent=per_cent)
        return None

    def role(self, title: str) -> str:
        """Return what a column without figures holds: units, groups, categories, numbering."""
        text = re.sub(r"[()、/和及·]", "", bare(title))
        if text in _NUMBERING:
            return NUMBERING
        if text in _GROUPS:
            return GROUP
        if text in _CATEGORIES:
            return CATEGORY
        return UNIT if _UNIT.fullmatch(text) or text == "名称" else ""

    def phrase(self, text: str) -> Meaning | None:
        """Return what the end of a phrase means, such as 共受理诉求 before 1292件.

        Args:
            text: bare words up to the number.
        """
        found = [each for stem in stems(text) if (each := self._ending(stem)) is not None]
        return min(found, key=lambda each: len(each.before), default=None)

    def _ending(self, text: str) -> Meaning | None:
        best: Meaning | None = None
        for pattern, name, kind in self.sentences:
            found = pattern.search(text)
            if found and (best is None or found.start() < len(best.before)):
                best = Meaning(name, kind, text[: found.start()])
        for start in range(max(0, len(text) - _LONGEST), len(text)):
            if best is not None and start >= len(best.before):
                break
            if text[start:] in self.words:
                return Meaning(*self.words[text[start:]], before=text[:start])
        return best


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[re.Pattern[str], str, Kind], ...]:
    return tuple(
        (re.compile(f"(?:{pattern})$"), each.name, each.kind)
        for each in MEASURES
        for pattern in each.sentences
    )
