"""Pictures of how figures went: small ones side by side, and lines without words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil, floor
from typing import Literal

import attrs

from hotline_metrics import CountedRate, Figure, Period
from hotline_metrics.plugin import interval_of
from hotline_metrics_html.edition import Edition
from hotline_metrics_html.trend import Series

LEFT, RIGHT, TOP, BOTTOM = 38, 352, 12, 142
"""The edges of the plot, within a picture of 360 by 168."""
ROOM = 60
"""How far a year's mark must be from the marks at both ends."""
SPARK = 12
"""How many periods a sparkline shows."""

Point = tuple[float, float]


@attrs.frozen(kw_only=True)
class Dot:
    """A figure in the picture: where it is, and what it says."""

    x: str
    y: str
    text: str


@attrs.frozen(kw_only=True)
class Tick:
    """A line across the picture, or a mark below it."""

    at: str
    text: str
    anchor: Literal["start", "middle", "end"] = "end"


@attrs.frozen(kw_only=True)
class Chart:
    """A picture of one series.

    Attributes:
        measure: its name.
        title: what it is called.
        now: the latest figure as printed.
        label: the picture in one sentence, for those who do not see it.
        bars: whether it is drawn in bars, as counts are, or as a line.
        width: of a bar.
        line: the line, broken where a period is missing.
        band: the 95 % intervals around the line.
        dots: every figure.
        levels: lines across.
        marks: periods below.
    """

    measure: str
    title: str
    now: str
    label: str
    bars: bool
    width: str
    line: str
    band: str
    dots: tuple[Dot, ...]
    levels: tuple[Tick, ...]
    marks: tuple[Tick, ...]


def charts(edition: Edition, series: Iterable[Series]) -> tuple[Chart, ...]:
    """Draw every series that has two figures or more.

    Args:
        edition: says how figures are printed.
        series: the series.
    """
    return tuple(
        _chart(edition, each)
        for each in series
        if sum(figure is not None for figure in each.figures) > 1
    )


def sparkline(series: Series) -> str:
    """Return a series' last periods as the path of a line in a box of 100 by 28."""
    values = series.values[-SPARK:]
    present = [value for value in values if value is not None]
    if len(present) < 2:
        return ""
    low, high = min(present), max(present)
    reach = (high - low) or 1
    step = 96 / (len(values) - 1)
    points = [
        None if value is None else (2 + n * step, 25 - 22 * (value - low) / reach)
        for n, value in enumerate(values)
    ]
    return _path(points)


def _chart(edition: Edition, series: Series) -> Chart:
    values = series.values
    counts = all(figure is None or isinstance(figure, int) for figure in series.figures)
    spans = [_span(figure) for figure in series.figures]
    seen = [value for value in values if value is not None]
    seen += [end for span in spans if span for end in span]
    low, high = (0.0, _ceiling(max(seen))) if counts else _range(seen)
    step = (RIGHT - LEFT) / len(values)
    texts = [edition.printed(series.measure, figure) for figure in series.figures]

    def across(place: int) -> float:
        return LEFT + (place + 0.5) * step

    def up(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low)

    points = [None if value is None else (across(n), up(value)) for n, value in enumerate(values)]
    levels = [level for level in (low, (low + high) / 2, high) if level == int(level)]
    return Chart(
        measure=series.measure,
        title=edition.title(series.measure),
        now=texts[-1],
        label=_sentence(edition, series, texts),
        bars=counts,
        width=_shown(step * 0.64),
        line="" if counts else _path(points),
        band="" if counts else _band(across, up, spans),
        dots=tuple(
            Dot(x=_shown(point[0]), y=_shown(point[1]), text=f"{period}  {text}")
            for point, period, text in zip(points, series.periods, texts, strict=True)
            if point
        ),
        levels=tuple(
            Tick(at=_shown(up(level)), text=f"{level:.0f}{'' if counts else '%'}")
            for level in levels
        ),
        marks=tuple(_marks(series.periods, across)),
    )


def _span(figure: Figure) -> tuple[float, float] | None:
    if not isinstance(figure, CountedRate):
        return None
    sure = interval_of(figure)
    return float(sure.low), float(sure.high)


def _ceiling(most: float) -> float:
    """Return the next round number, of which half is round too where that can be."""
    size = 1.0
    while True:
        for factor in (1, 2, 4, 6, 8):
            if most <= factor * size:
                return factor * size
        size *= 10


def _range(seen: Sequence[float]) -> tuple[float, float]:
    """Return multiples of twenty per cent around rates."""
    low, high = 20 * floor(min(seen) / 20), 20 * ceil(max(seen) / 20)
    return (low, high) if high > low else (low - 20, high) if low else (low, high + 20)


def _band(
    across: Callable[[int], float],
    up: Callable[[float], float],
    spans: Sequence[tuple[float, float] | None],
) -> str:
    """Return the areas between the ends of neighbouring intervals."""
    areas = []
    run: list[tuple[int, float, float]] = []
    for place, span in enumerate([*spans, None]):
        if span:
            run.append((place, *span))
            continue
        if len(run) > 1:
            upper = [f"{_shown(across(n))},{_shown(up(high))}" for n, _, high in run]
            lower = [f"{_shown(across(n))},{_shown(up(low))}" for n, low, _ in reversed(run)]
            areas.append("M" + "L".join([*upper, *lower]) + "Z")
        run = []
    return "".join(areas)


def _path(points: Sequence[Point | None]) -> str:
    """Return a line through points, broken where one is missing."""
    path, pen = [], "M"
    for point in points:
        if point is None:
            pen = "M"
        else:
            path.append(f"{pen}{_shown(point[0])},{_shown(point[1])}")
            pen = "L"
    return "".join(path)


def _marks(periods: Sequence[Period], across: Callable[[int], float]) -> Iterator[Tick]:
    """Yield the first and the last period, and between them the years that have room."""
    last = len(periods) - 1
    yield Tick(at=str(LEFT), text=str(periods[0]), anchor="start")
    for place, (before, period) in enumerate(pairwise(periods), start=1):
        new = before.first.year != period.first.year and period.kind != "year"
        if new and across(place) - LEFT > ROOM and RIGHT - across(place) > ROOM:
            yield Tick(at=_shown(across(place)), text=f"{period.first.year}", anchor="middle")
    yield Tick(at=str(RIGHT), text=str(periods[last]), anchor="end")


def _sentence(edition: Edition, series: Series, texts: Sequence[str]) -> str:
    """Say where a series begins and ends, and its extremes."""
    known = [
        (value, period, text)
        for value, period, text in zip(series.values, series.periods, texts, strict=True)
        if value is not None
    ]
    (_, first, start), (_, last, end) = known[0], known[-1]
    lowest, highest = min(known, key=lambda each: each[0]), max(known, key=lambda each: each[0])
    return edition.say(
        f"{edition.title(series.measure)}走势：{first}为{start}，{last}为{end}；"
        f"最低{lowest[1]}为{lowest[2]}，最高{highest[1]}为{highest[2]}。",
        f"{edition.title(series.measure)}: {start} in {first}, {end} in {last}; "
        f"lowest {lowest[2]} in {lowest[1]}, highest {highest[2]} in {highest[1]}.",
    )


def _shown(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
