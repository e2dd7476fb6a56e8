"""A plugin's service on the command line: its options, its period, and what is wrong with it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotline_metrics.cli import main
from hotline_metrics.plugin.registry import default_registry

EXCHANGE = """
import attrs
from hotline_metrics.plugin import Location, Row, ServiceImporter, hookimpl, option

@attrs.frozen
class Options:
    unit: str = option("甲局", help="whose calls")

def read(window, options):
    for number, cells in enumerate(
        (["工单编号", "受理时间", "承办单位"], ["1", f"{window.period.first}", options.unit]), 1
    ):
        yield Row(cells, Location(source="exchange", row=number))

@hookimpl
def hotline_importers():
    return [ServiceImporter(format="exchange", summary="x", options=Options, read=read)]
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Install a plugin ``acme`` of that code, as pip would."""

    def installed(code: str) -> None:
        site = tmp_path / "site"
        about = site / "acme-2.7.dist-info"
        about.mkdir(parents=True)
        (site / "acme_exchange.py").write_text(code, "utf-8")
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 2.7\n")
        (about / "entry_points.txt").write_text("[hotline_metrics]\nacme = acme_exchange\n")
        monkeypatch.syspath_prepend(site)
        monkeypatch.setenv("HOTLINE_METRICS_PLUGINS", "acme")
        monkeypatch.delenv("HOTLINE_METRICS_STRICT_PLUGINS", raising=False)
        default_registry.cache_clear()

    yield installed
    sys.modules.pop("acme_exchange", None)
    default_registry.cache_clear()


def test_a_service_is_read_by_its_name_and_told_its_options(
    install: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """With a period, which a service needs to know what to send."""
    install(EXCHANGE)
    words = ["report", "--from", "exchange", "-O", "exchange.unit=乙局"]
    assert main([*words, "-m", "2023-10"]) == 0
    assert "乙局" in capsys.readouterr().out
    assert main(["check", "--from", "exchange"]) == 2
    assert "a service needs a period: -m 2023-10" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (EXCHANGE + "\nraise RuntimeError('no licence')\n", "broken: acme"),
        (EXCHANGE + "\nprint('welcome')\n", "acme 2.7"),
    ],
)
def test_plugins_tells_what_is_wrong_with_a_plugin(
    code: str, told: str, install: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """That it is broken and why; that it prints while it is loaded."""
    install(code)
    assert main(["plugins"]) == 0
    assert told in capsys.readouterr().out
