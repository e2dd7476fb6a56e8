"""What few bulletins print, each in a few lines: it is read, or listed as not read; never guessed."""

from decimal import Decimal

import pytest

from hotline_metrics import PrintedRate, Rulebook
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.history.published.document import read_published
from hotline_metrics.history.published.layout import lay_out
from hotline_metrics.history.published.reading import Place, PublishedReading
from hotline_metrics.publish.bulletin import (
    Bulletin,
    Paragraph,
    Run,
    SignOff,
    Table,
    TableCell,
    TableColumn,
)

PLAIN = Rulebook.preset("plain")
TITLE = "2024年5月份12345热线办理情况通报"


def read(*lines: str) -> PublishedReading:
    """Read a bulletin of May 2024 given line by line."""
    return read_published(lay_out([TITLE, *lines]), PLAIN)


def unplaced(reading: PublishedReading) -> list[tuple[str, str]]:
    """Return what was not placed, and why."""
    return [(each.text, each.reason) for each in reading.unplaced]


def cells(*texts: str) -> tuple[TableCell, ...]:
    """Return a table's row."""
    return tuple(TableCell(text, text) for text in texts)


def assigned(report: MonthlyReport) -> dict[str, object]:
    """Return how many tickets each unit was assigned."""
    return {line.unit: line.figures.get("assigned") for line in report.units}


