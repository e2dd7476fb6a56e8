"""What the commands say in cases that a clerk seldom meets."""

import io
import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hotline_metrics.cli import main
from hotline_metrics.cli.language import Speech, choose_language
from hotline_metrics.cli.options import LimitType, MomentType
from hotline_metrics.cli.progress import row_progress
from hotline_metrics.cli.usage import ChineseFormatter, command, tell

HEADER = "工单编号,受理时间,承办单位,满意度\n"


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    """Return a file of two good rows."""
    path = tmp_path / "tickets.csv"
    path.write_text(HEADER + "1,2023-10-07,甲局,满意\n2,2023-10-08,乙局,\n", "utf-8")
    return path


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        """Say so."""
        return True


# --- languages -------------------------------------------------------------------------------
def test_the_language_is_chosen_before_anything_is_read() -> None:
    """With a space or an equals sign; else by the first variable that is set."""
    assert choose_language(["check", "--lang", "zh"], {}) == "zh"
    assert choose_language(["check", "--lang=zh"], {}) == "zh"
    assert choose_language(["check", "--lang=en"], {"LANG": "zh_CN.UTF-8"}) == "en"
    assert choose_language(["check"], {"LC_ALL": "zh_CN.UTF-8", "LANG": "C"}) == "zh"


def test_without_variables_the_system_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows."""
    monkeypatch.setattr("locale.getlocale", lambda: ("zh_CN", "UTF-8"))
    assert choose_language([], {}) == "zh"
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert choose_language([], {}) == "en"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_language_may_stand_anywhere(
    place: int, tickets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the command, after it, or at the end."""
    words = ["check", str(tickets)]
    words.insert(place, "--lang=zh")
    assert main(words) == 0
    assert "读入 2 行" in capsys.readouterr().out


def test_what_follows_two_dashes_is_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even if it looks like an option."""
    assert main(["check", "--", "--lang=zh"]) == 2
    assert "--lang=zh: cannot be read" in capsys.readouterr().err


# --- versions and help -----------------------------------------------------------------------
@pytest.mark.parametrize("words", [["--version"], ["--lang", "zh", "--version"]])
def test_the_version(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Alone it is answered at once, and beside other options all the same."""
    assert main(words) == 0
    assert capsys.readouterr().out.startswith("hotline-metrics 0.")


def test_without_a_command_there_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    """On the error stream, and nothing was written."""
    assert main([]) == 2
    assert "Usage: hotline-metrics" in capsys.readouterr().err


