"""Tickets from a database: its rows as objects beside its columns: ``python -m benchmarks.sql``.

A table of 200,000 tickets is made once, in DuckDB and SQLite; then a whole report is compiled from
it, with the engine ``objects`` and with others, one after another, several times. ``--rows`` changes
the size. ``--postgresql ADDRESS`` makes and measures such a table in a database that is there::

    python -m benchmarks.sql --postgresql postgresql://owner@127.0.0.1/bench
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
from benchmarks.timing import machine, middle

from hotline_metrics import Rulebook, compile_report, encode_report, read_service_tickets

RULES = Rulebook.preset("pingyu")
ENGINES = ("objects", "polars", "duckdb")
TABLE = """
CREATE TABLE tickets AS
SELECT CAST(strftime(t, '%y%m%d%H%M%S') AS BIGINT) * 1000000 + n AS 工单编号,
       t AS 受理时间,
       t + INTERVAL 1 HOUR AS 派单时间,
       t + INTERVAL 2 HOUR AS 签收时间,
       t + to_hours(30 + n % 90) AS 办结时间,
       '第' || (n % 60) || '办事处' AS 承办单位,
       '类' || (n % 9) AS 诉求分类,
       '小类' || (n % 40) AS 二级分类,
       '12345电话' AS 受理渠道,
       '普通' AS 紧急程度,
       CAST(n % 50 = 0 AS INTEGER) AS 重办次数,
       CASE WHEN n % 2 = 0 THEN ['满意', '基本满意', '不满意'][1 + n % 3] END AS 办理结果满意度,
       CASE WHEN n % 2 = 0 THEN ['满意', '基本满意', '不满意'][1 + n % 3] END AS 服务过程满意度
FROM (
    SELECT n, TIMESTAMP '2023-10-01' + to_seconds(n * 2600000 // $rows) AS t
    FROM range($rows) r(n)
)
"""


def make(folder: Path, rows: int, server: str) -> list[str]:
    """Make the table in every database, and return their addresses."""
    addresses = [f"duckdb:///{folder / 'office.duckdb'}", f"sqlite:///{folder / 'office.db'}"]
    with duckdb.connect(str(folder / "office.duckdb")) as connection:
        connection.execute(TABLE, {"rows": rows})
        records = connection.execute("SELECT * FROM tickets").fetchall()
        names = [name for name, *_ in connection.description or ()]
    with closing(sqlite3.connect(folder / "office.db")) as other, other:
        other.execute(f"CREATE TABLE tickets ({', '.join(names)})")
        told = ([str(v) if isinstance(v, datetime) else v for v in each] for each in records)
        marks = ", ".join("?" * len(names))
        other.executemany(f"INSERT INTO tickets VALUES ({marks})", told)
    if server:
        import psycopg

        kinds = {"工单编号": "bigint", "重办次数": "integer"}
        columns = (
            f"{name} {kinds.get(name, 'timestamp' if name.endswith('时间') else 'text')}"
            for name in names
        )
        with psycopg.connect(server) as office, office.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS tickets")
            cursor.execute(f"CREATE TABLE tickets ({', '.join(columns)})".encode())
            with cursor.copy("COPY tickets FROM STDIN") as copy:
                for record in records:
                    copy.write_row(record)
        addresses.append(server)
    return addresses


def report(address: str, engine: str) -> bytes:
    """Return the report of the month, read and counted by an engine."""
    options = {"url": address, "table": "tickets"}
    intake = read_service_tickets("sql", "2023-10", rules=RULES, options=options, engine=engine)
    return encode_report(compile_report(intake, "2023-10", rules=RULES))


def main() -> None:
    """Print medians and ratios; the reports are the same."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=200_000)
    words.add_argument("--times", type=int, default=5)
    words.add_argument("--postgresql", default="", metavar="ADDRESS")
    chosen = words.parse_args()
    print(machine("hotline-metrics-sql", "duckdb", "polars", "pyarrow", "psycopg"))
    with tempfile.TemporaryDirectory() as folder:
        for address in make(Path(folder), chosen.rows, chosen.postgresql):
            sides = [partial(report, address, engine) for engine in ENGINES]
            if len({side() for side in sides}) != 1:
                raise SystemExit("the reports differ")
            taken = middle(chosen.times, *sides)
            for engine, seconds in zip(ENGINES, taken, strict=True):
                kind = address.partition(":")[0]
                print(f"{kind}, {chosen.rows} rows, {engine}: {seconds:.2f} s, ", end="")
                print(f"objects / {engine} {taken[0] / seconds:.1f}")


if __name__ == "__main__":
    main()
