"""Real services on this machine, and the founding month to serve."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from hotline_metrics import Roster
from hotline_metrics.synthesis.demo import demo_files

from .serving import Handler, Serve, in_turn

Record = dict[str, str]


@pytest.fixture
def server(make_httpserver_ipv4: HTTPServer) -> Iterator[HTTPServer]:
    """A server at 127.0.0.1 that knows nothing yet; what goes wrong in it fails the test."""
    make_httpserver_ipv4.clear()
    yield make_httpserver_ipv4
    make_httpserver_ipv4.check()
    make_httpserver_ipv4.clear()


@pytest.fixture
def serve(server: HTTPServer) -> Serve:
    """Let a handler answer whatever is asked below ``/api``, from now on; return the address."""
    current: list[Handler] = []

    def answer(request: Request) -> Response:
        return current[-1](request)

    server.expect_request(re.compile("/api.*")).respond_with_handler(answer)

    def start(handler: Handler | Response) -> str:
        current.append(in_turn(handler) if isinstance(handler, Response) else handler)
        return server.url_for("/api")

    return start


@pytest.fixture
def asked(server: HTTPServer) -> Callable[[], list[Request]]:
    """What the server has been asked so far."""
    return lambda: [request for request, _ in server.log]


@pytest.fixture(scope="session")
def october() -> list[Record]:
    """The 2349 tickets of the founding month, by heading."""
    text = demo_files()["tickets.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="session")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    """The founding county's units."""
    path: Path = tmp_path_factory.mktemp("roster") / "units.csv"
    path.write_bytes(demo_files()["units.csv"])
    return Roster.load(path)
