"""Every error this package raises on purpose, under one base class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotline_metrics.domain.problem import Problem


class HotlineMetricsError(Exception):
    """Anything hotline_metrics refuses to do, with a text for the person who must fix it."""

    def __str__(self) -> str:
        # LookupError would print the repr of its argument.
        return str(self.args[0]) if self.args else type(self).__name__


class InvalidValue(HotlineMetricsError, ValueError):
    """A domain rule was broken in Python code, such as a ticket closed before it was received."""


class RulebookError(HotlineMetricsError, ValueError):
    """A rulebook, roster, notes or office file does not say what it must; names every place."""


class CalendarCoverageError(HotlineMetricsError, ValueError):
    """A working day was asked for in a year the calendar knows nothing about.

    Attributes:
        year: the year without data.
    """

    def __init__(self, year: int, calendar: str = "") -> None:
        """Name the year, and the calendar that lacks it."""
        super().__init__(
            f"calendar {calendar!r} has no working days for {year}; "
            f"add them to the rulebook under [calendar]"
        )
        self.year = year
        self.calendar = calendar

    def __reduce__(self) -> tuple[type[CalendarCoverageError], tuple[int, str]]:
        """Pickle by year and calendar, not by the finished text."""
        return type(self), (self.year, self.calendar)


class IncompatibleTallies(HotlineMetricsError, ValueError):
    """Two tallies were added that were not counted by the same rules at the same time."""


class TemplateError(HotlineMetricsError, ValueError):
    """A bulletin template cannot be read or filled; names the line."""


class UnknownFormat(HotlineMetricsError, LookupError):
    """No plugin offers the format that was asked for."""


class AmbiguousFormat(HotlineMetricsError, LookupError):
    """Two plugins offer a format under the same short name; their full names decide."""


class OptionsError(HotlineMetricsError, ValueError):
    """An option of a plugin is unknown, missing or of the wrong kind."""


class PluginBroken(HotlineMetricsError, ImportError):
    """The plugin that offers this format failed; the original error is its cause."""


class MissingDependency(HotlineMetricsError, ImportError):
    """A format needs a package that is not installed; the text says how to install it."""


class UnreadableSource(HotlineMetricsError):
    """A source cannot be opened or is not what its name says.

    Attributes:
        problems: what is wrong, as data.
    """

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        """Keep the text and the problems behind it."""
        super().__init__(message)
        self.problems = problems

    def __reduce__(self) -> tuple[type[UnreadableSource], tuple[str, tuple[Problem, ...]]]:
        """Pickle with the problems."""
        return type(self), (str(self), self.problems)


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the known word nearest to a wrong one, or nothing."""
    import difflib

    near = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.5)
    return f" Did you mean {near[0]!r}?" if near else ""
