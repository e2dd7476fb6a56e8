"""Dirty rows are the same problems, at the same rows and columns, as in a CSV file."""

from __future__ import annotations

import csv
import io

import pytest

from hotline_metrics import Roster, Rulebook, Unit, read_service_tickets, read_tickets
from hotline_metrics.intake.intake import Intake
from hotline_metrics.plugin import Source

RULES = Rulebook.preset("pingyu")
ROSTER = Roster((Unit(name="郭楼街道"), Unit(name="医保局")))
RECORDS = [
    ["工单编号", "受理时间", "派单时间", "承办单位", "办结时间", "重办次数", "是否抽访", "办理结果满意度"],
    ["231007102349106144", "2023-10-07 10:23:49", "2023-10-07 10:40:00", "郭楼街道", "2023-10-09 15:30:00", "0", "是", "满意"],
    ["2.31007E+17", "2023-10-07 10:23:49", "2023-10-07 10:40:00", "郭楼街道", "", "0", "否", ""],
    ["231007102349106145", "2023-13-01 09:45:35", "2023-10-07 10:40:00", "郭楼街道", "", "0", "否", ""],
    ["231007102349106146", "上周三", "2023-10-07 10:40:00", "郭楼街道办事处", "", "0", "否", ""],
    ["", "2023-10-07 10:23:49", "2023-10-07 10:40:00", "", "", "几次", "否", ""],
    ["231007102349106147", "2023-10-07 10:23:49", "2023-10-07 10:40:00", "医保局", "2023-10-06 09:00:00", "0", "否", ""],
    ["231007102349106148", "2023-10-07 10:23:49", "2023-10-07 10:40:00", "医保局", "0000-00-00 00:00:00", "0", "是", "还行吧"],
    ["231007102349106149", "2023-10-07 10:23:49", "2023-10-07 10:40:00", "医保局", "", "0", "否", "满意"],
    ["231007102349106150", "2023-10-07 10:23:49", "2023-10-07 10:40:00", "医保局", "", "0", "否", ""],
    ["231007102349106150", "2023-10-07 10:23:49", "2023-10-07 10:40:00", "医保局", "", "1", "否", ""],
    ["231007102349106151", "2023-10-07 10:23:49", "2023-10-07 10:40:00", "医保局", "", "0", "否", ""],
    ["231007102349106151", "2023-10-07 10:23:49", "2023-10-07 10:40:00", "医保局", "", "0", "否", ""],
]  # fmt: skip
Found = list[tuple[str, int | None, int | None, str]]


def found(intake: Intake) -> Found:
    assert intake.read == intake.accepted + intake.rejected == len(RECORDS) - 1
    return [
        (each.code, each.location.row, each.location.column, each.location.heading)
        for each in intake.problems
    ]


@pytest.fixture(scope="module")
def expected() -> Found:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(RECORDS)
    source = Source(name="tickets.csv", data=text.getvalue().encode())
    problems = found(read_tickets(source, rules=RULES, roster=ROSTER))
    assert len({code for code, *_ in problems}) >= 11
    return problems


@pytest.mark.parametrize("blank", ["", None])
def test_text_columns(site, expected: Found, blank: str | None) -> None:
    """Blanks may be empty texts or NULL."""
    site.fill([[cell or blank for cell in record] for record in RECORDS], {})
    intake = read_service_tickets(
        "sql", "2023-10", rules=RULES, roster=ROSTER, options=site.options(table="tickets")
    )
    assert found(intake) == expected


def test_a_number_that_a_database_keeps_as_a_float_is_refused(site) -> None:
    """Its last digits are lost there as they are in a spreadsheet."""
    site.run(
        "CREATE TABLE tickets (工单编号 double precision, 承办单位 varchar(20), 派单时间 varchar(20))",
        "INSERT INTO tickets VALUES (231007102349106144, '郭楼街道', '2023-10-07 10:40:00')",
    )
    intake = read_service_tickets(
        "sql", "2023-10", rules=RULES, roster=ROSTER, options=site.options(table="tickets")
    )
    assert [problem.code for problem in intake.problems] == ["ticket.id-destroyed"]


def test_a_query_without_the_columns_of_a_ticket(site) -> None:
    """It says which headings were not found, as for a file."""
    intake = read_service_tickets(
        "sql", "2023-10", rules=RULES, options=site.options(query="SELECT 1 AS a, 2 AS b")
    )
    assert [problem.code for problem in intake.problems] == ["header.not-found"]
