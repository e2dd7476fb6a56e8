"""Errors: one text for each reader, kept through a pickle."""

import errno
import pickle

import pytest

from hotline_metrics import HotlineMetricsError
from hotline_metrics.errors import (
    AmbiguousFormat,
    CalendarCoverageError,
    IncompatibleTallies,
    InvalidValue,
    MissingDependency,
    OptionsError,
    PluginBroken,
    RulebookError,
    TemplateError,
    UnknownFormat,
    UnreadableSource,
    cannot_read,
)
from hotline_metrics.history.archive import AlreadyArchived
from hotline_metrics.message import Message, joined
from hotline_metrics.output import OutputError
from hotline_metrics.synthesis import ImpossibleFigures

SIMPLE: tuple[type[HotlineMetricsError], ...] = (
    HotlineMetricsError, AlreadyArchived, AmbiguousFormat, IncompatibleTallies, InvalidValue,
    MissingDependency, OptionsError, OutputError, PluginBroken, RulebookError, TemplateError,
    UnknownFormat, UnreadableSource,
)  # fmt: skip


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.__name__)
def test_every_error_has_both_texts_and_survives_a_pickle(kind: type[HotlineMetricsError]) -> None:
    """Whatever builtin it derives from: OSError and LookupError have their own ideas of a text."""
    error = kind("没有单位", "there is no unit")
    for each in (error, pickle.loads(pickle.dumps(error))):
        assert type(each) is kind
        assert each.said == Message("没有单位", "there is no unit")
        assert (each.text(), each.text("zh"), each.text("en")) == (
            "没有单位", "没有单位", "there is no unit",
        )  # fmt: skip
        assert str(each) == "there is no unit"


def test_one_text_stands_for_both() -> None:
    """For a plugin whose author has one language."""
    error = UnreadableSource("the exchange is closed on Sundays")
    assert error.text("zh") == error.text("en") == str(error)


def test_errors_with_data_are_made_again_from_it() -> None:
    """By year, by row."""
    error = pickle.loads(pickle.dumps(CalendarCoverageError(2027, "cn")))
    assert (error.year, error.calendar) == (2027, "cn")
    assert "2027 年" in error.text("zh")
    figures = pickle.loads(pickle.dumps(ImpossibleFigures("合计", "不可能", "impossible")))
    assert figures.text("zh") == "合计：不可能"
    assert str(figures) == "total: impossible"


def test_problems_stay_with_a_source_that_cannot_be_read() -> None:
    """As data, beside the text."""
    error = pickle.loads(pickle.dumps(UnreadableSource("坏", "bad", problems=())))
    assert error.problems == ()


def test_builtin_bases_are_kept() -> None:
    """``except OSError`` and ``except ImportError`` still work."""
    assert OutputError("写不进", "cannot write").errno is None
    assert MissingDependency("缺少", "missing").msg == "missing"
    with pytest.raises(LookupError, match="^there is none$"):
        raise UnknownFormat("没有", "there is none")


def test_a_place_stands_before_every_line() -> None:
    """Several faults of one file."""
    both = joined([Message("甲错", "a is wrong"), Message("乙错", "b is wrong")])
    error = RulebookError(*both.at(Message("r.toml 第 1 行", "r.toml, line 1")))
    assert error.text("zh") == "r.toml 第 1 行：甲错\nr.toml 第 1 行：乙错"
    assert str(error) == "r.toml, line 1: a is wrong\nr.toml, line 1: b is wrong"


@pytest.mark.parametrize(
    ("number", "zh"),
    [
        (errno.ENOENT, "没有这个文件或文件夹"),
        (errno.ENOSPC, "磁盘已满"),
        (errno.EXDEV, "系统错误 18"),
    ],
)
def test_what_the_system_refuses_is_said_in_chinese(number: int, zh: str) -> None:
    """What has no words here keeps its number."""
    said = cannot_read("a.csv", OSError(number, "as the system says"))
    assert said == Message(f"无法读取 a.csv：{zh}", "a.csv: cannot be read: as the system says")
