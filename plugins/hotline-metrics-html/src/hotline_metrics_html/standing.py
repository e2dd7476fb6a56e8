"""How units stand: rankings by rate with their intervals, and who is overdue or sent back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import attrs

from hotline_metrics import CountedRate, Figure
from hotline_metrics.plugin import (
    UnitLine,
    interval_of,
    is_few,
    print_number,
    printed_value,
    rank_units,
)
from hotline_metrics_html.edition import Edition
from hotline_metrics_html.overview import interval_text

SHOWN = 10
"""A long ranking shows so many at both ends until the rest is asked for."""
FIRST = 9
"""A long list of named units shows so many until the rest is asked for."""

Unit = tuple[str, str, str]
"""A unit's name, what is added to it, and why it is on a list."""


@attrs.frozen(kw_only=True)
class Bar:
    """One unit of a ranking.

    Attributes:
        unit: its name.
        rank: among all units of the report; nothing without a figure.
        text: the figure as printed.
        n: the sample of a rate; of a count, the tickets it is a part of.
        interval: the 95 % interval.
        length: of the bar, in per cent.
        low: where the interval begins, in per cent.
        reach: how long it is.
        named: whether a list of problems names the unit for this measure.
        inner: whether it is left out until the whole list is asked for.
        gap: whether it is the first that is left out.
    """

    unit: str
    rank: str
    text: str
    n: str = ""
    interval: str = ""
    length: str = ""
    low: str = ""
    reach: str = ""
    named: bool = False
    inner: bool = False
    gap: bool = False


@attrs.frozen(kw_only=True)
class Ranking:
    """Units by one measure.

    Attributes:
        measure: its name.
        title: what it is called.
        whole: the figure of all units together, as printed.
        mark: where that lies, in per cent; nothing for counts.
        bars: the units.
        others: how many units have none, for counts.
    """

    measure: str
    title: str
    whole: str
    mark: str
    bars: tuple[Bar, ...]
    others: int = 0

    @property
    def inner(self) -> int:
        """How many units are left out at first."""
        return sum(bar.inner for bar in self.bars)


@attrs.frozen(kw_only=True)
class NamedList:
    """A list of the bulletin: units that are praised, or named for a problem.

    Attributes:
        title: what the list is.
        praise: whether it praises.
        units: the first of them.
        rest: the others.
    """

    title: str
    praise: bool
    units: tuple[Unit, ...]
    rest: tuple[Unit, ...]


def rankings(edition: Edition) -> tuple[Ranking, ...]:
    """Return a ranking for each rate of the unit tables that some unit has."""
    rules = edition.rules
    rates = [name for name in edition.columns if rules.measures[name].is_rate]
    return tuple(
        _ranking(edition, name)
        for name in rates
        if any(line.figures.get(name) is not None for line in edition.report.units)
    )


def burdens(edition: Edition) -> tuple[Ranking, ...]:
    """Return, for each count that had better be low, the units that have any."""
    rules = edition.rules
    return tuple(
        _burden(edition, name)
        for name in edition.columns
        if not rules.measures[name].is_rate and rules.measures[name].better == "low"
    )


def named_lists(edition: Edition) -> tuple[NamedList, ...]:
    """Return the praised units, then each list of problems that has any."""
    report, rules = edition.report, edition.rules
    titles = {rule.name: rule.title for rule in rules.criticise}
    lists: dict[str, list[Unit]] = {}
    for each in report.criticised:
        lists.setdefault(each.rule, []).append((each.unit, "", each.reason))
    found = [_list(titles.get(name, name), units) for name, units in lists.items()]
    if report.commended:
        title = rules.commend.title if rules.commend else edition.say("通报表扬", "Commended")
        praised = [
            (each.unit, _streak(edition, each.streak), each.reason) for each in report.commended
        ]
        found.insert(0, _list(title, praised, praise=True))
    return tuple(found)


def _list(title: str, units: list[Unit], *, praise: bool = False) -> NamedList:
    return NamedList(
        title=title, praise=praise, units=tuple(units[:FIRST]), rest=tuple(units[FIRST:])
    )


