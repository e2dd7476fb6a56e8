"""Hypothesis strategies for our values; ``st.from_type(Ticket)`` finds them by itself.

Names are drawn odd on purpose: very long, from right to left, with markup, formulas and line
breaks in them. A month is October 2023 unless it is said otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, get_args

import attrs
from hypothesis import strategies as st

from hotline_metrics.domain.measure import By
from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.rulebook import ComparisonRule, Count, Rulebook, SampleRule
from hotline_metrics.domain.rulebook_file import preset_names
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.domain.unit import Roster, Unit
from hotline_metrics.figures.citation import cite_tickets
from hotline_metrics.figures.compile import report_tally
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.figures.tally import Tally, count_tickets
from hotline_metrics.publish.publication import Publication
from hotline_metrics.testing.publications import OCTOBER
from hotline_metrics.testing.publications import publication as publish

ODD_NAMES = (
    "甲局",
    "长" * 300,
    "مكتب الشكاوى",
    "𠮷野街道👮",
    "a\nb\tc",
    " 前后有空格 ",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-1",
    "{{ 7*7 }}{% for x in y %}",
    "</script><img src=x onerror=alert(1)>",
    "**粗**|竖线|`码`[链](http://x)",
    "<w:t>&amp;]]>",
    "../上级\\目录",
    "\x00\x07\x1b[31m\x0b\ufffe",
    "合计",
    "None",
)
"""Names that break careless exporters; every one could stand in a source's unit column."""


def names() -> st.SearchStrategy[str]:
    """Draw names of units and categories, usual and odd."""
    usual = st.sampled_from(["城管局", "医保局", "郭楼街道", "联通公司"])
    letters = st.characters(exclude_categories=["Cs"])
    return usual | st.sampled_from(ODD_NAMES) | st.text(letters, min_size=1, max_size=12)


@st.composite
def units(draw: st.DrawFn) -> Unit:
    """Draw a unit."""
    return Unit(name=draw(names()), group=draw(st.sampled_from(["", "县直单位", "乡镇街道"])))


def rosters() -> st.SearchStrategy[Roster]:
    """Draw a roster, perhaps an empty one."""
    several = st.lists(units(), max_size=8, unique_by=lambda unit: unit.name)
    return several.map(lambda found: Roster(tuple(found)))


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Draw a preset, perhaps with another day, count, least sample, tie or comparison."""
    rules = Rulebook.preset(draw(st.sampled_from(preset_names())))
    return varied(
        rules,
        by=draw(st.sampled_from(get_args(By))),
        count=draw(st.sampled_from(get_args(Count))),
        samples=SampleRule(
            min_n=draw(st.integers(0, 5)), ties=draw(st.sampled_from(["printed", "interval"]))
        ),
        comparison=ComparisonRule(rates=draw(st.sampled_from(["points", "ratio"]))),
    )


def varied(rules: Rulebook, **changes: Any) -> Rulebook:
    """Return a rulebook with something else in it, and a digest of its own.

    Args:
        rules: the rulebook.
        changes: attributes of it.
    """
    told = hashlib.sha256(f"{rules.digest} {sorted(changes.items())}".encode()).hexdigest()
    return attrs.evolve(rules, **changes, digest=f"sha256:{told}")


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Draw a month, quarter or year of the years that the calendar knows."""
    year = draw(st.integers(2018, 2024))
    shape = draw(st.sampled_from(["month", "quarter", "year"]))
    if shape == "month":
        return Period.parse(f"{year}-{draw(st.integers(1, 12)):02d}")
    return Period.parse(f"{year}-Q{draw(st.integers(1, 4))}" if shape == "quarter" else f"{year}")


