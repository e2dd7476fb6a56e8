"""Values of every type, as each database gives them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_metrics import Rulebook, read_service_tickets
from hotline_metrics_sql.cells import to_cell, to_cells

NUMBER = 231007102349106144
MOMENT = datetime(2023, 10, 7, 10, 23, 49)


def one(site, expression: str) -> object:
    ((cell,),) = site.cells(query=f"SELECT {expression} AS a")
    return cell


@pytest.mark.parametrize("kind", ["bigint", "decimal(20, 0)", "decimal(24, 2)", "varchar(20)"])
def test_a_number_of_eighteen_digits_is_exact(site, kind: str) -> None:
    """Whatever a database keeps it as, but a float."""
    if site.kind == "sqlite" and kind == "varchar(20)":
        kind = "text"
    site.run(f"CREATE TABLE tickets (id {kind})", f"INSERT INTO tickets VALUES ({NUMBER})")
    ((cell,),) = site.cells(table="tickets")
    assert str(cell) == str(NUMBER)
    assert isinstance(cell, int | str)


def test_what_all_have_in_common(site) -> None:
    assert one(site, "NULL") is None
    assert one(site, "'甲局'") == "甲局"
    assert one(site, "1") == 1
    double = "double" if site.kind == "mysql" else "double precision"
    assert one(site, f"CAST(1.5 AS {double})") == 1.5
    if site.kind != "sqlite":
        assert one(site, "CAST(0.10 AS decimal(5, 2))") == "0.10"
        assert one(site, "CAST('2023-10-07' AS date)") == date(2023, 10, 7)


def test_times(postgresql, mariadb, duckdb, sqlite) -> None:
    """As times where the database has them; SQLite's are text, which the core reads."""
    assert one(postgresql, "timestamp '2023-10-07 10:23:49'") == MOMENT
    assert one(mariadb, "timestamp '2023-10-07 10:23:49'") == MOMENT
    assert one(duckdb, "timestamp '2023-10-07 10:23:49'") == MOMENT
    assert one(sqlite, "datetime('2023-10-07 10:23:49')") == "2023-10-07 10:23:49"


def test_moments_of_a_zone_are_the_offices(postgresql, mariadb, duckdb) -> None:
    """Servers of this test run on UTC; the office reads and compares its own time."""
    beijing = timezone(timedelta(hours=8))
    for site in (postgresql, duckdb):
        cell = one(site, "timestamptz '2023-10-07 02:23:49+00'")
        assert cell == MOMENT.replace(tzinfo=beijing)
        assert one(site, "timestamptz '2023-09-30 16:00+00' >= :since") is True
        assert one(site, "timestamptz '2023-09-30 15:59+00' >= :since") is False
    mariadb.run(
        "CREATE TABLE tickets (t timestamp NOT NULL)",
        "SET time_zone = '+00:00'",
        "INSERT INTO tickets VALUES ('2023-10-07 02:23:49')",
    )
    assert mariadb.cells(table="tickets") == [(MOMENT,)]
    assert mariadb.cells(query="SELECT t FROM tickets WHERE t >= '2023-10-07 10:23:49'")


def test_a_row_with_an_impossible_time_is_a_problem_and_not_the_end(postgresql, mariadb) -> None:
    """'infinity' and 0000-00-00 stand where somebody had no date; the other rows are read."""
    postgresql.run(
        "CREATE TABLE tickets (工单编号 bigint, 承办单位 text, 派单时间 timestamp, 办结时间 timestamptz)",
        f"INSERT INTO tickets VALUES ({NUMBER}, '甲局', '2023-10-07', 'infinity'),"
        f" ({NUMBER + 1}, '甲局', '0044-03-15 BC', NULL), ({NUMBER + 2}, '甲局', '2023-10-07', NULL)",
    )
    mariadb.run(
        "SET sql_mode = ''",
        "CREATE TABLE tickets (工单编号 bigint, 承办单位 varchar(9), 派单时间 datetime, 办结时间 datetime)",
        f"INSERT INTO tickets VALUES ({NUMBER}, '甲局', '2023-10-07', '0000-00-00'),"
        f" ({NUMBER + 1}, '甲局', '0000-00-00', NULL), ({NUMBER + 2}, '甲局', '2023-10-07', NULL)",
    )
    for site in (postgresql, mariadb):
        intake = read_service_tickets(
            "sql", "2023-10", rules=Rulebook.preset("plain"), options=site.options(table="tickets")
        )
        assert [ticket.id for ticket in intake.tickets] == [str(NUMBER + 2)]
        errors = [each for each in intake.problems if each.severity == "error"]
        places = [(each.code.partition(".")[0], each.location.row) for each in errors]
        assert places == [("time", 2), ("time", 3)]


