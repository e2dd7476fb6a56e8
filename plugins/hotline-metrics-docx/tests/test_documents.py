"""The Word document: official layout, the founding month's tables, the same bytes, read back."""

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from docx import Document
from docxtpl import DocxTemplate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline_metrics import (
    PrintedRate,
    Rulebook,
    Ticket,
    compile_report,
    compose_bulletin,
    encode_report,
)
from hotline_metrics.cli import main
from hotline_metrics.errors import OptionsError, UnreadableSource
from hotline_metrics.history.published.document import read_published
from hotline_metrics.plugin import (
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
from hotline_metrics.synthesis.published import founding_table
from hotline_metrics_docx import DocxOptions, read_docx, write_docx

Small = Callable[..., Publication]

PINGYU = Rulebook.preset("pingyu")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


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


def test_the_same_report_is_the_same_file(october: Publication) -> None:
    """Down to the zip entries."""
    assert write_docx(october, DocxOptions()) == write_docx(october, DocxOptions())


@pytest.mark.parametrize("options", [DocxOptions(), DocxOptions(charts=True, fonts="windows")])
def test_it_is_valid_for_word(
    issued: Publication, wide: Table, options: DocxOptions, tmp_path: Path
) -> None:
    """By the rules of the format, not only by what readers forgive: upright and across."""
    blocks = (*issued.bulletin.blocks, wide)
    everything = attrs.evolve(issued, bulletin=attrs.evolve(issued.bulletin, blocks=blocks))
    path = tmp_path / "b.docx"
    path.write_bytes(write_docx(everything, options))
    done = subprocess.run(
        [str(Path(sys.executable).parent / "openxml-audit"), str(path)],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


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


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.text(max_size=40), caption=st.text(max_size=40))
def test_any_text_makes_a_document(small: Small, name: str, caption: str) -> None:
    """Markup, control characters, halves of characters: text is text."""
    table = Table(caption=caption, columns=(TableColumn("单位"),), rows=((TableCell(name, name),),))
    data = write_docx(
        small(Heading(1, (Run(caption),)), Paragraph((Run(name),)), table), DocxOptions()
    )
    assert Document(io.BytesIO(data)).tables


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
