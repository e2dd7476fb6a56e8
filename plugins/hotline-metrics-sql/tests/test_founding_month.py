"""The main job from a database: the founding month, byte for byte the report that CSV gives."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, DateTime, Integer

from hotline_metrics import (
    Roster,
    Rulebook,
    compile_report,
    encode_report,
    read_service_tickets,
    read_tickets,
)
from hotline_metrics.cli import main
from hotline_metrics.intake.columnar import MixedTickets
from hotline_metrics.intake.intake import Intake
from hotline_metrics.plugin import Source
from hotline_metrics.synthesis.demo import demo_files

RULES = Rulebook.preset("pingyu")
TYPES = {
    "工单编号": BigInteger(),
    "受理时间": DateTime(),
    "派单时间": DateTime(),
    "办结时间": DateTime(),
    "重办次数": Integer(),
}
QUERY = "SELECT * FROM tickets WHERE 派单时间 >= :since AND 派单时间 < :until"


@pytest.fixture(scope="module")
def tickets() -> bytes:
    return demo_files()["tickets.csv"]


@pytest.fixture(scope="module")
def records(tickets: bytes) -> list[list[object]]:
    """The month as a database types it: numbers whole, times as times, blanks as NULL."""

    def value(heading: str, text: str) -> object:
        if not text:
            return None
        kind = TYPES.get(heading)
        if isinstance(kind, DateTime):
            return datetime.fromisoformat(text)
        return int(text) if kind else text

    header, *rows = csv.reader(io.StringIO(tickets.decode("utf-8-sig"), newline=""))
    return [
        list(header),
        *([value(*pair) for pair in zip(header, row, strict=True)] for row in rows),
    ]


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    path: Path = tmp_path_factory.mktemp("roster") / "units.csv"
    path.write_bytes(demo_files()["units.csv"])
    return Roster.load(path)


def report(intake: Intake) -> bytes:
    assert (intake.accepted, intake.problems) == (2349, ())
    return encode_report(compile_report(intake, "2023-10", rules=RULES))


@pytest.fixture(scope="module")
def expected(tickets: bytes, roster: Roster) -> bytes:
    source = Source(name="tickets.csv", data=tickets)
    return report(read_tickets(source, rules=RULES, roster=roster))


def test_every_database_gives_the_report_that_csv_gives(
    site, records: list[list[object]], roster: Roster, expected: bytes
) -> None:
    """As a whole table, and as a query of the period; numbers of eighteen digits are exact."""
    site.fill(records, TYPES)
    for asked in ({"table": "tickets"}, {"query": QUERY}):
        intake = read_service_tickets(
            "sql", "2023-10", rules=RULES, roster=roster, options=site.options(**asked)
        )
        assert report(intake) == expected


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_columns_give_it_too(
    site, records: list[list[object]], roster: Roster, expected: bytes, engine: str
) -> None:
    """Every ticket stands in them; SQLite writes fractions of seconds, which the objects read."""
    site.fill(records, TYPES)
    for asked in ({"table": "tickets"}, {"query": QUERY}):
        intake = read_service_tickets(
            "sql",
            "2023-10",
            rules=RULES,
            roster=roster,
            options=site.options(**asked),
            engine=engine,
        )
        assert isinstance(intake.tickets, MixedTickets)
        assert len(intake.tickets.batch) == (0 if site.kind == "sqlite" else 2349)
        assert report(intake) == expected


@pytest.mark.parametrize("engine", ["objects", "polars"])
def test_a_database_of_nothing_but_text_gives_it_too(
    sqlite, tickets: bytes, roster: Roster, expected: bytes, engine: str
) -> None:
    """An export that was loaded as it is: blanks are empty texts, times are text."""
    rows = list(csv.reader(io.StringIO(tickets.decode("utf-8-sig"), newline="")))
    sqlite.fill(rows, {})
    intake = read_service_tickets(
        "sql",
        "2023-10",
        rules=RULES,
        roster=roster,
        options=sqlite.options(query=QUERY),
        engine=engine,
    )
    assert report(intake) == expected


def test_the_monthly_command(
    sqlite, records: list[list[object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the address in hotline.toml: the founding bulletin's files, and what they came from."""
    sqlite.fill(records, TYPES)
    office = tmp_path / "october"
    assert main(["demo", str(office)]) == 0
    (office / "tickets.csv").unlink()
    with (office / "hotline.toml").open("a", encoding="utf-8") as file:
        address = sqlite.options()["url"]
        file.write(f"\n[importers.sql]\nurl = '{address}'\nquery = '''{QUERY}'''\n")
    monkeypatch.chdir(office)
    assert main(["report", "--from", "sql", "-m", "2023-10"]) == 0
    assert "转交办件2349件，办理结果满意率为71.06%" in Path("bulletin.md").read_text("utf-8")
    assert QUERY in Path("report.manifest.json").read_text("utf-8")
