"""Sources through an engine of columns: the clean rows at its speed, the others one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec

import attrs

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.unit import Roster
from hotline_metrics.intake.columnar import CleanCells, Cleaning
from hotline_metrics.intake.columns import headings
from hotline_metrics.intake.intake import Intake, settle_columns
from hotline_metrics.intake.scan import Columns, Scan, find_columns, gather_below, is_frame
from hotline_metrics.intake.source import Limits, Row, Source
from hotline_metrics.message import Message
from hotline_metrics.plugin.calls import clean_with, frame_with, read_rows, scan_source
from hotline_metrics.plugin.registry import Registry
from hotline_metrics.plugin.specs import AnyEngine, AnyFileImporter

LARGE = 16_000_000
"""From how many bytes on an engine of columns is taken where none is named."""


NO_COLUMNS = Message("这种来源没有列可读", "this source offers no columns")
NO_HEADER = Message("开头没有可用的表头", "it does not begin with a header that can be used")


@attrs.frozen(kw_only=True)
class Opened:
    """A source with what reads it.

    Attributes:
        name: what to call it.
        source: the file; ``None`` for a service and for a host's dataframe.
        importer: what reads the file.
        options: the importer's options.
        scan: the service or the dataframe as columns.
        bounds: how much of a service is read.
    """

    name: str
    source: Source | None = None
    importer: AnyFileImporter | None = None
    options: object = None
    scan: Scan | None = None
    bounds: Limits | None = None

    @property
    def limits(self) -> Limits | None:
        """How much of it is read; ``None`` for a dataframe, which is there already."""
        return self.source.limits if self.source else self.bounds


def choose_engine(
    sources: Sequence[Source], importers: Iterable[AnyFileImporter], registry: Registry
) -> AnyEngine | None:
    """Return the engine of columns that large files are read with, if one is installed.

    Args:
        sources: the files.
        importers: what reads them.
        registry: where engines come from.
    """
    sizes = (source.path.stat().st_size for source in sources if source.path)
    if sum(sizes) < LARGE:
        return None
    engine = preferred_engine(registry)
    scannable = any(importer.scan is not None for importer in importers)
    return engine if engine and (scannable or engine.gathers) else None


def preferred_engine(registry: Registry) -> AnyEngine | None:
    """Return the first engine of columns, by name, that may be taken unasked."""
    ready = (
        engine
        for _, engine in sorted(registry.engines().items())
        if engine.preferred and engine.clean and all(find_spec(name) for name in engine.requires)
    )
    return next(ready, None)


def read_columns(
    opened: Sequence[Opened],
    engine: AnyEngine,
    engine_options: object,
    rules: Rulebook,
    roster: Roster | None,
    more: Mapping[str, tuple[str, ...]],
    rows_of: Callable[[Opened], Iterator[Row | Problem]],
    progress: Callable[[int], None] | None = None,
) -> Intake:
    """Read sources with an engine of columns; the intake is the same as without it.

    Args:
        opened: the sources.
        engine: the engine.
        engine_options: an instance of its options.
        rules: what headings and words mean.
        roster: the units, or ``None``.
        more: headings that importers add for their systems.
        rows_of: yields the rows of a source that cannot be read as columns.
        progress: is told now and then how many rows have been read.

    Raises:
        UnreadableSource: a source holds more rows than its limits allow.
    """
    known = headings(rules, more)
    found: list[Columns | None] = []
    streams: dict[int, Iterator[Row | Problem]] = {}
    remarks: dict[int, Message] = {}
    for place, each in enumerate(opened):
        scan = each.scan
        if scan is None and each.importer is not None and each.source is not None:
            scan = scan_source(each.importer, each.source, each.options)
        scan = _known_to(engine, scan) if scan else None
        columns = find_columns(scan, known) if scan else None
        if scan is None and engine.gathers and each.source is not None:
            columns, streams[place] = gather_below(each.name, rows_of(each), known)
        found.append(columns)
        if columns is None:
            remarks[place] = NO_HEADER if scan or place in streams else NO_COLUMNS
    asked = [place for place, columns in enumerate(found) if columns is not None]
    cleaning = Cleaning(
        sources=tuple(columns for columns in found if columns is not None),
        cells=CleanCells(rules, roster),
        progress=progress,
    )
    cleaned = clean_with(engine, cleaning, engine_options)
    remarks |= {asked[at]: why for at, why in cleaned.refused.items()}
    left = dict(zip(asked, cleaned.rest, strict=True))
    number = len(cleaned.batch) + sum(map(len, cleaned.rest))
    number += sum(len(each.above) + len(each.scan.problems) for each in cleaning.sources)
    if number > min((each.limits.rows for each in opened if each.limits), default=number):
        # An engine reads several sources as one: whether one of them is too long, its rows tell.
        for each in opened:
            deque(rows_of(each) if each.limits else (), maxlen=0)

    def rest() -> Iterator[Row | Problem]:
        for place, each in enumerate(opened):
            columns = found[place]
            if columns is None:
                # What was begun is gone on with; opening it again may cost as much as all the rest.
                yield from streams.get(place) or rows_of(each)
            elif place in remarks:
                yield from rows_of(each)
            else:
                yield from columns.above
                yield from left[place]
                yield from columns.scan.problems

    intake = settle_columns(cleaned.batch, rest(), rules, roster, more)
    return attrs.evolve(
        intake,
        engine=engine.name,
        remarks=tuple(
            Problem(
                catalogue.SOURCE_BY_ROWS,
                Location(source=opened[place].name),
                {"source": opened[place].name, "reason": why.zh, "reason_en": why.en},
            )
            for place, why in sorted(remarks.items())
        ),
    )


def _known_to(engine: AnyEngine, scan: Scan) -> Scan | None:
    """Return a scan whose frame, of whatever library, is one of the engine's."""
    if not is_frame(scan.table):
        return scan
    known = frame_with(engine, scan.table, scan.name)
    return attrs.evolve(scan, table=known.table) if known else None


def file_rows(opened: Opened) -> Iterator[Row | Problem]:
    """Yield the rows of a file, one by one."""
    assert opened.importer is not None and opened.source is not None  # a file  # noqa: S101, PT018
    yield from read_rows(opened.importer, opened.source, opened.options)
