"""Reading the small Markdown-like surface of templates and notes into blocks.

::

    # heading            counted by us: 一、   (## gives （一）, ### 1., #### （1）)
    text                 a paragraph; a blank line ends it, a line break does not
    1. item   - item     lists
    > office             a line of the sign-off
    **strong**           also next to Chinese punctuation; without its partner it is two stars

Values are not in the text while it is read: a mark stands for each, made of private-use
characters, and the value is put in its place afterwards. So nothing in the data can be read
as markup. Other marks carry the line numbers of the file through loops and conditions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

import attrs

from hotline_metrics.message import Message
from hotline_metrics.publish.bulletin import (
    Block,
    Heading,
    ListItem,
    Paragraph,
    Run,
    Runs,
    SignOff,
)
from hotline_metrics.publish.chinese import HEADING_NUMBERS

_OURS = re.compile("[\ue000-\ue003]")
_VALUE = re.compile("\ue000([0-9]+)\ue001")
_LINE = re.compile("\ue002([0-9]+)\ue003")
_HEADING = re.compile(r"(#+)(\s*)(.*)")
_ITEM = re.compile(r"(?:(-)|([0-9]{1,4})\.)\s+(.*)")
_STARS = "**"
_QUOTES = "“”‘’—…·"


class Fault(Exception):
    """Something a clerk's file says that cannot be read, in both languages.

    Attributes:
        zh: the sentence in Chinese.
        en: the sentence in English.
        line: the line of the file, 0 when the raiser does not know it.
    """

    def __init__(self, zh: str, en: str, line: int = 0) -> None:
        """Keep both sentences and the line."""
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en
        self.line = line

    def at(self, place: str, line: int = 0) -> Message:
        """Return the message with its place."""
        number = self.line or line
        where = Message(f"{place} 第 {number} 行", f"{place}, line {number}")
        return Message(self.zh, self.en).at(where if number else place)


class Held:
    """Values held out of a text while it is read; each is handed in for a mark."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._values: list[Run | tuple[Block, ...]] = []

    def keep(self, value: Run | tuple[Block, ...]) -> str:
        """Hold a value, return its mark."""
        self._values.append(value)
        return f"\ue000{len(self._values) - 1}\ue001"

    def text(self, text: str) -> str:
        """Return a file's own text, with any character that looks like part of a mark held."""
        return _OURS.sub(lambda found: self.keep(Run(found[0])), text)

    def pieces(self, text: str) -> Iterator[str | Run | tuple[Block, ...]]:
        """Yield a text's own words and the values in their places."""
        for n, piece in enumerate(_VALUE.split(text)):
            if n % 2 == 0:
                if _OURS.search(piece):
                    raise Fault("有值被切断了", "a value was cut in pieces")
                if piece:
                    yield piece
            elif int(piece) < len(self._values):
                yield self._values[int(piece)]
            else:
                raise Fault("有值被切断了", "a value was cut in pieces")


def number_lines(text: str, first: int = 1) -> str:
    """Give every line of a file's text the mark of its number."""
    lines = enumerate(text.split("\n"), start=first)
    return "\n".join(f"\ue002{number}\ue003{line}" for number, line in lines)


def read_blocks(text: str, held: Held, *, counted: bool = True) -> tuple[Block, ...]:
    """Read a document's body.

    Args:
        text: the text, with marks for lines and values.
        held: the values.
        counted: whether headings get their numbers.

    Raises:
        Fault: a line is not what the surface allows.
    """
    numbers = _Numbers(counted)
    blocks: list[Block] = []
    for draft in _drafts(text):
        try:
            pieces = list(held.pieces(_joined(draft.lines, held)))
            inserted = _inserted(pieces, draft.kind)
        except Fault as fault:
            raise Fault(fault.zh, fault.en, fault.line or draft.line) from None
        if inserted:
            blocks += inserted
            numbers.list_number = 0
        elif runs := _styled(piece for piece in pieces if not isinstance(piece, tuple)):
            blocks.append(numbers.block(draft, runs))
    return tuple(blocks)


def read_runs(text: str, held: Held) -> Runs:
    """Read one line of text, such as a title.

    Raises:
        Fault: it holds a table.
    """
    lines = [_LINE.sub("", line).strip() for line in text.split("\n")]
    pieces = list(held.pieces(_joined([line for line in lines if line], held)))
    if any(isinstance(piece, tuple) and piece for piece in pieces):
        raise Fault("这里不能放表格", "a table cannot stand here")
    return _styled(piece for piece in pieces if not isinstance(piece, tuple))


def merged(runs: Iterable[Run]) -> Runs:
    """Join neighbouring words of one style; a figure stays a run of its own."""
    kept: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if kept and not run.figure and not kept[-1].figure and kept[-1].strong == run.strong:
            kept[-1] = attrs.evolve(kept[-1], text=kept[-1].text + run.text)
        else:
            kept.append(run)
    return tuple(kept)


