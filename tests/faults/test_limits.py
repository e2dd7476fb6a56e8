"""What is too large is refused by the limit's name; and each guard has a test that misses it."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest
from tests.faults.guards import GUARDS, ROOT, Guard
from tests.faults.large import WORD, zipped

from hotline_metrics import Rulebook, decode_report, read_tickets
from hotline_metrics.errors import RulebookError, UnreadableSource
from hotline_metrics.plugin import Limits, Source
from hotline_metrics.plugin.options import make_options
from hotline_metrics.plugin.registry import default_registry


def read_bulletin(source: Source) -> str:
    """Return everything that a bulletin says, as text."""
    reader = default_registry().bulletin_reader_for(source)
    return repr(reader.read(source, make_options(reader)))


@pytest.mark.parametrize(
    "name",
    ["a.html", "a.md", "a.txt", pytest.param("a.docx", marks=pytest.mark.needs_plugin("docx"))],
)
def test_a_document_above_the_limit_is_refused(name: str) -> None:
    """Of the one byte more, too; the limit is named, and how to raise it."""
    text = "<p>10月</p>".encode()
    data = text
    if name == "a.docx":
        text = f'<w:document xmlns:w="{WORD}"><w:body><w:p/></w:body></w:document>'.encode()
        data = zipped("word/document.xml", [text.decode()])
    at_the_limit = Source(name=name, data=data, limits=Limits(document_bytes=len(text)))
    assert read_bulletin(at_the_limit)
    above = attrs.evolve(at_the_limit, limits=Limits(document_bytes=len(text) - 1))
    with pytest.raises(UnreadableSource, match=f"document_bytes of {len(text) - 1}"):
        read_bulletin(above)


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    """Before it is opened."""
    (tmp_path / "a.csv").write_bytes(b"a,b\n")
    assert read_tickets(Source.at(tmp_path / "a.csv", limits=Limits(bytes=4))).read == 1
    with pytest.raises(UnreadableSource, match="--limit bytes=30"):
        read_tickets(Source.at(tmp_path / "a.csv", limits=Limits(bytes=3)))


def test_nobody_writes_five_million_bytes_by_hand(tmp_path: Path) -> None:
    """A rulebook of four is read."""
    path = tmp_path / "rules.toml"
    rules = b'extends = "plain"\n'
    path.write_bytes(rules + b"#" * (4_000_000 - len(rules)))
    assert Rulebook.load(path).measures
    path.write_bytes(rules + b"#" * 4_000_000)
    with pytest.raises(RulebookError, match="4000000 bytes"):
        Rulebook.load(path)


def test_categories_nest_ten_levels_deep() -> None:
    """Eleven are refused."""

    def report(depth: int) -> bytes:
        begin = b'[{"category":"a","figures":{},"parts":'
        nested = begin * depth + b"[]" + b"}]" * depth
        return b'{"schema":1,"period":"2023-10","categories":' + nested + b"}"

    assert decode_report(report(10)).categories
    with pytest.raises(UnreadableSource, match="deeper than 10"):
        decode_report(report(11))


def test_a_figure_of_a_report_has_at_most_sixteen_digits() -> None:
    """Ten to the fifteenth and no more: others would take hours to compute with."""

    def report(number: int) -> bytes:
        return b'{"schema":1,"period":"2023-10","totals":{"assigned":%d}}' % number

    assert decode_report(report(10**15)).totals["assigned"] == 10**15
    for number in (10**15 + 1, -(10**15) - 1):
        with pytest.raises(UnreadableSource, match="greater than any figure"):
            decode_report(report(number))


@pytest.mark.needs_plugin("docx")
def test_an_entity_brings_no_file_into_a_document(tmp_path: Path) -> None:
    """Whatever a Word file declares."""
    (tmp_path / "secret").write_text("13812345678", "utf-8")
    data = zipped(
        "word/document.xml",
        [
            f'<!DOCTYPE w [<!ENTITY a SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
            f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>电话&a;</w:t></w:r></w:p>'
            "</w:body></w:document>"
        ],
    )
    said = read_bulletin(Source(name="a.docx", data=data))
    assert "电话" in said
    assert "13812345678" not in said


def test_every_limit_is_on_the_page() -> None:
    """With its default."""
    page = (ROOT / "docs/explanation/robustness.md").read_text("utf-8")
    named = dict(re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", page, re.MULTILINE))
    usual = {field.name: f"{getattr(Limits(), field.name):,}" for field in attrs.fields(Limits)}
    assert named == usual


# --- guards ----------------------------------------------------------------------------------
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_stands_where_it_is_said_to(guard: Guard) -> None:
    """Once; and so does its test. Whether that fails without it is tried by hand."""
    assert (ROOT / guard.file).read_text("utf-8").count(guard.code) == 1
    file, _, name = guard.test.partition("::")
    assert (ROOT / file).exists()
    if name:
        assert f"def {name.partition('[')[0]}(" in (ROOT / file).read_text("utf-8")


def test_every_guard_is_on_the_page() -> None:
    """And no other one."""
    page = (ROOT / "docs/explanation/robustness.md").read_text("utf-8")
    names = [guard.name for guard in GUARDS]
    assert len(set(names)) == len(names)
    (section,) = re.findall(r"^## Guards\n(.*?)(?=^## )", page, re.MULTILINE | re.DOTALL)
    _, *listed = re.findall(r"^\| [^|]+ \| (.+?) \|", section, re.MULTILINE)
    assert sorted(name for cell in listed for name in cell.split(", ")) == sorted(names)
