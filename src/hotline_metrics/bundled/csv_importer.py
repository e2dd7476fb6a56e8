"""Importer ``csv``: separated values, in the encodings and with the habits of office exports."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice, takewhile

import attrs

from hotline_metrics.plugin import (
    AnyImporter,
    FileImporter,
    Limits,
    Location,
    Message,
    OptionsError,
    Problem,
    ProblemKind,
    Row,
    Scan,
    Source,
    TextFile,
    UnreadableSource,
    hookimpl,
    option,
)

BLOCK = 1 << 20
"""How many bytes are looked at once."""

PIECE = 1 << 16
"""How many characters are cut into lines at once: few enough to stay at hand."""

TOGETHER = 64
"""How many records are split at once."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

DELIMITERS = ",\t;"

HEAD = 20
"""How many rows are offered to engines in which to find the header."""

USUAL = Limits()

TORN = '\nx"\nx'
"""Stands for a line that is too long to be held: no line is like it, no record may hold it."""

STRAY = ProblemKind(
    code="csv.quote-stray",
    severity="error",
    zh="这一行的引号没有闭合或位置不对，分不出单元格",
    en="a quote of this row is not closed or misplaced, so its cells cannot be told apart",
    hint_zh="单元格里的引号要写成两个，并用引号括起整格",
    hint_en="write a quote inside a cell twice, and put the whole cell in quotes",
)
TOO_LARGE = ProblemKind(
    code="csv.cell-too-large",
    severity="error",
    zh="这一行有超过 {limit} 个字的单元格，多半是引号没有闭合",
    en="a cell of this row has more than {limit} characters; most likely a quote is not closed",
    hint_zh="检查这一行的引号；确需更大，请提高读取限额 cell_characters",
    hint_en="check the row's quotes, or raise the limit cell_characters",
)
TOO_LONG = ProblemKind(
    code="csv.row-too-long",
    severity="error",
    zh="这一行超过 {limit} 个字",
    en="this row has more than {limit} characters",
    hint_zh="检查换行；确需更长，请提高读取限额 row_characters",
    hint_en="check the line breaks, or raise the limit row_characters",
)
TOO_WIDE = ProblemKind(
    code="csv.row-too-wide",
    severity="error",
    zh="这一行有 {cells} 列，超过限额 {limit}",
    en="this row has {cells} cells, above the limit of {limit}",
    hint_zh="检查分隔符；确需更多列，请提高读取限额 columns",
    hint_en="check the delimiter, or raise the limit columns",
)


@attrs.frozen
class Options:
    """How a file of separated values is read."""

    encoding: str = option(
        "",
        help=Message(
            "编码，如 gb18030；默认看文件开头的标记，其次 UTF-8，再次 GB18030",
            "such as gb18030; by default the byte-order mark, else UTF-8, else GB18030",
        ),
    )
    delimiter: str = option(
        "",
        help=Message(
            "分隔符，一个字符；默认逗号、制表符或分号",
            "one character; by default comma, tab or semicolon",
        ),
    )

    def __attrs_post_init__(self) -> None:
        """Refuse what no file can have."""
        if len(self.delimiter) > 1:
            raise OptionsError("csv：delimiter 只能是一个字符", "csv: delimiter is one character")
        if self.encoding:
            try:
                codecs.lookup(self.encoding)
            except LookupError:
                raise OptionsError(
                    f"csv：没有编码“{self.encoding}”",
                    f"csv: there is no encoding {self.encoding!r}",
                ) from None


def read(source: Source, options: Options) -> Iterator[Row | Problem]:
    """Yield every record as a row of texts, blank ones included.

    The row number is the record's, as a spreadsheet shows it; the physical line beside it
    differs where cells hold line breaks.
    """
    encoding = options.encoding or detect_encoding(source)
    with (
        source.open() as stream,
        io.TextIOWrapper(stream, encoding=encoding, newline="") as text,
    ):
        try:
            head = text.read(PIECE)
            delimiter = options.delimiter or detect_delimiter(head)
            pieces = chain([head], iter(partial(text.read, PIECE), ""))
            lines = _cut(pieces, source.limits.row_characters)
            yield from _records(_Lines(lines), source, delimiter)
        except UnicodeError as error:
            at = 0  # where UTF-16 finds no byte-order mark
            if isinstance(error, UnicodeDecodeError):
                # It counts from the start of the piece that was being decoded.
                at = stream.tell() - len(error.object) + error.start
            raise UnreadableSource(
                f"{source.name} 不是 {encoding} 编码（第 {at + 1} 字节），请用 encoding= 指定",
                f"{source.name}: is not {encoding} text (byte {at}); give encoding=",
            ) from error


