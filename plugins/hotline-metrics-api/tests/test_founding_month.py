"""The founding month, served as JSON, gives the report that its CSV gives, byte for byte."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from werkzeug import Request, Response

from hotline_metrics import (
    Roster,
    Rulebook,
    compile_report,
    encode_report,
    read_service_tickets,
    read_tickets,
)
from hotline_metrics.domain.deadline import deadlines
from hotline_metrics.intake.intake import Intake
from hotline_metrics.plugin import Source
from hotline_metrics.synthesis.demo import demo_files

from .serving import Handler, Serve, as_json, in_pages, without_empty

Record = dict[str, str]
RULES = Rulebook.preset("pingyu")
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def from_csv(roster: Roster) -> Intake:
    """The founding month as its CSV gives it."""
    source = Source(name="tickets.csv", data=demo_files()["tickets.csv"])
    return read_tickets(source, rules=RULES, roster=roster)


def report_of(intake: Intake) -> bytes:
    """Return October's report."""
    return encode_report(compile_report(intake, "2023-10", rules=RULES))


def report(importer: str, options: dict[str, object], roster: Roster) -> bytes:
    """Return the report of October as a service gives it."""
    intake = read_service_tickets(importer, "2023-10", rules=RULES, roster=roster, options=options)
    assert intake.accepted == 2349
    assert not [p for p in intake.problems if p.severity != "notice"]
    return report_of(intake)


