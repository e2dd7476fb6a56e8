"""What a template may read and print: values that stay typed runs until the page is made."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
from markupsafe import Markup

from hotline_metrics.domain.figure import Figure, print_figure
from hotline_metrics.errors import did_you_mean
from hotline_metrics.message import Message
from hotline_metrics.publish.bulletin import Block, Run, Runs
from hotline_metrics.publish.chinese import print_change

Number = int | Decimal | Fraction


class Readable:
    """A value whose public attributes a template may read, and nothing else of it."""

    __slots__ = ()

    def names(self) -> tuple[str, ...]:
        """Return what a template may read."""
        return tuple(
            name
            for name in dir(type(self))
            if not name.startswith("_") and not callable(getattr(type(self), name))
        )

    def see(self, name: str) -> object:
        """Return one of the names."""
        return getattr(self, name)


class Printed(Readable):
    """A value that a template may print."""

    __slots__ = ()

    @property
    def runs(self) -> Runs:
        """What is printed."""
        raise NotImplementedError

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)


class Phrase(str):
    """Text joined in a template, whose parts still know their figures.

    A part that is markup is the result of a macro: the marks of values, already held.
    """

    parts: tuple[Run | Markup, ...]
    __slots__ = ("parts",)

    @classmethod
    def of(cls, parts: Iterable[Run | Markup]) -> Phrase:
        """Join parts."""
        kept = tuple(parts)
        phrase = cls("".join(p if isinstance(p, Markup) else p.text for p in kept))
        phrase.parts = kept
        return phrase


@attrs.frozen(eq=False, repr=False)
class FigureWords(Printed):
    """A figure in a sentence; it compares as a number, a rate in per cent.

    Attributes:
        figure: the figure.
        path: its name in the report, such as ``totals/assigned``.
        none: what is printed where nobody was surveyed.
    """

    figure: Figure
    path: str
    none: str = "—"

    @property
    def runs(self) -> Runs:
        """The figure as a document prints it."""
        return (Run(print_figure(self.figure, self.none), figure=self.path),)

    @property
    def absent(self) -> bool:
        """Whether there is no figure because nobody was surveyed."""
        return self.figure is None

    @property
    def n(self) -> FigureWords | None:
        """The size of the sample, where it is known."""
        if self.figure is None or isinstance(self.figure, int) or self.figure.n is None:
            return None
        return FigureWords(self.figure.n, self.path)

    @property
    def number(self) -> Number | None:
        """The figure as a number; a rate as the per cent that are printed."""
        if self.figure is None or isinstance(self.figure, int):
            return self.figure
        return self.figure.percent

    def __bool__(self) -> bool:
        return bool(self.number)

    def __eq__(self, other: object) -> bool:
        return self.number is not None and self.number == number_of(other)

    # An absent figure is neither above nor below anything, so no order follows from another.
    def __lt__(self, other: object) -> bool:
        return self._compares(operator.lt, other)

    def __le__(self, other: object) -> bool:
        return self._compares(operator.le, other)

    def __gt__(self, other: object) -> bool:
        return self._compares(operator.gt, other)

    def __ge__(self, other: object) -> bool:
        return self._compares(operator.ge, other)

    def _compares(self, how: Callable[[Fraction, Fraction], bool], other: object) -> bool:
        mine, theirs = self.number, number_of(other)
        return mine is not None and theirs is not None and how(Fraction(mine), Fraction(theirs))

    def __hash__(self) -> int:
        return hash(self.number)


@attrs.frozen
class Words(Printed):
    """Words that know which figure they tell.

    Attributes:
        text: the words.
        path: name of the figure.
    """

    text: str
    path: str = ""

    @property
    def runs(self) -> Runs:
        """The words."""
        return (Run(self.text, figure=self.path),)


@attrs.frozen
class DayWords(Printed):
    """A day or a moment, written as the place in the document wants it.

    Attributes:
        day: the day.
        text: how it is written, unless a filter says otherwise.
        path: name of the figure.
    """

    day: date
    text: str
    path: str = ""

    @property
    def runs(self) -> Runs:
        """The day."""
        return (Run(self.text, figure=self.path),)


@attrs.frozen
class ChangeWords(Printed):
    """How a total moved: 同比下降14.05%.

    Attributes:
        label: against what, 同比 or 环比.
        change: by how much.
        points: whether the change is in points between rates.
        path: name of the figure.
        unit: what the amount is counted in.
    """

    label: str
    change: Decimal
    points: bool
    path: str
    unit: str = "%"

    @property
    def runs(self) -> Runs:
        """The movement as one run."""
        return (Run(self.label + print_change(self.change, self.unit), figure=self.path),)

    def in_unit(self, unit: str) -> ChangeWords:
        """Return the same movement with other words for points; a ratio stays in per cent."""
        return attrs.evolve(self, unit=unit) if self.points else self


@attrs.frozen
class Inserted:
    """Blocks that a template may put in a paragraph's place.

    Attributes:
        blocks: the blocks; none leave nothing.
    """

    blocks: tuple[Block, ...]


@attrs.frozen
class Spoken:
    """A function of ours that a template may call.

    Attributes:
        function: what it does.
    """

    function: Callable[..., object]

    def __call__(self, *args: object) -> object:
        """Call it."""
        return self.function(*args)


def number_of(value: object) -> Number | None:
    """Return a template's value as an exact number, or ``None`` when it is none."""
    if isinstance(value, FigureWords):
        return value.number
    if isinstance(value, bool):
        return None
    if isinstance(value, float):  # a literal such as 59.5: what was typed is what is meant
        return Decimal(str(value)) if abs(value) < 1e18 else None
    return value if isinstance(value, (int, Decimal, Fraction)) else None


def missing(name: str, known: Iterable[str]) -> Message:
    """Say that a name is not there, with the nearest that is."""
    near = did_you_mean(name, [each for each in known if not each.startswith("_")])
    return Message(f"没有“{name}”{near.zh}", f"there is no {name!r}.{near.en}")
