"""GeoReport servers differ, and none of them may hide a request."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

import attrs
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from hotline_metrics import Rulebook
from hotline_metrics.intake.intake import settle_intake
from hotline_metrics.plugin import OptionsError, Period, Problem, Row, UnreadableSource, Window
from hotline_metrics_api import OPEN311, Open311Options

from .serving import Serve, as_json

OCTOBER = Window(Period.parse("2023-10"), datetime.max)
Filed = dict[str, object]


def filed(number: int, moment: datetime) -> Filed:
    """Return a service request."""
    return {
        "service_request_id": number,
        "status": "open",
        "service_name": "城乡建设类",
        "agency_responsible": "医保局",
        "requested_datetime": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def october(count: int, seed: int = 1) -> list[Filed]:
    """Return requests of October, most of them of its last days."""
    draw = random.Random(seed)
    first = datetime(2023, 9, 30, 16, tzinfo=UTC)
    seconds = [int(31 * 86_400 * draw.random() ** 0.2) for _ in range(count)]
    return [filed(n, first + timedelta(seconds=s)) for n, s in enumerate(seconds, start=1)]


@attrs.frozen(kw_only=True)
class Habits:
    """How a server gives its requests.

    Attributes:
        most: the most it gives at once.
        pages: from which number it counts pages; ``None`` if it does not turn them.
        behind: what it gives for a page behind the last one.
        order: how it sorts.
    """

    most: int = 1000
    pages: Literal[0, 1] | None = 1
    behind: Literal["nothing", "last", "error"] = "nothing"
    order: Literal["old", "new", "number"] = "new"

    def __call__(self, known: list[Filed]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            start, end = request.args["start_date"], request.args["end_date"]
            found = [one for one in known if start <= str(one["requested_datetime"]) <= end]
            found.sort(
                key=lambda one: str(
                    one["requested_datetime"]
                    if self.order != "number"
                    else one["service_request_id"]
                ),
                reverse=self.order == "new",
            )
            if self.pages is None:
                return as_json(found[: self.most])
            page = int(request.args.get("page", self.pages)) - self.pages
            last = max(0, (len(found) - 1) // self.most)
            if page > last and self.behind == "error":
                return as_json([{"code": 404, "description": "no such page"}], 404)
            if self.behind == "last":
                page = min(page, last)
            return as_json(found[page * self.most :][: self.most])

        return answer


def read(url: str, window: Window = OCTOBER, **options: object) -> list[Row | Problem]:
    made = Open311Options(url=url, attempts=1, **options)  # type: ignore[arg-type]
    return list(OPEN311.read(window, made))


def numbers(items: list[Row | Problem]) -> list[object]:
    """Return the numbers of the requests, in order."""
    header, *rows = [item.cells for item in items if isinstance(item, Row)] or [[]]
    return sorted(row[list(header).index("service_request_id")] for row in rows)  # type: ignore[type-var]


SERVERS = [
    Habits(),
    Habits(most=50),
    Habits(most=50, pages=0),
    Habits(most=50, behind="last"),
    Habits(most=50, pages=0, behind="last"),
    Habits(most=50, behind="error"),
    Habits(most=20, pages=None),
    Habits(most=50, pages=None, order="number"),
    Habits(most=1000, pages=None, order="old"),
]


@pytest.mark.parametrize("habits", SERVERS, ids=str)
@pytest.mark.parametrize("count", [0, 1, 2, 20, 21, 50, 100, 230])
def test_no_request_is_missed(serve: Serve, habits: Habits, count: int) -> None:
    """However a server gives them, all of them come, and each once."""
    assert numbers(read(serve(habits(october(count))))) == list(range(1, count + 1))


def test_a_thousand_may_be_what_the_standard_lets_a_server_cut_off(serve: Serve) -> None:
    """Even one that turns pages: it may do so within the first thousand only."""
    known = october(1200)

    def answer(request: Request) -> Response:
        start, end = request.args["start_date"], request.args["end_date"]
        found = [one for one in known if start <= str(one["requested_datetime"]) < end]
        page = int(request.args.get("page", 1)) - 1
        return as_json(found[:1000][page * 500 : page * 500 + 500])

    assert numbers(read(serve(answer))) == list(range(1, 1201))


def test_more_in_one_second_than_a_server_gives_is_refused(serve: Serve) -> None:
    """There is no way to ask for the rest."""
    known = [filed(n, datetime(2023, 10, 7, tzinfo=UTC)) for n in range(30)]
    with pytest.raises(UnreadableSource) as caught:
        read(serve(Habits(most=20, pages=None)(known)))
    assert caught.value.problems[0].code == "api.cut-off"


def test_a_server_that_minds_neither_page_nor_time_is_refused(serve: Serve) -> None:
    """It gives its latest ones, whatever is asked."""
    with pytest.raises(UnreadableSource) as caught:
        read(serve(as_json(october(20))))
    assert caught.value.problems[0].code == "api.window-ignored"


def test_a_long_period_is_asked_for_90_days_at_a_time(
    serve: Serve, asked: Callable[[], list[Request]]
) -> None:
    """More than that a query may not span."""
    known = [filed(n, datetime(2023, 1, 1, 4, tzinfo=UTC) + timedelta(days=n)) for n in range(365)]
    year = Window(Period.parse("2023"), datetime.max)
    assert len(numbers(read(serve(Habits(most=100)(known)), year))) == 365
    spans = {(request.args["start_date"], request.args["end_date"]) for request in asked()}
    assert len(spans) == 5
    for start, end in spans:
        assert datetime.fromisoformat(end) - datetime.fromisoformat(start) <= timedelta(days=90)
    with pytest.raises(OptionsError, match="takes 1 to 90 days") as caught:
        Open311Options(url="http://127.0.0.1", days_per_request=91)
    assert caught.value.text("zh") == "days_per_request：须为 1 至 90 天"


def test_of_two_states_the_one_last_updated_counts(serve: Serve) -> None:
    """A request changed while it was read; which state came first does not matter."""
    early = filed(7, datetime(2023, 10, 7, tzinfo=UTC)) | {
        "updated_datetime": "2023-10-07T00:00:00Z"
    }
    late = early | {"status": "closed", "updated_datetime": "2023-10-09T08:00:00+08:00"}
    other = filed(8, datetime(2023, 10, 20, tzinfo=UTC))
    for first, second in ((early, late), (late, early)):

        def answer(request: Request, first: Filed = first, second: Filed = second) -> Response:
            rows = {"": [first, other], "1": [first, other], "2": [second]}
            return as_json(rows.get(request.args.get("page", ""), []))

        intake = settle_intake(read(serve(answer)), Rulebook.preset("plain"), None, OPEN311.columns)
        assert sorted((t.id, t.closed_at) for t in intake.tickets) == [
            ("7", datetime(2023, 10, 9, 8)),
            ("8", None),
        ]


def test_the_fields_of_the_standard_are_all_known(serve: Serve) -> None:
    """None of them is reported as a column that was not used."""
    request = filed(7, datetime(2023, 10, 7, tzinfo=UTC)) | {
        "status_notes": None, "service_code": "006", "description": "…", "service_notice": None,
        "updated_datetime": "2023-10-09T00:00:00Z", "expected_datetime": "2023-10-10T00:00:00Z",
        "address": "…", "address_id": 1, "zipcode": 463400, "lat": 32.96, "long": 114.64,
        "media_url": None,
    }  # fmt: skip
    items = read(serve(lambda r: as_json([] if "page" in r.args else [request])))
    intake = settle_intake(items, Rulebook.preset("plain"), None, OPEN311.columns)
    assert intake.accepted == 1
    assert [problem.code for problem in intake.problems] == []


def test_an_agency_may_stand_elsewhere(serve: Serve) -> None:
    """The standard leaves it out as it likes; an office says what stands for it."""
    request = filed(7, datetime(2023, 10, 7, tzinfo=UTC)) | {"extended": {"dept": "教育局"}}
    del request["agency_responsible"]
    url = serve(lambda r: as_json([] if "page" in r.args else [request]))
    items = read(url, columns={"extended.dept": "承办单位"})
    intake = settle_intake(items, Rulebook.preset("plain"), None, OPEN311.columns)
    assert [ticket.unit for ticket in intake.tickets] == ["教育局"]


# --- discovery -------------------------------------------------------------------------------
def discovery(url: str) -> dict[str, object]:
    """Return a discovery file that offers much, and one endpoint that fits."""
    fits = {"specification": "http://wiki.open311.org/GeoReport_V2/", "type": "production"}
    return {
        "changeset": "2011-02-03 14:18",
        "endpoints": [
            {**fits, "url": "http://127.0.0.1:9/xml", "formats": ["text/xml"]},
            {**fits, "url": "http://127.0.0.1:9/test", "type": "test", "formats": ["application/json"]},
            {**fits, "url": "http://127.0.0.1:9/v3", "specification": "http://wiki.open311.org/GeoReport_v3",
             "formats": ["application/json"]},
            {**fits, "url": url, "formats": ["text/xml", "application/json"]},
        ],
    }  # fmt: skip


def test_an_endpoint_is_discovered(
    server: HTTPServer, serve: Serve, asked: Callable[[], list[Request]]
) -> None:
    """The one that speaks JSON and is not there for tests."""
    found = discovery(serve(Habits()(october(3))))
    server.expect_request("/city/discovery.json").respond_with_json(found)
    made = read(server.url_for("/city/discovery.json"), jurisdiction="pingyu.gov")
    assert numbers(made) == [1, 2, 3]
    assert {r.args["jurisdiction_id"] for r in asked() if r.path == "/api/requests.json"} == {
        "pingyu.gov"
    }


@pytest.mark.parametrize("found", [{}, [], {"endpoints": [1, {"url": 7}]}, {"endpoints": {}}, None])
def test_a_discovery_file_without_an_endpoint_is_refused(server: HTTPServer, found: object) -> None:
    """With the advice to name it."""
    server.expect_request("/discovery.json").respond_with_json(found)
    with pytest.raises(UnreadableSource) as caught:
        read(server.url_for("/discovery.json"))
    assert caught.value.problems[0].code == "api.no-discovery"


def test_a_key_is_shown_to_no_discovered_host(
    server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was given for the host that the office named."""
    monkeypatch.setenv("OPEN311_KEY", "s3cret")
    server.expect_request("/discovery.json").respond_with_json(discovery("http://localhost:9/api"))
    with pytest.raises(UnreadableSource) as caught:
        read(server.url_for("/discovery.json"), key_env="OPEN311_KEY")
    assert caught.value.problems[0].code == "api.elsewhere"
