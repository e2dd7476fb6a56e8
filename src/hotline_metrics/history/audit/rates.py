"""Could these rates have been counted: samples, weights, ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from hotline_metrics.domain.figure import PrintedRate, print_figure, print_number, round_half_up
from hotline_metrics.domain.rulebook import Question
from hotline_metrics.figures.feasibility import Feasible, Scale, feasible, numerators, samples_of
from hotline_metrics.figures.report import UnitLine
from hotline_metrics.history.audit import kinds
from hotline_metrics.history.audit.subject import Finding, Subject

LARGEST = 5_000
"""From so many tickets on any rate with two decimals is possible."""

CANDIDATES = (Fraction(0), Fraction(1, 2), Fraction(3, 5), Fraction(7, 10), Fraction(4, 5))
"""Weights of a middle grade that are tried on a whole table; 0 is no middle grade."""


@attrs.frozen
class Asked:
    """A unit's printed rates that stand on call-backs.

    Attributes:
        unit: its name.
        assigned: its tickets.
        rates: measure to the printed rate.
        calls: how many calls the document says there were.
    """

    unit: str
    assigned: int
    rates: Mapping[str, PrintedRate] = attrs.field(hash=False)
    calls: int | None = None

    @property
    def largest_sample(self) -> int:
        """The most calls there can have been."""
        return self.assigned if self.calls is None else min(self.assigned, self.calls)


def check_rates(subject: Subject) -> Iterator[Finding]:
    """Hold every printed rate against the samples that can give it."""
    scales = {name: _scale(q) for name, q in _measures(subject).items()}
    asked = [each for line in subject.report.units if (each := _asked(line, scales, subject))]
    yield from _ranges(subject)
    for unit in asked:
        yield from _unit(unit, scales, subject)
    yield from _sample_ranges(asked, scales, subject)
    if len(asked) > 1 and len({scale.weights for scale in scales.values()}) == 1:
        yield from _weights(asked, subject)
    for name in scales:
        yield from _headline(name, subject)


def explain_weights(asked: Sequence[Asked], weight: Fraction) -> tuple[list[str], list[str]]:
    """Return the units whose rates a middle weight cannot explain.

    Args:
        asked: the printed rates of a table.
        weight: what a middle grade counts; 0 leaves only satisfied and not.

    Returns:
        The units with a rate that is impossible alone (once for each such rate), and those
        whose rates are impossible on the same calls.
    """
    scale = Scale.of([1, weight, 0])
    alone: list[str] = []
    together: list[str] = []
    for unit in asked:
        rates = [(rate.percent, scale) for rate in unit.rates.values()]
        alone += [unit.unit for rate in rates if not _is_possible([rate], unit.largest_sample)]
        if not _is_possible(rates, unit.largest_sample):
            together.append(unit.unit)
    return alone, together


def _is_possible(rates: Sequence[tuple[Decimal, Scale]], largest_sample: int) -> bool:
    return next(samples_of(rates, largest_sample), None) is not None


def _measures(subject: Subject) -> Mapping[str, Question]:
    """Return the measures that are a question's weighted share of its rated answers."""
    found = {}
    for measure in subject.rules.rates:
        for question in subject.rules.questions:
            if measure.denominator == {f"{question.name}.rated": 1}:
                found[measure.name] = question
    return found


def _scale(question: Question) -> Scale:
    return Scale.of(grade.weight for grade in question.grades)


def _asked(line: UnitLine, scales: Mapping[str, Scale], subject: Subject) -> Asked | None:
    assigned = line.figures.get("assigned")
    rates = {
        name: figure
        for name in scales
        if isinstance(figure := line.figures.get(name), PrintedRate) and 0 <= figure.value <= 1
    }
    if not isinstance(assigned, int) or not rates or assigned > LARGEST:
        return None
    calls = line.figures.get("surveyed")
    if subject.reading:
        name = f"units/{line.unit}/surveyed"
        said = (each.value for each in subject.reading.printed if each.name == name)
        calls = next((value for value in said if isinstance(value, int)), calls)
    return Asked(line.unit, assigned, rates, calls if isinstance(calls, int) else None)


def _unit(unit: Asked, scales: Mapping[str, Scale], subject: Subject) -> Iterator[Finding]:
    alone = {
        name: feasible([(rate.percent, scales[name])], unit.largest_sample)
        for name, rate in unit.rates.items()
    }
    for name, possible in alone.items():
        if not possible:
            yield subject.find(
                kinds.RATE_IMPOSSIBLE,
                f"units/{unit.unit}/{name}",
                unit=unit.unit,
                measure=name,
                title=subject.title(name),
                printed=print_figure(unit.rates[name]),
                assigned=str(unit.largest_sample),
                **_short(unit, name, scales),
            )
    if not all(alone.values()):
        return
    together = _together(unit, unit.rates, scales)
    if not together:
        printed = "、".join(
            f"{subject.title(name)}{print_figure(rate)}" for name, rate in unit.rates.items()
        )
        yield subject.find(
            kinds.RATES_INCONSISTENT,
            f"units/{unit.unit}/{next(iter(unit.rates))}",
            unit=unit.unit,
            printed=printed,
            **_short_together(unit, scales),
        )
    elif unit.calls is None and together.forced and len(unit.rates) > 1:
        details = {"n": str(together.forced), "assigned": str(unit.assigned)}
        yield subject.find(kinds.SAMPLE_FORCED, f"units/{unit.unit}", unit=unit.unit, **details)
    if together and together.largest and together.largest <= 3:
        for name, rate in unit.rates.items():
            yield subject.find(
                kinds.SAMPLE_TINY,
                f"units/{unit.unit}/{name}",
                unit=unit.unit,
                measure=name,
                title=subject.title(name),
                printed=print_figure(rate),
                n=str(together.largest),
                cause="样本过少，不宜据此排名或点名",
                cause_en="too few to rank or to name a unit by",
            )


