"""What every part of a page is made from: a report, its words, and how its figures are printed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

import attrs

from hotline_metrics import Figure, MonthlyReport, Rulebook
from hotline_metrics.plugin import Language, is_few, measure_of, print_figure

HEADLINE = 8
"""So many totals stand at the head of a page."""

Mood = Literal["good", "bad", "plain"]


@attrs.frozen(kw_only=True)
class Edition:
    """One report as it is to be shown.

    Attributes:
        report: the figures.
        rules: titles, definitions and what stands for an absent figure.
        lang: the language of words that are not the report's own.
        history: other reports, for the trend.
        evidence: figure name to the numbers of the tickets behind it.
    """

    report: MonthlyReport
    rules: Rulebook
    lang: Language = "zh"
    history: tuple[MonthlyReport, ...] = ()
    evidence: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)

    def say(self, zh: str, en: str) -> str:
        """Choose between Chinese and English."""
        return zh if self.lang == "zh" else en

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The measures of the unit tables, or all where the rulebook names none."""
        named = dict.fromkeys(map(measure_of, self.rules.table.columns))
        return tuple(name for name in named if name in self.rules.measures) or tuple(
            self.rules.measures
        )

    @cached_property
    def headline(self) -> tuple[str, ...]:
        """The totals that stand at the head: all where they are few, else the tables' rates first."""
        names = tuple(self.report.totals)

        def order(name: str) -> tuple[bool, bool, bool]:
            known = self.rules.measures.get(name)
            rate = known is not None and known.is_rate
            return (name != "assigned", name not in self.columns, not rate)

        chosen = sorted(names, key=order)[:HEADLINE]
        return tuple(name for name in names if name in chosen)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Measure to its number among the rulebook's, by which the page refers to it."""
        return {name: number for number, name in enumerate(self.rules.measures)}

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The categories, most tickets first; the page refers to each by its number here."""
        totals = [line.category for line in self.report.categories]
        # A category that no lead unit has is in no total, and comes last.
        others = {name for row in self.report.matrix.values() for name in row} - set(totals)
        return (*totals, *sorted(others))

    @cached_property
    def unit_place(self) -> Mapping[str, int]:
        """Unit to its number among the report's, by which the page refers to it."""
        return {line.unit: number for number, line in enumerate(self.report.units)}

    def title(self, measure: str) -> str:
        """Return what a measure is called; one of another rulebook has only its name."""
        known = self.rules.measures.get(measure)
        return known.title if known else measure

    def printed(self, measure: str, figure: Figure) -> str:
        """Write a figure as the bulletin does."""
        if is_few(figure, self.rules.samples):
            return self.rules.samples.few
        known = self.rules.measures.get(measure)
        return print_figure(figure, known.absent if known else "—")

    def mood(self, measure: str, change: int) -> Mood:
        """Say whether a change is good news; of a count that may well grow, nothing is.

        Args:
            measure: what changed.
            change: its sign.
        """
        known = self.rules.measures.get(measure)
        if not change or known is None or not (known.is_rate or known.better == "low"):
            return "plain"
        return "good" if (change > 0) == (known.better == "high") else "bad"

    def category(self, name: str) -> str:
        """Return what a category is called; tickets may have none."""
        return name or self.say("未分类", "none")

    def has_tickets(self, *path: str) -> bool:
        """Tell whether some ticket stands behind a figure of a unit, or of any unit.

        Args:
            path: its name in parts, such as ``"units", "医保局", "overdue"``; a measure alone asks
                about all units.
        """
        if len(path) == 1:
            return any(self.has_tickets("units", line.unit, *path) for line in self.report.units)
        return bool(self.evidence.get("/".join(path)))
