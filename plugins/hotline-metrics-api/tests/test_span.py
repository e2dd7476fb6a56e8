"""Which days a service is asked for."""

from __future__ import annotations

import doctest
import importlib
import itertools
import pkgutil
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hotline_metrics_api
from hotline_metrics.plugin import Period, Window
from hotline_metrics_api.span import By, Span, spans, written

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPEN = datetime.max


def days(window: Window, by: By, **how: object) -> list[tuple[date, date]]:
    """Return the first and the last day of each stretch."""
    found = spans(window, by=by, zone="Asia/Shanghai", **how)  # type: ignore[arg-type]
    return [(span.start.date(), (span.end - timedelta(days=1)).date()) for span in found]


@pytest.mark.parametrize(
    ("by", "as_of", "first", "last"),
    [
        ("received", OPEN, date(2023, 8, 31), date(2023, 10, 31)),
        ("dispatched", OPEN, date(2023, 10, 1), date(2023, 10, 31)),
        ("changed", OPEN, date(2023, 10, 1), date(2023, 11, 9)),
        ("received", datetime(2023, 10, 9, 17), date(2023, 8, 31), date(2023, 10, 9)),
        ("changed", datetime(2023, 12, 1), date(2023, 10, 1), date(2023, 12, 1)),
    ],
)
def test_what_a_window_looks_at(by: By, as_of: datetime, first: date, last: date) -> None:
    """What came in may be dispatched later; what was dispatched may change until today."""
    window = Window(Period.parse("2023-10"), as_of)
    assert days(window, by, today=date(2023, 11, 9)) == [(first, last)]


def test_a_period_that_has_not_begun_is_not_asked_for() -> None:
    """There is nothing to ask for."""
    window = Window(Period.parse("2023-10"), datetime(2023, 9, 1))
    assert days(window, "dispatched") == []


@settings(max_examples=100)
@given(st.dates(date(2001, 1, 1), date(2098, 1, 1)), st.integers(0, 400), st.integers(1, 100))
def test_pieces_leave_no_gap_and_are_no_longer_than_allowed(
    first: date, more: int, longest: int
) -> None:
    """One begins where the other ends."""
    window = Window(Period("days", first, first + timedelta(days=more)), OPEN)
    pieces = list(spans(window, by="dispatched", zone="Asia/Shanghai", days_per_request=longest))
    assert pieces[0].start.date() == first
    assert pieces[-1].end.date() == first + timedelta(days=more + 1)
    assert all(one.end == other.start for one, other in itertools.pairwise(pieces))
    assert all(piece.end - piece.start <= timedelta(days=longest) for piece in pieces)


@given(st.datetimes(datetime(2001, 1, 1), datetime(2098, 1, 1)), st.integers(1, 10**7))
def test_halves_are_the_whole(start: datetime, seconds: int) -> None:
    """Cut at a whole second, so that a service can be told the moment."""
    start = start.replace(microsecond=0, tzinfo=SHANGHAI)
    left, right = Span(start, start + timedelta(seconds=seconds)).halves()
    assert (left.start, right.end) == (start, start + timedelta(seconds=seconds))
    assert left.end == right.start
    assert left.end.microsecond == 0


def test_a_moment_may_be_written_in_chinese() -> None:
    """Whatever a service wants."""
    moment = datetime(2023, 10, 1, 8, tzinfo=SHANGHAI)
    assert written(moment, "%Y年%m月%d日 %H时") == "2023年10月01日 08时"
    assert written(moment, "milliseconds") == "1696118400000"


@pytest.mark.parametrize(
    "name", [module.name for module in pkgutil.iter_modules(hotline_metrics_api.__path__)]
)
def test_examples_in_the_code_are_right(name: str) -> None:
    """They are what a reader tries first."""
    module = importlib.import_module(f"hotline_metrics_api.{name}")
    assert doctest.testmod(module).failed == 0
