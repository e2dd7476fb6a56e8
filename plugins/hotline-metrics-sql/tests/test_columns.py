"""Answers as columns: the tickets, problems and report of the rows, by way of an engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url

from hotline_metrics import Rulebook, compile_report, encode_report, read_service_tickets
from hotline_metrics.cli import main
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.intake.columnar import MixedTickets
from hotline_metrics.intake.intake import Intake
from hotline_metrics.plugin import Limits, Period, Scan, Scanning, Window
from hotline_metrics.plugin.calls import read_service_rows, scan_service, scanned_rows
from hotline_metrics.plugin.options import make_options
from hotline_metrics.testing.dirty_tables import ROSTER
from hotline_metrics.testing.dirty_tables import tables as dirty_tables
from hotline_metrics_sql import IMPORTER

PINGYU = Rulebook.preset("pingyu")
OCTOBER = Window(Period.parse("2023-10"), datetime.max)
HEADINGS = "id AS 工单编号, t AS 受理时间, t AS 派单时间, unit AS 承办单位"


def scanned(site, **asked: str) -> Scan:
    scan = scan_service(
        IMPORTER, Scanning(window=OCTOBER), make_options(IMPORTER, site.options(**asked))
    )
    assert scan is not None
    return scan


def read(site, engine: str, rules: Rulebook = PINGYU, **more: object) -> Intake:
    """Read a site's tickets; what is not asked is the table."""
    limits = more.pop("limits", None)
    asked = more or {"table": "tickets"}
    return read_service_tickets(
        "sql", "2023-10", rules=rules, roster=ROSTER, options=site.options(**asked),
        limits=limits, engine=engine,
    )  # fmt: skip


def inside(intake: Intake) -> tuple[int, int]:
    """Return how many tickets stand in columns, and how many are objects."""
    assert isinstance(intake.tickets, MixedTickets)
    return len(intake.tickets.batch), len(intake.tickets.others)


def told(intake: Intake, rules: Rulebook = PINGYU) -> tuple[object, ...]:
    """Return all that an intake says, as one value."""
    return (
        intake.read,
        intake.rejected,
        intake.problems,
        sorted(map(repr, intake.tickets)),
        dict(intake.places),
        encode_report(compile_report(intake, "2023-10", rules=rules)),
    )


# --- the same tickets ------------------------------------------------------------------------
TYPED = {
    "工单编号": "BIGINT", "受理时间": "TIMESTAMP", "派单时间": "TIMESTAMP", "签收时间": "DATE",
    "办结时间": "TIMESTAMPTZ", "办结时限": "TIMESTAMP_S", "延期天数": "HUGEINT",
    "重办次数": "DECIMAL(9,0)", "退单次数": "DOUBLE", "是否抽访": "BOOLEAN",
    "办理结果满意度": "ENUM('满意', '基本满意', '不满意')",
}  # fmt: skip
"""How a DuckDB might keep an export's columns; what does not fit is NULL."""


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("typed", [False, True], ids=["text", "typed"])
def test_a_dirty_table_is_read_as_its_rows_are(tmp_path: Path, engine: str, typed: bool) -> None:
    """Whatever stands in it: rejected rows, twins and problems are the same."""
    import duckdb

    path = tmp_path / "office.duckdb"
    address = str(make_url(f"duckdb:///{path}"))

    @given(dirty_tables(), st.sampled_from(["pingyu", "plain", "full"]), st.data())
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def check(table: list[tuple[str, ...]], preset: str, data: st.DataObject) -> None:
        header, *rows = table
        casts = [
            f'try_cast("{name}" AS {TYPED[name]}) AS "{name}"'
            if typed and name in TYPED and (name != "工单编号" or data.draw(st.booleans()))
            else f'"{name}"'
            for name in header
        ]
        with duckdb.connect(str(path)) as connection:
            connection.execute("SET TimeZone = 'Asia/Shanghai'")
            columns = ", ".join(f'"{name}" VARCHAR' for name in header)
            connection.execute(f"CREATE OR REPLACE TABLE loaded ({columns})")
            for row in rows:
                cells = [*row, *[None] * (len(header) - len(row))]
                marks = ", ".join("?" * len(header))
                connection.execute(f"INSERT INTO loaded VALUES ({marks})", cells)
            connection.execute(
                f"CREATE OR REPLACE TABLE tickets AS SELECT {', '.join(casts)} FROM loaded"
            )
        rules = Rulebook.preset(preset)
        intakes = [
            read_service_tickets(
                "sql", "2023-10", rules=rules, roster=ROSTER, engine=each,
                options={"url": address, "table": "tickets"},
            )
            for each in ("objects", engine)
        ]  # fmt: skip
        # Year 0 is a moment to DuckDB.
        assert not intakes[1].remarks or any("0000" in cell for row in rows for cell in row)
        assert told(intakes[1], rules) == told(intakes[0], rules)

    check()


