"""Turning pages to the end, and no further: every way that services have of giving a list in parts.

A list is read until the service says that there is no more: an empty page, or no next one. A
total, where the service gives one, is never trusted to stop at, only to check what was read. A
page that comes again is the end only where it is certain that nothing is missing; everything else
that repeats is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import attrs

from hotline_metrics_api import refusals
from hotline_metrics_api.answer import MISSING, at_path, number_at, shown_path
from hotline_metrics_api.refusals import refusal
from hotline_metrics_api.request import Request

if TYPE_CHECKING:
    from hotline_metrics_api.reading import Heard, Reading

PagingKind = Literal["none", "page", "offset", "cursor", "next", "link"]

PAST_END = frozenset({400, 404, 416})
"""How some services say that a page lies behind the last one."""


@attrs.frozen
class Item:
    """One element of a list that a service gives.

    Attributes:
        value: the JSON.
        place: where it stands: which request, and where in its answer.
        digest: a name for what it says.
    """

    value: object
    place: str
    digest: bytes = attrs.field(repr=False)

    @classmethod
    def of(cls, value: object, place: str) -> Item:
        """Return a value as an item; one too deep to be a ticket is named by its place."""
        try:
            told = json.dumps(value, sort_keys=True)
        except RecursionError:
            told = place
        return cls(value, place, hashlib.sha256(told.encode()).digest()[:16])


@attrs.frozen(kw_only=True)
class Paging:
    """How a service gives a list in parts.

    Attributes:
        kind: by number of page, by number of item, by a cursor for the next page, by the address
            of the next page in the answer (``next``) or in its header ``Link``.
        parameter: what gets the page, the offset or the cursor.
        first: the number of the first page, or of the first item.
        size: how many items are asked for.
        size_parameter: what gets the size; without one it is not sent.
        items: path of the list in an answer.
        next: path of the cursor or address.
        total: path of the number of all items.
        status: path of what says whether the service succeeded.
        status_ok: what stands there if it did.
    """

    kind: PagingKind = "none"
    parameter: str = ""
    first: int = 1
    size: int = 100
    size_parameter: str = ""
    items: str = ""
    next: str = ""
    total: str = ""
    status: str = ""
    status_ok: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether pages are counted, so that there is one behind the last."""
        return self.kind in {"page", "offset"}


def turn_pages(read: Reading, request: Request, paging: Paging) -> Iterator[Item]:
    """Yield the items of a list, page after page.

    Args:
        read: the read they belong to.
        request: what is asked, without anything about pages.
        paging: how the service gives the list.

    Raises:
        UnreadableSource: an answer is none, pages come again, or fewer items came than there are.
    """
    if paging.size_parameter:
        request = request.with_parameter(paging.size_parameter, paging.size)
    if paging.counts:
        request = request.with_parameter(paging.parameter, paging.first)
    watch = Watch(read, paging)
    asked: set[str] = set()
    following: Request | None = request
    while following is not None:
        request = following
        if request.key in asked:
            raise refusal(refusals.LOOP, read.source, page=str(len(asked) + 1))
        asked.add(request.key)
        heard = read.ask(request, PAST_END if watch.is_complete else ())
        place = _place(request, paging, len(asked))
        values = [] if heard.nothing else find_items(heard.document, paging, read.source)
        items = [Item.of(value, f"{place}[{n}]") for n, value in enumerate(values)]
        total = None if heard.nothing else watch.total_of(heard.document)
        if not watch.goes_on(items, total):
            break
        yield from items
        following = _next(read, request, heard, paging, watch)
    watch.close()