@st.composite
def tickets(
    draw: st.DrawFn,
    *,
    rules: Rulebook | None = None,
    unit_names: st.SearchStrategy[str] | None = None,
) -> Ticket:
    """Draw a ticket around October 2023, with every kind of fate.

    Args:
        draw: given by hypothesis.
        rules: the rulebook whose questions and urgencies it answers; by default ``pingyu``.
        unit_names: what its unit may be called.
    """
    rules = rules or Rulebook.preset("pingyu")
    received = draw(st.datetimes(datetime(2023, 9, 25), datetime(2023, 11, 5)))
    later = st.timedeltas(timedelta(0), timedelta(days=9))
    grades = {
        question.name: st.sampled_from([*(grade.name for grade in question.grades), "unrated"])
        for question in rules.questions
    }
    answers = draw(st.none() | st.fixed_dictionaries({}, optional=grades))
    return Ticket(
        id=str(draw(st.integers(0, 10**15))),
        unit=draw(unit_names if unit_names is not None else names()),
        received_at=received,
        dispatched_at=draw(st.none() | later.map(lambda wait: received + wait)),
        acknowledged_at=draw(st.none() | later.map(lambda wait: received + wait)),
        deadline=draw(st.none() | later.map(lambda wait: received + wait)),
        extension_days=draw(st.integers(0, 3)),
        closed_at=draw(st.none() | later.map(lambda wait: received + wait)),
        category=draw(st.sampled_from([(), ("A",), ("A", "a"), ("B",), ("B", "a")])),
        kind=draw(st.sampled_from(["", "咨询", "投诉", "举报"])),
        urgency=draw(st.sampled_from(["", *rules.intake.urgency])),
        redo=draw(st.integers(0, 3)),
        declined=draw(st.integers(0, 2)),
        surveyed=answers is not None,
        answers=answers or {},
        primary=draw(st.booleans()),
    )


def ticket_lists(
    *, rules: Rulebook | None = None, max_size: int = 30
) -> st.SearchStrategy[list[Ticket]]:
    """Draw tickets of which no two have the same number and unit.

    Args:
        rules: the rulebook whose questions they answer.
        max_size: how many at most.
    """
    return st.lists(
        tickets(rules=rules), max_size=max_size, unique_by=lambda each: (each.id, each.unit)
    )


@st.composite
def tallies(draw: st.DrawFn, *, rules: Rulebook | None = None, window: Window = OCTOBER) -> Tally:
    """Draw a tally.

    Args:
        draw: given by hypothesis.
        rules: the rulebook; by default ``pingyu``.
        window: the period and the moment.
    """
    rules = rules or Rulebook.preset("pingyu")
    return count_tickets(draw(ticket_lists(rules=rules)), rules, window)


@st.composite
def reports(draw: st.DrawFn, *, rules: Rulebook | None = None) -> MonthlyReport:
    """Draw a report of October 2023, from none to some thirty tickets.

    Args:
        draw: given by hypothesis.
        rules: the rulebook; by default ``pingyu``.
    """
    rules = rules or Rulebook.preset("pingyu")
    found = draw(ticket_lists(rules=rules))
    roster = draw(st.just(Roster()) | rosters())
    return report_tally(
        count_tickets(found, rules, OCTOBER),
        OCTOBER,
        rules,
        roster=roster,
        cited=cite_tickets(found, rules, OCTOBER),
    )


def publications() -> st.SearchStrategy[Publication]:
    """Draw what an exporter is given."""
    return reports().map(publish)


def damaged(samples: Iterable[bytes]) -> st.SearchStrategy[bytes]:
    """Draw bytes that are nearly, or not at all, a file of some format.

    Truncated samples, samples with bytes changed, samples in another encoding, random bytes,
    nothing.

    Args:
        samples: good files of the format.
    """
    sound = st.sampled_from([b"", *samples])
    return st.one_of(
        st.just(b""),
        st.binary(max_size=300),
        st.builds(_cut, sound, st.floats(0, 1)),
        st.builds(_spoil, sound, st.floats(0, 1), st.binary(min_size=1, max_size=8)),
        st.builds(_recode, sound, st.sampled_from(["utf-16", "gb18030", "utf-8-sig"])),
        st.builds(bytes.__add__, sound, st.binary(max_size=40)),
    )


def _cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def _spoil(data: bytes, share: float, mess: bytes) -> bytes:
    place = int(len(data) * share)
    return data[:place] + mess + data[place + len(mess) :]


def _recode(data: bytes, encoding: str) -> bytes:
    return data.decode("utf-8", "replace").encode(encoding, "replace")
