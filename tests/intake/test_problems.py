"""Every row becomes a ticket or a problem with a code, a place and a hint."""

from collections.abc import Sequence
from datetime import date, datetime

import attrs
import pytest

from hotline_metrics import Location, Roster, Rulebook, Unit
from hotline_metrics.domain.catalogue import CATALOGUE
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.intake.intake import Intake, settle_intake
from hotline_metrics.intake.source import Cell, Row

PINGYU = Rulebook.preset("pingyu")
ROSTER = Roster((Unit(name="郭楼街道"), Unit(name="卫健体委", aliases=("卫健委",))))
HEADER = (
    "工单编号", "受理时间", "派单时间", "承办单位", "诉求分类", "紧急程度", "办结时间", "重办次数",
    "是否抽访", "办理结果满意度", "服务过程满意度",
)  # fmt: skip
GOOD: tuple[Cell, ...] = (
    "231007102349106144", "2023-10-07 10:23:49", "2023/10/7 10:40", "郭楼街道", "城市综合类", "",
    "2023年10月9日 15时30分", "", "是", "满意", "基本满意",
)  # fmt: skip


def row(**changes: Cell) -> tuple[Cell, ...]:
    """Return a good row with some cells changed, by heading."""
    cells = dict(zip(HEADER, GOOD, strict=True)) | changes
    return tuple(cells[heading] for heading in HEADER)


def read(
    *rows: Sequence[Cell],
    header: Sequence[Cell] = HEADER,
    rules: Rulebook = PINGYU,
    roster: Roster | None = ROSTER,
    source: str = "a.csv",
) -> Intake:
    """Read rows below a header."""
    places = (Location(source=source, row=n) for n in range(1, len(rows) + 2))
    lines = (Row(cells, place) for cells, place in zip((header, *rows), places, strict=True))
    return settle_intake(lines, rules, roster)


def test_a_good_row_is_a_ticket() -> None:
    """Times in three shapes, words as grades."""
    intake = read(GOOD)
    assert (intake.read, intake.accepted, intake.rejected, intake.problems) == (1, 1, 0, ())
    (ticket,) = intake.tickets
    assert ticket.dispatched_at == datetime(2023, 10, 7, 10, 40)
    assert ticket.closed_at == datetime(2023, 10, 9, 15, 30)
    assert ticket.answers == {"result": "satisfied", "process": "basic"}
    assert ticket.category == ("城市综合类",)


@pytest.mark.parametrize(
    ("code", "heading", "changes"),
    [
        ("ticket.id-missing", "工单编号", {"工单编号": " "}),
        ("ticket.id-missing", "工单编号", {"工单编号": True}),
        ("ticket.id-destroyed", "工单编号", {"工单编号": "2.31007E+17"}),
        ("ticket.id-destroyed", "工单编号", {"工单编号": 2.310071023491061e17}),
        ("ticket.id-destroyed", "工单编号", {"工单编号": 2.0**53}),
        ("ticket.id-destroyed", "工单编号", {"工单编号": 2.5}),
        ("unit.missing", "承办单位", {"承办单位": None}),
        ("unit.unknown", "承办单位", {"承办单位": "郭楼街道办事处"}),
        ("time.unreadable", "受理时间", {"受理时间": "上周三"}),
        ("time.unreadable", "受理时间", {"受理时间": "10/07/2023"}),
        ("time.unreadable", "受理时间", {"受理时间": True}),
        ("time.unreadable", "受理时间", {"受理时间": 7}),
        ("time.impossible", "办结时间", {"办结时间": "2023-02-30"}),
        ("time.impossible", "办结时间", {"办结时间": "2023-10-09 25:00"}),
        ("time.impossible", "办结时间", {"办结时间": "3020-10-09"}),
        ("time.impossible", "办结时间", {"办结时间": "0000-10-09"}),
        ("ticket.closed-before-received", "办结时间", {"办结时间": "2023-10-06 09:00"}),
        ("calendar.year-not-covered", "派单时间", {"派单时间": "2030-10-07", "办结时间": ""}),
        ("count.unreadable", "重办次数", {"重办次数": "几次"}),
        ("count.unreadable", "是否抽访", {"是否抽访": "或许"}),
        ("urgency.undeclared", "紧急程度", {"紧急程度": "火烧眉毛"}),
        ("rating.undeclared", "办理结果满意度", {"办理结果满意度": "还行吧"}),
        ("rating.without-survey", "是否抽访", {"是否抽访": "否"}),
    ],
)
def test_what_rejects_a_row(code: str, heading: str, changes: dict[str, Cell]) -> None:
    """The problem names the row, the column and what to do."""
    intake = read(row(工单编号="231007102349106145"), row(**changes))
    assert (intake.read, intake.accepted, intake.rejected) == (2, 1, 1)
    (problem,) = [each for each in intake.problems if each.severity == "error"]
    assert problem.code == code
    assert (problem.location.row, problem.location.heading) == (3, heading)
    assert problem.hint("zh")
    assert problem.hint("en")
    assert "{" not in problem.message("zh") + problem.message("en") + problem.hint("zh")


