"""What was read from a published bulletin: a report, where each figure stood, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import attrs

from hotline_metrics.domain.figure import Figure
from hotline_metrics.domain.period import Period
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.message import Language

UNDATED = Period("days", date(1900, 1, 1), date(1900, 1, 1))
"""Stands in a report whose bulletin does not say what period it is about."""


@attrs.frozen(kw_only=True)
class Place:
    """Where in a document something is printed.

    Attributes:
        text: what is printed there.
        block: the block of the document's body, from 1; 0 is its head.
        table: the table, from 1; ``None`` in text.
        row: the table's row from 1, the header included.
        column: the table's column from 1.
    """

    text: str
    block: int
    table: int | None = None
    row: int | None = None
    column: int | None = None

    def describe(self, lang: Language = "zh") -> str:
        """Say the place in words: 表1第3行第4列, or paragraph 5."""
        if self.table is not None:
            if lang == "zh":
                return f"表{self.table}第{self.row}行第{self.column}列"
            return f"table {self.table}, row {self.row}, column {self.column}"
        if self.block == 0:
            return "文首" if lang == "zh" else "head"
        return f"第{self.block}段" if lang == "zh" else f"paragraph {self.block}"


@attrs.frozen(kw_only=True)
class Printed:
    """A figure as it is printed somewhere; the same figure may be printed several times.

    Attributes:
        name: the figure's name, such as ``units/郭楼街道/overdue``.
        value: what is printed; a movement, a score or a plain difference is a decimal.
        text: the words around it.
        place: where it stands.
    """

    name: str
    value: Figure | Decimal
    text: str
    place: Place


@attrs.frozen(kw_only=True)
class Unplaced:
    """Something that looks like a figure and could not be placed.

    Attributes:
        text: what is printed, with the words before it.
        place: where it stands.
        reason: why, as a code: ``heading``, ``unit``, ``value``, ``measure``, ``subject``,
            ``stray``, ``basis``, ``ticket``, ``conflict`` or ``period``.
    """

    text: str
    place: Place
    reason: str


@attrs.frozen(kw_only=True)
class PeriodMention:
    """A period that the document speaks of.

    Attributes:
        period: the period; ``None`` where the year is not said.
        months: its first and last month.
        text: as printed.
        place: where it stands.
        title: whether it stands in the title.
    """

    period: Period | None
    months: tuple[int, int]
    text: str
    place: Place
    title: bool = False


@attrs.frozen(kw_only=True)
class PublishedReading:
    """What a published bulletin says.

    Attributes:
        report: its figures. Rates are printed rates, without a sample. Lines of units come from
            tables; where a figure is printed twice, the first counts.
        period: the period as the document or the caller says it; ``None`` when neither does,
            and then the report's is ``UNDATED``.
        places: name of a figure to where the report's value of it is printed.
        printed: every figure printed in the text, and those of tables that were printed before.
        extras: what is no figure, by name: scores, ranks and grades as printed, such as
            ``units/灌云县/score``.
        categories: the lists in which categories are enumerated, each the names in order; only
            a complete list must add to the total.
        periods: every period that is spoken of, in order.
        unplaced: what could not be placed; nothing is guessed.
    """

    report: MonthlyReport
    period: Period | None
    places: Mapping[str, Place] = attrs.field(factory=dict, hash=False)
    printed: tuple[Printed, ...] = ()
    extras: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    categories: tuple[tuple[str, ...], ...] = ()
    periods: tuple[PeriodMention, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


@attrs.define
class Ledger:
    """Collects what is found while a document is read; the first value of a figure stands."""

    figures: dict[str, Figure] = attrs.field(factory=dict)
    places: dict[str, Place] = attrs.field(factory=dict)
    printed: list[Printed] = attrs.field(factory=list)
    extras: dict[str, str] = attrs.field(factory=dict)
    unplaced: list[Unplaced] = attrs.field(factory=list)

    def enter(self, name: str, value: Figure, place: Place) -> None:
        """Keep a figure of a table."""
        if name in self.places:
            self.printed.append(Printed(name=name, value=value, text=place.text, place=place))
            if self.figures.get(name) != value:
                self.miss(place.text, place, "conflict")
            return
        self.figures[name] = value
        self.places[name] = place

    def say(self, name: str, value: Figure | Decimal, text: str, place: Place) -> None:
        """Keep a figure that is printed in the text."""
        self.printed.append(Printed(name=name, value=value, text=text, place=place))

    def note(self, name: str, text: str, place: Place) -> None:
        """Keep a score, rank or grade as printed."""
        if name not in self.extras:
            self.extras[name] = text
            self.places[name] = place

    def miss(self, text: str, place: Place, reason: str) -> None:
        """List something that cannot be placed."""
        self.unplaced.append(Unplaced(text=text, place=place, reason=reason))
