"""The importer keeps the contract for importers of services, at each kind of database."""

from __future__ import annotations

from typing import ClassVar

import pytest

from hotline_metrics.testing import ServiceImporterContract
from hotline_metrics_sql import IMPORTER

RECORDS = [
    ["工单编号", "受理时间", "承办单位"],
    ["231007102349106144", "2023-10-07 10:23:49", "医保局"],
    ["231007102349106145", "2023-10-07 10:23:50", "教育局"],
    ["231007102349106146", "上周三", "教育局"],
]


class Contract(ServiceImporterContract):
    __test__ = False
    importer = IMPORTER
    tickets = 2
    unreachable: ClassVar[dict[str, object]] = {
        "url": "postgresql://reader@127.0.0.1:1/hotline",
        "table": "tickets",
    }


class TestSqlite(Contract):
    __test__ = True
    unreachable: ClassVar[dict[str, object]] = {
        "url": "sqlite:///no/such/folder/office.db",
        "table": "tickets",
    }

    @pytest.fixture
    def service_options(self, sqlite) -> dict[str, object]:
        sqlite.fill(RECORDS, {})
        return sqlite.options(table="tickets")


class TestDuckDB(Contract):
    __test__ = True
    unreachable: ClassVar[dict[str, object]] = {
        "url": "duckdb:///no/such/folder/office.duckdb",
        "table": "tickets",
    }

    @pytest.fixture
    def service_options(self, duckdb) -> dict[str, object]:
        duckdb.fill(RECORDS, {})
        return duckdb.options(table="tickets")


class TestPostgreSQL(Contract):
    __test__ = True

    @pytest.fixture
    def service_options(self, postgresql) -> dict[str, object]:
        postgresql.fill(RECORDS, {})
        return postgresql.options(query="SELECT * FROM tickets")


class TestMariaDB(Contract):
    __test__ = True
    unreachable: ClassVar[dict[str, object]] = {
        "url": "mariadb://reader@127.0.0.1:1/hotline",
        "table": "tickets",
    }

    @pytest.fixture
    def service_options(self, mariadb) -> dict[str, object]:
        mariadb.fill(RECORDS, {})
        return mariadb.options(query="SELECT * FROM tickets")
