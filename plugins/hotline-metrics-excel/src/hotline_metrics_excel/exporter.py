"""Exporter ``xlsx``: the figures of a report as a workbook.

First the bulletin's own tables, as they are printed; then the totals and how they moved, the
categories, every figure with its numerator and sample, what the figures mean, and, where there
are any, the problems found in the rows and the tickets behind the figures.

A rate is written as it is rounded in print, so that the workbook and the bulletin say the same;
its exact numerator and its sample stand in the sheet of all figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

import attrs

from hotline_metrics import CountedRate, Figure, MonthlyReport, Rulebook
from hotline_metrics.plugin import (
    CategoryLine,
    Language,
    NoOptions,
    Problem,
    Publication,
    Table,
    TableCell,
    formula,
    plain_text,
    print_exact,
)
from hotline_metrics_excel.sheets import Change, Percent, Sheet, Value, write_workbook

Speech = Callable[[str, str], str]
"""Chooses between Chinese and English."""


def write(publication: Publication, options: NoOptions) -> bytes:
    """Return the workbook."""
    del options
    title = plain_text(publication.bulletin.title) or publication.report.period.title
    return write_workbook(list(_sheets(publication)), title, publication.report.period.last)


def _sheets(publication: Publication) -> Iterator[Sheet]:
    report, rules = publication.report, publication.rules

    def say(zh: str, en: str) -> str:
        return zh if publication.lang == "zh" else en

    yield from map(_table, publication.bulletin.tables)
    # A list such as that of deadlines ahead is tables and nothing else.
    if report.totals or not publication.bulletin.tables:
        yield _totals(report, rules, say)
        if report.categories:
            yield _categories(report, rules, say)
        yield _figures(report, rules, say)
        yield _definitions(rules, publication.lang, say)
    yield _about(publication, say)
    if publication.problems:
        yield _problems(publication, say)
    if publication.evidence:
        yield _evidence(publication, say)


# --- what the bulletin prints ----------------------------------------------------------------
def _table(table: Table) -> Sheet:
    return Sheet(
        name=table.name or table.caption,
        heading=tuple(column.title for column in table.columns),
        rows=tuple(tuple(map(_printed, row)) for row in table.rows),
        caption=table.caption,
        fixed=1,
        totals=table.totals,
    )


def _printed(cell: TableCell) -> Value:
    return cell.text if isinstance(cell.value, str) else _value(cell.value, cell.text)


def _value(figure: Figure, absent: str) -> Value:
    if figure is None:
        return absent
    return figure if isinstance(figure, int) else Percent(figure.percent)


# --- the report ------------------------------------------------------------------------------
def _totals(report: MonthlyReport, rules: Rulebook, say: Speech) -> Sheet:
    units = {"points": say("个百分点", "points"), "percent": "%"}

    def changes(name: str) -> tuple[Value, Value, Value]:
        moved = report.comparisons.get(name)
        if moved is None:
            return ("", "", "")
        year, month = (
            Change(each) if each is not None else ""
            for each in (moved.year_on_year, moved.month_on_month)
        )
        return (year, month, units[moved.unit])

    return Sheet(
        name=say("总体情况", "Totals"),
        heading=(
            say("指标", "measure"),
            say("数值", "figure"),
            say("同比", "year on year"),
            say("环比", "month on month"),
            say("单位", "unit of change"),
        ),
        rows=[
            (_title(rules, name), _value(figure, _absent(rules, name)), *changes(name))
            for name, figure in report.totals.items()
        ],
        fixed=1,
    )


def _categories(report: MonthlyReport, rules: Rulebook, say: Speech) -> Sheet:
    lines = [line for category in report.categories for line in (category, *category.parts)]
    names = list(dict.fromkeys(name for line in lines for name in line.figures))

    def row(category: str, part: str, line: CategoryLine) -> tuple[Value, ...]:
        figures = (_value(line.figures.get(n), _absent(rules, n)) for n in names)
        return (category, part, *figures)

    rows: list[tuple[Value, ...]] = []
    for category in report.categories:
        rows.append(row(category.category, "", category))
        rows += [row(category.category, part.category, part) for part in category.parts]
    return Sheet(
        name=say("诉求分类", "Categories"),
        heading=(
            say("类别", "category"),
            say("小类", "subcategory"),
            *(_title(rules, name) for name in names),
        ),
        rows=rows,
        fixed=2,
    )


def _figures(report: MonthlyReport, rules: Rulebook, say: Speech) -> Sheet:
    def rows() -> Iterator[tuple[Value, ...]]:
        yield from lines(say("总计", "total"), "", "totals", report.totals)
        for category in report.categories:
            name = category.category
            yield from lines(say("类别", "category"), name, f"categories/{name}", category.figures)
        for group in report.groups:
            yield from lines(
                say("分组", "group"), group.group, f"groups/{group.group}", group.figures
            )
        for unit in report.units:
            yield from lines(say("单位", "unit"), unit.unit, f"units/{unit.unit}", unit.figures)

    def lines(
        kind: str, of: str, path: str, figures: Mapping[str, Figure]
    ) -> Iterator[tuple[Value, ...]]:
        for name, figure in figures.items():
            value = _value(figure, _absent(rules, name))
            yield (kind, of, _title(rules, name), value, *_sample(figure), f"{path}/{name}")

    return Sheet(
        name=say("全部数据", "All figures"),
        heading=(
            say("范围", "scope"),
            say("名称", "name"),
            say("指标", "measure"),
            say("数值", "figure"),
            say("分子", "numerator"),
            say("样本数", "sample"),
            say("数据名", "name of the figure"),
        ),
        rows=list(rows()),
        fixed=3,
    )


def _sample(figure: Figure) -> tuple[Value, Value]:
    if not isinstance(figure, CountedRate):
        return ("", "")
    numerator = print_exact(figure.numerator)
    return (numerator if "/" in numerator else Decimal(numerator), figure.n)


# --- what the figures mean -------------------------------------------------------------------
def _definitions(rules: Rulebook, lang: Language, say: Speech) -> Sheet:
    days = {
        "received": say("受理日期", "day received"),
        "dispatched": say("转办日期", "day dispatched"),
        "closed": say("办结日期", "day closed"),
        "deadline": say("办结时限", "deadline"),
    }
    return Sheet(
        name=say("口径", "Definitions"),
        heading=(
            say("指标", "measure"),
            say("口径", "definition"),
            say("公式", "formula"),
            say("按何日期归入本期", "belongs by"),
            say("来源", "source"),
            say("名称（英文）", "name in files"),
        ),
        rows=[
            (
                measure.title,
                measure.definition,
                formula(measure, rules, lang),
                days[measure.by or rules.by],
                measure.source or rules.source,
                name,
            )
            for name, measure in rules.measures.items()
        ],
        fixed=1,
    )


def _about(publication: Publication, say: Speech) -> Sheet:
    report, rules = publication.report, publication.rules
    lines: list[tuple[str, Value]] = [
        (say("文件", "document"), plain_text(publication.bulletin.title)),
        (say("文号", "number"), plain_text(publication.bulletin.number)),
        (say("说明", "remark"), plain_text(publication.bulletin.remark)),
        (say("统计期", "period"), f"{report.period.first} – {report.period.last}"),
        (say("统计时点", "as of"), str(report.as_of or "")),
        (say("口径文件", "rulebook"), rules.title or rules.name),
        (say("口径校验码", "digest of the rulebook"), report.rules_digest),
    ]
    if report.rows is not None:
        lines += [
            (say("读取行数", "rows read"), report.rows.read),
            (say("采用行数", "rows accepted"), report.rows.accepted),
            (say("未采用行数", "rows rejected"), report.rows.rejected),
            (say("属于本期的件数", "tickets of the period"), report.rows.in_period),
        ]
    lines += [
        (say("提示", "notice"), notice.message(publication.lang)) for notice in report.notices
    ]
    return Sheet(
        name=say("说明", "About"),
        heading=(say("项目", "item"), say("内容", "value")),
        rows=[line for line in lines if line[1] != ""],
        fixed=1,
    )


# --- what stands behind them -----------------------------------------------------------------
def _problems(publication: Publication, say: Speech) -> Sheet:
    lang = publication.lang
    severities = {
        "error": say("未计入", "rejected"),
        "warning": say("存疑", "doubtful"),
        "notice": say("提示", "notice"),
    }

    def row(problem: Problem) -> tuple[Value, ...]:
        location = problem.location
        return (
            severities[problem.severity],
            location.source,
            location.sheet,
            attrs.evolve(location, source="", sheet="").describe(lang),
            problem.message(lang),
            problem.hint(lang),
            problem.code,
        )

    return Sheet(
        name=say("问题行", "Problems"),
        heading=(
            say("处理", "outcome"),
            say("来源", "source"),
            say("工作表", "sheet"),
            say("位置", "place"),
            say("问题", "problem"),
            say("怎么办", "what to do"),
            say("代码", "code"),
        ),
        rows=[row(problem) for problem in publication.problems],
    )


def _evidence(publication: Publication, say: Speech) -> Sheet:
    def row(path: str, ticket: str) -> tuple[Value, ...]:
        _, _, rest = path.partition("/")
        of, _, measure = rest.rpartition("/")
        return (of or say("总计", "total"), _title(publication.rules, measure), ticket, path)

    return Sheet(
        name=say("工单依据", "Tickets"),
        heading=(
            say("名称", "name"),
            say("指标", "measure"),
            say("工单编号", "ticket number"),
            say("数据名", "name of the figure"),
        ),
        rows=[
            row(path, ticket)
            for path, tickets in publication.evidence.items()
            for ticket in tickets
        ],
    )


def _title(rules: Rulebook, name: str) -> str:
    measure = rules.measures.get(name)
    return measure.title if measure else name


def _absent(rules: Rulebook, name: str) -> str:
    measure = rules.measures.get(name)
    return measure.absent if measure else "—"
