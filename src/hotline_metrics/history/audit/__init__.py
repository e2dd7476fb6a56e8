"""Is a report or a published bulletin possible, consistent and by the rules.

Every check is a function of a :class:`Subject` that yields findings: problems whose hint is the
likely cause. :func:`audit_report` runs them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.unit import Roster
from hotline_metrics.figures.names import figures_by_name
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.history.audit.citations import check_citations
from hotline_metrics.history.audit.lists import check_lists
from hotline_metrics.history.audit.movements import check_movements
from hotline_metrics.history.audit.rates import check_rates
from hotline_metrics.history.audit.subject import Finding, Subject
from hotline_metrics.history.audit.sums import check_sums
from hotline_metrics.history.audit.wording import check_against, check_wording
from hotline_metrics.history.published.reading import PublishedReading

__all__ = ["CHECKS", "Finding", "Subject", "audit_reading", "audit_report"]

CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    check_sums,
    check_rates,
    check_movements,
    check_lists,
    check_citations,
    check_wording,
)
"""What an audit looks at, in order."""


def audit_report(
    report: MonthlyReport,
    rules: Rulebook,
    *,
    history: Iterable[MonthlyReport] = (),
    roster: Roster | None = None,
    source: str = "",
) -> tuple[Finding, ...]:
    """Audit the figures of a report.

    Args:
        report: the report, counted or typed in from print.
        rules: the rulebook it is held against.
        history: earlier reports.
        roster: follows former names of units.
        source: what to call the report.

    Returns:
        What was found, errors first.
    """
    past = {each.period: each for each in history if each.period != report.period}
    return _run(
        Subject(report=report, rules=rules, history=past, roster=roster or Roster(), source=source)
    )


def audit_reading(
    reading: PublishedReading,
    rules: Rulebook,
    *,
    history: Iterable[MonthlyReport] = (),
    roster: Roster | None = None,
    against: MonthlyReport | None = None,
    source: str = "",
) -> tuple[Finding, ...]:
    """Audit a published or edited bulletin.

    Args:
        reading: what was read from it.
        rules: the rulebook it is held against.
        history: earlier reports.
        roster: follows former names of units.
        against: the report it was made from; every printed figure is held against it.
        source: what to call the document.

    Returns:
        What was found, errors first.
    """
    past = {each.period: each for each in history if each.period != reading.report.period}
    subject = Subject(
        report=reading.report,
        rules=rules,
        reading=reading,
        history=past,
        roster=roster or Roster(),
        source=source,
    )
    edited = check_against(subject, figures_by_name(against)) if against else ()
    return _run(subject, edited)


def _run(subject: Subject, more: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    found = [*more, *(finding for check in CHECKS for finding in check(subject))]
    weight = {"error": 0, "warning": 1, "notice": 2}
    return tuple(sorted(found, key=lambda finding: weight[finding.severity]))
