"""Page and site keep the contract for exporters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from hotline_metrics.testing import ExporterContract
from hotline_metrics_html import PAGE, SITE


class TestPage(ExporterContract):
    """One report as one page."""

    exporter = PAGE
    magic = b"<!doctype html>"
    text = True

    def check(self, files: Mapping[str, bytes]) -> None:
        """Nothing in it asks for another file, and no style is where the policy refuses it."""
        super().check(files)
        for data in files.values():
            page = Elements()
            page.feed(data.decode())
            assert page.far == []
            assert page.styled == []
            assert page.scripts == 2  # the data, and the script that reads them
            assert len(page.names) == len(set(page.names)), "an id comes twice"
            assert page.spoken <= set(page.names), "a label that is not there"


class TestSite(TestPage):
    """A folder of them."""

    exporter = SITE


class Elements(HTMLParser):
    """What the elements of a page refer to, and what they are called."""

    def __init__(self) -> None:
        super().__init__()
        self.far: list[str] = []
        self.styled: list[str] = []
        self.names: list[str] = []
        self.spoken: set[str] = set()
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        for name, value in attrs:
            if name in {"src", "href", "action"} and re.match(r"\w+:(?!,)|//", value or ""):
                self.far.append(value or "")
            if name == "style" or name.startswith("on"):
                self.styled.append(name)
            if name == "id":
                self.names.append(value or "")
            if name in {"aria-labelledby", "aria-describedby"}:
                self.spoken.add(value or "")
