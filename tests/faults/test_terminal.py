"""What stands in files and their names cannot command the terminal, nor break the printing."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import hotline_metrics.cli
from hotline_metrics.cli import main
from hotline_metrics.cli.terminal import inert

CLEAR = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\x08"
COMMANDS = Path(hotline_metrics.cli.__file__).parent


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    """Return everything that a command printed."""
    out, err = capsys.readouterr()
    return out + err


def assert_inert(text: str) -> None:
    """No escape, no bell, no backspace, no override of the direction."""
    assert {c for c in text if not c.isprintable()} <= {"\n", "\t", "\u3000"}


def test_headings_cells_and_names_of_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every place a problem names, in both languages."""
    monkeypatch.chdir(tmp_path)
    file = f"a{CLEAR}.csv"
    Path(file).write_text(
        f"工单编号,受理时间,承办单位,{CLEAR}列\n1,{CLEAR}昨天,{CLEAR}医保局,x\n2,2023-10-01,{CLEAR},x\n",
        "utf-8",
    )
    for lang in ("zh", "en"):
        assert main(["--lang", lang, "check", file]) == 1
        assert main(["--lang", lang, "report", file, "-m", "2023-10"]) == 1
        assert main(["--lang", lang, "due", file]) == 1
        assert main(["--lang", lang, "check", file + CLEAR]) == 2
    text = printed(capsys)
    assert "�[2J" in text
    assert_inert(text)


@pytest.mark.needs_plugin("excel")
def test_sheets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whose names are as free as cells."""
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("\u202etsil")
        sheet.write_row(0, 0, ["工单编号", "受理时间", "承办单位"])
        sheet.write_row(1, 0, ["1", "昨天", "医保局"])
    assert main(["check", str(tmp_path / "a.xlsx")]) == 1
    assert main(["check", str(tmp_path / "a.xlsx"), "-O", "excel.sheet=none"]) == 2
    text = printed(capsys)
    assert "tsil" in text
    assert_inert(text)


def test_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report is a file like any other, whoever made it."""
    report = {
        "schema": 1,
        "period": "2023-10",
        "rules": {"name": "pingyu"},
        "totals": {"assigned": 1, CLEAR: 2},
        "units": [{"unit": CLEAR, "group": CLEAR, "figures": {"assigned": 1}}],
        "notices": [{"code": CLEAR, "details": {"unit": CLEAR}}],
    }
    path = tmp_path / "r.json"
    path.write_text(json.dumps(report), "utf-8")
    other = tmp_path / "s.json"
    other.write_text(json.dumps({**report, "totals": {"assigned": 2, CLEAR: 3}}), "utf-8")
    archive = ["--archive", str(tmp_path / "archive")]
    for words in (
        ["archive", "add", str(path), *archive],
        ["archive", "list", *archive],
        ["archive", "show", "2023-10", *archive],
        ["diff", str(path), str(other)],
        ["audit", str(path), "--rules", "pingyu"],
        ["explain", str(path), f"totals/{CLEAR}"],
    ):
        main(words)
    text = printed(capsys)
    assert "�[2J" in text
    assert_inert(text)


def test_an_encoding_that_lacks_a_character(tmp_path: Path) -> None:
    """Consoles of Chinese offices speak GBK: rare names are written as what they are."""
    (tmp_path / "a.csv").write_text(
        "工单编号,受理时间,承办单位\n1,2023-10-01,𠮷镇\n2,x,é\n", "utf-8"
    )
    command = [sys.executable, "-m", "hotline_metrics", "report", "a.csv", "-m", "2023-10"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
    )
    assert done.returncode == 1, done.stderr.decode("gbk")
    assert "\\U00020bb7镇" in done.stdout.decode("gbk")


def test_every_command_prints_through_one_function() -> None:
    """So that the next one cannot forget it."""
    calls = [
        f"{path.name}:{node.lineno}"
        for path in COMMANDS.glob("*.py")
        if path.name not in {"terminal.py", "__init__.py"}
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"print", "click.echo", "click.secho", "sys.stdout.write"}
    ]
    assert calls == []


@pytest.mark.parametrize("text", ["一行\n\t两行", "", "全角\u3000空格"])
def test_usual_texts_stay_as_they_are(text: str) -> None:
    """Lines, tabs and wide spaces are no commands."""
    assert inert(text) == text


def test_a_fault_of_the_program_shows_no_words_of_a_source(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its kind and its place, and how to see more."""

    def fails(*_: object, **__: object) -> None:
        raise KeyError("张三 13800138000")

    monkeypatch.setattr("hotline_metrics.domain.rulebook.Rulebook.preset", fails)
    monkeypatch.delenv("HOTLINE_METRICS_TRACEBACK")
    assert main(["check", "a.csv", "--rules", "plain"]) == 2
    text = printed(capsys)
    assert "KeyError, test_terminal.py:" in text
    assert "张三" not in text
    monkeypatch.setenv("HOTLINE_METRICS_TRACEBACK", "1")
    with pytest.raises(KeyError, match="张三"):
        main(["check", "a.csv", "--rules", "plain"])


def test_a_reader_that_leaves_is_no_rejected_row() -> None:
    """As ``| head`` does; nothing is complained about."""
    said, left = os.pipe()
    os.close(said)
    words = [sys.executable, "-m", "hotline_metrics", "report", "--help"]
    ended = subprocess.run(words, stdout=left, stderr=subprocess.PIPE, check=False)
    os.close(left)
    assert (ended.returncode, ended.stderr) == (141, b"")
