"""Exporter ``markdown``: the bulletin as CommonMark, its tables as in GitHub's Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from hotline_metrics.plugin import (
    AnyExporter,
    Bulletin,
    Exporter,
    Heading,
    ListItem,
    Message,
    NoOptions,
    Publication,
    Run,
    SignOff,
    Table,
    hookimpl,
)

Runs = tuple[Run, ...]

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$]")
_BEGINS_BLOCK = re.compile(r"([0-9]{1,9})([.)])(?=\s|$)|[#+=-]")
_ALIGN = {"left": "left", "right": "right", "center": "center"}


def write(publication: Publication, options: NoOptions) -> bytes:
    """Return the bulletin as UTF-8 Markdown that reads well as it is."""
    del options
    text = "\n\n".join(_parts(publication.bulletin))
    # A lone surrogate is no character in any file.
    return (text + "\n").encode("utf-8", "replace")


EXPORTER = Exporter(
    format="markdown",
    summary=Message(
        "Markdown 格式的通报，表格用竖线", "the bulletin as Markdown, with pipe tables"
    ),
    suffixes=(".md", ".markdown"),
    options=NoOptions,
    write=write,
    requires=("tabulate", "wcwidth"),
)


@hookimpl
def hotline_exporters() -> Iterable[AnyExporter]:
    """Offer it."""
    yield EXPORTER


def _parts(bulletin: Bulletin) -> Iterator[str]:
    for runs in (bulletin.head, bulletin.remark):
        if runs:
            yield _line(Run(run.text, strong=True) for run in runs)
    if bulletin.number:
        yield _line(bulletin.number)
    if bulletin.title:
        yield "# " + _line(bulletin.title)
    if bulletin.to:
        yield _line(bulletin.to)
    yield from _blocks(bulletin)
    imprint = [
        _line(runs) for runs in (_copies(bulletin), bulletin.issuer, bulletin.issued) if runs
    ]
    if imprint:
        yield "---"
        yield "\\\n".join(imprint)


def _blocks(bulletin: Bulletin) -> Iterator[str]:
    together: list[str] = []  # lines of one list or of one sign-off
    kind = ""
    for block in (*bulletin.blocks, None):
        mark = block.mark[-1] if isinstance(block, ListItem) else type(block).__name__
        if together and mark != kind:
            yield ("\\\n" if kind == SignOff.__name__ else "\n").join(together)
            together = []
        kind = mark
        if isinstance(block, ListItem):
            together.append(f"{block.mark} {_line(block.runs)}")
        elif isinstance(block, SignOff):
            together.append("> " + _line(block.runs))
        elif isinstance(block, Heading):
            yield "#" * (block.level + 1) + " " + _line(block.runs)
        elif isinstance(block, Table):
            if block.caption:
                yield _line([Run(block.caption, strong=True)])
            yield _table(block)
        elif block is not None:
            yield _line(block.runs)


def _copies(bulletin: Bulletin) -> Runs:
    return (Run("抄送："), *bulletin.copies) if bulletin.copies else ()


def _table(table: Table) -> str:
    from tabulate import SEPARATING_LINE, tabulate

    # A cell of this one control character would be drawn as a line.
    kept = "\x02"
    drawn = tabulate(
        [
            [kept if cell.text == SEPARATING_LINE else escape(cell.text) for cell in row]
            for row in table.rows
        ],
        headers=[escape(column.title) for column in table.columns],
        tablefmt="pipe",
        disable_numparse=True,
        colalign=[_ALIGN[column.align] for column in table.columns] if table.rows else None,
    )
    marked = any(cell.text == SEPARATING_LINE for row in table.rows for cell in row)
    return drawn.replace(kept, SEPARATING_LINE) if marked else drawn


def _line(runs: Iterable[Run]) -> str:
    # A paragraph is one line: its runs escaped, strong ones between stars.
    pieces: list[tuple[str, bool]] = []
    for run in runs:
        if pieces and pieces[-1][1] == run.strong:
            pieces[-1] = (pieces[-1][0] + run.text, run.strong)
        else:
            pieces.append((run.text, run.strong))
    pieces = [piece for piece in pieces if piece[0]]
    texts = [text for text, _ in pieces]
    line = ""
    for n, (text, strong) in enumerate(pieces):
        before = texts[n - 1][-1:] if n else ""
        after = texts[n + 1][:1] if n + 1 < len(texts) else ""
        # Stars between a letter and punctuation are no emphasis in CommonMark, which is common
        # in Chinese; an entity, which begins and ends with punctuation, makes them so.
        first = not strong and n > 0 and _clings(text[0]) and not before.isalnum()
        last = not strong and bool(after) and _clings(text[-1]) and not after.isalnum()
        edge = (strong or n == 0, strong or n + 1 == len(pieces))
        shown = _coded(text, coded=(first, last), edge=edge)
        line += f"**{shown}**" if strong else shown
    return _BEGINS_BLOCK.sub(_escape_begin, line, count=1) if _BEGINS_BLOCK.match(line) else line


def _escape_begin(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else "\\" + found[0]


def escape(text: str) -> str:
    r"""Return text as Markdown that renders as this text, at the beginning of a line or not.

    >>> escape("*|局<b>")
    '\\*\\|局\\<b\\>'
    """
    return _coded(text, edge=(True, True))


def _coded(
    text: str,
    *,
    coded: tuple[bool, bool] = (False, False),
    edge: tuple[bool, bool] = (False, False),
) -> str:
    # coded: write the first, the last character as an entity; edge: do so if it is a space,
    # which would be stripped.
    written = []
    end = len(text) - 1
    for n, character in enumerate(text):
        outer = (n == 0 and edge[0]) or (n == end and edge[1])
        forced = (n == 0 and coded[0]) or (n == end and coded[1])
        if character in "\t\n\r" or forced or (outer and character.isspace()):
            written.append(f"&#{ord(character)};")
        elif _SPECIAL.match(character):
            written.append("\\" + character)
        else:
            written.append(character)
    return "".join(written)


def _clings(character: str) -> bool:
    # Neither space nor punctuation: CommonMark's rules see a word here.
    return not character.isspace() and not unicodedata.category(character).startswith("P")
