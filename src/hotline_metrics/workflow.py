"""The main job in three steps: read tickets, compile the report, write documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from functools import partial
from itertools import chain
from pathlib import Path

import attrs

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.exclusion import Exclusion
from hotline_metrics.domain.manifest import Input, Manifest, Output, Role
from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.domain.unit import Roster
from hotline_metrics.errors import InvalidValue, RulebookError, UnknownFormat, UnreadableSource
from hotline_metrics.figures.citation import cite_tickets
from hotline_metrics.figures.compile import report_tally
from hotline_metrics.figures.exclusion import Remaining, exclude
from hotline_metrics.figures.report import Exclusions, MonthlyReport, RowCount
from hotline_metrics.figures.tally import Tally, count_tickets, latest_moment
from hotline_metrics.intake.columnar import MixedTickets, Scan, TicketBatch
from hotline_metrics.intake.intake import Intake, settle_intake
from hotline_metrics.intake.source import Limits, Row, Source
from hotline_metrics.message import Language
from hotline_metrics.output import OutputError, names_folder, write_files
from hotline_metrics.plugin.calls import count_with, read_service_rows, write_publication
from hotline_metrics.plugin.options import make_options, shown_options
from hotline_metrics.plugin.registry import Registry, default_registry
from hotline_metrics.plugin.specs import (
    AnyEngine,
    AnyFileImporter,
    AnySpec,
    Counting,
    FileImporter,
    ServiceImporter,
)
from hotline_metrics.publish.bulletin import Bulletin
from hotline_metrics.publish.compose import Rejected, compose_bulletin, rules_of
from hotline_metrics.publish.notes import Notes
from hotline_metrics.publish.publication import Publication
from hotline_metrics.publish.report_json import encode_report
from hotline_metrics.reading import (
    Opened,
    choose_engine,
    file_rows,
    preferred_engine,
    read_columns,
)

DEFAULT_RULES = "plain"
"""The preset that counts where no rulebook is given."""

PROGRESS_STEP = 10_000
"""After how many rows progress is told."""

OptionsByFormat = Mapping[str, object]
"""Format, by its short or full name, to its options: the plugin's class, or a mapping."""


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
    rules = rules or Rulebook.preset(DEFAULT_RULES)
    reader: AnyEngine | None
    if is_frame(sources):
        reader, scan = _frame_reader(sources, engine, registry)
        opened = [Opened(name=scan.name, scan=scan)]
        inputs = [Input(role="tickets", name=scan.name)]
    else:
        files = _files(sources, limits)
        importers = [_file_importer(each, format, registry) for each in files]
        opened = [
            Opened(
                name=source.name,
                source=source,
                importer=importer,
                options=make_options(importer, _given(options, registry.importer, importer)),
            )
            for source, importer in zip(files, importers, strict=True)
        ]
        inputs = [_input(each) for each in opened]
        named = registry.engine(engine) if engine else choose_engine(files, importers, registry)
        # Repeats are told by comparing requests, and narratives are kept: both as objects.
        by_rows = bool(rules.repeats.by or rules.narratives.columns)
        reader = named if named and named.clean and not by_rows else None
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
    return attrs.evolve(intake, inputs=tuple(inputs))


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
    assert opened.source is not None and opened.importer is not None  # a file  # noqa: S101, PT018
    return Input(
        role="tickets",
        name=opened.name,
        digest=opened.source.digest(),
        format=opened.importer.format,
        options=shown_options(opened.options),
    )


def is_frame(given: object) -> bool:
    """Tell whether something has columns: a dataframe, a relation, a table."""
    return hasattr(type(given), "columns") and not isinstance(given, Sequence)


def _frame_reader(frame: object, engine: str | None, registry: Registry) -> tuple[AnyEngine, Scan]:
    """Return the engine that reads a host's dataframe, and what it makes of it."""
    chosen = registry.engine(engine) if engine else preferred_engine(registry)
    ready = [chosen] if chosen else []
    ready += [each for each in registry.engines().values() if not engine and each is not chosen]
    for each in ready:
        scan = each.frame(frame, type(frame).__name__) if each.frame and each.clean else None
        if scan is not None:
            return each, scan
    raise UnknownFormat(
        f"没有能读取 {type(frame).__name__} 的统计引擎；请安装 hotline-metrics-frames",
        f"no engine reads a {type(frame).__name__}; install hotline-metrics-frames",
    )


