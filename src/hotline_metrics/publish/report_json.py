"""The report as JSON, schema 1: written for machines, readable by people, kept in git."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs
import msgspec

from hotline_metrics.domain.catalogue import CATALOGUE
from hotline_metrics.domain.exclusion import Exclusion
from hotline_metrics.domain.figure import CountedRate, Figure, PrintedRate, print_exact
from hotline_metrics.domain.interval import interval_of
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.problem import Location, Problem, ProblemKind
from hotline_metrics.domain.score import Score
from hotline_metrics.errors import HotlineMetricsError, InvalidValue, UnreadableSource
from hotline_metrics.figures.report import (
    CategoryLine,
    CitedTicket,
    Commendation,
    Comparison,
    Criticism,
    Exclusions,
    Figures,
    GroupLine,
    MonthlyReport,
    NearMiss,
    RowCount,
    UnitLine,
)
from hotline_metrics.publish.json_fault import json_fault

LARGEST_NUMBER = 10**15
"""No report holds a greater whole number; every reader of JSON knows them exactly."""

DEEPEST_CATEGORY = 10
"""How deep categories may nest."""

_EXACT = re.compile(r"-?\d{1,100}(?:[./]\d{1,100})?", re.ASCII)


class _Part(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=False):
    pass


class RateDocument(_Part):
    """A rate: counted, with numerator and n; or printed, with neither.

    Attributes:
        percent: as printed: counted rates rounded half up to two places.
        numerator: exact weighted sum, as a decimal or a fraction such as ``1/3``.
        n: how many answers or tickets are below the line.
        squares: sum of squared weights, where they are not 0 and 1.
        interval: 95 % interval in per cent, lower and upper end.
    """

    percent: Decimal
    numerator: str | None = None
    n: int | None = None
    squares: str | None = None
    interval: tuple[Decimal, Decimal] | None = None


FigureDocument = int | RateDocument | None
FiguresDocument = dict[str, FigureDocument]


class CategoryDocument(_Part):
    """A category, with its subcategories.

    Attributes:
        category: its name.
        figures: measures by name.
        parts: its subcategories.
    """

    category: str
    figures: FiguresDocument
    parts: list[CategoryDocument] = []


class GroupDocument(_Part):
    """A group of units.

    Attributes:
        group: its name.
        units: how many units it has.
        figures: measures by name, pooled over its units.
    """

    group: str
    units: int
    figures: FiguresDocument


class ScoreDocument(_Part):
    """A composite score, exact, with the points of its parts.

    Attributes:
        printed: rounded half up to two places.
        value: exact, as a decimal or a fraction.
        points: measure to its points, exact.
        grade: its grade; empty where the rulebook has none.
    """

    printed: Decimal
    value: str
    points: dict[str, str]
    grade: str = ""


class UnitDocument(_Part):
    """A unit.

    Attributes:
        unit: its name.
        group: its group; empty without a roster.
        figures: measures by name.
        scores: composite scores by name; ``null`` where no part has a figure.
        comparisons: measure to how it moved, where the unit tables show it.
    """

    unit: str
    group: str = ""
    figures: FiguresDocument = {}
    scores: dict[str, ScoreDocument | None] = {}
    comparisons: dict[str, Comparison] | msgspec.UnsetType = msgspec.UNSET


class RulesDocument(_Part):
    """Which rulebook counted the figures.

    Attributes:
        name: its short name.
        digest: hash of its content; empty for figures typed in from print.
    """

    name: str
    digest: str = ""


class NoticeDocument(_Part):
    """What a reader of the figures must know.

    Attributes:
        code: the kind of problem.
        severity: how serious it is.
        details: what its sentence is filled with.
    """

    code: str
    severity: Literal["error", "warning", "notice"] = "notice"
    details: dict[str, str] = {}


class ExclusionsDocument(_Part):
    """What was left out by approved decisions, and the figures before.

    Attributes:
        applied: the decisions that concerned a ticket.
        totals: the totals as they were before, by name.
        units: the units concerned, as they were before.
    """

    applied: list[Exclusion]
    totals: FiguresDocument
    units: list[UnitDocument] = []


class ReportDocument(_Part):
    """The whole report. A report typed in from print needs only schema, period and totals.

    Attributes:
        schema: version of this layout.
        period: such as ``2023-10`` or ``2023-Q4``.
        as_of: moment at which open tickets were judged, in the office's time.
        rules: which rulebook counted.
        rows: what became of the rows of the source.
        totals: measures by name, over all tickets; each ticket counts once.
        comparisons: measure to how its total moved.
        categories: figures by category of request.
        groups: figures by group of units.
        units: figures of each unit, in the order the tables print.
        commended: praised units.
        criticised: units on the lists of problems.
        near_misses: units that were nearly on a list.
        cited: overdue tickets to cite.
        days: day to tickets assigned; days without any are left out.
        matrix: unit to category to tickets assigned; what had none is left out.
        notices: what a reader must know.
        exclusions: what was left out by approved decisions.
    """

    schema: Literal[1]
    period: str
    as_of: datetime | None = None
    rules: RulesDocument | None = None
    rows: RowCount | None = None
    totals: FiguresDocument = {}
    comparisons: dict[str, Comparison] = {}
    categories: list[CategoryDocument] = []
    groups: list[GroupDocument] = []
    units: list[UnitDocument] = []
    commended: list[Commendation] = []
    criticised: list[Criticism] = []
    near_misses: list[NearMiss] = []
    cited: list[CitedTicket] = []
    days: dict[str, int] = {}
    matrix: dict[str, dict[str, int]] = {}
    notices: list[NoticeDocument] = []
    exclusions: ExclusionsDocument | None = None


def encode_report(report: MonthlyReport) -> bytes:
    """Return a report as UTF-8 JSON, indented, ending with a newline; same report, same bytes."""
    data = msgspec.json.encode(_document(report))
    return msgspec.json.format(data, indent=2) + b"\n"


def decode_report(data: bytes | str, name: str = "report") -> MonthlyReport:
    """Return the report that JSON holds.

    Args:
        data: the document.
        name: what to call it in messages.

    Raises:
        UnreadableSource: it is not a report of schema 1; names the place.
    """
    try:
        document = msgspec.json.decode(data, type=ReportDocument)
        _check_numbers(document)
        return _report(document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        why = json_fault(error)
        raise UnreadableSource(
            f"{name} 不是本软件的报告（格式第 1 版）：{why.zh}",
            f"{name}: not a report of schema 1: {why.en}",
        ) from error
    except HotlineMetricsError as error:
        raise UnreadableSource(*error.said.at(name)) from error
    except (ValueError, ArithmeticError) as error:
        raise UnreadableSource(f"{name}：有的数值不能识别", f"{name}: {error}") from error


def _check_numbers(part: object) -> None:
    """Refuse numbers that would take hours to compute with, and no report has."""
    match part:
        case int() if abs(part) > LARGEST_NUMBER:
            raise InvalidValue(
                "数值大于报告中的任何数字", "a number is greater than any figure of a report"
            )
        case Decimal() if not part.is_finite() or (part and not -12 <= part.adjusted() <= 15):
            raise _no_figure(str(part))
        case Decimal() if len(part.as_tuple().digits) > 40:
            raise _no_figure(str(part))
        case msgspec.Struct():
            for name in part.__struct_fields__:
                _check_numbers(getattr(part, name))
        case Mapping():
            for value in part.values():
                _check_numbers(value)
        case list() | tuple():
            for value in part:
                _check_numbers(value)
        case _ if attrs.has(type(part)):
            for field in attrs.fields(type(part)):  # type: ignore[arg-type]
                _check_numbers(getattr(part, field.name))


def _no_figure(text: str) -> InvalidValue:
    return InvalidValue(f"“{text[:40]}”不是报告中的数值", f"{text[:40]!r} is no figure of a report")


def _exact(text: str) -> Fraction:
    if _EXACT.fullmatch(text) is None:
        raise _no_figure(text)
    return Fraction(text)


def report_schema() -> dict[str, object]:
    """Return the JSON Schema of a report."""
    schema: dict[str, object] = msgspec.json.schema(ReportDocument)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _document(report: MonthlyReport) -> ReportDocument:
    return ReportDocument(
        schema=1,
        period=str(report.period),
        as_of=report.as_of,
        rules=RulesDocument(report.rules, report.rules_digest) if report.rules else None,
        rows=report.rows,
        totals=_figures_document(report.totals),
        comparisons=dict(report.comparisons),
        categories=[_category_document(line) for line in report.categories],
        groups=[
            GroupDocument(line.group, line.units, _figures_document(line.figures))
            for line in report.groups
        ],
        units=[_unit_document(line) for line in report.units],
        commended=list(report.commended),
        criticised=list(report.criticised),
        near_misses=list(report.near_misses),
        cited=list(report.cited),
        days=dict(report.days),
        matrix={unit: dict(row) for unit, row in report.matrix.items()},
        notices=[
            NoticeDocument(each.code, each.severity, dict(each.details)) for each in report.notices
        ],
        exclusions=_exclusions_document(report.exclusions) if report.exclusions else None,
    )


def _report(document: ReportDocument) -> MonthlyReport:
    rules = document.rules or RulesDocument("")
    return MonthlyReport(
        period=Period.parse(document.period),
        as_of=document.as_of,
        rules=rules.name,
        rules_digest=rules.digest,
        rows=document.rows,
        totals=_figures(document.totals),
        comparisons=dict(document.comparisons),
        categories=tuple(_category(each) for each in document.categories),
        groups=tuple(
            GroupLine(group=each.group, units=each.units, figures=_figures(each.figures))
            for each in document.groups
        ),
        units=tuple(map(_unit, document.units)),
        commended=tuple(document.commended),
        criticised=tuple(document.criticised),
        near_misses=tuple(document.near_misses),
        cited=tuple(document.cited),
        days=dict(document.days),
        matrix=dict(document.matrix),
        notices=tuple(
            Problem(_kind(each), Location(source=""), dict(each.details))
            for each in document.notices
        ),
        exclusions=_exclusions(document.exclusions) if document.exclusions else None,
    )


def _exclusions_document(exclusions: Exclusions) -> ExclusionsDocument:
    return ExclusionsDocument(
        applied=list(exclusions.applied),
        totals=_figures_document(exclusions.totals),
        units=[_unit_document(line) for line in exclusions.units],
    )


def _exclusions(document: ExclusionsDocument) -> Exclusions:
    return Exclusions(
        applied=tuple(document.applied),
        totals=_figures(document.totals),
        units=tuple(map(_unit, document.units)),
    )


def _unit_document(line: UnitLine) -> UnitDocument:
    scores = {name: _score_document(each) for name, each in line.scores.items()}
    moved = dict(line.comparisons) or msgspec.UNSET
    return UnitDocument(line.unit, line.group, _figures_document(line.figures), scores, moved)


def _score_document(score: Score | None) -> ScoreDocument | None:
    if score is None:
        return None
    points = {name: print_exact(value) for name, value in score.points.items()}
    return ScoreDocument(score.printed, print_exact(score.value), points, score.grade)


def _score(document: ScoreDocument | None) -> Score | None:
    if document is None:
        return None
    points = {name: _exact(value) for name, value in document.points.items()}
    return Score(value=_exact(document.value), points=points, grade=document.grade)


def _unit(document: UnitDocument) -> UnitLine:
    return UnitLine(
        unit=document.unit,
        group=document.group,
        figures=_figures(document.figures),
        scores={name: _score(each) for name, each in document.scores.items()},
        comparisons=dict(document.comparisons or {}),
    )


def _category_document(line: CategoryLine) -> CategoryDocument:
    parts = [_category_document(part) for part in line.parts]
    return CategoryDocument(line.category, _figures_document(line.figures), parts)


def _category(document: CategoryDocument, depth: int = 1) -> CategoryLine:
    if depth > DEEPEST_CATEGORY:
        raise InvalidValue(
            f"类别嵌套超过 {DEEPEST_CATEGORY} 层", f"categories nest deeper than {DEEPEST_CATEGORY}"
        )
    return CategoryLine(
        category=document.category,
        figures=_figures(document.figures),
        parts=tuple(_category(part, depth + 1) for part in document.parts),
    )


def _figures_document(figures: Figures) -> FiguresDocument:
    return {name: _figure_document(figure) for name, figure in figures.items()}


def _figure_document(figure: Figure) -> FigureDocument:
    if isinstance(figure, CountedRate):
        sure = interval_of(figure)
        return RateDocument(
            figure.percent,
            print_exact(figure.numerator),
            figure.n,
            print_exact(figure.squares),
            (sure.low, sure.high),
        )
    if isinstance(figure, PrintedRate):
        return RateDocument(figure.percent)
    return figure


def _figures(document: Mapping[str, FigureDocument]) -> Figures:
    return {name: _figure(name, each) for name, each in document.items()}


def _figure(name: str, document: FigureDocument) -> Figure:
    if not isinstance(document, RateDocument):
        return document
    if document.numerator is None or document.n is None:
        return PrintedRate(document.percent)
    numerator = _exact(document.numerator)
    squares = _exact(document.squares) if document.squares else numerator
    rate = CountedRate(numerator, document.n, squares)
    if rate.percent != document.percent:
        raise UnreadableSource(
            f"{name}：{document.numerator} 除以 {document.n} 是 {rate.percent}%，"
            f"不是 {document.percent}%",
            f"{name}: {document.numerator} of {document.n} is {rate.percent} %, "
            f"not {document.percent} %",
        )
    return rate


def _kind(document: NoticeDocument) -> ProblemKind:
    # A later version may know notices that this one does not.
    unknown = ProblemKind(
        code=document.code, severity=document.severity, zh=document.code, en=document.code
    )
    return CATALOGUE.get(document.code, unknown)
