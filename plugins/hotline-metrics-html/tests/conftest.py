"""Publications of a small county and of a large city, and a browser to look at their pages."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from hotline_metrics import MonthlyReport, Period, Roster, Rulebook, Ticket, Unit, Window
from hotline_metrics.figures.explain import evidence_of
from hotline_metrics.plugin import NoOptions, Publication
from hotline_metrics.testing import publication, sample_report
from hotline_metrics_html import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

CATEGORIES = (
    ("城市综合类", "占道经营"), ("城市综合类", "市容环境"), ("城市综合类", "违章搭建"),
    ("城乡建设类", "物业管理"), ("城乡建设类", "房屋质量"), ("经济综合类", "消费维权"),
    ("经济综合类", "供电"), ("社会事业类", "医疗保障"), ("社会事业类", "教育收费"),
    ("农业农村类", "宅基地"), ("人力资源和社会保障类", "拖欠工资"), ("行风政风类",), ("自然资源类",), (),
)  # fmt: skip
BUREAUS = (
    "城管局 医保局 教育局 人社局 公安局 住建局 市场监管局 交通运输局 供电公司 联通公司".split()
)
TOWNS = "郭楼街道 清河街道 射桥镇 辛店乡 东和店镇 万冢镇 老王岗乡 杨埠镇".split()


def roster_of(units: int = 0) -> Roster:
    """Return the units of a county, or any number of them."""
    if not units:
        named = [(name, "县直单位") for name in BUREAUS] + [(name, "乡镇街道") for name in TOWNS]
    else:
        named = [
            (f"第{n}办事处", ("县直单位", "乡镇街道", "公用企业")[n % 3])
            for n in range(1, units + 1)
        ]
    return Roster(tuple(Unit(name=name, group=group) for name, group in named))


def tickets_of(period: Period, roster: Roster, each: int, seed: int = 7) -> tuple[Ticket, ...]:
    """Return tickets of a period: busy and quiet days, good and bad units, some never called."""
    chance = random.Random(f"{seed}{period}")
    days = len(period.days)
    begin = datetime.combine(period.first, datetime.min.time())
    found = []
    for place, unit in enumerate(roster):
        skill = 0.35 + 0.6 * chance.random()
        for n in range(max(1, int(each * (0.3 + 1.4 * chance.random())))):
            sent = begin + timedelta(days=chance.randrange(days), minutes=chance.randrange(1000))
            late = chance.random() > 0.9 + skill / 10
            closed = sent + timedelta(hours=240 if late else chance.randrange(1, 40))
            asked = chance.random() < 0.4 and place % 9 != 8
            answers = {
                question: chance.choices(
                    ("satisfied", "basic", "dissatisfied", "unrated"),
                    (skill, 0.15, 1 - skill, 0.1),
                )[0]
                for question in ("result", "process")
            }
            found.append(
                Ticket(
                    id=f"{sent:%y%m%d%H%M%S}{place:03d}{n:03d}",
                    unit=unit.name,
                    received_at=sent - timedelta(minutes=20),
                    dispatched_at=sent,
                    closed_at=closed,
                    category=chance.choices(CATEGORIES, range(len(CATEGORIES), 0, -1))[0],
                    redo=int(chance.random() > 0.99),
                    surveyed=asked,
                    answers=answers if asked else {},
                )
            )
    return tuple(found)


def make_publication(
    *,
    units: int = 0,
    months: int = 24,
    each: int = 12,
    evidence: bool = False,
    rules: Rulebook | None = None,
) -> Publication:
    """Return the publication of October 2023 with so many months in all."""
    rules = rules or Rulebook.preset("pingyu")
    if units:
        # Looking for those who nearly were among the lowest of many hundred takes its time.
        lists = tuple(rule for rule in rules.criticise if rule.lowest is None)
        rules = attrs.evolve(rules, criticise=lists)
    roster = roster_of(units)
    period = Period.parse("2023-10")
    periods = [period]
    while len(periods) < months:
        before = periods[-1].previous
        assert before is not None
        periods.append(before)
    history: list[MonthlyReport] = []
    tickets: tuple[Ticket, ...] = ()
    for month in reversed(periods):
        tickets = tickets_of(month, roster, each)
        window = Window(month, datetime.combine(month.last, datetime.min.time()) + timedelta(9))
        report = sample_report(tickets, rules=rules, roster=roster, history=history, window=window)
        history.append(report)
    *past, now = history
    made = publication(now, rules=rules, history=tuple(reversed(past)))
    behind = evidence_of(now, tickets, rules) if evidence else {}
    return attrs.evolve(made, evidence=behind)


# --- a browser ---------------------------------------------------------------------------------
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A real Chromium, one for all tests of a worker."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed; on Debian: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


Open = Callable[..., "Page"]
"""Opens a page: its bytes or its file, and what the browser's window is like."""


@pytest.fixture
def look(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a page from the disk; whatever a test does, it asks for no file but its own.

    Nor may the console say a word: refused styles and scripts, and errors, are told there.
    """
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    said: list[str] = []

    def listen(page: Page) -> None:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))

    def opened(file: bytes | Path, **options: Any) -> Page:
        path = file if isinstance(file, Path) else tmp_path / "report.html"
        if isinstance(file, bytes):
            path.write_bytes(file)
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        listen(page)
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(tmp_path.as_uri())] == []
    assert said == []


@pytest.fixture(scope="session")
def published() -> Callable[..., Publication]:
    """Make the publication of October 2023: of so many units, months, tickets of each unit."""
    return make_publication


@pytest.fixture(scope="session")
def county() -> Publication:
    """Eighteen units over 24 months, with the tickets behind the figures."""
    return make_publication(evidence=True)


@pytest.fixture(scope="session")
def county_page(county: Publication) -> bytes:
    """Its page."""
    return write_page(county, NoOptions())
