"""A service on this machine that answers whatever it is told to."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    answers: Sequence[bytes] = (b"",)
    asked = 0


class _Handler(BaseHTTPRequestHandler):
    # Connections stay open, as one read asks many times.
    protocol_version = "HTTP/1.1"
    # Head and body go in one packet: the second would wait for the first to be acknowledged.
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        """Give the next answer, and the last one for ever."""
        place = min(self.server.asked, len(self.server.answers) - 1)
        self.server.asked += 1
        body = self.server.answers[place]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@cache
def _server() -> _Server:
    server = _Server(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def answering(answers: Sequence[bytes]) -> str:
    """Give these answers from now on, one after another; return the service's address.

    Args:
        answers: at least one.
    """
    server = _server()
    server.answers, server.asked = answers, 0
    return f"http://127.0.0.1:{server.server_port}"
