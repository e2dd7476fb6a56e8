"""Invented tickets whose report has exactly the published figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from itertools import accumulate, chain
from pathlib import Path
from random import Random
from typing import BinaryIO

import attrs

from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.errors import InvalidValue, RulebookError
from hotline_metrics.synthesis.asked import Asked, find_asked
from hotline_metrics.synthesis.csv_file import write_tickets_csv
from hotline_metrics.synthesis.moments import Clock, Moments
from hotline_metrics.synthesis.published import CitedTicket, PublishedTable, PublishedUnit
from hotline_metrics.synthesis.solve import ImpossibleFigures, PrintedRow, Sample, solve_samples

KINDS = ("投诉", "求助", "咨询", "举报", "建议", "表扬")
KIND_WEIGHTS = tuple(accumulate((46, 30, 14, 5, 4, 1)))
CHANNELS = ("电话", "微信", "网站", "手机APP")
CHANNEL_WEIGHTS = tuple(accumulate((82, 9, 5, 4)))

URGENT = 0.04
"""The share of urgent tickets."""

UNREACHED = 0.06
"""People called in vain, for one who answered: surveyed, but outside n."""

TRIES = 10_000
"""How often a ticket is drawn again that may not be what it became."""

SUFFIXES = 1_000_000
SUFFIX_STEP = 618_033
"""Ticket numbers end with six digits; steps without common divisor visit all of them."""

Record = tuple[str, ...]
"""One line of the invented export."""


def synthesize(
    published: PublishedTable, *, rules: Rulebook, seed: int = 0, times: int = 1
) -> Iterator[Record]:
    """Invent tickets whose report, by the same rules, has exactly the published figures.

    Counts, categories, overdue and redo are as published; calls and answers are whole numbers
    that print every unit's rates and the pooled headlines. The cited tickets are among them
    and are those that a report cites.

    Args:
        published: the figures.
        rules: the rulebook that will count the tickets.
        seed: another seed gives other tickets with the same figures.
        times: so many times the tickets of every unit, for load tests; rates stay the same.

    Returns:
        The headings, then one record for each ticket; one copy of the month at a time is held.

    Raises:
        ImpossibleFigures: no tickets can have these figures; names the row.
        RulebookError: the rulebook has no such rate, or counts tickets by another date.

    >>> from hotline_metrics.synthesis import founding_table
    >>> records = synthesize(founding_table(), rules=Rulebook.preset("pingyu"))
    >>> next(records)[:4]
    ('工单编号', '受理时间', '派单时间', '承办单位')
    >>> sum(1 for _ in records)
    2349
    """
    if times < 1:
        raise InvalidValue(
            f"倍数 times 是 {times}，须为 1 或更大", f"times is {times}; it must be 1 or more"
        )
    if rules.by not in {"dispatched", "received"}:
        raise RulebookError(
            f"口径“{rules.name}”按 {rules.by} 归属期间，无法生成工单",
            f"rulebook {rules.name!r} counts by {rules.by}; only dispatched and received will do",
        )
    rates = chain(published.totals.rates, *(row.rates for row in published.units))
    asked = find_asked(rates, rules)
    month = _Month(
        published=published,
        rules=rules,
        asked={each.measure.title: each for each in asked.values()},
        samples=_samples(published, asked),
        clock=Clock(rules, Period.parse(published.period)),
        times=times,
    )
    month.check_cited()
    copies = (month.records(Random(f"{seed}/{copy}"), copy) for copy in range(times))  # noqa: S311
    return chain([month.headings], chain.from_iterable(copies))


def write_tickets(
    published: PublishedTable,
    target: str | Path | BinaryIO,
    *,
    rules: Rulebook,
    seed: int = 0,
    times: int = 1,
) -> int:
    """Write the tickets of :func:`synthesize` as CSV and return how many there are.

    Args:
        published: the figures.
        target: a path, or a binary stream.
        rules: the rulebook that will count the tickets.
        seed: another seed gives other tickets with the same figures.
        times: so many times the tickets of every unit.

    Raises:
        ImpossibleFigures: no tickets can have these figures; names the row.
        OutputError: the file cannot be written.
    """
    return write_tickets_csv(target, synthesize(published, rules=rules, seed=seed, times=times))


def tickets_csv(published: PublishedTable, rules: Rulebook) -> bytes:
    """Return the tickets of :func:`synthesize` as the bytes of a CSV file."""
    stream = BytesIO()
    write_tickets(published, stream, rules=rules)
    return stream.getvalue()


def _samples(published: PublishedTable, asked: Mapping[str, Asked]) -> tuple[Sample, ...]:
    # Rates go by their titles here: that is how messages should name them.
    rows = [
        PrintedRow(
            name=row.unit,
            assigned=row.assigned,
            rates={asked[rate].measure.title: value for rate, value in row.printed.items()},
            calls=row.calls,
        )
        for row in published.units
    ]
    weights = {each.measure.title: each.weights for each in asked.values()}
    totals = published.totals.printed.items()
    return solve_samples(
        rows, weights, {asked[rate].measure.title: value for rate, value in totals}
    )


@attrs.frozen(kw_only=True)
class _Month:
    """What every copy of the month is made from."""

    published: PublishedTable
    rules: Rulebook
    asked: Mapping[str, Asked]
    samples: tuple[Sample, ...]
    clock: Clock
    times: int

    @property
    def headings(self) -> Record:
        """The first record."""
        deadline = ["办结时限"] if self.clock.gives_deadline else []
        answers = [each.question.columns[0] for each in self.asked.values()]
        return (
            *("工单编号", "受理时间", "派单时间", "承办单位", "诉求类型", "诉求分类"),
            *("紧急程度", "受理渠道", *deadline, "办结时间", "重办次数", "是否抽访", *answers),
        )

    def check_cited(self) -> None:
        """Refuse a cited ticket that would not be overdue in this period."""
        for each in self.published.cited:
            moments = self._cited(each, KINDS[0])
            belongs = each.received if self.rules.by == "received" else each.dispatched
            if belongs not in self.clock.period:
                raise ImpossibleFigures(
                    f"{each.unit} {each.id}",
                    f"不属于 {self.published.period}",
                    f"does not belong to {self.published.period}",
                )
            if not moments.is_late:
                raise ImpossibleFigures(
                    f"{each.unit} {each.id}",
                    f"按口径应于 {moments.due} 前办结，{moments.closed} 办结不算超期",
                    f"is due {moments.due} by the rulebook, so closed {moments.closed} is in time",
                )

    def records(self, rng: Random, copy: int) -> list[Record]:
        """Invent one copy of the month, in the order of receipt.

        Args:
            rng: where chance comes from.
            copy: which copy; the first has the cited tickets.
        """
        categories = [
            name for name, count in self.published.categories.items() for _ in range(count)
        ]
        rng.shuffle(categories)
        numbers = _Numbers(self, copy)
        records: list[Record] = []
        for row, sample in zip(self.published.units, self.samples, strict=True):
            cited = [each for each in self.published.cited if each.unit == row.unit]
            redo = Counter(rng.choices(range(row.assigned), k=row.redo)) if row.redo else Counter()
            answers = self._answers(rng, row, sample)
            silent = ("否", *("" for _ in self.asked))
            for place in range(row.assigned):
                kind = rng.choices(KINDS, cum_weights=KIND_WEIGHTS)[0]
                if copy == 0 and place < len(cited):
                    number, moments = cited[place].id, self._cited(cited[place], kind)
                else:
                    late = place < row.overdue
                    moments = self._invented(rng, row, kind, cited, late=late)
                    number = numbers.of(moments.received)
                records.append(
                    (
                        number,
                        str(moments.received),
                        str(moments.dispatched),
                        row.unit,
                        kind,
                        categories.pop() if categories else "",
                        self._urgency(urgent=moments.urgent),
                        rng.choices(CHANNELS, cum_weights=CHANNEL_WEIGHTS)[0],
                        *([f"{moments.due:%Y-%m-%d}"] if self.clock.gives_deadline else []),
                        str(moments.closed),
                        str(redo[place]),
                        *answers.get(place, silent),
                    )
                )
        records.sort(key=lambda record: (record[1], record[0]))
        return records

    def _cited(self, cited: CitedTicket, kind: str) -> Moments:
        return Moments(
            received=cited.received,
            dispatched=cited.dispatched,
            due=self.clock.due(cited.received, cited.dispatched, kind=kind, urgent=cited.urgent),
            closed=cited.closed,
            urgent=cited.urgent,
        )

    def _invented(
        self, rng: Random, row: PublishedUnit, kind: str, cited: list[CitedTicket], *, late: bool
    ) -> Moments:
        """Draw a ticket; a late one that a report would cite instead is drawn again."""
        first = min((self._cited(each, kind).citing_order for each in cited), default=None)
        reserved = {each.received for each in self.published.cited}
        for _ in range(TRIES):
            urgent = "urgent" in self.rules.intake.urgency and rng.random() < URGENT
            drawn = self.clock.draw(rng, kind=kind, urgent=urgent, late=late)
            behind = not late or first is None or drawn.citing_order > first
            if drawn.is_late == late and behind and drawn.received not in reserved:
                return drawn
        raise ImpossibleFigures(
            row.unit,
            "按口径和点名的工单，得不出其余的超期工单",
            "its other overdue tickets cannot exist beside the rulebook and the cited ticket",
        )

    def _answers(
        self, rng: Random, row: PublishedUnit, sample: Sample
    ) -> dict[int, tuple[str, ...]]:
        """Give the sample's answers to tickets drawn at random: place to survey cells."""
        columns: list[list[str]] = []
        for title, each in self.asked.items():
            words = [
                grade.words[0]
                for grade, count in zip(
                    each.question.grades, sample.answers.get(title, ()), strict=False
                )
                for _ in range(count)
            ]
            # Who is content with the result mostly is with the service too.
            noise = [place + rng.random() * len(words) for place in range(len(words))]
            order = sorted(range(len(words)), key=noise.__getitem__)
            columns.append([words[place] for place in order] or [""] * sample.n)
        called = [("是", *words) for words in zip(*columns, strict=True)]
        missed = tuple(
            (each.question.not_rated or ("",))[0] if title in sample.answers else ""
            for title, each in self.asked.items()
        )
        if row.calls is None and any(missed):
            spare = min(row.assigned - sample.n, int(sample.n * UNREACHED + rng.random()))
            called += [("是", *missed)] * spare
        return dict(zip(rng.sample(range(row.assigned), len(called)), called, strict=True))

    def _urgency(self, *, urgent: bool) -> str:
        words = self.rules.intake.urgency.get("urgent" if urgent else "ordinary", ())
        return words[0] if words else ""


class _Numbers:
    """Ticket numbers of one copy: the time of receipt and six digits, none given twice."""

    def __init__(self, month: _Month, copy: int) -> None:
        self.copy = copy
        self.times = month.times
        self.given: Counter[datetime] = Counter()

    def of(self, received: datetime) -> str:
        # Copies and tickets of one second are numbered through, so that no two agree.
        serial = self.copy + self.times * self.given[received]
        self.given[received] += 1
        start = 7919 * round((received - datetime.min).total_seconds())
        return f"{received:%y%m%d%H%M%S}{(start + serial * SUFFIX_STEP) % SUFFIXES:06d}"
