"""Files into tickets, beside a bare loop that builds them: ``python -m benchmarks.objects``.

The yardstick reads the same file with ``csv.reader``, converts every cell by hand and builds
objects of the same frozen attrs class without its checks; it judges nothing, knows no header but
this one, and finds no repeats. Both sides run alternately in this interpreter; printed are medians
of processor time for each row, and the share of the yardstick's rows that ours reads in the same
time: of a month with the founding table's figures, of a year with many units, kinds of matter and
days in no order, and of that year with a bad date in every hundredth row.

``python -m benchmarks.objects 50000 200000 800000 --times 5``
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import attrs
from benchmarks.timing import machine, middle

import hotline_metrics as hm
from hotline_metrics.intake.intake import Intake
from hotline_metrics.synthesis import founding_table, synthesize

RULES = hm.Rulebook.preset("pingyu")
GOAL = 0.75
UNITS, MATTERS, DAYS = 3_000, 2_000, 365
GRADES = {"满意": "satisfied", "基本满意": "basic", "不满意": "dissatisfied", "未接通": "unrated"}
LEVELS = {"紧急": "urgent", "普通": "ordinary", "": ""}
ALIASES: dict[str, str] = {}

Bare = attrs.make_class(
    "Bare",
    {field.name: attrs.field(default=field.default) for field in attrs.fields(hm.Ticket)},
    frozen=True,
    slots=True,
    kw_only=True,
)
"""The ticket's class without its checks."""


def month(rows: int) -> Iterator[Sequence[object]]:
    """Yield the founding month, as often as it takes."""
    records = synthesize(founding_table(), rules=RULES, times=rows // 2_349 + 1)
    return (record for number, record in enumerate(records) if number <= rows)


def year(rows: int, *, spoilt: bool = False) -> Iterator[Sequence[object]]:
    """Yield a year with the month's columns, in no order.

    Args:
        rows: how many tickets.
        spoilt: whether every hundredth has a date that is none.
    """
    chance = Random(1)
    yield next(month(0))
    for number in range(rows):
        received = datetime(2023, 1, 1) + timedelta(seconds=chance.randrange(DAYS * 86_400))
        sent = received + timedelta(seconds=chance.randrange(60, 7_200))
        closed = sent + timedelta(seconds=chance.randrange(3_600, 500_000))
        called = chance.random() < 0.4
        answers = [chance.choice([*GRADES]) if called else "" for _ in range(2)]
        yield (
            f"{received:%y%m%d%H%M%S}{number % 1_000_000:06d}",
            "昨天上午" if spoilt and number % 100 == 7 else received,
            sent,
            f"第{chance.randrange(UNITS)}街道办事处",
            chance.choice(("投诉", "求助", "咨询", "举报", "建议")),
            f"第{chance.randrange(MATTERS)}类事项",
            "紧急" if chance.random() < 0.04 else "普通",
            chance.choice(("电话", "微信", "网站", "手机APP")),
            closed if chance.random() < 0.95 else "",
            chance.choices("012", (97, 2, 1))[0],
            "是" if called else "否",
            *answers,
        )


def bare(path: Path) -> list[object]:
    """Build objects by hand."""
    found: list[object] = []
    moment = datetime.fromisoformat
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = csv.reader(stream)
        next(lines)
        for (
            number, received, sent, unit, kind, matter, urgency, channel, closed, redo, called,
            result, process,
        ) in lines:  # fmt: skip
            answers = {}
            if result:
                answers["result"] = GRADES[result]
            if process:
                answers["process"] = GRADES[process]
            found.append(
                Bare(
                    id=number,
                    unit=ALIASES.get(unit, unit),
                    received_at=moment(received) if received else None,
                    dispatched_at=moment(sent) if sent else None,
                    closed_at=moment(closed) if closed else None,
                    category=(matter,) if matter else (),
                    kind=kind,
                    urgency=LEVELS[urgency],
                    channel=channel,
                    redo=int(redo) if redo else 0,
                    surveyed=called == "是" or bool(answers),
                    answers=answers,
                )
            )
    return found


def ours(path: Path) -> Intake:
    """Read, check and settle."""
    return hm.read_tickets(path, rules=RULES, engine="objects")


def compare(path: Path, times: int, rows: int, name: str) -> None:
    """Print what a file takes on both sides, and what its report takes."""
    mine, yours = middle(times, lambda: ours(path), lambda: bare(path))
    assert len(ours(path).tickets) == len(bare(path)) == rows
    intake = ours(path)
    period = "2023-10" if name == "month" else "2023"
    (report,) = middle(times, lambda: hm.compile_report(intake, period, rules=RULES))
    print(
        f"{name:>5} {rows:>9,} rows: ours {mine / rows * 1e6:.2f} us, bare {yours / rows * 1e6:.2f}"
        f" us a row, rows in the same time {yours / mine:.2f} of bare (goal {GOAL});"
        f" the report {report / rows * 1e6:.2f} us a ticket"
    )


def main() -> None:
    """Write the files, then print a line for each."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("rows", type=int, nargs="*", default=[50_000, 200_000, 800_000])
    words.add_argument("--times", type=int, default=5)
    chosen = words.parse_args()
    print(machine("attrs"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tickets.csv"

        def write(records: Iterator[Sequence[object]]) -> None:
            with path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(records)

        for rows in chosen.rows:
            write(month(rows))
            compare(path, chosen.times, rows, "month")
            write(year(rows))
            compare(path, chosen.times, rows, "year")
        rows = chosen.rows[-1]
        write(year(rows, spoilt=True))
        (spoilt,) = middle(chosen.times, lambda: ours(path))
        print(
            f"{rows:,} rows of the year, one in a hundred bad: {spoilt / rows * 1e6:.2f} us a row"
        )


if __name__ == "__main__":
    main()
