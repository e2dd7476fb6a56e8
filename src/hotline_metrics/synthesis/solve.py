"""Whole numbers of calls and answers that print as the published rates, all units at once.

A published rate says little alone: 92.73 % may be 10.2 of 11 calls or 30.6 of 33. Every unit
therefore gets a list of the samples that print its rates, and one is chosen from each list so
that the answers pooled over all units print the headline rates too. All of it is whole-number
arithmetic: weighted sums are scaled by the common denominator of the weights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from heapq import nsmallest
from itertools import product
from math import lcm
from operator import add, sub
from typing import TypeAlias

import attrs

from hotline_metrics.errors import HotlineMetricsError
from hotline_metrics.message import Message

SHARE = Fraction(3, 7)
"""The share of its tickets that a unit's sample comes near to, where there is a choice."""

EFFORTS = ((8, 500), (64, 6_000))
"""Most samples for each unit and most sums kept on the way, tried in turn."""

WORK = 6_000_000
"""Most additions of a sample in one such search, which takes some seconds."""

MANY = 400
"""Up to so many tickets, every size of a unit's sample is tried."""

COST_OF_EXCESS = 20
"""What being off a headline costs against being off the usual number of calls."""

MIXTURES = 20_000
"""About how many mixtures of middle grades are tried at most."""

WHOLE = 10_000
"""100 % in hundredths of a per cent, the unit in which rates are printed."""

Weights = tuple[Fraction, ...]
"""How much one answer of each grade counts."""
Sums: TypeAlias = tuple[int, ...]
Chain: TypeAlias = "tuple[Option, Chain] | None"
Found: TypeAlias = "dict[Sums, tuple[int, Chain]]"


ALL_UNITS = "合计"
"""What stands for a unit where the figures of all of them are meant."""


class ImpossibleFigures(HotlineMetricsError, ValueError):
    """No tickets can have the published figures.

    Attributes:
        row: the unit, or the total, whose figures are impossible.
        zh: why, in Chinese.
        en: why, in English.
    """

    def __init__(self, row: str, zh: str, en: str) -> None:
        """Keep the row and the reason in both languages."""
        place = Message(row, "total" if row == ALL_UNITS else row)
        super().__init__(*Message(zh, en).at(place))
        self.row = row
        self.zh = zh
        self.en = en

    def __reduce__(self) -> tuple[type[ImpossibleFigures], tuple[str, str, str]]:
        """Pickle by row and reasons."""
        return type(self), (self.row, self.zh, self.en)


@attrs.frozen(kw_only=True)
class PrintedRow:
    """One unit's rates as printed, and how many calls can stand behind them.

    Attributes:
        name: the unit.
        assigned: its tickets; no more of them can have been called.
        rates: rate to per cent as printed; a rate that is not there was not surveyed.
        calls: the number of rated calls, where the document says it.
    """

    name: str
    assigned: int
    rates: Mapping[str, Decimal] = attrs.field(factory=dict, hash=False)
    calls: int | None = None


@attrs.frozen(kw_only=True)
class Sample:
    """The calls behind one unit's rates.

    Attributes:
        n: how many calls were rated.
        answers: rate to the number of answers of each grade; each sums to n.
    """

    n: int
    answers: Mapping[str, tuple[int, ...]] = attrs.field(factory=dict, hash=False)


def solve_samples(
    rows: Sequence[PrintedRow],
    weights: Mapping[str, Weights],
    headlines: Mapping[str, Decimal] | None = None,
) -> tuple[Sample, ...]:
    """Find calls for every unit that print its rates, and pooled the headlines.

    One unit's rates stand on the same calls. A rate that no calls give to two decimals may
    have been printed short: the nearest possible one is taken. Samples come near to the
    same share of each unit's tickets.

    Args:
        rows: the units' printed rates.
        weights: rate to the weight of each of its grades.
        headlines: rate to the printed rate over all units together.

    Returns:
        One sample for each row, in order; an empty one where nothing was surveyed.

    Raises:
        ImpossibleFigures: a row's rates, or the headlines, cannot come from whole calls.

    >>> row = PrintedRow(name="辛店乡", assigned=37, rates={"result": Decimal("92.73")})
    >>> solve_samples([row], {"result": (Fraction(1), Fraction(3, 5), Fraction(0))})
    (Sample(n=11, answers={'result': (9, 2, 0)}),)
    """
    headlines = headlines or {}
    scales = {rate: _Scale.of(each) for rate, each in weights.items()}
    options = [_options(row, scales, tuple(headlines)) for row in rows]
    if headlines:
        chosen = _choose(rows, options, scales, headlines)
    else:
        chosen = [each[0] for each in options]
    return tuple(
        Sample(
            n=option.n,
            answers={
                rate: scales[rate].answers(top, option.n) for rate, top in option.tops.items()
            },
        )
        for option in chosen
    )


