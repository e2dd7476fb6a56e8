"""A folder of earlier reports, one JSON file a period, safe to keep in git."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, count
from pathlib import Path
from typing import Literal

from hotline_metrics.domain.period import Period
from hotline_metrics.errors import HotlineMetricsError, UnreadableSource
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.history.lock import locked
from hotline_metrics.intake.source import Limits, Source
from hotline_metrics.output import write_files
from hotline_metrics.publish.report_json import decode_report, encode_report

REPLACED = "replaced"
"""Folder of reports that were replaced; nothing that was published is thrown away."""


class AlreadyArchived(HotlineMetricsError, ValueError):
    """Another report of the same period is in the archive and may not change silently."""


def load_report(path: str | Path, *, limits: Limits | None = None) -> MonthlyReport:
    """Read a report from a JSON file.

    Args:
        path: the file.
        limits: how large it may be.

    Raises:
        UnreadableSource: it is not there, too large, or not a report of schema 1.
    """
    source = Source.at(path, limits=limits)
    return decode_report(source.read(), source.name)


def load_history(folder: str | Path) -> tuple[MonthlyReport, ...]:
    """Read every report of a folder, newest first.

    A county starts with typed-in files that hold only ``schema``, ``period``, ``totals`` and
    ``commended``.

    Args:
        folder: where the ``*.json`` files lie; one that is not there holds no reports.

    Raises:
        UnreadableSource: a file is no report, or two are of the same period.
    """
    found: dict[Period, tuple[str, MonthlyReport]] = {}
    for path in sorted(Path(folder).glob("*.json")):
        report = load_report(path)
        if report.period in found:
            other = found[report.period][0]
            raise UnreadableSource(
                f"{other} 和 {path.name} 都是 {report.period} 的报告，请只留一份",
                f"{other} and {path.name} are both of {report.period}",
            )
        found[report.period] = (path.name, report)
    reports = [report for _, report in found.values()]
    return tuple(sorted(reports, key=lambda each: each.period.first, reverse=True))


def archive_report(
    folder: str | Path, report: MonthlyReport, *, replace: bool = False
) -> Literal["added", "unchanged", "replaced"]:
    """Put a report into the archive under its period; several runs at once wait for each other.

    Args:
        folder: the archive; made if it is not there.
        report: what to keep.
        replace: put it in the place of a different report of the period, which is kept in
            the folder ``replaced``.

    Returns:
        What became of it; the same report again changes nothing.

    Raises:
        AlreadyArchived: a different report of the period is there, and ``replace`` is not set.
        OutputError: the archive cannot be written, or another run does not let go of it.
    """
    folder = Path(folder)
    with locked(folder):
        return _archive(folder, report, replace=replace)


def _archive(
    folder: Path, report: MonthlyReport, *, replace: bool
) -> Literal["added", "unchanged", "replaced"]:
    path = _place(folder, report.period)
    data = encode_report(report)
    if not path.exists():
        write_files({path: data})
        return "added"
    if load_report(path) == report:
        return "unchanged"
    if not replace:
        raise AlreadyArchived(
            f"{path.name} 已有 {report.period} 的另一份报告；请先比较差异，确认后再替换",
            f"{path.name} holds another report of {report.period}; "
            f"look at the difference first, then replace it on purpose",
        )
    kept = _unused(folder / REPLACED / f"{path.stem}.{n}.json" for n in count(1))
    write_files({kept: path.read_bytes(), path: data})
    return "replaced"


def _place(folder: Path, period: Period) -> Path:
    """Return the file of a period: the one that holds it, else a new one named after it."""
    for path in sorted(folder.glob("*.json")):
        if load_report(path).period == period:
            return path
    # Somebody may have given its name to the report of another period.
    others = (folder / f"{period}.{n}.json" for n in count(2))
    return _unused(chain([folder / f"{period}.json"], others))


def _unused(paths: Iterable[Path]) -> Path:
    return next(path for path in paths if not path.exists())
