"""What a bulletin template can speak of.

==================  ==============================================================================
``month``           the period without its year: 10月份
``period``          ``.title`` 2023年10月份, ``.short`` 10月份, ``.year`` 2023, ``.count_word`` 个月
``totals``          every measure by name: ``{{ totals.assigned }}``, ``totals.overdue > 0``
``rates``           the rates of the tables' columns: ``.title``, ``.total``, ``.moves``
``change``          ``change.result_satisfaction.year_on_year`` prints 同比下降14.05%;
                    ``.month_on_month`` 环比; ``change.NAME.moves`` are those that are known
``categories``      ``.name``, ``.parts`` and every measure: ``{{ category.assigned }}``
``groups``          ``.name``, ``.unit_count``, ``.units`` and every measure
``units``           ``.name``, ``.group`` and every measure
``praised``         praised units; each also has ``.streak``
``praised_again``   those praised before, as ``.streak`` and ``.units``, the longest first
``praised_first``   those praised for the first time
``problems``        the lists of problems that name a unit: ``.title``, ``.name``, ``.units`` (with
                    their measures), ``.measures`` (``.title``, ``.name``), ``.tickets``
``tickets``         overdue tickets to cite: ``.unit``, ``.id``, ``.assigned``, ``.deadline``,
                    ``.closed`` (no value while open), ``.open``, ``.urgent``, ``.days_late``,
                    ``.told`` (``.title`` and ``.text`` of columns that the rulebook opens, masked)
``notes``           ``.number`` (a blank when unknown), ``.series``, ``.year``, ``.date``,
                    ``.signer``, ``.to``, ``.copies``, ``.narratives`` (``.title``, ``.lead``,
                    ``.rest``)
``rows``            ``.read``, ``.accepted``, ``.rejected``, ``.in_period``; no value in a report
                    that was read from print
``exclusions``      what approved decisions left out: ``.count``, ``.rates`` before (``.title``,
                    ``.total``); no value when nothing was; ``table(exclusions)`` lists it
``rules``           ``.title`` and ``.name`` of the rulebook
``as_of``           the moment open tickets were judged at
``table(group)``    the table of a group; ``table(groups[0])`` or ``table('县直单位')``
``said(unit, m)``   a figure in words: 超期6件, 办理结果满意率为37.5%
==================  ==============================================================================

Filters: ``join`` (、 by default), ``moved('个百分点')`` for a change in other words, ``ordinal``
(一是), ``numeral`` (一), ``date`` (2023年11月6日), ``day`` (11月6日), ``moment``, ``round(2)``, and
Jinja2's ``length``, ``first``, ``last``, ``sort``, ``select``, ``selectattr``, ``map``, ``default``
and their like. Rates compare in per cent: ``unit.result_satisfaction < 60``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

import attrs

from hotline_metrics.domain.measure import Measure
from hotline_metrics.domain.rulebook import Rulebook, SelectionRule
from hotline_metrics.figures.report import CategoryLine, CitedTicket, Figures, MonthlyReport
from hotline_metrics.publish.blocks import Fault
from hotline_metrics.publish.bulletin import Paragraph, Run, Runs, Table
from hotline_metrics.publish.chinese import print_date, print_day, print_moment
from hotline_metrics.publish.notes import Narrative, Notes
from hotline_metrics.publish.tables import exclusion_table, unit_table
from hotline_metrics.publish.words import (
    ChangeWords,
    DayWords,
    FigureWords,
    Inserted,
    Phrase,
    Printed,
    Readable,
    Spoken,
    Words,
    missing,
)

BLANK = "\u3000"
"""What stands where the clerk will write by hand."""

_COUNT_WORDS = {"month": "个月", "week": "周", "quarter": "个季度", "year": "年"}
_LATE = frozenset({"late_closed", "late_open"})


@attrs.frozen(kw_only=True)
class PeriodWords(Readable):
    """The period in words."""

    title: str
    short: str
    year: int
    count_word: str


@attrs.frozen(kw_only=True)
class MeasureWords(Readable):
    """A measure's name and title."""

    name: str
    title: str


@attrs.frozen(kw_only=True)
class Moves(Readable):
    """How one total moved."""

    year_on_year: ChangeWords | None
    month_on_month: ChangeWords | None

    @property
    def moves(self) -> tuple[ChangeWords, ...]:
        """Those that are known."""
        return tuple(each for each in (self.year_on_year, self.month_on_month) if each)


@attrs.frozen(kw_only=True)
class RateWords(Readable):
    """One of the headline rates."""

    name: str
    title: str
    total: FigureWords
    moves: tuple[ChangeWords, ...]


