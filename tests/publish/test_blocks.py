"""The small Markdown-like surface, read line by line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_metrics.publish.blocks import Fault, Held, number_lines, read_blocks
from hotline_metrics.publish.bulletin import (
    Block,
    Heading,
    ListItem,
    Paragraph,
    Run,
    Runs,
    SignOff,
    Table,
    plain_text,
)


def read(text: str) -> tuple[Block, ...]:
    held = Held()
    return read_blocks(number_lines(held.text(text)), held)


def texts(text: str) -> list[str]:
    return [plain_text(block.runs) for block in read(text) if not isinstance(block, Table)]


def only(text: str) -> Runs:
    (block,) = read(text)
    assert isinstance(block, Paragraph)
    return block.runs


def test_headings_are_counted_and_deeper_counts_begin_again() -> None:
    """The clerk writes levels; the numbers 一、 （一） 1. （1） are ours."""
    text = "# 甲\n## 乙\n## 丙\n### 丁\n#### 戊\n#### 己\n# 庚\n## 辛\n### 壬"
    assert texts(text) == [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "1.丁",
        "（1）戊",
        "（2）己",
        "二、庚",
        "（一）辛",
        "1.壬",
    ]


def test_the_eleventh_heading_has_two_characters() -> None:
    assert texts("# 甲\n" * 11)[-1] == "十一、甲"


@pytest.mark.parametrize(
    ("source", "joined"),
    [
        ("我县共接到\n转交办件", "我县共接到转交办件"),
        ("转交办件\n2349\n件", "转交办件2349件"),
        ("hotline\nmetrics", "hotline metrics"),
        ("　　首行空两格", "首行空两格"),
        ("他说“好”\nok", "他说“好”ok"),
    ],
)
def test_a_line_break_is_a_space_only_between_latin_words(source: str, joined: str) -> None:
    assert texts(source) == [joined]


def test_a_blank_line_ends_a_paragraph() -> None:
    assert texts("甲\n\n\n乙\n") == ["甲", "乙"]


def test_strong_works_next_to_chinese_punctuation() -> None:
    """CommonMark leaves these stars as they are; here they are strong."""
    assert only("甲**应于10月10日办结，**直到") == (
        Run("甲"),
        Run("应于10月10日办结，", strong=True),
        Run("直到"),
    )


@pytest.mark.parametrize("text", ["甲**乙", "3*4*5", "****", "甲****乙"])
def test_stars_without_a_partner_or_content_stay(text: str) -> None:
    assert only(text) == (Run(text),)


def test_the_last_of_three_pairs_of_stars_stays() -> None:
    assert only("**甲**乙**丙") == (Run("甲", strong=True), Run("乙**丙"))


def test_lists_keep_their_numbers_and_a_repeated_one_counts_on() -> None:
    """A loop writes ``1.`` each time; a list that begins with 2 stays so."""
    assert [b.mark for b in read("1. 甲\n1. 乙\n1. 丙") if isinstance(b, ListItem)] == [
        "1.",
        "2.",
        "3.",
    ]
    assert read("2. 甲\n5. 乙\n\n正文\n\n- 丙\n  接着") == (
        ListItem((Run("甲"),), "2."),
        ListItem((Run("乙"),), "5."),
        Paragraph((Run("正文"),)),
        ListItem((Run("丙接着"),), "-"),
    )


def test_a_number_with_decimals_is_no_list() -> None:
    assert isinstance(read("1.5倍")[0], Paragraph)


def test_each_line_of_the_sign_off_is_its_own() -> None:
    assert read("> 县热线办\n> 2023年11月6日") == (
        SignOff((Run("县热线办"),)),
        SignOff((Run("2023年11月6日"),)),
    )


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("甲\n\n##### 乙", 3, "四级"),
        ("甲\n\n\n#乙", 4, "空一格"),
    ],
)
def test_a_fault_names_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(Fault, match=says) as caught:
        read(text)
    assert caught.value.line == line


def test_a_table_stands_alone() -> None:
    """Its mark alone makes a paragraph the table; beside words it is a fault."""
    held = Held()
    table = Table(name="甲", columns=(), rows=())
    mark = held.keep((table,))
    assert read_blocks(f"前\n\n{mark}\n{mark}\n\n后", held)[1:3] == (table, table)
    with pytest.raises(Fault, match="独占一段"):
        read_blocks(f"见下表{mark}", held)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_held_value_comes_back_as_it_was(value: str, in_heading: bool) -> None:
    """Whatever the data say, they are neither read nor changed."""
    held = Held()
    mark = held.keep(Run(value, figure="units/x"))
    (block,) = read_blocks(("# 甲" if in_heading else "甲") + mark + "**乙**", held)
    assert isinstance(block, Heading if in_heading else Paragraph)
    assert block.runs[1:] == (Run(value, figure="units/x"), Run("乙", strong=True))


@given(st.text(st.sampled_from("甲a# *>-1.\n\ue000\ue001\ue002\ue0030")))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    blocks: tuple[Block, ...] = ()
    line = 1
    try:
        blocks = read(text)
    except Fault as fault:
        line = fault.line
    assert 1 <= line <= text.count("\n") + 1
    assert all(run.text for block in blocks if not isinstance(block, Table) for run in block.runs)
