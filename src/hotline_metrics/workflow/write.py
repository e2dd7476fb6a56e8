"""A report into documents, all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from hotline_metrics.domain.problem import Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.errors import RulebookError
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.message import Language
from hotline_metrics.output import OutputError, names_folder, write_files
from hotline_metrics.plugin.by_format import OptionsByFormat, options_of
from hotline_metrics.plugin.calls import write_publication
from hotline_metrics.plugin.registry import Registry, default_registry
from hotline_metrics.plugin.specs import AnyExporter
from hotline_metrics.publish.bulletin import Bulletin
from hotline_metrics.publish.compose import Rejected, compose_bulletin, rules_of
from hotline_metrics.publish.notes import Notes
from hotline_metrics.publish.publication import Publication


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
    chosen = choose_exporters(*paths, format=format, options=options, registry=registry)
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
    for path, (exporter, own) in zip(paths, chosen, strict=True):
        written = write_publication(exporter, publication, own)
        if isinstance(written, bytes) and names_folder(path):
            raise OutputError(
                f"{path} 是文件夹，而 {exporter.format} 只写一个文件",
                f"{path} names a folder, and {exporter.format} writes one file",
            )
        files |= {Path(path): written} if isinstance(written, bytes) else _inside(path, written)
    write_files(files | dict(also or {}), sources=map(Path, sources))
    return tuple(files)


def choose_exporters(
    *paths: str | Path,
    format: str | None = None,  # noqa: A002 - what the field calls it
    options: OptionsByFormat | None = None,
    registry: Registry | None = None,
) -> list[tuple[AnyExporter, object]]:
    """Return what writes each path, with its options: what cannot be written is known at once.

    Args:
        paths: where to write.
        format: the format, whatever the suffix.
        options: options of exporters, by format.
        registry: where formats come from; by default what is installed.

    Raises:
        UnknownFormat: no plugin writes such a file, or ``options`` names a format none writes.
        OptionsError: an exporter has no such option, or none with such a value.
        RulebookError: a path is named twice.
    """
    registry = registry or default_registry()
    repeated = [path for path, number in Counter(map(Path, paths)).items() if number > 1]
    if repeated:
        raise RulebookError(
            f"输出文件 {repeated[0]} 写了两次", f"{repeated[0]} is named twice as an output"
        )
    exporters = [
        registry.exporter(format) if format else registry.exporter_for(path) for path in paths
    ]
    return [(each, options_of(each, options, registry.exporter)) for each in exporters]


def _inside(path: str | Path, files: Mapping[str, bytes]) -> dict[Path, bytes]:
    # Several files of one output stand in a folder of its name: tables.csv becomes tables/.
    folder = Path(path)
    if folder.suffix and not names_folder(path):
        folder = folder.with_suffix("")
    return {folder / name: data for name, data in files.items()}
