"""The rulebook (考核办法): every choice that two counties make differently, as one value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Literal

import attrs

from hotline_metrics.domain.calendar import WorkCalendar
from hotline_metrics.domain.measure import FACTS, By, Measure
from hotline_metrics.domain.score import ScoreRule
from hotline_metrics.errors import RulebookError, did_you_mean
from hotline_metrics.message import Message, joined

Count = Literal["lead", "each"]
OnConflict = Literal["reject", "latest"]
LimitUnit = Literal["working_days", "calendar_days", "hours"]
Operator = Literal[">=", "<=", ">", "<", "=", "!="]

_OPERATORS: Mapping[str, Operator] = {
    ">=": ">=", "<=": "<=", ">": ">", "<": "<", "=": "=", "==": "=", "!=": "!=",
}  # fmt: skip

LONGEST_LIMIT = 20_000
"""How many days or hours a limit may have; more of them would leave the calendar."""

UNRATED = "unrated"
"""The grade of an answer that gives no rating: not reached, refused, no comment."""


DEFAULT_PRESET = "plain"
"""What counts where no rulebook is named."""


@attrs.frozen(kw_only=True)
class Grade:
    """One step of a question's scale.

    Attributes:
        name: what facts call it, such as ``satisfied``.
        title: what it means, in Chinese.
        weight: how much of an answer it counts, usually 0 to 1.
        words: the words of exports that mean it.
    """

    name: str
    title: str
    weight: Fraction
    words: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Question:
    """One question of the call-back, with its scale.

    Attributes:
        name: what facts call it, such as ``result``.
        title: what it asks about, in Chinese.
        columns: headings under which exports carry the answer.
        grades: the scale.
        not_rated: words that say the person gave no rating; surveyed, but outside n.
        not_surveyed: words that say nobody asked.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    grades: tuple[Grade, ...]
    not_rated: tuple[str, ...] = ()
    not_surveyed: tuple[str, ...] = ()

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Word to grade; ``unrated`` for no rating, empty for not surveyed."""
        return {
            **dict.fromkeys((*self.not_surveyed, ""), ""),
            **dict.fromkeys(self.not_rated, UNRATED),
            **{word: grade.name for grade in self.grades for word in grade.words},
        }

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts this question adds."""
        ends = ("rated", UNRATED, *(grade.name for grade in self.grades))
        return tuple(f"{self.name}.{end}" for end in ends)


def _is_limit(_: object, field: attrs.Attribute[int], limit: int) -> None:
    if not 0 <= limit <= LONGEST_LIMIT:
        raise RulebookError(
            f"{field.name} 须为 0 至 {LONGEST_LIMIT}，不是 {limit}",
            f"{field.name} is 0 to {LONGEST_LIMIT}, found {limit}",
        )


@attrs.frozen(kw_only=True)
class DeadlineRule:
    """How long a unit has, for the tickets it applies to.

    Attributes:
        limit: how many days or hours.
        unit: working days, calendar days, or hours by the clock.
        kinds: kinds of request it is for; empty is any.
        urgencies: urgency levels it is for; empty is any.
        title: what to call it in explanations, in Chinese.
    """

    limit: int = attrs.field(validator=_is_limit)
    unit: LimitUnit = "working_days"
    kinds: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    title: str = ""

    def applies(self, kind: str, urgency: str) -> bool:
        """Tell whether a ticket of this kind and urgency falls under the rule."""
        return (not self.kinds or kind in self.kinds) and (
            not self.urgencies or urgency in self.urgencies
        )


@attrs.frozen(kw_only=True)
class Limit:
    """A stretch of time: how many, of what.

    Attributes:
        limit: how many days or hours.
        unit: working days, calendar days, or hours by the clock.
    """

    limit: int = attrs.field(validator=_is_limit)
    unit: LimitUnit = "working_days"


