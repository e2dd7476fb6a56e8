"""What authors of plugins import: the specs, the mark, and every value that passes through them.

Importing this loads no plugin, no pluggy and nothing heavy.
"""

from __future__ import annotations

from hotline_metrics.domain.deadline import add_limit, deadline_of
from hotline_metrics.domain.figure import print_exact, print_figure, print_number
from hotline_metrics.domain.formula import formula
from hotline_metrics.domain.interval import Interval, interval_of
from hotline_metrics.domain.measure import By
from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.problem import Location, Problem, ProblemKind
from hotline_metrics.domain.rulebook import measure_of
from hotline_metrics.domain.strict_toml import read_text, read_toml
from hotline_metrics.errors import (
    HotlineMetricsError,
    MissingDependency,
    OptionsError,
    TemplateError,
    UnreadableSource,
    system_reason,
)
from hotline_metrics.figures.facts import facts_of
from hotline_metrics.figures.ranking import is_few, printed_value, rank_units
from hotline_metrics.figures.report import CategoryLine, Comparison, UnitLine
from hotline_metrics.figures.tally import (
    MATRIX,
    VIEWS,
    Alike,
    Dimension,
    Tally,
    View,
    alike,
    count_tickets,
)
from hotline_metrics.history.published.layout import lay_out, table_of
from hotline_metrics.intake.columnar import (
    TIMES,
    CleanCells,
    Cleaned,
    Cleaning,
    Columns,
    Scan,
    TextFile,
    TicketBatch,
)
from hotline_metrics.intake.source import Cell, Limits, Row, Source, over_limit
from hotline_metrics.intake.understand import Accepted
from hotline_metrics.message import Language, Message, joined
from hotline_metrics.plugin.marks import hookimpl
from hotline_metrics.plugin.options import make_options, option
from hotline_metrics.plugin.specs import (
    FOLDER,
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
    Scanning,
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
from hotline_metrics.publish.tables import unit_tables

__all__ = [
    "FOLDER",
    "MATRIX",
    "TIMES",
    "VIEWS",
    "Accepted",
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
    "By",
    "CategoryLine",
    "Cell",
    "CleanCells",
    "Cleaned",
    "Cleaning",
    "Columns",
    "Comparison",
    "Counting",
    "Dimension",
    "Engine",
    "Exporter",
    "FileImporter",
    "Heading",
    "HotlineMetricsError",
    "Interval",
    "Language",
    "Limits",
    "ListItem",
    "Location",
    "Message",
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
    "Scan",
    "Scanning",
    "ServiceImporter",
    "SignOff",
    "Source",
    "Table",
    "TableCell",
    "TableColumn",
    "Tally",
    "TemplateError",
    "TextFile",
    "TicketBatch",
    "UnitLine",
    "UnreadableSource",
    "View",
    "Window",
    "add_limit",
    "alike",
    "count_tickets",
    "deadline_of",
    "facts_of",
    "file_name",
    "formula",
    "hookimpl",
    "inert_cell",
    "interval_of",
    "is_few",
    "joined",
    "lay_out",
    "make_options",
    "measure_of",
    "option",
    "over_limit",
    "plain_text",
    "print_exact",
    "print_figure",
    "print_number",
    "printed_value",
    "rank_units",
    "read_text",
    "read_toml",
    "system_reason",
    "table_of",
    "unit_tables",
]
