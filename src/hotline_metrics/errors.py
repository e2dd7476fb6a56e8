"""Every error this package raises on purpose, under one base class, in both languages."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from typing import TYPE_CHECKING

from hotline_metrics.message import Language, Message

if TYPE_CHECKING:
    from hotline_metrics.domain.problem import Problem


class HotlineMetricsError(Exception):
    """Anything hotline_metrics refuses to do, with a text for the person who must fix it.

    As a string it is English, for tracebacks and logs.

    Attributes:
        said: the text in both languages.

    >>> error = RulebookError("没有这项指标", "there is no such measure")
    >>> str(error), error.text("zh")
    ('there is no such measure', '没有这项指标')
    """

    def __init__(self, zh: str, en: str = "") -> None:
        """Take the text in Chinese and in English; one alone stands for both."""
        # One argument, so that OSError and ImportError take it for their text as well.
        super().__init__(en or zh)
        self.said: Message = Message(zh, en or zh)

    def __str__(self) -> str:
        # LookupError would print the repr of its argument.
        return self.said.en

    def text(self, lang: Language = "zh") -> str:
        """Return what to tell a person in one language."""
        return self.said.text(lang)


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
            f"工作日历“{calendar}”没有 {year} 年的数据，请在口径文件 [calendar] 中补上",
            f"calendar {calendar!r} has no working days for {year}; "
            f"add them to the rulebook under [calendar]",
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

    def __init__(self, zh: str, en: str = "", *, problems: tuple[Problem, ...] = ()) -> None:
        """Keep the text and the problems behind it."""
        super().__init__(zh, en)
        self.problems = problems


def did_you_mean(wrong: str, known: Iterable[str]) -> Message:
    """Name the known word nearest to a wrong one, to be put behind it; or say nothing.

    >>> did_you_mean("pingyo", ["pingyu", "plain"])
    Message(zh='（是不是“pingyu”？）', en=" Did you mean 'pingyu'?")
    """
    import difflib

    near = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.5)
    if not near:
        return Message("", "")
    return Message(f"（是不是“{near[0]}”？）", f" Did you mean {near[0]!r}?")


_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已有同名文件",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.EBUSY: "文件正被其他程序占用",
    errno.ENAMETOOLONG: "文件名过长",
}


def cannot_read(name: str, error: OSError) -> Message:
    """Say that a file cannot be read, and why."""
    why = system_reason(error)
    return Message(f"无法读取 {name}：{why.zh}", f"{name}: cannot be read: {why.en}")


def system_reason(error: OSError) -> Message:
    """Return why the operating system refused."""
    english = error.strerror or type(error).__name__
    # What has no translation here keeps its number, by which it can be looked up.
    number = f"系统错误 {error.errno}" if error.errno else "系统错误"
    return Message(_REASONS.get(error.errno or 0, number), english)
