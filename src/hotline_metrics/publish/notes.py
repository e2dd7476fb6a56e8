"""The month's notes: what only the clerk knows, in a small file such as ``2023-10.md``.

::

    +++
    number = "平督通报〔2023〕71号"
    date = 2023-11-06
    signer = "平舆县12345热线办"
    cite = ["231007102349106144"]
    +++
    # 办理不彻底，回访不到位

    如群众反映……

Every heading begins a narrative. Paragraphs, lists and ``**strong**`` are those of templates;
anything in braces is just text here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import attrs

from hotline_metrics.domain.catalogue import CITED_NOT_FOUND, NUMBER_MISSING
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.strict_toml import read_text, read_toml, structure
from hotline_metrics.errors import RulebookError
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.privacy.finding import Masked
from hotline_metrics.publish.blocks import Fault, Held, number_lines, read_blocks
from hotline_metrics.publish.bulletin import Block, Heading, Runs
from hotline_metrics.publish.front_matter import split_front_matter

_NUMBER = re.compile(r"(?:(.*)[〔\[（(]\s*([0-9]{4})\s*[〕\]）)])?\s*([0-9]*)\s*号?")


@attrs.frozen(kw_only=True)
class Narrative:
    """A case the clerk tells.

    Attributes:
        title: its heading.
        blocks: its paragraphs and lists.
    """

    title: Runs
    blocks: tuple[Block, ...]


@attrs.frozen(kw_only=True)
class Told:
    """What a cited ticket says in one of the columns that the rulebook opens.

    Attributes:
        heading: the column's heading.
        masked: its wording, masked.
    """

    heading: str
    masked: Masked


@attrs.frozen(kw_only=True)
class Notes:
    """What only the clerk knows about a month's bulletin.

    Attributes:
        number: the document number, in full (平督通报〔2023〕71号) or only its last part (71).
        date: the day the bulletin is issued.
        signer: the office that signs.
        to: the addressees, where the template's are not right this time.
        copies: who gets a copy (抄送).
        cite: numbers of the tickets to cite.
        narratives: the cases.
        told: what cited tickets say, by number and unit, where the rulebook opens columns.
    """

    number: str = ""
    date: date | None = None
    signer: str = ""
    to: str = ""
    copies: str = ""
    cite: tuple[str, ...] = ()
    narratives: tuple[Narrative, ...] = ()
    told: Mapping[tuple[str, str], tuple[Told, ...]] = attrs.field(factory=dict, hash=False)

    @property
    def series(self) -> str:
        """The letters of the number, such as 平督通报; empty when only its last part is given."""
        return self._number[0]

    @property
    def year(self) -> int | None:
        """The year in the number, where it is given in full."""
        return int(self._number[1]) if self._number[1] else None

    @property
    def serial(self) -> str:
        """The last part of the number, such as 71; empty when it is not known yet."""
        return self._number[2]

    @property
    def _number(self) -> tuple[str, str, str]:
        found = _NUMBER.fullmatch(self.number.strip())
        return (
            ((found[1] or "").strip(), found[2] or "", found[3])
            if found
            else ("", "", self.number.strip())
        )


@attrs.frozen(kw_only=True)
class _Head:
    number: str = ""
    date: date | None = None
    signer: str = ""
    to: str = ""
    copies: str = ""
    cite: tuple[str, ...] = ()


def load_notes(path: str | Path) -> Notes:
    """Read a month's notes file.

    Raises:
        RulebookError: it does not say what notes say; names every place.
    """
    path = Path(path)
    return read_notes(read_text(path), path.name)


def read_notes(text: str, name: str = "notes") -> Notes:
    r"""Read the text of a notes file.

    Args:
        text: the whole file.
        name: what messages call it.

    Raises:
        RulebookError: it does not say what notes say; names every place.

    >>> notes = read_notes("+++\nnumber = 71\n+++\n# 办理不彻底\n\n如群众反映……\n")
    >>> notes.serial, notes.narratives[0].title[0].text
    ('71', '办理不彻底')
    """
    parts = split_front_matter(text, name)
    table = read_toml(parts.toml, name)
    if type(table.get("number")) is int:  # written 71 or "71"
        table["number"] = str(table["number"])
    head = structure(table, _Head, name)
    if not _NUMBER.fullmatch(head.number.strip()):
        raise RulebookError(
            f"{name}：number“{head.number}”不是文号，请写 71 或 平督通报〔2023〕71号",
            f"{name}: number: {head.number!r} is no document number; "
            f"write 71 or 平督通报〔2023〕71号",
        )
    held = Held()
    body = number_lines(held.text(parts.body), parts.body_line)
    try:
        _check_headings(parts.body, parts.body_line)
        narratives = tuple(_narratives(read_blocks(body, held, counted=False)))
    except Fault as fault:
        raise RulebookError(*fault.at(name)) from fault
    return Notes(**attrs.asdict(head, recurse=False), narratives=narratives)


def notes_notices(
    notes: Notes | None, report: MonthlyReport, name: str = ""
) -> tuple[Problem, ...]:
    """Say what the notes leave blank, and which cited tickets are not there to be cited.

    Args:
        notes: the notes, if there are any.
        report: the report they belong to.
        name: the notes file's name.
    """
    file = name or f"{report.period}.md"
    here = Location(source=file)
    given = notes or Notes()
    fields = (
        ("文号（number）", "number", given.serial),
        ("日期（date）", "date", given.date),
        ("落款单位（signer）", "signer", given.signer),
    )
    known = {cited.id for cited in report.cited}
    return (
        *(
            Problem(NUMBER_MISSING, here, {"field": zh, "field_en": en, "file": file})
            for zh, en, value in fields
            if not value
        ),
        *(
            Problem(CITED_NOT_FOUND, here, {"ticket": ticket})
            for ticket in given.cite
            if ticket not in known
        ),
    )


def _check_headings(body: str, first: int) -> None:
    headed = False
    for number, line in enumerate(body.split("\n"), start=first):
        if line.lstrip().startswith("##"):
            raise Fault("月度说明只用一级标题 #", "notes have headings of one level, #", number)
        headed = headed or line.lstrip().startswith("#")
        if line.strip() and not headed:
            raise Fault(
                "这段文字前面没有标题，请先写“# 标题”",
                "text before the first heading; begin with '# heading'",
                number,
            )


def _narratives(blocks: Iterable[Block]) -> Iterator[Narrative]:
    title: Runs | None = None
    inner: list[Block] = []
    for block in blocks:
        if not isinstance(block, Heading):
            inner.append(block)
            continue
        if title is not None:
            yield Narrative(title=title, blocks=tuple(inner))
        title, inner = block.runs, []
    if title is not None:
        yield Narrative(title=title, blocks=tuple(inner))
