"""What an office writes about its service, in hotline.toml, in a file of its own, as words."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from werkzeug import Request, Response

from hotline_metrics import read_service_tickets
from hotline_metrics.cli import main
from hotline_metrics.plugin import OptionsError, make_options
from hotline_metrics.plugin.options import option_lines
from hotline_metrics_api import OPEN311, REST, SOCRATA, RestOptions

from .serving import Serve, as_json

URL = "https://12345.example.gov.cn/api"
TICKET = {"orderNum": "1", "dept": {"name": "医保局"}, "time": "2023-10-07T02:23:49Z"}
COLUMNS = {"orderNum": "工单编号", "dept.name": "承办单位", "time": "受理时间"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "url: the address of the service is missing"),
        ({"url": "12345.example.gov.cn"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "http://x:99999"}, "url"),
        ({"url": "https://me:s3cret@x/"}, "use auth"),
        ({"url": "https://x/?token=s3cret"}, "use parameters"),
        ({"proxy": "proxy:3128"}, "proxy"),
        ({"zone": "Asia/Pingyu"}, "zone"),
        ({"timeout": 0}, "timeout"),
        ({"attempts": 0}, "attempts"),
        ({"days_before": -1}, "days_before"),
        ({"columns": {"a": "工单编号", "b": "工单编号"}}, "two fields are called 工单编号"),
        ({"paging": "page"}, "page_parameter"),
        ({"paging": "cursor", "page_parameter": "c"}, "next"),
        ({"paging": "link", "send": "json"}, "send"),
        ({"page_size": 0}, "page_size"),
        ({"window_start": "from"}, "window_by"),
        ({"days_per_request": 31}, "window_start"),
        ({"window_format": "yyyy-MM-dd"}, "window_format"),
        ({"status": "code"}, "status_ok"),
        ({"auth": "bearer"}, "secret_env"),
        ({"auth": "basic", "secret_env": "X"}, "user_env"),
        ({"headers": {"authorization": "Bearer s3cret"}}, "use auth"),
    ],
)
def test_what_cannot_work_is_said_before_anybody_is_asked(
    wrong: dict[str, object], said: str
) -> None:
    """In both languages, and without repeating a secret that stands in the wrong place."""
    with pytest.raises(OptionsError, match=said) as caught:
        make_options(REST, {"url": URL} | wrong if wrong else {})
    assert re.search("[\u4e00-\u9fff]", caught.value.text("zh"))
    assert not re.search("[\u4e00-\u9fff]", caught.value.text("en").replace("工单编号", ""))
    assert "s3cret" not in f"{caught.value.said}"


def test_every_fault_is_named_at_once() -> None:
    """A developer should not mend one after another."""
    with pytest.raises(OptionsError) as caught:
        RestOptions(url=URL, timeout=Decimal(0), paging="page", auth="bearer")
    assert len(str(caught.value).splitlines()) == 3


def test_unknown_options_are_told_the_right_ones() -> None:
    """As everywhere."""
    with pytest.raises(OptionsError, match="Did you mean 'page_size'"):
        make_options(REST, {"url": URL, "pagesize": 10})
    with pytest.raises(OptionsError, match="'paging' takes one of none, page"):
        make_options(REST, {"url": URL, "paging": "pages"})


@pytest.mark.parametrize("importer", [REST, OPEN311, SOCRATA], ids=lambda each: each.format)
def test_no_option_takes_a_secret_itself(importer: object) -> None:
    """Only the name of the variable that holds it."""
    names = {line.name for line in option_lines(importer.options)}  # type: ignore[attr-defined]
    secrets = {
        n for n in names if any(word in n for word in ("secret", "token", "password", "user"))
    }
    assert all(name.endswith("_env") for name in secrets)


# --- a file of its own -----------------------------------------------------------------------
@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "service.toml"
    path.write_text(
        f'url = "{URL}"\npage_size = 7\ntimeout = 1.5\n[columns]\norderNum = "工单编号"\n', "utf-8"
    )
    return path


def settled(made: RestOptions) -> RestOptions:
    from hotline_metrics_api.reach import from_file

    return from_file(REST, made)


def test_options_may_stand_in_a_file_of_their_own(file: Path) -> None:
    """As in ``-O rest.config=service.toml``."""
    made = settled(make_options(REST, {"config": str(file)}))
    assert made == RestOptions(
        url=URL, page_size=7, timeout=Decimal("1.5"), columns={"orderNum": "工单编号"}
    )


def test_what_is_given_beside_the_file_wins(file: Path) -> None:
    """Word by word."""
    made = settled(make_options(REST, {"config": str(file), "page_size": "9", "attempts": "1"}))
    assert (made.page_size, made.attempts, made.url) == (9, 1, URL)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('url = "https://x"\npagesize = 1', "Did you mean 'page_size'"),
        ('paging = "page"\nurl = "https://x"', "page_parameter"),
        ("url = ", "not valid TOML"),
        ('config = "other.toml"', "names a further config"),
        ("", "url"),
    ],
)
def test_a_file_is_read_as_strictly(file: Path, text: str, said: str) -> None:
    """When it is used."""
    file.write_text(text, "utf-8")
    with pytest.raises(OptionsError, match=said):
        settled(RestOptions(config=file))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(OptionsError, match=r"none\.toml.*cannot be read"):
        settled(RestOptions(config=tmp_path / "none.toml"))


# --- the command line ------------------------------------------------------------------------
def interface(asked: list[str]) -> object:
    """Return a service that gives one ticket, and keeps what it was asked for."""

    def answer(request: Request) -> Response:
        asked.append(request.args.get("from", ""))
        return as_json({"data": [TICKET]})

    return answer


def test_the_monthly_job_is_one_line(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With everything about the service in hotline.toml."""
    asked: list[str] = []
    url = serve(interface(asked))  # type: ignore[arg-type]
    (tmp_path / "hotline.toml").write_text(
        f'rules = "pingyu"\noutputs = ["report.json"]\n\n[importers.rest]\nurl = "{url}"\n'
        'items = "data"\nwindow_by = "received"\nwindow_start = "from"\nwindow_format = "iso"\n\n'
        '[importers.rest.columns]\norderNum = "工单编号"\n"dept.name" = "承办单位"\n'
        'time = "受理时间"\n',
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)
    assert main(["report", "--from", "rest", "-m", "2023-10"]) == 0
    report = json.loads(Path("report.json").read_text("utf-8"))
    assert report["totals"]["assigned"] == 1
    assert report["as_of"] == "2023-10-07T10:23:49", "told in UTC, and counted in the office's time"
    assert asked == ["2023-08-31T00:00:00+08:00"], "a ticket may have come in before the period"
    assert main(["check", "--from", "rest", "-m", "2023-10", "-O", "rest.days_before=0"]) == 0
    assert asked[1] == "2023-10-01T00:00:00+08:00", "the rest of hotline.toml still holds"


