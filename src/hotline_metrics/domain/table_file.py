"""Small tables that a clerk keeps as CSV: a roster, a register of exclusions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from hotline_metrics.domain.small_file import read_small_file
from hotline_metrics.domain.wording import fold_width
from hotline_metrics.errors import RulebookError


@attrs.frozen
class TableLine:
    """A line of a small table.

    Attributes:
        number: its line, header included, from 1.
        cells: column to text, blanks trimmed; an absent column is an empty text.
    """

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_table(
    path: Path,
    headings: Mapping[str, tuple[str, ...]],
    required: tuple[str, ...],
    sentences: tuple[str, ...] = (),
) -> Iterator[TableLine]:
    """Yield the lines below the header that hold anything.

    Args:
        path: the file, UTF-8 or GB18030.
        headings: column to the headings that mean it, in small letters.
        required: the columns that the header must have.
        sentences: the columns that are printed as they are written, with their punctuation.

    Raises:
        RulebookError: the file cannot be read, or a column is missing.
    """
    try:
        rows = list(csv.reader(io.StringIO(_decoded(path), newline="")))
    except csv.Error as error:
        raise RulebookError(
            f"{path.name} 不是可用的 CSV 文件：引号没有闭合，或单元格过长", f"{path.name}: {error}"
        ) from error
    header = [clean(cell).lower() for cell in rows[0]] if rows else []
    places = {
        column: next((n for n, cell in enumerate(header) if cell in names), None)
        for column, names in headings.items()
    }
    for column in required:
        if places[column] is None:
            latin, *others = names = headings[column]
            raise RulebookError(
                f"{path.name}：第一行缺少“{others[0]}”列（可写作 {'、'.join(names)}）",
                f"{path.name}: the first row must name a column {latin!r} (or {'、'.join(others)})",
            )
    for number, row in enumerate(rows[1:], start=2):
        cells = {
            column: row[place].strip() if column in sentences else clean(row[place])
            for column, place in places.items()
            if place is not None and place < len(row)
        }
        cells = dict.fromkeys(headings, "") | cells
        if any(cells.values()):
            yield TableLine(number, cells)


def clean(text: str) -> str:
    """Return a cell's text in its usual width, without blanks around it."""
    return fold_width(text).strip()


def _decoded(path: Path) -> str:
    # Spreadsheets in Chinese offices still save CSV as GB18030.
    data = read_small_file(path)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RulebookError(
        f"{path.name} 不是 UTF-8 或 GB18030 编码的文字",
        f"{path.name}: neither UTF-8 nor GB18030 text",
    )