@attrs.frozen(kw_only=True)
class DeadlinePolicy:
    """Where deadlines come from.

    Attributes:
        source: the export's own, computed by the rules, or the export's where it has one.
        start: the time from which a computed deadline runs; without it, the received time.
        rules: tried in order; the first that applies counts. None applies: no deadline.
        acknowledge: how long a unit has to sign for a ticket, from when it got it (签收).
        quick: the shorter limit within which a ticket is closed quickly (提前、快速办结).
    """

    source: Literal["given", "computed", "given_or_computed"] = "given_or_computed"
    start: Literal["received", "dispatched"] = "dispatched"
    rules: tuple[DeadlineRule, ...] = ()
    acknowledge: Limit | None = None
    quick: Limit | None = None

    def rule_for(self, kind: str, urgency: str) -> DeadlineRule | None:
        """Return the first rule that applies."""
        return next((rule for rule in self.rules if rule.applies(kind, urgency)), None)


@attrs.frozen
class Condition:
    """A comparison of one measure, such as ``result_satisfaction >= 90`` (per cent).

    Attributes:
        measure: the measure's name.
        operator: how to compare.
        value: what to compare with; rates in per cent.
        of_sample: whether the sample size n is compared, written ``MEASURE.n``.

    >>> Condition.parse("result_satisfaction >= 90")
    Condition(measure='result_satisfaction', operator='>=', value=Decimal('90'), of_sample=False)
    """

    measure: str
    operator: Operator
    value: Decimal
    of_sample: bool = False

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read ``MEASURE OPERATOR NUMBER``.

        Raises:
            RulebookError: it is not such a comparison.
        """
        match = re.fullmatch(
            r"\s*([A-Za-z_]\w*?)(\.n)?\s*(>=|<=|!=|=|==|>|<)\s*(-?\d+(?:\.\d+)?)\s*%?\s*", text
        )
        if match is None:
            raise RulebookError(
                f"“{text}”不是条件，写法如 result_satisfaction >= 90",
                f"{text!r} is not a condition; write for example 'result_satisfaction >= 90'",
            )
        name, sample, operator, value = match.groups()
        return cls(name, _OPERATORS[operator], Decimal(value), sample is not None)

    def __str__(self) -> str:
        sample = ".n" if self.of_sample else ""
        return f"{self.measure}{sample} {self.operator} {self.value}"


@attrs.frozen(kw_only=True)
class Extreme:
    """The units with the lowest or highest figures of one measure.

    Attributes:
        measure: the measure's name.
        count: how many units; those equal to the last one come along.
    """

    measure: str
    count: int


@attrs.frozen(kw_only=True)
class SelectionRule:
    """Which units a list of the bulletin names.

    Attributes:
        name: what the report calls it, such as ``low_result``.
        title: the sentence that heads the list, in Chinese.
        where: conditions that all must hold; an absent figure meets none.
        lowest: of those, the units with the lowest figures.
        highest: of those, the units with the highest figures.
        order: list by this measure, worst last; without it lowest and highest lists begin
            with the extreme, other lists keep the roster's order.
        min_n: a unit whose rate has a smaller sample is not named by it.
        name_anyway: units that are named all the same; each time it is said in a notice.
    """

    name: str
    title: str
    where: tuple[Condition, ...] = ()
    lowest: Extreme | None = None
    highest: Extreme | None = None
    order: str | None = None
    min_n: int = 0
    name_anyway: tuple[str, ...] = ()

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Every measure the rule reads."""
        names = [condition.measure for condition in self.where]
        names += [extreme.measure for extreme in (self.lowest, self.highest) if extreme]
        return tuple(dict.fromkeys(names + ([self.order] if self.order else [])))


COLUMN_MARKS = ("rank", "tier", "share", "grade", "year_on_year", "month_on_month")


def measure_of(column: str) -> str:
    """Return the measure of a table's column: ``rank.overdue`` is about ``overdue``."""
    head, dot, name = column.partition(".")
    return name if dot and head in COLUMN_MARKS else column


@attrs.frozen(kw_only=True)
class TableRule:
    """What the unit tables show.

    Attributes:
        columns: measures by name; ``rank.MEASURE`` is the rank by a measure, ``tier.MEASURE``
            says whether a rate is surely above or below that of all, ``share.MEASURE`` is a
            count's part of the total, ``year_on_year.MEASURE`` and ``month_on_month.MEASURE``
            say how it moved. Scores stand there by name too, with ``rank.SCORE`` and
            ``grade.SCORE``.
        unit_heading: heading of the first column.
        order: list by this measure, best first, instead of the roster's order.
        idle_units: whether units of the roster without tickets are listed.
        totals: whether each table ends with its sum.
        show_n: whether a rate shows its sample: 96.96%（46）.
    """

    columns: tuple[str, ...]
    unit_heading: str = "承办单位"
    order: str | None = None
    idle_units: bool = False
    totals: bool = False
    show_n: bool = False


