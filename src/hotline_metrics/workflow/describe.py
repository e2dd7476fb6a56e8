"""What a report was made from, to be kept beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, repeat
from pathlib import Path

import attrs

from hotline_metrics.domain.manifest import Input, Manifest, Output, Role
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.intake.intake import Intake
from hotline_metrics.intake.source import Source
from hotline_metrics.plugin.by_format import OptionsByFormat, options_of
from hotline_metrics.plugin.options import shown_options
from hotline_metrics.plugin.registry import Registry, default_registry
from hotline_metrics.plugin.specs import AnySpec
from hotline_metrics.publish.report_json import encode_report


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

    Raises:
        UnreadableSource: a file is gone, or has changed since it was read.
    """
    registry = registry or default_registry()
    engine = engine or intake.engine
    used: list[AnySpec] = [registry.engine(engine)]
    used += [registry.importer(each.format) for each in intake.inputs if each.format]
    made = []
    for path in outputs:
        exporter = registry.exporter(format) if format else registry.exporter_for(path)
        chosen = options_of(exporter, options, registry.exporter)
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
            *_with_digests(intake),
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


def _with_digests(intake: Intake) -> Iterator[Input]:
    sources = chain(intake.sources, repeat(None))
    for each, source in zip(intake.inputs, sources, strict=False):
        yield attrs.evolve(each, digest=source.digest()) if source else each


def _digest(report: MonthlyReport) -> str:
    return Source(name="", data=encode_report(report)).digest()