@pytest.mark.parametrize("cell", [231007102349106144, 231007102349.0, 7])
def test_a_number_that_is_exact_is_its_digits(cell: float) -> None:
    """A whole number of a database keeps all eighteen; a small float lost none."""
    (ticket,) = read(row(工单编号=cell)).tickets
    assert ticket.id == str(int(cell))


@pytest.mark.parametrize(("cell", "name"), [(12345.0, "12345"), (12345, "12345"), (0.5, "0.5")])
def test_a_number_among_words_is_a_word(cell: float, name: str) -> None:
    """A hotline of that number may be a unit; a spreadsheet keeps it as 12345.0."""
    assert read(row(承办单位=cell), roster=None).tickets[0].unit == name


def test_a_tick_is_a_count_of_one() -> None:
    """JSON and databases say yes and no themselves."""
    assert [read(row(重办次数=redone)).tickets[0].redo for redone in (True, False)] == [1, 0]


@pytest.mark.parametrize(
    "cell", ["是", "2023-10-12 09:30", "2023年10月12日", date(2023, 10, 12), 1]
)
def test_who_was_called_back(cell: Cell) -> None:
    """A yes, or the time of the call."""
    silent = row(是否抽访=cell, 办理结果满意度="", 服务过程满意度="")
    assert read(silent).tickets[0].surveyed


def test_a_role_that_nobody_plays_is_refused() -> None:
    """A ticket has a lead and those who join in."""
    (problem,) = read((*GOOD, "督办"), header=(*HEADER, "主协办")).problems
    assert (problem.code, problem.location.heading) == ("role.unreadable", "主协办")


def test_wrong_digits_are_never_printed() -> None:
    """A number that lost its last digits looks right and is not."""
    (problem,) = read(row(工单编号=231007102349106112.0)).problems
    assert "2310" not in problem.message("zh") + problem.hint("en") + str(problem.details)


def test_every_fault_of_a_row_is_named() -> None:
    """The clerk mends a row once, not once for each run."""
    problems = read(row(工单编号="", 受理时间="?", 承办单位="无此局")).problems
    assert {problem.code for problem in problems} == {
        "ticket.id-missing",
        "time.unreadable",
        "unit.unknown",
    }


def test_an_unknown_unit_is_suggested_and_never_merged() -> None:
    """郭楼街道办事处 resembles 郭楼街道, and only a person can say whether it is the same."""
    (problem,) = read(row(承办单位="郭楼街道办事处")).problems
    assert "郭楼街道" in problem.hint("zh")
    assert read(row(承办单位="卫健委")).tickets[0].unit == "卫健体委"


def test_without_a_roster_names_are_taken_as_they_stand() -> None:
    """Full-width forms and blanks aside."""
    assert read(row(承办单位="１２３局　"), roster=None).tickets[0].unit == "123局"


