"""Files, dataframes and services into tickets and problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

import attrs

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.manifest import Input
from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import DEFAULT_PRESET, Rulebook
from hotline_metrics.domain.unit import Roster
from hotline_metrics.errors import InvalidValue, UnknownFormat, UnreadableSource
from hotline_metrics.intake.intake import Intake, settle_intake
from hotline_metrics.intake.scan import is_frame
from hotline_metrics.intake.source import Limits, Row, Source
from hotline_metrics.plugin.by_format import OptionsByFormat, options_of
from hotline_metrics.plugin.calls import read_service_rows, scan_service, scanned_rows
from hotline_metrics.plugin.options import make_options, shown_options
from hotline_metrics.plugin.registry import Registry, default_registry
from hotline_metrics.plugin.specs import (
    AnyEngine,
    AnyFileImporter,
    FileImporter,
    Scanning,
    ServiceImporter,
)
from hotline_metrics.workflow.columns import Opened, choose_engine, file_rows, read_columns
from hotline_metrics.workflow.frames import frame_reader

PROGRESS_STEP = 10_000
"""After how many rows progress is told."""


def read_tickets(
    sources: str | Path | Source | object | Iterable[str | Path | Source],
    *,
    rules: Rulebook | None = None,
    roster: Roster | None = None,
    format: str | None = None,  # noqa: A002 - what the field calls it
    options: OptionsByFormat | None = None,
    limits: Limits | None = None,
    engine: str | None = None,
    engine_options: object = None,
    progress: Callable[[int], None] | None = None,
    registry: Registry | None = None,
) -> Intake:
    """Read one or several files into tickets and problems; never raises for a bad row.

    Repeated and conflicting tickets are settled over all sources together.

    Args:
        sources: a file, or several; or a dataframe that an installed engine knows.
        rules: the rulebook that says what headings and words mean; ``plain`` by default.
        roster: the units; without one every unit name is taken as it stands.
        format: the sources' format; by default each is recognised.
        options: options of importers, by format.
        limits: how much of a source is read.
        engine: which engine reads; by default the objects, and for large files an engine of
            columns where one is installed. The tickets are the same.
        engine_options: the engine's own options, or values by name.
        progress: is told now and then how many rows have been read.
        registry: where formats come from; by default what is installed.

    Raises:
        UnreadableSource: a file cannot be opened or is not what its name says.
        UnknownFormat: no plugin reads it, or ``options`` names a format that none reads.
    """
    registry = registry or default_registry()
    rules = rules or Rulebook.preset(DEFAULT_PRESET)
    reader: AnyEngine | None
    if is_frame(sources):
        reader, scan = frame_reader(sources, engine, registry)
        opened = [Opened(name=scan.name, scan=scan)]
        inputs, as_read = [Input(role="tickets", name=scan.name)], []
    else:
        files = _files(sources, limits)
        importers = [_file_importer(each, format, registry) for each in files]
        opened = [
            Opened(
                name=source.name,
                source=source,
                importer=importer,
                options=options_of(importer, options, registry.importer),
            )
            for source, importer in zip(files, importers, strict=True)
        ]
        inputs = [_input(each) for each in opened]
        as_read = [source.as_read() for source in files]
        named = registry.engine(engine) if engine else choose_engine(files, importers, registry)
        reader = _reader(named, rules)
    more: dict[str, tuple[str, ...]] = {}
    for each in opened:
        for column, names in (each.importer.columns if each.importer else {}).items():
            more[column] = (*more.get(column, ()), *names)
    if reader is None:
        rows = chain.from_iterable(_or_empty(file_rows(each), each.name) for each in opened)
        intake = settle_intake(_counted(rows, progress), rules, roster, more)
    else:
        intake = read_columns(
            opened,
            reader,
            make_options(reader, engine_options),
            rules,
            roster,
            more,
            lambda each: _or_empty(file_rows(each), each.name),
            progress,
        )
    return attrs.evolve(intake, inputs=tuple(inputs), sources=tuple(as_read))


def _reader(engine: AnyEngine | None, rules: Rulebook) -> AnyEngine | None:
    """Return the engine where it reads columns, and the rulebook lets it."""
    # Repeats are told by comparing requests, and narratives are kept: both as objects.
    by_rows = bool(rules.repeats.by or rules.narratives.columns)
    return engine if engine and engine.clean and not by_rows else None


def _files(given: object, limits: Limits | None) -> list[Source]:
    several = [given] if isinstance(given, str | Path | Source) else given
    if not isinstance(several, Iterable):
        raise InvalidValue(
            f"{type(given).__name__} 不是文件，也不是若干文件",
            f"a {type(given).__name__} is neither a file nor several",
        )
    return [
        each if isinstance(each, Source) else Source.at(each, limits=limits) for each in several
    ]


def _file_importer(source: Source, named: str | None, registry: Registry) -> AnyFileImporter:
    importer = registry.importer(named) if named else registry.importer_for(source)
    if not isinstance(importer, FileImporter):
        raise UnreadableSource(
            f"{importer.format} 读取的是服务，不是文件 {source.name}",
            f"{importer.format} reads a service and not {source.name}",
        )
    return importer


def _input(opened: Opened) -> Input:
    assert opened.importer is not None  # a file  # noqa: S101
    return Input(
        role="tickets",
        name=opened.name,
        format=opened.importer.format,
        options=shown_options(opened.options),
    )


def read_service_tickets(
    format: str,  # noqa: A002 - what the field calls it
    period: str | Period,
    *,
    rules: Rulebook | None = None,
    roster: Roster | None = None,
    options: object = None,
    limits: Limits | None = None,
    engine: str | None = None,
    engine_options: object = None,
    progress: Callable[[int], None] | None = None,
    registry: Registry | None = None,
) -> Intake:
    """Read the tickets of a service, those touched since a period began; never raises for a row.

    Args:
        format: the service's format, such as ``rest`` or ``sql``.
        period: which period the report will be about; the core keeps what belongs.
        rules: the rulebook that says what headings and words mean; ``plain`` by default.
        roster: the units; without one every unit name is taken as it stands.
        options: the format's own options, or values by name.
        limits: how much is read.
        engine: which engine reads; by default the objects, as the rows arrive. An engine of
            columns holds the whole answer, where the service gives it as columns. The tickets
            are the same.
        engine_options: the engine's own options, or values by name.
        progress: is told now and then how many rows have been read.
        registry: where formats come from; by default what is installed.

    Raises:
        UnreadableSource: the service does not answer, or not as it should.
        UnknownFormat: no plugin reads it, or it reads files.
    """
    registry = registry or default_registry()
    rules = rules or Rulebook.preset(DEFAULT_PRESET)
    importer = registry.importer(format)
    if not isinstance(importer, ServiceImporter):
        raise UnknownFormat(
            f"{format} 读取的是文件，请给出文件",
            f"{format} reads files; name one instead of a period",
        )
    chosen = make_options(importer, options or {})
    # What happened after the period counts as well, so the window has no end.
    window = Window(Period.parse(period), datetime.max)
    bounds = limits or Limits()
    reader = _reader(registry.engine(engine), rules) if engine else None
    scanning = Scanning(window=window, limits=bounds)
    scan = scan_service(importer, scanning, chosen) if reader else None

    def rows() -> Iterator[Row | Problem]:
        # What it gave once is not asked for again: it may have changed.
        if scan and scan.rows:
            return _or_empty(scanned_rows(importer, scan, limits=bounds), importer.format)
        found = read_service_rows(importer, window, chosen, limits=bounds)
        return _or_empty(found, importer.format)

    if reader is None:
        intake = settle_intake(_counted(rows(), progress), rules, roster, importer.columns)
    else:
        intake = read_columns(
            [Opened(name=importer.format, scan=scan, bounds=bounds)],
            reader,
            make_options(reader, engine_options),
            rules,
            roster,
            importer.columns,
            lambda _: rows(),
            progress,
        )
    read = Input(role="tickets", name=format, format=importer.format, options=shown_options(chosen))
    return attrs.evolve(intake, inputs=(read,))


def _counted(
    rows: Iterator[Row | Problem], progress: Callable[[int], None] | None
) -> Iterator[Row | Problem]:
    return _told(rows, progress) if progress else rows


def _told(
    rows: Iterable[Row | Problem], progress: Callable[[int], None]
) -> Iterator[Row | Problem]:
    for number, item in enumerate(rows, start=1):
        if number % PROGRESS_STEP == 0:
            progress(number)
        yield item


def _or_empty(rows: Iterator[Row | Problem], name: str) -> Iterator[Row | Problem]:
    for first in rows:
        yield first
        yield from rows
        return
    yield Problem(catalogue.SOURCE_EMPTY, Location(source=name), {"source": name})