@attrs.define
class _Draft:
    kind: str
    line: int
    lines: list[str]
    number: int = 0  # level of a heading, number of an item


class _Numbers:
    """Counts headings and list items while blocks go by."""

    def __init__(self, counted: bool) -> None:  # noqa: FBT001 - one caller
        self.counted = counted
        self.levels = [0] * len(HEADING_NUMBERS)
        self.list_number = 0

    def block(self, draft: _Draft, runs: Runs) -> Block:
        before, self.list_number = self.list_number, 0
        match draft.kind:
            case "heading":
                return Heading(draft.number, self._heading(draft.number, runs))
            case "numbered":
                # A loop writes the same number each time; it counts on.
                self.list_number = max(draft.number, before + 1) if before else draft.number
                return ListItem(runs, f"{self.list_number}.")
            case "item":
                return ListItem(runs)
            case "sign-off":
                return SignOff(runs)
        return Paragraph(runs)

    def _heading(self, level: int, runs: Runs) -> Runs:
        self.levels[level - 1] += 1
        self.levels[level:] = [0] * (len(self.levels) - level)
        count = HEADING_NUMBERS[level - 1](self.levels[level - 1])
        return merged((Run(count), *runs)) if self.counted else runs


def _inserted(pieces: list[str | Run | tuple[Block, ...]], kind: str) -> list[Block]:
    blocks = [block for piece in pieces if isinstance(piece, tuple) for block in piece]
    words = "".join(p.text if isinstance(p, Run) else p for p in pieces if not isinstance(p, tuple))
    if blocks and (kind != "text" or words.strip()):
        raise Fault(
            "表格须独占一段，前后各空一行",
            "a table stands in a paragraph of its own, with a blank line before and after",
        )
    return blocks


def _drafts(text: str) -> Iterator[_Draft]:
    draft: _Draft | None = None
    number = 0
    for raw in text.split("\n"):
        marks = _LINE.findall(raw)
        number = int(marks[0]) if marks else number
        line = _LINE.sub("", raw).strip()
        begun = _begin(line, number) if line else None
        if draft and (begun or not line):
            yield draft
            draft = None
        if begun and begun.kind in ("heading", "sign-off"):
            yield begun
        elif begun:
            draft = begun
        elif line and draft:
            draft.lines.append(line)
        elif line:
            draft = _Draft("text", number, [line])
    if draft:
        yield draft


def _begin(line: str, number: int) -> _Draft | None:
    if found := _HEADING.fullmatch(line):
        level, space, title = len(found[1]), found[2], found[3]
        if level > len(HEADING_NUMBERS):
            raise Fault("标题最多四级", "headings have four levels, # to ####", number)
        if not space or not title:
            raise Fault(
                "# 后面要空一格再写标题", "write a space and the heading after the #", number
            )
        return _Draft("heading", number, [title], level)
    if line.startswith(">"):
        return _Draft("sign-off", number, [line[1:].strip()])
    if found := _ITEM.fullmatch(line):
        if found[1]:
            return _Draft("item", number, [found[3]])
        return _Draft("numbered", number, [found[3]], int(found[2]))
    return None


def _joined(lines: list[str], held: Held) -> str:
    # Chinese needs no space where a line was broken; two Latin words do.
    text = ""
    for line in lines:
        if text:
            ends = (_edge(text, held, -1), _edge(line, held, 0))
            text += " " if all(ends) and not any(map(_is_chinese, ends)) else ""
        text += line
    return text


def _edge(text: str, held: Held, end: int) -> str:
    pieces = list(held.pieces(text))
    while pieces:
        piece = pieces.pop(end)
        shown = piece.text if isinstance(piece, Run) else piece
        if isinstance(shown, str) and shown.strip("*"):
            return shown.strip("*")[end]
    return ""


def _is_chinese(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" or character in _QUOTES


def _styled(pieces: Iterable[str | Run]) -> Runs:
    tokens: list[str | Run] = []
    for piece in pieces:
        tokens += [piece] if isinstance(piece, Run) else re.split(r"(\*\*)", piece)
    tokens = list(filter(_is_something, tokens))
    strong_from_to = _pairs([n for n, token in enumerate(tokens) if token == _STARS])
    runs: list[Run] = []
    strong = False
    for n, token in enumerate(tokens):
        if n in strong_from_to:
            strong = not strong
        elif isinstance(token, Run):
            runs.append(attrs.evolve(token, strong=token.strong or strong))
        else:
            runs.append(Run(token, strong=strong))
    return merged(runs)


def _is_something(token: str | Run) -> bool:
    return isinstance(token, Run) or bool(token)


def _pairs(stars: list[int]) -> set[int]:
    # Stars pair from the left; a pair with nothing inside, and one left over, are just stars.
    paired: set[int] = set()
    opened: int | None = None
    for star in stars:
        if opened is None:
            opened = star
        else:
            paired |= {opened, star} if star > opened + 1 else set()
            opened = None
    return paired
