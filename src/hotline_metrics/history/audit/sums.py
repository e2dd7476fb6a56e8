"""Do the parts add up: units, groups and categories against the totals."""

from __future__ import annotations

from collections.abc import Iterator

from hotline_metrics.figures.report import Figures
from hotline_metrics.history.audit import kinds
from hotline_metrics.history.audit.subject import Finding, Subject

PARTIAL = 20
"""A list that misses more than one ticket in so many names only the largest, not all."""

TOTALS = ("assigned", "received", "handled", "closed")
"""The totals that categories may be parts of, the usual one first."""


def check_sums(subject: Subject) -> Iterator[Finding]:
    """Hold units, groups and categories against the totals."""
    yield from _units(subject)
    yield from _groups(subject)
    yield from _categories(subject)
    yield from _carried_over(subject)


def _units(subject: Subject) -> Iterator[Finding]:
    report = subject.report
    totals = dict(report.totals)
    # A place that says how many it received prints the same tickets by unit as assigned.
    totals.setdefault("assigned", totals.get("received"))
    for name, total in totals.items():
        values = [_count(line.figures, name) for line in report.units]
        known = [value for value in values if value is not None]
        if not isinstance(total, int) or not known or len(known) < len(values):
            continue
        details = {
            "measure": name,
            "title": subject.title(name),
            "printed": str(sum(known)),
            "expected": str(total),
        }
        if sum(known) > total:
            yield subject.find(
                kinds.UNITS_ABOVE,
                f"totals/{name}",
                **details,
                cause="通常是有工单由几个单位承办，各计一次",
                cause_en="usually tickets that several units handled, counted once for each",
            )
        elif (total - sum(known)) * PARTIAL >= total > 0:
            yield subject.find(kinds.UNITS_PARTIAL, f"totals/{name}", **details)
        elif sum(known) < total:
            yield subject.find(
                kinds.UNITS_BELOW,
                f"totals/{name}",
                **details,
                cause="可能漏列了单位，或有一个数写错",
                cause_en="a unit may be missing from the tables, or a figure is wrong",
            )


def _groups(subject: Subject) -> Iterator[Finding]:
    for group in subject.report.groups:
        lines = [line for line in subject.report.units if line.group == group.group]
        if not lines:
            continue
        if group.units != len(lines):
            yield subject.find(
                kinds.UNIT_COUNT_DIFFERS,
                f"groups/{group.group}/units",
                group=group.group,
                printed=str(group.units),
                expected=str(len(lines)),
            )
        for name, printed in group.figures.items():
            counts = [_count(line.figures, name) for line in lines]
            known = [count for count in counts if count is not None]
            if isinstance(printed, int) and len(known) == len(lines) and sum(known) != printed:
                yield subject.find(
                    kinds.GROUP_DIFFERS,
                    f"groups/{group.group}/{name}",
                    group=group.group,
                    measure=name,
                    title=subject.title(name),
                    printed=str(printed),
                    expected=str(sum(known)),
                )


def _categories(subject: Subject) -> Iterator[Finding]:
    counts_of_all = (_count(subject.report.totals, name) for name in TOTALS)
    totals = [count for count in counts_of_all if count is not None]
    lines = {line.category: line.figures for line in subject.report.categories}
    if not totals:
        return
    total = totals[0]
    lists = subject.reading.categories if subject.reading else (tuple(lines),)
    for names in lists:
        counts = [_count(lines[name], "assigned") for name in names if name in lines]
        known = [count for count in counts if count is not None]
        missing = total - sum(known)
        if len(known) < 2 or sum(known) in totals:
            continue
        # A list of the largest categories is no list of all; one that nearly adds up is.
        if missing < 0 or missing * PARTIAL < total:
            yield subject.find(
                kinds.CATEGORIES_DIFFER,
                f"categories/{names[0]}/assigned",
                printed=str(sum(known)),
                expected=str(total),
                cause=f"相差 {abs(missing)} 件：可能漏了一类，或有一类写错",
                cause_en=f"{abs(missing)} tickets apart: a category is missing or wrong",
            )


def _carried_over(subject: Subject) -> Iterator[Finding]:
    totals = subject.report.totals
    received = [count for name in ("received", "assigned") if (count := _count(totals, name))]
    for name in ("closed", "handled", "due"):
        count = _count(totals, name)
        if count is not None and received and count > max(received):
            yield subject.find(
                kinds.CARRIED_OVER,
                f"totals/{name}",
                measure=name,
                title=subject.title(name),
                printed=str(count),
                expected=str(max(received)),
                cause="含上月结转的工单而没有说明",
                cause_en="tickets carried over from before are included and not declared",
            )


def _count(figures: Figures, name: str) -> int | None:
    value = figures.get(name)
    return value if isinstance(value, int) else None