class TestTables:
    """Sums, groups and columns of other kinds."""

    def test_an_average_is_nobodys_count(self) -> None:
        """A heading that says what the units are names their group; its sum is the group's."""
        reading = read("乡镇\t交办量", "甲乙镇\t10", "丙丁镇\t20", "平均\t15", "合计\t30")
        assert assigned(reading.report) == {"甲乙镇": 10, "丙丁镇": 20}
        (group,) = reading.report.groups
        assert (group.group, group.figures) == ("乡镇", {"assigned": 30})
        assert unplaced(reading) == [("15", "unit")]

    def test_a_column_says_the_group(self) -> None:
        """Below units of two groups stands the sum of all."""
        report = read(
            "单位\t类型\t交办量",
            "甲乙镇\t乡镇\t10",
            "丙丁镇\t乡镇\t20",
            "人社局\t县直\t5",
            "合计\t\t35",
        ).report
        assert {line.unit: line.group for line in report.units} == {
            "甲乙镇": "乡镇",
            "丙丁镇": "乡镇",
            "人社局": "县直",
        }
        assert report.totals == {"assigned": 35}

    def test_a_line_within_the_table_says_the_group(self) -> None:
        """Scores and ranks beside it are kept as printed."""
        reading = read(
            "序号\t单位\t交办量\t得分\t排名",
            "1\t人社局\t10\t98.5\t1",
            "县直单位\t\t\t\t",
            "2\t公安局\t20\t97\t2",
        )
        assert {line.unit: line.group for line in reading.report.units} == {
            "人社局": "",
            "公安局": "县直单位",
        }
        assert reading.extras == {
            "units/人社局/score": "98.5",
            "units/人社局/rank": "1",
            "units/公安局/score": "97",
            "units/公安局/rank": "2",
        }

    def test_the_first_of_two_sums_stands(self) -> None:
        """And the other is listed."""
        reading = read(
            "县直单位办理情况", "单位\t交办量", "人社局\t10", "公安局\t5", "小计\t16", "合计\t15"
        )
        (group,) = reading.report.groups
        assert group.figures == {"assigned": 16}
        assert unplaced(reading) == [("15", "conflict")]

    def test_what_is_no_number_or_not_certainly_a_share(self) -> None:
        """0.9 may be 0.9 % or 90 %."""
        reading = read("单位\t交办量\t满意率", "人社局\t10\t98", "公安局\t不详\t0.9")
        assert assigned(reading.report) == {"人社局": 10, "公安局": None}
        rate = reading.report.unit("人社局").figures["result_satisfaction"]
        assert rate == PrintedRate(Decimal(98))
        assert unplaced(reading) == [("不详", "value"), ("0.9", "value")]

    def test_counts_are_whole_numbers_without_per_cent(self) -> None:
        """Half a ticket and a per cent of tickets are listed."""
        reading = read("单位\t交办量", "人社局\t10", "公安局\t7.5", "财政局\t8%")
        assert unplaced(reading) == [("7.5", "value"), ("8%", "value")]

    def test_categories_with_their_sum(self) -> None:
        """The sum is that of all tickets."""
        report = read("诉求类型\t交办量", "城乡建设\t10", "劳动保障\t20", "合计\t30").report
        assert [line.category for line in report.categories] == ["城乡建设", "劳动保障"]
        assert report.totals == {"assigned": 30}

    def test_a_table_without_any_heading_we_know(self) -> None:
        """Each of its cells is listed."""
        reading = read("甲\t乙", "丙\t丁")
        assert unplaced(reading) == [(cell, "heading") for cell in "甲乙丙丁"]

    def test_names_below_a_heading_we_do_not_know(self) -> None:
        """The column without numbers is that of the names."""
        assert assigned(read("所在\t交办量", "甲乙镇\t10", "丙丁镇\t20").report) == {
            "甲乙镇": 10,
            "丙丁镇": 20,
        }

    def test_a_measure_printed_in_two_columns(self) -> None:
        """The first column counts; the other is listed, as is a remark but not its absence."""
        reading = read("单位\t交办量\t交办量\t备注", "人社局\t10\t11\t好", "公安局\t20\t20\t无")
        assert assigned(reading.report) == {"人社局": 10, "公安局": 20}
        assert unplaced(reading) == [("11", "heading"), ("好", "heading"), ("20", "heading")]

    @pytest.mark.parametrize(
        "lines",
        [
            ("|单位|交办量|", "|---|---|", "|人社局|5|", "", "|公安局|6|", "好"),
            ("单位 交办量 办结量", "人社局 5 5", "", "公安局 6 6", "财政局 7 好"),
            (
                "单位 交办量 办结量",
                "人社局 5 5",
                "单位 交办量 办结量",
                "公安局 6 6",
                "再说 一句 话",
            ),
            ("序号", "单位", "交办量", "1", "人社局", "5", "2", "公安局", "6"),
            (
                "单位\t办理\t\t满意率",
                "\t交办量\t办结量\t",
                "人社局\t5\t5\t98%",
                "公安局\t6\t6\t97%",
            ),
            ("单位\t交办量\t", "人社局\t5\t", "公安局\t6\t"),
            ("|---|---|", "|单位|交办量|", "|人社局|5|", "|公安局|6|"),
            ("单位\t交办量", "人社局\t5", "\t\t", "公安局\t6"),
        ],
    )
    def test_one_table_in_many_shapes(self, lines: tuple[str, ...]) -> None:
        """Pipes, spaces, repeated headers, a cell a line, two levels, a column too many."""
        assert assigned(read(*lines).report) == {"人社局": 5, "公安局": 6}

    def test_what_stands_beside_the_last_heading_is_listed(self) -> None:
        """A cell without a column's title."""
        reading = read("单位\t交办量\t", "人社局\t10\t7", "公安局\t20\t")
        assert assigned(reading.report) == {"人社局": 10, "公安局": 20}
        assert unplaced(reading) == [("7", "heading")]

    def test_a_number_that_ran_into_a_cell(self) -> None:
        """A page number behind a rate is listed; the rate is read."""
        reading = read("单位\t满意率", "甲乙镇\t98.5%52", "公安局\t97%")
        rate = reading.report.unit("甲乙镇").figures["result_satisfaction"]
        assert rate == PrintedRate("98.5")
        assert unplaced(reading) == [("52", "stray")]

    def test_a_unit_printed_twice(self) -> None:
        """With the same figure it is no conflict."""
        reading = read("单位\t交办量", "甲乙镇\t10", "甲乙镇\t10")
        assert assigned(reading.report) == {"甲乙镇": 10}
        assert unplaced(reading) == []

    def test_a_number_is_no_unit(self) -> None:
        """What stands beside it is listed."""
        reading = read("单位\t交办量", "甲乙镇\t10", "1\t2")
        assert assigned(reading.report) == {"甲乙镇": 10}
        assert unplaced(reading) == [("2", "unit")]

    def test_no_column_of_names(self) -> None:
        """Numbers of nobody are listed."""
        reading = read("所在\t交办量", "1号\t10", "3\t20")
        assert assigned(reading.report) == {}
        assert {reason for _, reason in unplaced(reading)} == {"heading"}

    def test_a_table_that_breaks_off(self) -> None:
        """A cell a line: the sentence between is left, and rows after it are read."""
        lines = "单位 交办量 办结量 人社局 10 5 公安局 20 9 这里写了别的话 甲乙镇 7 7 财政局 8 8"
        assert assigned(read(*lines.split()).report) == {
            "人社局": 10,
            "公安局": 20,
            "甲乙镇": 7,
            "财政局": 8,
        }

    def test_a_table_that_goes_on_over_a_page(self) -> None:
        """Without a header it has that of the page before, and its group."""
        body = (
            Table(
                columns=(TableColumn("单位"), TableColumn("交办量")),
                rows=(cells("人社局", "10"),),
                caption="县直单位热线办理情况",
            ),
            Table(
                columns=(TableColumn("公安局"), TableColumn("20")),
                rows=(cells("财政局", "5"),),
            ),
        )
        report = read_published(Bulletin(title=(Run(TITLE),), blocks=body), PLAIN).report
        assert assigned(report) == {"人社局": 10, "公安局": 20, "财政局": 5}
        assert {line.group for line in report.units} == {"县直单位"}

    def test_a_group_that_begins_on_the_next_page(self) -> None:
        """It begins where its name stands, and blank rows count as rows where a cell is shown."""
        body = (
            Table(
                columns=(TableColumn("单位"), TableColumn("交办量"), TableColumn("办结量")),
                rows=(cells("人社局", "10", "9"),),
                caption="县直单位热线办理情况",
            ),
            Table(
                columns=(TableColumn("公安局"), TableColumn("20"), TableColumn("18")),
                rows=(
                    cells("", "", ""),
                    cells("乡镇", "乡镇", "乡镇"),
                    cells("甲乙镇", "5", "4"),
                ),
            ),
        )
        reading = read_published(Bulletin(title=(Run(TITLE),), blocks=body), PLAIN)
        assert {line.unit: line.group for line in reading.report.units} == {
            "人社局": "县直单位",
            "公安局": "县直单位",
            "甲乙镇": "乡镇",
        }
        place = reading.places["units/甲乙镇/closed"]
        assert place.describe("en") == "table 2, row 4, column 3"

    def test_who_signs_is_no_group(self) -> None:
        """Of the tables behind the text."""
        signed = SignOff((Run("甲县市民热线服务中心"),))
        table = Table(
            columns=(TableColumn("单位"), TableColumn("交办量")), rows=(cells("人社局", "10"),)
        )
        bulletin = Bulletin(title=(Run(TITLE),), blocks=(signed, table))
        (line,) = read_published(bulletin, PLAIN).report.units
        assert (line.unit, line.group) == ("人社局", "")

    def test_a_heading_that_says_of_what(self) -> None:
        """市级回访满意率 is 满意率."""
        report = read("单位\t交办量\t市级回访满意率", "人社局\t10\t98%", "公安局\t20\t97%").report
        rate = report.unit("公安局").figures["result_satisfaction"]
        assert rate == PrintedRate("97")

    def test_a_letterhead_is_no_table(self) -> None:
        """Numbers below words that are no headings: each line stays a paragraph."""
        lines = ("县市民热线服务中心", "联系电话", "传真", "12", "34")
        assert lay_out(lines).blocks == tuple(Paragraph((Run(line),)) for line in lines)

    def test_a_heading_over_every_column(self) -> None:
        """Tells no column from another: the cells are listed."""
        reading = read("单位", "单位", "人社局", "5")
        assert assigned(reading.report) == {}
        assert unplaced(reading) == [("人社局", "heading"), ("5", "heading")]

    def test_rows_that_have_little_to_do_with_one_another(self) -> None:
        """A header of three thousand cells would fill a page with blanks: it is refused."""
        wide = "\t".join(["单位"] * 3000)
        with pytest.raises(UnreadableSource, match="3000"):
            lay_out([wide, *["甲\t1"] * 3000])


