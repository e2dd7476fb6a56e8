"""A ticket's view whose attributes are columns: what facts read instead of a ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import attrs
import narwhals as nw


@attrs.frozen
class Count:
    """A column that counts, such as how often a ticket was sent back.

    Attributes:
        column: the numbers.
        below: what each of them stays below.
    """

    column: nw.Expr
    below: int

    def __gt__(self, other: int) -> nw.Expr:
        """Compare as the column."""
        return self.column > other


@attrs.frozen(eq=False)
class Answer:
    """The answers to a question, as codes; compared with the names of grades."""

    column: nw.Expr
    codes: Mapping[str, Sequence[int]]

    def __eq__(self, grade: object) -> nw.Expr:  # type: ignore[override]
        """Tell which answers are a grade."""
        codes = self.codes.get(str(grade), ())
        if not codes:
            return nw.lit(value=False)
        return self.column == codes[0] if len(codes) == 1 else self.column.is_in(list(codes))

    __hash__: ClassVar[None]  # type: ignore[assignment]


@attrs.frozen(kw_only=True)
class ColumnView:
    """Columns under the names of :class:`hotline_metrics.figures.view.TicketView`.

    Moments are microseconds; none is null.
    """

    closed: nw.Expr
    open: nw.Expr
    settled: nw.Expr
    due: nw.Expr
    due_day: nw.Expr
    has_deadline: nw.Expr
    first: int
    last: int
    acknowledged: nw.Expr
    signed: nw.Expr
    sign_by: nw.Expr
    has_sign_limit: nw.Expr
    quick_by: nw.Expr
    has_quick_limit: nw.Expr
    extended: nw.Expr
    urgent: nw.Expr
    redo: Count
    declined: Count
    repeats: nw.Expr
    surveyed: nw.Expr
    answers: Mapping[str, Answer]
    assigned: nw.Expr

    def answer(self, question: str) -> Answer:
        """Return the answers to a question."""
        return self.answers[question]
