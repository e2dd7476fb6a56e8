"""Checked columns into a tally: the facts of the core, evaluated on columns and counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import attrs
import narwhals as nw

from hotline_metrics import Period, Rulebook
from hotline_metrics.plugin import (
    MATRIX,
    VIEWS,
    Alike,
    By,
    Tally,
    View,
    Window,
    add_limit,
    facts_of,
)
from hotline_metrics_frames.checking import ROW, plain
from hotline_metrics_frames.engines import Backend, Frame
from hotline_metrics_frames.keys import Keys, Words
from hotline_metrics_frames.moments import DAY, MICRO, from_day, to_day, to_micro
from hotline_metrics_frames.packing import PRIMARY, pack
from hotline_metrics_frames.view import Answer, ColumnView, Count

NEVER = 2**62
"""A moment after every other: the deadline of a ticket that has none."""


@attrs.frozen(kw_only=True)
class Judged:
    """Checked columns with everything that facts compare.

    Attributes:
        frame: the columns, with ``due``, ``sign_by``, ``quick_by`` and the days.
        view: the expressions by which facts read it.
    """

    frame: Frame
    view: ColumnView


def judge(store: Frame, words: Words, rules: Rulebook, window: Window, backend: Backend) -> Judged:
    """Return a batch's columns with deadlines and limits.

    Args:
        store: checked columns.
        words: what codes mean.
        rules: the rulebook.
        window: the period, and the moment open tickets are judged at.
        backend: the engine.
    """
    received, dispatched = nw.col("received"), nw.col("dispatched")
    assigned = nw.when(dispatched.is_null()).then(received).otherwise(dispatched)
    by_dispatch = rules.deadline.start == "dispatched"
    first = nw.when(received.is_null()).then(dispatched).otherwise(received)
    frame = store.with_columns(
        assigned.alias("assigned"), (assigned if by_dispatch else first).alias("start")
    ).with_columns(
        (nw.col("assigned") // DAY).alias("assigned_day"),
        (nw.col("start") // DAY).alias("start_day"),
    )
    frame = _with_deadlines(frame, words, rules, backend)
    frame = _with_limits(frame, rules, backend)
    frame = frame.with_columns(((nw.col("due") // MICRO) // DAY).alias("due_day"))
    return Judged(frame=frame, view=_view(words, rules, window))


def count_columns(
    judged: Judged, words: Words, rules: Rulebook, window: Window, backend: Backend
) -> Tally:
    """Tally a batch: the sums of every view are those of the objects.

    Args:
        judged: the columns.
        words: what codes mean.
        rules: the rulebook.
        window: the period, and the moment open tickets are judged at.
        backend: the engine.
    """
    facts = pack(dict(facts_of(cast("Any", judged.view), rules.questions)))
    keys = Keys(words)
    names = {view: keys.name(view) for view in (*VIEWS, MATRIX)}
    primary = {PRIMARY: 2}
    found: dict[View, dict[Alike, int]] = {view: {} for view in names}
    for by in rules.cohorts:
        frame = _inside(judged.frame.with_columns(_day_of(by).alias("day")), window.period).select(
            *(keys.of(view).alias(name) for view, name in names.items()),
            nw.col(PRIMARY).cast(nw.Int64),
            *(expr.alias(name) for name, expr in facts.packs.items()),
        )
        by_view = {names[view]: keys.size(view) for view in VIEWS}
        patterns = backend.patterns(frame, by_view, primary | facts.sizes)
        (matrix,) = backend.patterns(frame, {names[MATRIX]: keys.size(MATRIX)}, primary)
        sums = [facts.sums(found, key) for key, found in zip(by_view, patterns, strict=True)]
        told = backend.collect_all([*sums, matrix.select(names[MATRIX], PRIMARY, "number")])
        for view, groups in zip(names, told, strict=True):
            # Each fact by itself: sums are all that a view promises.
            single = [(fact,) for fact in (facts.names if view != MATRIX else ("assigned",))]
            meaning, numbers = keys.meaning(view), found[view]
            for key, is_primary, *row in groups:
                unit, category, day = meaning(_whole(key))
                for fact, number in zip(single, row, strict=True):
                    if number:
                        same = Alike(by, bool(is_primary), unit, category, day, fact)
                        numbers[same] = numbers.get(same, 0) + _whole(number)
    return Tally(
        as_of=window.as_of,
        rules_digest=rules.digest,
        views=found,
    )


def overdue_most(
    judged: Judged, rules: Rulebook, window: Window, wanted: Sequence[str], backend: Backend
) -> dict[int, list[int]]:
    """Return where the tickets stand from which the bulletin's overdue ones are chosen.

    Args:
        judged: the columns.
        rules: the rulebook.
        window: the period, and the moment open tickets are judged at.
        wanted: ticket numbers the clerk wants cited.
        backend: the engine.

    Returns:
        A source's place, to the numbers of rows.
    """
    view = judged.view
    frame = judged.frame.filter(view.settled > nw.col("due")).with_columns(
        _day_of(rules.by).alias("day")
    )
    late = (view.settled // MICRO) // DAY - (nw.col("due") // MICRO) // DAY
    # Urgent ones come before any number of days.
    merit = late + nw.when(view.urgent).then(nw.lit(10**9)).otherwise(nw.lit(0))
    known = ["source", ROW, "unit", *(["id"] if wanted else [])]
    few = backend.keep(_inside(frame, window.period).select(*known, merit.alias("merit")))
    most = few.group_by("unit").agg(nw.col("merit").max().alias("most"))
    chosen = nw.col("merit") == nw.col("most")
    if wanted:
        chosen = chosen | nw.col("id").is_in(list(wanted))
    best = few.join(most, on="unit", how="inner").filter(chosen).select("source", ROW)
    found: dict[int, list[int]] = {}
    for source, row in backend.collect(best):
        found.setdefault(_whole(source), []).append(_whole(row))
    return found


# --- deadlines and limits --------------------------------------------------------------------
def _with_deadlines(frame: Frame, words: Words, rules: Rulebook, backend: Backend) -> Frame:
    """Add ``due``: given, extended, or computed by the core once for each day and rule."""
    policy = rules.deadline
    never = nw.lit(NEVER, nw.Int64)
    computed: nw.Expr = never
    if policy.source != "given" and policy.rules:
        kinds, urgencies = words["kind"], words["urgency"]
        rule_of = {
            (kind, urgency): policy.rules.index(rule)
            for kind, kind_word in enumerate(kinds)
            for urgency, urgency_word in enumerate(urgencies)
            if (rule := policy.rule_for(str(kind_word), str(urgency_word))) is not None
        }
        used = sorted(set(rule_of.values()))
        by_day = [each for each in used if policy.rules[each].unit != "hours"]
        if by_day:
            days = _days(frame, "start_day", backend)
            table: dict[str, list[int]] = {"start_day": days}
            for each in by_day:
                limit = policy.rules[each]
                table[f"due_{each}"] = [_end(day, limit.limit, limit.unit, rules) for day in days]
            frame = frame.join(backend.table(table), on="start_day", how="left")
        case = nw.col("kind") * len(urgencies) + nw.col("urgency")
        for each in used:
            limit = policy.rules[each]
            if limit.unit == "hours":
                end = (nw.col("start") + limit.limit * 3600) * MICRO
            else:
                end = nw.col(f"due_{each}")
            cases = [k * len(urgencies) + u for (k, u), rule in rule_of.items() if rule == each]
            if len(cases) == len(kinds) * len(urgencies):
                computed = end
            else:
                computed = nw.when(case.is_in(cases)).then(end).otherwise(computed)
    due = computed
    if policy.source != "computed":
        given = nw.col("deadline")
        extended = nw.col("extended_deadline")
        due = nw.when(given.is_null()).then(computed).otherwise(given)
        due = nw.when(extended.is_null()).then(due).otherwise(extended)
    return frame.with_columns(due.alias("due"))


def _with_limits(frame: Frame, rules: Rulebook, backend: Backend) -> Frame:
    """Add ``sign_by`` and ``quick_by``, which begin with the assignment."""
    limits = {"sign_by": rules.deadline.acknowledge, "quick_by": rules.deadline.quick}
    by_day = {name: each for name, each in limits.items() if each and each.unit != "hours"}
    if by_day:
        days = _days(frame, "assigned_day", backend)
        table: dict[str, list[int]] = {"assigned_day": days}
        for name, each in by_day.items():
            table[name] = [_end(day, each.limit, each.unit, rules) for day in days]
        frame = frame.join(backend.table(table), on="assigned_day", how="left")
    rest = {
        name: (nw.col("assigned") + each.limit * 3600) * MICRO if each else nw.lit(NEVER, nw.Int64)
        for name, each in limits.items()
        if name not in by_day
    }
    return frame.with_columns(*(expr.alias(name) for name, expr in rest.items())) if rest else frame


def _days(frame: Frame, column: str, backend: Backend) -> list[int]:
    found = backend.collect(frame.select(column).unique())
    return sorted(_whole(day) for (day,) in found if day is not None)


def _end(day: int, limit: int, unit: Any, rules: Rulebook) -> int:
    start = datetime.combine(from_day(day), datetime.min.time())
    return to_micro(add_limit(start, limit, unit, rules.calendar))


# --- the view --------------------------------------------------------------------------------
def _view(words: Words, rules: Rulebook, window: Window) -> ColumnView:
    as_of = to_micro(window.as_of)
    closed = ~nw.col("closed").is_null()
    acknowledged = ~nw.col("acknowledged").is_null()
    answers = {
        question.name: Answer(
            nw.col(plain(f"question.{question.name}")),
            _codes_of(words[f"question.{question.name}"]),
        )
        for question in rules.questions
    }
    surveyed = nw.col("surveyed").is_in(
        [code for code, value in enumerate(words["surveyed"]) if value is True] or [-1]
    )
    for answer in answers.values():
        blank = list(answer.codes.get("", ()))
        surveyed = surveyed | ~answer.column.is_in(blank or [-1])
    signs: nw.Expr = nw.lit(value=False)
    if rules.deadline.acknowledge is not None:
        signs = nw.col("tracks") | acknowledged
    sign_by = nw.when(signs).then(nw.col("sign_by")).otherwise(nw.lit(NEVER, nw.Int64))
    first, last = window.period.first, window.period.last
    return ColumnView(
        closed=closed,
        open=~closed,
        settled=nw.when(closed).then(nw.col("closed") * MICRO).otherwise(nw.lit(as_of, nw.Int64)),
        due=nw.col("due"),
        due_day=nw.col("due_day") * DAY * MICRO,
        has_deadline=nw.col("due") < NEVER,
        first=to_day(first) * DAY * MICRO,
        last=(to_day(last) + 1) * DAY * MICRO - 1,
        acknowledged=acknowledged,
        signed=nw.when(acknowledged)
        .then(nw.col("acknowledged") * MICRO)
        .otherwise(nw.lit(as_of, nw.Int64)),
        sign_by=sign_by,
        has_sign_limit=signs,
        quick_by=nw.col("quick_by"),
        has_quick_limit=nw.lit(value=rules.deadline.quick is not None),
        extended=~nw.col("extended_deadline").is_null(),
        urgent=_is(words, "urgency", "urgent"),
        redo=_count(words, "redo"),
        declined=_count(words, "declined"),
        repeats=nw.lit(value=False),
        surveyed=surveyed,
        answers=answers,
        assigned=nw.lit(value=True),
    )


def _is(words: Words, column: str, value: object) -> nw.Expr:
    codes = [code for code, each in enumerate(words[column]) if each == value]
    return nw.col(column).is_in(codes or [-1])


def _codes_of(values: Sequence[object]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for code, value in enumerate(values):
        found[str(value)] = (*found.get(str(value), ()), code)
    return found


def _count(words: Words, column: str) -> Count:
    """Return the counts of a column; codes that mean themselves need no look-up."""
    values = [_whole(value) for value in words[column]]
    below = max(values, default=0) + 1
    if values == list(range(len(values))):
        return Count(nw.col(column), below)
    found: nw.Expr = nw.lit(0, nw.Int64)
    for code, value in enumerate(values):
        if value:
            found = nw.when(nw.col(column) == code).then(nw.lit(value, nw.Int64)).otherwise(found)
    return Count(found, below)


def _day_of(by: By) -> nw.Expr:
    match by:
        case "dispatched":
            return nw.col("assigned_day")
        case "received":
            received = nw.col("received")
            return nw.when(received.is_null()).then(nw.col("assigned")).otherwise(received) // DAY
        case "closed":
            return nw.col("closed") // DAY
        case "deadline":
            return nw.when(nw.col("due") < NEVER).then((nw.col("due") // MICRO) // DAY)


def _inside(frame: Frame, period: Period) -> Frame:
    day = nw.col("day")
    return frame.filter((day >= to_day(period.first)) & (day <= to_day(period.last)))


def _whole(value: object) -> int:
    assert isinstance(value, int)  # sums, codes and days are  # noqa: S101
    return value
