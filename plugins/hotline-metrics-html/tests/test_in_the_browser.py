"""What a reader does with the page, in a real browser: sort, filter, ask what a figure means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import attrs
import pytest

from hotline_metrics import CountedRate
from hotline_metrics.plugin import NoOptions, Publication
from hotline_metrics_html import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Open = Callable[..., "Page"]
ABSENT = "市级未抽访"


def table(page: Page, caption: str) -> Locator:
    """Return the table below a caption."""
    return page.locator("#sheets table").filter(has=page.locator("caption", has_text=caption))


def column(page: Page, title: str, caption: str = "县直单位") -> Sequence[str]:
    """Return the texts of a column of the units' table, from above."""
    found = table(page, caption)
    headings = found.locator("thead th").all_inner_texts()
    place = next(n for n, heading in enumerate(headings) if heading.startswith(title))
    return found.locator(f"tbody tr > :nth-child({place + 1})").all_inner_texts()


def heading(page: Page, title: str, caption: str = "县直单位") -> Locator:
    """Return the heading of a column, to be pressed."""
    return table(page, caption).get_by_role("button", name=title)


def percents(texts: Sequence[str]) -> list[float]:
    return [float(text.rstrip("%")) for text in texts if text != ABSENT]


# --- sorting -----------------------------------------------------------------------------------
def test_a_click_sorts_and_what_nobody_was_asked_about_stays_last(
    look: Open, county_page: bytes
) -> None:
    """The largest first, then the smallest, then as it was."""
    page = look(county_page)
    before = column(page, "办理结果满意率")
    assert ABSENT in before[:-1]
    press = heading(page, "办理结果满意率").click
    press()
    down = column(page, "办理结果满意率")
    press()
    up = column(page, "办理结果满意率")
    press()
    assert percents(down) == sorted(percents(before), reverse=True)
    assert percents(up) == sorted(percents(before))
    assert down[-1] == up[-1] == ABSENT
    assert column(page, "办理结果满意率") == before


def test_sorting_by_keyboard_is_said_aloud(look: Open, county_page: bytes) -> None:
    """Enter and space press a heading; the table says how it is sorted."""
    page = look(county_page)
    heading(page, "承办件数").focus()
    page.keyboard.press("Enter")
    numbers = [int(text) for text in column(page, "承办件数")]
    assert numbers == sorted(numbers, reverse=True)
    sorted_by = table(page, "县直单位").locator("th[aria-sort]")
    assert sorted_by.get_attribute("aria-sort") == "descending"
    assert page.locator("#said").inner_text() == "已按承办件数降序排列"
    page.keyboard.press("Space")
    assert sorted_by.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert sorted_by.inner_text().startswith("超期件数")


def test_names_are_sorted_by_their_sound(look: Open, county_page: bytes) -> None:
    """As a Chinese reader looks them up: bao, chi, dong, gou; chong, although 重 is zhong too."""
    page = look(county_page)
    heading(page, "承办单位").click()
    assert column(page, "承办单位") == (
        "城管局 公安局 供电公司 交通运输局 教育局 联通公司 人社局 市场监管局 医保局 住建局".split()
    )
    heading(page, "承办单位", "乡镇街道").click()
    assert column(page, "承办单位", "乡镇街道") == (
        "东和店镇 郭楼街道 老王岗乡 清河街道 射桥镇 万冢镇 辛店乡 杨埠镇".split()
    )


# --- filtering ---------------------------------------------------------------------------------
def shown(page: Page) -> set[str]:
    """Return the units that the page shows, in whatever list."""
    visible = "rows => rows.filter(row => row.offsetParent).map(row => row.textContent)"
    return set(page.locator("tr[data-u] th, li[data-u] b").evaluate_all(visible))