VALUES = [
    "true", "1::tinyint", "1::utinyint", "18446744073709551615::ubigint", "1::hugeint",
    "231007102349106144::uhugeint", "170141183460469231731687303715884105727::hugeint",
    "1.5::float", "1.5::double", "'nan'::double", "1.50::decimal(5, 2)", "1::decimal(20, 0)",
    "99999999999999999999::decimal(20, 0)", "'a'", "'a'::blob", "date '2023-10-07'",
    "'infinity'::date", "'0044-03-15 (BC)'::date", "timestamp '2023-10-07 10:00:00.5'",
    "'infinity'::timestamp", "'12044-03-15'::timestamp", "'0044-03-15 (BC)'::timestamp",
    "timestamptz '2023-10-07 10:00:00+00'", "'infinity'::timestamptz",
    "'2023-10-07 10:00:00'::timestamp_s", "'2023-10-07 10:00:00'::timestamp_ms",
    "'2023-10-07 10:00:00.123456789'::timestamp_ns", "time '10:00:00'", "interval 3 day",
    "interval 14 month", "['甲局', NULL]", "[[1], [2]]", "{'a': 1, 'b': '乙'}", "map {'a': 1}",
    "[1, 2]::integer[2]", "'a'::enum('a', 'b')", "'6f1e6c4e-64d1-4b2e-9c1b-0242ac130003'::uuid",
    "'{\"a\": 1}'::json", "NULL",
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_values_of_every_type(duckdb, value: str) -> None:
    """The records that are left are made again as they come, whatever Arrow made of them."""
    query = f"SELECT {value} AS a, 7 AS a, '甲' AS b UNION ALL SELECT NULL, 8, NULL"
    options = make_options(IMPORTER, duckdb.options(query=query))
    scan = scanned(duckdb, query=query)
    rows = list(read_service_rows(IMPORTER, OCTOBER, options))
    found = list(scanned_rows(IMPORTER, scan, limits=Limits()))
    assert repr(found) == repr(rows)


@pytest.mark.parametrize("value", ["'101'::bit", "'10:00:00+08'::timetz"])
def test_types_that_arrow_changes_are_left_to_rows(duckdb, value: str) -> None:
    """What cannot be made again as it was is no column at all; the table is read row by row."""
    options = make_options(IMPORTER, duckdb.options(query=f"SELECT {value} AS a"))
    assert scan_service(IMPORTER, Scanning(window=OCTOBER), options) is None


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("value", VALUES)
def test_a_value_of_any_type_that_nobody_reads(duckdb, engine: str, value: str) -> None:
    """Beside the columns of a ticket it may be anything."""
    duckdb.run(
        "CREATE TABLE calls (id bigint, t timestamp, unit text)",
        "INSERT INTO calls VALUES (231007102349106144, '2023-10-07 10:23:49', '甲局')",
    )
    intake = read(duckdb, engine, query=f"SELECT {value} AS 其他, {HEADINGS} FROM calls")
    assert (inside(intake), intake.remarks) == ((1, 0), ())


@pytest.mark.parametrize(
    "value",
    [
        "'infinity'::timestamp",
        "'0044-03-15 (BC)'::timestamp",
        "interval 3 day",
        "[t]",
        "1.5::float",
    ],
)
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_value_of_such_a_type_where_a_time_should_be(duckdb, engine: str, value: str) -> None:
    """The rows are read one by one, from what the database gave already; a remark says why."""
    duckdb.run(
        "CREATE TABLE calls (id bigint, t timestamp, unit text)",
        "INSERT INTO calls VALUES (231007102349106144, '2023-10-07 10:23:49', '甲局')",
    )
    query = f"SELECT {value} AS 办结时间, {HEADINGS} FROM calls"
    columns, objects = read(duckdb, engine, query=query), read(duckdb, "objects", query=query)
    assert inside(columns) == (0, objects.accepted)
    assert told(columns) == told(objects)
    (remark,) = columns.remarks
    assert "办结时间" in remark.message("zh")
    assert "'办结时间'" in remark.message("en")


def test_blank_columns_and_an_empty_answer(duckdb) -> None:
    """Nothing in a column, and nothing at all."""
    duckdb.run("CREATE TABLE calls (id bigint, t timestamp, unit text)")
    query = f"SELECT {HEADINGS}, NULL AS 办结时间, NULL AS 重办次数 FROM calls"
    for more, codes in (
        ("", ["sql.no-rows"]),
        (" UNION ALL SELECT 1, '2023-10-07', NULL, '甲局', NULL, NULL", []),
    ):
        columns, objects = (
            read(duckdb, engine, query=query + more) for engine in ("polars", "objects")
        )
        assert told(columns) == told(objects)
        assert [problem.code for problem in columns.problems] == codes


def test_an_answer_without_the_columns_of_a_ticket(duckdb) -> None:
    """It says which headings were not found, as for rows."""
    columns, objects = (
        read(duckdb, engine, query="SELECT 1 AS a, 2 AS a") for engine in ("polars", "objects")
    )
    assert columns.problems == objects.problems
    assert [problem.code for problem in columns.problems] == ["header.not-found"]


def test_moments_of_another_zone_than_the_rulebooks(duckdb) -> None:
    """The database tells them in its own zone, the rulebook wants the office's."""
    duckdb.run(
        "CREATE TABLE calls (id bigint, t timestamptz, unit text)",
        "INSERT INTO calls VALUES (231007102349106144, '2023-10-07 02:23:49+00', '甲局')",
    )
    query = f"SELECT {HEADINGS} FROM calls"
    columns = read(duckdb, "polars", query=query)
    assert inside(columns) == (1, 0)
    for zone in ("Asia/Shanghai", "Europe/Berlin"):
        columns = read(duckdb, "polars", query=query, time_zone=zone)
        objects = read(duckdb, "objects", query=query, time_zone=zone)
        assert told(columns) == told(objects)
        assert str(columns.tickets[0].received_at) == "2023-10-07 10:23:49"


# --- the same care ---------------------------------------------------------------------------
@pytest.fixture
def many(duckdb) -> Iterator[object]:
    """A table of 50,000 tickets; when all is done nobody holds its file."""
    duckdb.run(
        "CREATE TABLE tickets AS SELECT 231007000000000000 + n AS 工单编号, '甲局' AS 承办单位, "
        "timestamp '2023-10-07 10:00:00' AS 派单时间 FROM range(50000) r(n)"
    )
    yield duckdb
    # A file that somebody still reads cannot be opened for writing.
    duckdb.run("DROP TABLE tickets")


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_all_of_a_large_answer(many, engine: str) -> None:
    intake = read(many, engine, rules=Rulebook.preset("plain"))
    assert inside(intake) == (50_000, 0)
    assert max(place.row or 0 for place in intake.places.values()) == 50_001


@pytest.mark.parametrize("engine", ["objects", "polars", "duckdb"])
def test_an_answer_above_the_limit_of_rows(many, engine: str) -> None:
    """The names of the columns are a row, as in a file."""
    rules = Rulebook.preset("plain")
    assert read(many, engine, rules, limits=Limits(rows=50_001)).accepted == 50_000
    with pytest.raises(UnreadableSource, match="sql: is above the limit rows of 50000;"):
        read(many, engine, rules, limits=Limits(rows=50_000))


def test_an_answer_above_the_limit_of_bytes(many) -> None:
    """Columns are held, and never more of them than that; rows pass by."""
    limits = Limits(bytes=1_000_000)
    with pytest.raises(UnreadableSource, match="sql: is above the limit bytes of 1000000;"):
        read(many, "polars", limits=limits)
    assert read(many, "objects", Rulebook.preset("plain"), limits=limits).accepted == 50_000


def test_an_answer_without_end_is_refused_before_it_is_held(duckdb) -> None:
    """It arrives in pieces, and the rest of it is never asked for."""
    query = "SELECT n AS 工单编号, '甲局' AS 承办单位 FROM range(1000000000000) r(n)"
    with pytest.raises(UnreadableSource, match="limit rows of 100000"):
        read(duckdb, "polars", query=query, limits=Limits(rows=100_000))


def test_the_period_is_bound(many) -> None:
    """As it is for rows."""
    query = (
        "SELECT * FROM tickets WHERE 派单时间 >= :since AND 派单时间 < :until AND :first < :last"
    )
    assert read(many, "polars", query=query).read == 50_000
    assert read(many, "polars", query=query.replace("<", ">=")).read == 0
    assert read(many, "polars", table="tickets", touched="派单时间").read == 50_000


UNTIL = re.compile(r"after row \d+|before the first row|在第 \d+ 行之后|还没有读到一行")


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM tickets RETURNING 工单编号, 承办单位",
        "SELECT 1 AS a; DROP TABLE tickets",
        "COPY tickets TO 'new.csv'",
        "SELEC 1",
        "SELECT 1 AS a WHERE :month = 1",
        "SELECT * FROM missing",
        "SELECT CAST(承办单位 AS integer) AS 工单编号, 承办单位 FROM tickets",
        "SELECT CASE WHEN n < 40000 THEN n ELSE CAST('甲局' || n AS integer) END AS 工单编号, "
        "'甲局' AS 承办单位 FROM range(50000) r(n)",
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_in_the_same_words(
    many, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    """Nothing is written, and no value is repeated."""
    monkeypatch.chdir(tmp_path)
    there = set(tmp_path.iterdir())
    words = []
    for engine in ("objects", "polars"):
        with pytest.raises(Exception) as caught:  # noqa: PT011 - compared below
            read(many, engine, query=query)
        # How many rows had arrived when DuckDB failed is for its threads to say.
        said = [UNTIL.sub("then", str(each)) for each in caught.value.args]
        words.append((type(caught.value), said))
        assert "甲局1" not in str(caught.value)
        assert "甲局4" not in str(caught.value)
    assert words[0] == words[1]
    assert set(tmp_path.iterdir()) == there
    assert len(many.cells(table="tickets")) == 50_000


def test_without_pyarrow_rows_are_read(many, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline_metrics_sql.columns.find_spec", lambda _: None)
    intake = read(many, "polars", rules=Rulebook.preset("plain"))
    assert inside(intake) == (0, 50_000)


# --- columns that are gathered of records ----------------------------------------------------
GATHERED = {
    "postgresql": [
        "true", "1::smallint", "231007102349106144::bigint", "1.50::numeric", "2::numeric(20, 0)",
        "99999999999999999999::numeric", "1.5::real", "'nan'::float8", "'a'::char(3)", "'\\x01'::bytea",
        "date '2023-10-07'", "'infinity'::date", "timestamp '2023-10-07 10:23:49.5'",
        "'infinity'::timestamp", "timestamptz '2023-10-07 02:23:49+00'", "'infinity'::timestamptz",
        "time '10:00'", "interval '3 days'", "array['甲局', NULL]", "'{\"a\": [1]}'::jsonb",
        "'6f1e6c4e-64d1-4b2e-9c1b-0242ac130003'::uuid", "inet '10.0.0.1'", "B'101'",
        "int4range(1, 3)", "'12.5'::money", "NULL",
    ],
    "mysql": [
        "TRUE", "231007102349106144", "1.50", "99999999999999999999", "1.5e0", "'甲'", "X'01'",
        "date '2023-10-07'", "timestamp '2023-10-07 10:23:49.5'", "CAST('72:00:01' AS time)",
        "CAST('0000-00-00' AS datetime)", "b'1'", "NULL",
    ],
    "sqlite": ["1", "231007102349106144", "1.5", "'甲'", "x'01'", "'2023-10-07'", "NULL"],
}  # fmt: skip


def test_records_of_every_type_come_back(site) -> None:
    """One by one, and mixed in one column where the database allows it."""
    if site.kind == "duckdb":
        return
    values = GATHERED[site.kind]
    some = ", ".join(f"{value} AS a{place}" for place, value in enumerate(values))
    none = ", ".join("NULL" for _ in values)
    queries = [f"SELECT {some}", f"SELECT {some} UNION ALL SELECT {none}"]
    if site.kind == "sqlite":
        queries.append(" UNION ALL ".join(f"SELECT {value} AS a, 1 AS b" for value in values))
    for query in queries:
        options = make_options(IMPORTER, site.options(query=query))
        rows = list(read_service_rows(IMPORTER, OCTOBER, options))
        found = list(scanned_rows(IMPORTER, scanned(site, query=query), limits=Limits()))
        assert repr(found) == repr(rows)


STRANGE = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.text(), st.binary(max_size=3),
    st.sampled_from(["2023-10-07 10:23:49", "满意", 1, 1.0, ""]),
)  # fmt: skip


def test_whatever_stands_in_a_file_of_sqlite(sqlite) -> None:
    """A column there has no type: each cell comes back as it was, wherever it is asked for."""

    @given(st.lists(st.tuples(STRANGE, STRANGE, st.just(1)), max_size=8), st.data())
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def check(records: list[tuple[object, ...]], data: st.DataObject) -> None:
        sqlite.run("DROP TABLE IF EXISTS t", "CREATE TABLE t (a, b, c)")
        with sqlite.engine.begin() as connection:
            for record in records:
                connection.exec_driver_sql("INSERT INTO t VALUES (?, ?, ?)", record)
        rows = sqlite.read(table="t")[1 : len(records) + 1]
        numbers = data.draw(st.sets(st.integers(2, len(records) + 1))) if records else set()
        scan = scanned(sqlite, table="t")
        assert scan.rows is not None
        found = list(scan.rows(sorted(numbers)))
        assert repr(found) == repr([row for row in rows if row.location.row in numbers])
        assert len(list(scan.rows(None))) == len(records)

    check()


def test_a_dirty_table_of_sqlite_is_read_as_its_rows_are(sqlite) -> None:
    """Numbers, texts and nothing in one column, as SQLite has them."""

    @given(dirty_tables(), st.data())
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def check(table: list[tuple[str, ...]], data: st.DataObject) -> None:
        header, *rows = table
        sqlite.run("DROP TABLE IF EXISTS tickets", f"CREATE TABLE tickets ({', '.join(header)})")
        mixed = data.draw(st.sets(st.sampled_from(["重办次数", "延期天数", "工单编号"])))
        marks = ", ".join("?" * len(header))
        with sqlite.engine.begin() as connection:
            for row in rows:
                cells = [*row, *[None] * (len(header) - len(row))]
                typed = [
                    int(cell) if name in mixed and cell and cell.isdecimal() else cell or None
                    for name, cell in zip(header, cells, strict=True)
                ]
                connection.exec_driver_sql(f"INSERT INTO tickets VALUES ({marks})", tuple(typed))
        columns, objects = read(sqlite, "polars"), read(sqlite, "objects")
        assert told(columns) == told(objects)

    check()


MANY = {
    "postgresql": "SELECT 231007000000000000 + n AS 工单编号, '甲局' AS 承办单位, "
    "timestamptz '2023-10-07 10:00:00+08' AS 派单时间 FROM generate_series(1, 9000) n",
    "mysql": "SELECT 231007000000000000 + seq AS 工单编号, '甲局' AS 承办单位, "
    "timestamp '2023-10-07 10:00:00' AS 派单时间 FROM seq_1_to_9000",
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 9000) "
    "SELECT 231007000000000000 + n AS 工单编号, '甲局' AS 承办单位, "
    "'2023-10-07 10:00:00' AS 派单时间 FROM s",
    "duckdb": "SELECT 231007000000000000 + n AS 工单编号, '甲局' AS 承办单位, "
    "timestamptz '2023-10-07 10:00:00+08' AS 派单时间 FROM range(9000) r(n)",
}


def test_every_database_gives_columns_within_the_limits(site) -> None:
    """All tickets stand in columns, and one row or some bytes too many are refused."""
    rules, query = Rulebook.preset("plain"), MANY[site.kind]
    intake = read(site, "polars", rules, query=query, limits=Limits(rows=9001))
    assert (inside(intake), intake.remarks) == ((9000, 0), ())
    assert isinstance(intake.tickets, MixedTickets)
    # What was asked for is not held any longer.
    assert [each.scan.table for each in intake.tickets.batch.sources] == [None]
    for limits in (Limits(rows=9000), Limits(bytes=10_000)):
        with pytest.raises(UnreadableSource, match="sql: is above the limit"):
            read(site, "polars", rules, query=query, limits=limits)


def test_the_command_line_names_an_engine(
    sqlite,
    duckdb,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """``report --from sql --engine polars``; the report is the same file, and so are problems."""
    monkeypatch.chdir(tmp_path)
    for site in (sqlite, duckdb):
        site.fill(RECORDS, {})
        heard = {}
        for engine in ("objects", "polars"):
            words = ["--from", "sql", "-m", "2023-10", "--engine", engine, "--lang", "en"]
            for name, value in site.options(table="tickets").items():
                words += ["-O", f"sql.{name}={value}"]
            assert main(["report", *words, "-o", f"{engine}.json"]) == 1
            heard[engine] = capsys.readouterr().err.replace(engine, "")
        assert Path("objects.json").read_bytes() == Path("polars.json").read_bytes()
        assert heard["objects"] == heard["polars"]


def test_the_command_line_says_what_was_read_row_by_row(
    duckdb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A column that an engine cannot read, by name."""
    monkeypatch.chdir(tmp_path)
    query = "SELECT [1] AS 工单编号, '甲局' AS 承办单位, '2023-10-07' AS 受理时间"
    words = ["-O", f"sql.url={duckdb.url}", "-O", f"sql.query={query}", "--engine", "polars"]
    assert main(["report", "--from", "sql", "-m", "2023-10", "--lang", "zh", *words]) == 0
    assert "“工单编号”列的类型不能按列读" in capsys.readouterr().err


RECORDS = [
    ["工单编号", "受理时间", "承办单位"],
    ["231007102349106144", "2023-10-07 10:23:49", "甲局"],
    ["231007102349106145", "上周三", "乙镇"],
]