@pytest.mark.parametrize(
    "cell",
    ["231007102349106144", " 231007102349106144\t", "'231007102349106144", '="231007102349106144"',
     "２３１００７１０２３４９１０６１４４"],
)  # fmt: skip
def test_eighteen_digits_as_text_are_right(cell: str) -> None:
    """With the marks by which exports protect them from spreadsheets."""
    assert read(row(工单编号=cell)).tickets[0].id == "231007102349106144"


@pytest.mark.parametrize(("cell", "number"), [(12345.0, "12345"), (12345, "12345")])
def test_small_numbers_are_exact(cell: float, number: str) -> None:
    """A spreadsheet's number below 2^53 has all its digits."""
    assert read(row(工单编号=cell)).tickets[0].id == number


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2023-10-09 15:30:05", datetime(2023, 10, 9, 15, 30, 5)),
        ("2023-10-09T15:30:05", datetime(2023, 10, 9, 15, 30, 5)),
        ("2023-10-09T07:30:05Z", datetime(2023, 10, 9, 15, 30, 5)),
        ("2023-10-09 15:30:05.5", datetime(2023, 10, 9, 15, 30, 5, 500_000)),
        ("2023/10/9 15:30", datetime(2023, 10, 9, 15, 30)),
        ("2023.10.9", datetime(2023, 10, 9)),
        ("2023年10月9日", datetime(2023, 10, 9)),
        ("2023年10月9日15时30分5秒", datetime(2023, 10, 9, 15, 30, 5)),
        ("２０２３－１０－０９", datetime(2023, 10, 9)),
        ("20231009", datetime(2023, 10, 9)),
        ("20231009153005", datetime(2023, 10, 9, 15, 30, 5)),
        (45208.5, datetime(2023, 10, 9, 12)),
        (45208, datetime(2023, 10, 9)),
        (datetime(2023, 10, 9, 15, 30), datetime(2023, 10, 9, 15, 30)),
        (date(2023, 10, 9), datetime(2023, 10, 9)),
    ],
)
def test_the_shapes_of_times(cell: Cell, moment: datetime) -> None:
    """Those of exports, and a spreadsheet's serial numbers; zones become the office's time."""
    assert read(row(办结时间=cell)).tickets[0].closed_at == moment


def test_a_declared_shape_of_times() -> None:
    """03/04 is two different days, so the office says which."""
    rules = attrs.evolve(
        PINGYU, intake=attrs.evolve(PINGYU.intake, time_formats=("%d/%m/%Y %H:%M",))
    )
    ticket = read(row(办结时间="09/10/2023 15:30"), rules=rules).tickets[0]
    assert ticket.closed_at == datetime(2023, 10, 9, 15, 30)


def test_a_deadline_that_is_a_day_ends_with_it() -> None:
    """Closing at any time of that day is on time."""
    intake = read((*GOOD, "2023-10-10"), header=(*HEADER, "办结时限"))
    deadline = intake.tickets[0].deadline
    assert deadline is not None
    assert (deadline.day, deadline.hour, deadline.minute) == (10, 23, 59)


def test_the_ticket_number_fills_a_missing_time() -> None:
    """Where the rulebook declares that it holds one."""
    missing = row(受理时间="", 派单时间="")
    assert read(missing).tickets[0].received_at == datetime(2023, 10, 7, 10, 23, 49)
    plain = attrs.evolve(PINGYU, intake=attrs.evolve(PINGYU.intake, id_time=""))
    (problem,) = read(missing, rules=plain).problems
    assert (problem.code, problem.location.heading) == ("time.missing", "受理时间")


def test_a_time_for_which_there_is_no_column_is_missing_in_the_row() -> None:
    """No cell could be mended; the number alone might have held it."""
    columns = ("工单编号", "承办单位")
    intake = read(("231007102349106144", "郭楼街道"), ("GD-7", "郭楼街道"), header=columns)
    (problem,) = intake.problems
    assert (intake.accepted, problem.code) == (1, "time.missing")
    assert (problem.location.row, problem.location.column) == (3, None)


