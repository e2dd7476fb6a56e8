"""Turn the tickets of a 12345 government hotline into the monthly bulletin that leaders read.

Tickets, periods and problems are here at once; everything else is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.errors import HotlineMetricsError
from hotline_metrics.later import loader

if TYPE_CHECKING:
    from hotline_metrics.domain.calendar import WorkCalendar
    from hotline_metrics.domain.figure import CountedRate, Figure, PrintedRate
    from hotline_metrics.domain.measure import Measure
    from hotline_metrics.domain.rulebook import Rulebook
    from hotline_metrics.domain.unit import Roster, Unit
    from hotline_metrics.figures.report import MonthlyReport
    from hotline_metrics.history.archive import load_history, load_report
    from hotline_metrics.plugin.registry import Registry
    from hotline_metrics.privacy.finding import Finding, Masked
    from hotline_metrics.privacy.masking import mask_text
    from hotline_metrics.publish.bulletin import Bulletin
    from hotline_metrics.publish.compose import compose_bulletin
    from hotline_metrics.publish.notes import Notes, load_notes
    from hotline_metrics.publish.report_json import decode_report, encode_report
    from hotline_metrics.workflow.compile import compile_report
    from hotline_metrics.workflow.read import read_service_tickets, read_tickets
    from hotline_metrics.workflow.write import write_report

__all__ = [
    "Bulletin",
    "CountedRate",
    "Figure",
    "Finding",
    "HotlineMetricsError",
    "Location",
    "Masked",
    "Measure",
    "MonthlyReport",
    "Notes",
    "Period",
    "PrintedRate",
    "Problem",
    "Registry",
    "Roster",
    "Rulebook",
    "Ticket",
    "Unit",
    "Window",
    "WorkCalendar",
    "compile_report",
    "compose_bulletin",
    "decode_report",
    "encode_report",
    "load_history",
    "load_notes",
    "load_report",
    "mask_text",
    "read_service_tickets",
    "read_tickets",
    "write_report",
]

_later = loader(
    __name__,
    {
        "Bulletin": "publish.bulletin",
        "Finding": "privacy.finding",
        "Masked": "privacy.finding",
        "CountedRate": "domain.figure",
        "Figure": "domain.figure",
        "Measure": "domain.measure",
        "MonthlyReport": "figures.report",
        "Notes": "publish.notes",
        "PrintedRate": "domain.figure",
        "Registry": "plugin.registry",
        "Roster": "domain.unit",
        "Rulebook": "domain.rulebook",
        "Unit": "domain.unit",
        "WorkCalendar": "domain.calendar",
        "compile_report": "workflow.compile",
        "compose_bulletin": "publish.compose",
        "decode_report": "publish.report_json",
        "encode_report": "publish.report_json",
        "load_history": "history.archive",
        "load_notes": "publish.notes",
        "load_report": "history.archive",
        "mask_text": "privacy.masking",
        "read_service_tickets": "workflow.read",
        "read_tickets": "workflow.read",
        "write_report": "workflow.write",
    },
)


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("hotline-metrics")
    return _later(name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
