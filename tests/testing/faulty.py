"""A plugin with one fault each, for contracts to find."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs

from hotline_metrics.plugin import (
    Bulletin,
    Counting,
    FileImporter,
    Location,
    NoOptions,
    Paragraph,
    Problem,
    Publication,
    Row,
    Run,
    Source,
    Tally,
    count_tickets,
    option,
)

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


# --- the others --------------------------------------------------------------------------------
def reads_anything(source: Source, options: NoOptions) -> Bulletin:
    """Read UTF-8 or fail."""
    with source.open() as stream:
        return Bulletin(blocks=(Paragraph((Run(stream.read().decode("utf-8")),)),))


def forgets_one(counting: Counting, options: NoOptions) -> Tally:
    """Lose a ticket."""
    return count_tickets(list(counting.tickets)[1:], counting.rules, counting.window)


@attrs.frozen
class TellsItsSecret:
    """Options whose repr gives the token away."""

    token: str = attrs.field(default="", metadata={"help": "key", "secret": True})


@attrs.define
class CanBeChanged:
    """Options that are not frozen."""

    delimiter: str = option(";", help="what stands between two cells")
