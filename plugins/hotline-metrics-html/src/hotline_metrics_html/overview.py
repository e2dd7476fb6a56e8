"""The head of the page: every headline figure with its sample and how it moved."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from hotline_metrics import CountedRate, Figure
from hotline_metrics.plugin import interval_of, print_exact, print_number
from hotline_metrics_html.chart import sparkline
from hotline_metrics_html.edition import Edition, Mood
from hotline_metrics_html.trend import series_of


@attrs.frozen(kw_only=True)
class Change:
    """How a total moved against an earlier period.

    Attributes:
        label: against which.
        arrow: up, down or level.
        text: by how much, in words.
        mood: whether that is good news.
    """

    label: str
    arrow: str
    text: str
    mood: Mood


@attrs.frozen(kw_only=True)
class Card:
    """One headline figure.

    Attributes:
        measure: its name.
        title: what it is called.
        text: the figure as printed.
        exact: numerator and sample of a rate.
        interval: its 95 % interval.
        absent: whether there is no figure, and the text says why.
        changes: how it moved.
        spark: points of its course over the last periods, in a box of 100 by 28.
    """

    measure: str
    title: str
    text: str
    exact: str
    interval: str
    absent: bool
    changes: tuple[Change, ...]
    spark: str


def cards(edition: Edition, names: tuple[str, ...]) -> tuple[Card, ...]:
    """Return headline figures.

    Args:
        edition: the report.
        names: which totals.
    """
    courses = {each.measure: each for each in series_of(edition, names)}

    def card(name: str, figure: Figure) -> Card:
        return Card(
            measure=name,
            title=edition.title(name),
            text=edition.printed(name, figure),
            exact=exact_of(figure),
            interval=interval_text(figure),
            absent=figure is None,
            changes=tuple(_changes(edition, name)),
            spark=sparkline(courses[name]),
        )

    return tuple(card(name, edition.report.totals[name]) for name in names)


def exact_of(figure: Figure) -> str:
    """Return numerator and sample of a counted rate, such as ``44.6/46``; nothing for others."""
    return f"{print_exact(figure.numerator)}/{figure.n}" if isinstance(figure, CountedRate) else ""


def interval_text(figure: Figure) -> str:
    """Return the 95 % interval of a counted rate, such as ``87.91–99.29``; nothing for others."""
    if not isinstance(figure, CountedRate):
        return ""
    sure = interval_of(figure)
    return f"{print_number(sure.low)}–{print_number(sure.high)}"


def _changes(edition: Edition, name: str) -> Iterator[Change]:
    moved = edition.report.comparisons.get(name)
    if moved is None:
        return
    say = edition.say
    unit = say("个百分点", " points") if moved.unit == "points" else "%"
    for label, change in (
        (say("环比", "on the last period"), moved.month_on_month),
        (say("同比", "year on year"), moved.year_on_year),
    ):
        if change is None:
            continue
        sign = (change > 0) - (change < 0)
        amount = print_number(abs(change)) + unit
        yield Change(
            label=label,
            arrow="▲" if sign > 0 else "▼" if sign < 0 else "＝",
            text={1: say("上升", "up ") + amount, -1: say("下降", "down ") + amount}.get(
                sign, say("持平", "level")
            ),
            mood=edition.mood(name, sign),
        )
