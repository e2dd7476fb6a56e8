"""The importers keep the contract for services."""

import json
import re

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from hotline_metrics.testing import ServiceImporterContract
from hotline_metrics_api import OPEN311, REST, SOCRATA

TICKETS = [
    {"工单编号": str(number), "受理时间": "2023-10-07 08:00:00", "承办单位": "医保局"}
    for number in (1, 2, 3)
]
REQUESTS = [
    {
        "service_request_id": number,
        "status": "open",
        "requested_datetime": f"2023-10-0{number}T08:00:00+08:00",
        "agency_responsible": "医保局",
    }
    for number in (1, 2, 3)
]


def answer(request: Request) -> Response:
    """Answer as an interface, a GeoReport server or a portal, by what is asked."""
    if "count" in request.args.get("$select", ""):
        return Response(json.dumps([{"rows": "3"}]))
    known = REQUESTS if request.path.endswith("requests.json") else TICKETS
    start, end = request.args.get("start_date", ""), request.args.get("end_date", "9")
    if known is REQUESTS:
        known = [one for one in known if start <= str(one["requested_datetime"]) < end]
    past = int(request.args.get("$offset", 0)) > 0 or int(request.args.get("page", 1)) > 1
    return Response(json.dumps([] if past else known))


@pytest.fixture
def address(make_httpserver_ipv4: HTTPServer) -> str:
    """A service that knows three tickets."""
    make_httpserver_ipv4.clear()
    make_httpserver_ipv4.expect_request(re.compile(".*")).respond_with_handler(answer)
    return make_httpserver_ipv4.url_for("/api")


NOBODY = {"url": "http://127.0.0.1:9", "attempts": 1}
DATA_SET = {"dataset": "abcd-1234", "date_column": "created"}


class TestRest(ServiceImporterContract):
    importer = REST
    tickets = 3
    unreachable = NOBODY

    @pytest.fixture
    def service_options(self, address: str) -> dict[str, object]:
        return {"url": address}


class TestOpen311(ServiceImporterContract):
    importer = OPEN311
    tickets = 3
    unreachable = NOBODY

    @pytest.fixture
    def service_options(self, address: str) -> dict[str, object]:
        return {"url": address}


class TestSocrata(ServiceImporterContract):
    importer = SOCRATA
    tickets = 3
    unreachable = NOBODY | DATA_SET

    @pytest.fixture
    def service_options(self, address: str) -> dict[str, object]:
        return {"url": address} | DATA_SET
