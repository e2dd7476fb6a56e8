"""Where a unit stands among others: its rank, its tier, its share, as the tables print them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from hotline_metrics.domain.figure import CountedRate, print_figure, print_number
from hotline_metrics.domain.interval import interval_of
from hotline_metrics.domain.rulebook import Rulebook, measure_of
from hotline_metrics.errors import InvalidValue
from hotline_metrics.figures.ranking import rank_scores, rank_units, tier_units
from hotline_metrics.figures.report import MonthlyReport, UnitLine
from hotline_metrics.message import Language

TIERS = {"above": "高于总体", "as_all": "与总体相当", "below": "低于总体"}
"""What tables print for each tier."""

_KINDS = ("rank", "tier", "share")


@attrs.frozen(kw_only=True)
class Standing:
    """A unit's rank, tier or share, and why.

    Attributes:
        name: its name, such as ``units/城管局/rank.result_satisfaction``.
        title: what it is, in Chinese.
        printed: what the table prints.
        parts: the figures it is made of, by name.
        working: the working with its numbers, in Chinese and English.
    """

    name: str
    title: str
    printed: str
    parts: tuple[str, ...]
    working: tuple[str, str]

    def formula(self, lang: Language = "zh") -> str:
        """Return the working with its numbers.

        Args:
            lang: the language of its words.
        """
        return self.working[lang == "en"]


def is_standing(name: str) -> bool:
    """Tell whether a name is that of a rank, a tier or a share.

    >>> is_standing("units/城管局/rank.overdue"), is_standing("units/城管局/overdue")
    (True, False)
    """
    mark, dot, _ = name.rpartition("/")[2].partition(".")
    return name.startswith("units/") and bool(dot) and mark in _KINDS


def explain_standing(report: MonthlyReport, name: str, rules: Rulebook) -> Standing:
    """Say why a unit has its rank, its tier or its share.

    Args:
        report: the report.
        name: such as ``units/城管局/rank.result_satisfaction``.
        rules: the rulebook the tables are printed by.

    Raises:
        InvalidValue: the unit has none, or there is no such measure.
    """
    path, _, column = name.rpartition("/")
    about = measure_of(column)
    known = {**rules.measures, **rules.scores}
    unit = path.removeprefix("units/")
    line = next((each for each in report.units if each.unit == unit), None)
    if line is None or about not in known or not is_standing(name):
        raise InvalidValue(f"there is no figure {name!r}")
    lines = [each for each in report.units if each.group == line.group]
    match column.partition(".")[0]:
        case "share":
            return _share(name, line, report, rules, about)
        case "tier":
            return _tier(name, line, report, rules, about)
        case _:
            return _rank(name, line, lines, rules, about)


def _rank(
    name: str, line: UnitLine, lines: Sequence[UnitLine], rules: Rulebook, about: str
) -> Standing:
    if about in rules.scores:
        title, ranks = rules.scores[about].title, rank_scores(lines, about)
        shown = {
            each.unit: print_number(score.printed)
            for each in lines
            if (score := each.scores.get(about))
        }
        parts = [f"units/{each.unit}/scores/{about}" for each in lines if each.unit in ranks]
    else:
        measure = rules.measures[about]
        title, ranks = measure.title, rank_units(lines, measure, rules.samples)
        shown = {each.unit: print_figure(each.figures.get(about)) for each in lines}
        parts = [f"units/{each.unit}/{about}" for each in lines if each.unit in ranks]
    if line.unit not in ranks:
        raise InvalidValue(f"{line.unit} has no rank: nobody was asked, or too few")
    rank = ranks[line.unit]
    in_order = sorted(ranks.items(), key=lambda pair: pair[1])
    ahead = [unit for unit, place in in_order if place < rank]
    same = [unit for unit, place in ranks.items() if place == rank and unit != line.unit]
    listed = "、".join(f"{unit} {shown[unit]}" for unit in ahead) or "—"
    tied = "、".join(f"{unit} {shown[unit]}" for unit in same)
    how = ("，区间不相交才算在前", ", ahead only with intervals apart")
    apart = rules.samples.ties == "interval" and about in rules.measures
    zh = f"{line.unit} {shown[line.unit]}；{len(ranks)}个单位中排在前面的{len(ahead)}个：{listed}"
    en = f"{line.unit} {shown[line.unit]}; ahead of it, of {len(ranks)}, {len(ahead)}: {listed}"
    return Standing(
        name=name,
        title=f"{title}排名",
        printed=str(rank),
        parts=tuple(parts),
        working=(
            zh + (how[0] if apart else "") + (f"；并列：{tied}" if tied else ""),
            en + (how[1] if apart else "") + (f"; sharing it: {tied}" if tied else ""),
        ),
    )


def _tier(
    name: str, line: UnitLine, report: MonthlyReport, rules: Rulebook, about: str
) -> Standing:
    measure = rules.measures[about]
    whole, own = report.totals.get(about), line.figures.get(about)
    tiers: Mapping[str, str] = tier_units([line], measure, whole, rules.samples)
    if line.unit not in tiers or not isinstance(own, CountedRate):
        raise InvalidValue(f"{line.unit} has no tier: nobody was asked, or too few")
    sure = interval_of(own)
    ends = f"{print_number(sure.low)}–{print_number(sure.high)}%"
    return Standing(
        name=name,
        title=f"{measure.title}水平",
        printed=TIERS[tiers[line.unit]],
        parts=(f"units/{line.unit}/{about}", f"totals/{about}"),
        working=(
            f"{print_figure(own)}（{own.n}）的95%区间 {ends}，总体 {print_figure(whole)}",
            f"{print_figure(own)} ({own.n}), 95 % interval {ends}; all: {print_figure(whole)}",
        ),
    )


def _share(
    name: str, line: UnitLine, report: MonthlyReport, rules: Rulebook, about: str
) -> Standing:
    part, whole = line.figures.get(about), report.totals.get(about)
    if not isinstance(part, int) or not isinstance(whole, int) or not whole:
        raise InvalidValue(f"{name}: only a count has a share, of a total that is not 0")
    printed = print_figure(CountedRate(part, whole))
    return Standing(
        name=name,
        title=f"{rules.measures[about].title}占比",
        printed=printed,
        parts=(f"units/{line.unit}/{about}", f"totals/{about}"),
        working=(f"{part} ÷ {whole} = {printed}", f"{part} / {whole} = {printed}"),
    )
