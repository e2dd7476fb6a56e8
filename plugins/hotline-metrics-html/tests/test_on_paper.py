"""Printed on A4, no column is cut, headings come again on every page, and nothing is interactive."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hotline_metrics import Rulebook
from hotline_metrics.plugin import NoOptions, Publication
from hotline_metrics_html import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]
MILLIMETRE = 72 / 25.4
PORTRAIT, LANDSCAPE = (210, 297), (297, 210)


@pytest.fixture
def printed(look: Open, tmp_path: Path) -> Callable[[bytes], Path]:
    """Print a page as a PDF, as the browser's dialog does."""

    def to_paper(data: bytes) -> Path:
        path = tmp_path / "report.pdf"
        look(data).pdf(path=path, prefer_css_page_size=True, print_background=True)
        return path

    return to_paper


def told(program: str, path: Path, *options: str) -> str:
    """Return what a program of poppler says about a PDF."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed; on Debian: apt-get install poppler-utils")
    done = subprocess.run(
        [program, *options, str(path), "-"] if program == "pdftotext" else [program, str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def words(path: Path) -> Iterator[tuple[tuple[int, int], float, float, str]]:
    """Yield every word: the size of its page and where it begins and ends, in millimetres."""
    size = (0, 0)
    shape = re.compile(
        r'<page width="([\d.]+)" height="([\d.]+)">'
        r'|<word xMin="(-?[\d.]+)" yMin="[^"]+" xMax="(-?[\d.]+)" yMax="[^"]+">(.*?)</word>'
    )
    for width, height, left, right, text in shape.findall(told("pdftotext", path, "-bbox")):
        if width:
            size = (round(float(width) / MILLIMETRE), round(float(height) / MILLIMETRE))
        else:
            yield size, float(left) / MILLIMETRE, float(right) / MILLIMETRE, text


@pytest.mark.parametrize("rules", ["pingyu", "full"])
def test_every_word_is_within_the_margins(
    printed: Callable[[bytes], Path], published: Callable[..., Publication], rules: str
) -> None:
    """Five columns upright, eighteen across the paper."""
    made = published(rules=Rulebook.preset(rules), months=14)
    path = printed(write_page(made, NoOptions()))
    sizes = set()
    for size, left, right, word in words(path):
        sizes.add(size)
        assert left >= 14, word
        assert right <= size[0] - 14, word
    assert sizes == ({PORTRAIT} if rules == "pingyu" else {PORTRAIT, LANDSCAPE})
    lines = [line.split() for line in told("pdftotext", path, "-layout").splitlines()]
    for table in made.bulletin.tables:
        assert [column.title for column in table.columns] in lines
        for row in table.rows:
            assert [cell.text for cell in row] in lines


def test_a_long_table_repeats_its_heading(
    printed: Callable[[bytes], Path], published: Callable[..., Publication]
) -> None:
    """On every page that it goes over, the ones whose headings are buttons too."""
    made = published(units=210, months=1, each=1)
    pages = told("pdftotext", printed(write_page(made, NoOptions())), "-layout").split("\f")
    (table, *_) = made.bulletin.tables
    heading = [column.title for column in table.columns]
    known = [[cell.text for cell in row] for row in table.rows]
    held = 0
    for page in pages:
        lines = [line.split() for line in page.splitlines()]
        if any(row in lines for row in known):
            held += 1
            assert heading in lines
    assert held > 1


def test_paper_has_no_buttons(look: Open, county_page: bytes) -> None:
    """Neither the bar nor what opens; white also where the screen is dark."""
    page = look(county_page, color_scheme="dark")
    page.emulate_media(media="print")
    for gone in (".bar", "summary", ".more", "#drill", ".skip"):
        assert not page.locator(gone).first.is_visible(), gone
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(255, 255, 255)"
