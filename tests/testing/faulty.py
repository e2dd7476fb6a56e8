"""Importers of files, exporters, readers and engines with one fault each, for contracts to find."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import sys
import time
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from hotline_metrics import Rulebook, Ticket
from hotline_metrics.plugin import (
    Accepted,
    AnyFileImporter,
    Bulletin,
    Cleaned,
    Cleaning,
    Counting,
    FileImporter,
    Location,
    Message,
    NoOptions,
    Paragraph,
    Problem,
    ProblemKind,
    Publication,
    Row,
    Run,
    Source,
    Table,
    TableCell,
    TableColumn,
    Tally,
    TextFile,
    TicketBatch,
    UnreadableSource,
    Window,
    count_tickets,
    option,
)
from hotline_metrics.testing import sample_tickets

Items = Iterator[Row | Problem]
Read = Callable[[Source, NoOptions], Items]


def sound(source: Source, options: NoOptions) -> Items:
    """Read lines; whatever the bytes, there is a text."""
    with source.open() as stream:
        for number, line in enumerate(stream, 1):
            cells = line.decode("utf-8", "replace").rstrip("\r\n").split(";")
            yield Row(cells, Location(source=source.name, row=number))


def importer(read: Read) -> FileImporter[NoOptions]:
    """Return an importer that reads so."""
    return FileImporter(
        format="acme", summary="ACME", suffixes=(".acme",), options=NoOptions, read=read
    )


def reads_again(source: Source, options: NoOptions) -> Items:
    """Give a list, which begins anew for everybody who asks."""
    return list(sound(source, options))  # type: ignore[return-value]


def opens_early(source: Source, options: NoOptions) -> Items:
    """Open the file before anybody asks for a row."""
    stream = source.open()
    return iter([Row([line.decode()], Location(source=source.name, row=1)) for line in stream])


def leaves_open(source: Source, options: NoOptions) -> Items:
    """Forget to close."""
    stream = source.open()
    for number, line in enumerate(stream, 1):
        yield Row([line.decode("utf-8", "replace")], Location(source=source.name, row=number))


def prints(source: Source, options: NoOptions) -> Items:
    """Talk."""
    print("reading")
    yield from sound(source, options)


def prints_below(source: Source, options: NoOptions) -> Items:
    """Talk as a library in C does."""
    os.write(1, b"reading")
    yield from sound(source, options)


def grumbles(source: Source, options: NoOptions) -> Items:
    """Talk on the other line."""
    print("reading", file=sys.stderr)
    yield from sound(source, options)


def yields_text(source: Source, options: NoOptions) -> Items:
    """Give what is neither row nor problem."""
    yield "工单编号"  # type: ignore[misc]


def numbers_from_zero(source: Source, options: NoOptions) -> Items:
    """Count as programmers do."""
    for row in sound(source, options):
        here = row.location
        yield attrs.evolve(row, location=attrs.evolve(here, row=(here.row or 0) - 1))


def names_no_source(source: Source, options: NoOptions) -> Items:
    """Say the row and not the file."""
    for row in sound(source, options):
        yield attrs.evolve(row, location=attrs.evolve(row.location, source=""))


def gives_nan(source: Source, options: NoOptions) -> Items:
    """Give a number that is none."""
    yield Row([float("nan")], Location(source=source.name, row=1))


def gives_bytes(source: Source, options: NoOptions) -> Items:
    """Leave it to others to decode."""
    with source.open() as stream:
        yield Row([stream.read()], Location(source=source.name, row=1))  # type: ignore[list-item]


def loses_the_last(source: Source, options: NoOptions) -> Items:
    """Give all rows but one."""
    rows = list(sound(source, options))
    yield from rows[:-1]


HALF = ProblemKind(
    code="acme.half", severity="notice", zh="文件不完整", en="", hint_zh="", hint_en=""
)


def speaks_one_language(source: Source, options: NoOptions) -> Items:
    """Tell a problem in Chinese only."""
    yield from sound(source, options)
    yield Problem(HALF, Location(source=source.name, row=1))


SHORT = ProblemKind(
    code="acme.short",
    severity="notice",
    zh="文件没有结尾",
    en="the file has no end",
    hint_zh="",
    hint_en="",
)


def tells_damage(source: Source, options: NoOptions) -> Items:
    """Tell a missing end and refuse what is no UTF-8; no fault."""
    data = source.read()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"{source.name} 不是 UTF-8", f"{source.name}: no UTF-8") from error
    for number, line in enumerate(text.splitlines(), 1):
        yield Row(line.split(";"), Location(source=source.name, row=number))
    if not text.endswith("\n"):
        yield Problem(SHORT, Location(source=source.name, row=1))


def raises_on_damage(source: Source, options: NoOptions) -> Items:
    """Take every file for UTF-8."""
    with source.open() as stream:
        for number, line in enumerate(stream, 1):
            yield Row([line.decode("utf-8")], Location(source=source.name, row=number))


_seen = itertools.count()


def remembers(source: Source, options: NoOptions) -> Items:
    """Keep a count from one run to the next."""
    yield Row([next(_seen)], Location(source=source.name, row=1))


def calls_home(source: Source, options: NoOptions) -> Items:
    """Tell somebody."""
    with contextlib.suppress(OSError):
        socket.create_connection(("192.0.2.1", 9), timeout=0.01).close()
    yield from sound(source, options)


def ignores_bytes(source: Source, options: NoOptions) -> Items:
    """Read only what has a path."""
    text = source.path.read_text("utf-8") if source.path else ""
    yield Row([text], Location(source=source.name, row=1))


def calls_home_by_name(source: Source, options: NoOptions) -> Items:
    """Ask who somebody is."""
    with contextlib.suppress(OSError):
        socket.gethostbyname("acme.example")
    yield from sound(source, options)


def has_fields(head: bytes) -> bool:
    """Know a call log by its semicolons."""
    return b";" in head


def sound_with(**changes: Any) -> AnyFileImporter:
    """Return the sound importer with something else in its spec."""
    return attrs.evolve(importer(sound), **changes)


# --- exporters ---------------------------------------------------------------------------------
def tells_time(publication: Publication, options: NoOptions) -> bytes:
    """Print the clock."""
    return f"{time.perf_counter_ns()}\n".encode()


def tells_seed(publication: Publication, options: NoOptions) -> bytes:
    """Depend on the order of a set."""
    return f"{os.environ.get('TZ')}{hash('甲局')}\n".encode()


def needs_units(publication: Publication, options: NoOptions) -> bytes:
    """Take the first unit for granted."""
    return f"{publication.report.units[0].unit}\n".encode()


def takes_rates_for_granted(publication: Publication, options: NoOptions) -> bytes:
    """Format a rate that may be absent."""
    rate = publication.report.totals["result_satisfaction"]
    return f"{rate.value}\n".encode()  # type: ignore[union-attr]


def changes_the_report(publication: Publication, options: NoOptions) -> bytes:
    """Take from what was given."""
    publication.report.totals.pop("assigned", None)  # type: ignore[attr-defined]
    return b"x\n"


def writes_a_file(publication: Publication, options: NoOptions) -> bytes:
    """Do the host's work."""
    Path("beside.txt").write_text("x", "utf-8")
    return b"x\n"


