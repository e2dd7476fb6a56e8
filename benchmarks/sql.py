"""Tickets from a DuckDB table: its rows as objects beside its columns: ``python -m benchmarks.sql``.

A table of 200,000 tickets is made once; then a whole report is compiled from it, with the engine
``objects`` and with others, one after another, several times. ``--rows`` changes the size.
"""

from __future__ import annotations

import argparse
import tempfile
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


def report(path: Path, engine: str) -> bytes:
    """Return the report of the month, read and counted by an engine."""
    options = {"url": f"duckdb:///{path}", "table": "tickets"}
    intake = read_service_tickets("sql", "2023-10", rules=RULES, options=options, engine=engine)
    return encode_report(compile_report(intake, "2023-10", rules=RULES))


def main() -> None:
    """Print medians and ratios; the reports are the same."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=200_000)
    words.add_argument("--times", type=int, default=5)
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(TABLE, {"rows": chosen.rows})
        (expected,) = {report(path, engine) for engine in ENGINES}
        print(f"{chosen.rows} rows, reports of {len(expected)} bytes, all the same")
        taken = middle(
            chosen.times, *(lambda engine=engine: report(path, engine) for engine in ENGINES)
        )
    print(machine("hotline-metrics-sql", "duckdb", "polars", "pyarrow"))
    for engine, seconds in zip(ENGINES, taken, strict=True):
        print(f"{engine} {seconds:.2f} s, objects / {engine} {taken[0] / seconds:.1f}")


if __name__ == "__main__":
    main()
