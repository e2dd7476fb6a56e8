"""A rulebook as a TOML document: its shape, what it extends, the presets that ship."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from hotline_metrics.domain.calendar import UnknownYear, WorkCalendar
from hotline_metrics.domain.measure import By, Measure
from hotline_metrics.domain.rulebook import (
    ComparisonRule,
    Condition,
    Count,
    DeadlinePolicy,
    Extreme,
    Grade,
    IntakeRule,
    NarrativeRule,
    OnConflict,
    Question,
    RepeatRule,
    Rulebook,
    SampleRule,
    SelectionRule,
    TableRule,
)
from hotline_metrics.domain.score import GradeStep, ScorePart, ScoreRule
from hotline_metrics.domain.strict_toml import merge, read_text, read_toml, structure
from hotline_metrics.errors import HotlineMetricsError, RulebookError, did_you_mean

PRESETS = Path(__file__).parent.parent / "presets"


@attrs.frozen(kw_only=True)
class CalendarDay:
    """A day the office adds: worked or not, and by which notice.

    Attributes:
        date: the day.
        kind: ``work`` for a make-up working day, ``rest`` for a day off.
        source: the notice that says so.
    """

    date: date
    kind: Literal["work", "rest"]
    source: str = ""


@attrs.frozen(kw_only=True)
class CalendarTable:
    """``[calendar]``: the official calendar or plain weekdays, with the office's own days.

    Attributes:
        base: ``cn`` is the calendar of the State Council's notices, ``weekdays`` Monday to Friday.
        unknown_year: a ticket that needs a year without data is rejected, or its year is taken as
            Monday to Friday and the report says so.
        complete_years: years that are complete with ``days``.
        days: rest days and make-up working days.
    """

    base: Literal["cn", "weekdays"] = "weekdays"
    unknown_year: UnknownYear = "error"
    complete_years: tuple[int, ...] = ()
    days: tuple[CalendarDay, ...] = ()


@attrs.frozen(kw_only=True)
class IntakeTable:
    """``[intake]``: how rows are understood."""

    time_formats: tuple[str, ...] = ()
    id_time: str = ""
    on_conflict: OnConflict = "reject"


@attrs.frozen(kw_only=True)
class GradeTable:
    """``[questions.NAME.grades.GRADE]``."""

    title: str
    weight: Fraction
    words: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class QuestionTable:
    """``[questions.NAME]``."""

    title: str
    columns: tuple[str, ...]
    grades: dict[str, GradeTable]
    not_rated: tuple[str, ...] = ()
    not_surveyed: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class MeasureTable:
    """``[measures.NAME]``: either a question, whose weights it takes, or sums of facts.

    Attributes:
        question: the question whose weighted share it is; instead of numerator and denominator.
        numerator: fact to weight, added up.
        denominator: fact to whole weight; without it the measure is a count.
    """

    title: str
    definition: str
    question: str | None = None
    numerator: dict[str, Decimal] | None = None
    denominator: dict[str, int] | None = None
    by: By | None = None
    better: Literal["high", "low"] = "high"
    absent: str = "—"
    source: str = ""


@attrs.frozen(kw_only=True)
class ScoreTable:
    """``[scores.NAME]``, its parts as ``[[scores.NAME.parts]]``."""

    title: str
    definition: str
    parts: tuple[ScorePart, ...]
    base: Fraction = Fraction(0)
    grades: tuple[GradeStep, ...] = ()
    absent: str = "—"
    source: str = ""


@attrs.frozen(kw_only=True)
class CriticiseTable:
    """``[[criticise]]``, and ``[commend]`` with a title of its own.

    Attributes:
        where: conditions that all must hold, such as ``overdue > 0``; an absent figure meets none.
    """

    name: str = "commend"
    title: str = ""
    where: tuple[str, ...] = ()
    lowest: Extreme | None = None
    highest: Extreme | None = None
    order: str | None = None
    min_n: int = 0
    name_anyway: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class RulebookTable:
    """The whole document; see the reference of rulebook keys.

    Attributes:
        columns: further headings for a column, by its canonical name.
        urgency: urgency level to the words that mean it.
        questions: the questions of the call-back, by name.
        commend: which units are praised; without it nobody is.
    """

    name: str
    title: str = ""
    source: str = ""
    time_zone: str = "Asia/Shanghai"
    by: By = "dispatched"
    count: Count = "lead"
    intake: IntakeTable = IntakeTable()
    columns: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    urgency: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    repeats: RepeatRule = RepeatRule()
    narratives: NarrativeRule = NarrativeRule()
    calendar: CalendarTable = CalendarTable()
    deadline: DeadlinePolicy = DeadlinePolicy()
    questions: dict[str, QuestionTable] = attrs.field(factory=dict)
    measures: dict[str, MeasureTable] = attrs.field(factory=dict)
    scores: dict[str, ScoreTable] = attrs.field(factory=dict)
    table: TableRule = TableRule(columns=())
    samples: SampleRule = SampleRule()
    comparison: ComparisonRule = ComparisonRule()
    commend: CriticiseTable | None = None
    criticise: tuple[CriticiseTable, ...] = ()


def preset_names() -> tuple[str, ...]:
    """Return the names of the rulebooks that ship with the package."""
    return tuple(sorted(path.stem for path in PRESETS.glob("*.toml")))


@cache
def load_preset(name: str) -> Rulebook:
    """Return a preset by name; see :meth:`Rulebook.preset`."""
    return rulebook_from(_preset_document(name), name)


def load_rulebook(path: Path) -> Rulebook:
    """Read a rulebook file; see :meth:`Rulebook.load`."""
    return rulebook_from(_document(path, ()), path.name)


def rulebook_from(document: Mapping[str, object], place: str) -> Rulebook:
    """Build a rulebook from a complete document, one that extends nothing any more.

    Args:
        document: what a TOML file holds, with exact numbers.
        place: what to call it in messages.

    Raises:
        RulebookError: with every fault and its place.
    """
    table = structure(document, RulebookTable, place)
    try:
        return _build(table, digest_of(document))
    except HotlineMetricsError as error:
        raise RulebookError(*error.said.at(place)) from error


def digest_of(document: Mapping[str, object]) -> str:
    """Return the hash of a document's content, whatever its layout and comments."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, default=str)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _preset_document(name: str) -> dict[str, object]:
    if name not in preset_names():
        known = preset_names()
        near = did_you_mean(name, known)
        raise RulebookError(
            f"没有预设口径“{name}”{near.zh}，可用：{'、'.join(known)}",
            f"there is no preset {name!r}.{near.en} Presets: {', '.join(known)}",
        )
    return _document(PRESETS / f"{name}.toml", ())


