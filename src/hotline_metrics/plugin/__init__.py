"""What authors of plugins import: the specs, the mark, and every value that passes through them.

Importing this loads no plugin, no pluggy and nothing heavy; what few plugins need is loaded when it
is first used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hotline_metrics.errors import (
    HotlineMetricsError,
    MissingDependency,
    OptionsError,
    TemplateError,
    UnreadableSource,
    system_reason,
)
from hotline_metrics.later import loader
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

if TYPE_CHECKING:
    from hotline_metrics.domain.deadline import add_limit, deadline_of
    from hotline_metrics.domain.figure import print_exact, print_figure, print_number
    from hotline_metrics.domain.formula import formula
    from hotline_metrics.domain.interval import Interval, interval_of
    from hotline_metrics.domain.measure import By
    from hotline_metrics.domain.period import Period, Window
    from hotline_metrics.domain.problem import Location, Problem, ProblemKind, column_letters
    from hotline_metrics.domain.rulebook import measure_of
    from hotline_metrics.domain.strict_toml import read_text, read_toml
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
    from hotline_metrics.intake.columnar import TIMES, CleanCells, Cleaned, Cleaning, TicketBatch
    from hotline_metrics.intake.scan import Columns, Records, Scan, TextFile
    from hotline_metrics.intake.source import Cell, Limits, Row, Source, over_limit
    from hotline_metrics.intake.understand import Accepted
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
    "Records",
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
    "column_letters",
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

__getattr__: Callable[[str], object] = loader(
    __name__,
    {
        "Accepted": "intake.understand",
        "Alike": "figures.tally",
        "Bulletin": "publish.bulletin",
        "By": "domain.measure",
        "CategoryLine": "figures.report",
        "Cell": "intake.source",
        "CleanCells": "intake.columnar",
        "Cleaned": "intake.columnar",
        "Cleaning": "intake.columnar",
        "Columns": "intake.scan",
        "Comparison": "figures.report",
        "Dimension": "figures.tally",
        "Heading": "publish.bulletin",
        "Interval": "domain.interval",
        "Limits": "intake.source",
        "ListItem": "publish.bulletin",
        "Location": "domain.problem",
        "MATRIX": "figures.tally",
        "Paragraph": "publish.bulletin",
        "Period": "domain.period",
        "Problem": "domain.problem",
        "ProblemKind": "domain.problem",
        "Publication": "publish.publication",
        "Records": "intake.scan",
        "Row": "intake.source",
        "Run": "publish.bulletin",
        "Scan": "intake.scan",
        "SignOff": "publish.bulletin",
        "Source": "intake.source",
        "TIMES": "intake.columnar",
        "Table": "publish.bulletin",
        "TableCell": "publish.bulletin",
        "TableColumn": "publish.bulletin",
        "Tally": "figures.tally",
        "TextFile": "intake.scan",
        "TicketBatch": "intake.columnar",
        "UnitLine": "figures.report",
        "VIEWS": "figures.tally",
        "View": "figures.tally",
        "Window": "domain.period",
        "add_limit": "domain.deadline",
        "alike": "figures.tally",
        "column_letters": "domain.problem",
        "count_tickets": "figures.tally",
        "deadline_of": "domain.deadline",
        "facts_of": "figures.facts",
        "file_name": "publish.spreadsheet",
        "formula": "domain.formula",
        "inert_cell": "publish.spreadsheet",
        "interval_of": "domain.interval",
        "is_few": "figures.ranking",
        "lay_out": "history.published.layout",
        "measure_of": "domain.rulebook",
        "over_limit": "intake.source",
        "plain_text": "publish.bulletin",
        "print_exact": "domain.figure",
        "print_figure": "domain.figure",
        "print_number": "domain.figure",
        "printed_value": "figures.ranking",
        "rank_units": "figures.ranking",
        "read_text": "domain.strict_toml",
        "read_toml": "domain.strict_toml",
        "table_of": "history.published.layout",
        "unit_tables": "publish.tables",
    },
)
