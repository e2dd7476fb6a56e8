"""A contract that everybody passes would be none: each of its tests finds a fault of its own."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.testing import faulty, faulty_services, heavy

from hotline_metrics.plugin import (
    AnyFileImporter,
    BulletinReader,
    Engine,
    Exporter,
    NoOptions,
)
from hotline_metrics.plugin.registry import default_registry
from hotline_metrics.testing import (
    BulletinReaderContract,
    EngineContract,
    ExporterContract,
    FileImporterContract,
    ServiceImporterContract,
    isolated_registry,
    sample,
)
from hotline_metrics.testing.contracts.spec import SpecContract

__all__ = ["isolated_registry"]

Contract = (
    BulletinReaderContract
    | EngineContract
    | ExporterContract
    | FileImporterContract
    | ServiceImporterContract
)
CALLS = sample("calls.acme", data="工单编号;受理时间;承办单位\n1;2023-10-07;甲局\n", tickets=1)


# --- contracts of plugins that do it so --------------------------------------------------------
def of_importer(spec: AnyFileImporter) -> FileImporterContract:
    """Return the contract of an importer of files."""

    class Contract(FileImporterContract):
        importer = spec
        samples = (CALLS,)

    return Contract()


def reading(read: faulty.Read) -> FileImporterContract:
    """Return the contract of an importer that reads so."""
    return of_importer(faulty.importer(read))


def with_spec(**changes: Any) -> FileImporterContract:
    """Return the contract of the sound importer with something else in its spec."""
    return of_importer(faulty.sound_with(**changes))


def serving(
    read: faulty_services.Read,
    scan: faulty_services.Scanner | None = None,
    unreachable: Mapping[str, object] = faulty_services.NOWHERE,
) -> ServiceImporterContract:
    """Return the contract of an importer that reads a service so, and scans it so."""

    class Contract(ServiceImporterContract):
        importer = faulty_services.importer(read, scan)
        tickets = 1

    Contract.unreachable = dict(unreachable)
    contract = Contract()
    contract.in_use = dict(faulty_services.HERE)
    return contract


def writing(
    write: Callable[..., object], *, magic: bytes = b"", text: bool = True
) -> ExporterContract:
    """Return the contract of an exporter, usually of texts, that writes so."""

    class Contract(ExporterContract):
        exporter = Exporter(
            format="acme",
            summary="ACME",
            suffixes=(".acme",),
            options=NoOptions,
            write=write,  # type: ignore[arg-type]
        )

    Contract.magic = magic
    Contract.text = text
    return Contract()


def reading_back(read: Callable[..., object], suffix: str = ".acme") -> BulletinReaderContract:
    """Return the contract of a reader of bulletins that reads so."""

    class Contract(BulletinReaderContract):
        reader = BulletinReader(
            format="acme",
            summary="ACME",
            suffixes=(suffix,),
            options=NoOptions,
            read=read,  # type: ignore[arg-type]
        )
        samples = (CALLS,)

    return Contract()


def counting(count: Callable[..., object]) -> EngineContract:
    """Return the contract of an engine that counts so."""

    class Contract(EngineContract):
        engine = Engine(
            name="acme",
            summary="ACME",
            options=NoOptions,
            count=count,  # type: ignore[arg-type]
        )

    return Contract()


def cleaning(clean: Callable[..., object], *, gathers: bool = False) -> EngineContract:
    """Return the contract of an engine that reads columns so."""

    class Contract(EngineContract):
        engine = Engine(
            name="acme",
            summary="ACME",
            options=NoOptions,
            count=faulty.counts,
            clean=clean,  # type: ignore[arg-type]
            gathers=gathers,
        )

    return Contract()


# --- what each test finds ----------------------------------------------------------------------
@attrs.frozen
class Fault:
    """A contract that a faulty plugin breaks, the test that finds it, and what it says."""

    contract: Contract
    test: str
    says: str
    fixtures: Mapping[str, object] = attrs.field(factory=dict)

    def __str__(self) -> str:
        return f"{self.test}-{self.says[:20]}"


BROKEN = r"failed with \w+"
"""What the host says of an exporter that raises."""

FAULTS = [
    # Every spec.
    Fault(with_spec(summary=" "), "test_it_says_what_it_is", "summary is empty"),
    Fault(with_spec(summary="A\nB"), "test_it_says_what_it_is", "one line"),
    Fault(
        with_spec(options=faulty.CanBeChanged),
        "test_options_are_a_frozen_class_with_a_line_of_help_each",
        "attrs.frozen",
    ),
    Fault(
        with_spec(options=faulty.SaysNothing),
        "test_options_are_a_frozen_class_with_a_line_of_help_each",
        "'delimiter' has no help",
    ),
    Fault(
        with_spec(options=faulty.TellsItsSecret),
        "test_secrets_stay_out_of_every_repr",
        "token shows in the repr",
    ),
    Fault(with_spec(read=lambda source, options: iter(())), "test_it_pickles", "pickle"),
    Fault(of_importer(heavy.IMPORTER), "test_its_module_is_light", "import inside the call"),
    # Importers of files.
    Fault(
        reading(faulty.yields_text),
        "test_every_item_is_a_row_or_a_problem_with_its_place",
        "a str|str is neither",
    ),
    Fault(
        reading(faulty.numbers_from_zero),
        "test_every_item_is_a_row_or_a_problem_with_its_place",
        "comes twice or too late",
    ),
    Fault(
        reading(faulty.names_no_source),
        "test_every_item_is_a_row_or_a_problem_with_its_place",
        "does not name calls.acme",
    ),
    Fault(reading(faulty.gives_nan), "test_cells_keep_their_types", "a cell is nan"),
    Fault(reading(faulty.gives_bytes), "test_cells_keep_their_types", "a cell is a bytes"),
    Fault(reading(faulty.loses_the_last), "test_a_sample_gives_its_tickets", "calls.acme"),
    Fault(reading(faulty.ignores_bytes), "test_a_sample_gives_its_tickets", "calls.acme"),
    Fault(reading(faulty.remembers), "test_reading_twice_gives_the_same", "assert"),
    Fault(reading(faulty.ignores_bytes), "test_bytes_and_file_give_the_same", "assert"),
    Fault(reading(faulty.opens_early), "test_it_is_lazy_and_passes_once", "was opened before"),
    Fault(reading(faulty.reads_again), "test_it_is_lazy_and_passes_once", "must be a generator"),
    Fault(reading(faulty.leaves_open), "test_it_closes_what_it_opens", "left open"),
    Fault(reading(faulty.raises_on_damage), "test_damage_is_told_and_never_raised", "codec"),
    Fault(
        reading(faulty.speaks_one_language),
        "test_a_problem_has_texts_in_both_languages",
        "acme.half",
    ),
    Fault(
        with_spec(recognise=lambda head: False),
        "test_it_recognises_its_own_files",
        "is not recognised",
    ),
    Fault(with_spec(suffixes=(".other",)), "test_samples_have_one_of_its_suffixes", "calls.acme"),
    Fault(
        with_spec(columns={"phone": ("电话",)}),
        "test_further_headings_are_of_columns_there_are",
        "no column phone",
    ),
    Fault(reading(faulty.prints), "test_it_prints_nothing_and_calls_nobody", "it printed"),
    Fault(reading(faulty.prints_below), "test_it_prints_nothing_and_calls_nobody", "it printed"),
    Fault(reading(faulty.grumbles), "test_it_prints_nothing_and_calls_nobody", "on stderr"),
    Fault(reading(faulty.calls_home), "test_it_prints_nothing_and_calls_nobody", "192.0.2.1"),
    Fault(
        reading(faulty.calls_home_by_name),
        "test_it_prints_nothing_and_calls_nobody",
        "acme.example",
    ),
    # Importers of services.
    Fault(
        serving(faulty_services.names_no_row),
        "test_every_item_is_a_row_or_a_problem_with_its_place",
        "names no row",
    ),
    Fault(serving(faulty_services.loses_a_call), "test_it_gives_its_tickets", "assert"),
    Fault(serving(faulty_services.remembers), "test_reading_twice_gives_the_same", "assert"),
    Fault(
        serving(faulty_services.sound, faulty_services.scans_fewer),
        "test_what_it_scans_is_what_it_reads",
        "the columns are other rows",
    ),
    Fault(
        serving(faulty_services.sound, faulty_services.scans_for_once),
        "test_what_it_scans_is_what_it_reads",
        "would be asked again",
    ),
    Fault(serving(faulty_services.gives_a_list), "test_it_is_lazy", "must be a generator"),
    Fault(
        serving(faulty_services.calls_home),
        "test_it_prints_nothing_and_calls_only_the_service",
        "no network|192.0.2.1",
    ),
    Fault(
        serving(faulty_services.tells_the_key),
        "test_secrets_stay_out_of_places_and_cells",
        "in a location",
    ),
    Fault(
        serving(faulty_services.shows_the_key),
        "test_secrets_stay_out_of_places_and_cells",
        "in a cell",
    ),
    Fault(
        serving(faulty_services.tells_the_key_when_refused),
        "test_a_service_that_is_not_there_is_unreadable",
        "planted",
    ),
    Fault(
        serving(faulty_services.raises_what_it_gets),
        "test_a_service_that_is_not_there_is_unreadable",
        "acme://nowhere",
    ),
    # Exporters.
    Fault(writing(faulty.writes_nothing), "test_a_usual_month", "not a single file"),
    Fault(writing(faulty.forgets_the_end), "test_a_usual_month", "with a line break"),
    Fault(writing(faulty.tells_time, magic=b"%ACME"), "test_a_usual_month", "begins with"),
    Fault(writing(faulty.needs_units), "test_the_empty_report", BROKEN),
    Fault(
        writing(faulty.has_room_for_ten),
        "test_one_unit_and_many",
        BROKEN,
        fixtures={"count": 300},
    ),
    Fault(writing(faulty.takes_rates_for_granted), "test_absent_rates", BROKEN),
    Fault(writing(faulty.chokes_on_names), "test_odd_names", BROKEN),
    Fault(writing(faulty.needs_groups), "test_whatever_the_tickets", BROKEN),
    Fault(
        writing(faulty.tells_time),
        "test_the_same_publication_gives_the_same_bytes",
        "other bytes",
    ),
    Fault(
        writing(faulty.changes_the_report),
        "test_the_same_publication_gives_the_same_bytes",
        "the report was changed",
    ),
    Fault(writing(faulty.tells_seed), "test_another_process_gives_the_same_bytes", "other bytes"),
    Fault(
        writing(faulty.writes_a_file),
        "test_it_writes_no_file_prints_nothing_and_calls_nobody",
        "into the current folder",
    ),
    Fault(
        writing(faulty.greets),
        "test_it_writes_no_file_prints_nothing_and_calls_nobody",
        "it printed",
    ),
    Fault(
        writing(faulty.asks_somebody),
        "test_it_writes_no_file_prints_nothing_and_calls_nobody",
        "acme.example",
    ),
    # Readers of bulletins.
    Fault(reading_back(faulty.reads_nothing), "test_a_sample_is_a_document", "came out empty"),
    Fault(reading_back(faulty.reads_torn_tables), "test_a_sample_is_a_document", "rows of {2}"),
    Fault(reading_back(faulty.reads_and_counts), "test_reading_twice_gives_the_same", "assert"),
    Fault(reading_back(faulty.reads_and_leaves_open), "test_it_closes_what_it_opens", "left open"),
    Fault(reading_back(faulty.reads_anything), "test_damage_is_told_and_never_raised", "codec"),
    Fault(
        reading_back(faulty.names_no_file),
        "test_damage_is_told_and_never_raised",
        "does not name the file",
    ),
    Fault(
        reading_back(faulty.reads_lines, ".other"),
        "test_samples_have_one_of_its_suffixes",
        "calls.acme",
    ),
    Fault(
        reading_back(faulty.reads_aloud), "test_it_prints_nothing_and_calls_nobody", "it printed"
    ),
    # Engines.
    Fault(counting(faulty.counts_what_is_not_there), "test_nothing_at_all", "instead of 0"),
    Fault(counting(faulty.forgets_one), "test_a_usual_month_by_every_preset", "instead of"),
    Fault(
        cleaning(faulty.forgets_the_rest),
        "test_a_dirty_table_is_read_as_the_objects_read_it",
        "read and rejected",
    ),
    Fault(
        cleaning(faulty.forgets_records, gathers=True),
        "test_rows_are_gathered_as_the_objects_read_them",
        "read and rejected",
    ),
    Fault(
        counting(faulty.trusts_the_order),
        "test_whatever_the_tickets_and_the_rules",
        "instead of",
    ),
    Fault(counting(faulty.counts_aloud), "test_it_prints_nothing_and_calls_nobody", "it printed"),
]


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    # Another process imports the faulty plugins by their name.
    monkeypatch.chdir(Path(__file__).parents[2])
    monkeypatch.setenv("TZ", "Asia/Shanghai")


def run(contract: Contract, test: str, fixtures: Mapping[str, object]) -> None:
    """Call one test of a contract with the fixtures it asks for."""
    method = getattr(contract, test)
    method(**{name: fixtures[name] for name in inspect.signature(method).parameters})


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_found_by_its_test(
    fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the failure says what is wrong."""
    fixtures = {"tmp_path": tmp_path, "monkeypatch": monkeypatch, **fault.fixtures}
    with pytest.raises(Exception) as caught:  # noqa: PT011 - a failing plugin or a failing assert
        run(fault.contract, fault.test, fixtures)
    told = f"{caught.value!r} {caught.value}"
    assert re.search(fault.says, told) or fault.says in told, told