def test_all_of_it_can_be_said_in_words(serve: Serve, tmp_path: Path) -> None:
    """For a look at a service that nobody has described yet."""
    url = serve(interface([]))  # type: ignore[arg-type]
    options = {
        "url": url,
        "items": "data",
        "columns": ",".join(f"{k}={v}" for k, v in COLUMNS.items()),
    }
    words = [word for key, value in options.items() for word in ("-O", f"rest.{key}={value}")]
    assert main(["check", "--from", "rest", "-m", "2023-10", *words]) == 0


def test_a_service_that_does_not_answer_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2, and a sentence in each language."""
    words = ["report", "--from", "rest", "-m", "2023-10", "-o", str(tmp_path / "report.json")]
    words += ["-O", "rest.url=http://127.0.0.1:9", "-O", "rest.attempts=1"]
    for lang, said in (("en", "it cannot be connected to"), ("zh", "连接不上")):
        assert main(["--lang", lang, *words]) == 2
        assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_says_how_it_was_read(serve: Serve) -> None:
    """What differs from the usual, in words."""
    url = serve(interface([]))  # type: ignore[arg-type]
    options = RestOptions(url=url, items="data", columns=COLUMNS)
    (read,) = read_service_tickets("rest", "2023-10", options=options).inputs
    assert read.options == {"url": url, "items": "data", "columns": str(COLUMNS)}
    assert attrs.evolve(options) == options
