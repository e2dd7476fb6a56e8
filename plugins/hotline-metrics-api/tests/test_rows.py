"""Items as rows: flat, typed, and with every key that any of them has."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug import Response

from hotline_metrics import Rulebook
from hotline_metrics.intake.intake import settle_intake
from hotline_metrics.plugin import Period, Problem, Row, UnreadableSource, Window
from hotline_metrics_api import REST, RestOptions
from hotline_metrics_api.flatten import Unfit, flatten
from hotline_metrics_api.paging import Item

from .serving import Serve, as_json, in_turn

WINDOW = Window(Period.parse("2023-10"), datetime.max)


def read(url: str, **options: object) -> list[Row | Problem]:
    made = RestOptions(url=url, attempts=1, **options)  # type: ignore[arg-type]
    return list(REST.read(WINDOW, made))


def cells(url: str, **options: object) -> list[list[object]]:
    return [list(item.cells) for item in read(url, **options) if isinstance(item, Row)]


def problems(url: str, **options: object) -> list[Problem]:
    return [item for item in read(url, **options) if isinstance(item, Problem)]


# --- values ----------------------------------------------------------------------------------
def test_values_keep_their_types(serve: Serve) -> None:
    """What JSON has: text, whole and other numbers, truth, nothing."""
    item = {"a": "甲", "b": 1, "c": 1.5, "d": True, "e": None, "f": 0, "g": False, "h": ""}
    made = cells(serve(as_json([item])))
    assert made == [list("abcdefgh"), ["甲", 1, 1.5, True, None, 0, False, ""]]
    assert [type(cell) for cell in made[1]] == [str, int, float, bool, type(None), int, bool, str]


def test_a_number_of_18_digits_stays_whole(serve: Serve) -> None:
    """It is exact in JSON, and a float would lose its last digits; one that is a float has."""
    numbers = [231007102349106144, 2**53, 2**53 - 1, 2.31007102349106144e17]
    made = cells(serve(as_json([{"工单编号": number} for number in numbers])))
    expected = ["231007102349106144", "9007199254740992", 2**53 - 1, 2.31007102349106144e17]
    assert [row[0] for row in made[1:]] == expected


def test_nested_objects_are_flattened(serve: Serve) -> None:
    """With dots; an object that is nothing is no column beside its own keys."""
    items = [
        {"no": 1, "dept": {"name": "医保局", "head": {"id": 7}}, "geo": {}},
        {"no": 2, "dept": None},
    ]
    assert cells(serve(as_json(items))) == [
        ["no", "dept.name", "dept.head.id", "geo"],
        [1, "医保局", 7, None],
        [2, None, None, None],
    ]


def test_lists_of_plain_values_are_one_text(serve: Serve) -> None:
    """As the core reads several names; any other list stays JSON."""
    item = {"units": ["医保局", "教育局"], "n": [1, None, True], "e": [], "o": [{"a": "甲"}]}
    assert cells(serve(as_json([item])))[1] == ["医保局、教育局", "1、true", None, '[{"a": "甲"}]']


def test_each_unit_of_a_ticket_may_be_a_row(serve: Serve) -> None:
    """One ticket, several units, each with its own deadline."""
    items = [
        {"no": 1, "work": [{"unit": "医保局", "due": "2023-10-09"}, {"unit": "教育局"}], "x": "y"},
        {"no": 2, "work": []},
        {"no": 3, "x": "z"},
    ]
    url = serve(as_json(items))
    assert cells(url, each="work") == [
        ["no", "x", "work.unit", "work.due", "work"][:4],
        [1, "y", "医保局", "2023-10-09"],
        [1, "y", "教育局", None],
        [2, None, None, None],
        [3, "z", None, None],
    ]
    rows = [item for item in read(url, each="work") if isinstance(item, Row)]
    assert rows[2].location.path == "$[0].work[1]"


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ("seconds", 1696645429), ("seconds", "1696645429"), ("milliseconds", 1696645429000),
        ("utc", "2023-10-07 02:23:49"), ("utc", "2023-10-07T10:23:49+08:00"),
    ],
)  # fmt: skip
def test_clocks(serve: Serve, clock: str, told: object) -> None:
    """A moment gets its zone here, and the office's in the core."""
    item = {"工单编号": "1", "承办单位": "医保局", "受理时间": told}
    items = read(serve(as_json([item])), times={"受理时间": clock})
    (ticket,) = settle_intake(items, Rulebook.preset("plain")).tickets
    assert ticket.received_at == datetime(2023, 10, 7, 10, 23, 49)


@pytest.mark.parametrize("told", ["soon", True, None, 10**30, [1, 2]])
@pytest.mark.parametrize("clock", ["seconds", "milliseconds", "utc"])
def test_what_is_no_moment_stays_as_it_is(serve: Serve, clock: str, told: object) -> None:
    """The core says what is wrong with it."""
    plain = cells(serve(as_json([{"t": told}])))
    assert cells(serve(as_json([{"t": told}])), times={"t": clock}) == plain


# --- keys ------------------------------------------------------------------------------------
def test_a_key_of_the_last_item_is_a_column(serve: Serve) -> None:
    """Services leave empty fields out: the first thousand tickets may all be open."""
    pages = [[{"no": n} for n in range(100)], [{"no": 100, "办结时间": "2023-10-09"}], []]
    url = serve(in_turn(*map(as_json, pages)))
    made = cells(url, paging="page", page_parameter="p")
    assert made[0] == ["no", "办结时间"]
    assert made[1] == [0, None]
    assert made[-1] == [100, "2023-10-09"]


