"""What authors of plugins import: the specs, the mark, and every value that passes through them.

Importing this loads no plugin, no pluggy and nothing heavy.
"""

from __future__ import annotations

from hotline_metrics.domain.figure import print_figure
from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.problem import Location, Problem, ProblemKind
from hotline_metrics.errors import (
    HotlineMetricsError,
    MissingDependency,
    OptionsError,
    TemplateError,
    UnreadableSource,
)
from hotline_metrics.figures.tally import Alike, Tally, count_tickets
from hotline_metrics.history.published.layout import lay_out, table_of
from hotline_metrics.intake.source import Cell, Limits, Row, Source, over_limit
from hotline_metrics.plugin.marks import hookimpl
from hotline_metrics.plugin.options import option
from hotline_metrics.plugin.specs import (
    AnyBulletinReader,
    AnyEngine,
    AnyExporter,
    AnyFileImporter,
    AnyImporter,
    AnyServiceImporter,
    AnySpec,
    BulletinReader,
    Counting,
    Engine,
    Exporter,
    FileImporter,
    NoOptions,
    ServiceImporter,
)
from hotline_metrics.publish.bulletin import (
    Bulletin,
    Heading,
    ListItem,
    Paragraph,
    Run,
    SignOff,
    Table,
    TableCell,
    TableColumn,
    plain_text,
)
from hotline_metrics.publish.publication import Publication
from hotline_metrics.publish.spreadsheet import file_name, inert_cell

__all__ = [
    "Alike",
    "AnyBulletinReader",
    "AnyEngine",
    "AnyExporter",
    "AnyFileImporter",
    "AnyImporter",
    "AnyServiceImporter",
    "AnySpec",
    "Bulletin",
    "BulletinReader",
    "Cell",
    "Counting",
    "Engine",
    "Exporter",
    "FileImporter",
    "Heading",
    "HotlineMetricsError",
    "Limits",
    "ListItem",
    "Location",
    "MissingDependency",
    "NoOptions",
    "OptionsError",
    "Paragraph",
    "Period",
    "Problem",
    "ProblemKind",
    "Publication",
    "Row",
    "Run",
    "ServiceImporter",
    "SignOff",
    "Source",
    "Table",
    "TableCell",
    "TableColumn",
    "Tally",
    "TemplateError",
    "UnreadableSource",
    "Window",
    "count_tickets",
    "file_name",
    "hookimpl",
    "inert_cell",
    "lay_out",
    "option",
    "over_limit",
    "plain_text",
    "print_figure",
    "table_of",
]
