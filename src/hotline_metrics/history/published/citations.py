"""Overdue tickets that a bulletin cites by their number."""

from __future__ import annotations

import re
from datetime import datetime

from hotline_metrics.domain.period import Period
from hotline_metrics.domain.ticket import END_OF_DAY
from hotline_metrics.figures.report import CitedTicket
from hotline_metrics.history.published.names import UnitNames
from hotline_metrics.history.published.reading import Ledger, Place
from hotline_metrics.history.published.values import half_width

_DAY = re.compile(
    r"(?:((?:19|20)[0-9]{2}) ?年 ?)?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]"
    r"(?: ?([0-9]{1,2}) ?时(?: ?([0-9]{1,2}) ?分)?)?"
)
_TICKET = re.compile(
    r"(?:负责办理的[^,;。]{0,20}[日号] ?|工单(?:编号|号)?[:为]? ?|编号[:为]? ?)?"
    r"(?<![0-9A-Za-z-])(?P<id>[0-9]{12,24}|[0-9A-Za-z-]{1,40}(?= ?号工单)) ?(?:号? ?(?:工单|件|诉求))"
)
_ENDS = re.compile("[;。\n]")


def cited_in(
    text: str, place: Place, period: Period | None, names: UnitNames, ledger: Ledger
) -> tuple[CitedTicket, ...]:
    """Return the tickets that a paragraph cites; one without unit or deadline is listed.

    Args:
        text: the paragraph.
        place: where it stands.
        period: gives days their year.
        names: the units.
        ledger: takes what cannot be placed.
    """
    plain = half_width(text)
    found: list[CitedTicket] = []
    for mark in _TICKET.finditer(plain):
        start = max((end.end() for end in _ENDS.finditer(plain, 0, mark.start())), default=0)
        after = _ENDS.search(plain, mark.end())
        before, rest = (
            plain[start : mark.start("id")],
            plain[mark.end() : after.start() if after else None],
        )
        cited = _ticket(mark["id"], before, rest, period, names)
        if cited is None:
            ledger.miss(mark[0].strip(), place, "ticket")
        else:
            found.append(cited)
    return tuple(found)


def _ticket(
    number: str, before: str, after: str, period: Period | None, names: UnitNames
) -> CitedTicket | None:
    unit = _unit(before, names) or next((name for _, name in names.within(after)), "")
    sent = [_moment(day, period) for day in _DAY.finditer(before)]
    later = [_moment(day, period) for day in _DAY.finditer(after)]
    assigned = sent[-1] if sent else None
    deadline = later[0] if later else None
    if not unit or assigned is None or deadline is None or None in later[:2]:
        return None
    open_still = bool(re.search("仍未|尚未|未办结|未回复", after))
    last = later[1] if len(later) > 1 else None
    if deadline.time() == datetime.min.time():
        deadline = datetime.combine(deadline.date(), END_OF_DAY)
    return CitedTicket(
        id=number,
        unit=unit,
        assigned_at=assigned,
        deadline=deadline,
        closed_at=None if open_still else last,
        urgent="紧急件" in after or "紧急件" in before,
        days_late=max(0, (last.date() - deadline.date()).days) if last else 0,
    )


def _unit(before: str, names: UnitNames) -> str:
    known = [name for _, name in names.within(before)]
    if known:
        return known[-1]
    words = re.split("[,:、]", before.partition("负责")[0])[-1].strip()
    return names.named(words)


def _moment(found: re.Match[str], period: Period | None) -> datetime | None:
    year, month, day, hour, minute = (int(part) if part else None for part in found.groups())
    if month is None or day is None or (year is None and period is None):
        return None
    if year is None and period is not None:
        # A ticket of December is closed in January of the next year.
        year = period.first.year + (month < period.first.month - 6)
    try:
        return datetime(year or 1, month, day, hour or 0, minute or 0)
    except ValueError:
        return None
