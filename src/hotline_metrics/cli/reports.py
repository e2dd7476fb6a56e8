"""Reading a report from whatever holds one: JSON, or a published bulletin."""

from __future__ import annotations

from pathlib import Path

from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.history.published.reading import PublishedReading
from hotline_metrics.intake.source import Limits


def read_bulletin_file(
    path: Path, rules: Rulebook, period: Period | None = None, limits: Limits | None = None
) -> PublishedReading:
    """Read a published bulletin in any format that a plugin reads.

    Raises:
        UnreadableSource: it cannot be opened, or is not what its name says.
        UnknownFormat: no plugin reads it.
    """
    from hotline_metrics.history.published.document import read_published
    from hotline_metrics.intake.source import Source
    from hotline_metrics.plugin.calls import read_bulletin
    from hotline_metrics.plugin.options import make_options
    from hotline_metrics.plugin.registry import default_registry

    source = Source.at(path, limits=limits)
    reader = default_registry().bulletin_reader_for(source)
    bulletin = read_bulletin(reader, source, make_options(reader))
    return read_published(bulletin, rules, period=period)


def read_any_report(
    path: Path, rules: Rulebook, period: Period | None = None, limits: Limits | None = None
) -> MonthlyReport:
    """Read a report from JSON or from a published bulletin.

    Raises:
        UnreadableSource: it holds no report, or a bulletin that does not say its period.
    """
    if path.suffix.lower() == ".json":
        from hotline_metrics.history.archive import load_report

        return load_report(path, limits=limits)
    reading = read_bulletin_file(path, rules, period, limits)
    if reading.period is None:
        raise UnreadableSource(
            f"{path.name} 没有写明期间，请用 --month 给出",
            f"{path.name}: does not say its period; give it with --month",
        )
    return reading.report
