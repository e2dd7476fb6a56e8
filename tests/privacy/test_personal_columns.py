"""Personal columns are recognised, and what they hold goes nowhere."""

from __future__ import annotations

import csv
import io
import logging
import subprocess
import zipfile
from itertools import cycle, islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hotline_metrics as hm
from hotline_metrics.cli import main
from hotline_metrics.errors import RulebookError
from hotline_metrics.figures.explain import evidence_of
from hotline_metrics.intake.columns import COLUMNS, headings, meaning_of
from hotline_metrics.intake.intake import Intake, settle_intake
from hotline_metrics.intake.source import Row, Source
from hotline_metrics.plugin.registry import default_registry
from hotline_metrics.publish.narratives import narrative_notices, tell_cited
from hotline_metrics.publish.notes import read_notes

SHUT = [
    heading for column in ("personal", "wording", "caller", "place") for heading in COLUMNS[column]
] + ["法定代表人姓名", "申请人住址", "监护人手机号", "户籍所在地", "一个谁也不认识的列"]
REQUIRED = ("工单编号", "承办单位", "受理时间", "派单时间", "办结时间", "办理结果满意度")
MARKER = "机密Marker７"
PINGYU = hm.Rulebook.preset("pingyu")
OPENING = """
extends = "pingyu"
name = "ours"
[narratives]
columns = ["诉求内容", "承办人说明"]
"""

MARKERS = (
    MARKER,
    f"={MARKER}",
    f"{MARKER}\n{MARKER}",
    f"村民{MARKER}13812345678",
    f"{MARKER},;\"'<b>",
)


def table(*secrets: str) -> bytes:
    """Return a file with a secret in every personal cell: a late ticket, a good and a bad row."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([*REQUIRED, *SHUT])
    for row in (
        ["231007102349106144", "联通公司", "2023-10-07 10:23", "2023-10-07", "2023-10-19", "满意"],
        ["231008102349106145", "医保局", "2023-10-08 09:00", "2023-10-08", "2023-10-09", "满意"],
        ["231009102349106146", "医保局", "2023-13-09", "2023-10-09", "", "凑合"],
    ):
        writer.writerow([*row, *islice(cycle(secrets), len(SHUT))])
    return stream.getvalue().encode()


def contents(data: bytes) -> bytes:
    """Return the bytes of a file, and the text of everything packed in it."""
    if data.startswith(b"%PDF"):
        return subprocess.run(
            ["pdftotext", "-", "-"], input=data, capture_output=True, check=True
        ).stdout
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


@given(st.lists(st.sampled_from(MARKERS), min_size=1, max_size=7))
def test_no_value_of_the_intake_holds_what_they_hold(secrets: list[str]) -> None:
    """Neither tickets nor problems, in any language or form; every row is still accounted for."""
    intake = hm.read_tickets(Source(name="a.csv", data=table(*secrets)), rules=PINGYU)
    assert (intake.read, intake.accepted, intake.rejected) == (3, 2, 1)
    said = [repr(intake), repr(intake.tickets), repr(intake.problems), repr(intake.places)]
    said += [
        each.message(lang) + each.hint(lang) for each in intake.problems for lang in ("zh", "en")
    ]
    assert not any(MARKER in text or "13812345678" in text for text in said)
    assert intake.narratives == {}


@pytest.mark.parametrize("name", sorted(default_registry().exporters()))
def test_no_document_holds_what_they_hold(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In every format that is installed, with evidence; nor does any log."""
    caplog.set_level(logging.DEBUG)
    intake = hm.read_tickets(Source(name="a.csv", data=table(*MARKERS)), rules=PINGYU)
    report = hm.compile_report(intake, "2023-10", rules=PINGYU)
    exporter = default_registry().exporter(name)
    out = tmp_path / f"bulletin{exporter.suffixes[0]}"
    written = hm.write_report(
        report,
        out,
        rules=PINGYU,
        format=name,
        problems=intake.problems,
        evidence=evidence_of(report, intake.tickets, PINGYU),
    )
    files = {file for path in (*written, out.with_suffix("")) for file in _files(path)}
    data = b"\n".join(contents(file.read_bytes()) for file in files)
    assert "联通公司".encode() in data  # the search finds what is there
    for spelling in (MARKER, "机密Marker7", "\\u673a\\u5bc6Marker"):
        assert spelling.encode() not in data
    assert "Marker" not in caplog.text


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return [file for file in path.rglob("*") if file.is_file()]
    return [path] if path.is_file() else []


