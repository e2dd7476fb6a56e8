"""Surveyed, rated, and by which grade: what the call-back says about a ticket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hotline_metrics.domain.rulebook import UNRATED, Question
from hotline_metrics.figures.view import TicketView


def satisfaction_facts(t: TicketView, questions: Iterable[Question]) -> Iterator[tuple[str, bool]]:
    """Yield what is true of a ticket's call-back.

    An answer without a rating (not reached, refused) is ``unrated``: surveyed, but outside the
    denominator. Weights are no facts; they stand in the measures.

    Args:
        t: the ticket, or columns of tickets.
        questions: the rulebook's questions.
    """
    yield "surveyed", t.surveyed
    for question in questions:
        given = t.answer(question.name)
        first, *others = question.grades
        rated = given == first.name
        yield f"{question.name}.{first.name}", rated
        for grade in others:
            yield f"{question.name}.{grade.name}", given == grade.name
            # Not |=: a column is not to be changed in place.
            rated = rated | (given == grade.name)
        yield f"{question.name}.rated", rated
        yield f"{question.name}.{UNRATED}", given == UNRATED
