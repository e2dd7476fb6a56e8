"""A measure's formula in words: （满意 + 0.6×基本满意） ÷ 已评价, with its numbers where known."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hotline_metrics.domain.figure import CountedRate, print_exact
from hotline_metrics.domain.measure import FACTS, Measure
from hotline_metrics.domain.rulebook import UNRATED, Rulebook
from hotline_metrics.message import Language


def formula(
    measure: Measure,
    rules: Rulebook,
    lang: Language = "zh",
    sums: Mapping[str, int] | None = None,
) -> str:
    """Return how a measure is computed.

    Args:
        measure: the measure.
        rules: the rulebook it belongs to, for the titles of grades.
        lang: the language of the words.
        sums: fact to how often it is true; with it the numbers and the result are written too.

    >>> rules = Rulebook.preset("pingyu")
    >>> formula(rules.measures["overdue"], rules)
    '超期办结 + 超期未办结'
    >>> formula(rules.measures["overdue"], rules, sums={"late_closed": 2, "late_open": 1})
    '超期办结 2 + 超期未办结 1 = 3'
    """
    titles = fact_titles(rules, lang)
    top = _terms(measure.numerator, titles, sums)
    if measure.denominator is None:
        written = " + ".join(top)
        return written if sums is None else f"{written} = {measure.of(sums)}"
    bottom = _terms(measure.denominator, titles, sums)
    if sums is None:
        return f"{_bracketed(top, lang)} ÷ {_bracketed(bottom, lang)}"
    value = measure.of(sums)
    if not isinstance(value, CountedRate):
        return f"{_bracketed(top, lang)} ÷ {_bracketed([*bottom[:-1], bottom[-1] + ' = 0'], lang)}"
    above = [*top[:-1], f"{top[-1]} = {print_exact(value.numerator)}"]
    below = [*bottom[:-1], f"{bottom[-1]} = {value.n}"] if len(bottom) > 1 else bottom
    return f"{_bracketed(above, lang)} ÷ {_bracketed(below, lang)} = {value.percent}%"


def fact_titles(rules: Rulebook, lang: Language = "zh") -> Mapping[str, str]:
    """Return what each fact of a rulebook is called.

    Args:
        rules: the rulebook, whose questions add facts.
        lang: the language.
    """
    chinese = lang == "zh"
    titles = {name: zh if chinese else en for name, (zh, en) in FACTS.items()}
    for question in rules.questions:
        of = question.title if chinese else question.name
        titles[f"{question.name}.rated"] = of + ("已评价" if chinese else " rated")
        titles[f"{question.name}.{UNRATED}"] = of + ("未评价" if chinese else " not rated")
        for grade in question.grades:
            titles[f"{question.name}.{grade.name}"] = of + (
                grade.title if chinese else f" {grade.name}"
            )
    return titles


def _terms(
    weights: Mapping[str, Fraction | int],
    titles: Mapping[str, str],
    sums: Mapping[str, int] | None,
) -> list[str]:
    terms = []
    for fact, weight in weights.items():
        if weight:
            times = "" if weight == 1 else f"{print_exact(Fraction(weight))}×"
            number = "" if sums is None else f" {sums.get(fact, 0)}"
            terms.append(times + titles.get(fact, fact) + number)
    return terms or ["0"]


def _bracketed(terms: list[str], lang: Language) -> str:
    written = " + ".join(terms)
    if len(terms) == 1 and " = " not in written:
        return written
    return f"（{written}）" if lang == "zh" else f"({written})"