def _document(path: Path, above: tuple[Path, ...]) -> dict[str, object]:
    document = _sourced(read_toml(read_text(path), path.name))
    base = document.pop("extends", None)
    if base is None:
        return document
    if not isinstance(base, str):
        raise RulebookError(
            f"{path.name}：extends 须是一个预设名或文件",
            f"{path.name}: extends names one preset or file",
        )
    # Only what has been read has a place for certain.
    here = path.resolve()
    if here in above:
        raise RulebookError(
            f"{path.name} 引用 {base}，而后者又引用了它",
            f"{path.name}: extends {base!r}, which extends it in turn",
        )
    if base.endswith(".toml"):
        return merge(_document(path.parent / base, (*above, here)), document)
    try:
        return merge(_preset_document(base), document)
    except RulebookError as error:
        raise RulebookError(*error.said.at("extends").at(path.name)) from error


def _sourced(document: dict[str, object]) -> dict[str, object]:
    """Give measures and scores without a source that of the file that defines them.

    Otherwise a file that extends another would be named as the source of what it never mentions.
    """
    source = document.get("source")
    for section in ("measures", "scores"):
        tables = document.get(section)
        for table in tables.values() if isinstance(tables, dict) and source else ():
            if isinstance(table, dict):
                table.setdefault("source", source)
    return document


