"""Importer ``excel``: the rows of a workbook, every cell with the type it has there.

* Every row of a sheet is yielded under its own number, empty and hidden ones included, but a
  header of two levels is one row; see :mod:`hotline_metrics_excel.merged`.
* Numbers are floats wherever the format knows no others. Nothing is turned into text but a
  time or a duration without a date, which no cell of ours can be.
* Errors such as ``#N/A`` are empty, and so are formulas that were never calculated.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, cast

from hotline_metrics.plugin import (
    Cell,
    HotlineMetricsError,
    Location,
    Problem,
    ProblemKind,
    Row,
    Source,
)
from hotline_metrics_excel import refusals
from hotline_metrics_excel.container import check_container
from hotline_metrics_excel.memory import Extent, check_extent
from hotline_metrics_excel.merged import Span, repeat_merged
from hotline_metrics_excel.options import Options
from hotline_metrics_excel.refusals import refusal

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook, SheetMetadata

HIDDEN_SHEET = ProblemKind(
    code="excel.sheet-hidden",
    severity="notice",
    zh="隐藏的工作表没有读取",
    en="the sheet is hidden and was not read",
    hint_zh="如需读取，请用 sheet= 指定它，或取消隐藏",
    hint_en="name it as sheet= to read it, or show it",
)
CELL_TOO_LARGE = ProblemKind(
    code="excel.cell-too-large",
    severity="error",
    zh="这个单元格超过 {limit} 个字",
    en="this cell has more than {limit} characters",
    hint_zh="缩短内容；确需更大，请提高读取限额 cell_characters",
    hint_en="shorten it, or raise the limit cell_characters",
)


def read(source: Source, options: Options) -> Iterator[Row | Problem]:
    """Yield every row of every visible sheet, or of the one that is asked for.

    Raises:
        UnreadableSource: the file is no workbook, or has no such sheet.
    """
    spans = check_container(source)
    with _reading(source):
        from python_calamine import SheetVisibleEnum, load_workbook

        with source.open() as stream, load_workbook(stream) as workbook:
            for sheet in _chosen(source, workbook, options.sheet):
                if not options.sheet and sheet.visible != SheetVisibleEnum.Visible:
                    yield Problem(HIDDEN_SHEET, Location(source=source.name, sheet=sheet.name))
                    continue
                opened = workbook.get_sheet_by_name(sheet.name)
                ranges = opened.merged_cell_ranges
                yield from _rows(
                    source,
                    opened,
                    [Span(*first, *last) for first, last in ranges]
                    if ranges is not None
                    else spans.get(sheet.name, []),
                )


@contextmanager
def _reading(source: Source) -> Iterator[None]:
    # What is not read for a reason that we name is damaged; a panic of the reader is one too.
    try:
        yield
    except (HotlineMetricsError, GeneratorExit, KeyboardInterrupt, SystemExit, ImportError):
        raise
    except BaseException as error:
        ours = isinstance(error, Exception) and type(error).__module__ != "python_calamine"
        if ours and not isinstance(error, OSError):  # by which it also tells a record cut short
            raise
        kind = refusals.DAMAGED
        if type(error).__name__ == "PasswordError" or "assword" in str(error):
            kind = refusals.ENCRYPTED
        raise refusal(kind, source) from error


def _chosen(source: Source, workbook: CalamineWorkbook, wanted: str | int) -> list[SheetMetadata]:
    from python_calamine import SheetTypeEnum

    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if wanted == "":
        return sheets
    # A name first: sheets are often called 10 or 2023.
    named = [sheet for sheet in sheets if sheet.name == str(wanted).strip()]
    if named:
        return named
    place = int(wanted) if str(wanted).isascii() and str(wanted).isdigit() else 0
    if 1 <= place <= len(sheets):
        return [sheets[place - 1]]
    known = "、".join(sheet.name for sheet in sheets)
    raise refusal(refusals.NO_SUCH_SHEET, source, sheet=str(wanted), known=known)


_CELLS = frozenset({str, float, int, bool, date, datetime})


def _rows(source: Source, sheet: CalamineSheet, spans: list[Span]) -> Iterator[Row | Problem]:
    limits = source.limits
    width = sheet.end[1] + 1 if sheet.end else 0
    if width > limits.columns:
        details = {"columns": str(width), "limit": str(limits.columns)}
        raise refusal(refusals.TOO_WIDE, source, sheet.name, **details)
    reach = max((span.last_column + 1 for span in spans), default=0)
    check_extent(source, Extent(sheet.end[0] + 1 if sheet.end else 0, max(width, reach)))
    for number, cells in repeat_merged(_placed(sheet, spans), spans):
        here = Location(source=source.name, sheet=sheet.name, row=number, cells=True)
        lengths = [len(cell) if type(cell) is str else 0 for cell in cells]
        if max(lengths, default=0) > limits.cell_characters:
            place = lengths.index(max(lengths)) + 1
            yield Problem(CELL_TOO_LARGE, here.at(place), {"limit": str(limits.cell_characters)})
            continue
        yield Row(cells, here)


def _placed(sheet: CalamineSheet, spans: list[Span]) -> Iterator[list[Cell]]:
    """Yield rows from the first column on, as wide as the merged ranges reach.

    The reader leaves out blank columns before the first one in use, and those that only a merged
    range covers.
    """
    left = sheet.start[1] if sheet.start else 0
    width = max((span.last_column + 1 for span in spans), default=0)
    for cells in _cells(sheet):
        missing = width - left - len(cells)
        yield [*[""] * left, *cells, *[""] * missing] if left or missing > 0 else cells


def _cells(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    for values in sheet.iter_rows():
        if _CELLS.issuperset(map(type, values)):
            yield cast("list[Cell]", values)
        else:
            yield [_cell(value) for value in values]


def _cell(value: Cell | time | timedelta) -> Cell:
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return value