def test_another_day_in_the_number_is_a_notice() -> None:
    """The column counts; the clerk may look."""
    intake = read(row(受理时间="2023-10-08 10:00", 派单时间=""))
    assert (intake.accepted, [p.code for p in intake.problems]) == (1, ["ticket.id-date-differs"])
    assert intake.problems[0].severity == "notice"


@pytest.mark.parametrize(
    ("word", "answers"),
    [
        ("", {}),
        ("市级未抽访", {}),
        ("未接通", {"result": "unrated"}),
        ("非常满意", {"result": "satisfied"}),
    ],
)
def test_words_of_the_call_back(word: str, answers: dict[str, str]) -> None:
    """Not surveyed, surveyed without a rating, rated."""
    ticket = read(row(是否抽访="", 办理结果满意度=word, 服务过程满意度="")).tickets[0]
    assert (ticket.answers, ticket.surveyed) == (answers, bool(answers))


def test_a_guessed_year_is_said_once() -> None:
    """``unknown_year = "weekdays"`` in the rulebook is a choice, and shows."""
    calendar = PINGYU.calendar.with_days(unknown_year="weekdays")
    later = {"受理时间": "2030-10-07", "派单时间": "", "办结时间": ""}
    rows = [row(工单编号=f"30100710234910614{n}", **later) for n in range(3)]
    intake = read(*rows, rules=attrs.evolve(PINGYU, calendar=calendar))
    assert [problem.code for problem in intake.problems] == ["calendar.guessed"]


class TestHeader:
    """The header is found, not assumed."""

    def test_titles_above_it_and_repeats_below_it_are_no_records(self) -> None:
        """So are blank rows."""
        intake = read(("",), HEADER, GOOD, (None, " "), HEADER, header=("2023年10月工单明细",))
        assert (intake.read, intake.accepted) == (1, 1)

    def test_a_header_of_words_alone_repeats_as_well(self) -> None:
        """Where no time stands in it, nothing else tells it from a record."""
        columns = ("工单编号", "承办单位")
        pages = [("231007102349106144", "甲局"), columns, ("231007102349106145", "甲局")]
        intake = read(*pages, header=columns, roster=None)
        assert (intake.read, intake.accepted, intake.problems) == (2, 2, ())

    def test_headings_are_recognised_in_full_width_and_with_breaks(self) -> None:
        """NFKC, without blanks."""
        header = ("工单\n编号", " 受理时间", "承 办 单 位")
        intake = read(("1", "2023-10-07", "郭楼街道"), header=header)
        assert intake.accepted == 1

    def test_an_unknown_heading_is_a_notice_with_a_suggestion(self) -> None:
        """A typing error would otherwise lose a column silently."""
        intake = read((*GOOD, "x"), header=(*HEADER, "协办单位们"))
        (problem,) = intake.problems
        assert (problem.code, problem.severity) == ("column.unused", "notice")
        assert "协办单位" in problem.hint("zh")

    def test_two_columns_of_one_meaning_are_a_warning(self) -> None:
        """The first is used."""
        (problem,) = read((*GOOD, "y"), header=(*HEADER, "责任单位")).problems
        assert (problem.code, problem.location.heading) == ("column.repeated", "责任单位")

    def test_a_required_column_that_is_missing_rejects_every_row(self) -> None:
        """Named once, with the headings that are known."""
        intake = read(("1", "2023-10-07", "甲"), header=("工单编号", "受理时间", "渠道来源"))
        assert (intake.read, intake.rejected) == (1, 1)
        assert "column.missing" in [problem.code for problem in intake.problems]

    def test_no_header_rejects_every_row(self) -> None:
        """Nothing is lost: all rows with content are counted."""
        intake = read(*[("a", "b")] * 30, header=("x", "y"))
        assert (intake.read, intake.rejected) == (31, 31)
        assert [problem.code for problem in intake.problems] == ["header.not-found"]

    def test_a_rulebook_adds_headings(self) -> None:
        """The office's own words."""
        rules = attrs.evolve(
            PINGYU, intake=attrs.evolve(PINGYU.intake, columns={"ticket_id": ("案卷",)})
        )
        intake = read(
            ("1", "2023-10-07", "郭楼街道"), header=("案卷", "受理时间", "承办单位"), rules=rules
        )
        assert intake.accepted == 1

    def test_short_rows_are_padded_and_long_ones_refused(self) -> None:
        """A cell beyond the header belongs to no column."""
        assert read(GOOD[:7]).accepted == 1
        (problem,) = read((*GOOD, "多")).problems
        assert problem.code == "row.too-long"
        assert read((*GOOD, " ")).accepted == 1


