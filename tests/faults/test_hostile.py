"""Names that mean harm: as formulas, as markup, as paths. They print as what they are."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from hotline_metrics import Bulletin, write_report
from hotline_metrics.cli import main
from hotline_metrics.cli.summary import problems_file
from hotline_metrics.domain.catalogue import UNIT_UNKNOWN
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.errors import InvalidValue, PluginBroken, UnreadableSource
from hotline_metrics.plugin import (
    Exporter,
    Heading,
    NoOptions,
    Paragraph,
    Publication,
    Run,
    Table,
    TableCell,
    TableColumn,
)
from hotline_metrics.plugin.calls import write_publication
from hotline_metrics.plugin.options import make_options
from hotline_metrics.plugin.registry import default_registry
from hotline_metrics.publish.manifest_json import load_manifest
from hotline_metrics.publish.spreadsheet import FORMULA, file_name, inert_cell
from hotline_metrics.synthesis.csv_file import write_tickets_csv
from hotline_metrics.testing import sample_publication

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "=cmd|' /C calc'!A0"]
MARKUP = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[甲](javascript:alert(1))",
    "![甲](http://example.invalid/x.png)",
    "<http://example.invalid>",
    "`a` **b** _c_ ~~d~~ # e",
    "| a | b |",
    "&lt;b&gt; &#60;",
    "</td></tr></table><h1>",
    '"><svg/onload=alert(1)>',
    "{{ month }} {% for %}",
    "javascript:alert(1)",
]


def publication(*names: str) -> Publication:
    """Return a bulletin that shows names in every place where a name may stand."""
    table = Table(
        name=names[0],
        caption=names[0],
        columns=tuple(TableColumn(name) for name in names),
        rows=(tuple(TableCell(name, name) for name in names),),
    )
    blocks = [
        block for name in names for block in (Heading(1, (Run(name),)), Paragraph((Run(name),)))
    ]
    bulletin = Bulletin(title=(Run(names[0]),), blocks=(*blocks, table, table))
    return attrs.evolve(sample_publication(), bulletin=bulletin)


def written(kind: str, *names: str) -> Mapping[str, bytes]:
    """Return what an exporter makes of it."""
    exporter = default_registry().exporter(kind)
    made = write_publication(exporter, publication(*names), make_options(exporter))
    return {"": made} if isinstance(made, bytes) else made


# --- formulas --------------------------------------------------------------------------------
def test_no_cell_of_a_csv_file_is_a_formula() -> None:
    """Of tables, of problems, of tickets that are invented."""
    for data in written("csv", *FORMULAS).values():
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert len(rows) == 2
        assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]
    problem = Problem(UNIT_UNKNOWN, Location(source="=a.csv", heading="=1+1"), {"unit": "=1+1"})
    data = problems_file([problem], Path("p.csv"), "zh")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]
    for name in FORMULAS:
        with pytest.raises(InvalidValue, match="formula"):
            write_tickets_csv(io.BytesIO(), [("单位",), (name,)])


@pytest.mark.needs_plugin("excel")
def test_no_cell_of_a_workbook_is_a_formula() -> None:
    """Nor a link; each holds the text it shows."""
    (data,) = written("xlsx", *FORMULAS, "http://example.invalid", "mailto:a@b").values()
    for page in load_workbook(io.BytesIO(data)):
        for row in page.iter_rows():
            assert not [cell.value for cell in row if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)
            assert b"TargetMode" not in archive.read(name)


def test_a_roster_made_of_tickets_is_inert(tmp_path: Path) -> None:
    """It is the first file that a clerk opens in a spreadsheet."""
    rows = "".join(f'{n},2023-10-07,"{name}"\n' for n, name in enumerate(FORMULAS))
    (tmp_path / "t.csv").write_text("工单编号,受理时间,承办单位\n" + rows, "utf-8")
    assert main(["init", str(tmp_path / "office"), "--units-from", str(tmp_path / "t.csv")]) == 0
    text = (tmp_path / "office" / "units.csv").read_text("utf-8-sig")
    assert len(text.splitlines()) > 3
    assert not [line for line in text.splitlines() if line.lstrip('"').startswith(FORMULA)]


# --- markup ----------------------------------------------------------------------------------
def test_markdown_shows_names_and_makes_nothing_of_them() -> None:
    """No element, no link, no picture: rendered by CommonMark, the text is the name again."""
    (data,) = written("markdown", *MARKUP).values()
    tokens = MarkdownIt("commonmark").enable("table").parse(data.decode())
    inner = [child for token in tokens for child in token.children or ()]
    made = {token.type for token in (*tokens, *inner)}
    assert not {kind for kind in made if kind.startswith(("html", "link", "image", "code", "s_"))}
    shown = {
        "".join(child.content for child in token.children or ())
        for token in tokens
        if token.type == "inline"
    }
    assert shown >= set(MARKUP)


@settings(max_examples=60)
@given(
    st.lists(
        st.text("<>&\"'`*_[]()!|\\#~-=/:a1 \t\n", min_size=1, max_size=12), min_size=1, max_size=3
    )
)
def test_no_markdown_of_any_name_makes_an_element(names: list[str]) -> None:
    """Whatever signs it is made of."""
    (data,) = written("markdown", *names).values()
    rendered = MarkdownIt("commonmark").enable("table").render(data.decode())
    assert not [
        tag for tag in ("<script", "<img", "<a ", "<svg", "<code", "<iframe") if tag in rendered
    ]


@pytest.mark.needs_plugin("html")
def test_a_page_shows_names_and_makes_nothing_of_them() -> None:
    """No element and no attribute is made of a name."""
    (data,) = written("html", *MARKUP).values()
    page = data.decode()
    for name in MARKUP:
        if "<" in name:
            assert name not in page
    assert "<img" not in page
    assert "onerror=" not in page.replace("onerror=&quot;", "").replace("onerror=&#34;", "")


# --- paths -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/x", "a/../../x", "C:\\x", "C:x", "\\\\host\\x", "..\\x", "..", "", "a/.."],
)
def test_an_exporter_cannot_leave_its_folder(name: str, tmp_path: Path) -> None:
    """Whatever it calls its files."""
    exporter = Exporter(
        format="hostile",
        summary="",
        suffixes=(".x",),
        options=NoOptions,
        write=lambda _publication, _options: {name: b""},
    )
    with pytest.raises(PluginBroken, match="outside"):
        write_publication(exporter, sample_publication(), NoOptions())
    assert not list(tmp_path.iterdir())


@given(st.text(max_size=300))
def test_a_name_made_of_data_stays_in_its_folder(text: str) -> None:
    """On every system: no separator, no device, no dots alone, not too long."""
    name = file_name(text)
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name == "" or name.strip(". ")
    assert name.split(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    assert len(name.encode()) <= 250 + 100


def test_tables_with_hostile_names_are_files_in_one_folder(tmp_path: Path) -> None:
    """Also when two names differ in capital letters alone."""
    names = ["../../a", "CON", "a" * 500, "乡镇/街道", "Same", "same", "..", ""]
    tables = tuple(
        Table(name=name, columns=(TableColumn("单位"),), rows=((TableCell("甲", "甲"),),))
        for name in names
    )
    given = sample_publication()
    bulletin = attrs.evolve(given.bulletin, blocks=tables)
    write_report(given.report, tmp_path / "out.csv", rules=given.rules, bulletin=bulletin)
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len({name.casefold() for name in files}) == len(names)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_manifest_names_files_and_no_paths(tmp_path: Path) -> None:
    """It lies beside a report and may be anybody's: what it names is opened."""
    for name in ("../tickets.csv", "/etc/passwd", "a\\\\b"):
        (tmp_path / "m.json").write_text(
            '{"report":"","rules":"","as_of":null,"engine":"","calendar":"",'
            f'"inputs":[{{"role":"tickets","name":"{name}"}}]}}',
            "utf-8",
        )
        with pytest.raises(UnreadableSource, match="file"):
            load_manifest(tmp_path / "m.json")


def test_usual_names_stay_as_they_are() -> None:
    """Nothing is done to a name that does no harm."""
    assert inert_cell("医保局") == "医保局"
    assert file_name("县直单位") == "县直单位"
