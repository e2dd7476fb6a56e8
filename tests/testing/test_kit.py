"""The rest of the kit: samples, strategies, golden files, a registry of one's own."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hotline_metrics.testing as kit
from hotline_metrics import MonthlyReport, Period, Registry, Roster, Rulebook, Ticket, Unit
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.figures.tally import Tally
from hotline_metrics.plugin import (
    AnyImporter,
    Location,
    Problem,
    Publication,
    Row,
    ServiceImporter,
    Window,
    hookimpl,
    option,
)
from hotline_metrics.testing import (
    ServiceImporterContract,
    check_golden,
    isolated_registry,
    registry,
    sample,
)

__all__ = ["isolated_registry"]


# --- strategies --------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [Ticket, Unit, Roster, Rulebook, Period, MonthlyReport, Tally])
def test_hypothesis_knows_our_types(kind: type) -> None:
    """``st.from_type`` needs no import of the kit."""

    @given(st.from_type(kind))
    def check(value: object) -> None:
        assert isinstance(value, kind)

    check()


def test_a_test_run_that_needs_no_strategy_loads_none() -> None:
    """Importing hypothesis registers our types and imports neither pytest nor a strategy."""
    code = (
        "import sys, hypothesis.strategies as st\n"
        "st.integers().validate()\n"
        "print('hotline_metrics.testing.registration' in sys.modules,\n"
        "      'hotline_metrics.testing.strategies' in sys.modules, 'pytest' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "False"]


# --- golden files ------------------------------------------------------------------------------
def test_a_golden_file_is_written_once_and_then_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The difference is told by its line."""
    kept = tmp_path / "golden" / "a.txt"
    with pytest.raises(AssertionError, match="is not there"):
        check_golden("一\n二\n", kept)
    monkeypatch.setenv("HOTLINE_METRICS_UPDATE_GOLDEN", "1")
    check_golden("一\n二\n", kept)
    monkeypatch.delenv("HOTLINE_METRICS_UPDATE_GOLDEN")
    check_golden("一\n二\n".encode(), kept)
    with pytest.raises(AssertionError, match="line 2: '二' is now '三'"):
        check_golden("一\n三\n", kept)


# --- samples -----------------------------------------------------------------------------------
def test_a_sample_is_a_file_or_bytes(tmp_path: Path) -> None:
    """With and without a path it is the same."""
    (tmp_path / "a.csv").write_text("工单编号\n", "utf-8")
    read = sample(tmp_path / "a.csv", tickets=0)
    assert read == sample("a.csv", data="工单编号\n", tickets=0)
    assert read.source().path is None
    assert read.source(tmp_path).path == tmp_path / "a.csv"


# --- registries --------------------------------------------------------------------------------
def test_a_registry_of_ones_own_knows_nothing_that_is_installed() -> None:
    """Only the bundled formats and what was given."""

    @hookimpl
    def hotline_importers() -> list[AnyImporter]:
        return [EXCHANGE]

    acme = registry(acme=SimpleNamespace(hotline_importers=hotline_importers))
    assert acme.importer("acme-exchange") is EXCHANGE
    assert "acme-exchange" not in registry().importers()
    assert {plugin.name for plugin in acme.plugins()} == {"bundled", "acme"}


def test_the_default_registry_can_be_isolated(isolated_registry: Callable[..., Registry]) -> None:
    """What is installed takes no part while the fixture is in use."""
    from hotline_metrics.plugin.registry import default_registry

    assert [plugin.name for plugin in default_registry().plugins()] == ["bundled"]
    assert isolated_registry().engines().keys() == {"objects"}


# --- a service ---------------------------------------------------------------------------------
@attrs.frozen
class ExchangeOptions:
    """Where the exchange is, and the key to it."""

    url: str = option(help="address of the exchange")
    token: str = option("", help="key to the exchange", secret=True)


def read_exchange(window: Window, options: ExchangeOptions) -> Iterator[Row | Problem]:
    """Read lines from a real server."""
    import urllib.request

    try:
        with urllib.request.urlopen(f"{options.url}/calls?since={window.period.first}") as answer:
            for number, line in enumerate(answer, 1):
                cells = line.decode("utf-8").rstrip("\n").split(";")
                yield Row(cells, Location(source="exchange", row=number))
    except OSError as error:
        raise UnreadableSource("exchange: nobody answers") from error


EXCHANGE = ServiceImporter(
    format="acme-exchange",
    summary="the ACME exchange",
    options=ExchangeOptions,
    read=read_exchange,
)


class Exchange(BaseHTTPRequestHandler):
    """Answer every question with one call."""

    def do_GET(self) -> None:
        """Send a header and a call."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write("工单编号;受理时间;承办单位\n1;2023-10-07;甲局\n".encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class TestExchange(ServiceImporterContract):
    """A service on this machine, read over HTTP."""

    importer = EXCHANGE
    tickets = 1
    unreachable = {"url": "http://127.0.0.1:9"}  # noqa: RUF012

    @pytest.fixture
    def service_options(self) -> Iterator[dict[str, object]]:
        """Run the service."""
        server = HTTPServer(("127.0.0.1", 0), Exchange)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield {"url": f"http://127.0.0.1:{server.server_port}", "token": "s3cret"}
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_the_kit_offers_is_what_it_lists() -> None:
    """Every public name is there."""
    assert sorted(kit.__all__) == kit.__all__ == dir(kit)
    assert all(hasattr(kit, name) for name in kit.__all__)


def test_a_golden_file_of_bytes_tells_lengths(tmp_path: Path) -> None:
    """There are no lines to show; and a text that only got longer says from how many."""
    kept = tmp_path / "kept"
    kept.write_bytes(b"\xff\x00")
    with pytest.raises(AssertionError, match=r"\(2 bytes, now 3\)"):
        check_golden(b"\xff\x00\x01", kept)
    kept.write_text("一\n", "utf-8")
    with pytest.raises(AssertionError, match="from 1 to 2 lines"):
        check_golden("一\n二\n", kept)


def test_a_name_that_the_kit_has_not() -> None:
    """Is said as by any module."""
    with pytest.raises(
        AttributeError, match=r"'hotline_metrics\.testing' has no attribute 'smaple'"
    ):
        _ = kit.smaple


@settings(max_examples=10)
@given(kit.strategies.publications())
def test_a_drawn_publication_is_a_report_with_its_bulletin(drawn: Publication) -> None:
    """What an exporter is given, from none to some thirty tickets."""
    assert drawn.report.period == Period.parse("2023-10")
    assert drawn.bulletin.title
