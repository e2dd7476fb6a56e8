"""A folder of earlier reports, one JSON file a period."""

from __future__ import annotations

from pathlib import Path

from hotline_metrics.errors import UnreadableSource
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.publish.report_json import decode_report


def load_report(path: str | Path) -> MonthlyReport:
    """Read a report from a JSON file.

    Args:
        path: the file.

    Raises:
        UnreadableSource: it is not there, or not a report of schema 1.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSource(f"{path.name}: {error.strerror}") from error
    return decode_report(data, path.name)


def load_history(folder: str | Path) -> tuple[MonthlyReport, ...]:
    """Read every report of a folder, newest first.

    A county starts with typed-in files that hold only ``schema``, ``period``, ``totals`` and
    ``commended``.

    Args:
        folder: where the ``*.json`` files lie; one that is not there holds no reports.

    Raises:
        UnreadableSource: a file is no report, or two are of the same period.
    """
    found: dict[str, tuple[str, MonthlyReport]] = {}
    for path in sorted(Path(folder).glob("*.json")):
        report = load_report(path)
        period = str(report.period)
        if period in found:
            raise UnreadableSource(f"{found[period][0]} and {path.name} are both of {period}")
        found[period] = (path.name, report)
    reports = [report for _, report in found.values()]
    return tuple(sorted(reports, key=lambda each: each.period.first, reverse=True))
