"""The main job in three steps: read tickets, compile the report, write documents."""

from hotline_metrics.workflow.compile import compile_report
from hotline_metrics.workflow.describe import describe_run
from hotline_metrics.workflow.read import read_service_tickets, read_tickets
from hotline_metrics.workflow.write import write_report

__all__ = [
    "compile_report",
    "describe_run",
    "read_service_tickets",
    "read_tickets",
    "write_report",
]
