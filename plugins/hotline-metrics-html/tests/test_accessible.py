"""Nobody is left out: axe-core finds nothing to complain of, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING

import attrs
import pytest

from hotline_metrics.plugin import NoOptions, Publication
from hotline_metrics_html import write_page, write_site

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, each with the first element it is about."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{each['impact']} {each['id']}: {each['nodes'][0]['html']}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page(look: Open, county_page: bytes, scheme: str) -> None:
    """Headings, tables, contrast, names, regions."""
    page = look(county_page, color_scheme=scheme, bypass_csp=True)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_on_it(look: Open, county_page: bytes, scheme: str) -> None:
    """On a phone: tickets, data tables, a definition, a filtered and sorted table."""
    page = look(
        county_page,
        color_scheme=scheme,
        bypass_csp=True,
        viewport={"width": 390, "height": 844},
    )
    for summary in page.locator("summary").all():
        summary.click()
    page.locator("#sheets thead button").nth(1).click()
    page.get_by_label("单位名称").fill("街道")
    page.locator("#sheets thead button").nth(3).focus()
    assert violations(page) == []
    page.locator("#overview button.open").first.click()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_index(look: Open, published: Callable[..., Publication], scheme: str) -> None:
    """The list of a site's pages."""
    index = write_site(published(months=3), NoOptions())["index.html"]
    assert violations(look(index, color_scheme=scheme, bypass_csp=True)) == []


def test_english(look: Open, county: Publication) -> None:
    """The page says in which language it speaks."""
    page = look(write_page(attrs.evolve(county, lang="en"), NoOptions()))
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#overview h2").inner_text() == "Overview"