def scan(source: Source, options: Options) -> Scan | None:
    """Offer a file of UTF-8 or GB18030 text to engines of columns.

    Whether its quotes and line ends are split alike everywhere is for the engine to see.
    """
    # Engines know no limits of rows and cells.
    if source.path is None or any(
        getattr(source.limits, name) < getattr(USUAL, name)
        for name in ("columns", "cell_characters", "row_characters")
    ):
        return None
    with source.open() as stream:
        block = stream.read(BLOCK)
    encoding = options.encoding or _likely_encoding(block)
    if codecs.lookup(encoding).name not in {"utf-8", "utf-8-sig", "gbk", "gb2312", "gb18030"}:
        return None
    text = block.decode(encoding, "ignore")
    delimiter = options.delimiter or detect_delimiter(text[: BLOCK // 16])
    # The last line of the block may be cut.
    whole = text if len(block) < BLOCK else text[: text.rfind("\n") + 1]
    lines = _Lines(_cut([whole], source.limits.row_characters))
    head = islice(_records(lines, source, delimiter), HEAD)
    rows = tuple(takewhile(lambda item: isinstance(item, Row), head))
    return Scan(
        name=source.name,
        head=tuple(row for row in rows if isinstance(row, Row)),
        table=TextFile(path=source.path, encoding=encoding, delimiter=delimiter),
    )


def _likely_encoding(block: bytes) -> str:
    for mark, encoding in BOMS:
        if block.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(block)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def detect_encoding(source: Source) -> str:
    """Return the encoding of a source: its mark, else UTF-8 if all of it is, else GB18030.

    GB18030 accepts nearly any bytes, so it comes last and the header has to prove it.
    """
    with source.open() as stream:
        head = stream.read(BLOCK)
        for mark, encoding in BOMS:
            if head.startswith(mark):
                return encoding
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while head:
                decoder.decode(head)
                head = stream.read(BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8"


def detect_delimiter(head: str) -> str:
    """Return the delimiter that occurs in most of the first lines, outside quotes.

    >>> detect_delimiter("工单编号;承办单位")
    ';'
    """
    lines = [line for line in head.splitlines()[:20] if line.strip()]
    counts = {mark: [_unquoted(line).count(mark) for line in lines] for mark in DELIMITERS}

    def merit(mark: str) -> tuple[int, int]:
        return (sum(1 for count in counts[mark] if count), sum(counts[mark]))

    best = max(DELIMITERS, key=merit)
    return best if merit(best) > (0, 0) else ","


def _unquoted(line: str) -> str:
    return "".join(part for place, part in enumerate(line.split('"')) if place % 2 == 0)


def _cut(pieces: Iterable[str], longest: int) -> Iterator[list[str]]:
    r"""Cut text at \n, \r\n and a lone \r, keeping the ends; NUL characters are dropped.

    A line that is longer than the limit is not kept; ``TORN`` stands in its place.
    """
    begun: list[str] = []  # of a line whose end has not come yet
    size = 0
    held = ""
    for piece in pieces:
        text = held + piece.replace("\0", "")
        # A \r at the end may be half of a \r\n.
        held = "\r" if text.endswith("\r") else ""
        lines = io.StringIO(text.removesuffix(held), newline="").readlines()
        rest = "" if not lines or lines[-1].endswith(("\n", "\r")) else lines.pop()
        if lines and begun:
            size += len(lines[0])
            lines[0] = "".join([*begun, lines[0]]) if size <= longest else TORN
            begun, size = [], 0
        if lines and max(map(len, lines)) > longest:
            lines = [line if len(line) <= longest else TORN for line in lines]
        yield lines
        if rest:
            size += len(rest)
            begun = [*begun, rest] if size <= longest else [""]
    if begun or held:
        yield ["".join([*begun, held]) if size <= longest else TORN]


class _Lines:
    """The lines of a text, of which those that belong to no whole record yet can be had again.

    Attributes:
        done: how many lines the whole records are, so far.
    """

    def __init__(self, cut: Iterator[list[str]]) -> None:
        self.done = 0
        self._cut = cut
        self._kept: deque[list[str]] = deque()
        self._gone = 0

    def not_done(self) -> Iterator[str]:
        """Return the lines after those that are done."""
        kept = islice(chain.from_iterable(self._kept), self.done - self._gone, None)
        return chain(list(kept), chain.from_iterable(self._further()))

    def _further(self) -> Iterator[list[str]]:
        for lines in self._cut:
            while self._kept and self._gone + len(self._kept[0]) <= self.done:
                self._gone += len(self._kept.popleft())
            self._kept.append(lines)
            yield lines


Together = tuple[list[list[str]], list[int], ProblemKind | None]
"""Cells of records, how many lines are done after each, and what is wrong with the next one."""


def _split(lines: _Lines, delimiter: str, characters: int) -> Iterator[Together]:
    """Yield records, many at once."""
    reader = csv.reader(lines.not_done(), delimiter=delimiter, strict=True)
    began = 0
    records: list[list[str]] = [[]]
    wrong: ProblemKind | None = None
    while records or wrong:
        records, ends, wrong = [], [], None
        # The limit is the process's, and others may read CSV beside us.
        usual = csv.field_size_limit(characters)
        try:
            for cells in islice(reader, TOGETHER):
                records.append(cells)
                ends.append(began + reader.line_num)
        except csv.Error as error:
            # A quote that is not closed would swallow all that follows: only the line it
            # stands in is lost, and named.
            lines.done = ends[-1] + 1 if ends else lines.done + 1
            alone = began + reader.line_num == lines.done
            wrong = _why(str(error)) if alone else STRAY
            reader = csv.reader(lines.not_done(), delimiter=delimiter, strict=True)
            began = lines.done
        else:
            lines.done = ends[-1] if ends else lines.done
        finally:
            csv.field_size_limit(usual)
        yield records, ends, wrong


def _why(error: str) -> ProblemKind:
    """Return what is wrong with a line that is no record, where no other line is in question."""
    if "field larger" in error:
        return TOO_LARGE
    # Lines are cut at every line break: only what stands for a line holds one.
    return TOO_LONG if "new-line" in error else STRAY


def _records(lines: _Lines, source: Source, delimiter: str) -> Iterator[Row | Problem]:
    limits = source.limits
    details = {
        TOO_LONG: {"limit": str(limits.row_characters)},
        TOO_LARGE: {"limit": str(limits.cell_characters)},
        STRAY: {"limit": str(limits.cell_characters)},
    }
    start = Location(source=source.name, row=1, line=1)
    below = done = 0
    for records, ends, wrong in _split(lines, delimiter, limits.cell_characters):
        for cells, end in zip(records, ends, strict=True):
            if len(cells) <= limits.columns:
                yield Row(cells, start, below)
            else:
                wide = {"cells": str(len(cells)), "limit": str(limits.columns)}
                yield Problem(TOO_WIDE, start.below(below), wide)
            below += 1
            done += 1
            if end != done:
                # A cell with line breaks moves all lines that follow.
                done = end
                start, below = attrs.evolve(start.below(below), line=done + 1), 0
        if wrong:
            yield Problem(wrong, start.below(below), details[wrong])
            below += 1
            done += 1


def recognise(head: bytes) -> bool:
    """Tell whether the first bytes are text with a delimiter."""
    if b"\0" in head.removeprefix(codecs.BOM_UTF16_LE) and not head.startswith(
        (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        return False
    return any(mark.encode() in head for mark in DELIMITERS)


IMPORTER = FileImporter(
    format="csv",
    summary=Message(
        "逗号、制表符或分号分隔的文本；UTF-8、UTF-16 或 GB18030 编码",
        "separated values: comma, tab or semicolon; UTF-8, UTF-16 or GB18030",
    ),
    suffixes=(".csv", ".tsv"),
    options=Options,
    read=read,
    recognise=recognise,
    scan=scan,
)


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    """Offer the importer."""
    yield IMPORTER
