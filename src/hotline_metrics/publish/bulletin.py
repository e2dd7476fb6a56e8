"""The neutral document: what every exporter writes and every bulletin reader returns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs

from hotline_metrics.domain.figure import Figure

Align = Literal["left", "right", "center"]


@attrs.frozen
class Run:
    """A stretch of text in one style.

    Attributes:
        text: the characters; never markup.
        strong: whether it is emphasised.
        figure: name of the figure it prints, such as ``units/郭楼街道/overdue``; empty for words.
    """

    text: str
    strong: bool = False
    figure: str = ""


Runs = tuple[Run, ...]


@attrs.frozen
class Heading:
    """A heading with its counted number (一、 （一） 1. （1）) already in the text.

    Attributes:
        level: 1 to 4.
        runs: its text.
    """

    level: int
    runs: Runs


@attrs.frozen
class Paragraph:
    """A paragraph of the body."""

    runs: Runs


@attrs.frozen
class ListItem:
    """One item of a list.

    Attributes:
        runs: its text, without the mark.
        mark: ``1.`` or ``-`` as the template has it.
    """

    runs: Runs
    mark: str = "-"


@attrs.frozen
class SignOff:
    """A line of the sign-off, set to the right: office or date."""

    runs: Runs


@attrs.frozen
class TableColumn:
    """A column of a table.

    Attributes:
        title: its heading.
        measure: the measure it shows; empty for words.
        align: how its cells are set.
    """

    title: str
    measure: str = ""
    align: Align = "center"


@attrs.frozen
class TableCell:
    """A cell: what is printed, and the typed value behind it.

    Attributes:
        text: what is printed.
        value: the figure, or the words again.
        figure: name of the figure; empty for words.
    """

    text: str
    value: Figure | str = ""
    figure: str = ""


@attrs.frozen(kw_only=True)
class Table:
    """A table with one header row, which is repeated at a page break.

    Attributes:
        name: what the template calls it.
        caption: the line above it.
        columns: its columns.
        rows: its rows, each as long as the columns.
        totals: whether the last row is a sum.
    """

    name: str = ""
    caption: str = ""
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    totals: bool = False


Block = Heading | Paragraph | ListItem | SignOff | Table


@attrs.frozen(kw_only=True)
class Bulletin:
    """A finished document, free of any format.

    Attributes:
        head: the red head, such as 督查通报.
        number: document number, such as 平督通报〔2023〕71号.
        title: the title.
        to: the addressees, ending with a colon.
        remark: a line that warns the reader on page one, such as the mark of a draft.
        blocks: the body, in order.
        copies: who gets a copy (抄送), for the 版记.
        issuer: who issues it (印发机关), for the 版记.
        issued: when it is issued, in words.
    """

    head: Runs = ()
    number: Runs = ()
    title: Runs = ()
    to: Runs = ()
    remark: Runs = ()
    blocks: tuple[Block, ...] = ()
    copies: Runs = ()
    issuer: Runs = ()
    issued: Runs = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def runs(self) -> Iterator[Run]:
        """Yield every run of text outside tables, in reading order."""
        for part in (self.head, self.number, self.title, self.to, self.remark):
            yield from part
        for block in self.blocks:
            if not isinstance(block, Table):
                yield from block.runs


def plain_text(runs: Runs) -> str:
    """Return runs as text, without styles."""
    return "".join(run.text for run in runs)
