"""An engine of columns, here of plain lists, reads the tickets that are read without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import attrs
import pytest
from tests.intake.lists import Frame, hotline_engines, rows_of, scan_of

from hotline_metrics import Location, Roster, Rulebook, Ticket, Unit, compile_report, read_tickets
from hotline_metrics.domain.period import Window
from hotline_metrics.domain.unit import FormerName
from hotline_metrics.errors import UnknownFormat, UnreadableSource
from hotline_metrics.intake.columnar import CleanCells
from hotline_metrics.intake.columns import headings
from hotline_metrics.intake.scan import Scan, find_columns
from hotline_metrics.intake.source import Cell, Row, Source
from hotline_metrics.plugin import (
    AnyImporter,
    FileImporter,
    NoOptions,
    Problem,
    Scanning,
    ServiceImporter,
    hookimpl,
)
from hotline_metrics.plugin.registry import Registry
from hotline_metrics.workflow.columns import LARGE
from hotline_metrics.workflow.read import read_service_tickets

PINGYU = Rulebook.preset("pingyu")
PLAIN = Rulebook.preset("plain")
ROSTER = Roster(
    (
        Unit(name="甲局"),
        Unit(name="乙镇", former=(FormerName(name="乙乡", until=date(2023, 10, 8)),)),
    )
)
TABLE: Mapping[str, Sequence[Cell]] = {
    "工单编号": ("231007102349000001", "231007102349000002", "231007102349000003",
                 "231007102349000003", "231007102349000004", "231007102349000005"),
    "派单时间": ("2023-10-07 10:40:00",) * 6,
    "承办单位": ("甲局", "乙乡", "甲局", "甲局", "丙办", "乙镇"),
    "办结时间": ("2023-10-09 15:30:00",) * 5 + ("",),
}  # fmt: skip


def number(ticket: Ticket) -> tuple[str, str]:
    """Return what tells tickets apart."""
    return ticket.id, ticket.unit


def read(window: Window, options: NoOptions) -> Iterator[Row | Problem]:
    """Yield the table row by row."""
    yield Row(list(TABLE), Location(source="lists", row=1))
    yield from rows_of(TABLE)


def scan(scanning: Scanning, options: NoOptions) -> Scan | None:
    """Offer the same as columns."""
    return scan_of(Frame(TABLE))


@attrs.frozen(eq=False)
class Other:
    """A dataframe of a library that the engine does not know."""

    columns: tuple[str, ...] = ()


def scan_other(scanning: Scanning, options: NoOptions) -> Scan | None:
    """Offer columns that are no lists; their rows are as good as ever."""
    found = scan_of(Frame(TABLE))
    return found and attrs.evolve(found, table=Other())


def read_file(source: Source, options: NoOptions) -> Iterator[Row | Problem]:
    """Yield the table row by row, its numbers under the heading of a system of its own."""
    titles = ["案卷" if title == "工单编号" else title for title in TABLE]
    yield Row(titles, Location(source=source.name, row=1))
    yield from rows_of(TABLE, source.name)


def scan_file(source: Source, options: NoOptions) -> Scan | None:
    """Offer the same as columns, under usual headings."""
    return scan_of(Frame(TABLE), source.name)


FILES = (
    FileImporter(
        format="cases",
        summary="",
        suffixes=(".cases",),
        options=NoOptions,
        read=read_file,
        columns={"ticket_id": ("案卷",)},
    ),
    FileImporter(
        format="lists",
        summary="",
        suffixes=(".lists",),
        options=NoOptions,
        read=read_file,
        scan=scan_file,
    ),
)


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    """Offer services: one that has columns, one whose columns are strange, one of rows."""
    yield from FILES
    for name, scanned in (("office", scan), ("other", scan_other), ("rows", None)):
        yield ServiceImporter(format=name, summary="", options=NoOptions, read=read, scan=scanned)


@pytest.fixture
def registry() -> Registry:
    """Return what is bundled, and the engine of lists."""
    plugin = SimpleNamespace(hotline_engines=hotline_engines, hotline_importers=hotline_importers)
    return Registry(plugins={"acme": plugin}, discover=False)


@pytest.mark.parametrize("service", ["office", "other", "rows"])
@pytest.mark.parametrize("rules", [PINGYU, PLAIN], ids=lambda rules: rules.name)
def test_a_service_is_read_alike(registry: Registry, service: str, rules: Rulebook) -> None:
    """Tickets, places, counts, problems and the report are those of the rows."""
    one, many = (
        read_service_tickets(
            service, "2023-10", rules=rules, roster=ROSTER, engine=engine, registry=registry
        )
        for engine in ("objects", "lists")
    )
    assert sorted(many.tickets, key=number) == sorted(one.tickets, key=number)
    assert dict(many.places) == dict(one.places)
    assert (many.read, many.rejected, many.problems) == (one.read, one.rejected, one.problems)
    assert len(many.places) == len(many.tickets)
    assert [problem.code for problem in many.remarks] == (
        [] if service == "office" else ["source.by-rows"]
    )
    reports = [
        compile_report(each, "2023-10", rules=rules, registry=registry) for each in (one, many)
    ]
    assert reports[0] == reports[1]


def test_a_file_without_columns_is_read_by_rows(registry: Registry, tmp_path: Path) -> None:
    """With the headings of its system, and the tickets that there are without the engine."""
    path = tmp_path / "october.cases"
    path.touch()
    one, many = (
        read_tickets(path, rules=PINGYU, roster=ROSTER, engine=engine, registry=registry)
        for engine in (None, "lists")
    )
    assert (one.accepted, one.engine) == (4, "objects")
    assert sorted(many.tickets, key=number) == sorted(one.tickets, key=number)
    assert (many.problems, one.remarks) == (one.problems, ())
    (remark,) = many.remarks
    assert remark.code == "source.by-rows"
    assert remark.message("en").endswith("this source offers no columns")


def test_a_large_file_is_read_by_the_preferred_engine(registry: Registry, tmp_path: Path) -> None:
    """Where nobody names one; a small one is read sooner by rows."""
    path = tmp_path / "october.lists"
    engines = []
    for size in (LARGE - 1, LARGE):
        with path.open("wb") as stream:
            stream.truncate(size)
        engines.append(read_tickets(path, roster=ROSTER, registry=registry).engine)
    assert engines == ["objects", "lists"]


def test_a_service_reads_no_file(registry: Registry, tmp_path: Path) -> None:
    """Even where it is named."""
    with pytest.raises(UnreadableSource, match=r"rows reads a service and not october\.lists"):
        read_tickets(tmp_path / "october.lists", format="rows", registry=registry)


def test_a_dataframe_is_read_by_the_engine_that_knows_it(registry: Registry) -> None:
    """And reported at once; a frame of another library is refused by its name."""
    frame = Frame(TABLE)
    intake = read_tickets(frame, rules=PINGYU, roster=ROSTER, registry=registry)
    assert intake.engine == "lists"
    report = compile_report(frame, "2023-10", rules=PINGYU, roster=ROSTER, registry=registry)
    assert report == compile_report(intake, "2023-10", rules=PINGYU, registry=registry)
    with pytest.raises(UnknownFormat, match="no engine reads a Other"):
        read_tickets(Other(), rules=PINGYU, registry=registry)


def test_tickets_of_columns_are_a_sequence(registry: Registry) -> None:
    """The clean ones first, then the others; from either end and in slices."""
    tickets = read_tickets(Frame(TABLE), rules=PINGYU, roster=ROSTER, registry=registry).tickets
    listed = list(tickets)
    assert [tickets[at] for at in range(len(tickets))] == listed
    assert tickets[-1] == listed[-1]
    assert tickets[1:] == listed[1:]
    assert tickets[::-1] == listed[::-1]


def scan_head(*rows: tuple[int, Sequence[Cell]]) -> Scan:
    """Return a scan of which only the head matters."""
    head = tuple(Row(list(cells), Location(source="a", row=at)) for at, cells in rows)
    return Scan(name="a", head=head, table=None)


def test_a_header_is_found_where_rows_can_be_counted() -> None:
    """Below a title as well; not below a record that was left out, nor where there is none."""
    known = headings(PINGYU, {})
    header = list(TABLE)
    found = find_columns(scan_head((1, ["十月工单"]), (2, header)), known)
    assert found is not None
    assert (found.first, len(found.above)) == (3, 2)
    assert found.location(3, 4) == Location(source="a", row=3, line=4)
    assert find_columns(scan_head((2, header)), known) is None
    assert find_columns(scan_head((1, ["十月工单"]), (2, ["某市"])), known) is None


def test_what_cells_mean_by_themselves() -> None:
    """A name that was another unit's, or that is nobody's, is left to the rows."""
    cells = CleanCells(PINGYU, ROSTER)
    assert cells.values("unit", ["甲局", "乙乡", "丙办"]) == {"甲局": "甲局"}
    assert cells.values("redo", ["", "2", "是", "几次"]) == {"": 0, "2": 2, "是": 1}
    assert cells.id_head == 6
    assert cells.id_days(["231007", "GD-7  "]) == {"231007": date(2023, 10, 7), "GD-7  ": None}


def test_a_year_that_the_calendar_does_not_know_is_no_plain_one() -> None:
    """Limits in working days that reach into it are counted with a remark, or refused."""
    cells = CleanCells(PINGYU, None)
    assert cells.counts_working_days
    assert cells.has_plain_calendar(date(2023, 10, 7))
    assert not cells.has_plain_calendar(date(2090, 10, 7))
    guessing = attrs.evolve(PINGYU, calendar=PINGYU.calendar.with_days(unknown_year="weekdays"))
    assert not CleanCells(guessing, None).has_plain_calendar(date(2090, 10, 7))
