"""A ticket as facts see it: the few values they compare."""

from __future__ import annotations

from datetime import datetime

import attrs


# Not frozen: one is made for every ticket, and forgotten.
@attrs.define
class TicketView:
    """One ticket's values under the names that facts read.

    A frame engine passes a look-alike whose attributes are column expressions, which is why
    facts use ``&``, ``|`` and comparisons only: never ``not``, ``and``, ``~`` or ``None``.

    Attributes:
        closed: whether it is closed.
        open: whether it is not.
        settled: when it was closed, or the moment of judgement while it is open.
        due: its deadline; the end of time where it has none.
        due_day: the first instant of the deadline's day.
        has_deadline: whether it has one.
        first: the first instant of the period.
        last: the last instant of the period.
        acknowledged: whether the unit signed for it.
        signed: when the unit signed for it, or the moment of judgement while it has not.
        sign_by: until when it had to; the end of time without such a limit.
        has_sign_limit: whether there is such a limit.
        quick_by: until when closing is quick; the end of time without such a limit.
        has_quick_limit: whether there is such a limit.
        extended: whether an extension was granted.
        urgent: whether its level is ``urgent``.
        redo: how often it was sent back.
        declined: how often it was refused.
        repeats: whether it repeats an earlier request.
        surveyed: whether the call-back sample drew it.
        answers: question and grade, for those that were asked.
        assigned: whether it is there at all.
    """

    closed: bool
    open: bool
    settled: datetime
    due: datetime
    due_day: datetime
    has_deadline: bool
    first: datetime
    last: datetime
    acknowledged: bool
    signed: datetime
    sign_by: datetime
    has_sign_limit: bool
    quick_by: datetime
    has_quick_limit: bool
    extended: bool
    urgent: bool
    redo: int
    declined: int
    repeats: bool
    surveyed: bool
    answers: tuple[tuple[str, str], ...]
    assigned: bool = True

    def answer(self, question: str) -> str:
        """Return the grade given to a question; empty when it was not asked."""
        return dict(self.answers).get(question, "")
