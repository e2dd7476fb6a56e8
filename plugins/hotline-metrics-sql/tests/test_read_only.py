"""Whatever a query says, nothing is written: the database itself refuses."""

from __future__ import annotations

from datetime import datetime

import pytest

from hotline_metrics.errors import UnreadableSource
from hotline_metrics.plugin import Period, Scanning, Window
from hotline_metrics.plugin.calls import scan_service
from hotline_metrics.plugin.options import make_options
from hotline_metrics_sql import IMPORTER

WRITING = [
    "INSERT INTO tickets VALUES (2)",
    "UPDATE tickets SET id = 2",
    "DELETE FROM tickets",
    "DELETE FROM tickets RETURNING id",
    "WITH gone AS (DELETE FROM tickets RETURNING id) SELECT * FROM gone",
    "DROP TABLE tickets",
    "CREATE TABLE more (id integer)",
    "TRUNCATE TABLE tickets",
    "SELECT 1 AS a; DROP TABLE tickets",
    "SELECT 1 AS a; COMMIT; DROP TABLE tickets",
    "COMMIT; DROP TABLE tickets",
    "SELECT 1 AS a) LIMIT 0; DROP TABLE tickets; -- ",
]
REFUSALS = {"sql.would-write", "sql.query-refused", "sql.no-select"}


@pytest.fixture
def filled(site):
    site.run("CREATE TABLE tickets (id bigint)", "INSERT INTO tickets VALUES (1)")
    return site


def refused(site, query: str) -> str:
    with pytest.raises(UnreadableSource) as caught:
        site.read(query=query)
    (problem,) = caught.value.problems
    assert problem.code in REFUSALS
    return problem.code


@pytest.mark.parametrize("query", WRITING)
def test_a_query_that_would_write(filled, query: str) -> None:
    """It is refused, by a problem that says so, and the table is what it was."""
    refused(filled, query)
    assert filled.cells(table="tickets") == [(1,)]


@pytest.mark.parametrize("query", WRITING)
def test_an_answer_in_columns_is_asked_for_as_carefully(filled, query: str) -> None:
    """By the same transaction, after the same trial."""
    options = make_options(IMPORTER, filled.options(query=query))
    window = Window(Period.parse("2023-10"), datetime.max)
    try:
        assert scan_service(IMPORTER, Scanning(window=window), options) is None
    except UnreadableSource as error:
        assert error.problems[0].code in REFUSALS  # noqa: PT017 - or it is left to the rows
    assert filled.cells(table="tickets") == [(1,)]


def test_a_function_that_would_write(postgresql, mariadb) -> None:
    """Hidden in a SELECT that looks harmless: a read-only transaction refuses it all the same."""
    table = ("CREATE TABLE tickets (id bigint)", "INSERT INTO tickets VALUES (1)")
    postgresql.run(
        *table,
        "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'DELETE FROM tickets RETURNING id'",
    )
    mariadb.run(*table, "CREATE FUNCTION f() RETURNS int BEGIN DELETE FROM tickets; RETURN 1; END")
    for site in (postgresql, mariadb):
        assert refused(site, "SELECT f() AS a") == "sql.would-write"
        assert site.cells(table="tickets") == [(1,)]


def test_other_files_are_not_written_either(sqlite, duckdb, mariadb, tmp_path) -> None:
    """Read-only is not enough for these: they would make new files."""
    there = set(tmp_path.iterdir())
    target = tmp_path / "new"
    refused(sqlite, f"ATTACH '{target}' AS other")
    refused(sqlite, f"VACUUM INTO '{target}'")
    refused(duckdb, f"COPY (SELECT 1) TO '{target}'")
    refused(duckdb, f"EXPORT DATABASE '{target}'")
    refused(duckdb, f"ATTACH '{target}'")
    refused(mariadb, f"SELECT 1 INTO OUTFILE '{target}'")
    assert set(tmp_path.iterdir()) == there


def test_the_session_is_left_as_it_was(postgresql) -> None:
    """What is set belongs to one transaction: a pooler may give the session to somebody else."""
    asked = "SELECT current_setting('transaction_read_only') AS a, current_setting('TimeZone') AS b"
    assert postgresql.cells(query=asked) == [("on", "Asia/Shanghai")]
    asked = "SELECT setting FROM pg_settings WHERE name = 'default_transaction_read_only'"
    assert postgresql.cells(query=asked) == [("off",)]


def test_a_user_who_may_only_read_a_view(mariadb, postgresql) -> None:
    """No further right is needed than to read what is asked for."""
    for site in (mariadb, postgresql):
        site.run(
            "CREATE TABLE tickets (id bigint)",
            "INSERT INTO tickets VALUES (1)",
            "CREATE VIEW monthly AS SELECT id FROM tickets",
        )
    host = "@'127.0.0.1'"
    mariadb.run(
        f"CREATE OR REPLACE USER viewer{host} IDENTIFIED BY 'planted:p@ss/w?rd'",
        f"GRANT SELECT ON monthly TO viewer{host}",
    )
    postgresql.run(
        "DROP ROLE IF EXISTS viewer",
        "CREATE ROLE viewer LOGIN PASSWORD 'planted:p@ss/w?rd'",
        "GRANT SELECT ON monthly TO viewer",
    )
    for site in (mariadb, postgresql):
        viewer = {"url": site.url.replace("owner@", "viewer@")}
        assert site.cells(**viewer, query="SELECT id FROM monthly") == [(1,)]
        assert site.cells(**viewer, table="monthly") == [(1,)]
        with pytest.raises(UnreadableSource, match="denied") as caught:
            site.read(**viewer, table="tickets")
        assert caught.value.problems[0].code == "sql.query-refused"
    postgresql.run("DROP OWNED BY viewer", "DROP ROLE viewer")
