"""Composite scores: points for measures, added up, and the grades they give (考评得分, 等级)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs

from hotline_metrics.domain.figure import Better, Figure, round_half_up
from hotline_metrics.errors import InvalidValue

Absent = Literal["full", "zero", "skip"]


@attrs.frozen(kw_only=True)
class ScorePart:
    """The points of one measure: full at its target, fewer for each point it lacks.

    Attributes:
        measure: the measure's name.
        full: points at the target or better.
        target: per cent for a rate, a number for a count.
        per_point: points lost for each whole or part point that it is worse than the target; 0
            gives the rate's share of the full points instead.
        floor: fewest points.
        absent: what a unit without the figure gets: full points, none, or no part at all, its full
            points then being shared out among the others.
    """

    measure: str
    full: Fraction
    target: Fraction = Fraction(100)
    per_point: Fraction = Fraction(0)
    floor: Fraction = Fraction(0)
    absent: Absent = "full"

    def points(self, figure: Figure, *, better: Better) -> Fraction | None:
        """Return the points for a figure, as it is printed; ``None`` when there is no part.

        Args:
            figure: the measure's figure.
            better: whether high or low is good.
        """
        if figure is None:
            return {"full": self.full, "zero": Fraction(0), "skip": None}[self.absent]
        value = Fraction(figure) if isinstance(figure, int) else Fraction(figure.percent)
        if not self.per_point:
            return self.full * min(value / self.target, Fraction(1))
        lacks = self.target - value if better == "high" else value - self.target
        return min(self.full, max(self.floor, self.full - self.per_point * max(lacks, Fraction(0))))


@attrs.frozen(kw_only=True)
class GradeStep:
    """A grade and the score from which it is given.

    Attributes:
        name: what is printed, such as ``A``.
        at_least: the lowest score that gets it.
    """

    name: str
    at_least: Fraction


@attrs.frozen(kw_only=True)
class ScoreRule:
    """How a composite score is made.

    Attributes:
        name: what reports and tables call it.
        title: what tables print, in Chinese.
        definition: the meaning in words, in Chinese.
        parts: what is added up.
        base: points that everybody has.
        grades: grades, best first; none gives no grade.
        absent: what documents print for a unit without any part.
        source: where the definition comes from.
    """

    name: str
    title: str
    definition: str
    parts: tuple[ScorePart, ...]
    base: Fraction = Fraction(0)
    grades: tuple[GradeStep, ...] = ()
    absent: str = "—"
    source: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse grades that are not in order."""
        steps = [grade.at_least for grade in self.grades]
        if steps != sorted(steps, reverse=True):
            raise InvalidValue(
                f"scores.{self.name}：等次须从高到低排列",
                f"scores.{self.name}: grades come best first",
            )

    def of(self, figures: Mapping[str, Figure], better: Mapping[str, Better]) -> Score | None:
        """Return the score of a unit's figures, or ``None`` when no part has any.

        Args:
            figures: measures by name.
            better: measure to whether high or low is good.
        """
        points = {
            part.measure: part.points(figures.get(part.measure), better=better[part.measure])
            for part in self.parts
        }
        kept = {name: value for name, value in points.items() if value is not None}
        if not kept or all(figures.get(part.measure) is None for part in self.parts):
            return None
        whole = sum((part.full for part in self.parts), Fraction(0))
        left = sum((part.full for part in self.parts if part.measure in kept), Fraction(0))
        value = self.base + sum(kept.values(), Fraction(0)) * whole / left
        grade = next((each.name for each in self.grades if value >= each.at_least), "")
        return Score(value=value, points=kept, grade=grade)


@attrs.frozen(kw_only=True)
class Score:
    """A unit's score.

    Attributes:
        value: the sum, exact.
        points: measure to its points.
        grade: the grade; empty where the rule has none.
    """

    value: Fraction
    points: Mapping[str, Fraction] = attrs.field(hash=False)
    grade: str = ""

    @property
    def printed(self) -> Decimal:
        """The sum, rounded half up to two places."""
        return round_half_up(self.value, 2)