class Watch:
    """Watches pages go by: what has come before, and whether it can be all.

    Args:
        read: the read, which is told what is odd.
        paging: how the service gives the list.
    """

    def __init__(self, read: Reading, paging: Paging) -> None:
        """Watch from the first page on."""
        self.read = read
        self.paging = paging
        self.position: int = 0
        self._pages: dict[bytes, int] = {}
        self._digests: set[bytes] = set()
        self._longest = 0
        self._last = 0
        self._totals: list[int] = []

    @property
    def is_complete(self) -> bool:
        """Whether it is certain that nothing is missing: by the total, or by a shorter page."""
        by_total = bool(self._totals) and len(self._digests) >= self._totals[-1]
        return by_total or self._last < self._longest

    def total_of(self, document: object) -> int | None:
        """Return what an answer says there is in all; later ones need not say it again.

        Raises:
            UnreadableSource: the first one does not say it.
        """
        if not self.paging.total:
            return None
        found = number_at(document, self.paging.total)
        if found is not None or self._totals:
            return found
        raise refusal(refusals.NO_TOTAL, self.read.source, path=shown_path(self.paging.total))

    def goes_on(self, items: list[Item], total: int | None) -> bool:
        """Take a page in; tell whether there may be another."""
        if total is not None:
            self._totals.append(total)
        if not items:
            # Cursors and links go on through empty pages; counted pages end with one.
            return not self.paging.counts
        page = hashlib.sha256(b"".join(item.digest for item in items)).digest()
        number = len(self._pages) + 1
        if page in self._pages:
            if self.paging.counts and self.is_complete:
                return False
            details = {"page": str(number), "other": str(self._pages[page])}
            raise refusal(refusals.SAME_PAGE, self.read.source, **details)
        self._pages[page] = number
        self._digests.update(item.digest for item in items)
        self.position += len(items)
        self._last, self._longest = len(items), max(self._longest, len(items))
        return True

    def close(self) -> None:
        """Compare what came with what the service said there is.

        Raises:
            UnreadableSource: something is missing.
        """
        if not self._totals:
            return
        items, first, last = len(self._digests), self._totals[0], self._totals[-1]
        if items < last:
            details = {"total": str(last), "items": str(items)}
            raise refusal(refusals.INCOMPLETE, self.read.source, **details)
        if first != last:
            self.read.note(refusals.TOTAL_CHANGED, first=str(first), last=str(last))
        elif items > last:
            self.read.note(refusals.TOTAL_EXCEEDED, total=str(last), items=str(items))


def find_items(document: object, paging: Paging, source: str) -> list[object]:
    """Return the list in an answer.

    Raises:
        UnreadableSource: there is none, or the service says that it failed.
    """
    if paging.status:
        found = at_path(document, paging.status)
        if _word(found) not in paging.status_ok:
            shown = _shown(found)
            raise refusal(
                refusals.FAILED,
                source,
                status=shown_path(paging.status),
                found=f"（{shown}）" if shown else "",
                found_en=f" ({shown})" if shown else "",
            )
    found = at_path(document, paging.items)
    if isinstance(found, list):
        return found
    if found is None and paging.status:
        return []
    keys = _keys(document)
    raise refusal(
        refusals.NO_ITEMS,
        source,
        path=shown_path(paging.items),
        found=f"，回答里有：{'、'.join(keys)}" if keys else "",
        found_en=f"; the answer has {', '.join(keys)}" if keys else "",
    )


def _next(
    read: Reading, request: Request, heard: Heard, paging: Paging, watch: Watch
) -> Request | None:
    match paging.kind:
        case "none":
            return None
        case "page":
            number = int(dict(request.parameters)[paging.parameter]) + 1
            return request.with_parameter(paging.parameter, number)
        case "offset":
            # By what came, not by what was asked for: services give fewer than they are asked.
            return request.with_parameter(paging.parameter, paging.first + watch.position)
        case "link":
            return read.follow(request, heard.next) if heard.next else None
        case "cursor" | "next":
            found = MISSING if heard.nothing else at_path(heard.document, paging.next)
            if found in (None, "", False, MISSING):
                return None
            if paging.kind == "next" and isinstance(found, str):
                return read.follow(request, found)
            if paging.kind == "cursor" and type(found) in {str, int}:
                return request.with_parameter(paging.parameter, found)  # type: ignore[arg-type]
            raise refusal(refusals.NO_CURSOR, read.source, path=shown_path(paging.next))


def _place(request: Request, paging: Paging, number: int) -> str:
    """Say which request an item came with: what can be asked again, else its number."""
    where = shown_path(paging.items)
    if paging.counts:
        return f"?{paging.parameter}={dict(request.parameters)[paging.parameter]} {where}"
    return where if paging.kind == "none" else f"#{number} {where}"


def _word(found: object) -> str:
    if isinstance(found, bool):
        return str(found).lower()
    return str(found) if isinstance(found, (str, int)) else ""


def _shown(found: object) -> str:
    # A text could be anything, a message about a person included.
    return str(found) if isinstance(found, int) else ""


def _keys(document: object) -> list[str]:
    """Return an answer's own keys where they look like names and not like data."""
    if not isinstance(document, dict) or len(document) > 20:
        return []
    keys = [str(key) for key in document]
    return keys if all(key.isidentifier() and len(key) <= 30 for key in keys) else []