def test_two_files_may_bear_one_name() -> None:
    """Each has its own header, in its own order of columns."""
    first = [("工单编号", "受理时间", "承办单位"), ("1", "2023-10-07", "郭楼街道")]
    second = [("承办单位", "工单编号", "受理时间"), ("郭楼街道", "2", "2023-10-07")]
    lines = [
        Row(cells, Location(source="tickets.csv", row=number))
        for table in (first, second)
        for number, cells in enumerate(table, start=1)
    ]
    intake = settle_intake(lines, PINGYU, ROSTER)
    assert [ticket.id for ticket in intake.tickets] == ["1", "2"]


class TestRepeats:
    """One ticket of one unit counts once."""

    def test_the_same_row_twice_counts_once(self) -> None:
        """The first place is kept."""
        intake = read(GOOD, GOOD, GOOD)
        assert (intake.accepted, intake.rejected) == (1, 2)
        assert [(p.code, p.location.row) for p in intake.problems] == [
            ("ticket.repeated", 3),
            ("ticket.repeated", 4),
        ]

    def test_different_contents_are_all_rejected(self) -> None:
        """Each names the others; which one is right is not ours to guess."""
        intake = read(GOOD, row(重办次数="1"))
        assert (intake.accepted, intake.rejected) == (0, 2)
        first, second = intake.problems
        assert first.code == second.code == "ticket.conflicting"
        assert ("#3" in first.message(), "#2" in second.message()) == (True, True)

    def test_the_latest_may_win(self) -> None:
        """Where the rulebook says so; equally late contents still conflict."""
        intake_rule = attrs.evolve(PINGYU.intake, on_conflict="latest")
        rules = attrs.evolve(PINGYU, intake=intake_rule)
        later = row(办结时间="2023-10-12")
        for rows in ((GOOD, later), (later, GOOD)):
            intake = read(*rows, rules=rules)
            assert [t.closed_at for t in intake.tickets] == [datetime(2023, 10, 12)]
            assert [p.code for p in intake.problems] == ["ticket.superseded"]
        assert read(GOOD, row(重办次数="1"), rules=rules).accepted == 0

    def test_one_ticket_of_two_units_has_one_primary(self) -> None:
        """Marked as the lead's, else the earliest dispatched, else the first in the roster."""

        def leads(*rows: Sequence[Cell], header: Sequence[Cell] = HEADER) -> set[str]:
            return {t.unit for t in read(*rows, header=header).tickets if t.primary}

        other = row(承办单位="卫健委")
        assert leads(GOOD, other) == leads(other, GOOD) == {"郭楼街道"}
        assert leads(GOOD, row(承办单位="卫健委", 派单时间="2023-10-07 10:30")) == {"卫健体委"}
        assert leads((*GOOD, "协办"), (*other, "主办"), header=(*HEADER, "主协办")) == {"卫健体委"}


@pytest.mark.parametrize(
    ("slid", "shown"),
    [
        ("13812345678", "…(11)"),
        ("138 1234 5678", "…(13)"),
        ("412823190305120131", "…(18)"),
        ("2023-10-09 25:00:00", "2023-10-09 25:00:00"),
    ],
)
def test_a_telephone_that_slid_into_a_time_is_not_repeated(slid: str, shown: str) -> None:
    """Messages show short values of recognised columns, but no long number."""
    (problem,) = read(row(办结时间=slid)).problems
    assert problem.details["value"] == shown


