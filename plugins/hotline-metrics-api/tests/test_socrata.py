"""A portal's rows: all of them, in an order that holds, and none counted twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from werkzeug import Request, Response

from hotline_metrics import Rulebook
from hotline_metrics.intake.intake import settle_intake
from hotline_metrics.plugin import OptionsError, Period, Problem, Row, UnreadableSource, Window
from hotline_metrics_api import SOCRATA, SocrataOptions

from .serving import Serve, as_json

OCTOBER = Window(Period.parse("2023-10"), datetime.max)


def rows(count: int) -> list[dict[str, str]]:
    """Return rows as New York has them."""
    return [
        {
            ":id": f"row-{n}",
            "unique_key": str(n),
            "created_date": "2023-10-07T08:00:00.000",
            "agency_name": "Department of Transportation",
        }
        for n in range(1, count + 1)
    ]


class Portal:
    """A portal whose data set may change while it is read.

    Args:
        counts: how many rows it says there are, one time after another.
        known: what it has.
    """

    def __init__(self, known: list[dict[str, str]], counts: list[int] | None = None) -> None:
        self.known = known
        self.counts: Iterator[int] = iter(counts or [len(known)] * 9)

    def __call__(self, request: Request) -> Response:
        if request.args["$select"].startswith("count("):
            return as_json([{"rows": str(next(self.counts))}])
        first = int(request.args["$offset"])
        return as_json(self.known[first : first + int(request.args["$limit"])])


def read(url: str, **options: object) -> list[Row | Problem]:
    given = {"dataset": "erm2-nwe9", "date_column": "created_date", "attempts": 1, **options}
    return list(SOCRATA.read(OCTOBER, SocrataOptions(url=url, **given)))  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 10, 23])
def test_every_row_comes_once(serve: Serve, count: int) -> None:
    """A portal may give fewer than it is asked for."""
    made = [item for item in read(serve(Portal(rows(count))), page_size=5) if isinstance(item, Row)]
    assert len(made) == (count + 1 if count else 0)


def test_what_is_asked_of_a_portal(serve: Serve, asked: Callable[[], list[Request]]) -> None:
    """The period in its own time, and the office's condition beside it."""
    read(serve(Portal(rows(1))), where="agency='DOT' OR agency='DSNY'", order="unique_key")
    counted, first = asked()[:2]
    where = (
        "created_date >= '2023-10-01T00:00:00' AND created_date < '2023-11-01T00:00:00' "
        "AND (agency='DOT' OR agency='DSNY')"
    )
    assert dict(counted.args) == {"$select": "count(*) AS rows", "$where": where}
    assert dict(first.args) == {
        "$where": where, "$select": ":id, *", "$order": "unique_key", "$limit": "10000",
        "$offset": "0",
    }  # fmt: skip
    assert first.path == "/api/resource/erm2-nwe9.json"


def test_the_core_knows_a_portal_s_names(serve: Serve) -> None:
    """Those of New York, without a word of configuration."""
    intake = settle_intake(
        read(serve(Portal(rows(2)))), Rulebook.preset("plain"), None, SOCRATA.columns
    )
    assert (intake.accepted, [problem.code for problem in intake.problems]) == (2, [])


def test_a_data_set_that_grew_is_said(serve: Serve) -> None:
    """All that there is in the end was read."""
    (problem,) = [i for i in read(serve(Portal(rows(6), [5, 6]))) if isinstance(i, Problem)]
    assert problem.code == "api.total-changed"


def test_a_row_that_was_missed_makes_no_month(serve: Serve) -> None:
    """It came in, or moved, while pages were turned."""
    with pytest.raises(UnreadableSource) as caught:
        read(serve(Portal(rows(5), [5, 6])))
    assert caught.value.problems[0].code == "api.incomplete"


@pytest.mark.parametrize("answer", [[], [{}], {"error": True, "message": "no-such-column"}])
def test_a_portal_that_does_not_count_is_refused(serve: Serve, answer: object) -> None:
    """Then nothing tells whether all was read."""
    with pytest.raises(UnreadableSource) as caught:
        read(serve(as_json(answer)))
    assert caught.value.problems[0].code == "api.no-total"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"dataset": "NYC 311"}, "dataset"),
        ({"dataset": "abcd-1234/../x"}, "dataset"),
        ({"date_column": ""}, "date_column"),
        ({"date_column": "created' OR 1=1 --"}, "date_column"),
        ({"order": "a; b"}, "order"),
        ({"page_size": 60_000}, "page_size"),
    ],
)
def test_what_is_no_data_set_is_refused(wrong: dict[str, object], said: str) -> None:
    """Before anybody is asked."""
    with pytest.raises(OptionsError, match=f"^{said}: ") as caught:
        read("http://127.0.0.1:9", **wrong)
    assert caught.value.text("zh").startswith(f"{said}：须")
