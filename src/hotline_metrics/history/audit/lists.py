"""Are the right units named: praise, streaks and criticism against the rules."""

from __future__ import annotations

from collections.abc import Iterator

from hotline_metrics.figures.report import UnitLine
from hotline_metrics.figures.selection import meets, select_units, streak
from hotline_metrics.history.audit import kinds
from hotline_metrics.history.audit.subject import Finding, Subject, shown


def check_lists(subject: Subject) -> Iterator[Finding]:
    """Draw the lists anew from the units' figures."""
    yield from _streaks(subject)
    lines = {line.unit: line for line in subject.report.units}
    yield from _commended(subject, lines)
    yield from _criticised(subject, lines)


def _commended(subject: Subject, lines: dict[str, UnitLine]) -> Iterator[Finding]:
    rule = subject.rules.commend
    named = [each.unit for each in subject.report.commended if each.unit in lines]
    if rule is None or not named:
        return
    earned = {line.unit for line in select_units([*lines.values()], rule, subject.rules.measures)}
    for unit in named:
        if unit not in earned:
            failed = [
                f"{subject.title(each.measure)}{shown(lines[unit].figures.get(each.measure))}"
                for each in rule.where
                if not meets(lines[unit], each)
            ]
            yield subject.find(
                kinds.COMMENDED_UNEARNED,
                f"commended/{unit}",
                unit=unit,
                printed="、".join(failed),
            )
    for unit in lines:
        if unit in earned and unit not in named:
            yield subject.find(kinds.COMMENDED_MISSING, f"units/{unit}", unit=unit)


def _streaks(subject: Subject) -> Iterator[Finding]:
    period = subject.report.period
    if period.previous not in subject.history:
        return
    limit = subject.rules.comparison.streak_periods
    for each in subject.report.commended:
        expected = streak(each.unit, period, subject.history, subject.roster, limit)
        if each.streak != expected:
            yield subject.find(
                kinds.STREAK_DIFFERS,
                f"commended/{each.unit}/streak",
                unit=each.unit,
                printed=str(each.streak),
                expected=str(expected),
            )


def _criticised(subject: Subject, lines: dict[str, UnitLine]) -> Iterator[Finding]:
    for rule in subject.rules.criticise:
        named = [
            each.unit
            for each in subject.report.criticised
            if each.rule == rule.name and each.unit in lines
        ]
        if not named:
            continue
        selected = select_units([*lines.values()], rule, subject.rules.measures)
        belonging = [line.unit for line in selected]
        for unit in dict.fromkeys(named):
            if unit not in belonging:
                yield subject.find(
                    kinds.CRITICISED_UNEARNED, f"units/{unit}", unit=unit, list=rule.title
                )
        for unit in belonging:
            if unit not in named:
                yield subject.find(
                    kinds.CRITICISED_MISSING, f"units/{unit}", unit=unit, list=rule.title
                )
