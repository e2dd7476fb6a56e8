"""Importers of a service with one fault each; a service here is whatever the options name."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable, Iterator, Sequence

import attrs
from tests.intake.lists import Frame, scan_of

from hotline_metrics.errors import UnreadableSource
from hotline_metrics.plugin import (
    Location,
    Problem,
    ProblemKind,
    Row,
    Scan,
    Scanning,
    ServiceImporter,
    Window,
    option,
)


@attrs.frozen
class Options:
    """Where the service is, and the key to it."""

    url: str = option(help="address of the service")
    token: str = option("", help="key to the service", secret=True)


Items = Iterator[Row | Problem]
Read = Callable[[Window, Options], Items]
Scanner = Callable[[Scanning, Options], Scan | None]

HERE = {"url": "acme://here", "token": "the-key-to-acme"}
NOWHERE = {"url": "acme://nowhere"}
GAP = ProblemKind(
    code="acme.gap", severity="notice", zh="少一件", en="one is missing", hint_zh="", hint_en=""
)
CALLS = (["工单编号", "受理时间", "承办单位"], ["1", "2023-10-07", "甲局"])


def sound(window: Window, options: Options) -> Items:
    """Give a header and a call."""
    if options.url != HERE["url"]:
        raise UnreadableSource("acme: nobody answers")
    for number, cells in enumerate(CALLS, 1):
        yield Row(cells, Location(source="acme", row=number))


def importer(read: Read, scan: Scanner | None = None) -> ServiceImporter[Options]:
    """Return an importer that reads so, and scans so."""
    return ServiceImporter(format="acme", summary="ACME", options=Options, read=read, scan=scan)


def scans(scanning: Scanning, options: Options) -> Scan:
    """Give the same rows as columns of nobody's library."""
    header, *calls = sound(scanning.window, options)
    assert isinstance(header, Row)

    def rows(numbers: Sequence[int] | None) -> list[Row]:
        found = [row for row in calls if isinstance(row, Row)]
        return found if numbers is None else [found[number - 2] for number in numbers]

    return Scan(name="acme", head=(header,), table=NobodysFrame(), rows=rows)


def scans_fewer(scanning: Scanning, options: Options) -> Scan:
    """Lose a call on the way."""
    return attrs.evolve(scans(scanning, options), rows=lambda _: [])


def scans_for_once(scanning: Scanning, options: Options) -> Scan:
    """Leave it to the host to ask again."""
    return attrs.evolve(scans(scanning, options), rows=None)


def offers_no_columns(scanning: Scanning, options: Options) -> None:
    """Have none this time; no fault."""


def scans_lists(scanning: Scanning, options: Options) -> Scan | None:
    """Give the same rows as columns of lists."""
    return scan_of(table_of(CALLS), "acme")


def scans_an_earlier_table(scanning: Scanning, options: Options) -> Scan | None:
    """Say the rows that there are, and give columns of yesterday."""
    header, call = CALLS
    scan = scan_of(table_of(CALLS), "acme")
    return scan and attrs.evolve(scan, table=table_of((header, ["0", *call[1:]])))


def table_of(lines: Sequence[Sequence[str]]) -> Frame:
    """Return lines as columns below their headings."""
    header, *calls = lines
    return Frame({title: [call[at] for call in calls] for at, title in enumerate(header)})


class NobodysFrame:
    """Has columns that no engine knows."""

    columns = ("工单编号", "受理时间", "承办单位")


def names_no_row(window: Window, options: Options) -> Items:
    """Say the service and not where in it."""
    for row in sound(window, options):
        yield attrs.evolve(row, location=Location(source="acme"))


def tells_a_gap(window: Window, options: Options) -> Items:
    """Say that an answer held less than it promised; no fault."""
    yield from sound(window, options)
    yield Problem(GAP, Location(source="acme", row=2))


def loses_a_call(window: Window, options: Options) -> Items:
    """Give the header alone."""
    yield from itertools.islice(sound(window, options), 1)


_seen = itertools.count()


def remembers(window: Window, options: Options) -> Items:
    """Keep a count from one run to the next."""
    yield from sound(window, options)
    yield Row([next(_seen)], Location(source="acme", row=3))


def gives_a_list(window: Window, options: Options) -> Items:
    """Read everything before anybody asks."""
    return list(sound(window, options))  # type: ignore[return-value]


def calls_home(window: Window, options: Options) -> Items:
    """Tell somebody, in a datagram that needs no answer."""
    yield from sound(window, options)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as telling:
        telling.sendto(b"x", ("192.0.2.1", 9))


def tells_the_key(window: Window, options: Options) -> Items:
    """Say by which key a row was found."""
    for row in sound(window, options):
        place = attrs.evolve(row.location, source=f"acme?key={options.token}")
        yield attrs.evolve(row, location=place)


def shows_the_key(window: Window, options: Options) -> Items:
    """Give the key as a cell."""
    yield from sound(window, options)
    yield Row([options.token], Location(source="acme", row=3))


def tells_the_key_when_refused(window: Window, options: Options) -> Items:
    """Put the whole request into the message."""
    if options.url != HERE["url"]:
        raise UnreadableSource(f"acme: {options.url}?key={options.token} does not answer")
    yield from sound(window, options)


def raises_what_it_gets(window: Window, options: Options) -> Items:
    """Leave errors of the network as they are."""
    if options.url != HERE["url"]:
        raise ConnectionRefusedError(options.url)
    yield from sound(window, options)
