"""What an exporter is given: the report, the bulletin, and what stands behind them."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from hotline_metrics.domain.problem import Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.message import Language
from hotline_metrics.publish.bulletin import Bulletin


@attrs.frozen(kw_only=True)
class Publication:
    """Everything a document can be made of; exporters turn it into bytes and touch no file.

    Attributes:
        report: the figures.
        bulletin: the composed document.
        problems: what was found in the rows.
        rules: the rulebook, for titles and definitions.
        history: earlier reports, newest first.
        evidence: figure name to the numbers of the tickets behind it, where it was asked for.
        lang: language of words that are not the bulletin's own.
    """

    report: MonthlyReport
    bulletin: Bulletin
    rules: Rulebook
    problems: tuple[Problem, ...] = ()
    history: tuple[MonthlyReport, ...] = ()
    evidence: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)
    lang: Language = "zh"