def _build(table: RulebookTable, digest: str) -> Rulebook:
    questions = tuple(_question(name, each) for name, each in table.questions.items())
    criticise = tuple(_selection(each) for each in table.criticise)
    if len({rule.name for rule in criticise}) < len(criticise):
        raise RulebookError("criticise：有两份名单同名", "criticise: two lists have the same name")
    return Rulebook(
        name=table.name,
        title=table.title,
        source=table.source,
        time_zone=_time_zone(table.time_zone),
        by=table.by,
        count=table.count,
        intake=IntakeRule(
            columns=table.columns,
            time_formats=table.intake.time_formats,
            id_time=table.intake.id_time,
            on_conflict=table.intake.on_conflict,
            urgency=table.urgency,
        ),
        repeats=table.repeats,
        narratives=table.narratives,
        calendar=_calendar(table.calendar),
        deadline=table.deadline,
        questions=questions,
        measures={name: _measure(name, each, questions) for name, each in table.measures.items()},
        scores={name: _score(name, each) for name, each in table.scores.items()},
        table=table.table,
        samples=table.samples,
        comparison=table.comparison,
        commend=_selection(table.commend) if table.commend else None,
        criticise=criticise,
        digest=digest,
    )


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    # ValueError: a path; OSError: a folder of zones.
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise RulebookError(
            f"time_zone：没有时区“{name}”，请写如 Asia/Shanghai",
            f"time_zone: there is no time zone {name!r}; write for example 'Asia/Shanghai'",
        ) from error
    return name


def _calendar(table: CalendarTable) -> WorkCalendar:
    base = WorkCalendar.china() if table.base == "cn" else WorkCalendar.weekdays()
    return base.with_days(
        rest=(day.date for day in table.days if day.kind == "rest"),
        work=(day.date for day in table.days if day.kind == "work"),
        years=table.complete_years,
        unknown_year=table.unknown_year,
    )


def _question(name: str, table: QuestionTable) -> Question:
    return Question(
        name=name,
        title=table.title,
        columns=table.columns,
        grades=tuple(
            Grade(name=grade, title=each.title, weight=each.weight, words=each.words)
            for grade, each in table.grades.items()
        ),
        not_rated=table.not_rated,
        not_surveyed=table.not_surveyed,
    )


def _measure(name: str, table: MeasureTable, questions: tuple[Question, ...]) -> Measure:
    if (table.question is None) == (table.numerator is None):
        raise RulebookError(
            f"measures.{name}：question 和 numerator 须给且只给一个",
            f"measures.{name}: give either a question or a numerator",
        )
    numerator: dict[str, Fraction | int]
    denominator = table.denominator
    if table.question is not None:
        asked = next((q for q in questions if q.name == table.question), None)
        if asked is None:
            raise RulebookError(
                f"measures.{name}：没有问题“{table.question}”",
                f"measures.{name}: there is no question {table.question!r}",
            )
        weighted = [grade for grade in asked.grades if grade.weight]
        numerator = {f"{asked.name}.{grade.name}": grade.weight for grade in weighted}
        denominator = denominator or {f"{asked.name}.rated": 1}
    else:
        numerator = {fact: Fraction(weight) for fact, weight in (table.numerator or {}).items()}
    return Measure(
        name=name,
        title=table.title,
        definition=table.definition,
        numerator=numerator,
        denominator=denominator,
        by=table.by,
        better=table.better,
        absent=table.absent,
        source=table.source,
    )


def _score(name: str, table: ScoreTable) -> ScoreRule:
    return ScoreRule(
        name=name,
        title=table.title,
        definition=table.definition,
        parts=table.parts,
        base=table.base,
        grades=table.grades,
        absent=table.absent,
        source=table.source,
    )


def _selection(table: CriticiseTable) -> SelectionRule:
    return SelectionRule(
        name=table.name,
        title=table.title,
        where=tuple(Condition.parse(text) for text in table.where),
        lowest=table.lowest,
        highest=table.highest,
        order=table.order,
        min_n=table.min_n,
        name_anyway=table.name_anyway,
    )
