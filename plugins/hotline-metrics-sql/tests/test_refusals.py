"""What can go wrong with a database, each said in both languages with what to do next."""

from __future__ import annotations

import gc
import pickle
import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest

from hotline_metrics import read_service_tickets
from hotline_metrics.cli import main
from hotline_metrics.errors import MissingDependency, OptionsError, UnreadableSource
from hotline_metrics.plugin import Period, Problem, Row, Window
from hotline_metrics.plugin.calls import read_service_rows
from hotline_metrics.plugin.options import make_options
from hotline_metrics_sql import IMPORTER

OCTOBER = Window(Period.parse("2023-10"), datetime.max)


def refusal(**options: str) -> UnreadableSource:
    with pytest.raises(UnreadableSource) as caught:
        list(read_service_rows(IMPORTER, OCTOBER, make_options(IMPORTER, options)))
    return caught.value


def said(error: UnreadableSource, code: str, zh: str, en: str) -> None:
    """It is this problem, in Chinese first, and as data."""
    (problem,) = error.problems
    assert problem.code == f"sql.{code}"
    chinese, english = error.text("zh"), str(error)
    assert zh in chinese
    assert en in english
    for lang in ("zh", "en"):
        assert problem.message(lang)
        assert problem.hint(lang)
        assert "{" not in problem.message(lang) + problem.hint(lang)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


# --- the query -------------------------------------------------------------------------------
def test_a_table_that_is_not_there(site) -> None:
    for asked in ({"table": "tickest"}, {"query": "SELECT * FROM tickest"}):
        error = refusal(**site.options(**asked))
        said(error, "no-table", "没有这个表或视图", "there is no such table or view")
        assert "tickest" in str(error)


def test_a_query_that_is_wrong(site) -> None:
    """In the database's own words, which alone say where."""
    site.run("CREATE TABLE tickets (id bigint)")
    error = refusal(**site.options(query="SELECT idd FROM tickets"))
    said(error, "query-refused", "数据库不接受这个查询", "the database refuses the query")
    assert "idd" in str(error)
    error = refusal(**site.options(query="SELEC id FROM tickets"))
    said(error, "query-refused", "只能是一条 SELECT", "it is one SELECT")


def test_a_statement_without_a_result(sqlite) -> None:
    error = refusal(**sqlite.options(query="-- SELECT 1"))
    said(error, "no-select", "不是 SELECT", "is no SELECT")


def test_a_value_that_breaks_the_query_is_not_repeated(postgresql, duckdb) -> None:
    """The database would quote it, and it may be what a citizen said."""
    for site in (postgresql, duckdb):
        site.run("CREATE TABLE tickets (a text)", "INSERT INTO tickets VALUES ('张三丰')")
        error = refusal(**site.options(query="SELECT CAST(a AS integer) AS b FROM tickets"))
        said(error, "failed", "数据库报错", "the database failed")
        assert "张三丰" not in str(error)


def test_a_query_that_fails_half_way(postgresql) -> None:
    """It says after which row; what was read before is not used."""
    query = "SELECT 1 / (2500 - n) AS a FROM generate_series(1, 9000) n"
    error = refusal(**postgresql.options(query=query))
    said(error, "failed", "在第 2001 行之后", "after row 2001")


def test_an_empty_table_is_a_warning(site) -> None:
    """The names of the columns are there, and a doubt whether this is what was meant."""
    site.run("CREATE TABLE tickets (id bigint)")
    row, problem = site.read(table="tickets")
    assert isinstance(row, Row)
    assert row.cells == ("id",)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == ("sql.no-rows", "warning")
    assert problem.message("zh") == "查询没有取到一行"
    assert problem.hint("en") == "check the period and the query's conditions"


# --- the connection --------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["postgresql", "mysql", "mariadb", "kingbase"])
def test_a_server_that_is_not_there(kind: str) -> None:
    error = refusal(url=f"{kind}://reader@127.0.0.1:1/hotline", table="tickets")
    said(error, "not-connected", "连不上数据库", "the database cannot be reached")
    assert "refused" in str(error)


