"""Exporter ``site``: a page for every report of the archive, and an index over them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import attrs

from hotline_metrics import MonthlyReport
from hotline_metrics.plugin import NoOptions, Publication
from hotline_metrics_html.chart import charts
from hotline_metrics_html.document import render
from hotline_metrics_html.edition import Edition
from hotline_metrics_html.overview import Card, cards
from hotline_metrics_html.report_page import (
    Links,
    edition_of,
    heading_of,
    page_data,
    report_page,
)
from hotline_metrics_html.trend import series_of

INDEX = "index.html"


@attrs.frozen(kw_only=True)
class Entry:
    """One report in the index.

    Attributes:
        title: its period.
        file: its page.
        cards: its headline figures, in the order of the index's columns; ``None`` for one it
            does not have.
    """

    title: str
    file: str
    cards: tuple[Card | None, ...]


def write_site(publication: Publication, options: NoOptions) -> Mapping[str, bytes]:
    """Return the index and the pages of a publication and of every report in its history."""
    del options
    now = edition_of(publication)
    report = publication.report
    earlier = [each for each in publication.history if each.period != report.period]
    reports = sorted([report, *earlier], key=lambda each: (each.period.first, str(each.period)))
    pages = {}
    for place, each in enumerate(reports):
        current = each is report
        edition = now if current else attrs.evolve(now, report=each, evidence={})
        before = reports[place - 1] if place else None
        after = reports[place + 1] if place + 1 < len(reports) else None
        pages[page_name(each)] = report_page(
            edition,
            publication.bulletin if current else None,
            problems=publication.problems if current else (),
            links=Links(index=INDEX, earlier=_link(before), later=_link(after)),
        )
    return {INDEX: _index(now, reports), **pages}


def page_name(report: MonthlyReport) -> str:
    """Return the file of a report's page, such as ``2023-10.html``."""
    return f"{report.period}.html"


def _link(report: MonthlyReport | None) -> tuple[str, str] | None:
    return (report.period.title, page_name(report)) if report else None


def _index(now: Edition, reports: list[MonthlyReport]) -> bytes:
    names = now.headline

    def entry(report: MonthlyReport) -> Entry:
        edition = attrs.evolve(now, report=report, evidence={})
        known = tuple(name for name in names if name in report.totals)
        by_name = dict(zip(known, cards(edition, known), strict=True))
        return Entry(
            title=now.say(report.period.title, str(report.period)),
            file=page_name(report),
            cards=tuple(by_name.get(name) for name in names),
        )

    latest = attrs.evolve(now, report=reports[-1])
    years = [
        (year, tuple(map(entry, inside)))
        for year, inside in groupby(reversed(reports), key=lambda each: each.period.first.year)
    ]
    series = series_of(latest, tuple(name for name in names if name in latest.report.totals))
    context: dict[str, object] = {
        "say": now.say,
        "edition": now,
        "title": now.say("热线通报", "Hotline reports"),
        "latest": heading_of(latest),
        "latest_file": page_name(reports[-1]),
        "names": names,
        "years": years,
        "series": series,
        "charts": charts(latest, series),
        "place": {},  # definitions stand on the pages of the reports
    }
    data = {**page_data(attrs.evolve(now, evidence={})), "units": [], "tickets": []}
    return render("index.html.jinja", context, data)
