"""The cases a bulletin tells: the wording of cited tickets, masked, and a look at the clerk's.

Nothing of a request's wording goes further than this module unmasked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from hotline_metrics.domain.catalogue import NARRATIVE_DOUBTFUL, NOTES_PERSONAL, NOTES_UNCHECKED
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.errors import MissingDependency
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.privacy.finding import KINDS
from hotline_metrics.privacy.masking import mask_text
from hotline_metrics.privacy.numbers import INSTALL
from hotline_metrics.publish.bulletin import Table, plain_text
from hotline_metrics.publish.notes import Notes, Told

Key = tuple[str, str]
"""Ticket number and unit."""


def tell_cited(
    notes: Notes | None, report: MonthlyReport, narratives: Mapping[Key, Mapping[str, str]]
) -> Notes:
    """Return the notes with what the cited tickets say, masked.

    Args:
        notes: the month's notes, if there are any.
        report: the report, for its cited tickets.
        narratives: heading to wording of each ticket, as an intake has it where the rulebook opens
            columns.

    Raises:
        MissingDependency: there is something to mask, and the extra ``privacy`` is missing.
    """
    keep = _nobodys(report)
    told = {
        (cited.id, cited.unit): tuple(
            Told(heading=heading, masked=mask_text(wording, keep=keep))
            for heading, wording in narratives[cited.id, cited.unit].items()
        )
        for cited in report.cited
        if (cited.id, cited.unit) in narratives
    }
    return attrs.evolve(notes or Notes(), told=told)


def narrative_notices(
    notes: Notes | None, report: MonthlyReport, name: str = ""
) -> tuple[Problem, ...]:
    """Say where the clerk's cases may tell who somebody is, and what masking left in doubt.

    Args:
        notes: the notes, if there are any.
        report: the report they belong to.
        name: the notes file's name.
    """
    if notes is None:
        return ()
    here = Location(source=name or f"{report.period}.md")
    doubtful = tuple(
        Problem(
            NARRATIVE_DOUBTFUL,
            Location(source=""),
            {"ticket": ticket, "heading": told.heading, "places": str(len(told.masked.doubtful))},
        )
        for (ticket, _), all_told in notes.told.items()
        for told in all_told
        if told.masked.doubtful
    )
    try:
        return (*doubtful, *_personal(notes, _nobodys(report), here))
    except MissingDependency:
        return (*doubtful, Problem(NOTES_UNCHECKED, here, {"install": INSTALL}))


def _personal(notes: Notes, keep: frozenset[str], here: Location) -> Iterator[Problem]:
    for case, narrative in enumerate(notes.narratives, start=1):
        blocks = (block for block in narrative.blocks if not isinstance(block, Table))
        parts = (narrative.title, *(block.runs for block in blocks))
        for place, runs in enumerate(parts):
            for finding in mask_text(plain_text(runs), keep=keep).findings:
                details = {
                    "case": str(case),
                    "place": f"第 {place} 段" if place else "标题",
                    "place_en": f"paragraph {place}" if place else "heading",
                    "sure": "有" if finding.sure else "可能有",
                    "sure_en": "has" if finding.sure else "may have",
                    "kind": KINDS[finding.kind].zh,
                    "kind_en": KINDS[finding.kind].en,
                }
                yield Problem(NOTES_PERSONAL, here, details)


def _nobodys(report: MonthlyReport) -> frozenset[str]:
    """Return words that name no citizen: the units, and the tickets that are cited."""
    return frozenset({line.unit for line in report.units} | {cited.id for cited in report.cited})