def moment(text: str) -> datetime | None:
    """Return a time of the CSV with the office's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE) if text else None


def utc(text: str) -> str:
    """Return a time of the CSV as most interfaces write it."""
    found = moment(text)
    return found.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ") if found else ""


def as_platform(record: Record) -> dict[str, object]:
    """Return a ticket as a city's platform gives it: nested, typed, empty fields left out.

    Its number is a whole number of 18 digits, times are of three kinds.
    """
    came = moment(record["受理时间"])
    assert came is not None
    visit = {
        "done": record["是否抽访"] == "是",
        "result": record["办理结果满意度"],
        "process": record["服务过程满意度"],
    }
    return without_empty(
        {
            "orderNum": int(record["工单编号"]),
            "callTime": int(came.timestamp() * 1000),
            "dispatchTime": record["派单时间"],
            "completeTime": utc(record["办结时间"]),
            "organization": {"name": record["承办单位"], "code": "410000"},
            "type": {"caller": record["诉求类型"], "problem": record["诉求分类"]},
            "pilotLight": record["紧急程度"],
            "sourceType": record["受理渠道"],
            "rehandleNum": int(record["重办次数"]),
            "visit": without_empty(visit),
        }
    )


PLATFORM = {
    "window_by": "dispatched",
    "window_start": "startTime",
    "window_end": "endTime",
    "items": "data.rows",
    "total": "data.total",
    "status": "code",
    "status_ok": ("200",),
    "times": {"callTime": "milliseconds"},
    "columns": {
        "orderNum": "ticket_id",
        "callTime": "received",
        "dispatchTime": "派单时间",
        "completeTime": "办结时间",
        "organization.name": "unit",
        "type.caller": "诉求类型",
        "type.problem": "诉求分类",
        "pilotLight": "紧急程度",
        "sourceType": "channel",
        "rehandleNum": "redo",
        "visit.done": "surveyed",
        "visit.result": "办理结果满意度",
        "visit.process": "服务过程满意度",
    },
}


def platform(october: list[Record]) -> Handler:
    """Serve tickets by the time they were dispatched, in pages of whatever kind is asked for."""
    known = [as_platform(record) for record in october]

    def answer(request: Request) -> Response:
        asked = {**request.args, **request.form, **(request.get_json(silent=True) or {})}
        found = [
            t for t in known if asked["startTime"] <= str(t["dispatchTime"]) < asked["endTime"]
        ]
        size = int(asked.get("pageSize", 500))
        number = int(asked.get("pageNum", asked.get("cursor", 1))) - 1
        number = int(asked["offset"]) // size if "offset" in asked else number
        rows = in_pages(found, number, size)
        data: dict[str, object] = {"total": len(found), "rows": rows}
        link = ""
        if (number + 1) * size < len(found):
            data["cursor"] = str(number + 2)
            query = f"startTime={asked['startTime']}&endTime={asked['endTime']}"
            data["next"] = link = f"/api/tickets?{query}&pageNum={number + 2}"
        headers = {"Link": f'<{link}>; rel="next"'} if link else {}
        return as_json({"code": 200, "msg": "ok", "data": data}, **headers)

    return answer


@pytest.mark.parametrize(
    "paging",
    [
        {"paging": "page", "page_parameter": "pageNum", "size_parameter": "pageSize"},
        {"paging": "offset", "page_parameter": "offset", "size_parameter": "pageSize"},
        {"paging": "cursor", "page_parameter": "cursor", "next": "data.cursor"},
        {"paging": "next", "next": "data.next"},
        {"paging": "link"},
        {"paging": "page", "page_parameter": "pageNum", "days_per_request": 10},
        {"paging": "page", "page_parameter": "pageNum", "send": "json"},
        {"paging": "page", "page_parameter": "pageNum", "send": "form"},
    ],
    ids=lambda paging: "-".join(map(str, paging.values())),
)
def test_rest_gives_the_report_that_csv_gives(
    paging: dict[str, object],
    serve: Serve,
    october: list[Record],
    roster: Roster,
    from_csv: Intake,
) -> None:
    """However its pages are turned."""
    options = {**PLATFORM, **paging, "url": serve(platform(october)), "path": "tickets"}
    options["page_size"] = 500
    assert report("rest", options, roster) == report_of(from_csv)


FIELDS = {
    "unique_key": "工单编号", "created_date": "受理时间", "dispatched_date": "派单时间",
    "closed_date": "办结时间", "agency": "承办单位", "request_kind": "诉求类型",
    "complaint_type": "诉求分类", "priority": "紧急程度", "channel": "受理渠道",
    "reopened": "重办次数", "surveyed": "是否抽访", "result": "办理结果满意度",
    "process": "服务过程满意度",
}  # fmt: skip


def portal(october: list[Record]) -> Handler:
    """Serve a data set as a portal does: everything is text, empty fields are left out."""
    known = [
        without_empty({":id": f"row-{n}"} | {field: record[name] for field, name in FIELDS.items()})
        for n, record in enumerate(october)
    ]

    def answer(request: Request) -> Response:
        assert request.path == "/api/resource/erm2-nwe9.json"
        where = request.args["$where"].split("'")
        start, end = (each.replace("T", " ") for each in (where[1], where[3]))
        found = [row for row in known if start <= row["created_date"] < end]
        if request.args["$select"].startswith("count"):
            return as_json([{"rows": str(len(found))}])
        assert request.args["$order"] == ":id"
        assert request.args["$select"] == ":id, *"
        first, size = int(request.args["$offset"]), int(request.args["$limit"])
        return as_json(found[first : first + size])

    return answer


def test_socrata_gives_the_report_that_csv_gives(
    serve: Serve, october: list[Record], roster: Roster, from_csv: Intake
) -> None:
    """In three pages."""
    options: dict[str, object] = {
        "url": serve(portal(october)),
        "dataset": "erm2-nwe9",
        "date_column": "created_date",
        "page_size": 1000,
        "days_before": 5,
        "columns": FIELDS,
    }
    assert report("socrata", options, roster) == report_of(from_csv)


def as_service_request(record: Record, deadline: str) -> dict[str, object]:
    """Return a ticket as a service request: the standard knows one agency and four times.

    It was requested when it was dispatched, and a closed one was last updated when it was closed.
    """
    closed = record["办结时间"]
    return {
        "service_request_id": record["工单编号"],
        "status": "closed" if closed else "open",
        "service_name": record["诉求分类"],
        "service_code": "006",
        "description": "…",
        "agency_responsible": record["承办单位"],
        "requested_datetime": utc(record["派单时间"]),
        "expected_datetime": utc(deadline),
        "updated_datetime": utc(closed or record["派单时间"]),
        "lat": 32.96,
        "long": 114.64,
    }


def test_open311_gives_the_figures_that_its_fields_can_carry(
    serve: Serve, october: list[Record], roster: Roster, from_csv: Intake
) -> None:
    """Tickets, closed ones and late ones of each unit and category; no redo and no answers."""
    due = deadlines(RULES)
    by_id = {ticket.id: str(due(ticket).at) for ticket in from_csv.tickets if due(ticket)}
    known = [as_service_request(record, by_id[record["工单编号"]]) for record in october]

    def answer(request: Request) -> Response:
        start, end = request.args["start_date"], request.args["end_date"]
        found = [r for r in known if start <= str(r["requested_datetime"]) < end]
        return as_json(in_pages(found, int(request.args.get("page", 1)) - 1, 500))

    intake = read_service_tickets(
        "open311", "2023-10", rules=RULES, roster=roster, options={"url": serve(answer)}
    )
    assert (intake.accepted, intake.rejected) == (2349, 0)
    made, expected = (json.loads(report_of(each)) for each in (intake, from_csv))
    carried = ("assigned", "closed", "overdue", "on_time_rate")
    for lines in ("units", "categories"):
        for line, other in zip(made[lines], expected[lines], strict=True):
            name = "unit" if lines == "units" else "category"
            assert line[name] == other[name]
            for measure in carried:
                assert line["figures"][measure] == other["figures"][measure]
            assert line["figures"]["result_satisfaction"] is None, "not surveyed is not 0 %"
    assert (made["totals"]["assigned"], made["totals"]["overdue"]) == (2349, 41)