@attrs.frozen(kw_only=True)
class SampleRule:
    """What small samples may say.

    Attributes:
        min_n: a rate from fewer answers is printed as ``few`` and has no rank.
        few: what is printed instead.
        ties: units share a rank when their printed figures are equal, or when their 95 %
            intervals overlap.
    """

    min_n: int = 0
    few: str = "样本过少"
    ties: Literal["printed", "interval"] = "printed"


@attrs.frozen(kw_only=True)
class ComparisonRule:
    """How rates are compared with earlier periods.

    Attributes:
        rates: differences of printed rates in points, or their ratio in per cent.
        streak_periods: how far back a streak is followed.
    """

    rates: Literal["points", "ratio"] = "points"
    streak_periods: int = 24


@attrs.frozen(kw_only=True)
class IntakeRule:
    """How rows are understood.

    Attributes:
        columns: further headings for a column, by its name in ``intake.columns``.
        time_formats: further shapes of times, as ``strptime`` formats.
        id_time: shape of the time that begins a ticket number, such as ``yymmddHHMMSS``.
        on_conflict: what to do when one ticket of one unit stands with different contents.
        urgency: urgency level to the words that mean it.
    """

    columns: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)
    time_formats: tuple[str, ...] = ()
    id_time: str = ""
    on_conflict: OnConflict = "reject"
    urgency: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class RepeatRule:
    """When a request is one that was made before (重复诉求).

    Attributes:
        by: what makes two requests the same: the caller, the place, or the number of the earlier
            ticket that the source gives; any of them is enough. Nothing looks for none.
        days: after how many days a request is a new one.
    """

    by: tuple[Literal["caller", "place", "related"], ...] = ()
    days: int = attrs.field(default=30, validator=_is_limit)


