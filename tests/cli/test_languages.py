"""The command line speaks one language at a time, its own words and click's."""

import re
from pathlib import Path

import attrs
import click
import pytest
from wcwidth import wcswidth

from hotline_metrics import Ticket
from hotline_metrics.cli import main
from hotline_metrics.cli.diff import FIELDS
from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.program import program

HAN = re.compile("[\u4e00-\u9fff]")
SENTENCE = re.compile(r"(?<!hotline-)\b[A-Za-z]{2,}( [a-z]{2,}){2}")
"""Three English words on end, unless it is a command to copy."""


def paths(command: click.Command, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return every command by the words that call it."""
    found = [above]
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            found += paths(inner, (*above, name))
    return found


COMMANDS = paths(program(Speech("en")))


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a command line prints, on both streams."""
    main(words)
    shown = capsys.readouterr()
    return shown.out + shown.err


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_is_in_one_language(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page in both, on a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    chinese = said([*words, "--help", "--lang", "zh"], capsys)
    assert chinese.startswith("用法：hotline-metrics")
    assert "\n选项：\n" in chinese
    assert "显示本说明" in chinese
    assert not SENTENCE.search(chinese)
    assert not re.search("Usage|Options|Commands|COMMAND|Show|required|default", chinese)
    assert max(map(wcswidth, chinese.splitlines())) < 80
    english = said([*words, "--help", "--lang", "en"], capsys)
    assert english.startswith("Usage: hotline-metrics")
    assert "show this help" in english
    assert not HAN.search(english)


def test_a_column_of_chinese_is_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    """A character is two columns wide."""
    page = said(["report", "--help", "--lang", "zh"], capsys)
    rules, units = (line for line in page.splitlines() if re.match("  --(rules|units)", line))
    assert wcswidth(rules[: rules.index("考核口径")]) == wcswidth(units[: units.index("单位名册")])


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (
            ["reprot"],
            "没有命令“reprot”（是不是“report”？）",
            "No such command 'reprot'. Did you mean",
        ),
        (["archive", "ad"], "没有命令“ad”（是不是“add”？）", "Did you mean 'add'?"),
        (["--oops"], "没有选项 --oops", "No such option --oops."),
        (["report", "--note"], "没有选项 --note（是不是“--notes”？）", "Did you mean '--notes'?"),
        (
            ["report", "t.csv"],
            "缺少选项 -m/--month/--period\n",
            "Missing option -m/--month/--period\n",
        ),
        (["audit"], "缺少“通报”", "Missing argument BULLETIN"),
        (["report", "-m"], "选项 -m 后面缺少值", "Option -m needs a value"),
        (
            ["report", "--evidence=1"],
            "选项 --evidence 不带值",
            "Option --evidence takes no value",
        ),
        (["archive", "list", "a", "b"], "多余的参数：a b", "unexpected extra arguments: a b"),
        (["report", "-m", "2023-13"], "选项 -m/--month/--period：“2023-13”不是期间", "2023-13"),
        (["due", "--as-of", "now"], "选项 --as-of：“now”不是时间", "'now': write"),
        (["init", "--rules", "x"], "没有预设口径“x”", "there is no preset 'x'"),
        (["synthesize", "--times", "0"], "须为不小于 1 的整数", "no whole number from 1 on"),
        (["check"], "请给出工单文件", "name a file of tickets"),
        (["check", "none.csv"], "无法读取 none.csv：没有这个文件", "none.csv: cannot be read"),
        (["check", "a.csv", "--rules", "pingyo"], "没有预设口径“pingyo”", "there is no preset"),
        (["check", "a.csv", "--from", "cvs"], "没有导入格式“cvs”", "there is no importer 'cvs'"),
        (["check", "a.csv", "-O", "csv"], "请写成 格式.选项=值", "write FORMAT.KEY=VALUE"),
        (["check", "a.csv", "-O", "csv.x=1"], "csv 没有选项“x”", "csv has no option 'x'"),
        (["plugins", "nope"], "没有格式“nope”", "there is no format 'nope'"),
    ],
)
def test_what_is_wrong_is_said_in_one_language(
    words: list[str],
    zh: str,
    en: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whoever finds it: click, the command, the library or a plugin."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("工单编号,承办单位\n", "utf-8")
    chinese = said(["--lang", "zh", *words], capsys)
    assert zh in chinese
    assert not SENTENCE.search(chinese)
    assert "Error" not in chinese
    assert "Usage" not in chinese
    english = said(["--lang", "en", *words], capsys)
    assert en in english
    assert not HAN.search(english)


def test_the_locale_chooses_where_nothing_else_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--lang``, then the variable of our own, then the locale."""
    monkeypatch.delenv("HOTLINE_METRICS_LANG")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert said(["plugins", "nope"], capsys).startswith("用法：")
    assert said(["plugins", "nope", "--lang", "en"], capsys).startswith("Usage:")
    monkeypatch.setenv("HOTLINE_METRICS_LANG", "en")
    assert said(["plugins", "nope"], capsys).startswith("Usage:")


def test_two_languages_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    """No state of the process says which one is spoken."""
    for lang, start in (("zh", "用法："), ("en", "Usage:"), ("zh", "用法：")):
        assert said(["--help", "--lang", lang], capsys).startswith(start)
        assert said(["reprot", "--lang", lang], capsys).startswith(start)


def test_a_format_lists_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    """What ``-O`` may say, in words."""
    chinese = said(["plugins", "csv", "--lang", "zh"], capsys)
    assert re.search("encoding +文字 +编码，如 gb18030", chinese)
    english = said(["plugins", "csv", "--lang", "en"], capsys)
    assert re.search("delimiter +text +one character", english)
    assert not HAN.search(english)


def test_every_attribute_of_a_ticket_has_a_name_for_clerks() -> None:
    """``diff`` says what changed about a ticket."""
    assert {field.name for field in attrs.fields(Ticket)} == FIELDS.keys()
