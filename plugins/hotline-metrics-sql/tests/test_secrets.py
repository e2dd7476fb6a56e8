"""A planted password shows nowhere: in no log, error, repr, output or file, whatever fails."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from hotline_metrics import read_service_tickets
from hotline_metrics.cli import main
from hotline_metrics.errors import HotlineMetricsError, OptionsError
from hotline_metrics.plugin.options import make_options
from hotline_metrics_sql import IMPORTER
from hotline_metrics_sql.address import address_of
from hotline_metrics_sql.options import holds_password

PASSWORD = "planted:p@ss/w?rd"
PIECES = (PASSWORD, quote(PASSWORD), quote(PASSWORD, safe=""), "planted", "ss/w", "w?rd")


def shows_nothing(text: str) -> None:
    assert not [piece for piece in PIECES if piece in text], text


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Everything that anybody logs, down to the smallest remark."""
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool", "psycopg", "pymysql"):
        caplog.set_level(logging.DEBUG, logger=name)
    return lambda: caplog.text + "".join(repr(record.__dict__) for record in caplog.records)


def read(options: dict[str, str]) -> str:
    """Read by rows and by columns; return all that is told of it, the chain of causes included."""
    told = ""
    for engine in ("objects", "polars"):
        try:
            intake = read_service_tickets("sql", "2023-10", options=options, engine=engine)
        except HotlineMetricsError as error:
            told += "".join(traceback.format_exception(error))
            told += repr(error) + str(error.args) + repr(pickle.dumps(error))
        else:
            told += repr(intake) + repr(intake.inputs)
    return told


@pytest.mark.parametrize("whole", [True, False], ids=["url_env", "password_env"])
def test_a_reading_that_succeeds_and_ones_that_fail(
    postgresql, mariadb, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], str], whole: bool
) -> None:
    """A right password, a wrong one, no server, no such database, a wrong query."""
    for site in (postgresql, mariadb):
        site.fill([["工单编号", "受理时间", "承办单位"], ["1", "2023-10-07", "甲局"]], {})
        nobody = site.url.replace("owner@", "nobody@")
        nowhere = f"{site.kind}://owner@127.0.0.1:1/hotline"
        for url, asked in (
            (site.url, {"table": "tickets"}),
            (site.url, {"table": "missing"}),
            (site.url, {"query": "SELEC 1"}),
            (site.url + "x", {"table": "tickets"}),
            (nobody, {"table": "tickets"}),
            (nowhere, {"table": "tickets"}),
            (nowhere.replace(":1/", ":/"), {"table": "tickets"}),
        ):
            if whole:
                address = url.replace("@", f":{quote(PASSWORD, safe='')}@")
                monkeypatch.setenv("SITE_URL", address)
                shows_nothing(read({"url_env": "SITE_URL", **asked}))
            else:
                shows_nothing(read({"url": url, "password_env": "SITE_PASSWORD", **asked}))
    shows_nothing(logged())


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://owner:{}@127.0.0.1:1/hotline",
        "mysql://owner:{}@127.0.0.1:1/hotline",
        "postgresql://owner/x:{}@127.0.0.1:1/hotline",
        "postgresql://owner:{}@127.0.0.1:port/hotline",
        "postgresql:/owner:{}@127.0.0.1/hotline",
        "db3://owner:{}@127.0.0.1/hotline",
        "postgresql://127.0.0.1:1/hotline?password={}",
        "{}",
    ],
)
def test_an_address_whose_password_was_not_quoted(
    monkeypatch: pytest.MonkeyPatch, logged: Callable[[], str], address: str
) -> None:
    """It is torn apart at the wrong places, and no piece of it is shown."""
    monkeypatch.setenv("SITE_URL", address.format(PASSWORD))
    shows_nothing(read({"url_env": "SITE_URL", "table": "tickets"}))
    shows_nothing(logged())


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://owner:{}@127.0.0.1/hotline",
        "postgresql+psycopg://owner:{}@127.0.0.1/hotline",
        "mysql://owner/x:{}@127.0.0.1/hotline",
        "mysql://:{}@127.0.0.1/hotline",
        "postgresql://127.0.0.1/hotline?user=owner&password={}",
        "mysql://127.0.0.1/hotline?passwd={}",
    ],
)
def test_an_address_with_a_password_is_refused(
    url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would stand in a file that others read, and in the manifest: it is not even tried."""
    address = url.format(PASSWORD)
    options = {"url": address, "table": "tickets"}
    with pytest.raises(OptionsError, match="password_env"):
        make_options(IMPORTER, options)
    shows_nothing(read(options))
    monkeypatch.chdir(tmp_path)
    Path("hotline.toml").write_text(f"[importers.sql]\nurl = '{address}'\ntable = 't'\n", "utf-8")
    assert main(["report", "--from", "sql", "-m", "2023-10"]) == 2
    assert main(["check", "--from", "sql", "-m", "2023-10", "-O", f"sql.url={address}"]) == 2
    captured = capsys.readouterr()
    shows_nothing(captured.out + captured.err)


def test_a_password_in_the_place_of_a_name() -> None:
    """Somebody writes the password itself where the variable's name belongs."""
    url = "postgresql://owner@127.0.0.1:1/hotline"
    shows_nothing(read({"url": url, "password_env": PASSWORD, "table": "t"}))
    shows_nothing(read({"url_env": PASSWORD, "table": "t"}))


def test_reprs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the options, and of the address that they mean."""
    monkeypatch.setenv("SITE_URL", f"mysql://owner:{quote(PASSWORD, safe='')}@127.0.0.1/hotline")
    options = make_options(IMPORTER, {"url_env": "SITE_URL", "table": "t"})
    address = address_of(options)
    assert address.url.password == PASSWORD
    shows_nothing(repr(options) + repr(address) + str(address.url))


@pytest.mark.parametrize(
    ("url", "holds"),
    [
        ("postgresql://owner@10.0.0.5:5432/hotline?sslmode=require", False),
        ("mysql://10.0.0.5:3306/hotline", False),
        ("mysql://owner@[::1]:3306/hotline", False),
        ("sqlite:///C:/office@home/a.db", False),
        ("duckdb:////srv/a:b@c.duckdb", False),
        ("mysql://owner:secret@10.0.0.5/hotline", True),
        ("mysql://owner:@10.0.0.5/hotline", True),
    ],
)
def test_which_addresses_hold_a_password(url: str, holds: bool) -> None:
    assert holds_password(url) is holds
