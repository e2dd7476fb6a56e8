"""Every request of a GeoReport v2 server, however it gives them.

The standard says little about how much a server gives at once, so servers differ. Some turn pages
by ``page``, counted from 0 or from 1, and behind the last one give nothing, or an error, or the
last one again. Others give the first 20, 50 or 1000 requests whatever page is asked for. So that
none is missed:

* Pages are turned until one brings nothing new. Where the server has shown that it turns pages,
  that is the end.
* Otherwise an answer may have been cut off if it is as long as any that the server gave. Then the
  stretch of time is halved, and each half asked for, until answers are shorter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from hotline_metrics_api import refusals
from hotline_metrics_api.answer import shown_path
from hotline_metrics_api.paging import PAST_END, Item, Paging, find_items
from hotline_metrics_api.refusals import refusal
from hotline_metrics_api.request import Request
from hotline_metrics_api.span import Span, written

if TYPE_CHECKING:
    from hotline_metrics_api.reading import Reading

LIMIT = 1000
"""How many requests the standard lets a server give; so many may be cut off."""

FEWEST = 10
"""Fewer than this are not cut off: no server is known that gives less than 20 at once."""


class GeoReport:
    """A server, and what has been learnt of how it turns pages.

    Args:
        read: the read.
        request: what is asked, without time and page.
        items: path of the list in an answer.
    """

    def __init__(self, read: Reading, request: Request, items: str = "") -> None:
        """Know nothing of it yet."""
        self._read = read
        self._request = request
        self._paging = Paging(items=items)
        self._given: set[bytes] = set()
        self._fresh: list[Item] = []
        self._moments: set[str] = set()
        self._second: int | None = None
        self._may_turn = True
        self._most = FEWEST

    def all_of(self, span: Span) -> Iterator[Item]:
        """Yield every request of a stretch of time, and what has changed since it was given.

        Raises:
            UnreadableSource: some cannot be reached.
        """
        numbers, is_all = self._turn(span)
        yield from self._fresh
        if is_all or len(numbers) < self._most:
            return
        if not all(_is_within(moment, span) for moment in self._moments):
            raise refusal(refusals.WINDOW_IGNORED, self._read.source)
        halves = span.halves()
        if halves[0].start == halves[0].end:
            raise refusal(refusals.CUT_OFF, self._read.source, items=str(len(numbers)))
        for half in halves:
            for item in self.all_of(half):
                # The whole was cut off, so the server does not turn pages.
                self._may_turn = self._second is not None
                yield item

    def _turn(self, span: Span) -> tuple[set[str], bool]:
        """Turn the pages of a stretch; return the numbers, and whether they are certainly all."""
        self._fresh, self._moments = [], set()
        request = self._request.with_parameter("start_date", written(span.start, "utc"))
        request = request.with_parameter("end_date", written(span.end, "utc"))
        numbers = self._page(request) or set()
        self._most = max(self._most, len(numbers))
        if not numbers or not self._may_turn:
            return numbers, not numbers
        # Without a number comes the first page, so that number 1 is the first or the second.
        page = self._second or 1
        while True:
            answer = self._page(request.with_parameter("page", page))
            more = answer or set()
            # Only a page that shares nothing with those before shows that pages are turned.
            if self._second is None and answer is not None and more.isdisjoint(numbers):
                self._second = page
            is_new = not more <= numbers
            numbers |= more
            if not is_new and (self._second is not None or page > 1):
                return numbers, self._second is not None and len(numbers) != LIMIT
            page += 1

    def _page(self, request: Request) -> set[str] | None:
        """Return the numbers of a page's requests, or nothing where there is no such page."""
        accept = PAST_END if "page" in dict(request.parameters) else ()
        heard = self._read.ask(request, accept)
        if heard.nothing:
            return None if accept else set()
        place = f"?{request.query} {shown_path(self._paging.items)}"
        numbers = set()
        for n, value in enumerate(find_items(heard.document, self._paging, self._read.source)):
            item = Item.of(_with_closing(value), f"{place}[{n}]")
            said = value if isinstance(value, dict) else {}
            number = said.get("service_request_id")
            numbers.add(item.digest.hex() if number is None else str(number))
            self._moments.add(str(said.get("requested_datetime", "")))
            if item.digest not in self._given:
                self._given.add(item.digest)
                self._fresh.append(item)
        return numbers


def _with_closing(value: object) -> object:
    """Return a request with the moment it was closed: when it was last updated, if it is closed."""
    if not isinstance(value, dict):
        return value
    is_closed = str(value.get("status", "")).lower() == "closed"
    closed = value.get("updated_datetime") if is_closed else None
    return {"closed_datetime": closed, **value}


def _is_within(said: str, span: Span) -> bool:
    """Tell whether a moment lies in a stretch of time, as far as it can be read."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return True
    return moment.tzinfo is None or span.start <= moment <= span.end
