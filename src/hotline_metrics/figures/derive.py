"""Figures that are made of other figures: movements, scores, streaks, distances, row counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import attrs

from hotline_metrics.domain.figure import Better, Figure, print_exact, print_figure, print_number
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.score import ScoreRule
from hotline_metrics.domain.unit import Roster
from hotline_metrics.errors import InvalidValue
from hotline_metrics.figures.comparison import change_between
from hotline_metrics.figures.explain import is_counted
from hotline_metrics.figures.names import NamedFigure, find_figure
from hotline_metrics.figures.reasons import near_misses
from hotline_metrics.figures.report import Comparison, MonthlyReport, UnitLine
from hotline_metrics.figures.selection import streak
from hotline_metrics.message import Language


@attrs.frozen(kw_only=True)
class Derivation:
    """A figure that is made of other figures.

    Attributes:
        figure: the figure and where it stands.
        title: what it is, in Chinese.
        definition: its meaning in words, in Chinese.
        parts: the figures it is made of, by the names they are explained by; those of an earlier
            report begin with its period.
        value: the figure made again from its parts; ``None`` where an earlier report is needed
            and not at hand, and where it is absent.
        working: the working with its numbers, in Chinese and English.
    """

    figure: NamedFigure
    title: str
    definition: str
    parts: tuple[str, ...]
    value: Figure | Decimal
    working: tuple[str, str]

    def formula(self, lang: Language = "zh") -> str:
        """Return the working with its numbers.

        Args:
            lang: the language of its words.
        """
        return self.working[lang == "en"]


def derive_figure(
    report: MonthlyReport, name: str, rules: Rulebook, history: Iterable[MonthlyReport] = ()
) -> Derivation:
    """Say from which other figures one is made, and make it again.

    Args:
        report: the report.
        name: the figure's name, such as ``comparisons/result_satisfaction/year_on_year``.
        rules: the rulebook it was counted by.
        history: the earlier reports it was compared with.

    Raises:
        InvalidValue: there is no such figure, or it is counted from tickets.
    """
    named = find_figure(report, name)
    if is_counted(named, rules):
        raise InvalidValue(
            f"{name} 由工单统计得出，由工单说明",
            f"{name} is counted from tickets, and explained by them",
        )
    match named.section:
        case "comparisons":
            return _moved(named, report, rules, {each.period: each for each in history})
        case "scores":
            return _score(named, report, rules)
        case "groups" if named.measure == "units":
            return _members(named, report)
        case "rows":
            return _rows(named, report)
        case "commended":
            return _streak(named, report, {each.period: each for each in history})
        case "near_misses":
            return _near(named, report, rules)
        case "cited":
            return _days_late(named, report)
        case _:
            raise InvalidValue(
                f"口径 {rules.name} 没有 {name} 这项指标",
                f"{name} is no measure of the rulebook {rules.name}",
            )


def _moved(
    named: NamedFigure,
    report: MonthlyReport,
    rules: Rulebook,
    history: Mapping[Period, MonthlyReport],
) -> Derivation:
    *of, about = named.of
    unit = report.unit(of[0]) if of else None
    path = f"units/{of[0]}" if of else "totals"
    figures = unit.figures if unit else report.totals
    comparison: Comparison = (unit.comparisons if unit else report.comparisons)[about]
    year = named.measure == "year_on_year"
    period = report.period.year_before if year else report.period.previous
    earlier = history.get(period) if period else None
    before = _earlier_figure(earlier, of, about) if earlier else None
    now = figures[about]
    value = change_between(now, before, comparison.unit) if earlier else None
    points = comparison.unit == "points"
    last = print_figure(before) if earlier else "?"
    if points:
        working = f"{print_figure(now)} − {last} = {print_number(_decimal(named.value))}"
        ways = ("个百分点，取公布的数", "points, between printed rates")
    else:
        working = (
            f"({print_figure(now)} − {last}) ÷ {last} = {print_number(_decimal(named.value))}%"
        )
        ways = ("取公布的数", "of printed figures")
    title = f"{rules.measures[about].title}{'同比' if year else '环比'}"
    return Derivation(
        figure=named,
        title=title,
        definition=f"{rules.measures[about].title}与{period}相比",
        parts=(f"{path}/{about}", f"{period}: {path}/{about}"),
        value=value,
        working=(f"{working} （{ways[0]}）", f"{working} ({ways[1]})"),
    )


def _earlier_figure(report: MonthlyReport, of: list[str], about: str) -> Figure:
    if not of:
        return report.totals.get(about)
    lines = (line for line in report.units if line.unit == of[0])
    return next((line.figures.get(about) for line in lines), None)


def _score(named: NamedFigure, report: MonthlyReport, rules: Rulebook) -> Derivation:
    rule = rules.scores.get(named.measure)
    if rule is None:
        raise InvalidValue(
            f"口径 {rules.name} 没有 {named.name} 这项得分",
            f"{named.name} is no score of the rulebook {rules.name}",
        )
    before = report.exclusions if named.name.startswith("exclusions/") else None
    line = next(each for each in (before or report).units if each.unit == named.of[0])
    path = f"{'exclusions/' if before else ''}units/{line.unit}"
    better: dict[str, Better] = {name: measure.better for name, measure in rules.measures.items()}
    score = rule.of(line.figures, better)
    return Derivation(
        figure=named,
        title=rule.title,
        definition=rule.definition,
        parts=tuple(f"{path}/{part.measure}" for part in rule.parts),
        value=score.printed if score else None,
        working=(_points(rule, line, rules, "zh"), _points(rule, line, rules, "en")),
    )


def _points(rule: ScoreRule, line: UnitLine, rules: Rulebook, lang: Language) -> str:
    score = line.scores.get(rule.name)
    if score is None:
        return rule.absent
    terms = []
    if rule.base:
        terms.append(f"{print_exact(rule.base)} {'基础分' if lang == 'zh' else 'base'}")
    for name, points in score.points.items():
        measure = rules.measures[name]
        figure = print_figure(line.figures.get(name), measure.absent)
        title = measure.title if lang == "zh" else name
        terms.append(f"{print_exact(points)}（{title} {figure}）")
    skipped = len(score.points) < len(rule.parts)
    share = ("，按其余项折算", ", the others standing for the whole")[lang == "en"]
    return " + ".join(terms) + f" = {score.printed}" + (share if skipped else "")


def _members(named: NamedFigure, report: MonthlyReport) -> Derivation:
    units = [line.unit for line in report.units if line.group == named.of[0]]
    listed = "、".join(units)
    return Derivation(
        figure=named,
        title="单位数",
        definition="该组在表中列出的单位数",
        parts=tuple(f"units/{unit}/assigned" for unit in units),
        value=len(units),
        working=(f"{listed} = {len(units)}", f"{listed} = {len(units)}"),
    )


def _rows(named: NamedFigure, report: MonthlyReport) -> Derivation:
    rows = report.rows
    assert rows is not None  # it has a name  # noqa: S101
    if named.measure == "read":
        return Derivation(
            figure=named,
            title="读入行数",
            definition="表头以下有内容的行数",
            parts=("rows/accepted", "rows/rejected"),
            value=rows.accepted + rows.rejected,
            working=(
                f"采用 {rows.accepted} + 未计入 {rows.rejected} = {rows.read}",
                f"accepted {rows.accepted} + rejected {rows.rejected} = {rows.read}",
            ),
        )
    return Derivation(
        figure=named,
        title="未计入行数",
        definition="没有读懂、未成为工单的行数；每一行的原因由 check 列出",
        parts=("rows/read", "rows/accepted"),
        value=rows.read - rows.accepted,
        working=(
            f"读入 {rows.read} − 采用 {rows.accepted} = {rows.rejected}",
            f"read {rows.read} - accepted {rows.accepted} = {rows.rejected}",
        ),
    )


def _streak(
    named: NamedFigure, report: MonthlyReport, history: Mapping[Period, MonthlyReport]
) -> Derivation:
    (praised,) = (each for each in report.commended if each.unit == named.of[0])
    periods = [report.period]
    while len(periods) < praised.streak and (before := periods[-1].previous) is not None:
        periods.append(before)
    listed = "、".join(map(str, periods))
    return Derivation(
        figure=named,
        title="连续表扬期数",
        definition="连同本期，连续多少期被表扬；缺一期的报告就中断",
        parts=tuple(f"{period}: commended/{praised.unit}/streak" for period in periods[1:]),
        value=streak(praised.unit, report.period, history, Roster(), praised.streak)
        if history
        else None,
        working=(f"{listed}：{praised.reason}", f"{listed}: {praised.reason}"),
    )


def _near(named: NamedFigure, report: MonthlyReport, rules: Rulebook) -> Derivation:
    name, unit = named.of
    lists = [*rules.criticise, *([rules.commend] if rules.commend else [])]
    rule = next((each for each in lists if each.name == name), None)
    if rule is None:
        raise InvalidValue(
            f"口径 {rules.name} 没有 {named.name} 所说的名单",
            f"{named.name} is about no list of the rulebook {rules.name}",
        )
    missed = near_misses(report.units, rule, rules.measures)
    near = next((each for each in missed if each.unit == unit), None)
    reason = near.reason if near else ""
    return Derivation(
        figure=named,
        title="与列入标准的差距",
        definition="差多少就会列入名单；比率为百分点",
        parts=tuple(f"units/{unit}/{measure}" for measure in rule.measures),
        value=near.distance if near else None,
        working=(reason, reason),
    )


def _days_late(named: NamedFigure, report: MonthlyReport) -> Derivation:
    (cited,) = (each for each in report.cited if each.id == named.of[0])
    end = cited.closed_at or report.as_of
    assert end is not None  # what cites a ticket was counted  # noqa: S101
    days = (end.date() - cited.deadline.date()).days
    working = f"{end:%Y-%m-%d} − {cited.deadline:%Y-%m-%d} = {days}"
    return Derivation(
        figure=named,
        title="超期天数",
        definition="从时限所在日到办结日（未办结的到统计时点）的整天数",
        parts=(f"tickets/{cited.id}",),
        value=days,
        working=(working, working),
    )


def _decimal(value: Figure | Decimal) -> Decimal:
    assert isinstance(value, Decimal)  # what every movement is  # noqa: S101
    return value
