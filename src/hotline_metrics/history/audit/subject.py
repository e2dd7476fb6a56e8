"""What is audited: a report, where its figures stand, and what it can be held against."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from hotline_metrics.domain.figure import CountedRate, Figure, print_figure
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.problem import Location, Problem, ProblemKind
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.unit import Roster
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.history.published.reading import Place, PublishedReading
from hotline_metrics.history.published.vocabulary import MEASURES
from hotline_metrics.message import Message

Finding = Problem
"""Something an audit found: a problem whose hint is the likely cause."""


@attrs.frozen(kw_only=True)
class Subject:
    """A report under audit.

    Attributes:
        report: its figures.
        rules: the rulebook it is held against.
        reading: the published document it was read from, if it was.
        history: earlier reports by period.
        roster: follows former names of units.
        source: what to call the document.
    """

    report: MonthlyReport
    rules: Rulebook
    reading: PublishedReading | None = None
    history: Mapping[Period, MonthlyReport] = attrs.field(factory=dict, hash=False)
    roster: Roster = Roster()
    source: str = ""

    def find(
        self, kind: ProblemKind, name: str = "", place: Place | None = None, /, **details: str
    ) -> Finding:
        """Return a finding about a figure.

        Args:
            kind: what was found.
            name: the figure's name, such as ``units/郭楼街道/overdue``.
            place: where it is printed; by default where the reading found it.
            details: what the sentence needs; ``cause`` and ``cause_en`` say why it may be so.
        """
        if place is None and self.reading:
            place = self.reading.places.get(name)
        words = Message(place.describe("zh"), place.describe("en")) if place else Message("", "")
        filled = {"cause": "", "cause_en": "", **details}
        return Problem(kind, Location(source=self.source, path=name, words=words), filled)

    def title(self, measure: str) -> str:
        """Return a measure's title, or what bulletins call one that the rulebook does not know."""
        known = self.rules.measures.get(measure)
        if known:
            return known.title
        named = (each.words[0] for each in MEASURES if each.name == measure and each.words)
        return next(named, measure)


def shown(figure: Figure) -> str:
    """Return a figure as it is printed, with its sample where it has one."""
    text = print_figure(figure)
    return f"{text}（n={figure.n}）" if isinstance(figure, CountedRate) else text
