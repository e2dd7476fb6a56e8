"""Markdown that renders as the bulletin and reads well as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_metrics.bundled.markdown_exporter import EXPORTER, escape
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.plugin import (
    Bulletin,
    Heading,
    ListItem,
    NoOptions,
    Paragraph,
    Publication,
    Run,
    SignOff,
    Table,
    TableCell,
    TableColumn,
)
from hotline_metrics.publish.compose import compose_bulletin
from hotline_metrics.publish.notes import load_notes
from hotline_metrics.publish.report_json import decode_report

HERE = Path(__file__).parent
OCTOBER = HERE.parent / "publish" / "october"
RULES = Rulebook.preset("pingyu")
REPORT = decode_report((OCTOBER / "report.json").read_bytes())


def write(bulletin: Bulletin) -> str:
    publication = Publication(report=REPORT, bulletin=bulletin, rules=RULES)
    written = EXPORTER.write(publication, NoOptions())
    assert isinstance(written, bytes)
    return written.decode()


def paragraph(*runs: Run) -> str:
    return write(Bulletin(blocks=(Paragraph(runs),))).removesuffix("\n")


def unescape(markdown: str) -> str:
    """Read one line of plain inline Markdown: backslashes before punctuation, then entities."""
    pieces = re.split(r"\\([!-/:-@\[-`{-~])", markdown)
    return "".join(
        piece if n % 2 else re.sub(r"&#([0-9]+);", lambda code: chr(int(code[1])), piece)
        for n, piece in enumerate(pieces)
    )


def test_the_whole_bulletin() -> None:
    """The October report as a reader of the file sees it."""
    bulletin = compose_bulletin(REPORT, RULES, notes=load_notes(OCTOBER / "2023-10.md"))
    assert write(bulletin) == (OCTOBER / "bulletin.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("*|局<b>", r"\*\|局\<b\>"),
        ("a_b [c](d) `e` ~~f~~ &amp;", r"a\_b \[c\](d) \`e\` \~\~f\~\~ \&amp;"),
        ("# 甲", r"\# 甲"),
        ("- 甲", r"\- 甲"),
        ("1. 甲", r"1\. 甲"),
        ("12) 甲", r"12\) 甲"),
        ("1.5倍", "1.5倍"),
        ("== ==", r"\== =="),
        ("甲\n乙", "甲&#10;乙"),
        ("　首行", "&#12288;首行"),
    ],
)
def test_data_are_escaped_where_markdown_would_read_them(text: str, written: str) -> None:
    assert paragraph(Run(text)) == written


def test_strong_text_stays_strong_beside_chinese_punctuation() -> None:
    """CommonMark needs punctuation or space outside; an entity is both and changes no text."""
    assert paragraph(Run("甲"), Run("乙", strong=True), Run("丙")) == "甲**乙**丙"
    shown = paragraph(Run("甲"), Run("办结，", strong=True), Run("直到"))
    assert shown == "甲**办结，**&#30452;到"
    shown = paragraph(Run("由甲"), Run("（急）", strong=True), Run("。"))
    assert shown == "由&#30002;**（急）**。"


def test_lists_sign_off_and_imprint() -> None:
    text = write(
        Bulletin(
            title=(Run("通报"),),
            blocks=(
                Heading(1, (Run("一、甲"),)),
                ListItem((Run("乙"),), "1."),
                ListItem((Run("丙"),), "2."),
                ListItem((Run("丁"),)),
                SignOff((Run("县热线办"),)),
                SignOff((Run("2023年11月6日"),)),
            ),
            copies=(Run("县委办"),),
            issued=(Run("2023年11月6日印发"),),
        )
    )
    assert text == (
        "# 通报\n\n## 一、甲\n\n1. 乙\n2. 丙\n\n- 丁\n\n> 县热线办\\\n> 2023年11月6日\n\n---\n\n"
        "抄送：县委办\\\n2023年11月6日印发\n"
    )


def test_a_table_lines_up_although_chinese_is_wide() -> None:
    columns = (TableColumn("承办单位", align="left"), TableColumn("件数", align="right"))
    rows = ((TableCell("a|b"), TableCell("7", 7)), (TableCell("公路事业发展中心"), TableCell("12")))
    text = write(Bulletin(blocks=(Table(caption="表", columns=columns, rows=rows),)))
    assert text == (
        "**表**\n\n"
        "| 承办单位         |   件数 |\n"
        "|:-----------------|-------:|\n"
        "| a\\|b             |      7 |\n"
        "| 公路事业发展中心 |     12 |\n"
    )


def test_a_table_without_rows_keeps_its_heading() -> None:
    text = write(Bulletin(blocks=(Table(columns=(TableColumn("单位"),), rows=()),)))
    assert text.startswith("| 单位")


def test_an_empty_bulletin_is_an_empty_line() -> None:
    assert write(Bulletin()) == "\n"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
@settings(max_examples=100, deadline=None)
def test_any_name_can_be_read_back(name: str) -> None:
    """One line, no edge that a reader would strip, and the same text again."""
    for written in (escape(name), paragraph(Run(name))):
        assert not {"\n", "\r"} & set(written)
        assert written == written.strip()
        assert unescape(written) == name
