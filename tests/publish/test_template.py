"""What a clerk may write in a template, and what no template can do."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_metrics.errors import TemplateError
from hotline_metrics.publish.blocks import Fault, Held
from hotline_metrics.publish.bulletin import Paragraph, Run, plain_text
from hotline_metrics.publish.context import UnitWords
from hotline_metrics.publish.sandbox import ClerkEnvironment
from hotline_metrics.publish.template import DEFAULT_TEMPLATE, LONGEST, Template
from hotline_metrics.publish.words import FigureWords

UNITS = tuple(
    UnitWords(
        name=name, group="甲组", measures={"overdue": FigureWords(n, f"units/{name}/overdue")}
    )
    for n, name in enumerate(["人社局", "医保局", "城管局"])
)
CONTEXT: dict[str, object] = {
    "month": "10月份",
    "hostile": "*|局<b>**x**\ue000" + "0\ue001\n# {{ month }}",
    "totals": {
        "assigned": FigureWords(2349, "totals/assigned"),
        "result": FigureWords(None, "totals/result", "市级未抽访"),
    },
    "units": UNITS,
    "day": date(2023, 10, 7),
}


def fill(body: str) -> list[str]:
    bulletin = Template.parse(body, "bulletin.md").fill(CONTEXT)
    return [plain_text(b.runs) for b in bulletin.blocks if isinstance(b, Paragraph)]


def runs_of(body: str) -> tuple[Run, ...]:
    (block,) = Template.parse(body).fill(CONTEXT).blocks
    assert isinstance(block, Paragraph)
    return block.runs


# --- what it can say -------------------------------------------------------------------------
def test_a_figure_is_a_run_that_knows_its_name() -> None:
    assert runs_of("共{{ totals.assigned }}件") == (
        Run("共"),
        Run("2349", figure="totals/assigned"),
        Run("件"),
    )


def test_the_head_is_filled_too() -> None:
    bulletin = Template.parse("+++\ntitle = '关于{{ month }}的通报'\n+++\n").fill(CONTEXT)
    assert bulletin.title == (Run("关于10月份的通报"),)


def test_joined_texts_keep_their_figures() -> None:
    """``~`` and ``join`` make one phrase of parts that are still typed; so do macros."""
    expected = (Run("共"), Run("2349", figure="totals/assigned"), Run("件"))
    assert runs_of("{{ '共' ~ totals.assigned ~ '件' }}") == expected
    assert runs_of("{{ ['共', '件'] | join(totals.assigned) }}") != expected  # a separator is words
    macro = "{% macro m(n) %}共{{ n }}件{% endmacro %}"
    assert runs_of(macro + "{{ m(totals.assigned) }}") == expected
    assert runs_of(macro + "{{ m(totals.assigned) ~ '。' }}") == (*expected[:2], Run("件。"))
    assert runs_of("{% set x %}共{{ totals.assigned }}件{% endset %}{{ x }}") == expected


def test_a_loop_on_lines_of_its_own_leaves_no_gaps() -> None:
    body = "{% for unit in units %}\n{{ unit.name }}{{ '、' if not loop.last }}\n{% endfor %}\n。"
    assert fill(body) == ["人社局、医保局、城管局。"]
    assert fill("{{ units | join }}") == ["人社局、医保局、城管局"]


def test_figures_compare_as_numbers() -> None:
    assert fill("{% for u in units if u.overdue > 0 %}{{ u }}{% endfor %}") == ["医保局城管局"]
    assert fill("{{ units | sort(attribute='overdue', reverse=true) | join }}") == [
        "城管局、医保局、人社局"
    ]
    # nobody was asked: neither above nor below anything
    assert fill("{{ '低' if totals.result < 60 }}{{ '高' if totals.result >= 60 }}无") == ["无"]
    assert fill("{{ totals.result }}") == ["市级未抽访"]


def test_arithmetic_is_exact() -> None:
    assert fill("{{ (totals.assigned / 49) | round(1) }}|{{ 0.1 + 0.2 }}|{{ 1 / 8 }}") == [
        "47.9|0.3|0.125"
    ]


def test_a_line_of_tags_leaves_no_line_and_a_line_of_text_keeps_its_end() -> None:
    """So a blank line after a loop still ends the paragraph."""
    assert fill("甲{% if month %}乙{% endif %}\n\n丙") == ["甲乙", "丙"]
    assert fill("甲\n{# 注 #}\n  {% if month %}\n乙\n{% endif %}\n\n丙") == ["甲乙", "丙"]
    assert fill("甲\n{{ '不印' if not month }}\n乙") == ["甲乙"]  # nor does printing nothing
    assert fill("{% set x = 1 %}\n{% set y = 2 %}{# 注 #}\n甲\n{{ x }}\n\n{{ y }}") == ["甲1", "2"]


def test_words_for_numbers_and_days() -> None:
    assert fill("{{ 1 | ordinal }} {{ 12 | numeral }} {{ day | date }} {{ day | day }}") == [
        "一是 十二 2023年10月7日 10月7日"
    ]


def test_an_optional_name_can_be_asked_for() -> None:
    assert fill("{% if totals.redo is defined %}有{% else %}无{% endif %}") == ["无"]
    assert fill("{{ totals.redo | default('无') }}") == ["无"]


# --- data are data ---------------------------------------------------------------------------
def test_a_hostile_name_prints_as_it_is() -> None:
    for body in ("{{ hostile }}", "**{{ hostile }}**", "{{ hostile ~ '' }}"):
        assert plain_text(runs_of(body)) == CONTEXT["hostile"]
    (heading,) = Template.parse("# {{ hostile }}").fill(CONTEXT).blocks
    assert not isinstance(heading, Paragraph)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@settings(max_examples=50, deadline=None)
def test_any_text_survives_exactly(name: str) -> None:
    context = {"name": name, "units": (UnitWords(name=name, measures={}),)}
    loop = "{% for u in units %}\n- {{ u }}\n{% endfor %}"
    template = Template.parse(f"甲{{{{ name }}}}乙\n\n{loop}\n\n{{{{ units | join ~ name }}}}")
    first, item, last = template.fill(context).blocks
    assert plain_text(first.runs) == f"甲{name}乙"  # type: ignore[union-attr]
    assert plain_text(item.runs) == name  # type: ignore[union-attr]
    assert plain_text(last.runs) == name * 2  # type: ignore[union-attr]


def test_private_characters_of_the_template_itself_print() -> None:
    """Offices do use characters of their own in this range."""
    assert fill("甲\ue000乙\ue001{{ '\ue002' }}") == ["甲\ue000乙\ue001\ue002"]


# --- faults name their line ------------------------------------------------------------------
HEAD = "+++\nhead = '通报'\nnumber = '{{ nmber }}'\n+++\n"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("一\n\n{{ totl.assigned }}", 3, "是不是“totals”"),
        ("一\n\n\n{{ totals.asigned }}", 4, "Did you mean 'assigned'"),
        ("{% for u in units %}\n{{ u.nam }}\n{% endfor %}", 2, "Did you mean 'name'"),
        ("一\n{{ 1 | ordnal }}", 2, "Did you mean 'ordinal'"),
        ("一\n\n{% for u in units %}\n甲", 4, "endfor"),
        ("{% if month %}\n\n##### 深\n{% endif %}", 3, "四级"),
        ("{{ units }}", 1, "join"),
        ("\n{{ none }}", 2, "if"),
        ("\n{{ 1 / 3 }}", 2, r"round\(2\)"),
        ("\n{{ 1 / 0 }}", 2, "除数为零"),
        ("+++\nhead = '一'\ntitel = '二'\n+++\n", 0, "Did you mean 'title'"),
        ("+++\nhead = 一\n+++\n", 2, "not valid TOML"),
        ("+++\nhead = '一'\n", 1, "never closed"),
        (HEAD, 3, "nmber"),
        (HEAD.replace("nmber", "month") + "一\n{{ unit }}", 6, "Did you mean 'units'"),
    ],
)
def test_a_fault_names_the_template_and_the_line(text: str, line: int, says: str) -> None:
    with pytest.raises(TemplateError) as caught:
        Template.parse(text, "bulletin.md").fill(CONTEXT)
    said = caught.value.said
    assert re.search(says, f"{said.zh}\n{said.en}")
    assert said.zh.startswith("bulletin.md")
    assert said.en.startswith("bulletin.md")
    assert f"第 {line} 行" in said.zh or not line
    assert f"line {line}" in said.en or not line


def test_a_file_that_is_no_template(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="cannot be read"):
        Template.load(tmp_path / "none.md")
    (tmp_path / "gbk.md").write_bytes("通报".encode("gb18030"))
    with pytest.raises(TemplateError, match="UTF-8"):
        Template.load(tmp_path / "gbk.md")
    with pytest.raises(TemplateError, match="longer"):
        Template.parse("x" * (LONGEST + 1))


def test_line_ends_of_windows_and_a_byte_order_mark_make_no_difference() -> None:
    text = DEFAULT_TEMPLATE.read_text(encoding="utf-8")
    windows = "\ufeff" + text.replace("\n", "\r\n")
    assert Template.parse(windows) == Template.parse(text)


# --- what no template can do -----------------------------------------------------------------
ESCAPES = [
    "{{ month.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ units[0].__init__.__globals__ }}",
    "{{ units[0].see('name') }}",
    "{{ totals.items.__self__ }}",
    "{{ nothing.__class__ }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ namespace.__init__ }}",
    "{{ units | map(attribute='__class__') | list | first }}",
    "{{ units | map('attr', '__class__') | list }}",
    "{{ month | attr('__class__') }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__ }}",
    "{{ month.upper() }}",
    "{{ '{0.__class__}'.format(month) }}",
    "{{ lipsum.__globals__ }}",
    "{{ cycler }}",
    "{% include '/etc/passwd' %}",
    "{% import '/etc/passwd' as x %}",
    "{% extends '/etc/passwd' %}",
]
MARKUP = [
    "{{ hostile | safe }}",
    "{{ hostile | e }}",
    "{{ hostile | escape }}",
    "{{ hostile | string }}",
    "{% autoescape false %}{{ hostile }}{% endautoescape %}",
    "{% filter upper %}{{ hostile }}{% endfilter %}",
    "{% set x %}{{ month }}{% endset %}{{ x + hostile }}",
    "{% set x %}{{ month }}{% endset %}{{ x % hostile }}",
    "{% set x %}{{ month }}{% endset %}{{ x | reverse }}",
]
BOMBS = [
    "{{ range(1000000000) }}",
    "{% for n in range(1000000000) %}x{% endfor %}",
    "{{ 'x' * 1000000000 }}",
    "{{ [1] * 1000000000 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ 'x' | center(1000000000) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{% set ns = namespace(s='x') %}" + "{% set ns.s = ns.s ~ ns.s %}" * 40 + "{{ ns.s }}",
    "{% set ns = namespace(n=9) %}" + "{% set ns.n = ns.n * ns.n %}" * 40 + "{{ ns.n }}",
    "{% for u in units %}" * 15 + "x" + "{% endfor %}" * 15,
    "{% for u in units %}" * 30 + "x" + "{% endfor %}" * 30,
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{% macro m(n) %}x{% if n %}{{ m(n - 1) ~ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{{ " + "(" * 400 + "1" + ")" * 400 + " }}",
    "{{ " + "9" * 5000 + " }}",
]


# Each of these would do no harm; but what can be read and called is a list, and they are not on it.
UNLISTED = [
    "{{ (1).real }}",
    "{{ totals.assigned.value.numerator }}",
    "{{ month.upper }}",
    "{% set ns = namespace(n=1) %}{% if ns.n.real %}x{% endif %}",
]


def test_only_our_functions_are_called() -> None:
    """Even where a template had one of Python's in hand."""
    place = ClerkEnvironment(Held())
    functions: tuple[object, ...] = (print, open, "".join, type)
    for function in functions:
        with pytest.raises(Fault, match="cannot be called"):
            place.call(None, function)  # type: ignore[arg-type]


@pytest.mark.parametrize("body", ESCAPES + UNLISTED + MARKUP + BOMBS)
def test_a_template_cannot_leave_its_place(body: str) -> None:
    """No walk into Python, no file, no markup out of data, no end without bound."""
    with pytest.raises(TemplateError, match=r"bulletin\.md"):
        fill(body)
