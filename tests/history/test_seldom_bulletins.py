"""What few bulletins print, each in a few lines: it is read, or listed as not read; never guessed."""

from decimal import Decimal

import pytest

from hotline_metrics import PrintedRate, Rulebook
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.history.published.document import read_published
from hotline_metrics.history.published.layout import lay_out
from hotline_metrics.history.published.reading import Place, PublishedReading
from hotline_metrics.publish.bulletin import Table

PLAIN = Rulebook.preset("plain")
TITLE = "2024年5月份12345热线办理情况通报"


def read(*lines: str) -> PublishedReading:
    """Read a bulletin of May 2024 given line by line."""
    return read_published(lay_out([TITLE, *lines]), PLAIN)


def unplaced(reading: PublishedReading) -> list[tuple[str, str]]:
    """Return what was not placed, and why."""
    return [(each.text, each.reason) for each in reading.unplaced]


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
        report = read(
            "诉求类型\t交办量", "城乡建设\t10", "劳动保障\t20", "合计\t30"
        ).report
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
