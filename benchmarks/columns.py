"""A report over many tickets, beside what one would write by hand: ``python -m benchmarks.columns``.

Every side runs alternately in a fresh interpreter. Printed are medians of the processor's time, of
the clock and of the most memory, and the ratios to the yardsticks of the same run:

* A: a hand-written Polars query of the same tables that checks nothing;
* B: A with repeated numbers and the same checks of clean cells, by hand;
* the same as B in DuckDB's SQL, a pandas script of A, and the objects;
* of a file in GB18030, ``iconv`` and then the same report of its copy in UTF-8.

``python -m benchmarks.columns 100000 1000000 --times 5 --kinds csv parquet gb18030 dirty odd``
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

SCALE = ("满意", "基本满意", "不满意", "未接通", "市级未抽访")
COLUMNS = (
    "工单编号", "受理时间", "派单时间", "承办单位", "办结时间", "诉求分类", "二级分类", "诉求类型",
    "紧急程度", "重办次数", "办理结果满意度", "服务过程满意度",
)  # fmt: skip
MAKE = """
import sys, pathlib, benchmarks.columns
benchmarks.columns.make(pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
"""
ODD = "%d.%m.%Y %H:%M:%S"
ISO = "%Y-%m-%d %H:%M:%S"


def make(path: Path, rows: int, kind: str) -> None:
    """Write a month of invented tickets: 300 units, 40 kinds of matter, 4 answers in 10."""
    import numpy as np
    import polars as pl

    chance = np.random.default_rng(1)
    seconds = np.sort(chance.integers(0, 31 * 86_400, rows))
    received = np.datetime64(datetime(2023, 10, 1)) + seconds.astype("timedelta64[s]")
    dispatched = received + chance.integers(60, 7_200, rows).astype("timedelta64[s]")
    closed = dispatched + chance.integers(3_600, 6 * 86_400, rows).astype("timedelta64[s]")
    form = ODD if kind == "odd" else ISO
    matter = chance.integers(0, 40, rows)
    frame = pl.DataFrame(
        {
            "received": received, "dispatched": dispatched, "closed": closed,
            "n": np.arange(rows) % 1_000_000, "unit": chance.integers(0, 300, rows),
            "matter": matter, "kind": chance.integers(0, 5, rows), "text": chance.integers(0, 2_000, rows),
            "open": chance.random(rows) < 0.02, "urgent": chance.random(rows) < 0.05,
            "redo": chance.random(rows) < 0.01, "asked": chance.random(rows) < 0.4,
            "one": chance.integers(0, 4, rows), "two": chance.integers(0, 4, rows),
        }
    )  # fmt: skip
    words = pl.Series(
        [f"群众反映{n}号小区附近道路施工扰民，希望有关部门尽快处理。" for n in range(2_000)]
    )
    kinds = pl.Series(["投诉", "咨询", "求助", "建议", "举报"])
    grades = pl.Series(SCALE)

    def text(name: str) -> pl.Expr:
        return pl.col(name).dt.strftime(form)

    def answer(name: str) -> pl.Expr:
        return pl.lit(grades).gather(pl.when("asked").then(name).otherwise(4))

    table = frame.select(
        (pl.col("received").dt.strftime("%y%m%d%H%M%S") + pl.col("n").cast(pl.String).str.zfill(6)),
        text("received").alias(COLUMNS[1]),
        text("dispatched").alias(COLUMNS[2]),
        ("第" + pl.col("unit").cast(pl.String) + "街道办事处").alias(COLUMNS[3]),
        pl.when("open").then(None).otherwise(text("closed")).alias(COLUMNS[4]),
        ("大类" + (pl.col("matter") // 5).cast(pl.String)).alias(COLUMNS[5]),
        ("小类" + pl.col("matter").cast(pl.String)).alias(COLUMNS[6]),
        pl.lit(kinds).gather("kind").alias(COLUMNS[7]),
        pl.when("urgent").then(pl.lit("紧急")).otherwise(pl.lit("普通")).alias(COLUMNS[8]),
        pl.col("redo").cast(pl.Int8).cast(pl.String).alias(COLUMNS[9]),
        answer("one").alias(COLUMNS[10]),
        answer("two").alias(COLUMNS[11]),
        pl.lit(words).gather("text").alias("主要内容"),
    ).rename({"received": COLUMNS[0]})
    if kind == "dirty":
        spoilt = pl.int_range(pl.len()) % 100 == 7
        table = table.with_columns(
            pl.when(spoilt).then(pl.lit("昨天上午")).otherwise(COLUMNS[1]).alias(COLUMNS[1])
        )
    if kind == "parquet":
        table.write_parquet(path)
    elif kind == "gb18030":
        plain = path.with_suffix(".utf8")
        table.write_csv(plain)
        with path.open("wb") as target, plain.open("rb") as source:
            subprocess.run(
                ["iconv", "-f", "utf-8", "-t", "gb18030"], stdin=source, stdout=target, check=True
            )
        plain.unlink()
    else:
        table.write_csv(path)


# --- the sides -------------------------------------------------------------------------------
def ours(path: Path, kind: str, engine: str) -> object:
    """Read, check, count and compile with the library."""
    import attrs

    import hotline_metrics as hm

    rules = hm.Rulebook.preset("pingyu")
    if kind == "odd":
        rules = attrs.evolve(rules, intake=attrs.evolve(rules.intake, time_formats=(ODD,)))
    intake = hm.read_tickets(path, rules=rules, engine=engine)
    report = hm.compile_report(intake, "2023-10", rules=rules)
    return report.totals["assigned"]


def recoded(path: Path) -> Path:
    """Return a copy in UTF-8, made by iconv."""
    copy = path.with_suffix(".copy")
    with path.open("rb") as source, copy.open("wb") as target:
        subprocess.run(
            ["iconv", "-f", "gb18030", "-t", "utf-8"], stdin=source, stdout=target, check=True
        )
    return copy


def polars_by_hand(path: Path, kind: str, *, checks: bool) -> object:
    """Count the same tables with a query of one's own; ``checks`` makes yardstick A into B."""
    import polars as pl

    col = pl.col
    if kind == "parquet":
        frame = pl.scan_parquet(path)
    elif kind == "gb18030":
        frame = pl.scan_csv(recoded(path), infer_schema=False)
    else:
        frame = pl.scan_csv(path, infer_schema=False)
    form = ODD if kind == "odd" else ISO
    number, received, dispatched, unit, closed, matter, part, _, urgency, redo, one, two = COLUMNS
    frame = frame.select(COLUMNS)
    if checks:
        day = r"(?:0[1-9]|[12]\d|3[01])"
        month = r"(?:0[1-9]|1[0-2])"
        date = rf"{day}\.{month}\.20\d\d" if kind == "odd" else rf"20\d\d-{month}-{day}"
        time = rf"\A{date} (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\z"
        frame = frame.with_columns(
            (
                col(number).str.contains(r"\A[0-9A-Za-z_-]+\z")
                & col(received).str.contains(time)
                & col(dispatched).str.contains(time)
                & (col(closed).is_null() | col(closed).str.contains(time))
                & (col(unit).str.strip_chars() == col(unit))
                & (col(matter).str.strip_chars() == col(matter))
                & (col(part).str.strip_chars() == col(part))
                & col(urgency).is_in(["紧急", "普通"])
                & col(redo).is_in(["0", "1", "2", "3"])
                & col(one).is_in(SCALE)
                & col(two).is_in(SCALE)
            ).alias("clean")
        )
    moments = {
        "r": col(received).str.to_datetime(form, strict=False),
        "d": col(dispatched).str.to_datetime(form, strict=False),
        "c": col(closed).str.to_datetime(form, strict=False),
    }
    frame = frame.with_columns(**moments)
    if checks:
        head = col(number).str.slice(0, 6)
        frame = frame.filter(
            col("clean")
            & col("r").is_not_null()
            & (col("c").is_null() | (col("c") >= col("r")))
            & (head == col("r").dt.strftime("%y%m%d"))
        )
        frame = frame.filter(~col(number).is_duplicated())
    from datetime import timedelta

    from hotline_metrics import Rulebook

    calendar = Rulebook.preset("pingyu").calendar
    days = [datetime(2023, 9, 25).date() + timedelta(days=n) for n in range(50)]
    due = pl.LazyFrame({"day": days, "due": [calendar.add_workdays(d, 3) for d in days]})
    frame = frame.with_columns(day=col("d").dt.date()).join(due, on="day", how="left")
    frame = frame.with_columns(
        due=pl.when(col(urgency) == "紧急").then(col("day") + pl.duration(days=1)).otherwise("due"),
        settled=col("c").fill_null(datetime(2023, 11, 9)).dt.date(),
    ).with_columns(
        overdue=col("settled") > col("due"),
        again=col(redo).cast(pl.Int64),
        rated_one=col(one).is_in(SCALE[:3]),
        rated_two=col(two).is_in(SCALE[:3]),
        score_one=pl.when(col(one) == SCALE[0])
        .then(10)
        .when(col(one) == SCALE[1])
        .then(6)
        .otherwise(0),
        score_two=pl.when(col(two) == SCALE[0])
        .then(10)
        .when(col(two) == SCALE[1])
        .then(6)
        .otherwise(0),
    )
    frame = frame.filter(
        col("day").is_between(datetime(2023, 10, 1).date(), datetime(2023, 10, 31).date())
    )
    sums = [
        pl.len().alias("assigned"),
        *(
            col(n).sum()
            for n in ("overdue", "again", "rated_one", "rated_two", "score_one", "score_two")
        ),
    ]
    views = [frame.group_by(unit), frame.group_by(matter, part), frame.group_by("day")]
    found = pl.collect_all([view.agg(sums) for view in views], engine="streaming")
    return int(found[0]["assigned"].sum())


def duckdb_by_hand(path: Path, kind: str) -> object:
    """Count the same tables, with the checks of B, in SQL."""
    import duckdb

    connection = duckdb.connect()
    number, received, dispatched, unit, closed, matter, part, _, urgency, redo, one, two = COLUMNS
    source = (
        f"read_parquet('{path}')"
        if kind == "parquet"
        else f"read_csv('{path}', all_varchar = true)"
    )
    day, month = "(0[1-9]|[12][0-9]|3[01])", "(0[1-9]|1[0-2])"
    time = f"20[0-9][0-9]-{month}-{day} ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    words = ", ".join(f"'{word}'" for word in SCALE)
    connection.execute(
        f"""
        CREATE TEMP TABLE clean AS
        WITH raw AS (
          SELECT *, try_cast("{received}" AS TIMESTAMP) r, try_cast("{dispatched}" AS TIMESTAMP) d,
            try_cast("{closed}" AS TIMESTAMP) c FROM {source}
          WHERE regexp_full_match("{number}", '[0-9A-Za-z_-]+')
            AND regexp_full_match("{received}", '{time}') AND regexp_full_match("{dispatched}", '{time}')
            AND ("{closed}" IS NULL OR regexp_full_match("{closed}", '{time}'))
            AND trim("{unit}") = "{unit}" AND trim("{matter}") = "{matter}" AND trim("{part}") = "{part}"
            AND "{urgency}" IN ('紧急', '普通') AND "{redo}" IN ('0', '1', '2', '3')
            AND "{one}" IN ({words}) AND "{two}" IN ({words})
        ), once AS (SELECT "{number}" n FROM raw GROUP BY 1 HAVING count(*) = 1)
        SELECT "{unit}" unit, "{matter}" matter, "{part}" part, d::DATE AS day,
          coalesce(c, TIMESTAMP '2023-11-09')::DATE > d::DATE + 3 AS overdue, "{redo}"::INT again,
          "{one}" one, "{two}" two
        FROM raw JOIN once ON raw."{number}" = once.n
        WHERE r IS NOT NULL AND (c IS NULL OR c >= r) AND substr("{number}", 1, 6) = strftime(r, '%y%m%d')
          AND d::DATE BETWEEN DATE '2023-10-01' AND DATE '2023-10-31'
        """
    )
    total = 0
    for keys in ("unit", "matter, part", "day"):
        rows = connection.execute(
            f"""SELECT {keys}, count(*), sum(overdue::INT), sum(again),
            sum((one IN ('满意', '基本满意', '不满意'))::INT), sum((one = '满意')::INT),
            sum((two IN ('满意', '基本满意', '不满意'))::INT), sum((two = '满意')::INT)
            FROM clean GROUP BY {keys}"""
        ).fetchall()
        total = sum(row[-7] for row in rows)
    return total


def pandas_by_hand(path: Path, kind: str) -> object:
    """Count the same tables as A with pandas."""
    import pandas as pd

    frame = (
        pd.read_parquet(path, columns=list(COLUMNS))
        if kind == "parquet"
        else pd.read_csv(path, dtype=str, usecols=list(COLUMNS))
    )
    dispatched = pd.to_datetime(frame[COLUMNS[2]], format=ISO, errors="coerce")
    closed = pd.to_datetime(frame[COLUMNS[4]], format=ISO, errors="coerce").fillna(
        datetime(2023, 11, 9)
    )
    frame["day"] = dispatched.dt.date
    frame["overdue"] = (closed - dispatched).dt.days > 3
    frame["again"] = frame[COLUMNS[9]].astype(int)
    for name, place in (("one", 10), ("two", 11)):
        frame[name] = frame[COLUMNS[place]].map({SCALE[0]: 1.0, SCALE[1]: 0.6, SCALE[2]: 0.0})
    total = 0
    for keys in ([COLUMNS[3]], [COLUMNS[5], COLUMNS[6]], ["day"]):
        found = frame.groupby(keys).agg(
            assigned=("overdue", "size"), overdue=("overdue", "sum"), again=("again", "sum"),
            one=("one", "sum"), n_one=("one", "count"), two=("two", "sum"), n_two=("two", "count"),
        )  # fmt: skip
        total = int(found["assigned"].sum())
    return total


SIDES = {
    "polars": lambda path, kind: ours(path, kind, "polars"),
    "iconv": lambda path, kind: ours(recoded(path), kind, "polars"),
    "duckdb": lambda path, kind: ours(path, kind, "duckdb"),
    "objects": lambda path, kind: ours(path, kind, "objects"),
    "A": lambda path, kind: polars_by_hand(path, kind, checks=False),
    "B": lambda path, kind: polars_by_hand(path, kind, checks=True),
    "SQL": duckdb_by_hand,
    "pandas": pandas_by_hand,
}


def run(side: str, path: Path, kind: str) -> tuple[float, float, float]:
    """Return processor seconds, seconds by the clock and megabytes of one run."""
    import time

    began = time.perf_counter()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "benchmarks.columns",
            "--side",
            side,
            "--path",
            str(path),
            "--kind",
            kind,
        ],
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, side)
    return used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss / 1024