def _streak(edition: Edition, periods: int) -> str:
    if periods < 2:
        return ""
    word = {"month": "个月", "quarter": "个季度", "week": "周", "year": "年"}.get(
        edition.report.period.kind, "期"
    )
    return edition.say(f"连续{periods}{word}", f"{periods} times running")


def _ranking(edition: Edition, name: str) -> Ranking:
    report, rules = edition.report, edition.rules
    measure = rules.measures[name]
    ranks = rank_units(report.units, measure, rules.samples)
    sign = -1 if measure.better == "high" else 1

    def order(line: UnitLine) -> tuple[int, int, Decimal]:
        figure = line.figures.get(name)
        value = printed_value(figure)
        if value is None or is_few(figure, rules.samples):
            return (2 if value is None else 1, 0, Decimal(0))
        return (0, ranks[line.unit], sign * value)

    named = _named(edition, name)
    bars = [
        _rate_bar(edition, name, line, ranks, named) for line in sorted(report.units, key=order)
    ]
    whole = report.totals.get(name)
    mark = printed_value(whole)
    return Ranking(
        measure=name,
        title=measure.title,
        whole=edition.printed(name, whole),
        mark="" if mark is None else print_number(mark),
        bars=_with_inner(bars),
    )


def _rate_bar(
    edition: Edition, name: str, line: UnitLine, ranks: Mapping[str, int], named: set[str]
) -> Bar:
    figure = line.figures.get(name)
    text = edition.printed(name, figure)
    value = printed_value(figure)
    if value is None or line.unit not in ranks:
        return Bar(unit=line.unit, rank="", text=text, n=_sample(figure))
    sure = interval_of(figure) if isinstance(figure, CountedRate) else None
    return Bar(
        unit=line.unit,
        rank=str(ranks[line.unit]),
        text=text,
        n=_sample(figure),
        interval=interval_text(figure),
        length=print_number(value),
        low=print_number(sure.low) if sure else "",
        reach=print_number(sure.high - sure.low) if sure else "",
        named=line.unit in named,
    )


def _burden(edition: Edition, name: str) -> Ranking:
    report, measure = edition.report, edition.rules.measures[name]
    known = [
        (line.unit, value, line.figures.get("assigned"))
        for line in report.units
        if isinstance(value := line.figures.get(name), int) and value > 0
    ]
    known.sort(key=lambda each: -each[1])
    most = known[0][1] if known else 1
    named = _named(edition, name)
    counts = [value for _, value, _ in known]
    bars = [
        Bar(
            unit=unit,
            rank=str(counts.index(value) + 1),
            text=str(value),
            n=str(assigned) if isinstance(assigned, int) else "",
            length=print_number(CountedRate(value, most).percent),
            named=unit in named,
        )
        for unit, value, assigned in known
    ]
    return Ranking(
        measure=name,
        title=measure.title,
        whole=edition.printed(name, report.totals.get(name)),
        mark="",
        bars=_with_inner(bars, ends=1),
        others=len(report.units) - len(known),
    )


def _with_inner(bars: list[Bar], ends: int = 2) -> tuple[Bar, ...]:
    """Mark what a long list leaves out at first: its middle, and those without a figure."""
    ranked = sum(bool(bar.rank) for bar in bars)
    if ranked <= (ends + 1) * SHOWN:
        return tuple(bars)
    last = ranked - SHOWN * (ends - 1)
    if ends == 1:
        last = len(bars)
    return tuple(
        attrs.evolve(bar, inner=SHOWN <= place < last or not bar.rank, gap=place == SHOWN)
        for place, bar in enumerate(bars)
    )


def _named(edition: Edition, measure: str) -> set[str]:
    about = {rule.name for rule in edition.rules.criticise if measure in rule.measures}
    return {each.unit for each in edition.report.criticised if each.rule in about}


def _sample(figure: Figure) -> str:
    return str(figure.n) if isinstance(figure, CountedRate) else ""
