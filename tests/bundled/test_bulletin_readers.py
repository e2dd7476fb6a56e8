"""Bulletins read back: from text, Markdown and HTML the same document, the same figures."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotline_metrics import MonthlyReport, Period, PrintedRate, Rulebook, Ticket, compose_bulletin
from hotline_metrics.bundled import html_reader, markdown_exporter, markdown_reader, text_reader
from hotline_metrics.domain.period import Window
from hotline_metrics.domain.unit import Roster, Unit
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.figures.compile import report_tally
from hotline_metrics.figures.tally import count_tickets
from hotline_metrics.history.published.document import read_published
from hotline_metrics.intake.source import Source
from hotline_metrics.plugin import (
    Bulletin,
    NoOptions,
    Publication,
    Table,
    TableCell,
    TableColumn,
    plain_text,
)
from hotline_metrics.plugin.registry import Registry
from hotline_metrics.synthesis.published import founding_table

BULLETINS = Path(__file__).parents[1] / "data" / "bulletins"
PINGYU = Rulebook.preset("pingyu")


def markdown(text: str | bytes) -> Bulletin:
    """Read Markdown."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    return markdown_reader.read(Source(name="b.md", data=data), NoOptions())


def written(bulletin: Bulletin, report: MonthlyReport) -> bytes:
    """Write a bulletin as Markdown."""
    publication = Publication(report=report, bulletin=bulletin, rules=PINGYU)
    data = markdown_exporter.EXPORTER.write(publication, NoOptions())
    assert isinstance(data, bytes)
    return data


def as_html(text: str) -> str:
    """Return the founding text as a page shows it: paragraphs, and tables with their rows."""
    rows = []
    for line in text.splitlines():
        cells = line.split("\t")
        if len(cells) > 1:
            rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        else:
            rows.append(f"<p>{line}</p>")
    page = "\n".join(rows).replace("</p>\n<tr>", "</p>\n<table><tr>")
    page = page.replace("</tr>\n<p>", "</tr></table>\n<p>")
    return f"<html><head><title>x</title></head><body>{page}</body></html>"


@pytest.mark.parametrize("kind", ["utf-8", "gb18030", "html"])
def test_the_founding_bulletin_is_read_to_the_last_cell(kind: str) -> None:
    """245 cells, both headlines, comparisons, categories, praise with streaks."""
    text = (BULLETINS / "founding.txt").read_text("utf-8")
    if kind == "html":
        source = Source(name="b.html", data=as_html(text).encode())
        bulletin = html_reader.read(source, NoOptions())
    else:
        bulletin = text_reader.read(Source(name="b.txt", data=text.encode(kind)), NoOptions())
    report = read_published(bulletin, PINGYU).report
    published = founding_table()
    cells = 0
    for unit in published.units:
        figures = report.unit(unit.unit).figures
        counts = (unit.assigned, unit.overdue, unit.redo)
        assert (figures["assigned"], figures["overdue"], figures["redo"]) == counts
        for name in ("result_satisfaction", "process_satisfaction"):
            printed = unit.rates.get(name)
            assert figures[name] == (PrintedRate(Decimal(printed)) if printed else None)
        cells += 5
    assert cells == 245
    assert report.totals["assigned"] == 2349
    assert {each.unit: each.streak for each in report.commended}["医保局"] == 2
    assert len(report.categories) == 8


def test_merged_cells_repeat_their_value() -> None:
    """Across and down, as a page shows them."""
    page = (
        "<table><tr><th rowspan=2>单位</th><th colspan=2>满意率</th></tr>"
        "<tr><th>结果</th><th>过程</th></tr><tr><td>甲局</td><td>90%</td><td>80%</td></tr></table>"
    )
    (table,) = html_reader.read(Source(name="b.html", data=page.encode()), NoOptions()).tables
    shown = [[column.title for column in table.columns]]
    shown += [[cell.text for cell in row] for row in table.rows]
    assert shown == [["单位", "满意率", "满意率"], ["单位", "结果", "过程"], ["甲局", "90%", "80%"]]


def test_scripts_and_styles_are_not_read() -> None:
    """Only what a reader of the page sees."""
    page = "<style>p{}</style><script>var 满意率='99%'</script><p>2023年10月份通报</p>"
    bulletin = html_reader.read(Source(name="b.html", data=page.encode()), NoOptions())
    assert "99" not in "".join(run.text for run in bulletin.runs())


def page_text(page: str) -> list[str]:
    """Return the texts that the HTML reader finds in a page."""
    found = html_reader.read(Source(name="b.html", data=page.encode()), NoOptions())
    return [run.text for run in found.runs()]


@pytest.mark.parametrize(
    "page",
    [
        "<p>甲局</p><!-- 草稿 -->",
        "<!DOCTYPE html><?xml 草稿?><p>甲局</p>",
        "<p>甲局</p><!-- 草稿",
        "<p>甲局</p><script>草稿",
        "<p>甲局</p><p title='草稿",
        "<p/>甲局",
        "<p = title=草稿>甲局",
    ],
)
def test_what_is_no_text_of_a_page_is_not_read(page: str) -> None:
    """A comment, a declaration, and whatever is never closed to the end of the page."""
    assert page_text(page) == ["甲局"]


