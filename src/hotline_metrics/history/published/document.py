"""From a published document to a report: tables first, then the text that speaks of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from hotline_metrics.domain.figure import Figure
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.figures.report import (
    CategoryLine,
    CitedTicket,
    Commendation,
    Comparison,
    Criticism,
    GroupLine,
    MonthlyReport,
    UnitLine,
)
from hotline_metrics.history.published.citations import cited_in
from hotline_metrics.history.published.dating import choose_period, mentions_of, years_of
from hotline_metrics.history.published.names import UnitNames
from hotline_metrics.history.published.praise import criticised_in, parts_of, praised_in
from hotline_metrics.history.published.reading import (
    UNDATED,
    Ledger,
    Place,
    Printed,
    PublishedReading,
)
from hotline_metrics.history.published.tables import TableReading, read_tables
from hotline_metrics.history.published.text import TextReader
from hotline_metrics.history.published.vocabulary import MEASURES, Vocabulary
from hotline_metrics.publish.bulletin import Bulletin, Heading, SignOff, Table, plain_text

_RATES = frozenset(each.name for each in MEASURES if each.kind == "rate")
_OPEN = (",", "，", "、")
_LONGEST = 20_000
"""A longer paragraph is no sentence; it is read in pieces of this length."""


def read_published(
    bulletin: Bulletin, rules: Rulebook | None = None, *, period: Period | None = None
) -> PublishedReading:
    """Read the figures of a published bulletin.

    Nothing is computed or guessed: a figure is what a cell or a sentence prints, and what cannot
    be placed is listed.

    Args:
        bulletin: the document, as a bulletin reader gives it.
        rules: its measures' titles are understood besides the common headings, and its lists of
            problems lend their names.
        period: what the report is about, when the caller knows; otherwise the document says it.

    >>> from hotline_metrics.history.published.layout import lay_out
    >>> lines = ["2023年10月份情况通报", "承办单位|承办件数|满意率", "医保局|68|97%"]
    >>> reading = read_published(lay_out(lines))
    >>> str(reading.report.period), reading.report.unit("医保局").figures["assigned"]
    ('2023-10', 68)
    """
    words = Vocabulary.of(rules)
    texts = tuple(_texts(bulletin))
    mentions = mentions_of(texts)
    found = period or choose_period(mentions, years_of(texts))
    ledger = Ledger()
    tables = read_tables(bulletin.blocks, words, ledger)
    names = UnitNames.of(tables.units)
    reader = TextReader(words, names, ledger, frozenset(tables.groups))
    voices = _Voices(rules, found, names, words)
    for part in _paragraphs(bulletin):
        voices.hear(part, reader, ledger)
    if found is None:
        ledger.miss("", Place(text="", block=0), "period")
    lines = _lines(ledger)
    report = MonthlyReport(
        period=found or UNDATED,
        rules=rules.name if rules else "",
        totals=lines.get("totals", {}),
        comparisons=_comparisons(ledger.printed, rules),
        categories=tuple(
            CategoryLine(category=name, figures=lines.get(f"categories/{name}", {}))
            for name in _names("categories", ledger)
        ),
        groups=_groups(tables, lines),
        units=tuple(
            UnitLine(unit=name, group=group, figures=lines.get(f"units/{name}", {}))
            for name, group in tables.units.items()
        ),
        commended=tuple(voices.commended.values()),
        criticised=tuple(dict.fromkeys(voices.criticised)),
        cited=tuple(voices.cited.values()),
    )
    return PublishedReading(
        report=report,
        period=found,
        places=ledger.places,
        printed=tuple(ledger.printed),
        extras=ledger.extras,
        categories=(*tables.categories, *map(tuple, reader.found.categories)),
        periods=mentions,
        unplaced=tuple(ledger.unplaced),
    )


@attrs.frozen
class _Part:
    """A stretch of the body's text."""

    text: str
    place: Place
    heading: bool = False