@pytest.mark.parametrize("command", ["check", "report"])
def test_no_command_prints_what_they_hold(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the terminal, and in the files of problems."""
    (tmp_path / "a.csv").write_bytes(table(MARKER))
    for suffix in (".json", ".csv"):
        problems = tmp_path / f"problems{suffix}"
        words = [command, str(tmp_path / "a.csv"), "--rules", "pingyu", "--problems", str(problems)]
        words += ["-m", "2023-10"] if command == "report" else []
        assert main(words) == 1
        assert "Marker" not in problems.read_text("utf-8")
    printed = capsys.readouterr()
    assert "Marker" not in printed.out + printed.err


@pytest.mark.parametrize("heading", SHUT[:-1])
def test_they_are_recognised(heading: str) -> None:
    """So nobody is asked whether such a column should be read."""
    rows = [Row((*REQUIRED, heading), hm.Location(source="a.csv", row=1))]
    assert "column.unused" not in {each.code for each in settle_intake(rows, PINGYU).problems}


@pytest.mark.parametrize(
    "heading", ["楼层", "工单号码", "承办单位", "诉求分类", "所属区域", "是否超期", "备案编号"]
)
def test_other_headings_are_not_taken_for_personal(heading: str) -> None:
    """Known columns are looked up first; the rest must speak of a person."""
    column = headings(PINGYU).get(heading, "") or meaning_of(heading)
    assert column != "personal"


# --- columns that a rulebook opens -----------------------------------------------------------
@pytest.fixture
def opening(tmp_path: Path) -> hm.Rulebook:
    """Return a rulebook that opens two columns of wording."""
    path = tmp_path / "rules.toml"
    path.write_text(OPENING, "utf-8")
    return hm.Rulebook.load(path)


def read_opened(rules: hm.Rulebook, wording: str) -> Intake:
    """Read the table with this wording in every personal cell."""
    return hm.read_tickets(Source(name="a.csv", data=table(wording)), rules=rules)


def test_an_opened_column_is_told_of_cited_tickets_and_masked(opening: hm.Rulebook) -> None:
    """The text is quoted; whoever it names is not."""
    wording = "村民赵大伟（电话13812345678）反映宽带故障，\n豫Q5K832堵路。"
    intake = read_opened(opening, wording)
    assert set(intake.narratives) == {
        ("231007102349106144", "联通公司"),
        ("231008102349106145", "医保局"),
    }
    for value in (intake, intake.tickets, intake.problems):
        assert "大伟" not in repr(value)
    report = hm.compile_report(intake, "2023-10", rules=opening)
    assert b"\xe5\xa4\xa7\xe4\xbc\x9f" not in hm.encode_report(report)
    notes = tell_cited(None, report, intake.narratives)
    assert "大伟" not in repr(notes)
    (told,) = notes.told["231007102349106144", "联通公司"]
    assert told.heading == "诉求内容"
    bulletin = hm.compose_bulletin(report, opening, notes=notes)
    text = "".join(run.text for run in bulletin.runs())
    assert "诉求内容：村民赵某（电话×××）反映宽带故障， ×××堵路。" in text
    assert "13812345678" not in text


def test_other_columns_stay_shut(opening: hm.Rulebook) -> None:
    """Only what is named is read."""
    narratives = read_opened(opening, MARKER).narratives
    assert {heading for each in narratives.values() for heading in each} == {"诉求内容"}


def test_a_heading_of_the_office_can_be_opened(opening: hm.Rulebook) -> None:
    """One that nobody but the office knows, for what its units reply."""
    rows = [
        Row(("工单编号", "承办单位", "受理时间", "承办人说明"), hm.Location(source="a.csv", row=1)),
        Row(("1", "甲局", "2023-10-07", "已修复"), hm.Location(source="a.csv", row=2)),
    ]
    intake = settle_intake(rows, opening)
    assert intake.narratives == {("1", "甲局"): {"承办人说明": "已修复"}}
    assert intake.problems == ()


@pytest.mark.parametrize(
    "heading", ["姓名", "联系电话", "身份证号", "事发地址", "申请人住址", "承办单位"]
)
def test_columns_that_say_who_and_where_cannot_be_opened(heading: str, tmp_path: Path) -> None:
    """A name without a word around it could not be masked; a unit is no wording."""
    path = tmp_path / "rules.toml"
    path.write_text(OPENING.replace("承办人说明", heading), "utf-8")
    with pytest.raises(RulebookError, match=f"column '{heading}' is no wording") as caught:
        read_opened(hm.Rulebook.load(path), MARKER)
    assert f"“{heading}”列不是诉求或办理的文字" in caught.value.text("zh")


def test_what_masking_left_in_doubt_is_said(opening: hm.Rulebook) -> None:
    """With the ticket, and without the words."""
    intake = read_opened(opening, "群众举报施建军采砂，户号8362423811。")
    report = hm.compile_report(intake, "2023-10", rules=opening)
    notes = tell_cited(None, report, intake.narratives)
    (notice,) = narrative_notices(notes, report)
    assert notice.code == "narrative.doubtful"
    assert "231007102349106144" in notice.message("zh")
    assert "建军" not in repr(notice)


def test_the_command_tells_opened_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the export to the page."""
    (tmp_path / "a.csv").write_bytes(table("村民赵大伟反映宽带故障。"))
    (tmp_path / "rules.toml").write_text(OPENING, "utf-8")
    out = tmp_path / "b.md"
    words = ["report", str(tmp_path / "a.csv"), "-m", "2023-10", "-o", str(out)]
    assert main([*words, "--rules", str(tmp_path / "rules.toml")]) == 1
    page = out.read_text("utf-8")
    assert "村民赵某反映宽带故障" in page
    assert "大伟" not in page + capsys.readouterr().err


# --- what the clerk writes -------------------------------------------------------------------
NOTES = """+++
number = 71
date = 2023-11-06
signer = "县热线办"
+++
# 办理不彻底

如群众反映村民赵大伟违规建房。

赵某同意拆除，电话13812345678。
"""


def test_personal_details_in_the_clerks_cases_give_a_notice() -> None:
    """They are printed as they stand, so the clerk must know; the notice does not repeat them."""
    report = hm.MonthlyReport(period=hm.Period.parse("2023-10"))
    first, second = narrative_notices(read_notes(NOTES), report)
    assert (first.code, first.location.source) == ("notes.personal", "2023-10.md")
    assert first.message("zh") == "第 1 个案例的第 1 段有姓名，通报会照原样印出"
    assert second.message("en") == (
        "case 1 of the notes, paragraph 2, has a telephone number, which the bulletin will print"
    )
    assert not any("大伟" in repr(each) or "138" in repr(each) for each in (first, second))


def test_masked_cases_and_none_give_no_notice() -> None:
    """What a careful clerk writes."""
    report = hm.MonthlyReport(period=hm.Period.parse("2023-10"))
    careful = NOTES.replace("赵大伟", "赵某").replace("13812345678", "×××")
    assert narrative_notices(read_notes(careful), report) == ()
    assert narrative_notices(None, report) == ()


def test_without_the_extra_cases_are_said_to_be_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence would look like a clean bill."""
    monkeypatch.setitem(__import__("sys").modules, "phonenumbers", None)
    report = hm.MonthlyReport(period=hm.Period.parse("2023-10"))
    (notice,) = narrative_notices(read_notes(NOTES), report)
    assert notice.code == "notes.unchecked"
    assert "hotline-metrics[privacy]" in notice.hint("en")
