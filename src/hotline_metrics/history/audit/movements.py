"""Are the comparisons right: against the archive, against each other, and possible at all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hotline_metrics.domain.figure import print_number
from hotline_metrics.domain.period import Period
from hotline_metrics.figures.comparison import change_between
from hotline_metrics.figures.report import Comparison
from hotline_metrics.history.audit import kinds
from hotline_metrics.history.audit.subject import Finding, Subject

_WORDS = {"year_on_year": ("同比", "year on year"), "month_on_month": ("环比", "month on month")}


def check_movements(subject: Subject) -> Iterator[Finding]:
    """Redo every printed comparison for which there is an earlier report."""
    for name, comparison in subject.report.comparisons.items():
        for which in _WORDS:
            yield from _redo(name, comparison, which, subject)
    yield from _impossible(subject)


def _before(subject: Subject, which: str) -> Period | None:
    period = subject.report.period
    return period.year_before if which == "year_on_year" else period.previous


def _change(name: str, comparison: Comparison, which: str, subject: Subject) -> Decimal | None:
    period = _before(subject, which)
    earlier = subject.history.get(period) if period else None
    if earlier is None:
        return None
    now = subject.report.totals.get(name)
    return change_between(now, earlier.totals.get(name), comparison.unit)


def _redo(name: str, comparison: Comparison, which: str, subject: Subject) -> Iterator[Finding]:
    printed: Decimal | None = getattr(comparison, which)
    expected = _change(name, comparison, which, subject)
    if printed is None or expected is None or _agree(printed, expected):
        return
    other = "month_on_month" if which == "year_on_year" else "year_on_year"
    swapped = _change(name, comparison, other, subject)
    words, other_words = _WORDS[which], _WORDS[other]
    cause = cause_en = ""
    if swapped is not None and _agree(printed, swapped):
        cause = f"这是{other_words[0]}，写成了{words[0]}"
        cause_en = f"this is {other_words[1]}, written as {words[1]}"
    elif _agree(printed, -expected):
        cause, cause_en = "升降写反", "up and down are exchanged"
    yield subject.find(
        kinds.MOVEMENT_DIFFERS,
        f"comparisons/{name}/{which}",
        measure=name,
        title=subject.title(name),
        comparison=words[0],
        comparison_en=words[1],
        period=str(_before(subject, which)),
        printed=print_number(printed),
        expected=print_number(expected),
        cause=cause,
        cause_en=cause_en,
    )


def _impossible(subject: Subject) -> Iterator[Finding]:
    for each in subject.reading.printed if subject.reading else ():
        parts = each.name.split("/")
        value = getattr(each.value, "percent", each.value)
        movement = parts[-1] in _WORDS and parts[0] != "differences"
        if movement and isinstance(value, Decimal) and value < -100:
            yield subject.find(
                kinds.DECREASE_TOO_LARGE,
                each.name,
                each.place,
                comparison=_WORDS[parts[-1]][0],
                printed=f"{print_number(-value)}%",
                cause="可能用错了基数，或升降写反",
                cause_en="perhaps another base, or up and down are exchanged",
            )


def _agree(one: Decimal, other: Decimal) -> bool:
    # A document may print fewer decimals than the difference has.
    digits = min(_digits(one), _digits(other))
    step = Decimal(1).scaleb(-digits)
    return abs(one - other) < step if digits < max(_digits(one), _digits(other)) else one == other


def _digits(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