@attrs.frozen
class _Scale:
    """The weights of one rate's grades in whole units, and what answers can weigh."""

    unit: int
    weights: tuple[int, ...]

    @classmethod
    def of(cls, weights: Weights) -> _Scale:
        unit = lcm(*(weight.denominator for weight in weights))
        return cls(unit, tuple(int(weight * unit) for weight in weights))

    @property
    def spread(self) -> int:
        return max(self.weights) - min(self.weights)

    @property
    def middle(self) -> list[int]:
        """The grades between the best and the worst."""
        high, low = max(self.weights), min(self.weights)
        return [at for at, weight in enumerate(self.weights) if low < weight < high]

    @cached_property
    def mixtures(self) -> Mapping[int, Sequence[tuple[int, int, tuple[int, ...]]]]:
        """Small numbers of middle answers, by what they leave over the worst grade's weight.

        As many answers of a middle grade as the spread weigh like a mixture of best and worst
        ones, so fewer than that of each grade are enough. Each is (answers, weight, counts).
        """
        low, grades = min(self.weights), self.middle
        most = min(self.spread, int(MIXTURES ** (1 / max(1, len(grades)))))
        found: dict[int, list[tuple[int, int, tuple[int, ...]]]] = defaultdict(list)
        for counts in product(range(max(1, most)), repeat=len(grades)):
            weight = sum((self.weights[at] - low) * n for at, n in zip(grades, counts, strict=True))
            found[weight % max(1, self.spread)].append((sum(counts), weight, counts))
        return {left: sorted(mixtures) for left, mixtures in found.items()}

    def tops(self, printed: int, n: int, half: int = 0) -> range:
        """Numerators over n calls that print as a rate, or as one that rounds to it.

        Args:
            printed: the rate in hundredths of a per cent.
            n: how many calls.
            half: half of the last printed place, in hundredths, where it was printed short.
        """
        # Half up: 2p - 1 <= 20000 top / n < 2p + 1. Printed short, p - half still rounds to
        # the rate and p + half no longer does.
        low, end = (2 * half + 1, 2 * half - 1) if half else (1, 1)
        whole = 2 * WHOLE
        return range(
            -(-(2 * printed - low) * self.unit * n // whole),
            -(-(2 * printed + end) * self.unit * n // whole),
        )

    def printed(self, top: int, n: int) -> int:
        """The rate in hundredths of a per cent, rounded half up."""
        return (2 * WHOLE * top + self.unit * n) // (2 * self.unit * n)

    def split(self, top: int, n: int) -> tuple[int, ...] | None:
        """Numbers of answers by grade, n in all, that weigh ``top``; the fewest in the middle."""
        high, low = max(self.weights), min(self.weights)
        above = top - low * n
        if not self.spread:
            return tuple(n * (at == 0) for at in range(len(self.weights))) if not above else None
        for answers, weight, counts in self.mixtures.get(above % self.spread, ()):
            good = (above - weight) // self.spread
            if 0 <= good <= n - answers:
                found = [0] * len(self.weights)
                found[self.weights.index(high)] = good
                found[self.weights.index(low)] = n - answers - good
                for at, count in zip(self.middle, counts, strict=True):
                    found[at] = count
                return tuple(found)
        return None

    def answers(self, top: int, n: int) -> tuple[int, ...]:
        """The same with a natural share of middle grades, traded for best and worst ones."""
        found = list(self.split(top, n) or ())
        high, low = max(self.weights), min(self.weights)
        best, worst = self.weights.index(high), self.weights.index(low)
        for at in self.middle:
            goods, bads = self.weights[at] - low, high - self.weights[at]
            trades = min(found[best] // goods, found[worst] // bads) // 3
            found[best] -= trades * goods
            found[worst] -= trades * bads
            found[at] += trades * self.spread
        return tuple(found)


@attrs.frozen
class Option:
    """One sample that prints a unit's rates.

    Attributes:
        n: rated calls.
        tops: rate to scaled numerator.
        sums: n and numerator of each headline rate, to be added up.
        cost: how far n is from the usual share.
    """

    n: int
    tops: Mapping[str, int] = attrs.field(hash=False)
    sums: Sums
    cost: int


def _options(
    row: PrintedRow, scales: Mapping[str, _Scale], pooled: tuple[str, ...]
) -> list[Option]:
    """Every sample that prints a row's rates, the usual share first."""
    if not row.rates:
        return [Option(0, {}, (0,) * (2 * len(pooled)), 0)]
    found = list(_matching(row, scales, pooled, short=False))
    if not found:
        near = sorted(_matching(row, scales, pooled, short=True), key=lambda each: each[0])
        found = [each for each in near if each[0] == near[0][0]]
    if not found:
        raise _impossible(row, scales)
    usual = row.assigned * SHARE
    return sorted(
        (option for _, option in found),
        key=lambda each: (each.cost, abs(each.n - usual), each.sums),
    )


def _matching(
    row: PrintedRow, scales: Mapping[str, _Scale], pooled: tuple[str, ...], *, short: bool
) -> Iterator[tuple[int, Option]]:
    """Yield samples with their distance from the printed rates, 0 unless printed short."""
    for n in _sizes(row):
        choices = [
            list(_numerators(scales[rate], printed, n, short=short))
            for rate, printed in row.rates.items()
        ]
        for choice in product(*choices):
            tops = dict(zip(row.rates, (top for _, top in choice), strict=True))
            sums = tuple(n if rate in tops else 0 for rate in pooled)
            sums += tuple(tops.get(rate, 0) for rate in pooled)
            yield sum(distance for distance, _ in choice), Option(n, tops, sums, _cost(n, row))


def _sizes(row: PrintedRow) -> Sequence[int]:
    """Sizes a sample may have; of very many, those near the usual share and some of the rest."""
    if row.calls is not None:
        return [row.calls] if 0 < row.calls <= row.assigned else []
    if row.assigned <= MANY:
        return range(1, row.assigned + 1)
    usual = int(row.assigned * SHARE)
    near = range(usual - MANY // 4, usual + MANY // 4)
    return sorted({*near, *range(1, row.assigned + 1, 2 * row.assigned // MANY)})


def _some(options: Sequence[Option], most: int) -> Sequence[Option]:
    """The cheapest options and, as far as there is room, some of all the others."""
    if len(options) <= most:
        return options
    half = most // 2
    rest = options[half:]
    return [*options[:half], *rest[:: -(-len(rest) // half)]]


def _numerators(
    scale: _Scale, printed: Decimal, n: int, *, short: bool
) -> Iterator[tuple[int, int]]:
    """Yield numerators over n that print as a rate, with their distance in hundredths."""
    hundredths, half = _short(printed) if short else (int(printed * 100), 0)
    tops: Sequence[int] = scale.tops(hundredths, n, half)
    if half:
        exact = hundredths * scale.unit * n
        near = sorted(tops, key=lambda top: (abs(top * WHOLE - exact), top))
        tops = [top for top in near if scale.split(top, n) is not None][:1]
    else:
        # Thousands of calls have several numerators for one rate; a few of them will do.
        tops = tops[:: len(tops) // 4 + 1]
    for top in tops:
        if scale.split(top, n) is not None:
            yield abs(scale.printed(top, n) - hundredths), top


def _short(printed: Decimal) -> tuple[int, int]:
    """A rate in hundredths of a per cent, and half of its last printed place."""
    decimals = max(0, -int(printed.as_tuple().exponent))
    return int(printed * 100), 10 ** (2 - decimals) // 2 if decimals < 2 else 0


def _cost(n: int, row: PrintedRow) -> int:
    away = n * SHARE.denominator - row.assigned * SHARE.numerator
    return away * away // row.assigned


def _choose(
    rows: Sequence[PrintedRow],
    options: Sequence[Sequence[Option]],
    scales: Mapping[str, _Scale],
    headlines: Mapping[str, Decimal],
) -> list[Option]:
    """Choose one sample for each row, so that the sums print the headlines.

    Args:
        rows: the units.
        options: the samples of each, the cheapest first.
        scales: the rates' weights.
        headlines: what must be printed.
    """
    total = sum(row.assigned for row in rows)
    every = all(row.assigned <= MANY for row in rows)
    goal = _Goal(scales=scales, headlines=headlines, usual=round(total * SHARE))
    # Rows with much choice come last: they mend what the others leave.
    order = sorted(range(len(options)), key=lambda at: (len(options[at]), at))
    nearest: list[tuple[int, int, Chain]] = []
    complete = False
    for most, widest in EFFORTS:
        tried = [_some(options[at], most) for at in order]
        width = min(widest, WORK // sum(map(len, tried)))
        found, complete = _reachable(tried, goal, width)
        complete = complete and every and max(map(len, options)) <= most
        off, chain = goal.best(found)
        if chain is not None:
            nearest.append((off, most, chain))
        if complete or (chain is not None and not off):
            break
    if nearest:
        chain = min(nearest, key=lambda each: each[:2])[2]
        chosen = dict(zip(reversed(order), _unchain(chain), strict=True))
        return [chosen[at] for at in range(len(options))]
    shown = ", ".join(f"{rate} {printed}%" for rate, printed in headlines.items())
    raise ImpossibleFigures(
        ALL_UNITS,
        f"各单位的满意率都可能，但合在一起得不出 {shown}"
        + ("" if complete else "（已尽力搜索，未穷尽）"),
        f"each unit's rates are possible, but pooled they do not give {shown}"
        + ("" if complete else " (searched widely, not exhaustively)"),
    )


def _reachable(rows: Sequence[Sequence[Option]], goal: _Goal, width: int) -> tuple[Found, bool]:
    """List what one sample for each row adds up to, with the cheapest way to each.

    After each row only so many sums are kept: those that are cheap and near the goal if every
    row to come takes its cheapest sample.

    Returns:
        The sums, and whether they are all there are.
    """
    rest = tuple(map(sum, zip(*(each[0].sums for each in rows), strict=True)))
    found: Found = {(0,) * len(rest): (0, None)}
    complete = True
    for options in rows:
        rest = tuple(map(sub, rest, options[0].sums))
        grown: Found = {}
        for sums, (cost, chain) in found.items():
            for option in options:
                key = tuple(map(add, sums, option.sums))
                known = grown.get(key)
                if known is None or cost + option.cost < known[0]:
                    grown[key] = (cost + option.cost, (option, chain))
        if len(grown) > width:
            complete = False
            far = {key: way[0] + goal.miss(map(add, key, rest)) for key, way in grown.items()}
            grown = {key: grown[key] for key in nsmallest(width, grown, key=lambda k: (far[k], k))}
        found = grown
    return found, complete


@attrs.frozen
class _Goal:
    """What the sums over all rows must come to.

    Sums are the calls of each headline rate, then the numerators of each.

    Attributes:
        scales: the rates' weights.
        headlines: what must be printed.
        usual: how many calls there usually are.
    """

    scales: Mapping[str, _Scale]
    headlines: Mapping[str, Decimal]
    usual: int

    def miss(self, sums: Iterable[int]) -> int:
        """How far sums are from the goal, in the terms of an option's cost."""
        far = 0
        calls, tops = self._parted(tuple(sums))
        for n, top, (rate, printed) in zip(calls, tops, self.headlines.items(), strict=True):
            excess = WHOLE * top - int(printed * 100) * self.scales[rate].unit * n
            far += COST_OF_EXCESS * (excess // WHOLE) ** 2 + (n - self.usual) ** 2
        return far

    def best(self, found: Found) -> tuple[int, Chain]:
        """Find the way to the sums that print the headlines, nearest to the usual calls.

        Returns:
            How far the headlines are from the printed ones, 0 unless printed short, and the way.
        """
        ways = [
            (off, sum(abs(n - self.usual) for n in self._parted(sums)[0]), cost, sums, chain)
            for sums, (cost, chain) in found.items()
            if (off := self._off(sums)) is not None
        ]
        off, *_, chain = min(ways, key=lambda way: way[:4], default=(0, None))
        return off, chain

    def _off(self, sums: Sums) -> int | None:
        off = 0
        calls, tops = self._parted(sums)
        for n, top, (rate, printed) in zip(calls, tops, self.headlines.items(), strict=True):
            hundredths, half = _short(printed)
            if n == 0 or top not in self.scales[rate].tops(hundredths, n, half):
                return None
            off += abs(self.scales[rate].printed(top, n) - hundredths)
        return off

    def _parted(self, sums: Sums) -> tuple[Sums, Sums]:
        half = len(sums) // 2
        return sums[:half], sums[half:]


def _unchain(chain: Chain) -> Iterator[Option]:
    while chain is not None:
        option, chain = chain
        yield option


def _impossible(row: PrintedRow, scales: Mapping[str, _Scale]) -> ImpossibleFigures:
    """Say which rate cannot be, or that they cannot be together."""
    zh = f"{row.calls} 次" if row.calls is not None else f"不超过 {row.assigned} 次的"
    en = f"{row.calls}" if row.calls is not None else f"up to {row.assigned}"
    for rate, printed in row.rates.items():
        alone = attrs.evolve(row, rates={rate: printed})
        if not any(_matching(alone, scales, (), short=True)):
            weights = "/".join(str(Fraction(w, scales[rate].unit)) for w in scales[rate].weights)
            return ImpossibleFigures(
                row.name,
                f"{zh}抽访得不出 {rate} {printed}%（各等次权重 {weights}）",
                f"no whole number of answers in {en} calls gives {rate} {printed}% "
                f"(weights {weights})",
            )
    shown = ", ".join(f"{rate} {printed}%" for rate, printed in row.rates.items())
    return ImpossibleFigures(
        row.name,
        f"{zh}抽访不能同时得出 {shown}，尽管每一项单独都可能",
        f"{en} calls cannot give {shown} together, though each is possible alone",
    )