def _sample_ranges(
    asked: Sequence[Asked], scales: Mapping[str, Scale], subject: Subject
) -> Iterator[Finding]:
    """Say for every unit between which numbers of calls its rates are possible."""
    ranges = [
        f"{unit.unit} {possible.smallest}–{possible.largest}"
        for unit in asked
        if (possible := _together(unit, unit.rates, scales))
    ]
    if ranges:
        words = "、".join(ranges)
        details = {"units": str(len(ranges)), "cause": words, "cause_en": words}
        yield subject.find(kinds.SAMPLE_RANGES, "units", **details)


def _together(
    unit: Asked, rates: Mapping[str, PrintedRate], scales: Mapping[str, Scale]
) -> Feasible:
    return feasible(
        [(rate.percent, scales[name]) for name, rate in rates.items()], unit.largest_sample
    )


def _short(unit: Asked, name: str, scales: Mapping[str, Scale]) -> dict[str, str]:
    """Return the cause that a rate was printed with fewer decimals, if it could be that."""
    rate = unit.rates[name]
    found = _unrounded(rate, scales[name], range(1, unit.largest_sample + 1))
    return (
        _printed_short(name, found)
        if found
        else {
            "cause": "折算系数不同，或数字写错",
            "cause_en": "other weights, or a typing error",
        }
    )


def _short_together(unit: Asked, scales: Mapping[str, Scale]) -> dict[str, str]:
    for name, rate in unit.rates.items():
        others = {other: each for other, each in unit.rates.items() if other != name}
        samples = _together(unit, others, scales).samples
        if found := _unrounded(rate, scales[name], samples):
            return _printed_short(name, found)
    return {
        "cause": "两个问题的受访人可能不同，或有一个数写错",
        "cause_en": "the two questions may have had different respondents, or one is wrong",
    }


def _unrounded(rate: PrintedRate, scale: Scale, samples: Sequence[int]) -> list[Decimal]:
    """Return two-decimal rates that a printed rate with fewer decimals may be short for."""
    exponent = rate.percent.as_tuple().exponent
    if not isinstance(exponent, int) or exponent <= -2:
        return []
    found = {
        round_half_up(Fraction(numerator * 100, n * scale.unit), 2)
        for n in samples
        for numerator in numerators(rate.percent, n, scale, places=max(-exponent, 0))
    }
    return sorted(found - {rate.percent}, key=lambda value: (abs(value - rate.percent), value))


def _printed_short(name: str, found: Sequence[Decimal]) -> dict[str, str]:
    values = "、".join(f"{print_number(value)}%" for value in sorted(found[:3]))
    return {
        "cause": f"可能少印了小数：{values}",
        "cause_en": f"{name} may be printed short: {values}",
    }


def _weights(asked: Sequence[Asked], subject: Subject) -> Iterator[Finding]:
    for weight in CANDIDATES:
        alone, together = explain_weights(asked, weight)
        yield subject.find(
            kinds.WEIGHTS,
            "units",
            weight=print_number(round_half_up(weight, 2)),
            impossible=str(len(alone)),
            inconsistent=str(len(together)),
            cause="、".join(together),
            cause_en=", ".join(together),
        )


def _ranges(subject: Subject) -> Iterator[Finding]:
    lines = [("totals", subject.report.totals)]
    lines += [(f"units/{line.unit}", line.figures) for line in subject.report.units]
    for place, figures in lines:
        for name, figure in figures.items():
            measure = subject.rules.measures.get(name)
            if isinstance(figure, PrintedRate) and measure and not 0 <= figure.value <= 1:
                yield subject.find(
                    kinds.RATE_ABOVE_WHOLE,
                    f"{place}/{name}",
                    measure=name,
                    title=measure.title,
                    printed=print_figure(figure),
                )


def _headline(name: str, subject: Subject) -> Iterator[Finding]:
    total = subject.report.totals.get(name)
    values = [
        figure.percent
        for line in subject.report.units
        if isinstance(figure := line.figures.get(name), PrintedRate)
    ]
    if not isinstance(total, PrintedRate) or len(values) < 2:
        return
    if not min(values) <= total.percent <= max(values):
        yield subject.find(
            kinds.HEADLINE_OUTSIDE,
            f"totals/{name}",
            measure=name,
            title=subject.title(name),
            printed=print_figure(total),
            low=f"{print_number(min(values))}%",
            high=f"{print_number(max(values))}%",
        )
