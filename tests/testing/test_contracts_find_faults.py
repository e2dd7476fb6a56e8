"""A contract that everybody passes would be none: each fault is found by its test."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from tests.testing import faulty, heavy

from hotline_metrics.plugin import BulletinReader, Engine, Exporter, NoOptions
from hotline_metrics.testing import (
    BulletinReaderContract,
    EngineContract,
    ExporterContract,
    FileImporterContract,
    sample,
)

CALLS = sample("calls.acme", data="工单编号;受理时间;承办单位\n1;2023-10-07;甲局\n", tickets=1)

IMPORTER_FAULTS = [
    (faulty.opens_early, "test_it_is_lazy_and_passes_once"),
    (faulty.leaves_open, "test_it_closes_what_it_opens"),
    (faulty.prints, "test_it_prints_nothing_and_calls_nobody"),
    (faulty.calls_home, "test_it_prints_nothing_and_calls_nobody"),
    (faulty.numbers_from_zero, "test_every_item_is_a_row_or_a_problem_with_its_place"),
    (faulty.names_no_source, "test_every_item_is_a_row_or_a_problem_with_its_place"),
    (faulty.gives_nan, "test_cells_keep_their_types"),
    (faulty.raises_on_damage, "test_damage_is_told_and_never_raised"),
    (faulty.remembers, "test_reading_twice_gives_the_same"),
    (faulty.ignores_bytes, "test_bytes_and_file_give_the_same"),
    (faulty.ignores_bytes, "test_a_sample_gives_its_tickets"),
]
EXPORTER_FAULTS = [
    (faulty.tells_time, "test_the_same_publication_gives_the_same_bytes"),
    (faulty.tells_seed, "test_another_process_gives_the_same_bytes"),
    (faulty.needs_units, "test_the_empty_report"),
    (faulty.takes_rates_for_granted, "test_absent_rates"),
    (faulty.changes_the_report, "test_the_same_publication_gives_the_same_bytes"),
    (faulty.writes_a_file, "test_it_writes_no_file_prints_nothing_and_calls_nobody"),
    (faulty.chokes_on_names, "test_odd_names"),
]


def importer_contract(read: faulty.Read) -> FileImporterContract:
    """Return the contract of an importer that reads so."""

    class Contract(FileImporterContract):
        importer = faulty.importer(read)
        samples = (CALLS,)

    return Contract()


def exporter_contract(write: Callable[..., bytes]) -> ExporterContract:
    """Return the contract of an exporter that writes so."""

    class Contract(ExporterContract):
        exporter = Exporter(
            format="acme", summary="ACME", suffixes=(".acme",), options=NoOptions, write=write
        )

    return Contract()


def run(contract: object, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Call one test of a contract with the fixtures it asks for."""
    test = getattr(contract, name)
    fixtures = {"tmp_path": tmp_path, "monkeypatch": monkeypatch}
    test(**{name: fixtures[name] for name in inspect.signature(test).parameters})


def test_a_sound_importer_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test of the contract fails without a fault."""
    contract = importer_contract(faulty.sound)
    for name in dir(contract):
        if name.startswith("test_"):
            run(contract, name, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("read", "name"), IMPORTER_FAULTS, ids=[f"{r.__name__}-{n[5:25]}" for r, n in IMPORTER_FAULTS]
)
def test_an_importer_with_a_fault_does_not(
    read: faulty.Read, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its message says what is wrong."""
    with pytest.raises((AssertionError, UnicodeDecodeError)):
        run(importer_contract(read), name, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("write", "name"), EXPORTER_FAULTS, ids=[write.__name__ for write, _ in EXPORTER_FAULTS]
)
def test_an_exporter_with_a_fault_does_not(
    write: Callable[..., bytes], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither clock, nor seed, nor a month without tickets."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    with pytest.raises(Exception) as caught:  # noqa: PT011 - a failing plugin or a failing assert
        run(exporter_contract(write), name, tmp_path, monkeypatch)
    assert isinstance(caught.value, AssertionError) or "failed with" in str(caught.value)


def test_a_reader_that_raises_is_found() -> None:
    """A damaged document is unreadable and no crash."""

    class Contract(BulletinReaderContract):
        reader = BulletinReader(
            format="acme",
            summary="ACME",
            suffixes=(".acme",),
            options=NoOptions,
            read=faulty.reads_anything,
        )
        samples = (CALLS,)

    Contract().test_a_sample_is_a_document()
    with pytest.raises(UnicodeDecodeError):
        Contract().test_damage_is_told_and_never_raised()


def test_an_engine_that_loses_a_ticket_is_found() -> None:
    """The group that differs is named."""

    class Contract(EngineContract):
        engine = Engine(name="acme", summary="A", options=NoOptions, count=faulty.forgets_one)

    Contract().test_nothing_at_all()
    with pytest.raises(AssertionError, match="instead of"):
        Contract().test_a_usual_month_by_every_preset()
    with pytest.raises(AssertionError):
        Contract().test_whatever_the_tickets()


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (faulty.TellsItsSecret, "test_secrets_stay_out_of_every_repr"),
        (faulty.CanBeChanged, "test_options_are_a_frozen_class_with_a_line_of_help_each"),
    ],
)
def test_careless_options_are_found(options: type, name: str) -> None:
    """A secret in a repr, options that change under way."""

    class Contract(FileImporterContract):
        importer = attrs.evolve(faulty.importer(faulty.sound), options=options)
        samples = (CALLS,)

    with pytest.raises(AssertionError):
        getattr(Contract(), name)()


def test_a_module_that_loads_at_once_what_it_requires_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Everybody would wait for packages that one format needs."""
    monkeypatch.chdir(Path(__file__).parents[2])

    class Contract(FileImporterContract):
        importer = heavy.IMPORTER
        samples = (CALLS,)

    with pytest.raises(AssertionError, match="import inside the call"):
        Contract().test_its_module_is_light()