# --- workbooks -----------------------------------------------------------------------------
def book(**sheets: Sequence[Sequence[Cell]]) -> Intake:
    """Read the sheets of one workbook."""
    lines = (
        Row(cells, Location(source="a.xlsx", sheet=sheet, row=n, cells=True))
        for sheet, rows in sheets.items()
        for n, cells in enumerate(rows, 1)
    )
    return settle_intake(lines, PINGYU, ROSTER)


SUMMARY: Sequence[Sequence[Cell]] = (
    ("单位", "件数"),
    ("郭楼街道", 49),
    ("",),
    *((f"第{n}所", n) for n in range(30)),
)


@pytest.mark.parametrize("order", [("说明", "10月"), ("10月", "说明")])
def test_a_sheet_without_a_header_is_passed_over_beside_one_with_tickets(
    order: tuple[str, str],
) -> None:
    """An explanation or a summary is no row of anybody's; a warning says that it was not read."""
    rows: dict[str, Sequence[Sequence[Cell]]] = {"说明": SUMMARY, "10月": (HEADER, GOOD)}
    intake = book(**{name: rows[name] for name in order})
    assert (intake.read, intake.accepted, intake.rejected) == (1, 1, 0)
    (warning,) = intake.problems
    assert (warning.code, warning.severity) == ("sheet.passed-over", "warning")
    assert warning.location.describe("en") == "a.xlsx, sheet '说明'"
    assert warning.details == {"rows": "32"}


def test_a_workbook_without_any_header_is_rejected() -> None:
    """Then its rows may be tickets under headings nobody knows."""
    intake = book(说明=SUMMARY, 统计=SUMMARY[:2])
    assert (intake.read, intake.rejected) == (34, 34)
    assert [problem.code for problem in intake.problems] == ["header.not-found"] * 2


def test_every_kind_of_row_problem_has_a_test_here() -> None:
    """A new code comes with its example."""
    text = __import__("pathlib").Path(__file__).read_text("utf-8")
    elsewhere = {
        "source.empty", "source.by-rows", "role.unreadable", "roster.absent", "period.outside",
        "period.empty",
        "units.above-total", "comparison.missing", "comparison.other-rules", "notes.missing",
        "notes.cited-not-found", "notes.personal", "notes.unchecked", "narrative.doubtful",
        "exclusion.unused",
        "selection.few", "selection.overridden",
    }  # fmt: skip
    assert [code for code in CATALOGUE if code not in elsewhere and f'"{code}"' not in text] == []


def test_an_intake_may_be_required_to_be_clean() -> None:
    """For those who want an exception."""
    assert read(GOOD).require_clean().accepted == 1
    with pytest.raises(UnreadableSource) as caught:
        read(row(工单编号="")).require_clean()
    assert [problem.code for problem in caught.value.problems] == ["ticket.id-missing"]


class TestFewColumns:
    """A number and a unit are all that a ticket needs; its time may stand in its number."""

    HEADER = ("工单编号", "承办单位")

    def test_the_header_comes_again_at_a_page_break(self) -> None:
        """It is no ticket, and no row that was rejected."""
        first, second = ("231007102349106144", "郭楼街道"), ("231008102349106145", "卫健委")
        intake = read(first, self.HEADER, second, header=self.HEADER)
        assert (intake.read, intake.accepted, intake.rejected) == (2, 2, 0)
        assert [ticket.unit for ticket in intake.tickets] == ["郭楼街道", "卫健体委"]

    def test_a_time_that_stands_nowhere(self) -> None:
        """Is missing from the row, for there is no column to point to."""
        (problem,) = read(("GD-7", "郭楼街道"), header=self.HEADER).problems
        assert problem.code == "time.missing"
        assert (problem.location.row, problem.location.column) == (2, None)
