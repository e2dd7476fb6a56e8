"""What a plugin does beside its work: files it leaves open, words it prints, hosts it calls."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import attrs
import pytest

from hotline_metrics.intake.source import Limits, Source

LOOPBACK = ("127.", "::1", "localhost", "0:0:0:0:0:0:0:1", "/")
"""How addresses of this machine begin; a path is that of a socket in its file system."""


@attrs.frozen(kw_only=True)
class WatchedSource(Source):
    """A source that remembers which streams it gave out."""

    opened: list[BinaryIO] = attrs.field(factory=list, eq=False, repr=False)

    def open(self) -> BinaryIO:
        """Open it as usual, and remember the stream."""
        stream = super().open()
        self.opened.append(stream)
        return stream

    @property
    def left_open(self) -> int:
        """How many streams nobody closed."""
        return sum(not stream.closed for stream in self.opened)


def watched(name: str, data: bytes, path: Path | None = None) -> WatchedSource:
    """Return bytes, or a file that holds them, as a watched source."""
    if path is not None:
        return WatchedSource(name=name, path=path, limits=Limits())
    return WatchedSource(name=name, data=data, limits=Limits())


@contextlib.contextmanager
def printing_nothing() -> Iterator[None]:
    """Fail when something is printed: an exporter may write to the same pipe.

    Standard output is watched below Python too, where libraries in C and other programs print.
    """
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryFile() as below:
        with (
            _standard_output(below.fileno()),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            yield
        below.seek(0)
        printed = out.getvalue() or below.read().decode("utf-8", "replace")
    assert not printed, f"it printed {printed[:80]!r}"
    assert not err.getvalue(), f"it printed {err.getvalue()[:80]!r} on stderr"


@contextlib.contextmanager
def _standard_output(instead: int) -> Iterator[None]:
    kept = os.dup(1)
    os.dup2(instead, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


@contextlib.contextmanager
def calling_nobody(*, but_loopback: bool = False) -> Iterator[None]:
    """Fail when a socket is connected, a datagram is sent or a name is looked up.

    Args:
        but_loopback: whether the machine itself may be called.
    """
    called: list[str] = []

    def watch(function: Callable[..., object], place: int) -> Callable[..., object]:
        def instead(*args: object, **named: object) -> object:
            address = [*args, *named.values()][place]
            host = str(address[0] if isinstance(address, tuple) else address)
            if not (but_loopback and host.startswith(LOOPBACK)):
                called.append(host)
                raise OSError("no network in a contract test")
            return function(*args, **named)

        return instead

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", watch(socket.socket.connect, 1))
        patch.setattr(socket.socket, "connect_ex", watch(socket.socket.connect_ex, 1))
        # The address is the last argument, with flags or without.
        patch.setattr(socket.socket, "sendto", watch(socket.socket.sendto, -1))
        patch.setattr(socket, "getaddrinfo", watch(socket.getaddrinfo, 0))
        patch.setattr(socket, "gethostbyname", watch(socket.gethostbyname, 0))
        yield
    assert not called, f"it called {', '.join(sorted(set(called)))}"
