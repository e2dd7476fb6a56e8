"""From a report to the document: the template is filled, and what was left out is said."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import attrs

from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.publish.bulletin import Bulletin, Paragraph, Run
from hotline_metrics.publish.context import context_of
from hotline_metrics.publish.notes import Notes
from hotline_metrics.publish.template import DEFAULT_TEMPLATE, Template

__all__ = ["DEFAULT_TEMPLATE", "Rejected", "compose_bulletin"]

Rejected = Literal["draft", "note"]
"""How rows that were not counted are shown: a remark on page one, or a note at the end."""


def compose_bulletin(
    report: MonthlyReport,
    rules: Rulebook,
    *,
    template: Template | str | Path | None = None,
    notes: Notes | None = None,
    rejected: Rejected = "draft",
) -> Bulletin:
    """Compose the bulletin of a report.

    Args:
        report: the figures.
        rules: the rulebook that they were counted by.
        template: a template, or the path of one; by default the one that ships.
        notes: what only the clerk knows.
        rejected: whether rows that were not counted make it a draft, which page one says, or
            are noted at its end; without such rows it makes no difference.

    Returns:
        The document, free of any format.

    Raises:
        TemplateError: the template cannot be read or filled; names its line.
    """
    if not isinstance(template, Template):
        template = Template.load(template or DEFAULT_TEMPLATE)
    bulletin = template.fill(context_of(report, rules, notes))
    missed = report.rows.rejected if report.rows else 0
    if not missed:
        return bulletin
    count = Run(str(missed), figure="rows/rejected")
    if rejected == "draft":
        return attrs.evolve(bulletin, remark=(Run("草稿：另有 "), count, Run(" 行未计入")))
    note = Paragraph((Run("说明：另有"), count, Run("行因内容有误未计入以上数字。")))
    return attrs.evolve(bulletin, blocks=(*bulletin.blocks, note))