def test_a_server_that_says_nothing() -> None:
    """Somebody listens and never answers: the address may ask for less patience."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        for kind, patience in (("postgresql", "connect_timeout"), ("mysql", "read_timeout")):
            address = f"{kind}://reader@127.0.0.1:{port}/hotline?{patience}=2"
            said(refusal(url=address, table="tickets"), "not-connected", "连不上", "cannot be")


def test_a_server_of_another_kind() -> None:
    """An HTTP server, say, whose port was written by mistake."""

    def answer() -> None:
        for _ in range(2):
            client, _ = listener.accept()
            with client:
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=answer)
        thread.start()
        for kind in ("postgresql", "mysql"):
            error = refusal(url=f"{kind}://reader@127.0.0.1:{port}/hotline", table="tickets")
            said(error, "not-connected", "连不上", "cannot be")
        thread.join()


def test_a_login_or_a_database_that_is_refused(
    postgresql, mariadb, monkeypatch: pytest.MonkeyPatch
) -> None:
    for site in (postgresql, mariadb):
        wrong = site.url.rpartition("/")[0] + "/nowhere"
        error = refusal(**site.options(url=wrong, table="tickets"))
        said(error, "not-connected", "库名", "database")
        assert "nowhere" in str(error)
        with monkeypatch.context() as patch:
            patch.setenv("SITE_PASSWORD", "wrong")
            error = refusal(**site.options(table="tickets"))
        said(error, "not-connected", "用户和密码", "user and password")
        assert "owner" in str(error)


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_file_that_is_none(kind: str, tmp_path: Path) -> None:
    """It is not there, it is no database, it is a folder; none is ever made."""
    text = tmp_path / "text.db"
    text.write_text("工单编号,承办单位\n" * 999, "utf-8")
    for path in (tmp_path / "missing.db", text, tmp_path):
        error = refusal(url=f"{kind}:///{path}", table="tickets")
        said(error, "not-connected", "文件路径", "the file's path")
    assert list(tmp_path.iterdir()) == [text]


def started(site) -> Iterator[Row | Problem]:
    """Begin to read a table that is larger than what travels at once."""
    rows = {
        "postgresql": "SELECT n, repeat('x', 200) AS a FROM generate_series(1, 300000) n",
        "mysql": "SELECT seq, repeat('x', 200) AS a FROM seq_1_to_300000",
    }
    options = make_options(IMPORTER, site.options(query=rows[site.kind]))
    reading = read_service_rows(IMPORTER, OCTOBER, options)
    assert len(list(islice(reading, 10))) == 10
    return reading


def test_a_connection_that_is_lost_half_way(
    postgresql, mariadb, caplog: pytest.LogCaptureFixture
) -> None:
    """It says after which row, and that nothing of it counts; nothing else is printed."""
    others = "SELECT pid FROM pg_stat_activity WHERE starts_with(query, 'FETCH') AND pid <> pg_backend_pid()"
    reading = started(postgresql)
    postgresql.run(f"SELECT pg_terminate_backend(pid) FROM ({others}) AS found")
    with pytest.raises(UnreadableSource) as caught:
        list(reading)
    said(caught.value, "connection-lost", "连接断了，在第 1001 行之后", "lost after row 1001")
    reading = started(mariadb)
    others = (
        "SELECT id FROM information_schema.processlist "
        "WHERE instr(info, 'seq_1_to') AND id <> connection_id()"
    )
    with mariadb.engine.connect() as connection:
        (number,) = connection.exec_driver_sql(others).scalars()
    mariadb.run(f"KILL {number}")
    with pytest.raises(UnreadableSource) as caught:
        list(reading)
    said(caught.value, "connection-lost", "这次读取作废", "nothing of this reading is used")
    del reading, caught
    gc.collect()
    assert not caplog.records


# --- the address -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address", ["hotline", "postgresql//reader@host", "postgresql://h:port/db"]
)
def test_an_address_that_is_none(address: str) -> None:
    said(
        refusal(url=address, table="t"), "bad-address", "看不懂数据库的地址", "cannot be understood"
    )


def test_a_kind_that_nobody_knows() -> None:
    error = refusal(url="db3://reader@host/hotline", table="t")
    said(error, "database-not-known", "没有安装读取 db3 的方言", "no dialect for db3")


def test_a_database_of_another_dialect(postgresql) -> None:
    """It is read like any other, with a notice that the account alone keeps it from writing."""
    from sqlalchemy.dialects import registry

    registry.register("acme", "sqlalchemy.dialects.postgresql.psycopg", "PGDialect_psycopg")
    postgresql.run("CREATE TABLE tickets (id bigint)", "INSERT INTO tickets VALUES (1)")
    address = postgresql.url.replace("postgresql://", "acme://")
    notice, names, record = postgresql.read(url=address, table="tickets")
    assert isinstance(notice, Problem)
    assert (notice.code, notice.severity) == ("sql.not-read-only", "notice")
    assert "acme" in notice.message("zh")
    assert isinstance(names, Row)
    assert isinstance(record, Row)
    assert (names.cells, record.cells) == (("id",), (1,))


def test_a_certificate_that_is_not_there() -> None:
    for url in (
        "mysql://reader@127.0.0.1:1/hotline?ssl_ca=/no/such/ca.pem",
        "postgresql://reader@127.0.0.1:1/hotline?sslmode=verify-full&sslrootcert=/no/such/ca.pem",
    ):
        said(refusal(url=url, table="tickets"), "not-connected", "连不上", "cannot be reached")


@pytest.mark.parametrize(
    ("url", "module", "command"),
    [
        ("postgresql://r@127.0.0.1/h", "psycopg", 'pip install "hotline-metrics-sql[postgres]"'),
        ("mysql://r@127.0.0.1/h", "pymysql", 'pip install "hotline-metrics-sql[mysql]"'),
        ("duckdb:///a", "duckdb_engine", 'pip install "hotline-metrics-sql[duckdb]"'),
        ("oracle://r@127.0.0.1/h", "oracledb", "pip install "),
    ],
)
def test_a_driver_that_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, url: str, module: str, command: str
) -> None:
    """It says what installs it, in both languages."""
    import sys

    # None in the list of modules is how Python itself marks what cannot be imported.
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingDependency) as caught:
        list(
            read_service_rows(IMPORTER, OCTOBER, make_options(IMPORTER, {"url": url, "table": "t"}))
        )
    assert command in str(caught.value)
    assert "请安装" in caught.value.text("zh")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"table": "t"}, "url_env"),
        ({"url": "sqlite:///a", "url_env": "A", "table": "t"}, "url_env"),
        ({"url": "sqlite:///a"}, "query"),
        ({"url": "sqlite:///a", "table": "t", "query": "SELECT 1"}, "query"),
        ({"url": "sqlite:///a", "query": "SELECT 1", "touched": "t"}, "touched"),
        ({"url": "sqlite:///a", "table": "t", "time_zone": "Mars/Olympus"}, "time_zone"),
        ({"url": "sqlite:///a", "table": "t", "time_zone": "'; DROP"}, "time_zone"),
        ({"url_env": "NOT_SET_ANYWHERE", "table": "t"}, "url_env"),
        ({"url": "mysql://r@127.0.0.1/a", "password_env": "NOT_SET_ANYWHERE", "table": "t"}, "password_env"),
    ],
)  # fmt: skip
def test_options_that_contradict_themselves(options: dict[str, str], told: str) -> None:
    with pytest.raises(OptionsError, match=told) as caught:
        read_service_tickets("sql", "2023-10", options=options)
    assert caught.value.text("zh").isascii() is False
    assert caught.value.text("en").isascii()


def test_the_command_line_says_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["-O", "sql.url=sqlite:///missing.db", "-O", "sql.table=tickets"]
    told = {}
    for lang in ("zh", "en"):
        assert main(["check", "--from", "sql", "-m", "2023-10", *words, "--lang", lang]) == 2
        told[lang] = capsys.readouterr().err
    assert "连不上数据库" in told["zh"]
    assert "unable to open database file" in told["en"]