def test_a_name_filters_every_list_at_once(look: Open, county_page: bytes) -> None:
    """Rankings, matrix and tables; clearing brings all back."""
    page = look(county_page)
    everybody = shown(page)
    page.get_by_label("单位名称").fill("街道")
    assert shown(page) == {"郭楼街道", "清河街道"}
    assert page.locator("#filter output").inner_text() == "显示 2 / 18 个单位"
    assert page.locator("#matrix tbody tr:visible").count() == 2
    page.get_by_role("button", name="清除").click()
    page.locator("body:not(.filtered)").wait_for(state="attached")
    assert shown(page) == everybody


def test_groups_and_lists_filter_by_keyboard(look: Open, county: Publication) -> None:
    """Tab to the choice, type or press an arrow."""
    page = look(write_page(county, NoOptions()))
    page.get_by_label("单位名称").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    bureaus = {line.unit for line in county.report.units if line.group == "县直单位"}
    assert shown(page) == bureaus
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    praised = {each.unit for each in county.report.commended}
    assert shown(page) == bureaus & praised
    page.get_by_label("单位名称").fill("没有这个")
    assert shown(page) == set()
    assert page.locator("#filter output").inner_text() == "没有符合条件的单位"


def test_a_filter_finds_units_in_a_folded_list(
    look: Open, published: Callable[..., Publication]
) -> None:
    """The middle of a long ranking is left out at first, and found all the same."""
    page = look(write_page(published(units=45, months=1), NoOptions()))
    ranking = page.locator("#ranking table").first
    rows = ranking.locator("tbody tr:visible")
    assert rows.count() == 10 + 1 + 10
    page.get_by_label("单位名称").fill("办事处")
    assert rows.count() == 45
    page.get_by_label("单位名称").fill("")
    more = ranking.get_by_role("button", name="显示全部 45 个")
    assert more.get_attribute("aria-expanded") == "false"
    more.focus()
    page.keyboard.press("Enter")
    assert rows.count() == 45 + 1
    assert ranking.get_by_role("button", name="收起").get_attribute("aria-expanded") == "true"


def test_subcategories_fold(look: Open, county_page: bytes) -> None:
    """Two levels, the lower one put away by its heading."""
    page = look(county_page)
    part = page.get_by_role("row", name="占道经营")
    fold = page.get_by_role("button", name="城市综合类", exact=True).first
    assert part.is_visible()
    fold.focus()
    page.keyboard.press("Enter")
    assert not part.is_visible()
    fold.click()
    assert part.is_visible()


# --- what a figure means -----------------------------------------------------------------------
def test_a_definition_shows_on_hover_and_on_focus(look: Open, county_page: bytes) -> None:
    """With its formula; Escape puts it away; a screen reader is led to the same words."""
    page = look(county_page)
    tip = page.locator("#tip")
    term = page.locator("#overview").get_by_role("button", name="办理结果满意率")
    assert not tip.is_visible()
    term.hover()
    assert "满意计1、基本满意计0.6" in tip.inner_text()
    assert "÷" in tip.inner_text()
    page.locator("h1").hover()
    assert not tip.is_visible()
    heading(page, "超期件数").focus()
    assert "超过办结时限才办结" in tip.inner_text()
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    told = page.locator(f"#{term.get_attribute('aria-describedby')}")
    assert "满意计1、基本满意计0.6" in told.inner_text()


def test_a_definition_stays_on_the_screen_of_a_phone(look: Open, county_page: bytes) -> None:
    """A touch on a word tells what it means, also at the edge."""
    page = look(county_page, viewport={"width": 360, "height": 640}, has_touch=True)
    page.locator("#categories").get_by_role("button", name="服务过程满意率").tap()
    box = page.locator("#tip").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


# --- from a figure to its tickets --------------------------------------------------------------
def tickets(page: Page) -> list[str]:
    return page.locator("#drill ol li").all_inner_texts()