def compare(rows: int, kind: str, sides: list[str], times: int, folder: Path) -> None:
    """Run the sides in turn and print a line for each."""
    path = folder / f"{kind}-{rows}.{'parquet' if kind == 'parquet' else 'csv'}"
    # By another process: the most memory of a child is never told as less than its parent's.
    subprocess.run([sys.executable, "-c", MAKE, str(path), str(rows), kind], check=True)
    taken: dict[str, list[tuple[float, float, float]]] = {side: [] for side in sides}
    for _ in range(times):
        for side in sides:
            taken[side].append(run(side, path, kind))
    print(f"\n{rows:,} rows, {kind}: {path.stat().st_size / 1e6:.0f} MB, median of {times}")
    print(
        f"{'side':8} {'cpu s':>7} {'wall s':>7} {'MB':>6}   cpu to A   cpu to B   wall to A  wall to B"
    )
    middle = {
        side: [statistics.median(column) for column in zip(*several, strict=True)]
        for side, several in taken.items()
    }
    for side, (cpu, wall, memory) in middle.items():
        ratios = [
            f"{value / middle[mark][at]:10.2f}" if mark in middle else " " * 10
            for at, value in ((0, cpu), (1, wall))
            for mark in ("A", "B")
        ]
        print(f"{side:8} {cpu:7.2f} {wall:7.2f} {memory:6.0f} {' '.join(ratios)}")
    path.unlink()


def main() -> None:
    """Make the data and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--kinds", nargs="*", default=["csv", "parquet"])
    parser.add_argument("--sides", nargs="*", default=["polars", "A", "B"])
    parser.add_argument("--side")
    parser.add_argument("--path", type=Path)
    parser.add_argument("--kind")
    given = parser.parse_args()
    if given.side:
        print(SIDES[given.side](given.path, given.kind))
        return
    packages = ("polars", "duckdb", "narwhals", "pandas")
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, "
        + ", ".join(f"{name} {version(name)}" for name in packages)
    )
    with tempfile.TemporaryDirectory() as folder:
        for kind in given.kinds:
            for rows in given.rows:
                compare(rows, kind, given.sides, given.times, Path(folder))


if __name__ == "__main__":
    main()
