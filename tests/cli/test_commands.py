"""The command line as a clerk meets it: right files, wrong files, both languages."""

import json
from pathlib import Path

import pytest

from hotline_metrics.cli import main
from hotline_metrics.plugin.registry import default_registry

HEADER = "工单编号,受理时间,承办单位,满意度\n"


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    """Return a file with one good row and one bad one."""
    path = tmp_path / "tickets.csv"
    path.write_text(HEADER + "1,2023-10-07,甲局,满意\n2,2023-13-07,乙局,满意\n", "utf-8")
    return path


def test_rejected_rows_make_a_draft_and_status_1(
    tickets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outputs are written, page one says what is missing, all problems are in a file."""
    out, problems = tmp_path / "b.md", tmp_path / "p.json"
    status = main(
        ["report", str(tickets), "-m", "2023-10", "-o", str(out), "--problems", str(problems)]
    )
    assert status == 1
    assert "草稿：另有 1 行未计入" in out.read_text("utf-8")
    first = json.loads(problems.read_text("utf-8"))[0]
    assert (first["code"], first["row"], first["heading"]) == ("time.impossible", 3, "受理时间")
    assert "2 rows: 1 accepted, 1 rejected" in capsys.readouterr().err


def test_rejected_rows_may_be_allowed(tickets: Path, tmp_path: Path) -> None:
    """Then the status is 0 and the annex says so; never nothing."""
    out = tmp_path / "b.md"
    words = ["report", str(tickets), "-m", "2023-10", "-o", str(out), "--allow-rejected"]
    assert main(words) == 0
    text = out.read_text("utf-8")
    assert "草稿" not in text
    assert "另有1行" in text


def test_without_an_output_the_tables_are_printed(
    tickets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A look before writing."""
    assert main(["report", str(tickets), "-m", "2023-10"]) == 1
    assert "甲局" in capsys.readouterr().out


def test_problems_can_be_a_table_that_no_spreadsheet_runs(tmp_path: Path) -> None:
    """A value that begins like a formula is kept from being one."""
    path = tmp_path / "t.csv"
    path.write_text(HEADER + "1,2023-10-07,甲局,=1+1\n", "utf-8")
    table = tmp_path / "p.csv"
    assert main(["check", str(path), "--problems", str(table)]) == 1
    assert b",=1+1" not in table.read_bytes()


def test_the_command_line_adds_to_the_offices_options(tmp_path: Path) -> None:
    """One of a format's options is changed, the others stay the office's."""
    (tmp_path / "hotline.toml").write_text(
        '[importers.csv]\nencoding = "utf-16"\ndelimiter = ";"\n', "utf-8"
    )
    path = tmp_path / "t.csv"
    path.write_text(HEADER.replace(",", "|") + "1|2023-10-07|甲局|满意\n", "utf-16")
    words = ["check", str(path), "--office", str(tmp_path)]
    assert main([*words, "-O", "csv.delimiter=|"]) == 0
    assert main(words) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["report", "{tickets}"], "--month"),
        (["report", "{tickets}", "-m", "2023-13"], "2023-13"),
        (["report", "{tickets}", "-m", "2023-10", "--as-of", "now"], "2023-11-09"),
        (["report", "none.csv", "-m", "2023-10"], "none.csv"),
        (["report", "{tickets}", "-m", "2023-10", "--rules", "pingyou"], "pingyu"),
        (["report", "{tickets}", "-m", "2023-10", "-o", "b.xyz"], "b.xyz"),
        (["report", "{tickets}", "-m", "2023-10", "--from", "cvs"], "csv"),
        (["report", "{tickets}", "-m", "2023-10", "-O", "encoding"], "FORMAT.KEY=VALUE"),
        (["report", "{tickets}", "-m", "2023-10", "-O", "csv.encodin=x"], "encoding"),
        (["report", "{tickets}", "-m", "2023-10", "--engine", "objcts"], "objects"),
        (
            ["report", "{tickets}", "-m", "2023-10", "--template", "none.md", "-o", "b.md"],
            "none.md",
        ),
        (["report", "{tickets}", "-m", "2023-10", "--office", "."], "hotline.toml"),
        (["reprot"], "reprot"),
    ],
)
def test_wrong_words_write_nothing_and_give_status_2(
    words: list[str],
    said: str,
    tickets: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The message names what is wrong and what would be right; no traceback."""
    monkeypatch.chdir(tmp_path)
    assert main([word.replace("{tickets}", str(tickets)) for word in words]) == 2
    assert said in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tickets.csv"]


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (["b.pptx"], "pptx"),
        (["b.md", "b.md"], "named twice"),
        (["b.md", "-O", "markdown.colour=red"], "colour"),
    ],
)
def test_a_slip_in_the_output_is_said_before_anything_is_read(
    outputs: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clerk does not wait for a long file to learn that its last word was wrong."""
    words = ["report", str(tmp_path / "absent.csv"), "-m", "2023-10"]
    for each in outputs:
        words += ["-o", str(tmp_path / each)] if each.startswith("b.") else [each]
    assert main(words) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "absent" not in told


@pytest.mark.parametrize(
    "content", [b"", b"\xff\x00" * 500, b"\xd0\xcf\x11\xe0", b'"' * 999, b"\r\r\r"]
)
def test_files_that_are_no_tickets(content: bytes, tmp_path: Path) -> None:
    """Empty, binary, one quote after another: a status and a message, never a traceback."""
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert main(["check", str(path)]) in {0, 1, 2}


def test_an_empty_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Most likely the wrong file."""
    path = tmp_path / "t.csv"
    path.write_bytes(b"")
    main(["--lang", "zh", "check", str(path)])
    assert "没有任何内容" in capsys.readouterr().err


def test_what_many_rows_have_in_common_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One word to declare is one line to read, with some of the rows it stands in."""
    words = ["还行", "满意", "还行", "凑合", *["还行"] * 6]
    rows = [f"{n},2023-10-07,甲局,{word}\n" for n, word in enumerate(words)]
    path = tmp_path / "t.csv"
    path.write_text(HEADER + "".join(rows), "utf-8")
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line for line in said if not line.startswith("    →")] == [
        "✗ t.csv, row 2, column '满意度'  rating word '还行' is not declared in the rulebook",
        "    the same in 7 more rows: 4, 6, 7, 8, 9 …",
        "✗ t.csv, row 5, column '满意度'  rating word '凑合' is not declared in the rulebook",
    ]
    main(["--lang", "zh", "check", str(path)])
    assert "    另有 7 行相同：第 4、6、7、8、9 行 …" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "month"), [("", "2023-10"), ("1,2023-10-07,甲局,满意\n", "2024-10")]
)
def test_a_report_of_no_ticket_is_not_taken_for_done(
    text: str, month: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of an empty export, or of another month's: written, said, and status 1."""
    path, out = tmp_path / "t.csv", tmp_path / "b.md"
    path.write_text(HEADER + text if text else "", "utf-8")
    assert main(["report", str(path), "-m", month, "-o", str(out), "--allow-rejected"]) == 1
    assert "no ticket belongs to" in capsys.readouterr().err
    assert out.exists()


def test_init_makes_an_office_that_works(tmp_path: Path, tickets: Path) -> None:
    """Its report needs no further option; a second init overwrites nothing."""
    office = tmp_path / "office"
    assert main(["init", str(office), "--units-from", str(tickets)]) == 0
    assert "甲局" in (office / "units.csv").read_text("utf-8-sig")
    # It writes Word where a plugin does; as Markdown this test can read it.
    settings = (office / "hotline.toml").read_text("utf-8")
    (office / "hotline.toml").write_text(settings.replace(".docx", ".md"), "utf-8")
    (office / "2023-10.md").write_text('+++\nnumber = "7"\n+++\n# 案例\n\n某事。\n', "utf-8")
    assert main(["report", str(tickets), "-m", "2023-10", "--office", str(office)]) == 1
    assert "〔2023〕7号" in (office / "2023-10" / "bulletin.md").read_text("utf-8")
    (office / "units.csv").write_text("edited", "utf-8")
    assert main(["init", str(office)]) == 2
    assert (office / "units.csv").read_text("utf-8") == "edited"


def test_init_reads_units_by_a_rulebook_of_the_offices_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under headings that no preset knows; without it the reason there are no units is said."""
    export = tmp_path / "t.csv"
    export.write_text("案号,处置方,受理时间\n1,甲局,2023-10-07\n", "utf-8")
    rules = tmp_path / "rules.toml"
    rules.write_text(
        'extends = "plain"\nname = "ours"\n[columns]\nticket_id = ["案号"]\nunit = ["处置方"]\n',
        "utf-8",
    )
    words = ["init", str(tmp_path / "office"), "--units-from", str(export)]
    assert main([*words, "--rules", str(rules)]) == 0
    assert "units.csv: 1 units in 1 tickets" in capsys.readouterr().err
    assert (tmp_path / "office" / "rules.toml").read_bytes() == rules.read_bytes()
    assert "甲局" in (tmp_path / "office" / "units.csv").read_text("utf-8-sig")
    assert main(["init", str(tmp_path / "other"), "--units-from", str(export)]) == 2
    said = capsys.readouterr().err
    assert "no header was found" in said
    assert "write a rulebook first" in said
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(("lang", "word"), [("zh", "退出状态"), ("en", "Exit status")])
def test_help_speaks_both_languages(
    lang: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--lang`` may stand anywhere."""
    assert main(["--help", "--lang", lang]) == 0
    assert word in capsys.readouterr().out


def test_plugins_lists_what_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    """Formats with the plugin that offers them."""
    assert main(["plugins"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in ("csv", "markdown", "json", "objects"))


def test_synthesize_names_the_impossible_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No whole number of calls out of 3 tickets gives 99 %."""
    table = tmp_path / "t.csv"
    table.write_text("承办单位,承办件数,超期件数,重办量,办理结果满意率\n甲局,3,0,0,99%\n", "utf-8")
    assert main(["synthesize", str(table), "-m", "2023-10", "-o", str(tmp_path / "o.csv")]) == 2
    assert "甲局" in capsys.readouterr().err


EXAMPLE = Path(__file__).parents[2] / "examples" / "founding-month"
BULLETIN = Path(__file__).parents[1] / "data" / "bulletins" / "founding.txt"


def test_audit_names_what_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    """Status 1 when there are errors, with the place and the likely cause."""
    assert main(["audit", str(BULLETIN), "--rules", "pingyu"]) == 1
    said = capsys.readouterr()
    assert "医保局" in said.err
    assert "1 errors" in said.out


def test_a_bulletin_we_wrote_passes_its_own_audit(tmp_path: Path) -> None:
    """And one that a human edited is held against its report."""
    tickets, out = tmp_path / "tickets.csv", tmp_path / "bulletin.md"
    report = tmp_path / "report.json"
    main(["synthesize", str(EXAMPLE / "published.toml"), "-o", str(tickets)])
    words = ["report", str(tickets), "-m", "2023-10", "--office", str(EXAMPLE)]
    assert main([*words, "-o", str(out), "-o", str(report)]) == 0
    check = ["audit", str(out), "--office", str(EXAMPLE), "--against", str(report)]
    assert main(check) == 0
    out.write_text(out.read_text("utf-8").replace("转交办件2349件", "转交办件2394件"), "utf-8")
    assert main(check) == 1
    assert main(["audit", str(report), "--rules", "pingyu"]) == 0


@pytest.mark.needs_plugin("html")
def test_our_own_page_is_not_audited(
    tickets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its charts and details are no bulletin; the message says which file to take."""
    page, report = tmp_path / "report.html", tmp_path / "report.json"
    words = ["report", str(tickets), "-m", "2023-10", "--allow-rejected"]
    assert main([*words, "-o", str(page), "-o", str(report)]) == 0
    assert main(["audit", str(page)]) == 2
    assert "report.html is a page of hotline-metrics" in capsys.readouterr().err
    assert main(["audit", str(report)]) == 0


def test_archive_keeps_reports_and_published_bulletins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is there is listed and shown; another report of a period is refused."""
    place = ["--archive", str(tmp_path / "archive")]
    old = EXAMPLE / "archive" / "2023-09.json"
    assert main(["archive", "add", str(BULLETIN), str(old), "--rules", "pingyu", *place]) == 0
    assert main(["archive", "list", *place]) == 0
    assert "71.06%" in capsys.readouterr().out
    assert main(["archive", "show", "2023-10", "--rules", "pingyu", *place]) == 0
    assert "郭楼街道" in capsys.readouterr().out
    other = tmp_path / "other.json"
    other.write_text(old.read_text("utf-8").replace("67.96", "67.69"), "utf-8")
    assert main(["archive", "add", str(other), *place]) == 2
    assert main(["archive", "add", str(other), "--replace", *place]) == 0
    assert main(["archive", "show", "2022-01", *place]) == 2


def test_diff_says_which_figures_moved_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A late call-back raises the rate of one unit and the total."""
    rows = [f"{n},2023-10-07,甲局,{'满意' if n < 3 else ''}" for n in range(1, 5)]
    for name, last in (("old", ""), ("new", "不满意")):
        text = HEADER + "\n".join(rows) + f"\n5,2023-10-08,甲局,{last}\n"
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        source, out = tmp_path / f"{name}.csv", tmp_path / f"{name}.json"
        assert main(["report", str(source), "-m", "2023-10", "-o", str(out)]) == 0
    reports = [str(tmp_path / "old.json"), str(tmp_path / "new.json")]
    tickets = ["--old-tickets", str(tmp_path / "old.csv"), "--new-tickets"]
    assert main(["diff", *reports, *tickets, str(tmp_path / "new.csv")]) == 0
    said = capsys.readouterr().out
    assert "units/甲局/result_satisfaction" in said
    assert "100% (n=2)" in said
    assert "call-back" in said


def test_a_trace_of_plugins_is_shown_when_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which plugin was asked for what, on stderr."""
    monkeypatch.setenv("HOTLINE_METRICS_TRACE_PLUGINS", "1")
    default_registry.cache_clear()
    assert main(["plugins"]) == 0
    shown = capsys.readouterr()
    assert "discovery: bundled: asking hotline_importers()" in shown.err
    assert "asking" not in shown.out
    default_registry.cache_clear()


def test_a_past_bulletin_proposes_its_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """The founding bulletin's own lists, from its published text."""
    bulletin = Path(__file__).parents[1] / "data" / "bulletins" / "founding.txt"
    assert main(["fit", str(bulletin), "--rules", "pingyu"]) == 0
    shown = capsys.readouterr().out
    assert 'where = ["result_satisfaction >= 90", "process_satisfaction >= 50"]' in shown
    assert 'lowest = { measure = "result_satisfaction", count = 2 }' in shown
    assert 'highest = { measure = "overdue", count = 3 }' in shown


def test_lift_and_the_reasons_of_a_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """How many answers a unit lacks; which units moved the rate of all."""
    october = tmp_path / "october"
    assert main(["demo", str(october)]) == 0
    assert main(["report", str(october / "tickets.csv"), "-m", "2023-10"]) == 0
    report = str(october / "report.json")
    capsys.readouterr()
    assert main(["lift", report, "result_satisfaction", "60%"]) == 0
    (line,) = [each for each in capsys.readouterr().out.splitlines() if "郭楼街道" in each]
    assert line.split()[1:] == ["30%", "20", "14.55–51.90", "15", "6"]
    assert main(["diff", report, report, "--why", "result_satisfaction"]) == 0
    assert "together" in capsys.readouterr().out
    assert main(["lift", report, "satisfaction", "60"]) == 2
    assert main(["lift", report, "result_satisfaction", "viel"]) == 2


def test_what_will_be_overdue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a table, JSON, and any format that has tables; and what became of a past list."""
    october = tmp_path / "october"
    assert main(["demo", str(october)]) == 0
    capsys.readouterr()
    tickets = str(october / "tickets.csv")
    words = ["due", tickets, "--office", str(october), "--backtest", "2023-10-20T17:30"]
    assert main([*words, "-o", str(tmp_path / "due.json"), "-o", str(tmp_path / "due.md")]) == 0
    shown = capsys.readouterr().out
    assert "27 were listed as due, 3 of them fell overdue; 0 more came in later" in shown
    document = json.loads((tmp_path / "due.json").read_text("utf-8"))
    open_then = sum(sum(v for k, v in unit.items() if k != "unit") for unit in document["units"])
    assert len(document["tickets"]) == open_then
    assert "郭楼街道" in (tmp_path / "due.md").read_text("utf-8")
    assert main(["due", tickets, "--office", str(october)]) == 0
    assert "no ticket is open" in capsys.readouterr().out
    assert main([*words, "--as-of", "2023-10-20"]) == 2


def test_diff_shows_scores_and_movements_as_they_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A movement is a decimal, without a sample behind it."""
    for name, moved in (("old", "-14.05"), ("new", "-14.06")):
        change = {"year_on_year": moved, "month_on_month": None, "unit": "points"}
        report = {"schema": 1, "period": "2023-10", "comparisons": {"result_satisfaction": change}}
        (tmp_path / f"{name}.json").write_text(json.dumps(report), "utf-8")
    assert main(["diff", str(tmp_path / "old.json"), str(tmp_path / "new.json")]) in {0, 1}
    shown = capsys.readouterr().out
    assert "-14.05" in shown
    assert "-14.06" in shown
