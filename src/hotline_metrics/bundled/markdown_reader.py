"""Bulletin reader ``markdown``: what the Markdown exporter writes, and what people edit of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from hotline_metrics.plugin import (
    AnyBulletinReader,
    Bulletin,
    BulletinReader,
    Heading,
    ListItem,
    Message,
    NoOptions,
    Paragraph,
    Run,
    SignOff,
    Source,
    Table,
    hookimpl,
    table_of,
)

Runs = tuple[Run, ...]
Block = Heading | Paragraph | ListItem | SignOff | Table

_TOKEN = re.compile(r"\\(.)|&#(\d{1,7});|(\*\*)|([^\\&*]+|.)", re.DOTALL)
_RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_CELL = re.compile(r"(?<!\\)(?:\\\\)*\|")
_ITEM = re.compile(r"(-|\d{1,9}\.)\s+(.*)")


def read(source: Source, options: NoOptions) -> Bulletin:
    """Return the document that the Markdown is."""
    del options
    # Other characters that Python takes for line ends may stand in a cell.
    lines = source.text().replace("\r\n", "\n").split("\n")
    blocks = list(_blocks(lines))
    return _headed(blocks)


READER = BulletinReader(
    format="markdown",
    summary=Message("Markdown 格式的通报，表格用竖线", "a bulletin as Markdown, with pipe tables"),
    suffixes=(".md", ".markdown"),
    options=NoOptions,
    read=read,
)


@hookimpl
def hotline_bulletin_readers() -> Iterable[AnyBulletinReader]:
    """Offer it."""
    yield READER


def _headed(blocks: list[Block]) -> Bulletin:
    """Take head, number, title and addressees from what stands around the title."""
    titles = [n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.level == 0]
    if not titles:
        return Bulletin(blocks=tuple(blocks))
    at = titles[0]
    above = [block.runs for block in blocks[:at] if isinstance(block, Paragraph)]
    strong = [runs for runs in above if _is_strong(runs)]
    plain = [runs for runs in above if runs not in strong]
    title = blocks[at]
    body = blocks[at + 1 :]
    to: Runs = ()
    if body and isinstance(body[0], Paragraph) and _words(body[0].runs).endswith(("：", ":")):
        to = body.pop(0).runs  # type: ignore[union-attr]
    return Bulletin(
        head=_plain(strong[0]) if strong else (),
        remark=_plain(strong[1]) if len(strong) > 1 else (),
        number=plain[0] if plain else (),
        title=title.runs if isinstance(title, Heading) else (),
        to=to,
        blocks=tuple(
            attrs.evolve(block, level=max(block.level, 1)) if isinstance(block, Heading) else block
            for block in body
        ),
    )


def _blocks(lines: list[str]) -> Iterator[Block]:
    caption = ""
    place = 0
    while place < len(lines):
        line = lines[place].strip()
        place += 1
        if not line or line == "---":
            continue
        if _is_row(line) and place < len(lines) and _RULE.fullmatch(lines[place].strip()):
            rows = [_cells(line)]
            place += 1
            while place < len(lines) and _is_row(lines[place].strip()):
                rows.append(_cells(lines[place].strip()))
                place += 1
            yield attrs.evolve(table_of(rows), caption=caption)
            caption = ""
            continue
        block = _block(line)
        ahead = (lines[n].strip() for n in range(place, len(lines)))
        following = next(filter(None, ahead), "")
        if isinstance(block, Paragraph) and _is_row(following) and _is_strong(block.runs):
            caption = _words(block.runs)
        else:
            yield block


def _block(line: str) -> Block:
    if line.startswith("#"):
        marks = len(line) - len(line.lstrip("#"))
        return Heading(marks - 1, _runs(line[marks:].strip()))
    if line.startswith(">"):
        return SignOff(_runs(line[1:].strip().removesuffix("\\")))
    if item := _ITEM.fullmatch(line):
        return ListItem(_runs(item[2]), item[1])
    return Paragraph(_runs(line.removesuffix("\\") if _is_broken(line) else line))


def _is_strong(runs: Runs) -> bool:
    return bool(runs) and all(run.strong for run in runs)


def _is_broken(line: str) -> bool:
    # An odd number of backslashes at the end is a line break and not an escaped one.
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _is_row(line: str) -> bool:
    return line.startswith("|") and line.endswith("|") and len(line) > 1


def _cells(line: str) -> tuple[str, ...]:
    inner = line[1:-1]
    cells, start = [], 0
    for found in _CELL.finditer(inner):
        cells.append(inner[start : found.end() - 1])
        start = found.end()
    cells.append(inner[start:])
    return tuple(_words(_runs(cell.strip())) for cell in cells)


def _runs(text: str) -> Runs:
    runs: list[Run] = []
    strong = False
    for escaped, number, stars, plain in _TOKEN.findall(text):
        if stars:
            strong = not strong
            continue
        character = int(number) if number else 0
        piece = escaped or (chr(character) if 0 < character < 0x110000 else "") or plain
        if runs and runs[-1].strong == strong:
            runs[-1] = Run(runs[-1].text + piece, strong)
        else:
            runs.append(Run(piece, strong))
    return tuple(run for run in runs if run.text)


def _words(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def _plain(runs: Runs) -> Runs:
    return tuple(Run(run.text) for run in runs)
