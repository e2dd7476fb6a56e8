"""``hotline-metrics mask``: what it writes, what it lists, and how it ends."""

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import hotline_metrics as hm
from hotline_metrics.cli import main
from hotline_metrics.figures.report import UnitLine

SURE = "村民赵大伟（电话13812345678）反映231007102349106144号工单超期。\r\n"
DOUBTFUL = "# 案例\n\n群众举报施建军在河道采砂。\n燃气户号8362423811。\n"


@pytest.fixture
def narrative(tmp_path: Path) -> Path:
    """Return a file with two doubtful places."""
    path = tmp_path / "case.md"
    path.write_text(DOUBTFUL, "utf-8")
    return path


def test_a_clean_text_is_printed_and_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Line ends and ticket numbers stay."""
    path = tmp_path / "case.txt"
    path.write_bytes(SURE.encode("gb18030"))
    assert main(["mask", str(path)]) == 0
    printed = capsys.readouterr()
    assert printed.out == "村民赵某（电话×××）反映231007102349106144号工单超期。\r\n"
    assert "2 masked (name 1, telephone number 1); 0 in doubt" in printed.err


def test_doubtful_places_are_listed_without_their_words(
    narrative: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where to look, and whether it was masked; status 1."""
    assert main(["mask", str(narrative)]) == 1
    err = capsys.readouterr().err
    assert "? case.md, line 3, character 5  perhaps a name; masked" in err
    assert "? case.md, line 4, character 5  perhaps a long number; left as it stands" in err
    assert "施建军" not in err
    assert "8362423811" not in err


def test_the_words_are_shown_to_those_who_ask(
    narrative: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In Chinese too."""
    assert main(["mask", str(narrative), "--show", "--lang", "zh"]) == 1
    err = capsys.readouterr().err
    assert "? case.md 第 3 行第 5 字  可能是姓名，已遮盖 “施建军”" in err
    assert "遮盖 1 处（姓名 1）；存疑 2 处，请核对" in err


def test_it_writes_a_file_and_keeps_the_source(narrative: Path, tmp_path: Path) -> None:
    """The output appears whole; the source is never written to."""
    out = tmp_path / "masked.md"
    assert main(["mask", str(narrative), "-o", str(out)]) == 1
    assert "群众举报施某在河道采砂" in out.read_text("utf-8")
    assert main(["mask", str(narrative), "-o", str(narrative)]) == 2
    assert narrative.read_text("utf-8") == DOUBTFUL


def test_it_reads_what_is_piped_into_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dash stands for standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SURE.encode())))
    assert main(["mask", "-"]) == 0
    assert "赵某" in capsys.readouterr().out


PACKED = """
import zipfile
from hotline_metrics.plugin import BulletinReader, NoOptions, hookimpl, lay_out

def read(source, options):
    with source.open() as stream, zipfile.ZipFile(stream) as pack:
        return lay_out(pack.read("text").decode().splitlines())

@hookimpl
def hotline_bulletin_readers():
    return [BulletinReader(
        format="packed", summary="x", suffixes=(".packed",), options=NoOptions, read=read
    )]
"""


def test_a_packed_document_is_read_by_whoever_can(
    install: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Title, paragraphs and tables become lines, cells stand apart; then they are masked."""
    install(PACKED)
    page = tmp_path / "case.packed"
    with zipfile.ZipFile(page, "w") as pack:
        pack.writestr("text", "典型案例通报\n\n村民赵大伟反映。\n\n单位\t来电\n甲局\t13812345678\n")
    assert main(["mask", str(page)]) == 0
    assert capsys.readouterr().out == "典型案例通报\n村民赵某反映。\n单位\t来电\n甲局\t×××\n"


@pytest.mark.needs_plugin("docx")
def test_a_word_document_is_read_as_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A finished bulletin can be looked through before it is issued."""
    line = UnitLine(unit="医保局", group="县直单位", figures={"assigned": 3})
    report = hm.MonthlyReport(period=hm.Period.parse("2023-10"), units=(line,))
    rules = hm.Rulebook.preset("plain")
    notes = tmp_path / "2023-10.md"
    notes.write_text("# 办理不彻底\n\n如群众反映村民赵大伟违规建房。\n", "utf-8")
    out = tmp_path / "bulletin.docx"
    hm.write_report(report, out, rules=rules, notes=hm.load_notes(notes))
    assert main(["mask", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "村民赵某违规建房" in shown
    assert "医保局\t3" in shown


def test_units_of_the_roster_are_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A unit may be called like a person."""
    text, units = tmp_path / "a.txt", tmp_path / "units.csv"
    text.write_text("群众投诉高光明反映慢。", "utf-8")
    units.write_text("unit,group\n高光明,公司\n", "utf-8")
    assert main(["mask", str(text)]) == 1
    assert main(["mask", str(text), "--units", str(units)]) == 0
    assert "高光明" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("tickets.csv", b"", "is a table"),
        ("tickets.xlsx", b"", "is a table"),
        ("none.txt", None, "none.txt"),
        ("noise.txt", bytes(range(128, 256)) * 9, "is no text"),
        ("broken.docx", b"PK\x03\x04 no more", "broken.docx"),
    ],
)
def test_what_cannot_be_masked_is_refused(
    name: str, data: bytes | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2, nothing written."""
    path, out = tmp_path / name, tmp_path / "out.txt"
    if data is not None:
        path.write_bytes(data)
    assert main(["mask", str(path), "-o", str(out)]) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_an_empty_file_is_masked_to_an_empty_file(tmp_path: Path) -> None:
    """There is nothing to find."""
    (tmp_path / "a.txt").write_bytes(b"")
    assert main(["mask", str(tmp_path / "a.txt"), "-o", str(tmp_path / "b.txt")]) == 0
    assert (tmp_path / "b.txt").read_bytes() == b""
