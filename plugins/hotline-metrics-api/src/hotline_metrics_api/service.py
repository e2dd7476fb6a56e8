"""Asking a service: paced, with limits of time and size, and again where that may help."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import attrs

from hotline_metrics.plugin import OptionsError
from hotline_metrics_api import refusals
from hotline_metrics_api.answer import Answer
from hotline_metrics_api.credentials import Credentials
from hotline_metrics_api.reach import Reach
from hotline_metrics_api.refusals import refusal
from hotline_metrics_api.request import Request
from hotline_metrics_api.trouble import Trouble, asked_wait, trouble_of, unreachable

if TYPE_CHECKING:
    import httpx2

MAX_REDIRECTS = 5
BUSY = frozenset({202, 408, 425, 429})
"""Statuses that ask for another attempt, beside all from 500 on but 501 and 505."""
NEVER = frozenset({501, 505})
MOVED = frozenset({301, 302, 303, 307, 308})
QUIET = logging.NullHandler()
HEADERS = (
    ("Accept", "application/json"),
    ("Accept-Encoding", "gzip, deflate"),
    ("User-Agent", "hotline-metrics-api"),
)


@attrs.frozen
class _Moved:
    target: str = attrs.field(repr=False)
    status: int


class _Again(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.kind.code)
        self.trouble = trouble


class Service:
    """A service that is asked one request after another.

    The transport is used without the client that usually stands above it: that would log every
    address, and a key may stand in one. Nothing that knows the credentials raises: errors and
    tracebacks are made where only the bare request is known.

    Args:
        reach: where it is and how patiently it is asked.
        credentials: what shows it who asks.
    """

    def __init__(self, reach: Reach, credentials: Credentials) -> None:
        """Prepare a connection; nobody is called yet."""
        import httpx2

        # Without any handler its notes on every further attempt would go to the terminal.
        logging.getLogger("stamina").addHandler(QUIET)
        self.reach = reach
        self.source: str = reach.source
        self.credentials = credentials
        self._origin = Request(reach.url).origin
        self._next_moment = 0.0
        self._transport = httpx2.HTTPTransport(
            verify=_trusted(reach.ca_file),
            trust_env=False,
            proxy=httpx2.Proxy(reach.proxy) if reach.proxy else None,
        )

    def __enter__(self) -> Self:
        """Use the connection."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self._transport.close()

    def ask(self, request: Request, accept: Collection[int] = ()) -> Answer:
        """Return the answer to a request.

        Args:
            request: what is asked.
            accept: statuses that are answers too, though without a body, such as 404.

        Raises:
            UnreadableSource: there is none, with the reason.
        """
        import stamina

        trouble: Trouble | None = None
        try:
            for attempt in stamina.retry_context(
                on=_pause,
                attempts=self.reach.attempts,
                timeout=None,
                wait_initial=float(self.reach.first_wait),
                wait_max=float(self.reach.longest_wait),
                wait_jitter=float(self.reach.first_wait),
            ):
                with attempt:
                    outcome = self._outcome(request, accept)
                    if isinstance(outcome, Answer):
                        return outcome
                    trouble = outcome
                    raise _Again(outcome)
        except _Again:
            pass
        assert trouble is not None  # noqa: S101 - the loop ends with an answer or in trouble
        details = {"attempts": str(self.reach.attempts), **trouble.details}
        raise refusal(trouble.kind, self.source, **details)

    def _outcome(self, request: Request, accept: Collection[int]) -> Answer | Trouble:
        """Follow redirects, but never with credentials to anybody else."""
        for _ in range(MAX_REDIRECTS + 1):
            outcome = self._send(request, accept)
            if not isinstance(outcome, _Moved):
                return outcome
            if request.send != "query":
                return Trouble(
                    kind=refusals.MOVED_WITH_FORM, details={"status": str(outcome.status)}
                )
            try:
                target = request.at(outcome.target).without(self.credentials.names)
                trouble = self.keeps_out(target)
            except ValueError:
                return Trouble(kind=refusals.REDIRECTED_IN_CIRCLES)
            if trouble:
                return trouble
            elsewhere = target.origin != request.origin
            request = attrs.evolve(target, headers=()) if elsewhere else target
        return Trouble(kind=refusals.REDIRECTED_IN_CIRCLES)

    def keeps_out(self, request: Request) -> Trouble | None:
        """Return why an address that the service named is not asked, if it is not."""
        scheme, host, _ = request.origin
        if request.origin == self._origin:
            return None
        details = {"host": request.host}
        if self._origin[0] == "https" and scheme != "https":
            return Trouble(kind=refusals.DOWNGRADED, details=details)
        if self.credentials.auth != "none" or not host or scheme not in {"http", "https"}:
            return Trouble(kind=refusals.ELSEWHERE, details=details)
        return None

    def _send(self, request: Request, accept: Collection[int]) -> Answer | Trouble | _Moved:
        """Make one request; whatever goes wrong is returned, as the request is signed here."""
        import httpx2

        self._pace()
        signed = request if self.keeps_out(request) else self.credentials.add(request)
        body, timeout = signed.body, float(self.reach.timeout)
        headers = [*HEADERS, *signed.headers]
        if body is not None:
            kind = "json" if request.send == "json" else "x-www-form-urlencoded"
            headers.append(("Content-Type", f"application/{kind}"))
        try:
            sent = httpx2.Request(
                "GET" if body is None else "POST",
                signed.address,
                headers=headers,
                content=body,
                extensions={"timeout": httpx2.Timeout(timeout).as_dict()},
            )
            response = self._transport.handle_request(sent)
            try:
                return self._receive(request, response, accept)
            finally:
                response.close()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            return trouble_of(error)

    def _receive(
        self, request: Request, response: httpx2.Response, accept: Collection[int]
    ) -> Answer | Trouble | _Moved:
        status, headers = response.status_code, response.headers
        if status in MOVED and "location" in headers:
            return _Moved(headers["location"], status)
        if status in BUSY or (status >= 500 and status not in NEVER):
            wait = asked_wait(headers.get("retry-after", ""), headers.get("date", ""))
            if wait is not None and wait > self.reach.longest_wait:
                details = {"seconds": str(round(wait))}
                return Trouble(kind=refusals.ASKED_TO_WAIT, details=details)
            return unreachable(f"HTTP {status}", f"HTTP {status}", wait)
        if status in accept or status == 204:
            return Answer(url=request.url, status=status)
        if not 200 <= status < 300:
            kind = {401: refusals.NOT_ALLOWED, 403: refusals.NOT_ALLOWED, 404: refusals.NOT_FOUND}
            details = {"status": str(status)}
            return Trouble(kind=kind.get(status, refusals.REFUSED), details=details)
        return self._read(request, response)

    def _read(self, request: Request, response: httpx2.Response) -> Answer | Trouble:
        limit = self.reach.max_bytes
        until = time.monotonic() + 10 * float(self.reach.timeout)
        too_large = Trouble(kind=refusals.TOO_LARGE, details={"limit": str(limit)})
        said = response.headers.get("content-length", "")
        if said.isdecimal() and int(said) > limit:
            return too_large
        body = bytearray()
        for block in response.iter_bytes():
            body += block
            if len(body) > limit:
                return too_large
            if time.monotonic() > until:
                return unreachable("回答太慢", "it answers too slowly")
        return Answer(
            url=request.url,
            status=response.status_code,
            body=bytes(body),
            content_type=response.headers.get("content-type", ""),
            next=response.links.get("next", {}).get("url", ""),
        )

    def _pace(self) -> None:
        rate = float(self.reach.requests_per_second)
        if rate:
            time.sleep(max(0.0, self._next_moment - time.monotonic()))
            self._next_moment = time.monotonic() + 1 / rate


def _trusted(ca_file: Path | None) -> ssl.SSLContext | bool:
    if ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise OptionsError(
            f"ca_file：从 {ca_file.name} 中读不出证书",
            f"ca_file: {ca_file.name} holds no certificates that can be read",
        ) from error


def _pause(error: Exception) -> bool | float:
    if not isinstance(error, _Again) or not error.trouble.again:
        return False
    return True if error.trouble.wait is None else error.trouble.wait