@attrs.define
class _Voices:
    """What the text says of units and tickets, besides figures."""

    rules: Rulebook | None
    period: Period | None
    names: UnitNames
    words: Vocabulary
    commended: dict[str, Commendation] = attrs.field(factory=dict)
    criticised: list[Criticism] = attrs.field(factory=list)
    cited: dict[str, CitedTicket] = attrs.field(factory=dict)

    def hear(self, part: _Part, reader: TextReader, ledger: Ledger) -> None:
        if part.heading:
            reader.announce(part.text)
            return
        for text in parts_of(part.text):
            said = reader.read(text, part.place)
            self.criticised.extend(criticised_in(text, said, self.names, self.words, self.rules))
        for praised in praised_in(part.text, self.names):
            self.commended.setdefault(praised.unit, praised)
        for ticket in cited_in(part.text, part.place, self.period, self.names, ledger):
            self.cited.setdefault(ticket.id, ticket)


def _texts(bulletin: Bulletin) -> Iterator[tuple[str, Place, bool]]:
    """Yield every text that may speak of a period, and whether it is of the title."""
    for runs in (bulletin.title, bulletin.head, bulletin.number, bulletin.to):
        if text := plain_text(runs):
            yield text[:_LONGEST], Place(text=text, block=0), runs is not bulletin.to
    for number, block in enumerate(bulletin.blocks, start=1):
        text = block.caption if isinstance(block, Table) else plain_text(block.runs)
        if text:
            yield text[:_LONGEST], Place(text=text, block=number), False


def _paragraphs(bulletin: Bulletin) -> Iterator[_Part]:
    """Yield the body's text; a paragraph that breaks off after a comma goes on in the next."""
    held, start = "", 0
    for number, block in enumerate(bulletin.blocks, start=1):
        if isinstance(block, Table):
            continue
        text = plain_text(block.runs)
        heading = isinstance(block, Heading | SignOff)
        if heading:
            yield from _pieces(held, start)
            held = ""
            yield _Part(text, Place(text=text, block=number), heading=True)
            continue
        start = start if held else number
        held += text
        if not held.rstrip().endswith(_OPEN):
            yield from _pieces(held, start)
            held = ""
    yield from _pieces(held, start)


def _pieces(text: str, block: int) -> Iterator[_Part]:
    for start in range(0, len(text), _LONGEST):
        piece = text[start : start + _LONGEST]
        yield _Part(piece, Place(text=piece, block=block))


def _lines(ledger: Ledger) -> Mapping[str, dict[str, Figure]]:
    """Return the figures of each line of the report, such as ``units/医保局``."""
    lines: dict[str, dict[str, Figure]] = defaultdict(dict)
    for name, figure in ledger.figures.items():
        line, _, measure = name.rpartition("/")
        lines[line][measure] = figure
    return lines


def _names(kind: str, ledger: Ledger) -> tuple[str, ...]:
    lines = (name.rpartition("/")[0] for name in ledger.figures if name.startswith(f"{kind}/"))
    return tuple(dict.fromkeys(line[len(kind) + 1 :] for line in lines))


def _groups(tables: TableReading, lines: Mapping[str, dict[str, Figure]]) -> tuple[GroupLine, ...]:
    """Return the groups whose sums are printed; a sum that nobody printed is not made up."""
    sizes = Counter(tables.units.values())
    return tuple(
        GroupLine(
            group=group,
            units=sizes[group],
            figures=lines.get(f"groups/{group}", {}),
        )
        for group, printed in tables.groups.items()
        if printed
    )


def _comparisons(printed: Iterable[Printed], rules: Rulebook | None) -> dict[str, Comparison]:
    changes: dict[str, dict[str, Decimal]] = {}
    words: dict[str, str] = {}
    for each in printed:
        parts: Sequence[str] = each.name.split("/")
        if len(parts) == 3 and parts[0] == "comparisons" and isinstance(each.value, Decimal):
            changes.setdefault(parts[1], {}).setdefault(parts[2], each.value)
            words.setdefault(parts[1], each.text)
    measures = rules.measures if rules else {}
    rates = _RATES | {name for name, measure in measures.items() if measure.is_rate}
    ratio = rules is not None and rules.comparison.rates == "ratio"
    return {
        measure: Comparison(
            year_on_year=found.get("year_on_year"),
            month_on_month=found.get("month_on_month"),
            unit="points"
            if measure in rates and (not ratio or "百分点" in words[measure])
            else "percent",
        )
        for measure, found in changes.items()
    }