def test_truths(postgresql, mariadb, duckdb, sqlite) -> None:
    """As truths, or as 0 and 1, which the core reads as no and yes; ``BIT(1)`` too."""
    assert one(postgresql, "true") is one(duckdb, "true") is True
    assert one(mariadb, "true") == one(sqlite, "true") == 1
    mariadb.run("CREATE TABLE tickets (a bit(1))", "INSERT INTO tickets VALUES (1), (0)")
    assert mariadb.cells(table="tickets") == [("01",), ("00",)]


def test_bytes_are_hexadecimal(postgresql, mariadb, duckdb, sqlite) -> None:
    assert one(postgresql, r"'\xff00'::bytea") == "ff00"
    for site in (mariadb, sqlite):
        assert one(site, "x'ff00'") == "ff00"
    assert one(duckdb, r"'\xFF\x00'::blob") == "ff00"


def test_intervals_are_hours(postgresql, mariadb, duckdb) -> None:
    assert one(postgresql, "interval '3 days 1 second'") == "72:00:01"
    assert one(duckdb, "interval 3 day") == "72:00:00"
    assert one(mariadb, "CAST('-25:00:01' AS time)") == "-25:00:01"
    assert one(postgresql, "time '10:23:49'") == "10:23:49"


def test_lists_are_joined_and_what_is_nested_is_json(postgresql, duckdb, mariadb, sqlite) -> None:
    """An array of units reads as the cell in which an office writes several."""
    assert one(postgresql, "ARRAY['甲局', '乙局']") == "甲局、乙局"
    assert one(duckdb, "['甲局', '乙局']") == "甲局、乙局"
    assert one(postgresql, """'{"甲局": [1, null]}'::jsonb""") == '{"甲局": [1, null]}'
    assert one(postgresql, "ARRAY[ARRAY[1, 2], ARRAY[3, 4]]") == "[[1, 2], [3, 4]]"
    assert one(duckdb, "{'甲局': [1, 2]}") == '{"甲局": [1, 2]}'
    assert one(duckdb, "map {'甲局': date '2023-10-07'}") == '{"甲局": "2023-10-07"}'
    for site in (mariadb, sqlite):
        assert one(site, "json_array('甲局')") == '["甲局"]'


def test_odd_types_are_their_text(postgresql) -> None:
    assert one(postgresql, "'00000000-0000-0000-0000-000000000001'::uuid").endswith("0001")
    assert one(postgresql, "'10.0.0.1'::inet") == "10.0.0.1"
    assert one(postgresql, "'NaN'::numeric") == "NaN"
    assert one(postgresql, "int4range(1, 3)") == "[1, 3)"


def test_text_that_is_no_utf8_is_not_the_end(sqlite) -> None:
    """A word that nobody declared, at its row, instead of nothing read at all."""
    sqlite.run("CREATE TABLE tickets (a text)")
    sqlite.run("INSERT INTO tickets VALUES ('甲'), (CAST(x'bcd7' AS text)), ('乙')")
    assert sqlite.cells(table="tickets") == [("甲",), ("\ufffd\ufffd",), ("乙",)]


def test_nul_characters_do_no_harm(sqlite, mariadb) -> None:
    """They are left to the core, which takes them out as it does in a file."""
    sqlite.run("CREATE TABLE tickets (a text)", "INSERT INTO tickets VALUES ('甲' || char(0))")
    mariadb.run("CREATE TABLE tickets (a text)", "INSERT INTO tickets VALUES (concat('甲', '\\0'))")
    assert sqlite.cells(table="tickets") == mariadb.cells(table="tickets") == [("甲\0",)]


@given(st.decimals(allow_nan=True, allow_infinity=True))
@settings(deadline=None)
def test_a_decimal_keeps_its_value(value: Decimal) -> None:
    """As a whole number or as text, never as a float."""
    cell = to_cell(value)
    assert isinstance(cell, int | str)
    assert str(Decimal(cell)) == str(value) or Decimal(cell) == value


PLAIN = (
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.decimals() | st.times()
)
NESTED = st.recursive(
    PLAIN, lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=5
)


@given(st.lists(NESTED, max_size=4))
@settings(deadline=None)
def test_whatever_a_driver_returns_becomes_cells(values: list[object]) -> None:
    for cell in to_cells(values):
        assert cell is None or isinstance(cell, str | int | float | date)
