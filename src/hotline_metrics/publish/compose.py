"""From a report to the document: the template is filled, and what was left out is said."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import attrs

from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.rulebook_file import preset_names
from hotline_metrics.errors import RulebookError
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.publish.bulletin import Bulletin, Paragraph, Run
from hotline_metrics.publish.context import context_of
from hotline_metrics.publish.notes import Notes
from hotline_metrics.publish.template import DEFAULT_TEMPLATE, Template

__all__ = ["DEFAULT_TEMPLATE", "Rejected", "compose_bulletin", "rules_of"]

Rejected = Literal["draft", "note"]
"""How rows that were not counted are shown: a remark on page one, or a note at the end."""


def compose_bulletin(
    report: MonthlyReport,
    rules: Rulebook | None = None,
    *,
    template: Template | str | Path | None = None,
    notes: Notes | None = None,
    rejected: Rejected = "draft",
) -> Bulletin:
    """Compose the bulletin of a report.

    Args:
        report: the figures.
        rules: the rulebook that they were counted by; by default the preset the report names.
        template: a template, or the path of one; by default the one that ships.
        notes: what only the clerk knows.
        rejected: whether rows that were not counted make it a draft, which page one says, or
            are noted at its end; without such rows it makes no difference.

    Returns:
        The document, free of any format.

    Raises:
        TemplateError: the template cannot be read or filled; names its line.
        RulebookError: no rulebook is given, and the report names no preset.
    """
    rules = rules or rules_of(report)
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


def rules_of(report: MonthlyReport) -> Rulebook:
    """Return the preset a report was counted by.

    Raises:
        RulebookError: it was counted by a rulebook that is no preset, or by an unknown one.
    """
    if report.rules in preset_names():
        rules = Rulebook.preset(report.rules)
        if report.rules_digest in {"", rules.digest}:
            return rules
    raise RulebookError(
        f"报告按口径“{report.rules}”统计，请给出这份口径",
        f"the report was counted by {report.rules!r}; give that rulebook as rules=",
    )
