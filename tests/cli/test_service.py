"""A plugin's service or engine on the command line: its options, and what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hotline_metrics.cli import main

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


def test_an_office_names_its_service(
    install: Callable[[str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Then a command that names no file reads it; one that does, does not."""
    install(EXCHANGE)
    (tmp_path / "hotline.toml").write_text(
        'service = "exchange"\n[importers.exchange]\nunit = "丙镇"\n', "utf-8"
    )
    (tmp_path / "tickets.csv").write_text(
        "工单编号,受理时间,承办单位\n1,2023-10-01,丁办\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["report", "-m", "2023-10"]) == 0
    assert "丙镇" in capsys.readouterr().out
    assert main(["report", "tickets.csv", "-m", "2023-10"]) == 0
    assert "丁办" in capsys.readouterr().out


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


TWICE = """
import attrs
from hotline_metrics.plugin import (
    Cleaned, Engine, Message, TicketBatch, count_tickets, hookimpl, option
)

@attrs.frozen
class Options:
    times: int = option(1, help="how often a ticket counts")

class Nothing(TicketBatch):
    def __len__(self): return 0
    def __getitem__(self, at): return ()[at]
    def repeated(self): return frozenset()
    def take(self, ids): return (), self
    def places(self): return {}
    def latest_moment(self): return None
    def citable(self, rules, window, wanted): return ()

def clean(cleaning, options):
    why = Message("引号没有闭合", "a quote is open")
    places = range(len(cleaning.sources))
    return Cleaned(
        batch=Nothing(), rest=((),) * len(places), refused=dict.fromkeys(places, why)
    )

def count(counting, options):
    tallies = [count_tickets(counting.tickets, counting.rules, counting.window)] * options.times
    return sum(tallies[1:], tallies[0])

@hookimpl
def hotline_engines():
    return [Engine(name="twice", summary="x", options=Options, count=count, clean=clean)]
"""


def test_an_engine_is_told_its_options_and_says_what_it_could_not_read(
    install: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that counts every ticket as often as it is told, and reads no file as columns."""
    install(TWICE)
    tickets, out = tmp_path / "tickets.csv", tmp_path / "report.json"
    tickets.write_text("工单编号,受理时间,承办单位\n1,2023-10-07,甲局\n", "utf-8")
    words = ["report", str(tickets), "-m", "2023-10", "--engine", "twice", "-o", str(out)]
    assert main([*words, "-O", "twice.times=2"]) == 0
    assert json.loads(out.read_text("utf-8"))["totals"]["assigned"] == 2
    said = capsys.readouterr().err
    assert (
        "tickets.csv is read row by row, with the same result but slower: a quote is open" in said
    )
