"""Cells into values: numbers, times, words; what cannot be a value says why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.problem import ProblemKind
from hotline_metrics.domain.rulebook import Question, Rulebook
from hotline_metrics.domain.ticket import END_OF_DAY
from hotline_metrics.domain.wording import fold_width
from hotline_metrics.intake.source import Cell

Value = TypeVar("Value")
Converter = Callable[[Cell], Value]

SHOWN = 20
"""Longest value that a problem repeats; longer ones are described."""

_LONG_NUMBER = re.compile(r"(?:\d[ -]?){11}")

EXACT = 2**53
"""From here on a floating-point cell no longer holds every whole number."""


class Refused(Exception):
    """A cell that cannot be what its column says."""

    def __init__(self, kind: ProblemKind, **details: str) -> None:
        """Keep the kind of problem and its details."""
        super().__init__(kind.code)
        self.kind = kind
        self.details = details


class Remembered(dict[Cell, Value]):
    """Converts each different cell once; exports repeat themselves."""

    LIMIT = 100_000

    def __init__(self, convert: Converter[Value]) -> None:
        """Remember the results of one converter."""
        super().__init__()
        self.convert = convert

    def __missing__(self, cell: Cell) -> Value:
        value = self.convert(cell)
        # 1, 1.0 and True are one dictionary key, but not one cell.
        if isinstance(cell, str) and len(self) < self.LIMIT:
            self[cell] = value
        return value


def clean_text(cell: Cell) -> str:
    """Return a cell as text: full-width forms folded, blanks and control characters removed."""
    if cell is None:
        return ""
    text = cell if isinstance(cell, str) else _number_text(cell)
    if text.isascii() and text.isprintable():
        return text.strip()
    return "".join(c for c in fold_width(text) if c.isprintable() or c in " \t").strip()


def read_wording(cell: Cell) -> str:
    """Return what people wrote as one line, as they wrote it."""
    words = ("" if cell is None else str(cell)).split()
    return " ".join("".join(filter(str.isprintable, word)) for word in words)


def show(cell: Cell) -> str:
    """Return a short value as it stands; of a long one, or a long number, only its length.

    A row may have slid: where a time or a unit should stand, there is a telephone number.
    """
    text = clean_text(cell)
    hidden = len(text) > SHOWN or _LONG_NUMBER.search(text)
    return f"…({len(text)})" if hidden else text


def _number_text(cell: float | date) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    return str(cell)


# --- ticket numbers --------------------------------------------------------------------------

_DESTROYED = re.compile(r"\d(\.\d+)?[Ee]\+?\d+")
_QUOTED = re.compile(r'="?([^"]*)"?')


def read_id(cell: Cell) -> str:
    """Return a ticket number as text; a float too large to be exact is refused."""
    if isinstance(cell, bool):
        raise Refused(catalogue.ID_MISSING)
    if isinstance(cell, int):
        # A database or JSON keeps every digit; only a spreadsheet's float loses some.
        return str(cell)
    if isinstance(cell, float):
        if abs(cell) >= EXACT or not cell.is_integer():
            raise Refused(catalogue.ID_DESTROYED)
        return str(int(cell))
    text = clean_text(cell)
    # Exports protect long numbers from spreadsheets as ="..." or with an apostrophe.
    if text.startswith("=") and (quoted := _QUOTED.fullmatch(text)):
        text = quoted[1].strip()
    text = text.removeprefix("'")
    if not text:
        raise Refused(catalogue.ID_MISSING)
    if _DESTROYED.fullmatch(text):
        raise Refused(catalogue.ID_DESTROYED)
    return text


def read_ids(cells: Sequence[Cell]) -> Sequence[str]:
    """Return :func:`read_id` of every cell of a column; numbers of digits alone are left alone.

    Args:
        cells: the column's cells.
    """
    texts = cast("Sequence[str]", cells)
    try:
        if all(map(str.isdigit, texts)) and all(map(str.isascii, texts)):
            return texts
    except TypeError:
        pass  # some cells are no texts
    return list(map(read_id, cells))


class IdTime:
    """Reads the time at the start of a ticket number.

    Args:
        shape: such as ``yymmddHHMMSS``; empty for numbers without one.
    """

    _CODES: Mapping[str, str] = {
        "yyyy": "%Y", "yy": "%y", "mm": "%m", "dd": "%d", "HH": "%H", "MM": "%M", "SS": "%S",
    }  # fmt: skip
    _MIDNIGHT = datetime(1900, 1, 1)  # what a clock is read as that says no day

    def __init__(self, shape: str) -> None:
        """Read times of one shape."""
        self.length: int = len(shape)
        # The day and the clock are read apart, because there are few of either.
        ends = [shape.rfind(code) + 2 for code in ("yy", "mm", "dd") if code in shape]
        self._cut = max(ends, default=0)
        self.day_length: int = self._cut if "dd" in shape else 0
        self._days = self._reader(shape[: self._cut])
        self._clocks = self._reader(shape[self._cut :])

    def _reader(self, shape: str) -> Mapping[str, datetime | None]:
        form = re.sub("yyyy|yy|mm|dd|HH|MM|SS", lambda part: self._CODES[part[0]], shape)

        def read(text: Cell) -> datetime | None:
            try:
                return datetime.strptime(str(text), form)
            except ValueError:
                return None

        return cast("Mapping[str, datetime | None]", Remembered(read))

    def moment(self, number: str) -> datetime | None:
        """Return the time in a number, or ``None`` where it holds none."""
        head = number[: self.length]
        if not head.isdigit() or len(head) < self.length:
            return None
        day, clock = self._days[head[: self._cut]], self._clocks[head[self._cut :]]
        return day + (clock - self._MIDNIGHT) if day and clock else None

    def day(self, number: str) -> date | None:
        """Return the day in a number, or ``None`` where it holds no time or no day."""
        moment = self.moment(number)
        return moment.date() if moment and self.day_length else None

    def day_of_head(self, head: str) -> date | None:
        """Return the day that the first :attr:`day_length` characters of a number name, if any.

        A number whose further characters are no time holds none, and so no day either.

        Args:
            head: these characters alone.
        """
        if not head.isdigit() or len(head) < self.day_length or not self.day_length:
            return None
        day = self._days[head[: self.day_length]]
        return day.date() if day else None


# --- times -----------------------------------------------------------------------------------

_TIME = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2})\s*[:时点]\s*(\d{1,2})\s*分?(?:\s*[:]?\s*(\d{1,2})(\.\d{1,9})?\s*秒?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?()()", re.ASCII)
# 2023-10-07 10:23:49, one a line; that all else are digits is left to ``fromisoformat``.
_PLAIN = re.compile(r"(?:20..-..-..[ T]..:..:..\n|\n|20..-..-..[ T]..:..\n)*")
_EPOCH = datetime(1899, 12, 30)


class Times:
    """Reads times in the shapes that exports have.

    Args:
        rules: names the office's zone and further shapes.
    """

    def __init__(self, rules: Rulebook) -> None:
        """Read times for one office."""
        self.zone: ZoneInfo = ZoneInfo(rules.time_zone)
        self.formats: tuple[str, ...] = rules.intake.time_formats

    def read(self, cell: Cell) -> datetime | None:
        """Return a moment, midnight for a day alone, ``None`` for a blank."""
        return _moment(self._read(cell), time.min)

    def read_column(self, cells: Sequence[Cell]) -> list[datetime | None]:
        """Return :meth:`read` of every cell of a column, fast where all are plain times or blank.

        Args:
            cells: the column's cells.
        """
        texts = cast("Sequence[str]", cells)
        try:
            if _PLAIN.fullmatch("\n".join((*texts, ""))):
                return [datetime.fromisoformat(text) if text else None for text in texts]
        except (TypeError, ValueError):
            pass  # some cells are no texts, or no day of any month
        return list(map(self.read, cells))

    def read_deadline(self, cell: Cell) -> datetime | None:
        """Return a deadline: a day alone ends with the day."""
        return _moment(self._read(cell), END_OF_DAY)

    def _read(self, cell: Cell) -> datetime | date | None:
        if isinstance(cell, str):
            # Nearly every time of every export: 2023-10-07 10:23:49.
            if len(cell) in {16, 19} and cell[4] == cell[7] == "-" and cell[10] in " T":
                try:
                    moment = datetime.fromisoformat(cell)
                except ValueError:
                    moment = None
                if moment is not None and moment.tzinfo is None:
                    return self._checked(moment, cell)
            return self._from_text(clean_text(cell))
        if cell is None or isinstance(cell, bool):
            if cell is None:
                return None
            raise Refused(catalogue.TIME_UNREADABLE, value=show(cell))
        if isinstance(cell, datetime):
            return self._checked(self._local(cell), cell)
        if isinstance(cell, date):
            return self._checked(cell, cell)
        if isinstance(cell, int | float) and 20_000 <= cell < 80_000:
            moment = _EPOCH + timedelta(seconds=round(cell * 86_400))
            return moment.date() if cell == int(cell) else moment
        return self._from_text(clean_text(cell))

    def _from_text(self, text: str) -> datetime | date | None:
        if not text:
            return None
        for form in self.formats:
            try:
                moment = datetime.strptime(text, form)
            except ValueError:
                continue
            day_only = not any(code in form for code in ("%H", "%I", "%M", "%c", "%X"))
            return self._checked(moment.date() if day_only else self._local(moment), text)
        match = _TIME.fullmatch(text) or _COMPACT.fullmatch(text)
        if match is None:
            raise Refused(catalogue.TIME_UNREADABLE, value=show(text))
        year, month, day, hour, minute, second, fraction, zone = match.groups()
        try:
            if hour is None:
                return self._checked(date(int(year), int(month), int(day)), text)
            micro = round(float(fraction) * 1_000_000) if fraction else 0
            moment = datetime(
                int(year), int(month), int(day), int(hour), int(minute), int(second or 0), micro
            )
            if zone:
                moment = datetime.fromisoformat(moment.isoformat() + zone.replace("Z", "+00:00"))
        except ValueError:
            raise Refused(catalogue.TIME_IMPOSSIBLE, value=show(text)) from None
        return self._checked(self._local(moment), text)

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            return moment
        try:
            return moment.astimezone(self.zone).replace(tzinfo=None)
        except OverflowError:  # before the first or after the last day
            raise Refused(catalogue.TIME_IMPOSSIBLE, value=show(moment.isoformat())) from None

    @staticmethod
    def _checked(moment: datetime | date, cell: Cell) -> datetime | date:
        if not 2000 <= moment.year < 2100:
            raise Refused(catalogue.TIME_IMPOSSIBLE, value=show(cell))
        return moment


def _moment(found: datetime | date | None, hour: time) -> datetime | None:
    if found is None or isinstance(found, datetime):
        return found
    return datetime.combine(found, hour)


# --- words and counts ------------------------------------------------------------------------

_YES = frozenset({"是", "有", "y", "yes", "true", "√", "✓", "已抽访", "已回访", "抽访", "回访"})
_NO = frozenset(
    {"", "否", "无", "n", "no", "false", "×", "-", "/", "未抽访", "未回访", "市级未抽访"}
)


def read_count(cell: Cell) -> int:
    """Return a count: a whole number, or 1 and 0 for yes and no."""
    if isinstance(cell, bool):
        return int(cell)
    text = clean_text(cell).lower()
    if text in _NO:
        return 0
    if text in _YES:
        return 1
    digits = text.removesuffix("次").removesuffix("天")
    if digits.isascii() and digits.isdigit() and len(digits) <= 4:
        return int(digits)
    raise Refused(catalogue.COUNT_UNREADABLE, value=show(cell))


def read_flag(cell: Cell) -> bool | None:
    """Return yes, no, or ``None`` for a blank."""
    if cell is None or (isinstance(cell, str) and not clean_text(cell)):
        return None
    try:
        return read_count(cell) > 0
    except Refused:
        # A column of call-back times marks who was called.
        if isinstance(cell, datetime | date) or re.match(r"\d{4}[-/年]", clean_text(cell)):
            return True
        raise


def rating_reader(question: Question) -> Converter[str]:
    """Return a function that reads the words of a question's scale as grades."""
    words = {clean_text(word): grade for word, grade in question.words.items()}
    known = "、".join(word for grade in question.grades for word in grade.words)

    def read(cell: Cell) -> str:
        word = clean_text(cell)
        if word not in words:
            raise Refused(catalogue.RATING_UNDECLARED, word=show(cell), known=known)
        return words[word]

    return read


def urgency_reader(levels: Mapping[str, tuple[str, ...]]) -> Converter[str]:
    """Return a function that reads the words for urgency as levels."""
    words = {clean_text(word): level for level, several in levels.items() for word in several}

    def read(cell: Cell) -> str:
        word = clean_text(cell)
        if not word:
            return ""
        if word not in words:
            raise Refused(catalogue.URGENCY_UNDECLARED, word=show(cell))
        return words[word]

    return read


def read_role(cell: Cell) -> bool | None:
    """Return whether a line is the lead's, or ``None`` where nothing says so."""
    word = clean_text(cell)
    if not word:
        return None
    if word in {"主办", "主", "牵头", "lead"}:
        return True
    if word in {"协办", "协", "配合", "co"}:
        return False
    raise Refused(catalogue.ROLE_UNREADABLE, value=show(cell))


def read_names(cell: Cell) -> tuple[str, ...]:
    """Return several names that stand in one cell."""
    return tuple(name for name in re.split(r"[、,;|\s]+", clean_text(cell)) if name)