def chokes_on_names(publication: Publication, options: NoOptions) -> bytes:
    """Encode what the encoding lacks."""
    return "".join(f"{line.unit}\n" for line in publication.report.units).encode("gb2312")


def writes_names(publication: Publication, options: NoOptions) -> bytes:
    """Write a line for each unit; no fault."""
    return "".join(f"{line.unit!r}\n" for line in publication.report.units).encode() or b"\n"


def writes_nothing(publication: Publication, options: NoOptions) -> dict[str, bytes]:
    """Make no file."""
    return {}


def forgets_the_end(publication: Publication, options: NoOptions) -> bytes:
    """Leave the last line open."""
    return b"x"


def has_room_for_ten(publication: Publication, options: NoOptions) -> bytes:
    """Take no county for large."""
    return "".join(
        "零一二三四五六七八九"[n] for n, _ in enumerate(publication.report.units)
    ).encode()


def needs_groups(publication: Publication, options: NoOptions) -> bytes:
    """Take it for granted that every unit is in a group."""
    return "".join(f"{line.group[0]}\n" for line in publication.report.units).encode() or b"\n"


def greets(publication: Publication, options: NoOptions) -> bytes:
    """Talk."""
    print("writing")
    return b"x\n"


def asks_somebody(publication: Publication, options: NoOptions) -> bytes:
    """Look a name up."""
    with contextlib.suppress(OSError):
        socket.getaddrinfo(host="acme.example", port=80)
    return b"x\n"


# --- the others --------------------------------------------------------------------------------
def reads_anything(source: Source, options: NoOptions) -> Bulletin:
    """Read UTF-8 or fail."""
    with source.open() as stream:
        return Bulletin(blocks=(Paragraph((Run(stream.read().decode("utf-8")),)),))


