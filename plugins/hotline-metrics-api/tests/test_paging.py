"""Turning pages: to the end, no further, and never past a ticket without saying so."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime

import pytest
from werkzeug import Request, Response

from hotline_metrics.plugin import Period, Problem, Row, UnreadableSource, Window
from hotline_metrics_api import REST, RestOptions

from .serving import Serve, as_json, in_pages, in_turn

WINDOW = Window(Period.parse("2023-10"), datetime.max)
PAGE = {"paging": "page", "page_parameter": "page"}
OFFSET = {"paging": "offset", "page_parameter": "from"}
CURSOR = {"paging": "cursor", "page_parameter": "after", "next": "next", "items": "rows"}


def tickets(count: int, first: int = 1) -> list[dict[str, int]]:
    """Return tickets that differ in their number."""
    return [{"工单编号": number} for number in range(first, first + count)]


def read(url: str, **options: object) -> tuple[list[object], list[str]]:
    """Return the numbers of the tickets that an interface gives, and the codes of what was odd."""
    made = RestOptions(url=url, attempts=1, **options)  # type: ignore[arg-type]
    items = list(REST.read(WINDOW, made))
    rows = [item for item in items if isinstance(item, Row)]
    numbers = [row.cells[0] for row in rows[1:]]
    return numbers, [item.code[4:] for item in items if isinstance(item, Problem)]


def refused(url: str, **options: object) -> str:
    """Return the code of the reason why an interface is not read."""
    with pytest.raises(UnreadableSource) as caught:
        read(url, **options)
    (problem,) = caught.value.problems
    return problem.code.removeprefix("api.")


def page_of(request: Request) -> int:
    return int(request.args["page"]) - 1


# --- to the end ------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 20, 25])
def test_pages_are_turned_until_one_is_empty(serve: Serve, count: int) -> None:
    """A service may give fewer than it is asked for, so that a short page is not the end."""
    known = tickets(count)
    url = serve(lambda r: as_json(in_pages(known, page_of(r), 10)))
    numbers, problems = read(url, **PAGE, size_parameter="size", page_size=1000)
    assert numbers == list(range(1, count + 1))
    assert not problems


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 25])
def test_offsets_follow_what_came(serve: Serve, count: int) -> None:
    """And not what was asked for: the service gives ten, whatever is asked."""
    known = tickets(count)
    url = serve(lambda r: as_json(known[int(r.args["from"]) :][:10]))
    numbers, _ = read(url, **OFFSET, size_parameter="size", page_size=1000)
    assert numbers == list(range(1, count + 1))


def test_pages_may_be_counted_from_0(serve: Serve) -> None:
    """As the office says; a service cannot be asked."""
    known = tickets(5)
    url = serve(lambda r: as_json(in_pages(known, int(r.args["page"]), 2)))
    assert read(url, **PAGE, first_page=0)[0] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("last", [None, "", False, "left out"])
def test_a_cursor_leads_on_until_there_is_none(serve: Serve, last: object) -> None:
    """An empty page is not the end of it."""
    pages = {"": (tickets(2), "b"), "b": ([], 7), "7": (tickets(2, 3), last)}

    def answer(request: Request) -> Response:
        rows, following = pages[request.args.get("after", "")]
        told = {"rows": rows, "next": following}
        return as_json({"rows": rows} if following == "left out" else told)

    assert read(serve(answer), **CURSOR)[0] == [1, 2, 3, 4]


def test_a_link_may_be_relative_and_carries_its_own_query(
    serve: Serve, asked: Callable[[], list[Request]]
) -> None:
    """As RFC 8288 has it."""

    def answer(request: Request) -> Response:
        if "p" in request.args:
            return as_json(tickets(1, 3), Link='</api?p=1>; rel="prev"')
        return as_json(tickets(2), Link='<?p=2&w=%E7%94%B2+1>; rel="next", <?p=9>; rel=last')

    assert read(serve(answer), paging="link", parameters={"q": "1"})[0] == [1, 2, 3]
    first, second = asked()
    assert dict(first.args) == {"q": "1"}
    assert dict(second.args) == {"p": "2", "w": "甲 1"}


# --- the last page again, and behind it --------------------------------------------------------
def clamped(known: list[dict[str, int]], size: int) -> Callable[[Request], Response]:
    """Answer as services do that give the last page for every number behind it."""
    last = max(0, (len(known) - 1) // size)
    return lambda r: as_json(
        {"total": len(known), "rows": in_pages(known, min(page_of(r), last), size)}
    )


@pytest.mark.parametrize("count", [11, 19, 25])
def test_a_shorter_page_that_comes_again_is_the_last(serve: Serve, count: int) -> None:
    """The service has shown that it can give more at once."""
    url = serve(clamped(tickets(count), 10))
    assert read(url, **PAGE, items="rows")[0] == list(range(1, count + 1))


@pytest.mark.parametrize("count", [3, 10, 20])
def test_a_page_that_comes_again_may_hide_others(serve: Serve, count: int) -> None:
    """A service that does not know the parameter gives its first page for ever."""
    url = serve(clamped(tickets(count), 10))
    assert refused(url, **PAGE, items="rows") == "same-page"
    assert read(url, **PAGE, items="rows", total="total")[0] == list(range(1, count + 1))


@pytest.mark.parametrize("status", [400, 404, 416])
def test_an_error_is_an_end_only_where_nothing_can_be_missing(serve: Serve, status: int) -> None:
    """By the total, or because the page before was shorter than others."""
    known = tickets(20)

    def answer(request: Request) -> Response:
        rows = in_pages(known, page_of(request), 10)
        return as_json({"total": 20, "rows": rows}) if rows else Response(status=status)

    url = serve(answer)
    assert refused(url, **PAGE, items="rows") in {"refused", "not-found"}
    assert read(url, **PAGE, items="rows", total="total")[0] == list(range(1, 21))
    known.pop()
    assert read(url, **PAGE, items="rows")[0] == list(range(1, 20))


# --- without end -----------------------------------------------------------------------------
def test_an_endless_chain_is_cut(serve: Serve) -> None:
    """Every page is new, and so is every cursor."""
    numbers = itertools.count(1)
    url = serve(lambda _: as_json({"rows": tickets(1, next(numbers)), "next": next(numbers)}))
    assert refused(url, **CURSOR, max_pages=20) == "endless"
    pages = itertools.count(1)
    assert (
        refused(serve(lambda _: as_json(tickets(1, next(pages)))), **PAGE, max_pages=9) == "endless"
    )


def test_a_cursor_that_comes_again_is_a_loop(serve: Serve) -> None:
    """a, b, a, b, ..."""
    following = {"": "a", "a": "b", "b": "a"}
    numbers = itertools.count(1)

    def answer(request: Request) -> Response:
        after = request.args.get("after", "")
        return as_json({"rows": tickets(1, next(numbers)), "next": following[after]})

    assert refused(serve(answer), **CURSOR) == "loop"


def test_a_link_to_itself_is_a_loop(serve: Serve) -> None:
    """As a page has that does not know that it is the last."""
    numbers = itertools.count(1)
    url = serve(lambda _: as_json(tickets(1, next(numbers)), Link='</api?p=2>; rel="next"'))
    assert refused(url, paging="link") == "loop"


def test_pages_that_go_round_are_refused(serve: Serve) -> None:
    """1, 2, 1, 2, ..."""
    url = serve(lambda r: as_json(tickets(10, 1 + 10 * (page_of(r) % 2))))
    assert refused(url, **PAGE) == "same-page"


def test_the_same_page_under_another_cursor_is_refused(serve: Serve) -> None:
    """The cursor moves, the data do not."""
    cursors = itertools.count(1)
    url = serve(lambda _: as_json({"rows": tickets(3), "next": next(cursors)}))
    assert refused(url, **CURSOR) == "same-page"


@pytest.mark.parametrize("following", [1.5, ["a"], {"page": 2}, True])
def test_what_is_no_cursor_is_refused(serve: Serve, following: object) -> None:
    """And not turned into one."""
    assert refused(serve(as_json({"rows": tickets(1), "next": following})), **CURSOR) == "no-cursor"


@pytest.mark.parametrize("target", ["http://localhost/api?p=2", "https://127.0.0.1/", "//x/api"])
def test_a_next_page_elsewhere_is_not_asked_with_credentials(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    """A link is as good as a redirect."""
    monkeypatch.setenv("HOTLINE_TOKEN", "s3cret")
    token = {"auth": "bearer", "secret_env": "HOTLINE_TOKEN"}
    url = serve(as_json({"rows": tickets(1), "next": target}, Link=f'<{target}>; rel="next"'))
    assert refused(url, items="rows", paging="next", next="next", **token) == "elsewhere"
    assert refused(url, items="rows", paging="link", **token) == "elsewhere"


def test_a_next_page_that_is_no_address_is_refused(serve: Serve) -> None:
    """With advice instead of a traceback."""
    url = serve(as_json({"rows": tickets(1), "next": "http://[::1"}))
    assert refused(url, items="rows", paging="next", next="next") == "no-cursor"


# --- totals ----------------------------------------------------------------------------------
def with_total(*pages: tuple[int, list[dict[str, int]]]) -> Callable[[Request], Response]:
    return in_turn(*(as_json({"total": total, "rows": rows}) for total, rows in pages))


def test_fewer_than_the_total_is_no_month(serve: Serve) -> None:
    """Figures without the missing ones would be wrong, so none are made."""
    url = serve(with_total((5, tickets(2)), (5, tickets(2, 3)), (5, [])))
    assert refused(url, **PAGE, items="rows", total="total") == "incomplete"
    assert refused(serve(with_total((5, tickets(2)))), items="rows", total="total") == "incomplete"


def test_a_changing_total_is_said(serve: Serve) -> None:
    """All that there is in the end has been read."""
    url = serve(with_total((3, tickets(2)), (4, tickets(2, 3)), (4, [])))
    numbers, problems = read(url, **PAGE, items="rows", total="total")
    assert (numbers, problems) == ([1, 2, 3, 4], ["total-changed"])


def test_a_total_is_never_trusted_to_stop_at(serve: Serve) -> None:
    """A search engine that counts to ten thousand at most has more."""
    url = serve(with_total((2, tickets(2)), (2, tickets(2, 3)), (2, [])))
    numbers, problems = read(url, **PAGE, items="rows", total="total")
    assert (numbers, problems) == ([1, 2, 3, 4], ["total-exceeded"])


@pytest.mark.parametrize("total", [None, "many", -1, True, 2.0])
def test_what_is_no_total_is_refused(serve: Serve, total: object) -> None:
    """A text of digits is one, as some services write it."""
    url = serve(as_json({"total": total, "rows": tickets(2)}))
    assert refused(url, items="rows", total="total") == "no-total"
    assert read(serve(as_json({"total": "2", "rows": tickets(2)})), items="rows", total="total")[0]


# --- duplicates ------------------------------------------------------------------------------
def test_a_ticket_that_moved_to_the_next_page_counts_once(serve: Serve) -> None:
    """A new ticket pushed it there; what is the same is the same ticket."""
    url = serve(in_turn(*(as_json(rows) for rows in (tickets(3), tickets(3, 3), []))))
    assert read(url, **PAGE) == ([1, 2, 3, 4, 5], ["items-repeated"])


def test_one_that_moved_behind_what_was_read_is_missed_and_noticed(serve: Serve) -> None:
    """One was removed, the rest moved up: the total tells."""
    url = serve(with_total((6, tickets(3)), (6, tickets(2, 5)), (6, [])))
    assert refused(url, **PAGE, items="rows", total="total") == "incomplete"


def test_states_of_one_ticket_are_left_to_the_core(serve: Serve) -> None:
    """It rejects them, or takes the latest, as the rulebook says."""
    open_, closed = {"工单编号": 1}, {"工单编号": 1, "办结时间": "2023-10-09 08:00:00"}
    url = serve(in_turn(*(as_json(rows) for rows in ([open_], [closed], []))))
    assert read(url, **PAGE) == ([1, 1], [])


# --- windows ---------------------------------------------------------------------------------
def test_a_window_is_sliced_and_what_lies_on_the_border_counts_once(
    serve: Serve, asked: Callable[[], list[Request]]
) -> None:
    """The service takes both ends in; a midnight belongs to two slices."""
    known = [{"工单编号": day, "time": f"2023-10-{day:02} 00:00:00"} for day in range(1, 32)]

    def answer(request: Request) -> Response:
        start, end = request.args["start"], request.args["end"]
        return as_json([one for one in known if start <= str(one["time"]) <= end])

    numbers, problems = read(
        serve(answer),
        window_by="dispatched",
        window_start="start",
        window_end="end",
        days_per_request=10,
    )
    assert numbers == list(range(1, 32))
    assert problems == ["items-repeated"]
    assert [request.args["start"][5:10] for request in asked()] == [
        "10-01",
        "10-11",
        "10-21",
        "10-31",
    ]
    assert asked()[-1].args["end"] == "2023-11-01 00:00:00"
