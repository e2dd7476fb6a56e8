"""Charts of a bulletin: the ranking of a table, and the trend of the rates; PNG by matplotlib."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hotline_metrics.plugin import MissingDependency, Publication, Table
from hotline_metrics_docx.fonts import KINDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOUR = "#1f4e79"
INSTALL = 'pip install "hotline-metrics-docx[charts]"'
PERIODS = 12
"""How many periods a trend shows."""


def draw_ranking(table: Table, publication: Publication) -> bytes | None:
    """Return the units of a table by its first rate, best above; ``None`` without rates.

    Raises:
        MissingDependency: matplotlib or a Chinese font is not installed.
    """
    rates = [measure.name for measure in publication.rules.rates]
    at = next((n for n, each in enumerate(table.columns) if each.measure in rates), None)
    if at is None:
        return None
    bars = [
        (row[0].text, float(value.percent))
        for row in table.rows
        if (value := row[at].value) is not None and not isinstance(value, int | str)
    ]
    if not bars:
        return None
    bars.sort(key=lambda bar: bar[1])
    figure = _figure(len(bars) * 0.22 + 0.9)
    axes = figure.add_subplot()
    places = range(len(bars))
    drawn = axes.barh(places, [value for _, value in bars], color=COLOUR, height=0.7)
    axes.bar_label(drawn, fmt="%.2f%%", padding=3, fontsize=7)
    axes.set_yticks(places, [name for name, _ in bars], fontsize=8)
    axes.set_xlim(0, 112)
    axes.set_title(f"{table.columns[at].title}（%）", fontsize=10)
    return _png(figure)


def draw_trend(publication: Publication) -> bytes | None:
    """Return the rates of this and earlier periods; ``None`` where there is nothing to compare.

    Raises:
        MissingDependency: matplotlib or a Chinese font is not installed.
    """
    kind = publication.report.period.kind
    known = [*publication.history, publication.report]
    reports = sorted(
        (each for each in known if each.period.kind == kind), key=lambda each: each.period.first
    )[-PERIODS:]
    if len(reports) < 2:
        return None
    figure = _figure(2.6)
    axes = figure.add_subplot()
    labels = [str(each.period) for each in reports]
    shown = False
    for measure in publication.rules.rates:
        values = [each.totals.get(measure.name) for each in reports]
        points = [
            (place, float(value.percent))
            for place, value in enumerate(values)
            if value is not None and not isinstance(value, int)
        ]
        if len(points) > 1:
            axes.plot(*_columns(points), marker="o", label=measure.title, linewidth=1.5)
            shown = True
    if not shown:
        return None
    axes.set_xticks(range(len(labels)), labels, fontsize=8)
    axes.set_title("走势（%）", fontsize=10)
    axes.legend(fontsize=8, frameon=False)
    axes.grid(axis="y", alpha=0.3)
    return _png(figure)


def _columns(points: Sequence[tuple[int, float]]) -> tuple[list[int], list[float]]:
    return [place for place, _ in points], [value for _, value in points]


def _figure(height: float) -> Figure:
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise MissingDependency(
            f"图表需要 matplotlib，请安装：{INSTALL}", f"charts need matplotlib: {INSTALL}"
        ) from error
    return Figure(figsize=(6.1, max(height, 1.6)), dpi=200, layout="constrained")


def _png(figure: Figure) -> bytes:
    from matplotlib import rc_context

    font = _font()
    stream = io.BytesIO()
    with rc_context({"font.family": [font], "axes.unicode_minus": False}):
        for text in figure.findobj(_is_text):
            text.set_fontfamily(font)  # type: ignore[attr-defined]
        for axes in figure.axes:
            axes.spines[["top", "right"]].set_visible(False)
        # Without a date and a version the same report draws the same bytes.
        figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def _is_text(artist: object) -> bool:
    return hasattr(artist, "set_fontfamily")


def _font() -> str:
    """Return an installed Chinese font; a missing one is an error and never boxes."""
    from matplotlib import font_manager

    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    # Debian's collections name the Japanese face first; it holds the Chinese glyphs too.
    wanted = (*KINDS["hei"], "Noto Sans CJK JP", "Microsoft YaHei", "PingFang SC", *KINDS["song"])
    for name in wanted:
        if name in installed:
            return name
    raise MissingDependency(
        "图表需要中文字体，请安装，如 apt-get install fonts-noto-cjk",
        "charts need a Chinese font: apt-get install fonts-noto-cjk",
    )