def test_fields_get_the_office_s_headings(serve: Serve) -> None:
    """Those that are named come first; one that no ticket has is no column, and is reported."""
    items = [{"b": 1, "dept": {"name": "医保局"}, "orderNum": "7"}]
    columns = {"orderNum": "工单编号", "dept.name": "承办单位", "ackTime": "签收时间"}
    url = serve(as_json(items))
    assert cells(url, columns=columns) == [
        ["工单编号", "承办单位", "b"],
        ["7", "医保局", 1],
    ]
    (problem,) = problems(url, columns=columns)
    assert (problem.code, problem.severity) == ("api.field-absent", "warning")


def test_a_misspelt_field_is_told_the_right_one(serve: Serve) -> None:
    """Among those that came."""
    url = serve(as_json([{"orderNum": "7"}]))
    (problem,) = problems(url, columns={"orderNo": "工单编号"})
    assert "did you mean 'orderNum'?" in problem.message("en")
    assert "是不是“orderNum”？" in problem.message("zh")


def test_objects_whose_keys_are_data_are_refused(serve: Serve) -> None:
    """A table has only so many columns."""
    url = serve(as_json([{f"t{n}": n for n in range(17_000)}]))
    with pytest.raises(UnreadableSource) as caught:
        read(url)
    assert caught.value.problems[0].code == "api.too-many-keys"


# --- places ----------------------------------------------------------------------------------
def test_a_place_says_which_request_and_where_in_its_answer(serve: Serve) -> None:
    """So that a developer can ask again, and finds the ticket."""
    pages = [{"data": {"rows": [{"no": 1}, {"no": 2}]}}, {"data": {"rows": [{"no": 3}]}}]
    url = serve(in_turn(*map(as_json, [*pages, {"data": {"rows": []}}])))
    rows = [
        item
        for item in read(url, items="data.rows", paging="page", page_parameter="p")
        if isinstance(item, Row)
    ]
    host = url.split("/")[2]
    assert [(row.location.source, row.location.row, row.location.path) for row in rows] == [
        (host, 1, ""),
        (host, 2, "?p=1 $.data.rows[0]"),
        (host, 3, "?p=1 $.data.rows[1]"),
        (host, 4, "?p=2 $.data.rows[0]"),
    ]
    described = rows[2].location.at(1, "工单编号").describe("en")
    assert described == f"{host}, ?p=1 $.data.rows[1], row 3, column '工单编号'"


def test_a_problem_of_the_core_names_the_ticket_in_the_answer(serve: Serve) -> None:
    """As it does for files."""
    items = read(serve(as_json([{"工单编号": "1", "承办单位": "甲局", "受理时间": "2023-13-07"}])))
    (problem,) = settle_intake(items, Rulebook.preset("plain")).problems
    assert (problem.code, problem.location.path) == ("time.impossible", "$[0]")


# --- items that are none -----------------------------------------------------------------------
def nested(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("text", "item-no-object"),
        (None, "item-no-object"),
        ([{"no": 1}], "item-no-object"),
        (nested(33), "item-too-deep"),
        ({"a": [[[[[nested(29)]]]]]}, "item-too-deep"),
        ({"a": {"b": 1}, "a.b": 2}, "item-ambiguous"),
        ({"a": "half \ud83d"}, "item-damaged"),
        ({"half \udc00": 1}, "item-damaged"),
    ],
)
def test_one_bad_item_is_rejected_and_named(serve: Serve, item: object, code: str) -> None:
    """The others are read; rows in = accepted + rejected."""
    good = {"工单编号": "1", "承办单位": "医保局", "受理时间": "2023-10-07"}
    url = serve(lambda _: Response(json.dumps([good, item])))
    intake = settle_intake(read(url), Rulebook.preset("plain"))
    assert (intake.accepted, intake.rejected, intake.read) == (1, 1, 2)
    (problem,) = [each for each in intake.problems if each.severity == "error"]
    assert (problem.code, problem.location.path) == (f"api.{code}", "$[1]")


def test_no_items_are_no_rows(serve: Serve) -> None:
    """Not even a header; the core says that there is nothing."""
    assert read(serve(as_json([]))) == []


# --- always ----------------------------------------------------------------------------------
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=5), json_values, max_size=6))
def test_every_plain_value_of_an_item_is_in_its_record(item: dict[str, object]) -> None:
    """Nothing is lost by flattening, and every cell is one."""
    try:
        ((_, flat),) = flatten(Item.of(item, "$[0]"))
    except Unfit:
        return
    plain = [value for value in item.values() if isinstance(value, (str, bool, float))]
    assert all(value in flat.values() for value in plain)
    kinds = (str, int, float, bool, type(None))
    assert all(isinstance(cell, kinds) for cell in flat.values())
    assert flat.keys() >= {key for key, value in item.items() if not isinstance(value, dict)}


@settings(max_examples=50, deadline=None)
@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)), st.integers(-14, 14))
def test_a_moment_is_the_same_however_it_is_told(moment: datetime, hours: int) -> None:
    """Texts with a zone go to the core as they are, and become the office's time there."""
    from hotline_metrics.intake.cells import Times

    times = Times(Rulebook.preset("plain"))
    whole = moment.replace(microsecond=0, tzinfo=UTC)
    local = (whole + timedelta(hours=8)).replace(tzinfo=None)
    there = (whole + timedelta(hours=hours)).replace(tzinfo=None).isoformat()
    zone = f"{'-' if hours < 0 else '+'}{abs(hours):02}:00"
    assert times.read(f"{there}{zone}") == times.read(whole) == local
