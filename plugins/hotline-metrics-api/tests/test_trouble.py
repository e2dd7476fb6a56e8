"""Services that are busy, broken, slow or hostile: read whole, or refused with the reason."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from hotline_metrics.plugin import OptionsError, Period, Row, UnreadableSource, Window
from hotline_metrics_api import REST, RestOptions

from .serving import Serve, as_json, in_turn

WINDOW = Window(Period.parse("2023-10"), datetime.max)
TICKETS = [{"工单编号": "1", "承办单位": "医保局"}, {"工单编号": "2", "承办单位": "教育局"}]


def read(url: str, **options: object) -> list[list[object]]:
    """Return the cells of every row that an interface gives."""
    made = RestOptions(url=url, **{"first_wait": 0.01, "attempts": 3} | options)  # type: ignore[arg-type]
    return [list(item.cells) for item in REST.read(WINDOW, made) if isinstance(item, Row)]


def refused(url: str, **options: object) -> str:
    """Return the code of the reason why an interface is not read."""
    with pytest.raises(UnreadableSource) as caught:
        read(url, **options)
    (problem,) = caught.value.problems
    for lang in ("zh", "en"):
        assert "{" not in problem.message(lang) + problem.hint(lang)
    return problem.code.removeprefix("api.")


WHOLE = [["工单编号", "承办单位"], ["1", "医保局"], ["2", "教育局"]]


# --- busy ------------------------------------------------------------------------------------
def test_429_is_waited_for_as_long_as_it_says(serve: Serve) -> None:
    """In seconds."""
    busy = Response(status=429, headers={"Retry-After": "1"})
    started = time.monotonic()
    assert read(serve(in_turn(busy, as_json(TICKETS)))) == WHOLE
    assert time.monotonic() - started >= 1


def test_503_may_name_a_moment_by_the_clock_of_the_service(listening: Listen) -> None:
    """Its clock may be wrong: what counts is how far the moment is from its own time."""
    theirs = datetime.now(UTC) - timedelta(days=400)
    date = format_datetime(theirs, usegmt=True)
    until = format_datetime(theirs + timedelta(seconds=1), usegmt=True)
    busy = f"HTTP/1.1 503 Busy\r\nDate: {date}\r\nRetry-After: {until}\r\n\r\n".encode()
    started = time.monotonic()
    assert read(listening(busy, b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps(TICKETS).encode())) == WHOLE
    assert 1 <= time.monotonic() - started < 20


@pytest.mark.parametrize("wait", ["3600", "9" * 400])
def test_nobody_waits_for_an_hour(serve: Serve, wait: str) -> None:
    """It says so at once."""
    url = serve(Response(status=429, headers={"Retry-After": wait}))
    assert refused(url) == "asked-to-wait"


@pytest.mark.parametrize("status", [202, 408, 429, 500, 502, 503, 504])
def test_another_attempt_is_made_where_it_may_help(serve: Serve, status: int) -> None:
    """``Retry-After`` may be nonsense too."""
    busy = Response("busy", status, headers={"Retry-After": "soon"})
    assert read(serve(in_turn(busy, busy, as_json(TICKETS)))) == WHOLE


def test_and_in_the_end_it_is_given_up(serve: Serve, asked: Callable[[], list[Request]]) -> None:
    """With the number of attempts."""
    assert refused(serve(Response(status=500))) == "unreachable"
    assert len(asked()) == 3


def test_further_attempts_are_not_told_to_the_terminal(
    serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    """Another program may read what ours prints."""
    assert read(serve(in_turn(Response(status=500), as_json(TICKETS)))) == WHOLE
    assert "retry" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "refused"), (401, "not-allowed"), (403, "not-allowed"), (404, "not-found"),
     (405, "refused"), (501, "refused")],
)  # fmt: skip
def test_other_refusals_are_final(
    serve: Serve, asked: Callable[[], list[Request]], status: int, code: str
) -> None:
    """And what the service says is not repeated: it may quote a citizen or a key."""
    assert refused(serve(Response("张三 13800000000", status))) == code
    assert len(asked()) == 1


def test_requests_are_paced(serve: Serve) -> None:
    """Five in a second at most, retries included."""
    busy = Response(status=500)
    started = time.monotonic()
    read(serve(in_turn(busy, busy, as_json(TICKETS))), requests_per_second=5)
    assert time.monotonic() - started >= 0.4


# --- slow and cut off ------------------------------------------------------------------------
def test_a_service_that_is_silent_is_given_up() -> None:
    """After the time-out, each time."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        assert refused(url, timeout=0.1, attempts=2) == "unreachable"
        assert 0.2 <= time.monotonic() - started < 5


def test_a_service_that_dribbles_is_given_up() -> None:
    """Each byte comes in time, the whole never."""

    def dribble(_: Request) -> Response:
        def drops() -> Iterator[bytes]:
            for _ in range(40):
                time.sleep(0.05)
                yield b" "

        return Response(drops())

    # A server of its own: it goes on when nobody listens any more.
    with HTTPServer(host="127.0.0.1", port=0) as server:
        server.expect_request("/").respond_with_handler(dribble)
        assert refused(server.url_for("/"), timeout=0.1, attempts=1) == "unreachable"


