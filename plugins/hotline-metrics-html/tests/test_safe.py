"""Whatever a name says, nothing runs, nothing is asked for, and the name is shown as it stands."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import attrs
import pytest

from hotline_metrics import Roster, Ticket, Unit
from hotline_metrics.figures.explain import evidence_of
from hotline_metrics.plugin import NoOptions, Run
from hotline_metrics.testing import publication, sample_report
from hotline_metrics_html import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Open = Callable[..., "Page"]

HOSTILE = (
    "</script><img src=x onerror=\"window.ran='img'\">",
    "</style><style>body{display:none}</style>",
    "\"><svg onload=window.ran='svg'>",
    "<!--<script>window.ran='script'</script>",
    "{{ 7*7 }}{% raw %}",
    "javascript:window.ran='url'",
    "' autofocus onfocus=window.ran='focus' x='",
    "\u2028\u2029window.ran='line'//",
    "&lt;b&gt;",
)


def hostile_page() -> bytes:
    """Return a page whose units, groups, categories, tickets and title are all hostile."""
    tickets = [
        Ticket(
            id=f"{name}{n}",
            unit=name,
            dispatched_at=datetime(2023, 10, 2 + n, 9),
            closed_at=datetime(2023, 10, 28, 9),
            category=(name, f"{name}·"),
            surveyed=True,
            answers={"result": "dissatisfied", "process": "satisfied"},
        )
        for n, name in enumerate(HOSTILE)
    ]
    roster = Roster(tuple(Unit(name=name, group=name) for name in HOSTILE))
    made = publication(sample_report(tickets, roster=roster))
    evidence = evidence_of(made.report, tickets, made.rules)
    bulletin = attrs.evolve(made.bulletin, title=(Run(HOSTILE[0]),), remark=(Run(HOSTILE[2]),))
    return write_page(attrs.evolve(made, evidence=evidence, bulletin=bulletin), NoOptions())


def test_hostile_names_do_nothing(look: Open) -> None:
    """In tables, headings, choices, labels, the data, and where the script writes them."""
    page = look(hostile_page())
    assert page.title() == HOSTILE[0]
    assert page.locator("h1").inner_text() == HOSTILE[0]
    seen = page.locator("#matrix tbody th").all_text_contents()
    assert set(seen) == set(HOSTILE)
    page.locator("#filter input").fill("ONERROR")
    assert page.locator("#matrix tbody tr:visible").count() == 1
    page.locator("#matrix tbody tr:visible button").click()
    assert page.locator("#drill-title").text_content() == f"{HOSTILE[0]}　{HOSTILE[0]} 1"
    assert page.locator("#drill-list li").text_content() == f"{HOSTILE[0]}0"
    page.keyboard.press("Escape")
    page.locator(".cards button.open").first.click()
    assert page.locator("#drill-list li").count() == len(HOSTILE)
    assert page.evaluate("window.ran") is None
    assert page.locator("img, iframe, object, embed").count() == 0


def test_the_policy_allows_one_style_and_one_script(county_page: bytes) -> None:
    """By their hashes; nothing inline by itself, nothing from anywhere."""
    text = county_page.decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src &#39;none&#39;; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;;" in policy


@pytest.mark.parametrize("way", ["script", "style", "handler"])
def test_the_policy_is_obeyed(browser: Browser, county_page: bytes, way: str) -> None:
    """Had something come through all the same, the browser would not run it."""
    smuggled = {
        "script": "<script>document.title='ran'</script>",
        "style": "<p id=smuggled style='position:fixed'>x</p>",
        "handler": "<img src=data:, onerror=\"document.title='ran'\">",
    }[way]
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_content(county_page.decode().replace("</main>", f"{smuggled}</main>"))
    assert page.title() != "ran"
    if way == "style":
        assert page.locator("#smuggled").evaluate("e => getComputedStyle(e).position") == "static"
    assert any("Content Security Policy" in text for text in said)
    context.close()
