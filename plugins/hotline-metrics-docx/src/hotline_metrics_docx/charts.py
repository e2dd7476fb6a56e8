"""Charts of a bulletin: the ranking of a table, and the trend of the rates; PNG by matplotlib."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hotline_metrics import CountedRate, Period, PrintedRate
from hotline_metrics.plugin import MissingDependency, Publication, Table, print_figure
from hotline_metrics_docx.fonts import KINDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOUR = "#1f4e79"
INSTALL = 'pip install "hotline-metrics-docx[charts]"'
PERIODS = 12
"""How many periods a trend shows."""

UNITS = 40
"""How many units a picture shows; more would not be legible on a page."""

LONGEST_NAME = 16
"""Characters of a name that a chart shows."""


def draw_rankings(table: Table, publication: Publication) -> list[bytes]:
    """Return the units of a table by its first rate, best above; nothing without rates.

    Beside each bar stand the rate and, in brackets, how many answers it is made of. A table of
    very many units gives several pictures.

    Raises:
        MissingDependency: matplotlib or a Chinese font is not installed.
    """
    rates = [measure.name for measure in publication.rules.rates]
    at = next((n for n, each in enumerate(table.columns) if each.measure in rates), None)
    if at is None:
        return []
    bars = [
        (row[0].text, value)
        for row in table.rows[: len(table.rows) - table.totals]
        if isinstance(value := row[at].value, CountedRate | PrintedRate)
    ]
    bars.sort(key=lambda bar: -bar[1].percent)
    title = f"{table.name}{table.columns[at].title}"
    pages = [bars[n : n + UNITS] for n in range(0, len(bars), UNITS)]
    return [
        _ranking(page, title + (f"（{n}/{len(pages)}）" if len(pages) > 1 else ""))
        for n, page in enumerate(pages, start=1)
    ]


def _ranking(bars: Sequence[tuple[str, CountedRate | PrintedRate]], title: str) -> bytes:
    figure = _figure(len(bars) * 0.22 + 0.9)
    axes = figure.add_subplot()
    places = range(len(bars))
    values = [float(value.percent) for _, value in bars]
    drawn = axes.barh(places, values, color=COLOUR, height=0.7)
    axes.bar_label(drawn, [_label(value) for _, value in bars], padding=3, fontsize=7)
    axes.set_yticks(places, [_short(name) for name, _ in bars], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, 115)
    axes.set_xticks(range(0, 101, 20), [str(n) for n in range(0, 101, 20)], fontsize=8)
    axes.set_title(f"{title}（%，括号内为样本数）", fontsize=10)
    return _png(figure)


def _label(value: CountedRate | PrintedRate) -> str:
    sample = f" ({value.n})" if value.n is not None else ""
    return print_figure(value).removesuffix("%") + sample


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def draw_trend(publication: Publication) -> bytes | None:
    """Return the rates of this and the eleven periods before; ``None`` where nothing is known.

    A period of which nothing is known leaves its place empty and the line interrupted.

    Raises:
        MissingDependency: matplotlib or a Chinese font is not installed.
    """
    known = {report.period: report for report in (*publication.history, publication.report)}
    periods = _up_to(publication.report.period)
    while periods[0] not in known:
        del periods[0]
    lines = {
        measure.title: [
            float(figure.percent) if isinstance(figure, CountedRate | PrintedRate) else math.nan
            for figure in (
                known[period].totals.get(measure.name) if period in known else None
                for period in periods
            )
        ]
        for measure in publication.rules.rates
    }
    lines = {t: values for t, values in lines.items() if sum(map(math.isfinite, values)) > 1}
    if not lines:
        return None
    figure = _figure(2.6)
    axes = figure.add_subplot()
    # The first line has its figures above, the others below: two lines seldom meet so.
    for n, (title, values) in enumerate(lines.items()):
        axes.plot(values, marker=_MARKS[n % len(_MARKS)], markersize=4, label=title, linewidth=1.5)
        for place, value in enumerate(values):
            if math.isfinite(value):
                axes.annotate(
                    f"{value:.2f}",
                    (place, value),
                    (0, -11 if n else 5),
                    textcoords="offset points",
                    fontsize=7,
                    ha="center",
                )
    axes.set_xticks(range(len(periods)), [str(each) for each in periods], fontsize=7)
    axes.tick_params(axis="y", labelsize=8)
    axes.margins(y=0.2)
    axes.set_title("走势（%）", fontsize=10, loc="left")
    axes.legend(fontsize=8, frameon=False, ncols=4, loc="lower right", bbox_to_anchor=(1, 1))
    axes.grid(axis="y", alpha=0.3)
    return _png(figure)


_MARKS = "os^Dv"


def _up_to(last: Period) -> list[Period]:
    """Return the twelve periods that end with one, the earliest first."""
    periods = [last]
    while len(periods) < PERIODS and (before := periods[0].previous) is not None:
        periods.insert(0, before)
    return periods


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
