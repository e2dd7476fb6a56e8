"""What is wrong with a row, as data with a place; the texts live in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from hotline_metrics.message import Language, Message

Severity = Literal["error", "warning", "notice"]


@attrs.frozen(kw_only=True)
class Location:
    """A place in a source that a person can find.

    Attributes:
        source: the file's or service's name, without its folder.
        sheet: the worksheet, where there are several.
        row: the record number as a spreadsheet shows it, header included, from 1.
        column: the column number from 1.
        heading: the column's heading as written.
        path: a place in a keyed source, such as ``$.items[3].rating``.
        line: the physical line of a text file, for display; it may differ from the row and
            takes no part in comparison.
        cells: whether the source is a spreadsheet, whose places are cells such as ``F17``.
        words: the place where it is best told in words, such as 第5段 of a document.
    """

    source: str
    sheet: str = ""
    row: int | None = None
    column: int | None = None
    heading: str = ""
    path: str = ""
    line: int | None = attrs.field(default=None, eq=False)
    cells: bool = attrs.field(default=False, eq=False)
    words: Message = Message("", "")

    def at(self, column: int | None, heading: str = "") -> Location:
        """Return the same row at one of its columns.

        Args:
            column: column number from 1.
            heading: the heading as written in the source.
        """
        return attrs.evolve(self, column=column, heading=heading)

    def below(self, records: int) -> Location:
        """Return the place some records further down, each of them a line long.

        Args:
            records: how many.
        """
        row = self.row + records if self.row is not None else None
        line = self.line + records if self.line is not None else None
        return attrs.evolve(self, row=row, line=line)

    def describe(self, lang: Language = "zh") -> str:
        """Say the place in words: ``sheet 'Calls', cell F17`` or ``row 3 (line 4), column 'x'``."""
        chinese = lang == "zh"
        parts = [self.source] if self.source else []
        if self.sheet:
            parts.append(f"工作表“{self.sheet}”" if chinese else f"sheet '{self.sheet}'")
        if self.path:
            parts.append(self.path)
        if words := self.words.text(lang):
            parts.append(words)
        if self.cells and self.row is not None and self.column is not None:
            cell = f"{column_letters(self.column)}{self.row}"
            parts.append(f"单元格 {cell}" if chinese else f"cell {cell}")
            return (" " if chinese else ", ").join(parts)
        if self.row is not None:
            text = f"第 {self.row} 行" if chinese else f"row {self.row}"
            if self.line is not None and self.line != self.row:
                text += f"（文件第 {self.line} 行）" if chinese else f" (line {self.line})"
            parts.append(text)
        if self.heading:
            parts.append(f"“{self.heading}”列" if chinese else f"column '{self.heading}'")
        elif self.column is not None:
            parts.append(f"第 {self.column} 列" if chinese else f"column {self.column}")
        return (" " if chinese else ", ").join(parts)

    @property
    def order(self) -> tuple[str, str, int, int, str]:
        """Sort key: by source, sheet, row, column, path."""
        return (self.source, self.sheet, self.row or 0, self.column or 0, self.path)


def column_letters(number: int) -> str:
    """Return a spreadsheet's name for a column number.

    >>> column_letters(6), column_letters(28)
    ('F', 'AB')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@attrs.frozen(kw_only=True)
class ProblemKind:
    """One kind of problem: a stable code, its severity and its texts in both languages.

    The texts are format strings over the problem's details.

    Attributes:
        code: stable name such as ``unit.unknown``, never reused for another meaning.
        severity: ``error`` rejects the row, ``warning`` doubts it, ``notice`` informs.
        zh: the sentence in Chinese.
        en: the sentence in English.
        hint_zh: what to do next, in Chinese.
        hint_en: what to do next, in English.
    """

    code: str
    severity: Severity
    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""


@attrs.frozen
class Problem:
    """Something found in the data, at a place, with the details its sentence needs.

    >>> kind = ProblemKind(code="x.y", severity="error", zh="“{word}”有误", en="'{word}' is wrong")
    >>> Problem(kind, Location(source="a.csv", row=3), {"word": "甲"}).message("en")
    "'甲' is wrong"
    """

    kind: ProblemKind
    location: Location
    details: Mapping[str, str] = attrs.field(factory=dict, hash=False)

    @property
    def code(self) -> str:
        """The stable code of this kind of problem."""
        return self.kind.code

    @property
    def severity(self) -> Severity:
        """``error``, ``warning`` or ``notice``."""
        return self.kind.severity

    def message(self, lang: Language = "zh") -> str:
        """Return the sentence in one language."""
        return fill(self.kind.zh if lang == "zh" else self.kind.en, self.details)

    def hint(self, lang: Language = "zh") -> str:
        """Return what to do next in one language, or an empty text."""
        return fill(self.kind.hint_zh if lang == "zh" else self.kind.hint_en, self.details)

    @property
    def order(self) -> tuple[tuple[str, str, int, int, str], str]:
        """Sort key: by place, then by code."""
        return (self.location.order, self.code)


def fill(text: str, details: Mapping[str, str]) -> str:
    """Put details into a sentence; a detail that is not there leaves its name in place."""
    return text.format_map(_Named(details))


class _Named(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
