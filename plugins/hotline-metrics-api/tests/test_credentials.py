"""Who asks is shown to the service, and to nobody else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from hotline_metrics import Rulebook, compile_report, encode_report, read_service_tickets
from hotline_metrics.cli import main
from hotline_metrics.errors import HotlineMetricsError
from hotline_metrics.plugin import OptionsError, Period, Row, Window
from hotline_metrics.workflow.describe import describe_run
from hotline_metrics_api import OPEN311, REST, SOCRATA, Open311Options, RestOptions, SocrataOptions
from hotline_metrics_api.credentials import Credentials
from hotline_metrics_api.keep import Kept
from hotline_metrics_api.reading import reading

from .serving import Serve, as_json, in_turn

WINDOW = Window(Period.parse("2023-10"), datetime.max)
SECRET = "s3cret-0815/+=&"
TICKETS = [{"工单编号": "1", "承办单位": "医保局", "受理时间": "2023-10-07 08:00:00"}]

WAYS: dict[str, dict[str, object]] = {
    "bearer": {"auth": "bearer"},
    "basic": {"auth": "basic", "user_env": "HOTLINE_USER"},
    "key in a header": {"auth": "key", "key_name": "X-Token"},
    "key in the address": {"auth": "key", "key_in": "query", "key_name": "token"},
    "signed": {"auth": "signed", "app_id": "pingyu"},
}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    # A file that was read into the variable ends with a line end.
    monkeypatch.setenv("HOTLINE_SECRET", SECRET + "\n")
    monkeypatch.setenv("HOTLINE_USER", "用户")


def rest(url: str, way: str, **options: object) -> RestOptions:
    """Return the options of an interface that wants to know who asks."""
    quick = {"first_wait": 0.01, "attempts": 2}
    made = {"url": url, "secret_env": "HOTLINE_SECRET", **quick, **WAYS[way], **options}
    return RestOptions(**made)  # type: ignore[arg-type]


def signature(request: Request) -> str:
    """Sign a request as the documentation says, from what arrived."""
    pairs = sorted(
        (name, value)
        for name, value in parse_qsl(request.query_string.decode(), keep_blank_values=True)
        if name != "sign"
    )
    text = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    return hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()


def knows_us(request: Request) -> bool:
    """Tell whether a request shows who asks, in any of the ways."""
    basic = base64.b64encode(f"用户:{SECRET}".encode()).decode()
    return (
        request.headers.get("Authorization") in {f"Bearer {SECRET}", f"Basic {basic}"}
        or request.headers.get("X-Token") == SECRET
        or request.args.get("token") == SECRET
        or ("sign" in request.args and request.args["sign"] == signature(request))
    )


@pytest.mark.parametrize("way", WAYS)
def test_the_service_knows_who_asks(serve: Serve, way: str) -> None:
    """With every page."""

    def answer(request: Request) -> Response:
        if not knows_us(request):
            return Response(status=401)
        return as_json(TICKETS if request.args["p"] == "1" else [])

    options = rest(
        serve(answer), way, paging="page", page_parameter="p", parameters={"名": "甲 乙"}
    )
    assert len([item for item in REST.read(WINDOW, options) if isinstance(item, Row)]) == 2


def test_a_signed_query_carries_name_time_and_signature(
    serve: Serve, asked: Callable[[], list[Request]]
) -> None:
    """Each attempt is signed anew, by its own time."""
    url = serve(in_turn(Response(status=503), as_json(TICKETS)))
    list(REST.read(WINDOW, rest(url, "signed", timestamp_unit="milliseconds", first_wait=0.05)))
    first, second = asked()
    assert first.args["appId"] == "pingyu"
    assert abs(int(first.args["timestamp"]) / 1000 - time.time()) < 60
    assert first.args["timestamp"] != second.args["timestamp"]


def test_a_signed_form_is_signed_by_its_fields(
    serve: Serve, asked: Callable[[], list[Request]]
) -> None:
    """Whether they are posted as a form or as JSON; SM3 where the machine knows it."""
    for send in ("form", "json"):
        url = serve(as_json(TICKETS))
        list(REST.read(WINDOW, rest(url, "signed", send=send, parameters={"q": "甲 1"})))
    form, posted = asked()
    for fields in (form.form.to_dict(), posted.get_json()):
        sign = fields.pop("sign")
        text = "&".join(
            f"{quote(n, safe='')}={quote(v, safe='')}" for n, v in sorted(fields.items())
        )
        assert sign == hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this OpenSSL has no SM3")
def test_a_query_may_be_signed_with_sm3(serve: Serve, asked: Callable[[], list[Request]]) -> None:
    """The hash function of Chinese standards."""
    list(REST.read(WINDOW, rest(serve(as_json(TICKETS)), "signed", algorithm="sm3")))
    assert len(asked()[0].args["sign"]) == 64
    assert asked()[0].args["sign"] != signature(asked()[0])


def test_open311_and_socrata_show_their_keys(
    serve: Serve, asked: Callable[[], list[Request]]
) -> None:
    """As their standards have it."""
    url = serve(as_json([]))
    list(OPEN311.read(WINDOW, Open311Options(url=url, key_env="HOTLINE_SECRET")))
    assert {request.args["api_key"] for request in asked()} == {SECRET}
    url = serve(lambda r: as_json([{"rows": "0"}] if "count" in r.args["$select"] else []))
    data_set = {"dataset": "abcd-1234", "date_column": "created"}
    list(SOCRATA.read(WINDOW, SocrataOptions(url=url, token_env="HOTLINE_SECRET", **data_set)))  # type: ignore[arg-type]
    assert {request.headers["X-App-Token"] for request in asked()[-3:]} == {SECRET}


# --- nobody else -----------------------------------------------------------------------------
SIGHTS = (SECRET, quote(SECRET, safe=""), base64.b64encode(f"用户:{SECRET}".encode()).decode())


def echo(request: Request) -> Response:
    """Answer as badly as a service can: whatever was sent comes back in body and headers."""
    text = f"{request.full_path} {request.headers}"
    back = {"Location": f"http://localhost{request.full_path}", "X-Echo": repr(text)}
    return Response(text, int(request.path[-3:]), back)


@pytest.fixture
def no_sight(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[Callable[[str], None]]:
    """Look for the secret: in what is given, in every log and in all that is printed."""
    # The test's own server logs what it is asked, and a wire trace what the server says.
    for name in ("werkzeug", "httpcore2.http11"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with caplog.at_level(logging.DEBUG):
        said: list[str] = []
        yield said.append
    printed = capfd.readouterr()
    for text in (*said, caplog.text, *map(repr, caplog.records), printed.out, printed.err):
        for sight in SIGHTS:
            assert sight not in text
    for name in ("werkzeug", "httpcore2.http11"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.parametrize("status", ["200", "302", "400", "401", "404", "429", "500"])
@pytest.mark.parametrize("way", WAYS)
def test_a_planted_secret_is_in_no_error_log_or_output(
    server: HTTPServer, no_sight: Callable[[str], None], way: str, status: str
) -> None:
    """Not in the message, nor in what lies behind it, nor in the variables of its frames."""
    server.expect_request(f"/echo/{status}").respond_with_handler(echo)
    options = rest(server.url_for(f"/echo/{status}"), way)
    no_sight(repr(options))
    with pytest.raises(HotlineMetricsError) as caught:
        list(REST.read(WINDOW, options))
    error: BaseException | None = caught.value
    while error is not None:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        no_sight("".join(told.format()))
        no_sight(repr(error) + repr(vars(error)))
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("way", WAYS)
def test_a_planted_secret_is_in_no_report(
    serve: Serve, no_sight: Callable[[str], None], way: str
) -> None:
    """Nor in the manifest, the places or the problems, even where links repeat it."""

    def answer(request: Request) -> Response:
        following = "" if "p" in request.args else f"{request.url}{'&' if request.args else '?'}p=2"
        bad = {"工单编号": "2", "承办单位": "医保局", "受理时间": "2023-13-07"}
        return as_json([bad] if "p" in request.args else TICKETS, Link=f"<{following}>; rel=next")

    options = rest(serve(answer), way, paging="link")
    rules = Rulebook.preset("plain")
    intake = read_service_tickets("rest", "2023-10", rules=rules, options=options)
    assert (intake.accepted, intake.rejected) == (1, 1)
    report = compile_report(intake, "2023-10", rules=rules)
    no_sight(repr(intake) + repr(describe_run(report, intake, rules)))
    no_sight(encode_report(report).decode())
    no_sight("".join(p.message("en") + p.location.describe("en") for p in intake.problems))


def test_a_planted_secret_is_not_printed_by_the_program(
    serve: Serve, tmp_path: Path, no_sight: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right or wrong, whatever is written."""
    monkeypatch.chdir(tmp_path)
    Path("hotline.toml").write_text(
        '[importers.rest]\nauth = "key"\nkey_in = "query"\nkey_name = "token"\n'
        'secret_env = "HOTLINE_SECRET"\nattempts = 1\n',
        "utf-8",
    )
    words = ["report", "-m", "2023-10", "--from", "rest", "-o", "out.json", "-O"]
    assert main([*words, f"rest.url={serve(as_json(TICKETS))}"]) == 0
    assert main([*words, f"rest.url={serve(Response(status=403))}"]) == 2
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != "hotline.toml":
            no_sight(path.read_text("utf-8"))
    assert json.loads(Path("out.json").read_text("utf-8"))["rows"]["accepted"] == 1


