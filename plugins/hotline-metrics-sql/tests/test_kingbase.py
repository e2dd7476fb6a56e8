"""人大金仓 KingbaseES, stood in for by a PostgreSQL that gives KingbaseES's version."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from hotline_metrics.errors import UnreadableSource
from hotline_metrics_sql.kingbase import SPEAKS

VERSION = "KingbaseES V008R006C008B0014 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit"


@pytest.fixture
def disguised(postgresql):
    """A database whose ``version()`` is KingbaseES's; the function itself is replaced."""
    postgresql.run(
        "SET allow_system_table_mods = on",
        "ALTER FUNCTION pg_catalog.version() RENAME TO version_of_postgresql",
        f"CREATE FUNCTION pg_catalog.version() RETURNS text LANGUAGE sql AS $$SELECT '{VERSION}'$$",
    )
    yield postgresql
    restored = create_engine(postgresql.engine.url.set(drivername="kingbase"), poolclass=NullPool)
    with restored.begin() as connection:
        for statement in (
            "SET allow_system_table_mods = on",
            "DROP FUNCTION pg_catalog.version()",
            "ALTER FUNCTION pg_catalog.version_of_postgresql() RENAME TO version",
        ):
            connection.exec_driver_sql(statement)
    restored.dispose()


def as_kingbase(site) -> dict[str, str]:
    return {"url": site.url.replace("postgresql://", "kingbase://")}


def test_it_is_read_where_the_dialect_of_postgresql_gives_up(disguised) -> None:
    """SQLAlchemy cannot make a version of PostgreSQL from the string, and we say what to do."""
    with pytest.raises(UnreadableSource, match="kingbase://") as caught:
        disguised.read(query="SELECT 1")
    assert caught.value.problems[0].code == "sql.other-server"
    kingbase = as_kingbase(disguised)
    asked = "SELECT version() AS a, CAST(:since AS date) = :first AS b"
    assert disguised.cells(**kingbase, query=asked) == [(VERSION, True)]
    engine = create_engine(disguised.engine.url.set(drivername="kingbase"), poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.dialect.server_version_info == SPEAKS
    engine.dispose()


def test_it_is_read_only_too(disguised) -> None:
    kingbase = as_kingbase(disguised)
    asked = "SELECT current_setting('transaction_read_only') AS a, current_setting('TimeZone') AS b"
    assert disguised.cells(**kingbase, query=asked) == [("on", "Asia/Shanghai")]
    with pytest.raises(UnreadableSource):
        disguised.read(**kingbase, query="CREATE TABLE tickets (id bigint)")


def test_a_real_postgresql_keeps_its_version(postgresql) -> None:
    """Whoever writes ``kingbase://`` for PostgreSQL gets PostgreSQL."""
    engine = create_engine(postgresql.engine.url.set(drivername="kingbase"), poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.dialect.server_version_info > (10,)
    engine.dispose()
    postgresql.fill([["a"], ["甲"]], {})
    assert postgresql.cells(**as_kingbase(postgresql), table="tickets") == [("甲",)]
