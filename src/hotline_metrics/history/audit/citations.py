"""Are the cited tickets what the text says: number, period, deadline, lateness."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hotline_metrics.domain.deadline import deadline_of
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.errors import CalendarCoverageError
from hotline_metrics.figures.report import CitedTicket
from hotline_metrics.history.audit import kinds
from hotline_metrics.history.audit.subject import Finding, Subject
from hotline_metrics.intake.cells import IdTime


def check_citations(subject: Subject) -> Iterator[Finding]:
    """Hold every cited ticket against its number, the period and the rules."""
    stamp = IdTime(subject.rules.intake.id_time)
    for cited in subject.report.cited:
        place = f"cited/{cited.id}"
        day = cited.assigned_at.date()
        stamped = stamp.day(cited.id)
        if stamped is not None and stamped != day:
            yield subject.find(
                kinds.CITED_ID_DIFFERS,
                place,
                ticket=cited.id,
                printed=str(day),
                expected=str(stamped),
            )
        if day not in subject.report.period:
            yield subject.find(
                kinds.CITED_OUTSIDE,
                place,
                ticket=cited.id,
                printed=str(day),
            )
        if cited.closed_at is not None and cited.closed_at.date() <= cited.deadline.date():
            yield subject.find(
                kinds.CITED_NOT_LATE,
                place,
                ticket=cited.id,
                printed=str(cited.closed_at.date()),
                expected=str(cited.deadline.date()),
            )
        expected = _deadline(cited, subject)
        if expected is not None and expected.date() != cited.deadline.date():
            yield subject.find(
                kinds.CITED_DEADLINE,
                place,
                ticket=cited.id,
                printed=str(cited.deadline.date()),
                expected=str(expected.date()),
                cause="可能有延期，或没有计入调休",
                cause_en="perhaps an extension, or make-up days were not counted",
            )


def _deadline(cited: CitedTicket, subject: Subject) -> datetime | None:
    if cited.urgent:
        levels = [each for rule in subject.rules.deadline.rules for each in rule.urgencies]
        urgency = "urgent" if "urgent" in levels else ""
    else:
        urgency = ""
    ticket = Ticket(id=cited.id, unit=cited.unit, dispatched_at=cited.assigned_at, urgency=urgency)
    try:
        found = deadline_of(ticket, subject.rules)
    except CalendarCoverageError:
        return None
    return found.at if found else None
