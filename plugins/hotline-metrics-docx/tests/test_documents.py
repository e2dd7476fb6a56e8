"""The Word document: official layout, the founding month's tables, the same bytes, read back."""

import io
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from docxtpl import DocxTemplate
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from hotline_metrics import (
    MonthlyReport,
    Period,
    PrintedRate,
    Roster,
    Rulebook,
    Ticket,
    compile_report,
    compose_bulletin,
    encode_report,
    load_history,
    load_notes,
    read_tickets,
)
from hotline_metrics.cli import main
from hotline_metrics.errors import MissingDependency, OptionsError, UnreadableSource
from hotline_metrics.history.published import read_published
from hotline_metrics.plugin import (
    Bulletin,
    Heading,
    NoOptions,
    Paragraph,
    Publication,
    Run,
    Source,
    Table,
    TableCell,
    TableColumn,
)
from hotline_metrics.synthesis.demo import demo_files
from hotline_metrics.synthesis.published import founding_table
from hotline_metrics_docx import DocxOptions, PdfOptions, read_docx, write_docx, write_pdf

PINGYU = Rulebook.preset("pingyu")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="needs LibreOffice and poppler: apt-get install libreoffice-writer poppler-utils",
)


@pytest.fixture(scope="session")
def october(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Return the founding month, composed from its invented tickets."""
    folder = tmp_path_factory.mktemp("docx")
    for name, data in demo_files().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    roster = Roster.load(folder / "units.csv")
    intake = read_tickets(folder / "tickets.csv", rules=PINGYU, roster=roster)
    history = load_history(folder / "archive")
    notes = load_notes(folder / "2023-10.md")
    report = compile_report(intake, "2023-10", rules=PINGYU, history=history, cite=notes.cite)
    return Publication(
        report=report,
        bulletin=compose_bulletin(report, PINGYU, notes=notes),
        rules=PINGYU,
        history=history,
    )


def small(*blocks: object) -> Publication:
    """Return a publication of a few blocks."""
    return Publication(
        report=MonthlyReport(period=Period.parse("2023-10")),
        bulletin=Bulletin(blocks=blocks),  # type: ignore[arg-type]
        rules=PINGYU,
    )


def part(data: bytes, name: str) -> etree._Element:
    """Return a part of the document as XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def test_the_two_tables_of_the_founding_month(october: Publication) -> None:
    """30 and 19 rows under their headers, with the published figures and 市级未抽访."""
    document = Document(io.BytesIO(write_docx(october, DocxOptions())))
    first, second = document.tables
    assert [len(first.rows), len(second.rows)] == [31, 20]
    rows = {
        row.cells[0].text: [c.text for c in row.cells] for t in (first, second) for row in t.rows
    }
    for unit in founding_table().units:
        cells = rows[unit.unit]
        assert cells[1:4] == [str(unit.assigned), str(unit.overdue), str(unit.redo)]
        for place, name in ((4, "result_satisfaction"), (5, "process_satisfaction")):
            printed = unit.rates.get(name)
            expected = "96.96%" if printed == "97" else f"{printed}%" if printed else "市级未抽访"
            assert cells[place] == expected


def test_the_page_is_that_of_the_standard(october: Publication) -> None:
    """A4, 37/35/28/26 mm, 28 characters a line at 28.95 pt, numbers outside on both sides."""
    data = write_docx(october, DocxOptions())
    body = part(data, "word/document.xml")
    size = body.find(f".//{W}sectPr/{W}pgSz")
    margins = body.find(f".//{W}sectPr/{W}pgMar")
    assert size is not None
    assert margins is not None
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    sides = [int(margins.get(f"{W}{side}", "0")) for side in ("top", "bottom", "left", "right")]
    assert [round(twips / 56.6929) for twips in sides] == [37, 35, 28, 26]
    settings_part = part(data, "word/settings.xml")
    assert settings_part.find(f"{W}evenAndOddHeaders") is not None
    assert {"right", "left"} == {
        jc.get(f"{W}val")
        for name in ("footer1", "footer2")
        for jc in part(data, f"word/{name}.xml").iter(f"{W}jc")
    }
    pitches = {
        spacing.get(f"{W}line")
        for spacing in part(data, "word/styles.xml").iter(f"{W}spacing")
        if spacing.get(f"{W}lineRule") == "exact"
    }
    assert "579" in pitches, "28.95 pt in twentieths"


def test_fonts_stand_on_styles_and_no_theme_overrides_them(october: Publication) -> None:
    """East Asian names, and no attribute that would win over them."""
    data = write_docx(october, DocxOptions())
    styles = part(data, "word/styles.xml")
    named = {fonts.get(f"{W}eastAsia") for fonts in styles.iter(f"{W}rFonts")}
    assert {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"} <= named
    for xml in (styles, part(data, "word/document.xml")):
        for fonts in xml.iter(f"{W}rFonts"):
            assert not [key for key in fonts.attrib if "Theme" in str(key)]


def test_headers_repeat_and_rows_do_not_break(october: Publication) -> None:
    """At a page break the reader still knows the columns."""
    body = part(write_docx(october, DocxOptions()), "word/document.xml")
    for table in body.iter(f"{W}tbl"):
        rows = list(table.iter(f"{W}tr"))
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_the_same_report_is_the_same_file(october: Publication) -> None:
    """Down to the zip entries, charts included."""
    for options in (DocxOptions(), DocxOptions(charts=True)):
        assert write_docx(october, options) == write_docx(october, options)


def test_charts_are_pictures_of_tables_and_trend(october: Publication) -> None:
    """One ranking for each table, and the rates of the periods that are known."""
    with zipfile.ZipFile(io.BytesIO(write_docx(october, DocxOptions(charts=True)))) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
    assert len(pictures) == 3


def test_a_missing_chinese_font_is_an_error_and_never_boxes(
    october: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says what to install."""
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    with pytest.raises(MissingDependency, match="fonts-noto-cjk"):
        write_docx(october, DocxOptions(charts=True))


def test_it_is_valid_for_word(october: Publication, tmp_path: Path) -> None:
    """By the rules of the format, not only by what readers forgive."""
    path = tmp_path / "b.docx"
    path.write_bytes(write_docx(october, DocxOptions()))
    done = subprocess.run(
        [str(Path(sys.executable).parent / "openxml-audit"), str(path)],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


@needs_libreoffice
def test_libreoffice_prints_it(october: Publication, tmp_path: Path) -> None:
    """The PDF has the sentences and the figures, page after page."""
    path = tmp_path / "b.pdf"
    path.write_bytes(write_pdf(october, PdfOptions()))
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in ("平督通报〔2023〕71", "71.06%", "郭楼街道", "市级未抽访", "— 1 —"):
        assert words.replace(" ", "") in text.replace(" ", "")


def test_without_libreoffice_the_message_says_how_to_get_it(
    october: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a traceback."""
    from hotline_metrics_docx import libreoffice

    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(libreoffice, "_PLACES", ())
    with pytest.raises(MissingDependency, match="LibreOffice"):
        write_pdf(october, PdfOptions())


def test_the_offices_own_template(october: Publication, tmp_path: Path) -> None:
    """Texts, totals and table rows are put where the office wants them."""
    own = Document()
    own.add_paragraph("{{ title }}：共{{ totals.assigned }}件")
    table = own.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "{%tr for row in tables[0].rows %}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{ row[0] }}", "{{ row[1] }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    path = tmp_path / "own.docx"
    own.save(str(path))
    assert DocxTemplate(path)
    filled = Document(io.BytesIO(write_docx(october, DocxOptions(template=path))))
    assert filled.paragraphs[0].text == "关于10月份12345热线件办理情况的通报：共2349件"
    assert len(filled.tables[0].rows) == 30


@pytest.mark.parametrize("pitch", ["10", "99"])
def test_impossible_options_are_refused(pitch: str) -> None:
    """Before anything is written."""
    with pytest.raises(OptionsError, match="line_pitch"):
        DocxOptions(line_pitch=Decimal(pitch))


@settings(max_examples=40)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_makes_a_document(name: str, caption: str) -> None:
    """Markup, control characters, halves of characters: text is text."""
    table = Table(caption=caption, columns=(TableColumn("单位"),), rows=((TableCell(name, name),),))
    data = write_docx(
        small(Heading(1, (Run(caption),)), Paragraph((Run(name),)), table), DocxOptions()
    )
    assert Document(io.BytesIO(data)).tables


def test_three_hundred_units() -> None:
    """Rows are written, not inserted one by one."""
    rows = tuple((TableCell(f"单位{n}", ""), TableCell(str(n), n)) for n in range(300))
    table = Table(columns=(TableColumn("单位"), TableColumn("件数")), rows=rows)
    data = write_docx(small(table), DocxOptions())
    body = part(data, "word/document.xml")
    assert len(list(body.iter(f"{W}tr"))) == 301


def test_what_was_written_is_read_back(october: Publication) -> None:
    """Every unit's figures, the totals, the praise."""
    data = write_docx(october, DocxOptions())
    bulletin = read_docx(Source(name="b.docx", data=data), NoOptions())
    read = read_published(bulletin, PINGYU).report
    assert read.totals["assigned"] == 2349
    assert {each.unit for each in read.commended} == {
        each.unit for each in october.report.commended
    }
    for line in october.report.units:
        for name in PINGYU.table.columns:
            figure, found = line.figures[name], read.unit(line.unit).figures[name]
            if isinstance(found, PrintedRate):
                assert figure is not None
                assert not isinstance(figure, int)
                assert found.percent == figure.percent
            else:
                assert found == figure


GRADES = st.sampled_from(["satisfied", "basic", "dissatisfied", "unrated"])
TICKETS = st.lists(
    st.tuples(
        st.sampled_from(["城管局", "医保局", "郭楼街道"]), GRADES, GRADES, st.integers(1, 28)
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(TICKETS)
def test_any_report_is_read_back_from_its_document(
    drawn: list[tuple[str, str, str, int]],
) -> None:
    """Report to Word and back: the same figures, whatever they are."""
    tickets = [
        Ticket(
            id=f"2310{day:02d}0900{n:08d}",
            unit=unit,
            dispatched_at=datetime(2023, 10, day, 9),
            closed_at=datetime(2023, 11, 3),
            surveyed=True,
            answers={"result": result, "process": process},
        )
        for n, (unit, result, process, day) in enumerate(drawn)
    ]
    report = compile_report(tickets, "2023-10", rules=PINGYU)
    publication = Publication(
        report=report, bulletin=compose_bulletin(report, PINGYU), rules=PINGYU
    )
    data = write_docx(publication, DocxOptions())
    bulletin = read_docx(Source(name="b.docx", data=data), NoOptions())
    read = read_published(bulletin, PINGYU).report
    assert read.totals["assigned"] == len(tickets)
    for line in report.units:
        for name in PINGYU.table.columns:
            figure, found = line.figures[name], read.unit(line.unit).figures[name]
            shown = getattr(figure, "percent", figure)
            assert getattr(found, "percent", found) == shown


def test_an_edited_document_is_held_against_its_report(
    october: Publication, tmp_path: Path
) -> None:
    """``audit bulletin.docx --against report.json`` finds the number that a human changed."""
    report, path = tmp_path / "report.json", tmp_path / "b.docx"
    report.write_bytes(encode_report(october.report))
    path.write_bytes(write_docx(october, DocxOptions()))
    check = ["audit", str(path), "--rules", "pingyu", "--against", str(report)]
    assert main(check) == 0
    edited = Document(str(path))
    (row,) = [row for row in edited.tables[0].rows if row.cells[0].text == "城管局"]
    row.cells[2].paragraphs[0].runs[0].text = "21"
    edited.save(str(path))
    assert main(check) == 1


@settings(max_examples=40)
@given(st.binary(max_size=200))
def test_what_is_no_word_document_is_refused(data: bytes) -> None:
    """With a message and never another error."""
    with pytest.raises(UnreadableSource, match="b.docx"):
        read_docx(Source(name="b.docx", data=data), NoOptions())