def test_a_sign_that_begins_no_tag_is_text() -> None:
    """As browsers show it."""
    assert "".join(page_text("<p>满意率 < 90</p>")) == "满意率 < 90"


def test_a_cell_outside_of_rows_begins_one() -> None:
    """And one outside of a table is no cell at all; a table without cells is none."""
    empty = "<table></table><table><tr></tr></table>"
    page = f"<td>甲局</td>{empty}<table><td>乙镇</td><td>3</td></table><p>完</p>"
    found = html_reader.read(Source(name="b.html", data=page.encode()), NoOptions())
    (table,) = found.tables
    assert [column.title for column in table.columns] == ["乙镇", "3"]


GRADES = st.sampled_from(["satisfied", "basic", "dissatisfied", "unrated"])


@st.composite
def reports(draw: st.DrawFn) -> MonthlyReport:
    """Draw the report of a small county."""
    roster = Roster(
        tuple(Unit(name=name, group=group) for name, group in
              [("城管局", "县直单位"), ("医保局", "县直单位"), ("郭楼街道", "乡镇街道")])
    )  # fmt: skip
    tickets = [
        Ticket(
            id=f"2310{draw(st.integers(1, 28)):02d}0900{n:08d}",
            unit=draw(st.sampled_from([unit.name for unit in roster])),
            dispatched_at=datetime(2023, 10, draw(st.integers(1, 28)), 9),
            closed_at=datetime(2023, 11, draw(st.integers(1, 9))),
            category=(draw(st.sampled_from(["城市综合类", "经济综合类"])),),
            surveyed=True,
            answers={"result": draw(GRADES), "process": draw(GRADES)},
            redo=draw(st.integers(0, 1)),
        )
        for n in range(draw(st.integers(1, 12)))
    ]
    window = Window(Period.parse("2023-10"), datetime(2023, 11, 9))
    return report_tally(count_tickets(tickets, PINGYU, window), window, PINGYU, roster=roster)


@given(reports())
def test_what_we_write_is_read_back(report: MonthlyReport) -> None:
    """Report to Markdown and back: every figure of every unit, the totals, the categories."""
    bulletin = compose_bulletin(report, PINGYU)
    read = read_published(markdown(written(bulletin, report)), PINGYU).report
    assert read.period == report.period
    assert read.totals["assigned"] == report.totals["assigned"]
    for line in report.units:
        found = read.unit(line.unit).figures
        for name in PINGYU.table.columns:
            figure = line.figures[name]
            if isinstance(figure, int) or figure is None:
                assert found[name] == figure
            else:
                shown = found[name]
                assert isinstance(shown, PrintedRate)
                assert shown.percent == figure.percent
    counted = {line.category: line.figures["assigned"] for line in report.categories}
    # A single category is no list that a reader could tell from a sentence.
    if len(counted) > 1:
        assert {c.category: c.figures["assigned"] for c in read.categories} == counted


names = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)


@example("\x01", "0")  # what the table writer takes for a line
@given(names, names)
def test_any_name_comes_back_from_a_table(name: str, caption: str) -> None:
    """Stars, pipes, backslashes, entities: escaped on the way out, the same on the way in."""
    report = MonthlyReport(period=Period.parse("2023-10"))
    table = Table(caption=caption, columns=(TableColumn("单位"),), rows=((TableCell(name, name),),))
    (back,) = markdown(written(Bulletin(blocks=(table,)), report)).tables
    as_written = name.encode("utf-8", "replace").decode()
    assert back.rows[0][0].text == as_written


def test_a_page_of_our_own_is_no_bulletin() -> None:
    """Its charts and rankings print units a second time; the message says what to take instead."""
    head = '<!doctype html><head><META content="hotline-metrics" name=generator></head>'
    with pytest.raises(UnreadableSource, match=r"b\.html .*report\.json"):
        html_reader.read(Source(name="b.html", data=head.encode()), NoOptions())
    other = head.replace("hotline-metrics", "WordPress") + "<p>2024年5月份通报</p>"
    found = html_reader.read(Source(name="b.html", data=other.encode()), NoOptions())
    assert plain_text(found.title) == "2024年5月份通报"


@pytest.mark.parametrize("reader", [text_reader, markdown_reader, html_reader])
@given(
    data=st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))
)
def test_any_bytes_are_a_document_or_unreadable(reader: object, data: bytes) -> None:
    """Never another error."""
    try:
        bulletin = reader.read(Source(name="b", data=data), NoOptions())  # type: ignore[attr-defined]
    except UnreadableSource:
        return
    read_published(bulletin)
    assert isinstance(plain_text(tuple(bulletin.runs())), str)


def test_readers_are_found_by_suffix() -> None:
    """Like importers and exporters."""
    found = Registry().bulletin_reader_for(Source(name="x.HTM", data=b""))
    assert found.format == "html"