SOUND: list[Contract] = [
    reading(faulty.sound),
    with_spec(recognise=faulty.has_fields, columns={"unit": ("EXT",)}),
    serving(faulty_services.sound),
    serving(faulty_services.sound, faulty_services.scans),
    writing(faulty.writes_names),
    writing(faulty.forgets_the_end, text=False),  # a picture has no last line
    reading_back(faulty.reads_lines),
    counting(faulty.counts),
]


def names_of_tests(contract: type) -> Iterator[str]:
    """Return the names of the tests of a contract."""
    return (name for name in dir(contract) if name.startswith("test_"))


@pytest.mark.parametrize("kind", Contract.__args__)
def test_every_test_of_a_contract_has_a_fault_that_it_finds(kind: type) -> None:
    """A test that nothing fails is a promise nobody keeps watch over."""
    every_spec = {
        fault.test for fault in FAULTS if isinstance(fault.contract, FileImporterContract)
    }
    found = {fault.test for fault in FAULTS if isinstance(fault.contract, kind)}
    of_all = set(names_of_tests(SpecContract))
    assert set(names_of_tests(kind)) <= found | (every_spec & of_all)


@pytest.mark.parametrize("number", range(len(SOUND)))
def test_a_sound_plugin_passes(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No test of a contract fails without a fault."""
    for name in names_of_tests(type(SOUND[number])):
        with monkeypatch.context() as own:
            run(SOUND[number], name, {"tmp_path": tmp_path, "monkeypatch": own, "count": 300})


def test_what_is_not_said_is_skipped_with_a_reason() -> None:
    """A service whose absence nobody can try is not taken for one that keeps quiet."""
    contract = serving(faulty_services.sound)
    type(contract).unreachable = None
    with pytest.raises(pytest.skip.Exception, match="unreachable"):
        contract.test_a_service_that_is_not_there_is_unreadable()


# --- what is no fault --------------------------------------------------------------------------
def test_an_importer_may_tell_damage_and_refuse_a_file(tmp_path: Path) -> None:
    """Samples whose end is missing, or that say nothing of their tickets, are samples too."""

    class Contract(FileImporterContract):
        importer = faulty.importer(faulty.tells_damage)
        samples = (
            sample("calls.acme", data="工单编号;受理时间;承办单位\n1;2023-10-07;甲局", tickets=1),
            sample("other.acme", data="单"),
        )

    contract = Contract()
    contract.test_every_item_is_a_row_or_a_problem_with_its_place()
    contract.test_a_sample_gives_its_tickets()
    contract.test_damage_is_told_and_never_raised()
    contract.test_a_problem_has_texts_in_both_languages()


def test_a_service_may_tell_a_problem_and_have_no_columns() -> None:
    """Then its rows are what is read; how many there are need not be known."""
    contract = serving(faulty_services.tells_a_gap, faulty_services.offers_no_columns)
    contract.test_every_item_is_a_row_or_a_problem_with_its_place()
    contract.test_what_it_scans_is_what_it_reads()
    contract.tickets = None  # type: ignore[misc]
    contract.test_it_gives_its_tickets()


@pytest.fixture
def _engine_of_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # As pip leaves it: what a distribution offers is named in a folder beside its modules.
    info = tmp_path / "acme_lists-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-lists\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[hotline_metrics]\nlists = tests.intake.lists\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("HOTLINE_METRICS_PLUGINS", "lists")
    default_registry.cache_clear()
    yield
    default_registry.cache_clear()


@pytest.mark.usefixtures("_engine_of_lists")
def test_columns_are_read_by_an_engine_where_one_is_installed() -> None:
    """What it makes of them is what the rows are, though they were told as they should be."""
    contract = serving(faulty_services.sound, faulty_services.scans_lists)
    contract.test_what_it_scans_is_what_it_reads()
    contract = serving(faulty_services.sound, faulty_services.scans_an_earlier_table)
    with pytest.raises(AssertionError, match="id='0'"):
        contract.test_what_it_scans_is_what_it_reads()


@pytest.mark.usefixtures("isolated_registry")
def test_columns_are_looked_at_where_no_engine_reads_them() -> None:
    """As where only the package itself is installed."""
    contract = serving(faulty_services.sound, faulty_services.scans)
    contract.test_what_it_scans_is_what_it_reads()
