"""Whole numbers of calls and answers that print as the published rates, all units at once.

A published rate says little alone: 92.73 % may be 10.2 of 11 calls or 30.6 of 33. Every unit
therefore gets a list of the samples that print its rates, and one is chosen from each list so
that the answers pooled over all units print the headline rates too. All of it is whole-number
arithmetic: weighted sums are scaled by the common denominator of the weights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import lcm
from operator import add
from typing import TypeAlias

import attrs

from hotline_metrics.errors import HotlineMetricsError

SHARE = Fraction(3, 7)
"""The share of its tickets that a unit's sample comes near to, where there is a choice."""

EFFORTS = ((6, 500), (24, 5_000), (128, 40_000))
"""Most samples for each unit and most sums kept on the way, tried in turn."""

PRICE_ROUNDS = 60
COST_OF_A_CALL = 1_000_000

WHOLE = 10_000
"""100 % in hundredths of a per cent, the unit in which rates are printed."""

Weights = tuple[Fraction, ...]
"""How much one answer of each grade counts."""
Sums: TypeAlias = tuple[int, ...]
Chain: TypeAlias = "tuple[Option, Chain] | None"


class ImpossibleFigures(HotlineMetricsError, ValueError):
    """No tickets can have the published figures.

    Attributes:
        row: the unit, or the total, whose figures are impossible.
        zh: why, in Chinese.
        en: why, in English.
    """

    def __init__(self, row: str, zh: str, en: str) -> None:
        """Keep the row and the reason in both languages."""
        super().__init__(f"{row}：{zh}\n{row}: {en}")
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
    scales = {rate: _Scale.of(rate, each) for rate, each in weights.items()}
    options = [_options(row, scales, tuple(headlines)) for row in rows]
    if headlines:
        total = sum(row.assigned for row in rows)
        chosen = _choose(options, scales, headlines, total)
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
    """The weights of one rate's grades, as whole numbers."""

    rate: str
    unit: int
    weights: tuple[int, ...]

    @classmethod
    def of(cls, rate: str, weights: Weights) -> _Scale:
        unit = lcm(*(weight.denominator for weight in weights))
        return cls(rate, unit, tuple(int(weight * unit) for weight in weights))

    def tops(self, printed: int, n: int, half: int = 0) -> range:
        """Numerators over n calls that print within ``half`` hundredths of a rate."""
        # Half up: (2p - 1) / 2 <= 10000 top / n < (2p + 1) / 2, in hundredths of a per cent.
        whole = 2 * WHOLE
        lowest, end = 2 * (printed - half) - 1, 2 * (printed + half) + 1
        if half:
            end -= 2  # 97.50 prints as 98
        return range(-(-lowest * self.unit * n // whole), -(-end * self.unit * n // whole))

    def printed(self, top: int, n: int) -> int:
        """The rate in hundredths of a per cent, rounded half up."""
        return (2 * WHOLE * top + self.unit * n) // (2 * self.unit * n)

    def split(self, top: int, n: int) -> tuple[int, ...] | None:
        """Numbers of answers by grade, n in all, that weigh ``top``; the fewest in the middle."""
        high, low = max(self.weights), min(self.weights)
        best, worst = self.weights.index(high), self.weights.index(low)
        spread = high - low
        if not spread:
            return tuple(n * (at == best) for at in range(len(self.weights))) if (
                top == high * n
            ) else None
        middle = [at for at in range(len(self.weights)) if at not in (best, worst)]
        # As many middle answers as the spread weigh like a mixture of best and worst ones,
        # so fewer than that of each middle grade are enough.
        for counts in product(range(min(n, spread - 1) + 1), repeat=len(middle)):
            rest = n - sum(counts)
            weight = sum(map(int.__mul__, (self.weights[at] for at in middle), counts))
            good, odd = divmod(top - weight - low * rest, spread)
            if not odd and 0 <= good <= rest:
                found = [0] * len(self.weights)
                found[best], found[worst] = good, rest - good
                for at, count in zip(middle, counts, strict=True):
                    found[at] = count
                return tuple(found)
        return None

    def answers(self, top: int, n: int) -> tuple[int, ...]:
        """The same with a natural share of middle grades, traded for best and worst ones."""
        found = list(self.split(top, n) or ())
        high, low = max(self.weights), min(self.weights)
        best, worst = self.weights.index(high), self.weights.index(low)
        for at, weight in enumerate(self.weights):
            if not low < weight < high:
                continue
            goods, bads = weight - low, high - weight
            trades = min(found[best] // goods, found[worst] // bads) // 3
            found[best] -= trades * goods
            found[worst] -= trades * bads
            found[at] += trades * (high - low)
        return tuple(found)


@attrs.frozen
class Option:
    """One sample that prints a unit's rates.

    Attributes:
        n: rated calls.
        tops: rate to scaled numerator.
        sums: n and numerator of each headline rate, to be added up.
        away: how far n is from the usual share, in parts of a call.
        cost: what it costs to be away.
    """

    n: int
    tops: Mapping[str, int] = attrs.field(hash=False)
    sums: Sums
    away: int
    cost: int


def _options(
    row: PrintedRow, scales: Mapping[str, _Scale], pooled: tuple[str, ...]
) -> list[Option]:
    """Every sample that prints a row's rates, the usual share first."""
    if not row.rates:
        return [Option(0, {}, (0,) * (2 * len(pooled)), _away(0, row), 0)]
    found = list(_matching(row, scales, pooled, short=False))
    if not found:
        near = sorted(_matching(row, scales, pooled, short=True), key=lambda each: each[0])
        found = [each for each in near if each[0] == near[0][0]]
    if not found:
        raise _impossible(row, scales)
    return sorted((option for _, option in found), key=lambda each: (each.cost, each.sums))


def _matching(
    row: PrintedRow, scales: Mapping[str, _Scale], pooled: tuple[str, ...], *, short: bool
) -> Iterator[tuple[int, Option]]:
    """Yield samples with their distance from the printed rates, 0 unless printed short."""
    count = 0
    for n in _sizes(row):
        choices = [
            list(_numerators(scales[rate], printed, n, short=short))
            for rate, printed in row.rates.items()
        ]
        for choice in product(*choices):
            tops = dict(zip(row.rates, (top for _, top in choice), strict=True))
            sums = tuple(n if rate in tops else 0 for rate in pooled)
            sums += tuple(tops.get(rate, 0) for rate in pooled)
            away = _away(n, row)
            cost = COST_OF_A_CALL * away * away // row.assigned
            yield sum(distance for distance, _ in choice), Option(n, tops, sums, away, cost)
            count += 1
        # A unit with very many tickets has more samples than anybody needs.
        if count > EFFORTS[-1][0] and not short:
            return


def _sizes(row: PrintedRow) -> Sequence[int]:
    if row.calls is not None:
        return [row.calls] if 0 < row.calls <= row.assigned else []
    return sorted(range(1, row.assigned + 1), key=lambda n: abs(n - row.assigned * SHARE))


def _numerators(
    scale: _Scale, printed: Decimal, n: int, *, short: bool
) -> Iterator[tuple[int, int]]:
    hundredths = int(printed * 100)
    decimals = -int(printed.as_tuple().exponent)
    half = 10 ** (2 - decimals) // 2 if short and decimals < 2 else 0
    tops = scale.tops(hundredths, n, half)
    for top in tops[:: len(tops) // 4 + 1]:
        if scale.split(top, n) is not None:
            yield abs(scale.printed(top, n) - hundredths), top


def _away(n: int, row: PrintedRow) -> int:
    return n * SHARE.denominator - row.assigned * SHARE.numerator


def _choose(
    options: Sequence[Sequence[Option]],
    scales: Mapping[str, _Scale],
    headlines: Mapping[str, Decimal],
    total: int,
) -> list[Option]:
    """Choose one sample for each row, so that the sums print the headlines."""
    # From both ends to the middle: what two halves can add up to is soon listed, and a pair
    # that meets a headline is found by looking it up. Large lists alternate between halves.
    options = _steered(options, scales, headlines)
    order = sorted(range(len(options)), key=lambda at: (len(options[at]), at))
    halves = order[0::2], order[1::2]
    complete = False
    for most, width in EFFORTS:
        left, right = (
            _reachable([options[at][:most] for at in half], 2 * len(headlines), width)
            for half in halves
        )
        for places in (2, None):
            met = _meet(left.found, right.found, scales, headlines, total, places)
            if met is not None:
                chosen = dict(zip(reversed(halves[0]), _unchain(met[0]), strict=True))
                chosen |= dict(zip(reversed(halves[1]), _unchain(met[1]), strict=True))
                return [chosen[at] for at in range(len(options))]
        complete = left.complete and right.complete and max(map(len, options)) <= most
        if complete:
            break
    shown = ", ".join(f"{rate} {printed}%" for rate, printed in headlines.items())
    raise ImpossibleFigures(
        "合计",
        f"各单位的满意率都可能，但合在一起得不出 {shown}"
        + ("" if complete else "（已尽力搜索，未穷尽）"),
        f"each unit's rates are possible, but pooled they do not give {shown}"
        + ("" if complete else " (searched widely, not exhaustively)"),
    )


def _steered(
    options: Sequence[Sequence[Option]],
    scales: Mapping[str, _Scale],
    headlines: Mapping[str, Decimal],
) -> list[list[Option]]:
    """Put a price on pulling away from the headlines and the usual share of all calls.

    With the right prices the cheapest samples, each chosen alone, already meet them nearly;
    without, a search among cheap samples would look in the wrong place.
    """
    size = len(headlines)
    pulls = [
        [
            (
                option.away,
                *(
                    WHOLE * option.sums[size + at]
                    - int(printed * 100) * scales[rate].unit * option.sums[at]
                    for at, (rate, printed) in enumerate(headlines.items())
                ),
            )
            for option in each
        ]
        for each in options
    ]
    prices, steps, before = [0] * (size + 1), [1] * (size + 1), [0] * (size + 1)
    for _ in range(PRICE_ROUNDS):
        total = [0] * (size + 1)
        for each, pull in zip(options, pulls, strict=True):
            best = min(zip(each, pull, strict=True), key=lambda one: _priced(*one, prices))[1]
            total = list(map(add, total, best))
        for at, excess in enumerate(total):
            sign = (excess > 0) - (excess < 0)
            # Longer steps while the way is right, shorter ones after an overshoot.
            steps[at] = steps[at] * 2 if sign == before[at] else max(1, steps[at] // 3)
            prices[at] += sign * steps[at]
            before[at] = sign
    return [
        sorted(
            (
                attrs.evolve(option, cost=_priced(option, pull, prices))
                for option, pull in zip(each, drawn, strict=True)
            ),
            key=lambda option: (option.cost, option.sums),
        )
        for each, drawn in zip(options, pulls, strict=True)
    ]


def _priced(option: Option, pull: Sums, prices: Sequence[int]) -> int:
    return option.cost + sum(map(int.__mul__, pull, prices))


@attrs.frozen
class _Reachable:
    found: Mapping[Sums, tuple[int, Chain]]
    complete: bool


def _reachable(rows: Sequence[Sequence[Option]], size: int, width: int) -> _Reachable:
    """List the sums that one sample for each row can have, the cheapest way to each."""
    found: dict[Sums, tuple[int, Chain]] = {(0,) * size: (0, None)}
    complete = True
    for options in rows:
        grown: dict[Sums, tuple[int, Chain]] = {}
        for sums, (cost, chain) in found.items():
            for option in options:
                key = tuple(map(add, sums, option.sums))
                known = grown.get(key)
                if known is None or cost + option.cost < known[0]:
                    grown[key] = (cost + option.cost, (option, chain))
        if len(grown) > width:
            complete = False
            cheapest = sorted(grown.items(), key=lambda item: (item[1][0], item[0]))[:width]
            grown = dict(cheapest)
        found = grown
    return _Reachable(found, complete)


def _meet(
    left: Mapping[Sums, tuple[int, Chain]],
    right: Mapping[Sums, tuple[int, Chain]],
    scales: Mapping[str, _Scale],
    headlines: Mapping[str, Decimal],
    total: int,
    places: int | None,
) -> tuple[Chain, Chain] | None:
    """Find the two halves that together print the headlines, near the usual share first."""
    size = len(headlines)
    grouped = _by_calls(left, size), _by_calls(right, size)
    pairs: dict[Sums, list[tuple[Sums, Sums]]] = defaultdict(list)
    for mine, theirs in product(*grouped):
        pairs[tuple(map(add, mine, theirs))].append((mine, theirs))
    usual = total * SHARE
    for calls in sorted(pairs, key=lambda ns: (sum(abs(n - usual) for n in ns), ns)):
        windows = [
            _window(scales[rate], printed, n, places)
            for (rate, printed), n in zip(headlines.items(), calls, strict=True)
        ]
        if not all(windows):
            continue
        met = min(
            (
                (mine[0] + theirs[0], at, mine[1], theirs[1])
                for one, other in pairs[calls]
                for at, mine, theirs in _pairs(grouped[0][one], grouped[1][other], windows)
            ),
            key=lambda each: each[:2],
            default=None,
        )
        if met is not None:
            return met[2], met[3]
    return None


def _by_calls(
    found: Mapping[Sums, tuple[int, Chain]], size: int
) -> dict[Sums, dict[Sums, tuple[int, Chain]]]:
    grouped: dict[Sums, dict[Sums, tuple[int, Chain]]] = defaultdict(dict)
    for sums, way in found.items():
        grouped[sums[:size]][sums[size:]] = way
    return grouped


def _window(scale: _Scale, printed: Decimal, n: int, places: int | None) -> range:
    if n == 0:
        return range(0)
    decimals = -int(printed.as_tuple().exponent) if places is None else places
    half = 10 ** (2 - decimals) // 2 if decimals < 2 else 0
    return scale.tops(int(printed * 100), n, half)


def _pairs(
    mine: Mapping[Sums, tuple[int, Chain]],
    theirs: Mapping[Sums, tuple[int, Chain]],
    windows: Sequence[range],
) -> Iterator[tuple[tuple[Sums, Sums], tuple[int, Chain], tuple[int, Chain]]]:
    targets = 1
    for window in windows:
        targets *= len(window)
    for sums, way in mine.items():
        if targets <= len(theirs):
            for target in product(*windows):
                rest = tuple(map(int.__sub__, target, sums))
                if rest in theirs:
                    yield (sums, rest), way, theirs[rest]
        else:
            for rest, other in theirs.items():
                if all(map(range.__contains__, windows, map(add, sums, rest))):
                    yield (sums, rest), way, other


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
