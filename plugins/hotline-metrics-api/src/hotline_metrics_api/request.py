"""What is asked of a service, as a value: an address, parameters, and how they are sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, quote, urljoin, urlsplit, urlunsplit

import attrs

from hotline_metrics.plugin import Message

Send = Literal["query", "form", "json"]
"""Where parameters go: into the address, or into the body of a POST as a form or as JSON."""

Parameter = tuple[str, str | int]

_PORTS = {"http": 80, "https": 443}


@attrs.frozen
class Request:
    """One request, without the credentials that are added to it at the last moment.

    Attributes:
        url: the address without a query.
        parameters: names and values; a number stays one where they are sent as JSON.
        headers: further headers.
        send: where the parameters go.
    """

    url: str
    parameters: tuple[Parameter, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    send: Send = "query"

    def with_parameter(self, name: str, value: str | int) -> Request:
        """Return the request with a parameter set, in its old place if it was there."""
        if name in dict(self.parameters):
            changed = tuple((n, value if n == name else v) for n, v in self.parameters)
        else:
            changed = (*self.parameters, (name, value))
        return attrs.evolve(self, parameters=changed)

    def with_header(self, name: str, value: str) -> Request:
        """Return the request with one more header."""
        return attrs.evolve(self, headers=(*self.headers, (name, value)))

    def without(self, names: Collection[str]) -> Request:
        """Return the request without some of its parameters."""
        kept = tuple((name, value) for name, value in self.parameters if name not in names)
        return attrs.evolve(self, parameters=kept)

    def at(self, target: str) -> Request:
        """Return the request for an address that the service named, relative ones included.

        An address of this very host stays encrypted where we are: servers behind a proxy often
        do not know that they are reached by https.
        """
        here, there = urlsplit(self.url), urlsplit(urljoin(self.url, target))
        if (here.scheme, there.scheme) == ("https", "http") and here.hostname == there.hostname:
            ports = (here.port or 443, there.port or 80)
            if ports[0] == ports[1] or ports == (443, 80):
                there = there._replace(scheme="https", netloc=here.netloc)
        query = tuple(parse_qsl(there.query, keep_blank_values=True))
        return attrs.evolve(self, url=_bare(there), parameters=query)

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: those to whom credentials may be shown."""
        parts = urlsplit(self.url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        return (parts.scheme, (parts.hostname or "").lower(), port)

    @property
    def host(self) -> str:
        """The host as messages name it, with its port where it is an unusual one."""
        return host_of(self.url)

    @property
    def query(self) -> str:
        """The parameters as they are written in an address."""
        return "&".join(f"{escape(name)}={escape(value)}" for name, value in self.parameters)

    @property
    def address(self) -> str:
        """The full address, with the parameters if they belong there."""
        query = self.query if self.send == "query" else ""
        return f"{self.url}?{query}" if query else self.url

    @property
    def body(self) -> bytes | None:
        """The body that is sent, if any."""
        if self.send == "json":
            return json.dumps(dict(self.parameters), ensure_ascii=False).encode()
        return self.query.encode() if self.send == "form" else None

    @property
    def key(self) -> str:
        """A name for this request among all others."""
        told = json.dumps([self.send, self.url, self.parameters, self.headers])
        return hashlib.sha256(told.encode()).hexdigest()


def escape(value: str | int) -> str:
    """Percent-encode all but the unreserved characters of RFC 3986.

    >>> escape("2023-10-01 00:00:00+08:00")
    '2023-10-01%2000%3A00%3A00%2B08%3A00'
    """
    return quote(str(value), safe="")


def host_of(url: str) -> str:
    """Return an address's host as messages name it, with its port where it is an unusual one."""
    parts = urlsplit(url)
    port = parts.port if parts.port != _PORTS.get(parts.scheme) else None
    return f"{parts.hostname or ''}:{port}" if port else parts.hostname or ""


def join(url: str, path: str) -> str:
    """Put a path below an address, whichever of them brings the slash.

    >>> join("https://12345.example.gov.cn/api", "tickets")
    'https://12345.example.gov.cn/api/tickets'
    """
    return f"{url.rstrip('/')}/{path.lstrip('/')}" if path else url


def fault_of(url: str) -> Message | None:
    """Say what keeps a text from being the address of a service, if anything."""
    if not url:
        return Message("没有写明服务的地址", "the address of the service is missing")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        return Message(
            "须以 http:// 或 https:// 开头，并写明主机",
            "begins with http:// or https:// and names a host",
        )
    if parts.username or parts.password:
        return Message("不写用户名和密码，请用 auth", "names no user or password; use auth")
    if parts.query or parts.fragment:
        return Message("不带 ? 和 #，参数写在 parameters", "has no ? and no #; use parameters")
    return None


def _bare(parts: SplitResult) -> str:
    return urlunsplit(parts._replace(query="", fragment=""))
