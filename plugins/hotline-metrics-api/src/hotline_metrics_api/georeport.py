"""Every request of a GeoReport v2 server, however it gives them.

The standard says little about how much a server gives at once, so servers differ. Some turn pages
by ``page``, counted from 0 or from 1, and behind the last one give nothing, or an error, or the
last one again. Others give the first 20, 50 or 1000 requests whatever page is asked for. So that
none is missed:

* Pages are turned until one brings nothing new. Where the server has shown that it turns pages,
  that is the end.
* Otherwise the stretch of time is halved until two halves that both hold requests hold the same
  ones as the whole: had the server cut the whole off, the halves would have brought more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from hotline_metrics_api import refusals
from hotline_metrics_api.answer import shown_path
from hotline_metrics_api.paging import PAST_END, Item, Paging, find_items
from hotline_metrics_api.reading import Reading
from hotline_metrics_api.refusals import refusal
from hotline_metrics_api.request import Request
from hotline_metrics_api.span import Span, written

LIMIT = 1000
"""How many requests the standard lets a server give; so many may be cut off."""

Found = dict[str, Item]
"""Requests by their number."""


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
        self._second: int | None = None
        self._turns = True

    def all_of(self, span: Span) -> Iterator[Item]:
        """Yield every request of a stretch of time, and what has changed since it was given.

        Raises:
            UnreadableSource: some cannot be reached.
        """
        found, whole = self._turn(span)
        yield from self._fresh(found)
        if not whole:
            yield from self._rest_of(span, found)

    def _rest_of(self, span: Span, found: Found) -> Iterator[Item]:
        """Make sure that what was found in a stretch is all of it; yield what is not."""
        while len(found) > 1:
            left, right = span.halves()
            if left.start == left.end:
                raise refusal(refusals.CUT_OFF, self._read.source, items=str(len(found)))
            early, late = self._turn(left)[0], self._turn(right)[0]
            both = {**early, **late}
            yield from self._fresh(both)
            if early and late:
                self._check_halves(early, late, right.start)
                if both.keys() != found.keys():
                    # More than the whole had: the server does not turn pages, but cuts off.
                    self._turns = self._second is not None
                    yield from self._rest_of(left, early)
                    yield from self._rest_of(right, late)
                return
            span, found = (left, early) if early else (right, late)

    def _check_halves(self, early: Found, late: Found, middle: datetime) -> None:
        for number in early.keys() & late.keys():
            if _requested(early[number]) != middle:
                raise refusal(refusals.WINDOW_IGNORED, self._read.source)

    def _turn(self, span: Span) -> tuple[Found, bool]:
        """Turn the pages of a stretch; tell whether that is certain to be all."""
        request = self._request.with_parameter("start_date", written(span.start, "utc"))
        request = request.with_parameter("end_date", written(span.end, "utc"))
        found = self._page(request) or {}
        if not found or not self._turns:
            return found, not found
        # Without a number comes the first page, so that number 1 is the first or the second.
        page = self._second or 1
        while True:
            answer = self._page(request.with_parameter("page", page))
            more = answer or {}
            is_new = not more.keys() <= found.keys()
            # Only a page that shares nothing with those before shows that pages are turned.
            if self._second is None and answer is not None and more.keys().isdisjoint(found):
                self._second = page
            found |= more
            if not is_new and (self._second is not None or page > 1):
                return found, self._second is not None and len(found) != LIMIT
            page += 1

    def _page(self, request: Request) -> Found | None:
        """Return the requests of a page, or nothing where the server has no such page."""
        accept = PAST_END if "page" in dict(request.parameters) else ()
        heard = self._read.ask(request, accept)
        if heard.nothing:
            return None if accept else {}
        place = f"?{request.query} {shown_path(self._paging.items)}"
        found: Found = {}
        for n, value in enumerate(find_items(heard.document, self._paging, self._read.source)):
            item = Item.of(_with_closing(value), f"{place}[{n}]")
            number = value.get("service_request_id") if isinstance(value, Mapping) else None
            found[item.digest.hex() if number is None else str(number)] = item
        return found

    def _fresh(self, found: Found) -> Iterator[Item]:
        for item in found.values():
            if item.digest not in self._given:
                self._given.add(item.digest)
                yield item


def _with_closing(value: object) -> object:
    """Return a request with the moment it was closed: when it was last updated, if it is closed."""
    if not isinstance(value, Mapping):
        return value
    is_closed = str(value.get("status", "")).lower() == "closed"
    closed = value.get("updated_datetime") if is_closed else None
    return {"closed_datetime": closed, **value}


def _requested(item: Item) -> datetime | None:
    said = item.value.get("requested_datetime") if isinstance(item.value, Mapping) else None
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
