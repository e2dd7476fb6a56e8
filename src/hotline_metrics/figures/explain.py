"""Behind a figure: the tickets whose facts made it, by the same facts and no second logic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from hotline_metrics.domain.exclusion import Exclusion
from hotline_metrics.domain.figure import CountedRate, Figure, print_exact, print_figure
from hotline_metrics.domain.formula import formula
from hotline_metrics.domain.measure import By, Measure
from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.errors import InvalidValue
from hotline_metrics.figures.exclusion import exclude
from hotline_metrics.figures.facts import Facts, Judge, belonging_day
from hotline_metrics.figures.names import NamedFigure, find_figure, named_figures
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.message import Language


@attrs.frozen(kw_only=True)
class Contribution:
    """What one ticket adds to a figure.

    Attributes:
        id: ticket number.
        unit: the unit that handled it.
        numerator: what it adds above the line.
        denominator: what it adds below the line; 0 for counts.
        facts: what is true of it as far as the measure, or its question, speaks of it.
    """

    id: str
    unit: str
    numerator: Fraction
    denominator: int
    facts: Facts


@attrs.frozen(kw_only=True)
class Explanation:
    """A figure with everything that made it.

    Attributes:
        figure: the figure and where it stands.
        measure: what it means, if it is a measure of the rulebook.
        counted: the tickets that add something, by number.
        excluded: tickets of the same unit, group or category that add nothing, by number.
        exclusions: the approved decisions about tickets of it, which are obeyed here.
        sums: fact to how often it is true among the counted, for the formula.
    """

    figure: NamedFigure
    measure: Measure
    counted: tuple[Contribution, ...]
    excluded: tuple[Contribution, ...]
    exclusions: tuple[Exclusion, ...]
    sums: Mapping[str, int] = attrs.field(hash=False)

    @property
    def value(self) -> Figure:
        """The figure computed again from its tickets."""
        return self.measure.of(self.sums)

    def formula(self, rules: Rulebook, lang: Language = "zh") -> str:
        """Return the measure's formula with its numbers.

        Args:
            rules: the rulebook, for the titles of facts.
            lang: the language of the words.
        """
        return formula(self.measure, rules, lang, self.sums)


def explain_figure(
    report: MonthlyReport, name: str, tickets: Iterable[Ticket], rules: Rulebook
) -> Explanation:
    """List the tickets behind one figure of a report.

    Args:
        report: the report.
        name: the figure's name, such as ``units/郭楼街道/overdue``.
        tickets: the tickets the report was compiled from.
        rules: the rulebook it was counted by.

    Returns:
        The figure, its measure, and every ticket of its unit, group, category or day.

    Raises:
        InvalidValue: there is no such figure, it is not made of tickets, or the tickets give
            another figure than the report says.
    """
    named = find_figure(report, name)
    if _measure(named, rules) is None:
        raise InvalidValue(
            f"{name} 不是由工单统计出来的，而是由其他数字得出的",
            f"{name} is not counted from tickets but made of other figures",
        )
    (explanation,) = _explain(report, [named], tickets, rules)
    if explanation.value != named.value:
        said, made = _exact(named.value), _exact(explanation.value)
        raise InvalidValue(
            f"{name} 在报告中是 {said}，按这些工单是 {made}：工单不是统计时的那些，或口径不同",
            f"{name} is {said} in the report, and {made} by these tickets; "
            f"they are not those it was compiled from, or the rulebook is another",
        )
    return explanation


def _exact(value: Figure | Decimal) -> str:
    # Two rates that differ may print the same.
    if isinstance(value, CountedRate):
        return f"{print_figure(value)} ({print_exact(value.numerator)}/{value.n})"
    return str(value) if isinstance(value, Decimal) else print_figure(value)


def explain_all(
    report: MonthlyReport, tickets: Iterable[Ticket], rules: Rulebook
) -> tuple[Explanation, ...]:
    """List the tickets behind every figure of a report that is counted from tickets.

    Args:
        report: the report.
        tickets: the tickets the report was compiled from.
        rules: the rulebook it was counted by.
    """
    wanted = [each for each in named_figures(report) if is_counted(each, rules)]
    return tuple(_explain(report, wanted, tickets, rules))


def is_counted(figure: NamedFigure, rules: Rulebook) -> bool:
    """Tell whether a figure is counted from tickets; others are made of figures.

    Args:
        figure: the figure.
        rules: the rulebook it was counted by.
    """
    return _measure(figure, rules) is not None


def evidence_of(
    report: MonthlyReport, tickets: Iterable[Ticket], rules: Rulebook
) -> Mapping[str, tuple[str, ...]]:
    """Return the numbers of the tickets behind each unit's figures, also by category.

    Behind a count stand the tickets that it counts; behind a rate those of its denominator.

    Args:
        report: the report.
        tickets: the tickets the report was compiled from.
        rules: the rulebook it was counted by.
    """
    wanted = [each for each in named_figures(report) if each.section in {"units", "matrix"}]
    return {
        each.figure.name: tuple(one.id for one in each.counted)
        for each in _explain(report, wanted, tickets, rules)
    }


@attrs.frozen
class _Judged:
    """A ticket of the period with its facts, for one date by which tickets belong."""

    ticket: Ticket
    day: date
    facts: Facts


def _explain(
    report: MonthlyReport,
    wanted: Iterable[NamedFigure],
    tickets: Iterable[Ticket],
    rules: Rulebook,
) -> Iterable[Explanation]:
    known = tuple(tickets)
    decided = report.exclusions.applied if report.exclusions else ()
    remaining = exclude(known, decided)
    groups = _grouped(report, remaining.tickets, rules)
    whole = _grouped(report, known, rules) if decided else groups
    ids = {each.id for each in decided}
    concerned = _grouped(report, (ticket for ticket in known if ticket.id in ids), rules)
    for named in wanted:
        measure = _measure(named, rules)
        assert measure is not None  # what is wanted is counted  # noqa: S101
        by = measure.by or rules.by
        match named.section:
            case "exclusions":  # as it was before
                yield _explanation(named, measure, whole.get((by, *named.of), []), ())
            case "rows" if named.measure == "accepted":
                yield _explanation(named, measure, _everybody(report, known), ())
            case "rows":
                yield _explanation(named, measure, whole.get((by, "rows"), []), ())
            case _:
                place = (by, named.section, *named.of)
                about = [each.ticket for each in concerned.get(place, [])]
                exclusions = (each for each in decided if any(map(each.concerns, about)))
                yield _explanation(named, measure, groups.get(place, []), tuple(exclusions))


_TICKETS: Mapping[str, Measure] = {
    name: Measure(
        name=name,
        title=title,
        definition=definition,
        numerator={"assigned": 1},
        source="程序对来源各行的计数",
    )
    for name, title, definition in (
        ("accepted", "采用行数", "读懂并成为工单的行数，期外的也在内"),
        ("in_period", "属于本期的件数", "采用的行中属于本期的件数，剔除之前"),
        ("assigned", "当天承办件数", "当天转办的工单数"),
    )
}


def _measure(named: NamedFigure, rules: Rulebook) -> Measure | None:
    """Return what a figure counts, or ``None`` when it is made of other figures."""
    if named.section == "rows":
        return _TICKETS.get(named.measure)
    counted = {"totals", "categories", "groups", "units", "exclusions", "days", "matrix"}
    if named.section in counted:
        own = _TICKETS["assigned"] if named.section in {"days", "matrix"} else None
        return rules.measures.get(named.measure, own)
    return None


def _everybody(report: MonthlyReport, tickets: Iterable[Ticket]) -> list[_Judged]:
    ordered = sorted(tickets, key=lambda each: (each.id, each.unit))
    return [_Judged(ticket, report.period.first, ("assigned",)) for ticket in ordered]


def _grouped(
    report: MonthlyReport, tickets: Iterable[Ticket], rules: Rulebook
) -> dict[tuple[str, ...], list[_Judged]]:
    belongs = _belonging(report, rules)
    groups: dict[tuple[str, ...], list[_Judged]] = {}
    for by, judged in _judged(report, tickets, rules).items():
        for each in judged:
            for place in belongs(each):
                groups.setdefault((by, *place), []).append(each)
    return groups


def _judged(
    report: MonthlyReport, tickets: Iterable[Ticket], rules: Rulebook
) -> Mapping[By, list[_Judged]]:
    if report.as_of is None:
        raise InvalidValue(
            "从公布文件读出的报告没有工单可查", "a report read from print has no tickets"
        )
    period: Period = report.period
    judge = Judge(rules, Window(period, report.as_of))
    found: dict[By, list[_Judged]] = {by: [] for by in rules.cohorts}
    for ticket in sorted(tickets, key=lambda each: (each.id, each.unit)):
        deadline = judge.deadline(ticket)
        for by in rules.cohorts:
            day = belonging_day(ticket, by, deadline)
            if day is not None and day in period:
                found[by].append(_Judged(ticket, day, judge.facts(ticket, deadline)))
    return found


Places = Iterable[tuple[str, ...]]


def _belonging(report: MonthlyReport, rules: Rulebook) -> Callable[[_Judged], Places]:
    groups = {line.unit: line.group for line in report.units}

    def places(each: _Judged) -> Places:
        ticket = each.ticket
        top, *rest = ticket.category or ("",)
        yield ("rows",)
        if ticket.primary or rules.count == "each":
            yield ("units", ticket.unit)
            yield ("groups", groups.get(ticket.unit, ""))
            yield ("matrix", ticket.unit, top)
        if ticket.primary:
            yield ("totals",)
            yield ("days", str(each.day))
            yield ("categories", top)
            if rest:
                yield ("categories", top, "/".join(rest))

    return places


def _explanation(
    named: NamedFigure,
    measure: Measure,
    inside: list[_Judged],
    exclusions: tuple[Exclusion, ...],
) -> Explanation:
    counted: list[Contribution] = []
    excluded: list[Contribution] = []
    sums: dict[str, int] = dict.fromkeys(measure.facts, 0)
    topics = set(map(_topic, measure.facts))
    for each in inside:
        read = tuple(fact for fact in each.facts if fact in sums)
        for fact in read:
            sums[fact] += 1
        contribution = Contribution(
            id=each.ticket.id,
            unit=each.ticket.unit,
            numerator=_weighed(read, measure.numerator),
            denominator=int(_weighed(read, measure.denominator or {})),
            facts=tuple(fact for fact in each.facts if _topic(fact) in topics),
        )
        adds = contribution.numerator or contribution.denominator
        (counted if adds else excluded).append(contribution)
    return Explanation(
        figure=named,
        measure=measure,
        counted=tuple(counted),
        excluded=tuple(excluded),
        exclusions=exclusions,
        sums=sums,
    )


def _topic(fact: str) -> str:
    """Return a fact's question, or the fact."""
    return fact.partition(".")[0]


def _weighed(facts: Facts, weights: Mapping[str, Fraction | int]) -> Fraction:
    return sum((Fraction(weights.get(fact, 0)) for fact in facts), Fraction(0))