def test_an_answer_that_ends_early_is_asked_for_again(serve: Serve) -> None:
    """Its length is known, so that a part never passes for the whole."""
    data = json.dumps(TICKETS).encode()
    short = Response(data[:20])
    short.automatically_set_content_length = False
    short.headers["Content-Length"] = str(len(data))
    assert read(serve(in_turn(short, as_json(TICKETS)))) == WHOLE
    assert refused(serve(short), attempts=2) == "unreachable"


def test_an_answer_without_a_length_that_ends_early_is_no_json(listening: Listen) -> None:
    """As HTTP/1.0 does: nothing but the JSON tells."""
    url = listening(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n[{")
    assert refused(url) == "not-json"


def test_what_speaks_no_http_is_unreachable(listening: Listen) -> None:
    """Nor does anybody listen at a port that is free."""
    assert refused(listening(b"SSH-2.0-OpenSSH_9.2\r\n"), attempts=1) == "unreachable"
    assert refused("http://127.0.0.1:9", attempts=1) == "unreachable"


# --- not what it should be -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not-json"),
        (b"<html><title>Login</title></html>", "not-json"),
        (b'[{"a": 1},]', "not-json"),
        (b'[{"a": NaN}]', "not-json"),
        (b'[{"a": 1, "a": 2}]', "key-twice"),
        (b"[" * 100_000, "too-deep"),
        (b'{"a":' * 100_000, "too-deep"),
        (b"[" + b"9" * 5000 + b"]", "not-json"),
        (b'{"rows": []}', "no-items"),
        (b"null", "no-items"),
        (b'"text"', "no-items"),
    ],
)
def test_what_is_no_list_of_tickets(serve: Serve, body: bytes, code: str) -> None:
    """Each with its own advice."""
    assert refused(serve(Response(body))) == code


def test_a_page_to_log_in_is_called_by_its_name(serve: Serve) -> None:
    """It is what an expired session looks like."""
    with pytest.raises(UnreadableSource, match="web page, perhaps one to log in"):
        read(serve(Response("<!doctype html>", content_type="text/html")))


def test_an_answer_above_the_limit_is_refused(serve: Serve) -> None:
    """By its length, or when it has become too much, or when it is unpacked."""
    data = json.dumps(TICKETS * 1000).encode()
    assert refused(serve(Response(data)), max_bytes=10_000) == "too-large"
    assert refused(serve(lambda _: Response(iter([data]))), max_bytes=10_000) == "too-large"
    bomb = Response(gzip.compress(b" " * 50_000_000), headers={"Content-Encoding": "gzip"})
    assert refused(serve(bomb), max_bytes=1_000_000) == "too-large"


def test_packed_answers_are_unpacked(serve: Serve) -> None:
    """And what only says that it is packed is no answer."""
    packed = Response(
        gzip.compress(json.dumps(TICKETS).encode()), headers={"Content-Encoding": "gzip"}
    )
    assert read(serve(packed)) == WHOLE
    assert refused(serve(Response(b"[]", headers={"Content-Encoding": "gzip"}))) == "unreachable"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "application/json"),
        ("utf-8-sig", "application/json"),
        ("utf-8", "application/json; charset=ISO-8859-1"),
        ("gb18030", 'application/json; charset="GB2312"'),
        ("gbk", "application/json;charset=gbk"),
    ],
)
def test_the_encoding_is_utf_8_or_what_it_is_said_to_be(
    serve: Serve, encoding: str, said: str
) -> None:
    """JSON is UTF-8 even where an old server calls it Latin-1."""
    body = json.dumps(TICKETS, ensure_ascii=False).encode(encoding)
    assert read(serve(Response(body, content_type=said))) == WHOLE


@pytest.mark.parametrize("said", ["application/json", "application/json; charset=none-such"])
def test_another_encoding_is_never_guessed(serve: Serve, said: str) -> None:
    """It is named instead."""
    body = json.dumps(TICKETS, ensure_ascii=False).encode("gb18030")
    url = serve(Response(body, content_type=said))
    assert refused(url) == "not-text"
    assert read(url, encoding="gb18030") == WHOLE


@pytest.mark.parametrize(
    ("answer", "code"),
    [({"code": 500, "msg": "token expired", "data": None}, "failed"), ({"code": "0"}, "no-items")],
)
def test_a_failure_in_an_answer_that_succeeds(serve: Serve, answer: object, code: str) -> None:
    """No list is no empty list: an expired token must not make a month without tickets."""
    options = {"items": "data.rows", "status": "code", "status_ok": ("0", "200")}
    assert refused(serve(as_json(answer)), **options) == code
    fine = {"code": 200, "data": {"rows": None}}
    assert read(serve(as_json(fine)), **options) == []


