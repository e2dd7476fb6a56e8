"""A large city: three hundred units and two years on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hotline_metrics.plugin import NoOptions, Publication
from hotline_metrics_html import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]


def test_three_hundred_units_and_24_months(
    look: Open, published: Callable[..., Publication]
) -> None:
    """Under 2 MB with the tickets behind every figure, and quick to answer."""
    made = published(units=300, months=24, each=4, evidence=True)
    data = write_page(made, NoOptions())
    assert len(data) < 2_000_000
    page = look(data)
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    took = page.evaluate(
        """() => {
            const begin = performance.now();
            document.querySelectorAll("#sheets thead button")[4].click();
            document.querySelector("#filter input").value = "第1";
            document.querySelector("#filter input").dispatchEvent(
                new Event("input", {bubbles: true})
            );
            document.body.offsetHeight;
            return performance.now() - begin;
        }"""
    )
    assert page.locator("#sheets tbody tr:visible").count() == 111
    print(f"{len(data) / 1e6:.2f} MB, ready after {ready:.0f} ms, sort and filter {took:.0f} ms")