def read_service_tickets(
    format: str,  # noqa: A002 - what the field calls it
    period: str | Period,
    *,
    rules: Rulebook | None = None,
    roster: Roster | None = None,
    options: object = None,
    limits: Limits | None = None,
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
        progress: is told now and then how many rows have been read.
        registry: where formats come from; by default what is installed.

    Raises:
        UnreadableSource: the service does not answer, or not as it should.
        UnknownFormat: no plugin reads it, or it reads files.
    """
    registry = registry or default_registry()
    rules = rules or Rulebook.preset(DEFAULT_RULES)
    importer = registry.importer(format)
    if not isinstance(importer, ServiceImporter):
        raise UnknownFormat(
            f"{format} 读取的是文件，请给出文件",
            f"{format} reads files; name one instead of a period",
        )
    chosen = make_options(importer, options or {})
    # What happened after the period counts as well, so the window has no end.
    window = Window(Period.parse(period), datetime.max)
    rows = read_service_rows(importer, window, chosen, limits=limits)
    intake = settle_intake(
        _counted(_or_empty(rows, importer.format), progress), rules, roster, importer.columns
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


def compile_report(
    tickets: Intake | Iterable[Ticket] | object,
    period: str | Period,
    *,
    rules: Rulebook | None = None,
    roster: Roster | None = None,
    history: Iterable[MonthlyReport] = (),
    as_of: datetime | None = None,
    cite: Collection[str] = (),
    exclusions: Iterable[Exclusion] = (),
    engine: str | None = None,
    engine_options: object = None,
    registry: Registry | None = None,
) -> MonthlyReport:
    """Compile the report of a period from tickets.

    Args:
        tickets: what :func:`read_tickets` returned, tickets of your own, or a dataframe that an
            installed engine knows.
        period: such as ``2023-10``, ``2023-Q4`` or ``2023-W40``.
        rules: the rulebook; ``plain`` by default.
        roster: the units; by default the one the tickets were read with.
        history: earlier reports, for comparisons and streaks.
        as_of: the moment open tickets are judged at; by default the latest time in the tickets.
        cite: numbers of the overdue tickets that the clerk wants cited.
        exclusions: what approved decisions leave out; the report keeps the figures before.
        engine: which engine counts; by default the one that read the tickets.
        engine_options: the engine's own options, or values by name.
        registry: where engines come from; by default what is installed.

    Raises:
        CalendarCoverageError: a deadline falls into a year the calendar does not know.
        UnknownFormat: there is no such engine.
    """
    period = Period.parse(period)
    rules = rules or Rulebook.preset(DEFAULT_RULES)
    registry = registry or default_registry()
    if is_frame(tickets):
        tickets = read_tickets(
            tickets,
            rules=rules,
            roster=roster,
            engine=engine,
            engine_options=engine_options,
            registry=registry,
        )
    intake = tickets if isinstance(tickets, Intake) else None
    known = intake.tickets if intake else tuple(tickets)  # type: ignore[arg-type]
    if roster is None and intake:
        roster = intake.roster
    counter = registry.engine(engine or (intake.engine if intake else "objects"))
    own = intake is not None and intake.engine == counter.name
    past = tuple(history)
    register = tuple(exclusions)
    columns, objects = _apart(known, {each.id for each in register}, own=own)
    moments = (latest_moment(objects), columns.latest_moment() if columns else None)
    latest = max((moment for moment in moments if moment), default=None)
    window = Window(period, as_of or latest or datetime.combine(period.last, time.max))

    def count(some: Iterable[Ticket]) -> Tally:
        counting = Counting(tickets=some, rules=rules, window=window)
        return count_with(counter, counting, make_options(counter, engine_options))

    inside = count(columns) if columns else None
    # Few rows are not worth an engine's start.
    count_objects = partial(count_tickets, rules=rules, window=window) if columns else count
    whole = _added(inside, count_objects(objects))
    rows = RowCount(
        read=intake.read if intake else len(known),
        accepted=len(known),
        rejected=intake.rejected if intake else 0,
        in_period=whole.number(rules.by),
    )
    remaining = exclude(objects, register)
    citable = columns.citable(rules, window, cite) if columns else ()
    report = report_tally(
        _added(inside, count_objects(remaining.tickets)) if remaining.applied else whole,
        window,
        rules,
        roster=roster,
        history=past,
        rows=rows,
        cited=cite_tickets(chain(citable, remaining.tickets), rules, window, cite),
    )
    if remaining.applied:
        before = report_tally(whole, window, rules, roster=roster)
        report = attrs.evolve(report, exclusions=_exclusions(remaining, objects, before))
    unused = (
        Problem(catalogue.EXCLUSION_UNUSED, Location(source=""), {"ticket": each.id})
        for each in remaining.unused
    )
    return attrs.evolve(report, notices=(*report.notices, *unused))


def _apart(
    known: Sequence[Ticket], named: Collection[str], *, own: bool
) -> tuple[TicketBatch | None, tuple[Ticket, ...]]:
    """Return the tickets that an engine may count as columns, and the others.

    Args:
        known: all tickets.
        named: numbers that decisions are about; these tickets are wanted as objects.
        own: whether the columns are those of the engine that counts.
    """
    if not (own and isinstance(known, MixedTickets)):
        return None, tuple(known)
    rows, batch = known.batch.take(named) if named else ((), known.batch)
    return batch, (*known.others, *(row.ticket for row in rows))


def _added(inside: Tally | None, objects: Tally) -> Tally:
    return inside + objects if inside else objects


def _exclusions(remaining: Remaining, known: Iterable[Ticket], before: MonthlyReport) -> Exclusions:
    concerned = {
        ticket.unit for each in remaining.applied for ticket in known if each.concerns(ticket)
    }
    return Exclusions(
        applied=remaining.applied,
        totals=before.totals,
        units=tuple(line for line in before.units if line.unit in concerned),
    )


def describe_run(
    report: MonthlyReport,
    intake: Intake,
    rules: Rulebook,
    *,
    files: Iterable[tuple[Role, Path]] = (),
    history: Iterable[MonthlyReport] = (),
    engine: str | None = None,
    outputs: Iterable[str | Path] = (),
    format: str | None = None,  # noqa: A002 - what the field calls it
    options: OptionsByFormat | None = None,
    settings: Mapping[str, str] | None = None,
    registry: Registry | None = None,
) -> Manifest:
    """Say what a report was made from and what of it, to be kept beside it.

    Args:
        report: the report.
        intake: the tickets with their sources.
        rules: the rulebook.
        files: further files that shaped it, with what they were used as.
        history: the earlier reports it was compared with.
        engine: which engine counted; by default the one that read the tickets.
        outputs: the files that :func:`write_report` is told to write.
        format: their format, as it is told.
        options: options of exporters, as it is told.
        settings: how else it is told to write them.
        registry: the one the tickets were read with.

    Returns:
        The manifest, for :func:`hotline_metrics.publish.manifest_json.encode_manifest`.
    """
    registry = registry or default_registry()
    engine = engine or intake.engine
    used: list[AnySpec] = [registry.engine(engine)]
    used += [registry.importer(each.format) for each in intake.inputs if each.format]
    made = []
    for path in outputs:
        exporter = registry.exporter(format) if format else registry.exporter_for(path)
        chosen = make_options(exporter, _given(options, registry.exporter, exporter))
        used.append(exporter)
        made.append(
            Output(name=Path(path).name, format=exporter.format, options=shown_options(chosen))
        )
    providers = [registry.provider(spec) for spec in used]
    return Manifest(
        report=_digest(report),
        rules=rules.digest,
        as_of=report.as_of,
        inputs=(
            *intake.inputs,
            *(
                Input(role=role, name=path.name, digest=Source.at(path).digest())
                for role, path in files
            ),
            *(
                Input(role="history", name=str(each.period), digest=_digest(each))
                for each in sorted(history, key=lambda each: str(each.period))
            ),
        ),
        engine=engine,
        calendar=rules.calendar.digest,
        versions={each.distribution: each.version for each in providers if each.distribution},
        outputs=tuple(made),
        settings=dict(settings or {}),
    )


def _digest(report: MonthlyReport) -> str:
    return Source(name="", data=encode_report(report)).digest()


def write_report(
    report: MonthlyReport,
    *paths: str | Path,
    rules: Rulebook | None = None,
    bulletin: Bulletin | None = None,
    template: str | Path | None = None,
    notes: Notes | None = None,
    rejected: Rejected = "draft",
    problems: Iterable[Problem] = (),
    history: Iterable[MonthlyReport] = (),
    evidence: Mapping[str, tuple[str, ...]] | None = None,
    format: str | None = None,  # noqa: A002 - what the field calls it
    options: OptionsByFormat | None = None,
    also: Mapping[Path, bytes] | None = None,
    sources: Iterable[str | Path] = (),
    lang: Language = "zh",
    registry: Registry | None = None,
) -> tuple[Path, ...]:
    """Compose the bulletin and write it in every format asked for, all files or none.

    Args:
        report: the figures.
        paths: where to write; the suffix chooses the format, and ``site/`` is a folder.
        rules: the rulebook; by default the preset the report names.
        bulletin: the composed document; by default it is composed here.
        template: the bulletin's template; by default the one that ships.
        notes: what only the clerk knows.
        rejected: how rejected rows are shown: mark a draft, or note them in the annex.
        problems: what was found in the rows, for formats that list it.
        history: earlier reports, for formats that show a trend.
        evidence: the tickets behind figures, for formats that list them; see
            :func:`hotline_metrics.figures.explain.evidence_of`.
        format: the format, whatever the suffix.
        options: options of exporters, by format.
        also: further files to write together with them.
        sources: files that the run has read; none of them is overwritten.
        lang: language of words that are not the bulletin's own.
        registry: where formats come from; by default what is installed.

    Returns:
        The files that were written.

    Raises:
        UnknownFormat: no plugin writes such a file, or ``options`` names a format none writes.
        OutputError: a file cannot be written; then none was.
    """
    registry = registry or default_registry()
    rules = rules or rules_of(report)
    publication = Publication(
        report=report,
        bulletin=bulletin
        or compose_bulletin(report, rules, template=template, notes=notes, rejected=rejected),
        rules=rules,
        problems=tuple(problems),
        history=tuple(history),
        evidence=evidence or {},
        lang=lang,
    )
    files: dict[Path, bytes] = {}
    for path in paths:
        exporter = registry.exporter(format) if format else registry.exporter_for(path)
        chosen = make_options(exporter, _given(options, registry.exporter, exporter))
        written = write_publication(exporter, publication, chosen)
        if isinstance(written, bytes) and names_folder(path):
            raise OutputError(
                f"{path} 是文件夹，而 {exporter.format} 只写一个文件",
                f"{path} names a folder, and {exporter.format} writes one file",
            )
        files |= {Path(path): written} if isinstance(written, bytes) else _inside(path, written)
    repeated = [path for path, number in Counter(map(Path, paths)).items() if number > 1]
    if repeated:
        raise RulebookError(
            f"输出文件 {repeated[0]} 写了两次", f"{repeated[0]} is named twice as an output"
        )
    write_files(files | dict(also or {}), sources=map(Path, sources))
    return tuple(files)


def _given(
    options: OptionsByFormat | None, find: Callable[[str], AnySpec], spec: AnySpec
) -> object:
    # A name that means no format of this kind is a mistake, whatever else is in use.
    found = [given for name, given in (options or {}).items() if find(name) is spec]
    return found[-1] if found else None


def _inside(path: str | Path, files: Mapping[str, bytes]) -> dict[Path, bytes]:
    # Several files of one output stand in a folder of its name: tables.csv becomes tables/.
    folder = Path(path)
    if folder.suffix and not names_folder(path):
        folder = folder.with_suffix("")
    return {folder / name: data for name, data in files.items()}