# A sentence is read beside these figures.
KNOWN = ("单位\t交办量\t办结量", "人社局\t10\t5", "公安局\t20\t9", "甲乙镇\t7\t7")


def said(sentence: str) -> dict[str, object]:
    """Return the figures that a sentence says."""
    return {each.name: each.value for each in read(*KNOWN, sentence).printed}


class TestSentences:
    """Whose figure it is, and what moved."""

    def test_a_name_before_brackets(self) -> None:
        """The bracket is about it, and so is only what stands in it."""
        assert said("全县受理诉求100件，（其中甲乙镇10件；公安局5件），办结90件。") == {
            "totals/received": 100,
            "units/甲乙镇/received": 10,
            "units/公安局/received": 5,
            "totals/closed": 90,
        }

    def test_a_name_too_long_to_look_for(self) -> None:
        """Is still known where it stands alone before its brackets."""
        name = "人" * 62 + "局"
        reading = read("单位\t交办量", f"{name}\t10", "公安局\t20", f"{name}(办结5件)。")
        assert {each.name: each.value for each in reading.printed} == {f"units/{name}/closed": 5}

    def test_a_rate_that_is_lacking(self) -> None:
        """Is no figure, and that is said."""
        assert said("满意率暂缺。") == {"totals/result_satisfaction": None}

    @pytest.mark.parametrize("between", ["。", "，", "；"])
    def test_a_rate_that_a_unit_lacks(self, between: str) -> None:
        """Is lacking of the unit; that of the whole county stands behind it."""
        reading = read(*KNOWN, f"人社局满意率暂缺{between}全县满意率98%。")
        assert {each.name: each.value for each in reading.printed} == {
            "units/人社局/result_satisfaction": None,
            "totals/result_satisfaction": PrintedRate("98"),
        }
        assert reading.report.totals == {"result_satisfaction": PrintedRate("98")}

    def test_a_rate_that_others_lack(self) -> None:
        """Is no figure of the whole, and none of a category that counts nothing."""
        assert said("求助类满意率暂缺。") == {}
        assert said("咨询类：满意率暂缺。") == {}

    @pytest.mark.parametrize("number", ["0.5", "98", "0.98左右"])
    def test_a_rate_without_its_sign(self, number: str) -> None:
        """In a sentence it may be of a hundred or of one: it is listed, with or without 为."""
        for sentence in (f"满意率{number}。", f"人社局满意率{number}，同比持平。"):
            reading = read(*KNOWN, sentence)
            assert reading.printed == ()
            (listed,) = unplaced(reading)
            assert listed == (f"满意率{number.removesuffix('左右')}", "measure")

    @pytest.mark.parametrize(
        ("clause", "figures"),
        [
            ("办结5件", {"units/人社局/closed": 5}),
            ("其中，办结5件", {"units/人社局/closed": 5}),
            ("截至目前，办结5件", {"units/人社局/closed": 5}),
            ("公安局办结9件", {"units/公安局/closed": 9}),
            ("教育局，办结9件", {"units/教育局/closed": 9}),
            ("全县办结21件", {"totals/closed": 21}),
            ("全县，办结21件", {"totals/closed": 21}),
            (
                "其中按时办结3件；全县办结21件",
                {"units/人社局/on_time_closed": 3, "totals/closed": 21},
            ),
        ],
    )
    def test_a_clause_about_a_unit_or_about_all(self, clause: str, figures: dict[str, int]) -> None:
        """Behind a semicolon the unit goes on, unless another or the whole county is named."""
        assert said(f"人社局承办10件；{clause}。") == {"units/人社局/assigned": 10, **figures}

    @pytest.mark.parametrize(
        ("clause", "listed"),
        [
            ("教育系统承办20件，办结9件", ["教育系统承办20件", "办结9件"]),
            ("教育系统，办结9件", ["办结9件"]),
            ("教育系统20件；办结9件；满意率98%", ["教育系统20件", "办结9件", "满意率98%"]),
        ],
    )
    def test_a_clause_about_somebody_unknown(self, clause: str, listed: list[str]) -> None:
        """Is not about the unit before it: what it counts is listed."""
        reading = read(*KNOWN, f"人社局承办10件；{clause}。公安局办结9件。")
        assert {each.name: each.value for each in reading.printed} == {
            "units/人社局/assigned": 10,
            "units/公安局/closed": 9,
        }
        assert [text for text, _ in unplaced(reading)] == listed

    def test_sentences_without_a_figure(self) -> None:
        """Nothing moved, nothing is lacking that has a name."""
        assert said("同比持平。天气暂缺。天气较高的单位：公安局。") == {}

    def test_one_sentence_that_enumerates_categories(self) -> None:
        """其中 and nothing but categories with their counts."""
        assert said("其中：咨询3件、投诉4件、求助5件。") == {
            "categories/咨询/assigned": 3,
            "categories/投诉/assigned": 4,
            "categories/求助/assigned": 5,
        }

    def test_movements_of_totals_and_units(self) -> None:
        """In per cent and in tickets; 持平 is a movement of nothing."""
        assert said("全县受理诉求100件，同比持平，环比增长5件。") == {
            "totals/received": 100,
            "comparisons/received/year_on_year": Decimal(0),
            "differences/received/month_on_month": Decimal(5),
        }
        assert said("甲乙镇办结7件，同比增长10%，环比增加2件。") == {
            "units/甲乙镇/closed": 7,
            "comparisons/units/甲乙镇/closed/year_on_year": Decimal(10),
            "differences/units/甲乙镇/closed/month_on_month": Decimal(2),
        }

    def test_movements_of_categories(self) -> None:
        """What moved is the count, also where its share stands between."""
        assert said("咨询类30件，同比增长10%，占比30%，环比下降5件。") == {
            "categories/咨询类/assigned": 30,
            "categories/咨询类/year_on_year": PrintedRate(Decimal(10)),
            "categories/咨询类/share": PrintedRate(Decimal(30)),
            "differences/categories/咨询类/assigned/month_on_month": Decimal(-5),
        }

    def test_scores_in_text(self) -> None:
        """分 is a score."""
        assert said("得分前2名的单位：人社局98.5分、公安局97分。") == {
            "units/人社局/score": Decimal("98.5"),
            "units/公安局/score": Decimal(97),
        }

    @pytest.mark.parametrize(
        ("sentence", "listed"),
        [
            ("全县受理诉求55.5件。", [("全县受理诉求55.5件", "measure")]),
            ("城建类投诉受理40%。", [("城建类投诉受理40%", "measure")]),
            ("咨询类30件、投诉类20件，占比10%。", [("占比10%", "measure")]),
            ("咨询类：受理10件。", [("受理10件", "measure")]),
            ("同比增长5%。", [("同比增长5%", "basis")]),
            ("全县受理100件，求助类办结3件。", [("求助类办结3件", "measure")]),
            ("求助类满意率3件。", [("求助类满意率3件", "measure")]),
            ("其他5件。", [("其他5件", "measure")]),
            ("其余类6件。", [("其余类6件", "measure")]),
            (
                "全县受理100件，较上月同比增长5%。",
                [("较上月同比增长5%", "conflict")],
            ),
        ],
    )
    def test_what_is_not_certain_is_listed(
        self, sentence: str, listed: list[tuple[str, str]]
    ) -> None:
        """With the words before it."""
        assert unplaced(read(*KNOWN, sentence)) == listed

    def test_lists_of_the_high_and_the_low(self) -> None:
        """A list of units that have much of something is named after it."""
        report = read(*KNOWN, "超期较高的单位：人社局、公安局。").report
        assert [(each.unit, each.rule) for each in report.criticised] == [
            ("人社局", "high_overdue"),
            ("公安局", "high_overdue"),
        ]


