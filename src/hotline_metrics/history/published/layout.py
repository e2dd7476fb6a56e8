"""From lines of text to blocks: tables in every layout that text bulletins have them in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import attrs

from hotline_metrics.errors import UnreadableSource
from hotline_metrics.history.published.values import half_width, is_value, read_number
from hotline_metrics.history.published.vocabulary import Vocabulary
from hotline_metrics.publish.bulletin import (
    Block,
    Bulletin,
    Heading,
    Paragraph,
    Run,
    Table,
    TableCell,
    TableColumn,
)

Cells = tuple[str, ...]

FILLED, SMALL = 4, 2000
"""A table has at most so many times the cells that are there, unless it is a small one."""

_NO_CELL = TableCell("", "")
_NO_COLUMN = TableColumn("")

_HAN = "[一二三四五六七八九十]{1,3}"
_HEADING = (
    (1, re.compile(rf"{_HAN}、[^。;,]{{1,40}}[^。;,:]")),
    (2, re.compile(rf"\({_HAN}\)[^。;,]{{1,40}}[^。;,:]")),
)
_NUMBER = re.compile(r".{0,20}[〔\[【(][0-9]{4}[〕\]】)].{0,6}[号期]")
_TITLE = re.compile(
    r"[^。;]{2,60}(?:通报|情况|[月周季年]报|简报|专报|公示|报告|通知|公告|统计)(?:\([^()]{1,20}\))?"
)
_SENTENCE = re.compile("[。;!?]")
_RULE = re.compile(r"[-:|+= ]*--[-:|+= ]*")
_LONGEST_CELL = 40
_WIDEST = 24
_LONGEST_RUN = 20_000


def lay_out(lines: Iterable[str]) -> Bulletin:
    """Return the document that lines of text are.

    Args:
        lines: the lines; blank ones separate paragraphs, and cells printed one a line.
    """
    blocks = list(blocks_of(lines))
    head: dict[str, tuple[Run, ...]] = {}
    taken = 0
    for place, block in enumerate(blocks[:8]):
        if not isinstance(block, Paragraph):
            break
        text = half_width(block.runs[0].text)
        if _NUMBER.fullmatch(text) and "number" not in head:
            head["number"] = block.runs
        elif _TITLE.fullmatch(text) and "title" not in head and place < taken + 3:
            name = "head" if len(text) <= 6 and "head" not in head else "title"
            head[name] = block.runs
        elif text.endswith(":") and "to" not in head and re.match("各|.{0,12}[、,].*各", text):
            head["to"] = block.runs
            taken = place + 1
            break
        elif place == taken and len(text) <= 6 and re.fullmatch("[\u3400-\u9fff]+", text):
            head["head"] = block.runs
        else:
            continue
        taken = place + 1
    kept = [block for block in blocks if not (isinstance(block, Paragraph) and _is_in(block, head))]
    return Bulletin(
        head=head.get("head", ()),
        number=head.get("number", ()),
        title=head.get("title", ()),
        to=head.get("to", ()),
        blocks=tuple(kept),
    )


def _is_in(block: Paragraph, head: dict[str, tuple[Run, ...]]) -> bool:
    return any(block.runs is runs for runs in head.values())


def blocks_of(lines: Iterable[str]) -> Iterator[Block]:
    """Yield headings, paragraphs and tables in the order of the lines."""
    rest = [line.rstrip("\r\n\f\v") for line in lines]
    place = 0
    words: list[str] = []
    while place < len(rest):
        if not rest[place].strip():  # no table begins here
            words.append(rest[place])
            place += 1
            continue
        rows, after = _delimited(rest, place)
        if not rows:
            rows, after = _spaced(rest, place)
        if rows:
            yield from _text(words)
            words = []
            yield table_of(rows)
            place = after
        else:
            words.append(rest[place])
            place += 1
    yield from _text(words)


def table_of(rows: Sequence[Cells]) -> Table:
    """Return the table of rows, the first being its header; short rows are filled up.

    Raises:
        UnreadableSource: most of the table would be filling.
    """
    width = max(map(len, rows), default=0)
    if width * len(rows) > FILLED * sum(map(len, rows)) + SMALL:
        raise UnreadableSource(
            f"表格各行长短悬殊，最宽 {width} 列",
            f"the rows of a table are too different, one of them {width} cells wide",
        )
    header = [TableColumn(title) for title in rows[0]] if rows else []
    return Table(
        columns=(*header, *[_NO_COLUMN] * (width - len(header))),
        rows=tuple(
            (*(TableCell(text, text) for text in row), *[_NO_CELL] * (width - len(row)))
            for row in rows[1:]
        ),
    )


def _delimited(lines: Sequence[str], start: int) -> tuple[list[Cells], int]:
    """Return the rows separated by tabs or pipes that begin at a line, and where they end."""
    if _RULE.fullmatch(lines[start].strip()):
        return [], start
    for sign in ("\t", "|"):
        rows: list[Cells] = []
        place = end = start
        while place < len(lines):
            cells = _split(lines[place], sign)
            if len(cells) >= 2:
                if not _RULE.fullmatch(lines[place].strip()):
                    rows.append(cells)
                end = place + 1
            elif lines[place].strip():
                break
            place += 1
        if len(rows) >= 2:
            return rows, end
    return [], start


def _split(line: str, sign: str) -> Cells:
    line = line.replace("｜", "|") if sign == "|" else line
    if sign not in line:
        return ()
    text = line.strip(" \u3000") if sign == "\t" else line.strip()
    if sign == "|":
        text = text.removeprefix("|").removesuffix("|")
    elif not text.strip("\t"):
        return ()
    return tuple(cell.strip() for cell in text.split(sign))


def _spaced(lines: Sequence[str], start: int) -> tuple[list[Cells], int]:
    """Return the rows whose cells are set apart by spaces, as text copied from a page has them."""
    header = tuple(lines[start].split())
    width = len(header)
    if width < 3 or any(map(read_number, header)):
        return [], start
    if sum(1 for title in header if _COMMON.heading(title) or _COMMON.role(title)) < 2:
        return [], start
    rows: list[Cells] = []
    end = start
    for place in range(start, len(lines)):
        cells = tuple(lines[place].split())
        if cells and len(cells) != width:
            break
        if cells and cells != header and sum(map(is_value, cells)) < 2:
            break
        if cells:
            rows.append(cells)
            end = place + 1
    return (rows, end) if len(rows) >= 2 else ([], start)


def _text(lines: Sequence[str]) -> Iterator[Block]:
    """Yield what is no table line by line: paragraphs, and tables of one cell a line."""
    run: list[str] = []
    for line in (*lines, None):
        cell = None if line is None else _one_cell(line)
        if cell is not None and len(run) < _LONGEST_RUN:
            run.append(cell)
        elif line is None or line.strip():
            yield from _cells(run)
            run = [cell] if cell is not None else []
            if line is not None and cell is None:
                yield from _paragraph(line)


def _one_cell(line: str) -> str | None:
    text = line.strip()
    if not text or len(text) > _LONGEST_CELL:
        return None
    plain = half_width(text)
    if _SENTENCE.search(plain) or plain.endswith((":", ",")):
        return None
    if any(pattern.fullmatch(plain) for _, pattern in _HEADING):
        return None
    return plain.removeprefix("|").removesuffix("|").strip() if "|" in plain else text


def _cells(run: Sequence[str]) -> Iterator[Block]:
    """Yield the tables in a run of cells, and what is left of it as paragraphs."""
    place = 0
    while place < len(run):
        found = _column_table(run, place)
        if found is None:
            for cell in run[place:]:
                yield from _paragraph(cell)
            return
        for cell in run[place : found.start]:
            yield from _paragraph(cell)
        yield table_of(found.rows)
        for cell in found.left:
            yield from _paragraph(cell)
        place = found.end


@attrs.frozen
class _Columns:
    """A table that was printed one cell a line."""

    start: int
    end: int
    rows: tuple[Cells, ...]
    left: Cells


def _column_table(run: Sequence[str], start: int) -> _Columns | None:
    first = next((n for n in range(start, len(run)) if _is_number(run[n])), None)
    if first is None:
        return None
    best: _Columns | None = None
    # The first number stands in the first row: first there when rows are numbered, else later.
    for before in (1, 2, 0):
        for width in range(2, min(_WIDEST, first - before - start) + 1):
            top = first - before - width
            table = _grown(run, top, width)
            if table is not None and (best is None or _filled(table) > _filled(best)):
                best = table
    return best


def _filled(table: _Columns) -> tuple[int, int]:
    header = table.rows[0]
    return (len(table.rows) - 1) * len(header) - len(table.left), -len(header)


def _grown(run: Sequence[str], top: int, width: int) -> _Columns | None:
    header = tuple(run[top : top + width])
    if not any(_COMMON.heading(title) or _COMMON.role(title) for title in header):
        return None
    if _COMMON.heading(header[0]) and not _COMMON.role(header[0]):
        return None
    rows = [header]
    left: list[str] = []
    place = top + width
    shape = tuple(map(_is_number, run[place : place + width]))
    while place + width <= len(run):
        if _fits(run, place, width, shape):
            rows.append(tuple(run[place : place + width]))
            place += width
            continue
        # A cell is missing or too many: go on where rows fit again, and say what was left out.
        ahead = range(place + 1, min(place + 2 * width, len(run) - width + 1))
        again = next((n for n in ahead if _fits(run, n, width, shape, whole=True)), None)
        if again is None:
            break
        left.extend(run[place:again])
        place = again
    if len(rows) < 2:
        return None
    return _Columns(top, place, tuple(rows), tuple(left))


def _fits(
    run: Sequence[str], place: int, width: int, shape: tuple[bool, ...], *, whole: bool = False
) -> bool:
    row = run[place : place + width]
    numbers = tuple(map(_is_number, row))
    if not any(numbers):
        # Another header, followed by rows of the same shape.
        below = tuple(map(_is_number, run[place + width : place + 2 * width]))
        known = sum(1 for cell in row if _COMMON.heading(cell) or _COMMON.role(cell))
        return not whole and known * 2 > width and below == shape
    return all(
        number == wanted or (wanted and is_value(cell))
        for number, wanted, cell in zip(numbers, shape, row, strict=True)
    ) and any(numbers)


def _is_number(cell: str) -> bool:
    return read_number(cell) is not None


def _paragraph(line: str) -> Iterator[Block]:
    text = line.strip()
    if not text:
        return
    plain = half_width(text)
    level = next((level for level, pattern in _HEADING if pattern.fullmatch(plain)), 0)
    yield Heading(level, (Run(text),)) if level else Paragraph((Run(text),))


_COMMON = Vocabulary.of(None)
