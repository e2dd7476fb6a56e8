"""Rows that an engine gathers into columns itself, where a file's importer offers none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import attrs
import pytest
from tests.intake.lists import GATHERING, hotline_engines

from hotline_metrics import Location, Problem, Rulebook, compile_report, read_tickets
from hotline_metrics.domain import catalogue
from hotline_metrics.intake.columnar import MixedTickets
from hotline_metrics.intake.intake import Intake
from hotline_metrics.intake.source import Row, Source
from hotline_metrics.plugin import AnyEngine, AnyImporter, FileImporter, NoOptions, hookimpl
from hotline_metrics.plugin.registry import Registry
from hotline_metrics.testing import EngineContract
from hotline_metrics.workflow.columns import LARGE

PINGYU = Rulebook.preset("pingyu")
HEADER = ["工单编号", "派单时间", "承办单位", "办结时间"]
Items = Sequence[Row | Problem]


def placed(row: int, cells: Sequence[str], sheet: str = "", line: int | None = None) -> Row:
    """Return a row of the source."""
    return Row(list(cells), Location(source="october.items", sheet=sheet, row=row, line=line))


def ticket(row: int, sheet: str = "", line: int | None = None) -> Row:
    """Return a row of a sound ticket."""
    cells = [f"231007102349{row:06}", "2023-10-07 10:40:00", "甲局", "2023-10-09 15:30:00"]
    return placed(row, cells, sheet, line)


class TestLists(EngineContract):
    """An engine that keeps lists of objects can keep the contract too."""

    engine = GATHERING
    examples = 10


class Office:
    """A registry with an importer of the rows in hand, and how often it was asked for them."""

    def __init__(self) -> None:
        """Begin with no rows."""
        self.items: Items = ()
        self.reads = 0
        self.registry = self.with_engines(hotline_engines)

    def with_engines(self, engines: Callable[[], Iterable[AnyEngine]]) -> Registry:
        """Return a registry with some engines beside the importer."""

        @hookimpl
        def hotline_importers() -> Iterable[AnyImporter]:
            yield FileImporter(
                format="items", summary="", suffixes=(".items",), options=NoOptions, read=self._read
            )

        plugin = SimpleNamespace(hotline_engines=engines, hotline_importers=hotline_importers)
        return Registry(plugins={"acme": plugin}, discover=False)

    def _read(self, source: Source, options: NoOptions) -> Iterator[Row | Problem]:
        self.reads += 1
        yield from self.items

    def read(self, items: Items, engine: str | None = "gathering") -> Intake:
        """Read the rows."""
        self.items, self.reads = items, 0
        source = Source(name="october.items", data=b"")
        return read_tickets(source, rules=PINGYU, engine=engine, registry=self.registry)


@pytest.fixture
def office() -> Office:
    """An office of its own for each test."""
    return Office()


HIDDEN = Problem(catalogue.SHEET_PASSED_OVER, Location(source="october.items", sheet="藏"))
TITLE = placed(1, ["十月工单"])
BODY = [placed(2, HEADER), ticket(3), placed(4, ["合计"]), ticket(5)]


@pytest.mark.parametrize(
    "items",
    [
        [TITLE, *BODY],
        [HIDDEN, TITLE, *BODY, HIDDEN],
        [TITLE, *BODY, placed(1, HEADER, "二"), ticket(2, "二"), placed(3, ["x"], "二")],
    ],
    ids=["a title", "problems between rows", "another sheet"],
)
def test_rows_below_a_header_are_gathered(office: Office, items: Items) -> None:
    """In one pass; what the engine leaves keeps its place and its problems."""
    many = office.read(items)
    assert office.reads == 1
    assert isinstance(many.tickets, MixedTickets)
    assert len(many.tickets.batch) == 2
    assert many.remarks == ()
    one = office.read(items, "objects")
    assert sorted(many.tickets, key=str) == sorted(one.tickets, key=str)
    assert (many.read, many.rejected, many.problems) == (one.read, one.rejected, one.problems)
    assert dict(many.places) == dict(one.places)
    reports = [
        compile_report(i, "2023-10", rules=PINGYU, registry=office.registry) for i in (one, many)
    ]
    assert reports[0] == reports[1]


@pytest.mark.parametrize(
    "items",
    [
        [placed(row, ["说明"]) for row in range(1, 25)],
        [placed(1, ["说明"], "一"), placed(1, HEADER, "二"), ticket(2, "二")],
        [placed(1, ["承办单位", "办结时间", "派单时间"]), placed(2, ["甲局", "", ""])],
        [placed(1, HEADER, line=1), ticket(2, line=3)],
        [],
    ],
    ids=["no header", "it begins with another sheet", "no number", "lines are told", "empty"],
)
def test_what_cannot_be_gathered_is_read_by_rows_in_the_same_pass(
    office: Office, items: Items
) -> None:
    """The run says so, and the file is not opened again."""
    many = office.read(items)
    assert office.reads == 1
    (remark,) = many.remarks
    assert remark.message("en").endswith("it does not begin with a header that can be used")
    one = office.read(items, "objects")
    assert list(many.tickets) == list(one.tickets)
    assert (many.read, many.rejected, many.problems) == (one.read, one.rejected, one.problems)


@pytest.mark.parametrize(("gathers", "engine"), [(True, "gathering"), (False, "objects")])
def test_a_large_file_without_columns_is_gathered_unasked(
    office: Office, tmp_path: Path, gathers: bool, engine: str
) -> None:
    """By an engine that may be taken unasked and gathers; else it stays with the objects."""

    @hookimpl
    def hotline_engines() -> Iterable[AnyEngine]:
        yield attrs.evolve(GATHERING, preferred=True, gathers=gathers)

    path = tmp_path / "october.items"
    with path.open("wb") as stream:
        stream.truncate(LARGE)
    office.items = BODY
    registry = office.with_engines(hotline_engines)
    assert read_tickets(path, rules=PINGYU, registry=registry).engine == engine