@attrs.frozen(kw_only=True)
class LineWords(Printed):
    """A line of figures: a category, a group or a unit; its measures are read by name."""

    name: str
    measures: Mapping[str, FigureWords]

    @property
    def runs(self) -> Runs:
        """Its name."""
        return (Run(self.name),)

    def names(self) -> tuple[str, ...]:
        """Return what a template may read: attributes and measures."""
        return (*super().names(), *self.measures)

    def see(self, name: str) -> object:
        """Return an attribute, or a measure."""
        return getattr(self, name) if name in super().names() else self.measures[name]


@attrs.frozen(kw_only=True)
class CategoryWords(LineWords):
    """A category, with its subcategories."""

    parts: tuple[CategoryWords, ...] = ()


@attrs.frozen(kw_only=True)
class UnitWords(LineWords):
    """A unit."""

    group: str = ""
    streak: FigureWords | None = None


@attrs.frozen(kw_only=True)
class GroupWords(LineWords):
    """A group of units."""

    unit_count: FigureWords
    units: tuple[UnitWords, ...] = ()


@attrs.frozen(kw_only=True)
class StreakWords(Readable):
    """Units praised for the same number of periods running."""

    streak: FigureWords
    units: tuple[UnitWords, ...]


@attrs.frozen(kw_only=True)
class ToldWords(Readable):
    """What a ticket says in one column that the rulebook opens, masked."""

    title: str
    text: Words


@attrs.frozen(kw_only=True)
class TicketWords(Readable):
    """An overdue ticket that the bulletin cites."""

    unit: str
    id: Words
    assigned: DayWords
    deadline: DayWords
    closed: DayWords | None
    open: bool
    urgent: bool
    days_late: FigureWords
    told: tuple[ToldWords, ...]


@attrs.frozen(kw_only=True)
class ProblemWords(Readable):
    """One list of problems."""

    name: str
    title: str
    units: tuple[UnitWords, ...]
    measures: tuple[MeasureWords, ...]
    tickets: tuple[TicketWords, ...]


@attrs.frozen(kw_only=True)
class NarrativeWords(Readable):
    """A case the clerk tells: its heading, its first paragraph, and the rest as blocks."""

    title: Phrase
    lead: Phrase
    rest: Inserted


@attrs.frozen(kw_only=True)
class NotesWords(Readable):
    """The month's notes; what is not known is a blank or no value."""

    series: str
    year: int
    number: str
    date: DayWords
    signer: str
    to: str
    copies: str
    narratives: tuple[NarrativeWords, ...]


@attrs.frozen(kw_only=True)
class RowWords(Readable):
    """What became of the rows."""

    read: FigureWords
    accepted: FigureWords
    rejected: FigureWords
    in_period: FigureWords


@attrs.frozen(kw_only=True)
class ExclusionWords(Readable):
    """What was left out, and the rates before."""

    count: FigureWords
    rates: tuple[RateWords, ...]


@attrs.frozen(kw_only=True)
class RulesWords(Readable):
    """The rulebook."""

    name: str
    title: str


def context_of(
    report: MonthlyReport, rules: Rulebook, notes: Notes | None = None
) -> dict[str, object]:
    """Return the names a template may use, for one report.

    Args:
        report: the figures.
        rules: gives measures their titles and lists their order.
        notes: what only the clerk knows.
    """
    return _Speaker(report, rules, notes or Notes()).context()