# --- what is wrong with them -----------------------------------------------------------------
@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_a_secret_that_is_not_there_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    """By the name of its variable."""
    monkeypatch.delenv("HOTLINE_SECRET")
    if value is not None:
        monkeypatch.setenv("HOTLINE_SECRET", value)
    with pytest.raises(OptionsError, match="HOTLINE_SECRET is not set") as caught:
        list(REST.read(WINDOW, rest("http://127.0.0.1:9", "bearer")))
    assert caught.value.text("zh") == "环境变量 HOTLINE_SECRET 没有设置"


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "密码", "a\tb"])
def test_what_no_header_can_carry_is_refused_unseen(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """Before anybody is called."""
    monkeypatch.setenv("HOTLINE_SECRET", value)
    with pytest.raises(OptionsError, match="HOTLINE_SECRET holds characters") as caught:
        list(REST.read(WINDOW, rest("http://127.0.0.1:9", "bearer")))
    assert value not in str(caught.value)
    assert value not in caught.value.text("zh")


def test_a_password_may_be_chinese(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is encoded."""
    monkeypatch.setenv("HOTLINE_SECRET", "密码")
    expected = "Basic " + base64.b64encode("用户:密码".encode()).decode()
    url = serve(lambda r: as_json(TICKETS if r.headers["Authorization"] == expected else None))
    assert list(REST.read(WINDOW, rest(url, "basic")))


def test_credentials_in_the_open_are_warned_of() -> None:
    """On the way to another machine."""
    credentials = Credentials(auth="bearer", secret="x")
    for url, warned in (
        ("http://12345.example.gov.cn", 1),
        ("http://127.0.0.1", 0),
        ("https://x", 0),
    ):
        with reading(RestOptions(url=url), credentials, what="") as read:
            assert len(list(read.problems())) == warned
    assert Kept(None, "").used == 0
