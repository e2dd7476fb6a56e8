"""Which question of the call-back stands behind a published rate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs

from hotline_metrics.domain.measure import Measure
from hotline_metrics.domain.rulebook import Question, Rulebook
from hotline_metrics.errors import RulebookError, did_you_mean


@attrs.frozen
class Asked:
    """A published rate as a weighted share of one question's answers.

    Attributes:
        measure: the rate.
        question: what was asked.
        weights: how much an answer of each of its grades counts.
    """

    measure: Measure
    question: Question
    weights: tuple[Fraction, ...]


def find_asked(rates: Iterable[str], rules: Rulebook) -> Mapping[str, Asked]:
    """Find the question behind each rate, named by its measure or the measure's title.

    Args:
        rates: names as the document writes them.
        rules: the rulebook.

    Raises:
        RulebookError: there is no such rate, it is no share of one question's rated answers,
            or two of them ask the same question.

    >>> rules = Rulebook.preset("pingyu")
    >>> find_asked(["办理结果满意率"], rules)["办理结果满意率"].question.name
    'result'
    """
    named = {measure.title: measure for measure in rules.measures.values()}
    named |= rules.measures
    found: dict[str, Asked] = {}
    for rate in dict.fromkeys(rates):
        if rate not in named:
            near = did_you_mean(rate, named)
            raise RulebookError(
                f"口径“{rules.name}”没有指标“{rate}”{near.zh}",
                f"rulebook {rules.name!r} has no rate {rate!r}.{near.en}",
            )
        asked = found[rate] = _asked(named[rate], rules)
        for other in found.values():
            if other.question == asked.question and other.measure != asked.measure:
                raise RulebookError(
                    f"“{other.measure.title}”和“{asked.measure.title}”出自同一问题，请只给出其一",
                    f"{other.measure.name} and {asked.measure.name} rest on the same question; "
                    f"give one of them",
                )
    return found


def _asked(measure: Measure, rules: Rulebook) -> Asked:
    for question in rules.questions:
        facts = [f"{question.name}.{grade.name}" for grade in question.grades]
        base = {f"{question.name}.rated": 1}
        if measure.denominator == base and set(measure.numerator) <= set(facts):
            weights = tuple(Fraction(measure.numerator.get(fact, 0)) for fact in facts)
            return Asked(measure, question, weights)
    raise RulebookError(
        f"“{measure.title}”不是某一问题已评价件数的加权份额，无法据以生成工单",
        f"{measure.name} is not a weighted share of one question's rated answers",
    )