@attrs.frozen
class _Speaker:
    report: MonthlyReport
    rules: Rulebook
    notes: Notes

    def context(self) -> dict[str, object]:
        report, period = self.report, self.report.period
        units = self.units()
        praised = tuple(
            attrs.evolve(
                units.get(each.unit) or UnitWords(name=each.unit, measures={}),
                streak=FigureWords(each.streak, f"commended/{each.unit}/streak"),
            )
            for each in report.commended
        )
        changes = {name: self.moves(name) for name in self.rules.measures}
        return {
            "month": period.short_title,
            "period": PeriodWords(
                title=period.title,
                short=period.short_title,
                year=period.first.year,
                count_word=_COUNT_WORDS.get(period.kind, "期"),
            ),
            "totals": self.figures(report.totals, "totals"),
            "rates": tuple(self.rates(changes)),
            "change": changes,
            "categories": tuple(self.category(line, "categories") for line in report.categories),
            "groups": self.groups(units),
            "units": tuple(units.values()),
            "praised": praised,
            "praised_again": _again(praised),
            "praised_first": tuple(unit for unit in praised if unit.streak == 1),
            "problems": tuple(self.problems(units)),
            "tickets": tuple(self.ticket(each) for each in report.cited),
            "notes": self.note_words(),
            "rows": self.rows(),
            "exclusions": self.exclusions(),
            "rules": RulesWords(name=self.rules.name, title=self.rules.title or self.rules.name),
            "as_of": (
                DayWords(report.as_of, _full(report.as_of), "as_of") if report.as_of else None
            ),
            "table": self.table(units),
            "said": Spoken(self.said),
        }

    def figures(self, figures: Figures, path: str) -> dict[str, FigureWords]:
        return {
            name: FigureWords(figures.get(name), f"{path}/{name}", measure.absent)
            for name, measure in self.rules.measures.items()
        }

    def moves(self, name: str) -> Moves:
        found = self.report.comparisons.get(name)

        def move(label: str, key: str, change: Decimal | None) -> ChangeWords | None:
            if found is None or change is None:
                return None
            path = f"comparisons/{name}/{key}"
            return ChangeWords(label, change, found.unit == "points", path)

        return Moves(
            year_on_year=move("同比", "year_on_year", found.year_on_year if found else None),
            month_on_month=move("环比", "month_on_month", found.month_on_month if found else None),
        )

    def rates(self, changes: Mapping[str, Moves]) -> list[RateWords]:
        shown = [rate for rate in self.rules.rates if rate.name in self.rules.table.columns]
        totals = self.figures(self.report.totals, "totals")
        return [
            RateWords(
                name=rate.name,
                title=rate.title,
                total=totals[rate.name],
                moves=changes[rate.name].moves,
            )
            for rate in shown or self.rules.rates
        ]

    def category(self, line: CategoryLine, path: str) -> CategoryWords:
        here = f"{path}/{line.category}"
        return CategoryWords(
            name=line.category or "未分类",
            measures=self.figures(line.figures, here),
            parts=tuple(self.category(part, here) for part in line.parts),
        )

    def units(self) -> dict[str, UnitWords]:
        return {
            line.unit: UnitWords(
                name=line.unit,
                group=line.group,
                measures=self.figures(line.figures, f"units/{line.unit}"),
            )
            for line in self.report.units
        }

    def groups(self, units: Mapping[str, UnitWords]) -> tuple[GroupWords, ...]:
        sums = {line.group: line for line in self.report.groups}
        members: dict[str, list[UnitWords]] = {}
        for unit in units.values():
            members.setdefault(unit.group, []).append(unit)
        return tuple(
            GroupWords(
                name=group,
                measures=self.figures(
                    sums[group].figures if group in sums else {}, f"groups/{group}"
                ),
                unit_count=FigureWords(
                    sums[group].units if group in sums else len(inside), f"groups/{group}/units"
                ),
                units=tuple(inside),
            )
            for group, inside in members.items()
        )

    def problems(self, units: Mapping[str, UnitWords]) -> list[ProblemWords]:
        lists = []
        for rule in self.rules.criticise:
            named = [each.unit for each in self.report.criticised if each.rule == rule.name]
            if named:
                lists.append(self.problem(rule, named, units))
        return lists

    def problem(
        self, rule: SelectionRule, named: list[str], units: Mapping[str, UnitWords]
    ) -> ProblemWords:
        measures = [self.rules.measures[name] for name in rule.measures if name != "assigned"]
        late = any(_LATE & set(measure.numerator) for measure in measures)
        cited = [each for name in named for each in self.report.cited if each.unit == name]
        return ProblemWords(
            name=rule.name,
            title=rule.title or rule.name,
            units=tuple(units.get(name) or UnitWords(name=name, measures={}) for name in named),
            measures=tuple(MeasureWords(name=each.name, title=each.title) for each in measures),
            tickets=tuple(self.ticket(each) for each in cited) if late else (),
        )

    def ticket(self, cited: CitedTicket) -> TicketWords:
        path = f"cited/{cited.id}"
        closed = cited.closed_at
        # The hour is said only where the day alone would not show that it was late.
        exact = closed is not None and closed.date() == cited.deadline.date()
        year = self.report.period.first.year

        def day(moment: datetime, name: str) -> DayWords:
            text = print_moment(moment, year) if exact else print_day(moment, year)
            return DayWords(moment, text, f"{path}/{name}")

        return TicketWords(
            unit=cited.unit,
            id=Words(cited.id, f"{path}/id"),
            assigned=DayWords(
                cited.assigned_at, print_day(cited.assigned_at, year), f"{path}/assigned_at"
            ),
            deadline=day(cited.deadline, "deadline"),
            closed=day(closed, "closed_at") if closed else None,
            open=closed is None,
            urgent=cited.urgent,
            days_late=FigureWords(cited.days_late, f"{path}/days_late"),
            told=tuple(
                ToldWords(title=told.heading, text=Words(told.masked.text))
                for told in self.notes.told.get((cited.id, cited.unit), ())
            ),
        )

    def note_words(self) -> NotesWords:
        notes, last = self.notes, self.report.period.last
        return NotesWords(
            series=notes.series,
            # A bulletin is issued after its period: December's bears the next year.
            year=notes.year or (notes.date.year if notes.date else (last + timedelta(days=1)).year),
            number=notes.serial or BLANK,
            date=(
                DayWords(notes.date, print_date(notes.date))
                if notes.date
                else DayWords(last, f"{BLANK * 2}年{BLANK}月{BLANK}日")
            ),
            signer=notes.signer,
            to=notes.to,
            copies=notes.copies,
            narratives=tuple(map(_narrative, notes.narratives)),
        )

    def rows(self) -> RowWords | None:
        rows = self.report.rows
        if rows is None:
            return None
        return RowWords(
            read=FigureWords(rows.read, "rows/read"),
            accepted=FigureWords(rows.accepted, "rows/accepted"),
            rejected=FigureWords(rows.rejected, "rows/rejected"),
            in_period=FigureWords(rows.in_period, "rows/in_period"),
        )

    def exclusions(self) -> ExclusionWords | None:
        found = self.report.exclusions
        if found is None:
            return None
        before = self.figures(found.totals, "exclusions/totals")
        shown = [rate for rate in self.rules.rates if rate.name in self.rules.table.columns]
        return ExclusionWords(
            count=FigureWords(len(found.applied), "exclusions/count"),
            rates=tuple(
                RateWords(name=rate.name, title=rate.title, total=before[rate.name], moves=())
                for rate in shown
            ),
        )

    def table(self, units: Mapping[str, UnitWords]) -> Spoken:
        groups = tuple(dict.fromkeys(unit.group for unit in units.values()))

        def table(group: object) -> Table:
            if isinstance(group, ExclusionWords) and self.report.exclusions:
                return exclusion_table(self.report.exclusions)
            name = group.name if isinstance(group, GroupWords) else group
            if not isinstance(name, str) or name not in groups:
                zh, en = missing(str(name), groups)
                raise Fault(
                    f"{zh}，单位组有：{'、'.join(groups)}", f"{en} Groups: {', '.join(groups)}"
                )
            return unit_table(self.report, self.rules, name)

        return Spoken(table)

    def said(self, unit: object, measure: object) -> Phrase:
        name = measure.name if isinstance(measure, MeasureWords) else measure
        if not isinstance(unit, LineWords) or not isinstance(name, str):
            raise Fault("said 要一个单位和一项指标", "'said' wants a unit and a measure")
        if name not in unit.measures:
            absent = missing(name, unit.measures)
            raise Fault(absent.zh, absent.en)
        return _said(self.rules.measures[name], unit.measures[name])


