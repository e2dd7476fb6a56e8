"""A folder of pages: one for every report of the archive, and an index over them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

from hotline_metrics import decode_report
from hotline_metrics.cli import main
from hotline_metrics.plugin import NoOptions, Publication
from hotline_metrics.plugin.registry import Registry
from hotline_metrics_html import PAGE, SITE, write_site

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]


@pytest.fixture(scope="session")
def quarter(published: Callable[..., Publication]) -> Publication:
    """Three months, the last with its bulletin; and an old one that was typed in."""
    typed = decode_report(
        '{"schema": 1, "period": "2022-10", "totals": {"result_satisfaction": {"percent": "85.11"}}}'
    )
    made = published(months=3, evidence=True)
    return attrs.evolve(made, history=(*made.history, typed))


def test_they_are_chosen_by_what_is_to_be_written() -> None:
    """A file by its suffix, a folder by its slash."""
    found = Registry()
    assert found.exporter_for("out/report.html") is found.exporter("html") is PAGE
    assert found.exporter_for("REPORT.HTM") is PAGE
    assert found.exporter_for("out/site/") is found.exporter("html/site") is SITE


def test_every_page_is_reached_from_the_index_and_leads_to_its_neighbours(
    look: Open, quarter: Publication, tmp_path: Path
) -> None:
    """By links between files of the folder."""
    for name, data in write_site(quarter, NoOptions()).items():
        (tmp_path / name).write_bytes(data)
    page = look(tmp_path / "index.html")
    links = page.locator("#years a")
    assert links.all_inner_texts() == ["2023年10月份", "2023年9月份", "2023年8月份", "2022年10月份"]
    links.nth(1).click()
    assert page.locator("h1").inner_text() == "2023年9月份热线办理情况"
    page.get_by_role("link", name="上一期：2023年8月份").click()
    page.get_by_role("link", name="上一期：2022年10月份").click()
    assert page.locator(".value").all_inner_texts() == ["85.11%"]
    assert "录自已发布的通报" in page.locator("#notes").inner_text()
    page.get_by_role("link", name="全部各期").click()
    page.get_by_role("link", name="最新一期").click()
    assert page.locator("#text").is_visible()
    assert page.locator("button.open").count() > 0
    assert page.get_by_role("link", name="下一期").count() == 0


def test_only_the_present_report_has_a_text_and_tickets(quarter: Publication) -> None:
    """What was published then may have said other words; its tickets are not at hand."""
    pages = write_site(quarter, NoOptions())
    with_text = [name for name, data in pages.items() if b'id="text"' in data]
    with_tickets = [name for name, data in pages.items() if b'"ids":' in data]
    assert with_text == with_tickets == ["2023-10.html"]


def test_figures_of_other_rules_are_said_to_be(quarter: Publication) -> None:
    """The definitions on a page are those of today."""
    before = attrs.evolve(quarter.history[0], rules="old", rules_digest="sha256:0")
    given = attrs.evolve(quarter, history=(before, *quarter.history[1:]))
    pages = write_site(given, NoOptions())
    said = [name for name, data in pages.items() if "按另一口径（old）统计" in data.decode()]
    assert said == ["2023-09.html"]


def test_the_present_report_replaces_its_namesake_in_the_archive(quarter: Publication) -> None:
    """A month that is reported again has one page."""
    again = attrs.evolve(quarter, history=(quarter.report, *quarter.history))
    assert list(write_site(again, NoOptions())) == list(write_site(quarter, NoOptions()))


# --- from the command line ---------------------------------------------------------------------
@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the demonstration."""
    folder = tmp_path_factory.mktemp("office") / "october"
    assert main(["demo", str(folder)]) == 0
    return folder


def test_the_founding_month_as_a_page_and_as_a_site(office: Path, tmp_path: Path) -> None:
    """``-o report.html`` and ``-o site/``; ``--evidence`` brings the tickets."""
    command = ["report", str(office / "tickets.csv"), "-m", "2023-10", "--evidence"]
    outputs = ["-o", str(tmp_path / "report.html"), "-o", f"{tmp_path / 'site'}/"]
    assert main([*command, *outputs]) == 0
    assert {path.name for path in (tmp_path / "site").iterdir()} == {
        "index.html", "2022-10.html", "2023-09.html", "2023-10.html",
    }  # fmt: skip
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "关于10月份12345热线件办理情况的通报" in text
    assert re.search(r'"ids":\["2310', text)


def test_an_office_may_name_the_folder(office: Path, tmp_path: Path) -> None:
    """``outputs`` in ``hotline.toml`` reads as the command line does."""
    settings = (office / "hotline.toml").read_text("utf-8")
    (tmp_path / "hotline.toml").write_text(
        re.sub(r"outputs = .*", 'outputs = ["pages/"]', settings), "utf-8"
    )
    (tmp_path / "units.csv").write_bytes((office / "units.csv").read_bytes())
    tickets = str(office / "tickets.csv")
    assert main(["report", tickets, "-m", "2023-10", "--office", str(tmp_path)]) == 0
    assert (tmp_path / "pages" / "index.html").is_file()


def test_a_list_of_deadlines_is_a_page_too(look: Open, office: Path, tmp_path: Path) -> None:
    """Tables and nothing else, to be sorted."""
    path = tmp_path / "due.html"
    tickets = str(office / "tickets.csv")
    assert main(["due", tickets, "--backtest", "2023-10-18T10:00", "-o", str(path)]) == 0
    page = look(path)
    assert page.locator("h2").all_inner_texts() == ["Tables", "Definitions and notes"]
    rows = page.locator("#sheets table").first.locator("tbody th")
    before = rows.all_inner_texts()
    page.locator("#sheets thead button").first.click()
    assert sorted(rows.all_inner_texts()) == sorted(before)
    assert rows.all_inner_texts() != before