# --- usage -----------------------------------------------------------------------------------
def test_a_limit_that_is_none(tickets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest is named, and all there are; a number is a number."""
    assert main(["check", str(tickets), "--limit", "row=5"]) == 2
    said = capsys.readouterr().err
    assert "Did you mean 'rows'" in said
    assert "document_bytes" in said
    assert main(["check", str(tickets), "--limit", "rows=many"]) == 2
    assert "rows" in capsys.readouterr().err


def test_nothing_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a file nor a service."""
    assert main(["report", "-m", "2023-10"]) == 2
    assert "--from" in capsys.readouterr().err


def test_a_published_text_without_a_period(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It cannot be compared before somebody says which month it is."""
    text = tmp_path / "old.txt"
    text.write_text("通报\n\n全县共承办12345热线工单100件。\n", "utf-8")
    assert main(["diff", str(text), str(text)]) == 2
    assert "give it with --month" in capsys.readouterr().err


# --- endings ---------------------------------------------------------------------------------
@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end a command, also where the tests run in the background, which ignores it."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_command_says_that_nothing_is_half_written(
    tickets: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after Ctrl-C."""

    def interrupted(*_: object, **__: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("hotline_metrics.cli.check.read_sources", interrupted)
    assert main(["check", str(tickets)]) == 2
    assert "no file is left half-written" in capsys.readouterr().err


def test_without_memory_the_sentence_says_what_to_lower(
    tickets: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A traceback would help nobody."""

    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.delenv("HOTLINE_METRICS_TRACEBACK")
    monkeypatch.setattr("hotline_metrics.cli.check.read_sources", exhausted)
    assert main(["check", str(tickets)]) == 2
    assert "lower a limit with --limit" in capsys.readouterr().err


def test_more_problems_than_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How many more there are, and where to find them."""
    bad = tmp_path / "bad.csv"
    rows = [f"{n},{word}{n % 30},甲局,\n" for n, word in enumerate(["昨天"] * 60)]
    bad.write_text(HEADER + "".join(rows), "utf-8")
    every = tmp_path / "every.json"
    outputs = ["-o", str(tmp_path / "b.md"), "--problems", str(every)]
    assert main(["report", str(bad), "-m", "2023-10", *outputs]) == 1
    said = capsys.readouterr().err
    # Thirty that differ, each in two rows: twenty of them are shown.
    assert said.count("the same in 1 more: row") == 20
    rest = len(json.loads(every.read_text("utf-8"))) - 40
    assert f"... and {rest} more; --problems FILE writes them all" in said


# --- progress --------------------------------------------------------------------------------
def test_progress_is_shown_where_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """With rich and without; in a pipe there is none."""
    speech = Speech("en")
    assert row_progress(speech) is None
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    show = row_progress(speech)
    assert show is not None
    show(20_000)
    assert "20,000 rows read" in terminal.getvalue()
    monkeypatch.setitem(sys.modules, "rich.console", None)
    plain = row_progress(speech)
    assert plain is not None
    plain(40_000)
    assert terminal.getvalue().endswith("40,000 rows read\r")


# --- masks -----------------------------------------------------------------------------------
def test_the_tables_of_a_bulletin_are_masked_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Row by row, as text."""
    page = tmp_path / "bulletin.md"
    page.write_text(
        "# 通报\n\n表1\n\n| 单位 | 说明 |\n|---|---|\n| 甲局 | 村民赵大伟来电13800000000 |\n",
        "utf-8",
    )
    assert main(["mask", str(page)]) == 0
    said = capsys.readouterr().out
    assert "13800000000" not in said
    assert "甲局" in said


# --- words that seldom go wrong --------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lang", "fr", "check"], "'fr' is not one of zh, en"),
        (["demo", "--oficce", "x"], "No such option --oficce"),
        (["plugins", "csv", "docx"], "unexpected extra argument"),
    ],
)
def test_the_usage_stands_above_what_is_wrong(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And where to read on."""
    assert main(words) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("Usage: hotline-metrics")
    assert "--help" in shown
    assert said in shown


def test_a_complaint_we_have_no_words_for_is_told_in_those_of_click(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As of an argument of two words, which no command has so far."""
    pair = command(
        Speech("zh"), "pair", "一对", [click.Argument(["words"], nargs=2)], lambda words: 0
    )
    with pytest.raises(click.UsageError) as caught:
        pair.main(["one"], prog_name="pair", standalone_mode=False)
    tell(caught.value, Speech("zh"))
    said = capsys.readouterr().err
    assert said.startswith("用法：pair")
    assert "takes 2 values" in said


def test_a_value_that_is_one_already_stays() -> None:
    """As click asks of every type: what was converted may be converted again."""
    speech = Speech("en")
    moment = MomentType(speech).convert("2023-10-07", None, None)
    assert MomentType(speech).convert(moment, None, None) is moment
    limit = LimitType(speech).convert("rows=5", None, None)
    assert LimitType(speech).convert(limit, None, None) is limit


def test_a_long_term_stands_on_a_line_of_its_own() -> None:
    """What it means begins below, in the second column."""
    page = ChineseFormatter(width=60)
    page.write_dl([("--一个比一栏还要长得多的选项名称", "说明"), ("-o", "写到哪里")], col_max=10)
    assert page.getvalue().splitlines() == [
        "--一个比一栏还要长得多的选项名称",
        "            说明",
        "-o          写到哪里",
    ]


def test_streams_that_are_no_terminal_and_no_file_will_do(
    tickets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a notebook, or in a window without a console."""
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdout", said)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert main(["check", str(tickets), "--lang", "zh"]) == 0
    assert "读入 2 行" in said.getvalue()


# --- an office's register --------------------------------------------------------------------
def test_the_office_names_its_register_of_exclusions_month_by_month(
    tickets: Path, tmp_path: Path
) -> None:
    """A month without a file has no exclusions."""
    (tmp_path / "hotline.toml").write_text('exclusions = "{period}.csv"\n', "utf-8")
    (tmp_path / "2023-10.csv").write_text(
        "工单编号,承办单位,剔除内容,理由,批准人,批准日期\n1,,整件,误派,县热线办,2023-11-02\n",
        "utf-8",
    )
    out = tmp_path / "report.json"
    words = ["report", str(tickets), "--office", str(tmp_path), "-o", str(out)]
    assert main([*words, "-m", "2023-10"]) == 0
    assert json.loads(out.read_text("utf-8"))["totals"]["assigned"] == 1
    # No ticket is of September.
    assert main([*words, "-m", "2023-09"]) == 1
    assert json.loads(out.read_text("utf-8"))["exclusions"] is None


# --- past bulletins --------------------------------------------------------------------------
def fitted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], **named: list[dict[str, str]]
) -> str:
    """Return what ``fit`` proposes for two units of which some are named."""
    units = [
        {"unit": unit, "figures": {"overdue": overdue}}
        for unit, overdue in (("甲局", 3), ("乙局", 3))
    ]
    path = tmp_path / "report.json"
    path.write_text(
        json.dumps({"schema": 1, "period": "2023-10", "units": units, **named}), "utf-8"
    )
    assert main(["fit", str(path), "--rules", "pingyu"]) == 0
    return capsys.readouterr().out


def test_lists_that_no_figure_explains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One of two equal units cannot be told from the other; where none is named, there is no rule."""
    assert "the bulletin names no unit" in fitted(tmp_path, capsys)
    criticised = fitted(tmp_path, capsys, criticised=[{"rule": "超期较多", "unit": "甲局"}])
    assert "no measure has these units at its end" in criticised
    praised = fitted(tmp_path, capsys, commended=[{"unit": "甲局"}])
    assert "these also name: 乙局" in praised


# --- deadlines ahead -------------------------------------------------------------------------
def test_open_tickets_of_which_none_presses(
    tickets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are counted by unit; there is no list to work through."""
    tickets.write_text(
        "工单编号,受理时间,承办单位,办结时限\n1,2023-10-09,甲局,2023-10-31\n", "utf-8"
    )
    words = ["due", str(tickets), "--rules", "plain", "--as-of", "2023-10-09T09:00"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "甲局" in said
    assert "urgent" not in said
    tickets.write_text(
        "工单编号,受理时间,承办单位,办结时限\n1,2023-10-09,甲局,2023-10-10\n", "utf-8"
    )
    assert main(words) == 0
    assert "urgent" in capsys.readouterr().out