def _full(moment: datetime) -> str:
    return f"{moment.year}年{print_moment(moment)}"


def _said(measure: Measure, figure: FigureWords) -> Phrase:
    if figure.absent:
        return Phrase.of((*Words(f"{measure.title}：").runs, *figure.runs))
    if not measure.is_rate and measure.title.endswith("件数"):
        return Phrase.of(
            (*Words(measure.title.removesuffix("件数")).runs, *figure.runs, *Words("件").runs)
        )
    return Phrase.of((*Words(f"{measure.title}为").runs, *figure.runs))


def _again(praised: tuple[UnitWords, ...]) -> tuple[StreakWords, ...]:
    # Of units with the same streak, the first is the one whose figure is printed.
    streaks = {unit.streak.figure: unit.streak for unit in reversed(praised) if unit.streak}
    return tuple(
        StreakWords(
            streak=streaks[length],
            units=tuple(unit for unit in praised if unit.streak == length),
        )
        for length in sorted((n for n in streaks if isinstance(n, int) and n > 1), reverse=True)
    )


def _narrative(narrative: Narrative) -> NarrativeWords:
    first, *rest = narrative.blocks or (Paragraph(()),)
    lead = isinstance(first, Paragraph)
    return NarrativeWords(
        title=Phrase.of(narrative.title),
        lead=Phrase.of(first.runs if isinstance(first, Paragraph) else ()),
        rest=Inserted(tuple(rest) if lead else narrative.blocks),
    )
