"""What every importer of services promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar

import attrs
import pytest

from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.problem import Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.intake.intake import settle_intake
from hotline_metrics.intake.source import Limits, Row
from hotline_metrics.plugin.options import make_options
from hotline_metrics.plugin.registry import default_registry
from hotline_metrics.plugin.specs import AnyServiceImporter, AnySpec, Scanning
from hotline_metrics.testing.contracts.spec import SECRET, SpecContract
from hotline_metrics.testing.contracts.watching import calling_nobody, printing_nothing
from hotline_metrics.workflow.columns import Opened, preferred_engine, read_columns


class ServiceImporterContract(SpecContract):
    """What every importer of services promises, tried against a service on this machine.

    Override :meth:`service_options`, usually with a fixture that starts the service::

        class TestAcme(ServiceImporterContract):
            importer = IMPORTER
            tickets = 12

            @pytest.fixture
            def service_options(self, acme_server):
                return {"url": acme_server.url}

    Attributes:
        importer: the spec.
        window: the period that is asked for.
        tickets: how many tickets the rulebook ``plain`` finds; ``None`` does not say.
        unreachable: options of a service that is not there, on the loopback address; without
            them the test of that is skipped.
    """

    importer: ClassVar[AnyServiceImporter]
    window: ClassVar[Window] = Window(Period.parse("2023-10"), datetime(2023, 11, 9))
    tickets: ClassVar[int | None] = None
    unreachable: ClassVar[dict[str, object] | None] = None

    @property
    def spec(self) -> AnySpec:
        """The importer."""
        return self.importer

    @pytest.fixture
    def service_options(self) -> dict[str, object]:
        """Options of a running service."""
        raise NotImplementedError("override service_options")

    @pytest.fixture(autouse=True)
    def _use_the_service(self, service_options: dict[str, object]) -> None:
        self.in_use = service_options

    def given_options(self) -> Mapping[str, object]:
        """Return the options of the running service."""
        return self.in_use

    def read(self) -> Iterator[Row | Problem]:
        """Call the importer itself, without the host's guard."""
        return self.importer.read(self.window, self.made_options())

    def test_every_item_is_a_row_or_a_problem_with_its_place(self) -> None:
        """A place names the service, and a row or a path in its answer."""
        rows = 0
        for item in self.read():
            assert isinstance(item, Row | Problem), f"{type(item).__name__} is neither"
            assert item.location.source, "a place names no source"
            rows += isinstance(item, Row)
            if isinstance(item, Row):
                here = item.location
                assert here.row is not None or here.path, f"{here} names no row"
        assert rows, "not a single row"

    def test_it_gives_its_tickets(self) -> None:
        """The rulebook ``plain`` finds as many as were promised."""
        if self.tickets is not None:
            rules = Rulebook.preset("plain")
            intake = settle_intake(self.read(), rules, None, dict(self.importer.columns))
            errors = [p.message("en") for p in intake.problems if p.severity == "error"]
            assert intake.accepted == self.tickets, errors[:3]

    def test_reading_twice_gives_the_same(self) -> None:
        """A service that did not change gives the same rows."""
        first, second = list(self.read()), list(self.read())
        assert repr(first) == repr(second)

    def test_what_it_scans_is_what_it_reads(self) -> None:
        """Its columns are the same rows; an engine makes the same tickets and problems of them."""
        if self.importer.scan is None:
            return
        scan = self.importer.scan(Scanning(window=self.window), self.made_options())
        if scan is None:
            return
        assert scan.rows is not None, "without rows the service would be asked again"
        items = list(self.read())
        rows = [item for item in items if isinstance(item, Row)]
        scanned = [*scan.head, *scan.rows(None)]
        assert _told(scanned) == _told(rows), "the columns are other rows"
        below = rows[len(scan.head) :]
        numbers = [row.location.row or 0 for row in below]
        assert _told(scan.rows(numbers[::2])) == _told(below[::2]), "other rows by number"
        assert [*scan.problems] == [item for item in items if isinstance(item, Problem)]
        engine = preferred_engine(default_registry())
        if engine is not None:
            rules, more = Rulebook.preset("plain"), self.importer.columns
            opened = Opened(name=self.importer.format, scan=scan, bounds=Limits())
            columns = read_columns(
                [opened], engine, engine.options(), rules, None, more, lambda _: iter(items)
            )
            objects = settle_intake(items, rules, None, more)
            assert (columns.read, columns.problems) == (objects.read, objects.problems)
            assert sorted(map(repr, columns.tickets)) == sorted(map(repr, objects.tickets))

    def test_it_is_lazy(self) -> None:
        """Nobody is called before the first row is asked for."""
        with calling_nobody():
            rows = self.read()
        assert iter(rows) is rows, "read must be a generator or return an iterator"

    def test_it_prints_nothing_and_calls_only_the_service(self) -> None:
        """The service is on this machine, so nothing else may be called."""
        with printing_nothing(), calling_nobody(but_loopback=True):
            list(self.read())

    def test_secrets_stay_out_of_places_and_cells(self) -> None:
        """What was given as a secret appears in no location, no cell and no problem."""
        fields = attrs.fields(self.importer.options)
        secrets = {f.name for f in fields if f.metadata.get("secret")}
        values = {str(self.in_use[name]) for name in secrets & set(self.in_use)} - {""}
        for item in self.read():
            told = repr(tuple(item.cells)) if isinstance(item, Row) else item.message("en")
            for value in values:
                assert value not in repr(item.location), "a secret stands in a location"
                assert value not in told, "a secret stands in a cell or a problem"

    def test_a_service_that_is_not_there_is_unreadable(self) -> None:
        """No other error, and no secret in it."""
        if self.unreachable is None:
            pytest.skip("say by `unreachable` which options lead to no service")
        fields = attrs.fields(self.importer.options)
        secrets = {f.name: SECRET for f in fields if f.metadata.get("secret")}
        options = make_options(self.importer, {**secrets, **self.unreachable})
        with pytest.raises(UnreadableSource) as caught:
            list(self.importer.read(self.window, options))
        assert SECRET not in str(caught.value)


def _told(rows: Iterable[Row]) -> list[str]:
    # A list and a tuple hold the same cells; 1, 1.0 and True are not the same.
    return [repr((tuple(row.cells), row.location)) for row in rows]