# --- sent elsewhere --------------------------------------------------------------------------
def test_a_redirect_on_the_same_host_is_followed(server: HTTPServer, serve: Serve) -> None:
    """The credentials go along."""
    serve(lambda r: as_json(TICKETS) if r.authorization else Response(status=401))
    server.expect_request("/old").respond_with_data(status=301, headers={"Location": "/api"})
    assert len(read(server.url_for("/old"), **TOKEN)) == 3


TOKEN = {"auth": "bearer", "secret_env": "HOTLINE_TOKEN"}


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_TOKEN", "s3cret-token")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_credentials_go_to_no_other_host(
    server: HTTPServer, serve: Serve, asked: Callable[[], list[Request]], status: int
) -> None:
    """It is not even asked."""
    there = serve(as_json(TICKETS)).replace("127.0.0.1", "localhost")
    server.expect_request("/old").respond_with_data(status=status, headers={"Location": there})
    assert refused(server.url_for("/old"), **TOKEN) == "elsewhere"
    assert [request.path for request in asked()] == ["/old"]


def test_without_credentials_another_host_is_asked(
    server: HTTPServer, serve: Serve, asked: Callable[[], list[Request]]
) -> None:
    """But the office's own headers stay here: one may hold a key under a name of its own."""
    there = serve(as_json(TICKETS)).replace("127.0.0.1", "localhost")
    server.expect_request("/old").respond_with_data(status=302, headers={"Location": there})
    assert read(server.url_for("/old"), headers={"X-Office": "pingyu"}) == WHOLE
    assert ["X-Office" in request.headers for request in asked()] == [True, False]


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/api", "redirected-in-circles"),
        ("http://[::1", "redirected-in-circles"),
        ("http://x:99999/", "redirected-in-circles"),
        ("javascript:alert(1)", "elsewhere"),
        ("ftp://127.0.0.1/", "elsewhere"),
        ("http://", "redirected-in-circles"),
    ],
)
def test_redirects_to_nowhere_end(listening: Listen, target: str, code: str) -> None:
    """In circles, or at what is no address."""
    assert refused(listening(f"HTTP/1.1 302 Found\r\nLocation: {target}\r\n\r\n".encode())) == code


def test_a_posted_request_is_not_carried_elsewhere(server: HTTPServer) -> None:
    """A form would have to be posted again."""
    server.expect_request("/old").respond_with_data(status=307, headers={"Location": "/api"})
    assert refused(server.url_for("/old"), send="json") == "moved"


# --- encrypted -------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key in one file."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    both = folder / "both.pem"
    both.write_bytes((folder / "cert.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return both


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[HTTPServer]:
    """A server that speaks https with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(host="127.0.0.1", port=0, ssl_context=context) as server:
        yield server


def test_an_unknown_certificate_is_refused(encrypted: HTTPServer, certificate: Path) -> None:
    """Unless the office names it; and there is no way to look away."""
    encrypted.expect_request("/api").respond_with_response(as_json(TICKETS))
    assert refused(encrypted.url_for("/api")) == "certificate"
    assert read(encrypted.url_for("/api"), ca_file=certificate) == WHOLE
    assert "verify" not in RestOptions.__annotations__


def test_what_holds_no_certificates_is_an_option_that_is_wrong(tmp_path: Path) -> None:
    """Before anybody is asked."""
    (tmp_path / "empty.pem").write_text("")
    for name in ("none.pem", "empty.pem"):
        with pytest.raises(OptionsError, match=f"ca_file.*{name} holds no certificates") as caught:
            read("https://127.0.0.1:9", ca_file=tmp_path / name)
        assert caught.value.text("zh") == f"ca_file：从 {name} 中读不出证书"


def test_encryption_is_never_given_up(
    encrypted: HTTPServer, certificate: Path, serve: Serve
) -> None:
    """Not for a redirect, with or without credentials."""
    headers = {"Location": serve(as_json(TICKETS))}
    encrypted.expect_request("/api").respond_with_data(status=302, headers=headers)
    assert refused(encrypted.url_for("/api"), ca_file=certificate) == "downgraded"


# --- through a proxy -------------------------------------------------------------------------
def test_only_a_proxy_that_is_named_is_used(
    serve: Serve, listening: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of the environment would see what it should not."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert read(serve(as_json(TICKETS))) == WHOLE
    proxy = listening(b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps(TICKETS).encode())
    assert read("http://12345.example.gov.cn/api", proxy=proxy) == WHOLE


# --- below HTTP ------------------------------------------------------------------------------
Listen = Callable[..., str]


@pytest.fixture
def listening() -> Iterator[Listen]:
    """Answer whoever connects with some bytes, the last ones for ever, and hang up."""
    listeners: list[socket.socket] = []

    def start(*answers: bytes) -> str:
        waiting = list(answers)
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(65536)
                    peer.sendall(waiting.pop(0) if len(waiting) > 1 else waiting[0])

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
