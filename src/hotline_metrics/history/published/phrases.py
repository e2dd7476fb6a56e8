"""How sentences of bulletins are worded: what leads to a number, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from hotline_metrics.history.published.values import Number, half_width
from hotline_metrics.history.published.vocabulary import Kind

Basis = Literal["year_on_year", "month_on_month"]

MOVEMENT = re.compile(
    r"(?P<basis>(?:[较比与]?(?:上年|去年|上月|上期|上季度|上周|[一二三四]季度)(?:同期)?(?:相比)?|同比|环比)*)"
    r"(?P<way>增长|上升|增加|提高|提升|增幅|升高|涨幅|下降|减少|降低|减幅|降幅|回落|下滑)(?:了|为|达|约)?$"
)
"""What moved a figure, at the end of words: 同比增长, 较上月下降了."""

DOWN = frozenset("下降 减少 降低 减幅 降幅 回落 下滑".split())
"""Movements that go down."""

CONNECTED = re.compile(r"(?:均?为|达到?|共有?|是|有|约|计|仅有?|只有|高达|合计|:)+$")
"""What joins a figure to its number."""

ALL = re.compile("[全我本][县市区]")
"""The beginning of words about the whole county."""

PART = re.compile("(?:其中|其|已|均|有|共|为|分别)*")
"""Words that add nothing to whose figure it is."""

_PLAIN = (
    "其中|其|我[县市区]|全[县市区]|本[县市区]|[县市区]级?|共计?|累计|总计|合计|本[月期次周]|当[月期]|截至|目前|"
    "期间|已|均|总|的|各|也|有|份|如|例如|为|分别"
)
WHOLE = re.compile(
    rf"(?:{_PLAIN}|热线中心|热线办|热线|平台|中心|政务服务|便民|政民互动|市民|群众|工单|办理|总体|整体|"
    "综合|、|和|及|与)*"
)
"""Words about all tickets."""

LEAD = re.compile(
    "(?:基本|总体|运行|工作)?(?:数据|情况|概况|综述|如下|分类|如|有|其中|单位|排名|前.{1,3})$|^$"
)
"""The end of words before a colon that leave the subject as it was."""

RANKED = re.compile(
    r"(?P<what>.*?)(?:排名)?前(?:[一二三四五六七八九十]+)?(?:位|名|排名)?.{0,12}$|(?P<else>.+)排名$"
)
"""Words about a ranking: 承办量前十位, 满意率排名."""

CLASS = re.compile(r"(?:其中|分类)?(?P<name>[^、].{0,23}类(?:事项|诉求|工单)?|其[他它].{0,6})$")
"""The name of a category before its number."""

ITEMS = re.compile(
    r"其中[:,]?((?:[^、。;,:]{1,30}?[0-9]{1,9} ?件[、,;])*[^、。;,:]{1,30}?[0-9]{1,9} ?件)。?"
)
"""A sentence that enumerates categories and nothing else."""

ITEM = re.compile(r"([^、。;,:]+?) ?([0-9]{1,9}) ?件(?:[、,;]|$)")
"""One category of such a sentence, and its number."""

COUNTED = ("数", "量", "值")
"""Endings of words that want a number right behind them."""

GROUPS = re.compile(r"([0-9]{1,4}) ?个 ?([\u3400-\u9fff()]{2,12})")
"""A number of units of a group: 13个县直单位."""


def basis_in(text: str) -> Basis | None:
    """Return what words compare with: a year before, the period before, or nothing that is clear."""
    year = bool(re.search("同比|上年|去年", text))
    month = bool(re.search("环比|上月|上期|季度|上周", text))
    if year == month:
        return None
    return "year_on_year" if year else "month_on_month"


def is_all(words: str) -> bool:
    """Tell whether words name the whole county, and nobody else."""
    return bool(ALL.match(words) and WHOLE.fullmatch(words))


def groups_in(text: str, groups: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield how many units each group has, where a sentence says so."""
    names = sorted(groups - {""}, key=len, reverse=True)
    for found in GROUPS.finditer(text):
        words = found[2]
        name = next((name for name in names if words.startswith(half_width(name))), None)
        if name is not None:
            yield int(found[1]), name


def kind_of(number: Number, *, connected: bool) -> Kind | None:
    """Return what a number can be by its sign and counter, or ``None`` when it is no figure."""
    if number.percent or number.counter == "个百分点":
        return "rate"
    if number.counter == "分":
        return "extra"
    if number.counter in ("家", "名", "位", "倍", "万"):
        return None
    return "count" if number.counter or connected else None


def agree(meant: Kind, printed: Kind) -> bool:
    """Tell whether a number may be what its words mean; scores are printed without a sign."""
    return meant == printed or (meant == "extra" and printed == "count")
