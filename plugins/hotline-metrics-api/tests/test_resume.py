"""A read that was interrupted goes on where it was, and leaves nothing behind when it is done."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from werkzeug import Request, Response

from hotline_metrics.plugin import OptionsError, Period, Problem, Row, UnreadableSource, Window
from hotline_metrics_api import REST, RestOptions

from .serving import Serve, as_json, in_pages

OCTOBER = Window(Period.parse("2023-10"), datetime.max)
TICKETS = [{"工单编号": number} for number in range(1, 8)]


class Flaky:
    """A service that is down from its third page on, until it is mended."""

    def __init__(self) -> None:
        self.is_down = True
        self.asked: list[str] = []

    def __call__(self, request: Request) -> Response:
        page = int(request.args["p"])
        self.asked.append(request.args["p"])
        if self.is_down and page >= 3:
            return Response(status=503)
        return as_json(in_pages(TICKETS, page - 1, 2))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def options(url: str, folder: Path | None, **more: object) -> RestOptions:
    made = {"url": url, "paging": "page", "page_parameter": "p", "attempts": 1, **more}
    return RestOptions(resume=folder, **made)  # type: ignore[arg-type]


def read(made: RestOptions, window: Window = OCTOBER) -> list[Row | Problem]:
    return list(REST.read(window, made))


def numbers(items: list[Row | Problem]) -> list[object]:
    return [item.cells[0] for item in items if isinstance(item, Row)][1:]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_read_is_not_asked_for_again(serve: Serve, folder: Path) -> None:
    """And the reader is told how much is of the read before."""
    service = Flaky()
    made = options(serve(service), folder)
    with pytest.raises(UnreadableSource) as caught:
        read(made)
    assert caught.value.problems[0].code == "api.unreachable"
    service.is_down = False
    items = read(made)
    assert numbers(items) == [1, 2, 3, 4, 5, 6, 7]
    assert service.asked == ["1", "2", "3", "3", "4", "5"]
    (problem,) = [item for item in items if isinstance(item, Problem)]
    assert (problem.code, problem.details["answers"]) == ("api.resumed", "2")


def test_nothing_is_left_when_all_is_read(serve: Serve, folder: Path) -> None:
    """Answers hold what citizens said."""
    service = Flaky()
    service.is_down = False
    read(options(serve(service), folder))
    assert list(folder.iterdir()) == []


def test_nobody_else_can_read_what_is_kept(serve: Serve, folder: Path) -> None:
    """Neither the files nor their folder."""
    with pytest.raises(UnreadableSource):
        read(options(serve(Flaky()), folder))
    kept = files(folder)
    assert len(kept) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert stat.S_IMODE(kept[0].parent.stat().st_mode) == 0o700


def test_it_goes_on_after_a_reader_that_stopped(serve: Serve, folder: Path) -> None:
    """Interrupted between two rows, or between two answers."""
    service = Flaky()
    service.is_down = False
    rows = REST.read(OCTOBER, options(serve(service), folder))
    next(rows)
    rows.close()  # type: ignore[attr-defined]
    assert len(files(folder)) == 5
    assert numbers(read(options(serve(service), folder))) == [1, 2, 3, 4, 5, 6, 7]
    assert len(service.asked) == 5


def test_without_it_nothing_is_kept(serve: Serve, tmp_path: Path) -> None:
    """The usual way: there is nothing to clean up."""
    with pytest.raises(UnreadableSource):
        read(options(serve(Flaky()), None))
    assert files(tmp_path) == []


def test_other_reads_have_answers_of_their_own(serve: Serve, folder: Path) -> None:
    """Another month, another secret."""
    with pytest.raises(UnreadableSource):
        read(options(serve(Flaky()), folder))
    service = Flaky()
    service.is_down = False
    window = Window(Period.parse("2023-09"), datetime.max)
    read(options(serve(service), folder), window)
    assert len(service.asked) == 5
    assert len(files(folder)) == 2, "those of October are still there"


def test_patience_may_grow_in_between(serve: Serve, folder: Path) -> None:
    """What was advised is no other read."""
    service = Flaky()
    with pytest.raises(UnreadableSource):
        read(options(serve(service), folder))
    service.is_down = False
    read(options(serve(service), folder, attempts=9, timeout=60))
    assert service.asked[3:] == ["3", "4", "5"]


def test_pages_of_two_days_are_not_put_together(serve: Serve, folder: Path) -> None:
    """What is too old is read again."""
    service = Flaky()
    with pytest.raises(UnreadableSource):
        read(options(serve(service), folder))
    then = time.time() - 7 * 3600
    os.utime(files(folder)[0], (then, then))
    service.is_down = False
    assert numbers(read(options(serve(service), folder))) == [1, 2, 3, 4, 5, 6, 7]
    assert service.asked[3:] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("damage", [b"", b"{}", b"nothing", b'{"url": 1}\n[]'])
def test_a_damaged_answer_is_asked_for_again(serve: Serve, folder: Path, damage: bytes) -> None:
    """Half a file is no answer, nor is one that somebody changed."""
    service = Flaky()
    with pytest.raises(UnreadableSource):
        read(options(serve(service), folder))
    for path in files(folder):
        path.write_bytes(damage or path.read_bytes()[:-1] + b" ")
    service.is_down = False
    assert numbers(read(options(serve(service), folder))) == [1, 2, 3, 4, 5, 6, 7]


def test_what_cannot_be_used_is_not_kept(serve: Serve, folder: Path) -> None:
    """Asking again must be able to help."""
    bad: Callable[[Request], Response] = lambda r: (  # noqa: E731
        as_json(in_pages(TICKETS, int(r.args["p"]) - 1, 2)) if r.args["p"] < "3" else Response("<")
    )
    with pytest.raises(UnreadableSource):
        read(options(serve(bad), folder))
    assert files(folder) == []


def test_an_answer_that_repeats_a_secret_is_not_kept(
    serve: Serve, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As links do that carry the whole query; it is asked for again instead."""
    monkeypatch.setenv("HOTLINE_KEY", "s3cret/0815")
    key = {"auth": "key", "key_in": "query", "key_name": "key", "secret_env": "HOTLINE_KEY"}

    def answer(request: Request) -> Response:
        if "p" in request.args:
            return Response(status=503)
        return as_json(TICKETS, Link=f"<{request.url}&p=2>; rel=next")

    with pytest.raises(UnreadableSource):
        read(RestOptions(url=serve(answer), resume=folder, paging="link", attempts=1, **key))  # type: ignore[arg-type]
    assert files(folder) == []


def test_a_folder_that_cannot_be_used_is_an_option_that_is_wrong(
    serve: Serve, tmp_path: Path
) -> None:
    """It is a file, for example."""
    (tmp_path / "kept").write_text("")
    with pytest.raises(OptionsError, match="resume: .* cannot be used") as caught:
        read(options(serve(Flaky()), tmp_path / "kept"))
    assert caught.value.text("zh").startswith("resume：不能使用文件夹 ")