@attrs.frozen(kw_only=True)
class NarrativeRule:
    """What of the wording of requests the bulletin may tell, masked.

    Attributes:
        columns: headings of the columns that are opened; without any nothing is read.
    """

    columns: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Rulebook:
    """The rules by which one office turns tickets into figures (考核办法).

    Attributes:
        name: short name, printed in reports.
        title: name in Chinese.
        source: where the rules come from.
        time_zone: the office's zone; aware times are converted to it.
        by: the date by which a ticket belongs to the period.
        count: whether unit lines count only the lead unit's line or each unit's.
        intake: how rows are understood.
        repeats: when a request is one that was made before.
        narratives: what of the wording of requests may be told, masked.
        calendar: which days are worked.
        deadline: where deadlines come from.
        questions: the questions of the call-back.
        measures: every figure, by name, in order.
        scores: composite scores of units, by name.
        table: what the unit tables show.
        samples: what small samples may say.
        comparison: how earlier periods are compared.
        commend: which units are praised; ``None`` praises nobody.
        criticise: the lists of problems, in order.
        digest: hash of the rules as read; reports and tallies carry it.

    >>> rules = Rulebook.preset("pingyu")
    >>> rules.measures["result_satisfaction"].title
    '办理结果满意率'
    """

    name: str
    title: str = ""
    source: str = ""
    time_zone: str = "Asia/Shanghai"
    by: By = "dispatched"
    count: Count = "lead"
    intake: IntakeRule = IntakeRule()
    repeats: RepeatRule = RepeatRule()
    narratives: NarrativeRule = NarrativeRule()
    calendar: WorkCalendar = attrs.field(factory=WorkCalendar.weekdays)
    deadline: DeadlinePolicy = DeadlinePolicy()
    questions: tuple[Question, ...] = ()
    measures: Mapping[str, Measure] = attrs.field(factory=dict, hash=False)
    scores: Mapping[str, ScoreRule] = attrs.field(factory=dict, hash=False)
    table: TableRule = TableRule(columns=())
    samples: SampleRule = SampleRule()
    comparison: ComparisonRule = ComparisonRule()
    commend: SelectionRule | None = None
    criticise: tuple[SelectionRule, ...] = ()
    digest: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a rulebook that speaks of what it does not define."""
        complaints = list(self._complaints())
        if complaints:
            raise RulebookError(*joined(complaints))

    @classmethod
    def preset(cls, name: str) -> Rulebook:
        """Return a rulebook that ships with the package, such as ``pingyu`` or ``plain``.

        Raises:
            RulebookError: there is no such preset; the text names those there are.
        """
        from hotline_metrics.domain.rulebook_file import load_preset

        return load_preset(name)

    @classmethod
    def load(cls, path: str | Path) -> Rulebook:
        """Read a rulebook from a TOML file, which may extend a preset or another file.

        Raises:
            RulebookError: the file does not say what a rulebook must; names every place.
        """
        from hotline_metrics.domain.rulebook_file import load_rulebook

        return load_rulebook(Path(path))

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact a measure may read."""
        return (*FACTS, *(fact for question in self.questions for fact in question.facts))

    @property
    def cohorts(self) -> tuple[By, ...]:
        """The dates by which some measure lets tickets belong, the rulebook's own first."""
        named: list[By] = [measure.by or self.by for measure in self.measures.values()]
        return tuple(dict.fromkeys([self.by, *named]))

    @property
    def rates(self) -> tuple[Measure, ...]:
        """The measures that are shares."""
        return tuple(measure for measure in self.measures.values() if measure.is_rate)

    def question(self, name: str) -> Question:
        """Return the question with a name.

        Raises:
            KeyError: there is none.
        """
        return {question.name: question for question in self.questions}[name]

    def _complaints(self) -> Iterator[Message]:
        yield from self._measure_complaints()
        yield from self._score_complaints()
        levels = set(self.intake.urgency)
        for rule in self.deadline.rules:
            for level in rule.urgencies:
                if level not in levels:
                    yield _unknown("紧急程度", "urgency", level, levels).at("deadline.rules")
        for question in self.questions:
            words = [w for grade in question.grades for w in grade.words]
            words += [*question.not_rated, *question.not_surveyed]
            for word in sorted(word for word, times in Counter(words).items() if times > 1):
                yield Message(
                    f"用语“{word}”出现在两个等次下", f"the word {word!r} stands under two grades"
                ).at(f"questions.{question.name}")

    def _measure_complaints(self) -> Iterator[Message]:
        facts = set(self.facts)
        for measure in self.measures.values():
            for fact in measure.facts:
                if fact not in facts:
                    yield _unknown("统计项", "fact", fact, facts).at(f"measures.{measure.name}")
        named = {
            "table.order": [self.table.order] if self.table.order else [],
            "commend": self.commend.measures if self.commend else (),
            **{f"criticise.{rule.name}": rule.measures for rule in self.criticise},
        }
        for place, names in named.items():
            for name in names:
                if name not in self.measures:
                    yield _unknown("指标", "measure", name, self.measures).at(place)
        shown: dict[str, object] = {**self.measures, **self.scores}
        for name in map(measure_of, self.table.columns):
            if name not in shown:
                yield _unknown("指标", "measure", name, shown).at("table.columns")
        for column in self.table.columns:
            mark, about = column.partition(".")[0], measure_of(column)
            if about in self.scores and column != about and mark not in {"rank", "grade"}:
                yield Message(
                    f"综合得分没有“{column}”，可写 rank.{about}、grade.{about}",
                    f"a score has no {column!r}; write rank.{about}, grade.{about}",
                ).at("table.columns")
            graded = about in self.scores and self.scores[about].grades
            if mark == "grade" and column != about and about in shown and not graded:
                yield Message(
                    f"“{column}”：{about} 没有等次", f"{column!r}: {about} has no grades"
                ).at("table.columns")

    def _score_complaints(self) -> Iterator[Message]:
        for score in self.scores.values():
            if score.name in self.measures:
                yield Message("与某项指标重名", "a measure has this name").at(
                    f"scores.{score.name}"
                )
            for part in score.parts:
                if part.measure not in self.measures:
                    wrong = _unknown("指标", "measure", part.measure, self.measures)
                    yield wrong.at(f"scores.{score.name}")


def _unknown(zh: str, en: str, name: str, known: Iterable[str]) -> Message:
    near = did_you_mean(name, known)
    return Message(f"没有{zh}“{name}”{near.zh}", f"unknown {en} {name!r}.{near.en}")