class TestCitedTickets:
    """A ticket is cited with its unit, its day and its deadline, or it is listed."""

    @pytest.mark.parametrize(
        ("sentence", "unit"),
        [
            ("5月7日交办人社局的20240507102349号工单，应于5月10日18时办结，仍未办结。", "人社局"),
            (
                "5月7日交办20240507102349号工单，由公安局办理，应于5月10日18时办结，未办结。",
                "公安局",
            ),
            ("教体局负责办理的5月7日20240507102349号工单，应于5月10日18时办结，未办结。", "教体局"),
        ],
    )
    def test_an_open_one(self, sentence: str, unit: str) -> None:
        """Its unit stands before the number, or after it."""
        (cited,) = read(*KNOWN, sentence).report.cited
        assert (cited.unit, str(cited.deadline)) == (unit, "2024-05-10 18:00:00")
        assert cited.closed_at is None

    def test_a_late_one(self) -> None:
        """Nine days; a deadline without an hour ends with its day."""
        (cited,) = read(
            *KNOWN, "人社局5月7日收到的20240507102349号工单，应于5月10日办结，实际5月19日办结。"
        ).report.cited
        assert cited.days_late == 9
        assert str(cited.deadline.time()) == "23:59:59.999999"

    @pytest.mark.parametrize("day", ["2月30日", "昨天"])
    def test_a_day_that_is_none(self, day: str) -> None:
        """Is not guessed."""
        number = "20240507102349号工单"
        reading = read(*KNOWN, f"人社局{day}收到的{number}，应于5月10日办结。")
        assert reading.report.cited == ()
        assert unplaced(reading) == [(number, "ticket")]

    def test_days_with_their_year(self) -> None:
        """Count as they are printed."""
        (cited,) = read(
            *KNOWN, "人社局2023年12月7日收到的20231207102349号工单，应于2023年12月10日办结。"
        ).report.cited
        assert str(cited.assigned_at.date()) == "2023-12-07"

    def test_days_of_no_year(self) -> None:
        """Where the bulletin says no period, its days are no dates."""
        line = "人社局5月7日收到的20240507102349号工单，应于5月10日办结。"
        reading = read_published(lay_out(["通报", *KNOWN, line]), PLAIN)
        assert reading.report.cited == ()


def test_places_in_words() -> None:
    """Head, paragraph and cell in both languages."""
    head, text = Place(text="", block=0), Place(text="", block=2)
    cell = Place(text="", block=2, table=1, row=3, column=4)
    assert [each.describe("zh") for each in (head, text, cell)] == [
        "文首",
        "第2段",
        "表1第3行第4列",
    ]
    assert [each.describe("en") for each in (head, text, cell)] == [
        "head",
        "paragraph 2",
        "table 1, row 3, column 4",
    ]
