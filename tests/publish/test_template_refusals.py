"""Each refusal of a template names the line and says what may be written instead."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from hotline_metrics.domain.figure import CountedRate
from hotline_metrics.errors import TemplateError
from hotline_metrics.publish.bulletin import Paragraph, plain_text
from hotline_metrics.publish.template import Template
from hotline_metrics.publish.words import FigureWords

CONTEXT: dict[str, object] = {
    "assigned": FigureWords(2349, "totals/assigned"),
    "rate": FigureWords(CountedRate(Fraction("715.6"), 1007), "totals/rate"),
    "absent": FigureWords(None, "totals/rate", "市级未抽访"),
    "day": date(2023, 10, 7),
    "moment": datetime(2023, 10, 7, 9, 30),
    "yes": True,
    "names": ("甲局", "乙局"),
    "by_name": {"甲局": 3},
    "by_number": {2349: "两千余"},
}


def fill(body: str) -> str:
    """Return the text of a template's paragraphs."""
    bulletin = Template.parse(body, "bulletin.md").fill(CONTEXT)
    return "\n".join(plain_text(b.runs) for b in bulletin.blocks if isinstance(b, Paragraph))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{{ day }}", "2023年10月7日"),
        ("{{ moment }}", "10月7日9时30分"),
        ("{{ -assigned }}", "-2349"),
        ("{{ +assigned }}", "2349"),
        ("{{ names[1] }}", "乙局"),
        ("{{ names[-1] }}", "乙局"),
        ("{{ by_name['甲局'] }}", "3"),
        ("{{ by_number[2349] }}", "两千余"),
        ("{{ by_number[assigned] }}", "两千余"),
        ("{% set x | default('无') %}甲局{% endset %}{{ x }}", "甲局"),
        ("{{ 0 | numeral }}、{{ 12 | numeral }}", "零、十二"),
        ("{{ assigned | round(0) }}", "2349"),
    ],
)
def test_what_can_be_printed(body: str, text: str) -> None:
    """Days, moments, numbers with their sign, places of a list and of a table."""
    assert fill(body) == text


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{{ yes }}", "a yes or no cannot be printed"),
        ("{{ -names }}", "'-' is for numbers"),
        ("{{ names | round }}", "'round' is for numbers"),
        ("{{ assigned | round(11) }}", "at most ten places"),
        ("{{ assigned | moved }}", "'moved' is for year on year"),
        ("{{ names | numeral }}", "a whole number is wanted"),
        ("{{ day() }}", "cannot be called in a template"),
        ("{% for n in names recursive %}{{ n }}{% endfor %}", "a loop cannot be recursive"),
        ("{{ [day] }}", "plain words and numbers only"),
        ("{{ names[7] }}", "there is no '7'"),
        ("{{ by_number[7] }}", "there is no '7'"),
        ("{{ day[7] }}", "there is no '7'"),
        ("{{ by_name['丙局'] }}", "丙局"),
    ],
)
def test_what_is_refused(body: str, says: str) -> None:
    """With the line; in Chinese as well."""
    with pytest.raises(TemplateError) as caught:
        fill("第一行\n\n" + body)
    assert says in str(caught.value)
    assert "bulletin.md" in str(caught.value)
    assert caught.value.text("zh") != str(caught.value)


def test_a_rate_is_compared_as_it_is_printed() -> None:
    """In per cent with two places: 715.6 of 1007 are 71.06 %, and not a little more."""
    assert fill("{{ rate }}") == "71.06%"
    assert fill("{% if rate == 71.06 %}是{% endif %}") == "是"
    assert fill("{% if rate > 71.06 %}多{% elif rate > 71.05 %}不多{% endif %}") == "不多"
    assert fill("{{ rate - 14.05 }}，{{ rate.n }}件") == "57.01，1007件"


def test_a_figure_without_a_sample_counts_as_nothing() -> None:
    """Such as in a condition, where it neither is nor exceeds a number."""
    assert fill("{% if absent %}有{% else %}无{% endif %}") == "无"
    assert fill("{% if absent.n %}有{% else %}无{% endif %}") == "无"
    assert fill("{% if absent > 3 %}大{% else %}不大{% endif %}") == "不大"