def reads_lines(source: Source, options: NoOptions) -> Bulletin:
    """Read whatever there is; whatever the bytes, there is a text."""
    with source.open() as stream:
        text = stream.read().decode("utf-8", "replace")
    return Bulletin(blocks=tuple(Paragraph((Run(line),)) for line in text.splitlines()))


def reads_nothing(source: Source, options: NoOptions) -> Bulletin:
    """Find no block in anything."""
    return Bulletin()


def reads_torn_tables(source: Source, options: NoOptions) -> Bulletin:
    """Give rows of two cells under one column."""
    row = (TableCell("甲局", "甲局"), TableCell("3", 3))
    return Bulletin(blocks=(Table(name="units", columns=(TableColumn("单位"),), rows=(row,)),))


def reads_and_counts(source: Source, options: NoOptions) -> Bulletin:
    """Keep a count from one run to the next."""
    return Bulletin(blocks=(Paragraph((Run(str(next(_seen))),)),))


def reads_and_leaves_open(source: Source, options: NoOptions) -> Bulletin:
    """Forget to close."""
    return Bulletin(blocks=(Paragraph((Run(source.open().read().decode("utf-8", "replace")),)),))


def reads_aloud(source: Source, options: NoOptions) -> Bulletin:
    """Talk."""
    print("reading")
    return reads_lines(source, options)


def names_no_file(source: Source, options: NoOptions) -> Bulletin:
    """Refuse without a word about which file it is."""
    if not source.head():
        raise UnreadableSource("the file is empty")
    return reads_lines(source, options)


def counts(counting: Counting, options: NoOptions) -> Tally:
    """Count as the objects do; no fault."""
    return count_tickets(counting.tickets, counting.rules, counting.window)


def counts_what_is_not_there(counting: Counting, options: NoOptions) -> Tally:
    """Find something in nothing."""
    tickets = list(counting.tickets) or sample_tickets(1)
    return count_tickets(tickets, counting.rules, counting.window)


class NoColumns(TicketBatch):
    """A batch of nothing."""

    def __len__(self) -> int:
        return 0

    def __getitem__(self, at: object) -> Any:
        raise IndexError(at)

    def repeated(self) -> frozenset[str]:
        return frozenset()

    def take(self, ids: Collection[str]) -> tuple[tuple[Accepted, ...], TicketBatch]:
        return (), self

    def places(self) -> dict[tuple[str, str], Location]:
        return {}

    def latest_moment(self) -> None:
        return None

    def citable(self, rules: Rulebook, window: Window, wanted: Collection[str]) -> list[Ticket]:
        return []


def forgets_the_rest(cleaning: Cleaning, options: NoOptions) -> Cleaned:
    """Find no row clean, and leave none either."""
    return Cleaned(batch=NoColumns(), rest=tuple(() for _ in cleaning.sources))


def forgets_records(cleaning: Cleaning, options: NoOptions) -> Cleaned:
    """Read no file of text, which is left to the rows, and lose what it should gather."""
    refused = {
        place: Message("不读文本", "text is not read")
        for place, source in enumerate(cleaning.sources)
        if isinstance(source.scan.table, TextFile)
    }
    return Cleaned(batch=NoColumns(), rest=tuple(() for _ in cleaning.sources), refused=refused)


def trusts_the_order(counting: Counting, options: NoOptions) -> Tally:
    """Stop at the first ticket that is dispatched earlier than the one before."""
    days = [ticket.dispatched_at or datetime.min for ticket in counting.tickets]
    sorted_until = next((n for n in range(1, len(days)) if days[n] < days[n - 1]), len(days))
    kept = list(counting.tickets)[:sorted_until]
    return count_tickets(kept, counting.rules, counting.window)


def counts_aloud(counting: Counting, options: NoOptions) -> Tally:
    """Talk."""
    print("counting")
    return count_tickets(counting.tickets, counting.rules, counting.window)


def forgets_one(counting: Counting, options: NoOptions) -> Tally:
    """Lose a ticket."""
    return count_tickets(list(counting.tickets)[1:], counting.rules, counting.window)


@attrs.frozen
class TellsItsSecret:
    """Options whose repr gives the token away."""

    token: str = attrs.field(default="", metadata={"help": "key", "secret": True})


@attrs.frozen
class SaysNothing:
    """Options without a line of help."""

    delimiter: str = ";"


@attrs.define
class CanBeChanged:
    """Options that are not frozen."""

    delimiter: str = option(";", help="what stands between two cells")
