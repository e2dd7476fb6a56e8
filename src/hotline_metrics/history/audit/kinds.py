"""What an audit can find, in both languages; the hint is the likely cause."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hotline_metrics.domain.problem import ProblemKind, Severity


def _kind(code: str, severity: Severity, zh: str, en: str) -> ProblemKind:
    return ProblemKind(
        code=f"audit.{code}",
        severity=severity,
        zh=zh,
        en=en,
        hint_zh="{cause}",
        hint_en="{cause_en}",
    )


UNITS_ABOVE = _kind(
    "units-above-total",
    "warning",
    "各单位“{title}”合计 {printed}，多于总数 {expected}",
    "units sum to {printed} {measure}, above the total {expected}",
)
UNITS_BELOW = _kind(
    "units-below-total",
    "error",
    "各单位“{title}”合计 {printed}，少于总数 {expected}",
    "units sum to {printed} {measure}, below the total {expected}",
)
UNITS_PARTIAL = _kind(
    "units-partial",
    "notice",
    "表中各单位“{title}”合计 {printed}，只是总数 {expected} 的一部分，未作核对",
    "the units of the tables sum to {printed} {measure} of {expected}; not all units are listed",
)
CARRIED_OVER = _kind(
    "carried-over",
    "warning",
    "“{title}”{printed} 多于受理的 {expected}",
    "{printed} {measure}, more than the {expected} received",
)
GROUP_DIFFERS = _kind(
    "group-differs",
    "error",
    "“{group}”各单位“{title}”合计 {expected}，写的是 {printed}",
    "the units of {group} sum to {expected} {measure}, but {printed} is printed",
)
UNIT_COUNT_DIFFERS = _kind(
    "unit-count-differs",
    "error",
    "“{group}”写的是 {printed} 个单位，表中有 {expected} 个",
    "{printed} units of {group} are printed, the table has {expected}",
)
CATEGORIES_DIFFER = _kind(
    "categories-differ",
    "error",
    "各类别合计 {printed}，总数是 {expected}",
    "categories sum to {printed}, the total is {expected}",
)
RATE_IMPOSSIBLE = _kind(
    "rate-impossible",
    "error",
    "{unit}的“{title}”{printed}：{assigned} 件以内没有任何抽访结果能算出这个数",
    "{measure} of {unit} is {printed}: no sample of up to {assigned} calls can give it",
)
RATES_INCONSISTENT = _kind(
    "rates-inconsistent",
    "error",
    "{unit}的{printed}不可能出自同一批抽访",
    "the rates of {unit}, {printed}, cannot come from the same calls",
)
RATE_ABOVE_WHOLE = _kind(
    "rate-out-of-range",
    "error",
    "“{title}”{printed} 超出 0% 到 100%",
    "{measure} is {printed}, outside 0 % to 100 %",
)
WEIGHTS = _kind(
    "weights",
    "notice",
    "基本满意按 {weight} 折算时，{impossible} 个印出的比率不可能，"
    "{inconsistent} 个单位的两个比率不能同时成立",
    "with {weight} for 基本满意, {impossible} printed rates are impossible and both rates of "
    "{inconsistent} units cannot stand together",
)
SAMPLE_FORCED = _kind(
    "sample-forced",
    "notice",
    "{unit}的抽访件数只能是 {n}（共 {assigned} 件）",
    "{unit} was called back exactly {n} times (of {assigned} tickets)",
)
SAMPLE_RANGES = _kind(
    "sample-ranges",
    "notice",
    "{units} 个单位的抽访件数可以推出范围",
    "the number of calls of {units} units can be narrowed down",
)
SAMPLE_TINY = _kind(
    "sample-tiny",
    "warning",
    "{unit}的“{title}”{printed}只建立在 {n} 次抽访上",
    "{measure} of {unit}, {printed}, stands on {n} calls",
)
HEADLINE_OUTSIDE = _kind(
    "headline-outside-units",
    "error",
    "总的“{title}”{printed}不在各单位的 {low} 到 {high} 之间",
    "the total {measure}, {printed}, is not between the units' {low} and {high}",
)
MOVEMENT_DIFFERS = _kind(
    "movement-differs",
    "error",
    "“{title}”{comparison}写的是 {printed}，按{period}的报告应为 {expected}",
    "{measure} {comparison_en}: {printed} is printed, against {period} it is {expected}",
)
DECREASE_TOO_LARGE = _kind(
    "decrease-above-100",
    "error",
    "{comparison}减幅 {printed} 不可能：最多减少 100%",
    "a decrease of {printed} is impossible: nothing falls by more than 100 %",
)
COMMENDED_UNEARNED = _kind(
    "commended-unearned",
    "warning",
    "{unit}受到表扬，但不符合口径：{printed}",
    "{unit} is commended but does not meet the rule: {printed}",
)
COMMENDED_MISSING = _kind(
    "commended-missing",
    "warning",
    "{unit}符合表扬条件，却没有表扬",
    "{unit} meets the rule and is not commended",
)
STREAK_DIFFERS = _kind(
    "streak-differs",
    "error",
    "{unit}写的是连续 {printed} 期，按往期报告是 {expected} 期",
    "{unit} is praised for {printed} periods running, the archive says {expected}",
)
CRITICISED_UNEARNED = _kind(
    "criticised-unearned",
    "warning",
    "{unit}列在“{list}”中，按口径不在其列",
    "{unit} stands on the list {list}, where the rule does not put it",
)
CRITICISED_MISSING = _kind(
    "criticised-missing",
    "warning",
    "按口径{unit}应列在“{list}”中",
    "by the rule {unit} belongs on the list {list}",
)
CITED_OUTSIDE = _kind(
    "cited-outside-period",
    "error",
    "点名的工单 {ticket} 转办于 {printed}，不在本期",
    "cited ticket {ticket} was dispatched on {printed}, outside the period",
)
CITED_ID_DIFFERS = _kind(
    "cited-id-differs",
    "error",
    "工单 {ticket} 编号中的日期是 {expected}，文中写的是 {printed}",
    "the number of ticket {ticket} says {expected}, the text says {printed}",
)
CITED_DEADLINE = _kind(
    "cited-deadline-differs",
    "warning",
    "工单 {ticket} 的办结时限写的是 {printed}，按口径是 {expected}",
    "the deadline of ticket {ticket} is printed as {printed}, by the rules it is {expected}",
)
CITED_NOT_LATE = _kind(
    "cited-not-late",
    "error",
    "工单 {ticket} 于 {printed} 办结，没有超过时限 {expected}",
    "ticket {ticket} was closed on {printed}, not after its deadline {expected}",
)
TEXT_DIFFERS = _kind(
    "text-differs",
    "error",
    "文中“{text}”是 {printed}，{elsewhere}是 {expected}",
    "the text says {printed} ({text}), {elsewhere_en} {expected}",
)
SHARE_DIFFERS = _kind(
    "share-differs",
    "error",
    "“{title}”写的是 {printed}，{top}÷{bottom} 是 {expected}",
    "{measure} is printed as {printed}, but {top} of {bottom} is {expected}",
)
OTHER_PERIOD = _kind(
    "other-period",
    "error",
    "标题说的是 {expected}，文中说的是 {printed}",
    "the title speaks of {expected}, the text of {printed}",
)
COMPARISON_WORD = _kind(
    "comparison-word",
    "error",
    "“{text}”比的是上一期，应写“环比”，写成了“同比”",
    "'{text}' compares with the period before, which is 环比 and not 同比",
)
UNPLACED = _kind(
    "unplaced",
    "notice",
    "没有读懂“{text}”，未作核对",
    "'{text}' was not understood and not checked",
)
STRAY = _kind(
    "stray-characters",
    "warning",
    "“{text}”中有多余的符号",
    "'{text}' has stray characters",
)

KINDS: Mapping[str, ProblemKind] = MappingProxyType(
    {kind.code: kind for kind in tuple(globals().values()) if isinstance(kind, ProblemKind)}
)
"""Kinds by code."""
