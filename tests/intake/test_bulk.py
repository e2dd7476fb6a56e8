"""Rows read many at once become what each would become alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import Location, Roster, Rulebook, Unit
from hotline_metrics.domain.unit import FormerName
from hotline_metrics.intake.bulk import BulkReader, Plain
from hotline_metrics.intake.cells import IdTime, Refused, Times, read_id, read_ids
from hotline_metrics.intake.columns import headings, read_header
from hotline_metrics.intake.source import Cell, Row
from hotline_metrics.intake.understand import Accepted, Outcome, Plan, RowReader

PINGYU = Rulebook.preset("pingyu")
ROSTER = Roster(
    (
        Unit(name="甲局", aliases=("甲",)),
        Unit(name="乙镇", former=(FormerName(name="乙乡", until=date(2023, 10, 8)),)),
    )
)
HEADER = (
    "工单编号", "受理时间", "派单时间", "签收时间", "办结时限", "延期天数", "办结时间", "承办单位",
    "主协办", "诉求分类", "二级分类", "诉求类型", "紧急程度", "重办次数", "是否抽访",
    "办理结果满意度", "服务过程满意度", "姓名",
)  # fmt: skip
GOOD: dict[str, Cell] = {
    "工单编号": "231007102349106144", "受理时间": "2023-10-07 10:23:49",
    "派单时间": "2023-10-07 10:40:00", "签收时间": "", "办结时限": "", "延期天数": "",
    "办结时间": "2023-10-09 15:30:00", "承办单位": "甲局", "主协办": "", "诉求分类": "城市综合类",
    "二级分类": "", "诉求类型": "投诉", "紧急程度": "普通", "重办次数": "0", "是否抽访": "是",
    "办理结果满意度": "满意", "服务过程满意度": "", "姓名": "某人",
}  # fmt: skip
TIMES: tuple[Cell, ...] = (
    "2023-10-07 10:23:49", "2023-10-07T10:23", "2023-10-08 00:00:00", "2023/10/8 9:05", "20231009",
    "2023-12-30 23:59:59", "2030-01-02 08:00:00", "2023-02-30 10:00:00", "2023-10-07T10+08:00",
    "1999-10-07 10:00:00", "", None, "昨天", 45208.5, datetime(2023, 10, 7, 11), date(2023, 10, 8),
)  # fmt: skip
CELLS: dict[str, tuple[Cell, ...]] = {
    "工单编号": (
        "231007102349106144", "231008000000000001", "231007999999000001", "GD-7", " 7 ", "'8",
        "", "2.3E+17", 7, 2.0**60, True, None,
    ),
    "承办单位": ("甲局", "甲", "乙镇", "乙乡", "丙", " 甲局　", "", None, 5),
    "延期天数": ("", "0", "2", "x", 1),
    "主协办": ("", "主办", "协办", "不知"),
    "诉求分类": ("城市综合类", "", None, "ＡＢ"),
    "二级分类": ("", "路灯"),
    "紧急程度": ("", "紧急", "普通", "火烧眉毛"),
    "重办次数": ("", "0", "2", "是", 1, True, 1.0, "几次"),
    "是否抽访": ("", "是", "否", "2023-10-12", None, 1),
    "办理结果满意度": ("", "满意", "不满意", "未接通", "市级未抽访", "凑合", None),
    "服务过程满意度": ("", "基本满意", None),
}  # fmt: skip


def varied(**intake: Any) -> Rulebook:
    """Return the rulebook with another way to count limits."""
    return attrs.evolve(PINGYU, **intake)


RULES = (
    PINGYU,
    Rulebook.preset("plain"),
    varied(deadline=attrs.evolve(PINGYU.deadline, start="received", source="computed")),
    varied(calendar=PINGYU.calendar.with_days(unknown_year="weekdays")),
    varied(repeats=attrs.evolve(PINGYU.repeats, by=("caller",))),
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[Cell]]:
    """Draw rows of which most are right; a spoilt one has a cell or two of another kind."""
    rows: list[list[Cell]] = []
    for number in range(draw(st.integers(1, 12))):
        cells = dict(GOOD, 工单编号=f"231007102349{number:06d}")
        for heading in draw(st.lists(st.sampled_from(HEADER[:-1]), max_size=2)):
            cells[heading] = draw(st.sampled_from(CELLS.get(heading, TIMES)))
        row = list(cells.values())
        shape = draw(st.sampled_from(("whole",) * 12 + ("short", "long", "blank", "header")))
        match shape:
            case "short":
                row = row[: draw(st.integers(0, len(row)))]
            case "long":
                row = [*row, draw(st.sampled_from(("", None, "多")))]
            case "blank":
                row = ["", None, " "]
            case "header":
                row = list(HEADER)
        rows.append(row)
    return rows


def lines(table: Sequence[Sequence[Cell]]) -> list[Row]:
    """Return rows that stand below a header."""
    first = Location(source="a.csv", row=2, line=2)
    return [Row(cells, first, below) for below, cells in enumerate(table)]


def readers(rules: Rulebook, roster: Roster | None) -> tuple[RowReader, Plan]:
    """Return the reader of single rows, and how rows below the header are read."""
    header = read_header(Row(HEADER, Location(source="a.csv", row=1)), headings(rules))
    reader = RowReader(rules, roster)
    return reader, Plan.of(header, reader)


def flat(outcomes: Iterator[Outcome | Plain]) -> Iterator[Outcome]:
    """Yield what rows became, each by itself."""
    for outcome in outcomes:
        if isinstance(outcome, Plain):
            places = (row.location for row in outcome.rows)
            yield from map(Accepted, outcome.tickets, places)
        else:
            yield outcome


@given(tables(), st.sampled_from(RULES), st.sampled_from((ROSTER, None)))
def test_many_rows_become_what_each_would_become(
    table: list[list[Cell]], rules: Rulebook, roster: Roster | None
) -> None:
    """Tickets, problems, their order, and the years that were guessed."""
    reader, plan = readers(rules, roster)
    rows = lines(table)
    together = list(flat(BulkReader(plan, reader).read(rows)))
    guessed, reader.guessed = reader.guessed, set()
    alone = [reader.read(row, plan) for row in rows if not plan.skips(row)]
    assert together == alone
    assert [repr(each) for each in together] == [repr(each) for each in alone]
    assert guessed == reader.guessed


def test_rows_that_are_right_are_read_together() -> None:
    """Neighbours of a row that is not are read singly, and keep their order."""
    reader, plan = readers(Rulebook.preset("plain"), None)
    cells = dict(GOOD) | {"主协办": None}
    table = [list((cells | {"工单编号": str(number)}).values()) for number in range(1, 65)]
    header = read_header(
        Row([each for each in HEADER if each != "主协办"], Location(source="a.csv", row=1)),
        headings(reader.rules),
    )
    plan = Plan.of(header, reader)
    for row in table:
        del row[HEADER.index("主协办")]
    (plain,) = BulkReader(plan, reader).read(lines(table))
    assert isinstance(plain, Plain)
    assert [ticket.id for ticket in plain.tickets] == [str(number) for number in range(1, 65)]
    table[40][1] = "昨天"
    outcomes = list(flat(BulkReader(plan, reader).read(lines(table))))
    tickets = [each.ticket.id for each in outcomes if isinstance(each, Accepted)]
    assert tickets == [str(number) for number in range(1, 65) if number != 41]
    assert len(outcomes) == 64


@given(
    st.lists(
        st.sampled_from(TIMES)
        | st.from_regex(r"20[0-9]{2}-(10|..)-(07|..)[ T][0-9:+Z.-]{5,8}", fullmatch=True)
    )
)
def test_a_column_of_times_is_read_like_its_cells(cells: list[Cell]) -> None:
    """The quick look at a whole column takes nothing for a time that is none."""
    times = Times(PINGYU)
    try:
        alone = [times.read(cell) for cell in cells]
    except Refused:
        with pytest.raises(Refused):
            times.read_column(cells)
    else:
        assert times.read_column(cells) == alone
        assert not any(moment.tzinfo for moment in alone if moment)


@given(st.lists(st.sampled_from(CELLS["工单编号"]) | st.from_regex(r"[0-9]{1,18}", fullmatch=True)))
def test_a_column_of_numbers_is_read_like_its_cells(cells: list[Cell]) -> None:
    """Digits alone are left alone."""
    try:
        alone = [read_id(cell) for cell in cells]
    except Refused:
        with pytest.raises(Refused):
            read_ids(cells)
    else:
        assert list(read_ids(cells)) == alone


class TestIdTime:
    """The time in a number depends on the number alone."""

    def test_what_came_before_changes_nothing(self) -> None:
        """A day that is known makes no time of six digits that are none."""
        odd, plain = "231007999999000001", "231007102349106144"
        fresh, used = IdTime("yymmddHHMMSS"), IdTime("yymmddHHMMSS")
        assert used.day(plain) == date(2023, 10, 7)
        assert fresh.day(odd) is used.day(odd) is None

    @given(st.lists(st.from_regex(r"2[23](0[0-9]|1[0-3])[0-3][0-9]{3,9}x?", fullmatch=True)))
    def test_every_number_is_read_as_if_it_were_the_first(self, numbers: list[str]) -> None:
        """Whatever is remembered."""
        used = IdTime("yymmddHHMMSS")
        for number in numbers:
            fresh = IdTime("yymmddHHMMSS")
            assert (used.moment(number), used.day(number)) == (
                fresh.moment(number),
                fresh.day(number),
            )

    @pytest.mark.parametrize(
        ("shape", "number", "moment"),
        [
            ("yymmddHHMMSS", "231007102349106144", datetime(2023, 10, 7, 10, 23, 49)),
            ("yyyymmdd", "2023100700017", datetime(2023, 10, 7)),
            ("ddmmyyyyHHMM", "0710202310230001", datetime(2023, 10, 7, 10, 23)),
            ("HHMMyymmdd", "10232310070001", datetime(2023, 10, 7, 10, 23)),
            ("yymmddHHMMSS", "231007", None),
            ("yymmddHHMMSS", "2310071023x9", None),
            ("", "231007102349106144", None),
        ],
    )
    def test_shapes(self, shape: str, number: str, moment: datetime | None) -> None:
        """Day first, day last, no clock, no time at all."""
        reader = IdTime(shape)
        assert reader.moment(number) == moment
        assert reader.day(number) == (moment.date() if moment else None)

    def test_a_number_that_holds_no_day_has_none(self) -> None:
        """A month is not its first day."""
        assert IdTime("yyyymm").day("2023100001") is None


@pytest.mark.parametrize("cell", ["2023-10-07T10:23+08", "2023-10-07T10+08:00"])
def test_a_zone_never_gets_into_a_ticket(cell: str) -> None:
    """These have as many characters as a usual time, and Python reads them."""
    with pytest.raises(Refused, match=r"time\.unreadable"):
        Times(PINGYU).read(cell)