def test_a_figure_leads_to_its_tickets(look: Open, county: Publication, county_page: bytes) -> None:
    """Their numbers and nothing else, as many as the figure counts."""
    page = look(county_page)
    unit = next(line for line in county.report.units if line.figures["overdue"])
    row = page.locator("#sheets tr").filter(has_text=unit.unit)
    row.locator("td").nth(1).get_by_role("button").click()
    assert tickets(page) == sorted(county.evidence[f"units/{unit.unit}/overdue"])
    assert page.locator("#drill-count").inner_text() == f"涉及 {unit.figures['overdue']} 件工单"
    page.keyboard.press("Escape")
    assert not page.locator("#drill").is_visible()
    rate = unit.figures["result_satisfaction"]
    assert isinstance(rate, CountedRate)
    row.locator("td").nth(3).get_by_role("button").press("Enter")
    assert len(tickets(page)) == rate.n
    assert "分母" in page.locator("#drill-count").inner_text()
    page.get_by_role("button", name="关闭").click()
    assert not page.locator("#drill").is_visible()


def test_a_total_leads_to_its_units_and_on_to_their_tickets(
    look: Open, county: Publication, county_page: bytes
) -> None:
    """And back."""
    page = look(county_page)
    page.locator(".cards li").filter(has_text="超期件数").locator("button.open").click()
    units = page.locator("#drill-list button")
    late = {line.unit: line.figures["overdue"] for line in county.report.units}
    assert dict(text.split("　") for text in units.all_inner_texts()) == {
        unit: str(number) for unit, number in late.items() if number
    }
    first = units.first.inner_text().split("　")[0]
    units.first.click()
    assert tickets(page) == sorted(county.evidence[f"units/{first}/overdue"])
    page.get_by_role("button", name="返回").click()
    assert units.count() == sum(bool(number) for number in late.values())


def test_a_cell_of_the_matrix_leads_to_its_tickets(
    look: Open, county: Publication, county_page: bytes
) -> None:
    """By unit and category."""
    page = look(county_page)
    row = page.locator("#matrix tbody tr").filter(has_text="城管局")
    row.get_by_role("button").first.click()
    expected = county.evidence["matrix/城管局/城市综合类/assigned"]
    assert tickets(page) == sorted(expected)
    assert page.locator("#drill-title").inner_text() == f"城管局　城市综合类 {len(expected)}"


def test_without_evidence_no_figure_pretends_to_lead_anywhere(
    look: Open, county: Publication
) -> None:
    """The page holds no ticket's number but those of the bulletin."""
    data = write_page(attrs.evolve(county, evidence={}), NoOptions())
    page = look(data)
    assert page.locator("button.open").count() == 0
    cited = {each.id for each in county.report.cited}
    numbers = {each for found in county.evidence.values() for each in found}
    assert not [each for each in numbers - cited if each.encode() in data]


# --- for everybody -----------------------------------------------------------------------------
def test_without_script_everything_is_there(look: Open, county_page: bytes) -> None:
    """Nothing is folded away, and what needs the script is not offered."""
    page = look(county_page, java_script_enabled=False)
    assert page.locator("#ranking tbody tr").first.is_visible()
    assert page.get_by_role("row", name="占道经营").is_visible()
    assert not page.locator("#filter").is_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_width_scrolls_the_page_sideways(look: Open, county_page: bytes, width: int) -> None:
    """Wide tables scroll in themselves."""
    page = look(county_page, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_chart_has_a_label_and_its_data_as_a_table(look: Open, county_page: bytes) -> None:
    """Pictures with a role say what they show; bars stand in tables and say nothing twice."""
    page = look(county_page)
    charts = page.get_by_role("img")
    assert charts.count() == 7
    label = charts.last.get_attribute("aria-label")
    assert label is not None
    assert label.startswith("服务过程满意率走势：2021-11为")
    assert label.endswith("。")
    assert page.locator("svg:not([role=img]):not([aria-hidden=true])").count() == 0
    page.get_by_text("数据表：逐期数字").click()
    assert page.locator("#trend table tbody tr").count() == 24
    assert page.locator("#trend table thead th").count() == 1 + 7
