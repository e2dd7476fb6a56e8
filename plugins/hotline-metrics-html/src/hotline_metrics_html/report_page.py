"""Exporter ``html``: one report as one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from hotline_metrics.plugin import Bulletin, NoOptions, Problem, Publication, plain_text
from hotline_metrics_html.categories import category_columns, category_rows, matrix
from hotline_metrics_html.chart import charts
from hotline_metrics_html.days import months, peak
from hotline_metrics_html.definitions import definitions
from hotline_metrics_html.document import render
from hotline_metrics_html.edition import Edition
from hotline_metrics_html.evidence import (
    ABSENT,
    NAMED,
    PRAISED,
    groups_known,
    tickets_known,
    units_known,
)
from hotline_metrics_html.overview import cards
from hotline_metrics_html.standing import burdens, named_lists, rankings
from hotline_metrics_html.tables import sheets, text_blocks
from hotline_metrics_html.trend import series_of


@attrs.frozen(kw_only=True)
class Links:
    """Where the other pages of a site are.

    Attributes:
        index: the list of all.
        earlier: title and file of the report before.
        later: title and file of the report after.
    """

    index: str
    earlier: tuple[str, str] | None = None
    later: tuple[str, str] | None = None


def write_page(publication: Publication, options: NoOptions) -> bytes:
    """Return the page of a publication."""
    del options
    return report_page(edition_of(publication), publication.bulletin, problems=publication.problems)


def edition_of(publication: Publication) -> Edition:
    """Return what the page of a publication is made from."""
    return Edition(
        report=publication.report,
        rules=publication.rules,
        lang=publication.lang,
        history=publication.history,
        evidence=publication.evidence,
    )


def report_page(
    edition: Edition,
    bulletin: Bulletin | None,
    *,
    problems: tuple[Problem, ...] = (),
    links: Links | None = None,
) -> bytes:
    """Return the page of a report.

    Args:
        edition: the report.
        bulletin: the composed document; an archived report has none.
        problems: what was found in the rows.
        links: the other pages, where it is one of a site.
    """
    report = edition.report
    series = series_of(edition, edition.headline)
    title = plain_text(bulletin.title) if bulletin else ""
    context: dict[str, object] = {
        "say": edition.say,
        "edition": edition,
        "report": report,
        "rules": edition.rules,
        "place": edition.place,
        "unit_place": edition.unit_place,
        "links": links,
        "title": title or heading_of(edition),
        "head": plain_text(bulletin.head) if bulletin else "",
        "number": plain_text(bulletin.number) if bulletin else "",
        "remark": plain_text(bulletin.remark) if bulletin else "",
        "cards": cards(edition, edition.headline),
        "totals": cards(edition, tuple(report.totals)),
        "named_lists": named_lists(edition),
        "rankings": rankings(edition),
        "burdens": burdens(edition),
        "category_columns": category_columns(edition),
        "categories": category_rows(edition),
        "series": series,
        "charts": charts(edition, series),
        "months": months(edition),
        "peak": peak(edition),
        "matrix": matrix(edition),
        "sheets": sheets(edition, bulletin),
        "blocks": text_blocks(edition, bulletin),
        "definitions": definitions(edition) if report.totals else (),
        "notes": tuple(_notes(edition)),
        "rejected": [each for each in problems if each.severity == "error"],
        "groups": groups_known(edition),
        "marks": {"praised": PRAISED, "named": NAMED, "absent": ABSENT},
    }
    return render("report.html.jinja", context, page_data(edition))


def heading_of(edition: Edition) -> str:
    """Return the title of a report's page that has no bulletin."""
    period = edition.report.period
    return edition.say(f"{period.title}热线办理情况", f"Hotline report {period}")


def page_data(edition: Edition) -> Mapping[str, object]:
    """Return what the page's script reads."""
    say, rules = edition.say, edition.rules
    return {
        "units": units_known(edition),
        "groups": groups_known(edition),
        "measures": [[measure.title, measure.is_rate] for measure in rules.measures.values()],
        "categories": [edition.category(name) for name in edition.categories],
        "tickets": tickets_known(edition),
        "words": {
            "shown": say("显示 {0} / {1} 个单位", "{0} of {1} units"),
            "none": say("没有符合条件的单位", "no unit fits"),
            "sorted": say("已按{0}{1}排列", "sorted by {0}, {1}"),
            "up": say("升序", "ascending"),
            "down": say("降序", "descending"),
            "unsorted": say("已恢复原来的次序", "back in the original order"),
            "tickets": say("涉及 {0} 件工单", "{0} tickets"),
            "behind": say(
                "这是比率，下列为分母中的 {0} 件工单",
                "a rate: these are the {0} tickets of its denominator",
            ),
            "byUnit": say("按单位查看工单", "tickets by unit"),
            "more": say("显示全部 {0} 个", "show all {0}"),
            "fewer": say("收起", "show fewer"),
        },
    }


def _notes(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield what a reader of the figures must know, by what it is about."""
    report, rules, say = edition.report, edition.rules, edition.say
    period = report.period
    yield say("统计期", "Period"), f"{period.first} – {period.last}"
    if report.as_of:
        yield say("统计时点", "As of"), f"{report.as_of:%Y-%m-%d %H:%M}"
    yield say("口径", "Rulebook"), rules.title or rules.name
    if rules.source:
        yield say("口径来源", "Source of the rules"), rules.source
    if report.rules_digest:
        yield say("口径校验码", "Digest of the rules"), report.rules_digest
    if report.rows:
        rows = report.rows
        yield (
            say("数据", "Rows"),
            say(
                f"读入{rows.read}行，计入{rows.accepted}行，未计入{rows.rejected}行；"
                f"属于本期{rows.in_period}件",
                f"{rows.read} read, {rows.accepted} accepted, {rows.rejected} rejected; "
                f"{rows.in_period} belong to the period",
            ),
        )
    elif report.totals:
        yield (
            say("数据", "Rows"),
            say(
                "录自已发布的通报，只有公布的数字",
                "taken from a published bulletin: only the figures it prints",
            ),
        )
    if report.rules_digest and report.rules_digest != rules.digest:
        yield (
            say("注意", "Note"),
            say(
                f"本期数字按另一口径（{report.rules}）统计，下列定义为当前口径",
                f"these figures were counted by other rules ({report.rules}) than those below",
            ),
        )
    for notice in report.notices:
        yield say("提示", "Notice"), notice.message(edition.lang)
    if report.exclusions:
        number = len(report.exclusions.applied)
        yield (
            say("剔除", "Exclusions"),
            say(f"经批准剔除{number}项", f"{number} approved exclusions"),
        )
