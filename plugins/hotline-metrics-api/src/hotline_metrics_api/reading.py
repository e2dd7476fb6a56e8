"""One read of a service: what is asked, what is kept, and what was odd about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import attrs

from hotline_metrics.plugin import Location, Problem, ProblemKind, UnreadableSource
from hotline_metrics_api import refusals
from hotline_metrics_api.credentials import Credentials
from hotline_metrics_api.keep import Kept
from hotline_metrics_api.reach import Reach
from hotline_metrics_api.refusals import Interrupted, refusal
from hotline_metrics_api.request import Request
from hotline_metrics_api.service import Service

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
NO_CONTENT = 204


@attrs.frozen
class Heard:
    """What an answer says.

    Attributes:
        document: its JSON; ``None`` where it says that there is nothing.
        next: where it says that the next page is, outside of its JSON.
        nothing: whether it says that there is nothing, or no longer.
    """

    document: object
    next: str = attrs.field(default="", repr=False)
    nothing: bool = False


class Reading:
    """One read, from its first request to its last.

    Args:
        service: whom to ask.
        kept: the answers of a read that was interrupted.
        encoding: the encoding of answers; by default UTF-8, else what they say.
    """

    def __init__(self, service: Service, kept: Kept, encoding: str = "") -> None:
        """Begin to read."""
        self.source: str = service.source
        self.service = service
        self._kept = kept
        self._encoding = encoding
        self._asked = 0
        self._problems: list[Problem] = []

    def ask(self, request: Request, accept: Collection[int] = (), *, keep: bool = True) -> Heard:
        """Return what a service says to a request.

        Args:
            request: what is asked.
            accept: statuses that mean that there is nothing, such as 404 behind the last page.
            keep: whether the answer may be that of a read that was interrupted.

        Raises:
            UnreadableSource: there is no answer, or none that can be used.
        """
        self._asked += 1
        limit = self.service.reach.max_pages
        if self._asked > limit:
            raise refusal(refusals.ENDLESS, self.source, limit=str(limit))
        kept = self._kept.get(request) if keep else None
        answer = kept or self.service.ask(request, accept)
        nothing = answer.status in accept or answer.status == NO_CONTENT
        document = None if nothing else answer.document(self._encoding)
        told = answer.body + answer.next.encode()
        # Only now: what cannot be used must be asked for again.
        if keep and kept is None and not self.service.credentials.are_in(told):
            self._kept.put(request, answer)
        return Heard(document, answer.next, nothing)

    def follow(self, request: Request, target: str) -> Request:
        """Return the request for an address that the service named.

        Raises:
            UnreadableSource: it lies elsewhere.
        """
        try:
            following = request.at(target).without(self.service.credentials.names)
            trouble = self.service.keeps_out(following)
        except ValueError:
            raise refusal(refusals.NO_CURSOR, self.source, path="next") from None
        if trouble:
            raise refusal(trouble.kind, self.source, **trouble.details)
        return following

    def note(self, kind: ProblemKind, **details: str) -> None:
        """Keep something for the reader to know."""
        self._problems.append(Problem(kind, Location(source=self.source), details))

    def problems(self) -> Iterator[Problem]:
        """Yield what was odd, once all is read."""
        yield from self._problems
        if self._kept.used:
            details = {"answers": str(self._kept.used)}
            yield Problem(refusals.RESUMED, Location(source=self.source), details)


@contextmanager
def reading(
    reach: Reach, credentials: Credentials, *, what: str, encoding: str = ""
) -> Iterator[Reading]:
    """Read a service; answers that are kept go when all is read, or cannot be used.

    Args:
        reach: where it is.
        credentials: what shows it who asks.
        what: what is read, in words that differ wherever the answers would.
        encoding: the encoding of answers.
    """
    kept = Kept(reach.resume, what)
    with Service(reach, credentials) as service:
        read = Reading(service, kept, encoding)
        scheme, host, _ = Request(reach.url).origin
        if credentials.auth != "none" and scheme == "http" and host not in LOOPBACK:
            read.note(refusals.UNENCRYPTED, host=reach.source)
        try:
            yield read
        except UnreadableSource as error:
            if not isinstance(error, Interrupted):
                kept.forget()
            raise
    kept.forget()
