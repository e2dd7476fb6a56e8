"""The distribution as the host sees it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hotline_metrics.plugin.registry import Registry
from hotline_metrics_sql import IMPORTER
from hotline_metrics_sql.address import address_of
from hotline_metrics_sql.options import Options


def test_it_is_found_under_its_names() -> None:
    registry = Registry()
    assert registry.importer("sql") is registry.importer("sql/sql") is IMPORTER


def test_importing_it_loads_neither_sqlalchemy_nor_a_driver() -> None:
    heavy = "{'sqlalchemy', 'psycopg', 'pymysql', 'duckdb', 'duckdb_engine'}"
    code = (
        "import sys, hotline_metrics_sql; from hotline_metrics_sql.options import Options;"
        f"Options(url='sqlite:///a', table='t'); print(sorted({heavy} & set(sys.modules)))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    assert shown.strip() == "[]"


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgresql://h/d", "postgresql+psycopg"),
        ("postgres://h/d", "postgresql+psycopg"),
        ("postgresql+psycopg2://h/d", "postgresql+psycopg2"),
        ("mysql://h/d", "mysql+pymysql"),
        ("mariadb://h/d", "mariadb+pymysql"),
        ("mysql+mysqldb://h/d", "mysql+mysqldb"),
        ("kingbase://h/d", "kingbase"),
        ("sqlite:///a.db", "sqlite"),
        ("duckdb:///a.duckdb", "duckdb"),
        ("dm://h/d", "dm"),
    ],
)
def test_an_address_without_a_driver_is_given_ours(url: str, driver: str) -> None:
    assert address_of(Options(url=url, table="t")).url.drivername == driver
