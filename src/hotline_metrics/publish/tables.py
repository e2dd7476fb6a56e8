"""The tables of a bulletin: one for each group of units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hotline_metrics.domain.exclusion import WORDS
from hotline_metrics.domain.figure import CountedRate, Figure, print_figure, print_number
from hotline_metrics.domain.rulebook import Rulebook, measure_of
from hotline_metrics.figures.ranking import is_few, rank_scores, rank_units, tier_units
from hotline_metrics.figures.report import Exclusions, MonthlyReport, UnitLine
from hotline_metrics.figures.standing import TIERS
from hotline_metrics.publish.bulletin import Table, TableCell, TableColumn
from hotline_metrics.publish.chinese import print_date

TOTAL = "合计"
_MOVES = {"year_on_year": "同比", "month_on_month": "环比"}


def unit_tables(report: MonthlyReport, rules: Rulebook) -> tuple[Table, ...]:
    """Return the tables of all groups, in the report's order.

    Args:
        report: the figures.
        rules: says which columns the tables have.
    """
    groups = dict.fromkeys(line.group for line in report.units)
    return tuple(unit_table(report, rules, group) for group in groups)


def unit_table(report: MonthlyReport, rules: Rulebook, group: str) -> Table:
    """Return the table of one group's units.

    Args:
        report: the figures.
        rules: says which columns the table has, and what stands for an absent figure.
        group: the group; one that the report does not have gives a table without rows.
    """
    lines = [line for line in report.units if line.group == group]
    names = rules.table.columns
    standing = {name: _standing(name, lines, report, rules) for name in names}

    def row(line: UnitLine) -> tuple[TableCell, ...]:
        path = f"units/{line.unit}"
        cells = (
            _cell(name, line.figures.get(name), rules, path)
            if name in rules.measures
            else standing[name].get(line.unit, NO_STANDING)
            for name in names
        )
        return (TableCell(line.unit, line.unit), *cells)

    rows = [row(line) for line in lines]
    sums = next((each.figures for each in report.groups if each.group == group), None)
    totals = rules.table.totals and sums is not None and bool(rows)
    if totals and sums is not None:
        cells = (
            _cell(name, sums.get(name), rules, f"groups/{group}")
            if name in rules.measures
            else NO_STANDING
            for name in names
        )
        rows.append((TableCell(TOTAL, TOTAL), *cells))
    return Table(
        name=group,
        caption=f"{report.period.title}{group}热线办理情况",
        columns=unit_columns(rules),
        rows=tuple(rows),
        totals=totals,
    )


EXCLUSION_COLUMNS = ("工单编号", "承办单位", "剔除内容", "理由", "批准人", "批准日期")


def exclusion_table(exclusions: Exclusions) -> Table:
    """Return the list of what was left out by approved decisions, for the annex.

    Args:
        exclusions: those of the report.
    """
    rows = (
        (
            each.id,
            each.unit or "全部",
            WORDS[each.what][1],
            each.reason,
            each.approved_by,
            print_date(each.approved_on),
        )
        for each in exclusions.applied
    )
    return Table(
        name="剔除",
        caption="经批准剔除的事项",
        columns=tuple(map(TableColumn, EXCLUSION_COLUMNS)),
        rows=tuple(tuple(TableCell(text, text) for text in row) for row in rows),
    )


def unit_columns(rules: Rulebook) -> tuple[TableColumn, ...]:
    """Return the columns of the unit tables: the unit, then the rulebook's measures."""
    return (TableColumn(rules.table.unit_heading), *_columns(rules, rules.table.columns))


def _columns(rules: Rulebook, names: Iterable[str]) -> Iterable[TableColumn]:
    ends = {"rank": "排名", "tier": "水平", "share": "占比", "grade": "等级", **_MOVES}
    for name in names:
        about = measure_of(name)
        title = (rules.scores[about] if about in rules.scores else rules.measures[about]).title
        mark = name.partition(".")[0]
        end = ends[mark] if about != name else ""
        if mark in _MOVES and about != name:
            points = rules.measures[about].is_rate and rules.comparison.rates == "points"
            end += "（百分点）" if points else "（%）"
        yield TableColumn(title + end, name)


# Neither the sum nor a unit without a figure has a rank, a tier or a score.
NO_STANDING = TableCell("—")


def _standing(
    name: str, lines: Sequence[UnitLine], report: MonthlyReport, rules: Rulebook
) -> Mapping[str, TableCell]:
    """Return each unit's rank, tier, share, score or grade; nothing for plain figures."""
    mark, about = name.partition(".")[0], measure_of(name)
    if about in rules.scores:
        return _scored(name, lines, rules)
    measure = rules.measures[about]
    if mark == "rank":
        ranks = rank_units(lines, measure, rules.samples)
        return {
            unit: TableCell(str(rank), rank, f"units/{unit}/{name}") for unit, rank in ranks.items()
        }
    if mark == "tier":
        tiers = tier_units(lines, measure, report.totals.get(about), rules.samples)
        return {
            unit: TableCell(TIERS[tier], TIERS[tier], f"units/{unit}/{name}")
            for unit, tier in tiers.items()
        }
    if mark == "share":
        return _shares(name, lines, report.totals.get(about))
    if mark in _MOVES and about != name:
        return _moves(mark, about, lines)
    return {}


def _moves(mark: str, about: str, lines: Sequence[UnitLine]) -> Mapping[str, TableCell]:
    found = {}
    for line in lines:
        moved = line.comparisons.get(about)
        change = getattr(moved, mark) if moved else None
        if change is not None:
            sign = "+" if change > 0 else ""
            text = f"{sign}{print_number(change)}"
            path = f"units/{line.unit}/comparisons/{about}/{mark}"
            found[line.unit] = TableCell(text, text, path)
    return found


def _shares(name: str, lines: Sequence[UnitLine], whole: Figure) -> Mapping[str, TableCell]:
    found = {}
    for line in lines:
        part = line.figures.get(measure_of(name))
        if isinstance(part, int) and isinstance(whole, int) and whole:
            rate = CountedRate(part, whole)
            found[line.unit] = TableCell(print_figure(rate), rate, f"units/{line.unit}/{name}")
    return found


def _scored(name: str, lines: Sequence[UnitLine], rules: Rulebook) -> Mapping[str, TableCell]:
    about = measure_of(name)
    scores = {line.unit: score for line in lines if (score := line.scores.get(about))}
    if name == f"grade.{about}":
        return {unit: TableCell(each.grade, each.grade) for unit, each in scores.items()}
    if name == f"rank.{about}":
        ranks = rank_scores(lines, about)
        return {
            unit: TableCell(str(rank), rank, f"units/{unit}/{name}") for unit, rank in ranks.items()
        }
    absent = rules.scores[about].absent
    texts = {unit: print_number(each.printed) for unit, each in scores.items()}
    return {
        line.unit: TableCell(
            texts.get(line.unit, absent),
            texts.get(line.unit, absent),
            f"units/{line.unit}/scores/{about}",
        )
        for line in lines
    }


def _cell(name: str, figure: Figure, rules: Rulebook, path: str) -> TableCell:
    text = print_figure(figure, rules.measures[name].absent)
    if is_few(figure, rules.samples):
        few = rules.samples.few
        return TableCell(few, few, f"{path}/{name}")
    if rules.table.show_n and isinstance(figure, CountedRate):
        text = f"{text}（{figure.n}）"
    return TableCell(text, figure, f"{path}/{name}")
