"""The period in a query: four bound parameters, which cannot become anything else."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import DateTime

from hotline_metrics.errors import OptionsError, UnreadableSource
from hotline_metrics.plugin import Period, Window
from hotline_metrics_sql.options import Options
from hotline_metrics_sql.statement import period_parameters, statement_of

OCTOBER = Period.parse("2023-10")
MOMENTS = [
    datetime(2023, 9, 30, 23, 59, 59),
    datetime(2023, 10, 1),
    datetime(2023, 10, 31, 23, 59, 59),
    datetime(2023, 11, 1),
    None,
]


@pytest.fixture
def filled(site):
    rows = [[n, moment] for n, moment in enumerate(MOMENTS)]
    site.fill([["n", "touched"], *rows], {"touched": DateTime()})
    return site


def numbers(site, **asked: str) -> list[int]:
    return [int(str(n)) for n, *_ in site.cells(**asked)]


def test_since_and_until_are_the_period_to_the_second(filled) -> None:
    """The month's first and last moment belong to it, its neighbours' do not."""
    query = "SELECT n FROM tickets WHERE touched >= :since AND touched < :until ORDER BY n"
    assert numbers(filled, query=query) == [1, 2]


def test_first_and_last_are_days(filled) -> None:
    query = (
        "SELECT n FROM tickets WHERE CAST(touched AS date) BETWEEN :first AND :last ORDER BY n"
        if filled.kind != "sqlite"
        else "SELECT n FROM tickets WHERE date(touched) BETWEEN :first AND :last ORDER BY n"
    )
    assert numbers(filled, query=query) == [1, 2]


def test_touched_leaves_out_what_is_older(filled) -> None:
    """What happened after the period may still change its figures; what says nothing stays."""
    assert sorted(numbers(filled, table="tickets", touched="touched")) == [1, 2, 3, 4]
    assert sorted(numbers(filled, table="tickets")) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("shape", ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"])
def test_times_that_are_text(sqlite, shape: str) -> None:
    """SQLite compares letters: no shape of ISO 8601 may lose the first or the last day."""
    days = [moment for moment in MOMENTS if moment]
    sqlite.fill([["n", "t"], *([n, f"{day:{shape}}"] for n, day in enumerate(days))], {})
    query = "SELECT n FROM tickets WHERE t >= :since AND t < :until ORDER BY n"
    assert numbers(sqlite, query=query) == [1, 2]


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 30)), seconds=st.integers(0, 86_399))
@settings(deadline=None)
def test_text_never_loses_a_day(day: date, seconds: int) -> None:
    """For every day and every way to write a moment of it."""
    found = period_parameters(Period("days", day, day), as_text=True)
    moment = datetime.fromordinal(day.toordinal()).replace(
        hour=seconds // 3600, minute=seconds // 60 % 60, second=seconds % 60
    )
    for text in (day.isoformat(), str(moment), moment.isoformat(), f"{moment}.000000+08:00"):
        assert str(found["since"]) <= text < str(found["until"])


def test_a_percent_sign_and_a_colon_are_themselves(site) -> None:
    """Patterns and times of day in a query are neither parameters nor placeholders."""
    site.run("CREATE TABLE tickets (a varchar(20))", "INSERT INTO tickets VALUES ('城管局')")
    query = "SELECT a, '08:30' AS b, '100%' AS c, '%s' AS d FROM tickets WHERE a LIKE '%局'"
    assert site.cells(query=query) == [("城管局", "08:30", "100%", "%s")]


@pytest.mark.parametrize("query", ["SELECT 1;", "SELECT 1 -- 一", "  SELECT 1\n", "SELECT :since;"])
def test_a_query_as_people_write_it(site, query: str) -> None:
    assert len(site.cells(query=query)) == 1


def test_a_parameter_that_nobody_knows(sqlite) -> None:
    """The message says which there are, and how a colon is written that begins none."""
    with pytest.raises(OptionsError, match=r":month.*:first, :last, :since, :until.*\\:"):
        sqlite.read(query="SELECT 1 WHERE :month = 1")
    assert sqlite.cells(query=r"SELECT '\:month' AS a") == [(":month",)]


# --- injection -------------------------------------------------------------------------------
def test_values_are_bound_and_never_written_into_the_query() -> None:
    """What is sent names its parameters; the values travel beside it."""
    options = Options(url="sqlite:///a", query="SELECT * FROM t WHERE a >= :since AND a < :until")
    sent = statement_of(options, OCTOBER).compile()
    assert "2023" not in str(sent)
    assert set(sent.params) == {"since", "until"}
    options = Options(url="sqlite:///a", table="t", touched="a")
    assert "2023" not in str(statement_of(options, OCTOBER))


class Hostile(str):
    """A text that pretends to be a day."""

    def isoformat(self) -> str:
        return str(self)


def test_a_hostile_period_stays_a_value(site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if a period could hold quotes and a command, they would arrive as a text."""
    site.run("CREATE TABLE tickets (a varchar(99))", "INSERT INTO tickets VALUES ('x')")
    hostile = Hostile("x' OR '1'='1'; DROP TABLE tickets; --")
    monkeypatch.setattr(
        "hotline_metrics_sql.statement.period_parameters",
        lambda *_, **__: {"since": str(hostile)},
    )
    assert site.cells(query="SELECT a FROM tickets WHERE a = :since") == []
    assert site.cells(table="tickets") == [("x",)]


@pytest.mark.parametrize("name", ['tickets"; DROP TABLE tickets; --', "tickets`; DROP TABLE tickets; --", "tickets' OR 1=1", "tickets WHERE 1=1 --"])  # fmt: skip
def test_hostile_names_are_quoted(site, name: str) -> None:
    """A table or column of that name is looked for, and not there."""
    site.run("CREATE TABLE tickets (a varchar(99))", "INSERT INTO tickets VALUES ('x')")
    for asked in ({"table": name}, {"table": "tickets", "touched": name}):
        with pytest.raises(UnreadableSource) as caught:
            site.read(**asked)
        assert caught.value.problems[0].code in {"sql.no-table", "sql.query-refused"}
    assert site.cells(table="tickets") == [("x",)]


def test_tables_in_schemas_and_with_chinese_names(site) -> None:
    """``schema.table``, and names that have to be quoted."""
    site.run("CREATE TABLE 工单 (a integer)", "INSERT INTO 工单 VALUES (1)")
    schema = {"postgresql": "public", "sqlite": "main", "duckdb": "main"}.get(
        site.kind, site.engine.url.database
    )
    assert site.cells(table="工单") == site.cells(table=f"{schema}.工单") == [(1,)]


def test_the_window_the_core_asks_for_has_no_end(sqlite) -> None:
    """``as_of`` may be the end of time and is no parameter."""
    assert sqlite.read(Window(OCTOBER, datetime.max), query="SELECT :until AS a")
