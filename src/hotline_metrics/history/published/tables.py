"""From the tables of a bulletin to lines of units, categories and sums."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from hotline_metrics.history.published.grid import (
    GridCell,
    GridRow,
    Section,
    is_spanning,
    leaf_first,
    sections_of,
)
from hotline_metrics.history.published.reading import Ledger, Place
from hotline_metrics.history.published.values import figure_of, is_absent, read_number
from hotline_metrics.history.published.vocabulary import (
    AVERAGES,
    CATEGORY,
    GROUP,
    NUMBERING,
    SUBTOTALS,
    TOTALS,
    UNIT,
    Meaning,
    Vocabulary,
    bare,
)
from hotline_metrics.publish.bulletin import Block, Heading, Paragraph, Table, plain_text

_PERIOD = re.compile(
    r"^[\s\d一二三四五六七八九十年月份第季度周至到、\-—~～.．()（）〔〕附件表:：]*"
)
_TAIL = re.compile(r"(?:12345|政务服务|便民)*热线(?:件|工单)?(?:办理|运行)?情况(?:统计)?表?$")
_SUBJECT = re.compile(
    "热线|12345|承办|办理|工单|考评|考核|运行|情况|统计|排名|得分|诉求|数据|[:：]"
)
_GROUP = re.compile(
    r"(?:各)?(?:[县市区州省]直(?:属)?(?:机关)?(?:单位|部门)?|乡镇(?:[(（]?街道[)）]?|办事处)?|镇街|"
    r"镇办场|[县区市]+[(（]?市?、?区?[)）]?(?=承|工|得|排)|功能板块|公共服务(?:企业|单位)|"
    r"企事业单位|国有企业|街道办事处|街道|市级部门)"
)
_LONGEST_CAPTION = 60


@attrs.define
class TableReading:
    """What the tables hold, in the order they print it.

    Attributes:
        units: unit to its group.
        groups: group to whether the table prints its sum.
        categories: the lists of categories.
    """

    units: dict[str, str] = attrs.field(factory=dict)
    groups: dict[str, bool] = attrs.field(factory=dict)
    categories: list[tuple[str, ...]] = attrs.field(factory=list)


@attrs.frozen
class _Layout:
    """Which column holds what."""

    name: int
    is_category: bool
    group: int | None
    measures: dict[int, Meaning]
    unknown: tuple[int, ...]


def read_tables(blocks: Sequence[Block], words: Vocabulary, ledger: Ledger) -> TableReading:
    """Read every table of a document.

    Args:
        blocks: the body of the document.
        words: the vocabulary.
        ledger: takes the figures.

    Returns:
        The names that the tables list.
    """
    found = TableReading()
    number, group = 0, ""
    titles: tuple[str, ...] = ()
    for position, block in enumerate(blocks):
        if not isinstance(block, Table):
            continue
        number += 1
        group = _group_above(block, blocks[position - 1] if position else None, group)
        reader = _Reader(words, ledger, found, position + 1, number)
        for section in sections_of(block, words):
            inside = _group_in(section.caption) or group
            # A table that goes on over a page without a header has that of the page before.
            if not section.titles and section.rows and len(section.rows[0]) == len(titles):
                section = attrs.evolve(section, titles=titles)  # noqa: PLW2901
            titles = section.titles or titles
            reader.read(section, inside)
    return found


def _group_above(table: Table, above: Block | None, group: str) -> str:
    """Return the group of a table by its caption or what stands above it, else the one before."""
    if table.caption:
        return _group_in(table.caption)
    if above is None or isinstance(above, Table):
        return group
    # Whoever signs the text is no group of the tables behind it.
    text = plain_text(above.runs) if isinstance(above, Heading | Paragraph) else ""
    return _group_in(text) if len(text) <= _LONGEST_CAPTION else ""


def _group_in(caption: str) -> str:
    """Return the group a caption speaks of.

    >>> _group_in("2023年10月份县直单位热线办理情况")
    '县直单位'
    """
    rest = _PERIOD.sub("", caption.strip(), count=1).strip()
    own = _TAIL.sub("", rest)
    if own != rest:
        return own
    subject = _SUBJECT.search(rest)
    if subject and subject.start():
        return rest[: subject.start()].strip()
    known = _GROUP.search(rest)
    return known[0] if known else ""


@attrs.frozen
class _Reader:
    words: Vocabulary
    ledger: Ledger
    found: TableReading
    block: int
    table: int

    def read(self, section: Section, group: str) -> None:
        layout = self.layout(section)
        if layout is None:
            for cell in (cell for row in section.rows for cell in row):
                self.miss(cell, "heading")
            return
        if not layout.is_category and (not group or not section.caption):
            # A second header within a table may say what its units are.
            group = _group_in_heading(section.titles[layout.name]) or group
        names: list[str] = []
        for row in section.rows:
            if is_spanning(row) and len(row) > 2 and bare(row[0].text) not in TOTALS:
                group = row[0].text
                continue
            name = row[layout.name].text
            if layout.group is not None:
                group = row[layout.group].text or group
            path = self.path(name, group, layout, row)
            if path.startswith("categories/"):
                names.append(name)
            self.figures(path, row, layout)
        if names:
            self.found.categories.append(tuple(names))

    def path(self, name: str, group: str, layout: _Layout, row: GridRow) -> str:
        """Return the name of the line that a row is, and remember whom it names."""
        label = bare(name) or bare(row[0].text)
        if not label or label in AVERAGES or read_number(label) is not None:
            return ""
        if label in TOTALS or (label.endswith("合计") and not layout.is_category):
            if layout.is_category or not group or (label not in SUBTOTALS and self.several()):
                return "totals"
            self.found.groups[group] = True
            return f"groups/{group}"
        if layout.is_category:
            return f"categories/{name}"
        self.found.units.setdefault(name, group)
        self.found.groups.setdefault(group, False)
        return f"units/{name}"

    def several(self) -> bool:
        """Tell whether this very table lists units of more than one group."""
        rows = {
            name.split("/")[1]
            for name, place in self.ledger.places.items()
            if place.table == self.table and name.startswith("units/")
        }
        return len({self.found.units.get(name) for name in rows}) > 1

    def figures(self, path: str, row: GridRow, layout: _Layout) -> None:
        for column, meaning in layout.measures.items():
            cell = row[column]
            if not path:
                self.miss(cell, "unit")
            elif meaning.kind == "extra":
                if cell.text:
                    self.ledger.note(f"{path}/{meaning.measure}", cell.text, self.place(cell))
            else:
                self.figure(f"{path}/{meaning.measure}", cell, meaning)
        for column in layout.unknown:
            self.miss(row[column], "heading")

    def figure(self, name: str, cell: GridCell, meaning: Meaning) -> None:
        if is_absent(cell.text, self.words.absent):
            self.ledger.enter(name, None, self.place(cell))
            return
        number = read_number(cell.text)
        if number is None:
            self.miss(cell, "value")
            return
        try:
            value = figure_of(number, rate=meaning.kind == "rate", per_cent=meaning.per_cent)
        except ValueError:
            self.miss(cell, "value")
            return
        self.ledger.enter(name, value, self.place(cell))
        if number.stray:
            self.ledger.miss(number.stray, self.place(cell), "stray")

    def layout(self, section: Section) -> _Layout | None:
        roles = [self.role(title) for title in section.titles]
        measures = {
            n: meaning
            for n, title in enumerate(section.titles)
            if not roles[n] and (meaning := self.meaning(title)) is not None
        }
        name = self.name_column(section, roles, measures)
        if name is None:
            return None
        others = [n for n in range(len(roles)) if n not in measures and n != name]
        group = next((n for n in others if roles[n] in (GROUP, CATEGORY)), None)
        once: dict[str, int] = {}
        for column, meaning in measures.items():
            once.setdefault(meaning.measure, column)
        kept = {n: meaning for n, meaning in measures.items() if once[meaning.measure] == n}
        unknown = [n for n in others if n != group and roles[n] != NUMBERING]
        unknown += [n for n in measures if n not in kept]
        return _Layout(name, roles[name] == CATEGORY, group, kept, tuple(sorted(unknown)))

    def name_column(
        self, section: Section, roles: Sequence[str], measures: dict[int, Meaning]
    ) -> int | None:
        for role in (UNIT, CATEGORY):
            if role in roles:
                return roles.index(role)
        for column in range(len(roles)):
            texts = [row[column].text for row in section.rows]
            if column not in measures and any(texts) and not any(map(read_number, texts)):
                return column
        return None

    def role(self, title: str) -> str:
        return next(filter(None, map(self.words.role, leaf_first(title))), "")

    def meaning(self, title: str) -> Meaning | None:
        found = map(self.words.heading, leaf_first(title))
        return next(filter(None, found), None)

    def place(self, cell: GridCell) -> Place:
        return Place(
            text=cell.text,
            block=self.block,
            table=self.table,
            row=cell.row,
            column=cell.column,
        )

    def miss(self, cell: GridCell, reason: str) -> None:
        if cell.text and not (reason == "heading" and is_absent(cell.text)):
            self.ledger.miss(cell.text, self.place(cell), reason)


def _group_in_heading(title: str) -> str:
    # 乡镇(街道) above the names says what they are; 单位 does not.
    known = _GROUP.fullmatch(title)
    return known[0] if known else ""
