"""From tickets to the report, worked by hand on six tickets."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from hotline_metrics import CountedRate, MonthlyReport, Period, Roster, Rulebook, Ticket, Unit
from hotline_metrics.domain.figure import PrintedRate
from hotline_metrics.domain.period import Window
from hotline_metrics.domain.rulebook import Extreme, SelectionRule
from hotline_metrics.figures.citation import cite_tickets
from hotline_metrics.figures.compile import report_tally
from hotline_metrics.figures.report import Commendation
from hotline_metrics.figures.tally import count_tickets

PINGYU = Rulebook.preset("pingyu")
ROSTER = Roster(
    (
        Unit(name="城管局", group="县直单位"),
        Unit(name="医保局", group="县直单位"),
        Unit(name="郭楼街道", group="乡镇街道"),
    )
)
OCTOBER = Window(Period.parse("2023-10"), datetime(2023, 11, 9, 17, 40))


def ticket(number: int, unit: str, day: int, closed: int | None, **fields: object) -> Ticket:
    """Return a ticket dispatched on a day of October and closed on another (40 = 9 November)."""
    end = datetime(2023, 10 + (closed > 31), (closed - 1) % 31 + 1, 9) if closed else None
    sent = datetime(2023, 10, day, 9)
    return Ticket(id=str(number), unit=unit, dispatched_at=sent, closed_at=end, **fields)  # type: ignore[arg-type]


def asked(result: str, process: str = "satisfied") -> dict[str, object]:
    """Return the fields of a ticket that was surveyed with these answers."""
    return {"surveyed": True, "answers": {"result": result, "process": process}}


TICKETS = (
    ticket(1, "城管局", 9, 12, category=("城市综合类",), **asked("satisfied")),
    ticket(2, "城管局", 9, 13, category=("城市综合类",), **asked("basic", "dissatisfied")),  # late
    ticket(3, "城管局", 30, None, category=("行风政风类",), redo=2),  # open, due 2 November: late
    ticket(4, "医保局", 9, 10, category=("城市综合类",), **asked("unrated", "unrated")),
    ticket(5, "郭楼街道", 9, 10, category=("城市综合类",), **asked("dissatisfied")),
    ticket(6, "郭楼街道", 9, 11, category=("城市综合类",)),
)


def october(
    *tickets: Ticket, rules: Rulebook = PINGYU, history: tuple[MonthlyReport, ...] = ()
) -> MonthlyReport:
    """Compile the report of October 2023."""
    tally = count_tickets(tickets, rules, OCTOBER)
    cited = cite_tickets(tickets, rules, OCTOBER)
    return report_tally(tally, OCTOBER, rules, roster=ROSTER, history=history, cited=cited)


def test_six_tickets_by_hand() -> None:
    """Rated answers are 1, 0.6 and 0 over three; 未接通 is surveyed but not in n."""
    totals = october(*TICKETS).totals
    assert (totals["assigned"], totals["overdue"], totals["redo"]) == (6, 2, 2)
    assert totals["result_satisfaction"] == CountedRate(Fraction(16, 10), 3)
    assert totals["process_satisfaction"] == CountedRate(Fraction(2), 3)
    assert totals["on_time_rate"] == CountedRate(Fraction(4), 6)


def test_a_unit_that_nobody_called_back_has_no_rate() -> None:
    """One unreached call is no sample: the figure is absent, not 0 % and not 100 %."""
    figures = october(*TICKETS).unit("医保局").figures
    assert figures["result_satisfaction"] is None
    assert figures["assigned"] == 1


def test_the_matrix_says_which_unit_had_how_many_of_which_category() -> None:
    """Pairs without a ticket are not in it; without categories there is none."""
    assert october(*TICKETS).matrix == {
        "城管局": {"城市综合类": 2, "行风政风类": 1},
        "医保局": {"城市综合类": 1},
        "郭楼街道": {"城市综合类": 2},
    }
    assert october(*(attrs.evolve(each, category=()) for each in TICKETS)).matrix == {}


def test_lines_follow_the_roster_and_groups_sum_their_units() -> None:
    """Groups come in order of their first unit."""
    report = october(*TICKETS)
    assert [line.unit for line in report.units] == ["城管局", "医保局", "郭楼街道"]
    assert [(g.group, g.units, g.figures["assigned"]) for g in report.groups] == [
        ("县直单位", 2, 4),
        ("乡镇街道", 1, 2),
    ]
    assert [(c.category, c.figures["assigned"]) for c in report.categories] == [
        ("城市综合类", 5),
        ("行风政风类", 1),
    ]


def test_open_tickets_are_judged_as_of_the_window() -> None:
    """On 2 November the open ticket is not yet overdue; its deadline ends with that day."""
    early = attrs.evolve(OCTOBER, as_of=datetime(2023, 11, 2, 23, 59))
    tally = count_tickets(TICKETS, PINGYU, early)
    assert report_tally(tally, early, PINGYU).totals["overdue"] == 1


def test_each_unit_with_overdue_tickets_cites_one() -> None:
    """Urgent first, then most days late, then the number."""
    (cited,) = october(*TICKETS).cited
    assert (cited.unit, cited.id, cited.days_late, cited.closed_at) == ("城管局", "3", 7, None)
    urgent = ticket(9, "城管局", 10, 12, urgency="urgent")
    (cited,) = october(*TICKETS, urgent).cited
    assert (cited.id, cited.urgent, cited.days_late) == ("9", True, 1)


def test_the_clerk_chooses_which_tickets_are_cited() -> None:
    """A wanted ticket stands before every order, and several of a unit are all kept."""
    cited = cite_tickets(TICKETS, PINGYU, OCTOBER, wanted=["2", "3"])
    assert [each.id for each in cited] == ["3", "2"]


def test_tickets_of_other_months_are_not_counted() -> None:
    """A ticket belongs by dispatch; September's late closing is September's."""
    september = Ticket(
        id="7", unit="医保局", dispatched_at=datetime(2023, 9, 30), closed_at=datetime(2023, 10, 31)
    )
    assert october(*TICKETS, september).totals == october(*TICKETS).totals


def test_a_measure_may_let_tickets_belong_by_another_date() -> None:
    """By deadline, the ticket of 30 October belongs to November."""
    due = attrs.evolve(PINGYU.measures["assigned"], name="due", by="deadline")
    rules = attrs.evolve(PINGYU, measures={**PINGYU.measures, "due": due})
    assert october(*TICKETS, rules=rules).totals["due"] == 5


def test_totals_count_the_lead_and_units_may_count_each() -> None:
    """With ``count = "each"`` unit lines exceed the total, and the report says so."""
    helper = attrs.evolve(TICKETS[0], unit="医保局", primary=False)
    assert october(*TICKETS, helper).unit("医保局").figures["assigned"] == 1
    report = october(*TICKETS, helper, rules=attrs.evolve(PINGYU, count="each"))
    assert report.totals["assigned"] == 6
    assert report.unit("医保局").figures["assigned"] == 2
    assert "units.above-total" in [notice.code for notice in report.notices]


def test_units_without_tickets_are_listed_when_the_rules_say_so() -> None:
    """An idle unit has counts of 0 and no rates."""
    table = attrs.evolve(PINGYU.table, idle_units=True)
    report = october(TICKETS[0], rules=attrs.evolve(PINGYU, table=table))
    assert report.unit("郭楼街道").figures["assigned"] == 0
    assert report.unit("郭楼街道").figures["result_satisfaction"] is None


def test_tables_may_be_sorted_by_a_measure() -> None:
    """Best first; units without the figure come last."""
    table = attrs.evolve(PINGYU.table, order="result_satisfaction")
    report = october(*TICKETS, rules=attrs.evolve(PINGYU, table=table))
    assert [line.unit for line in report.units] == ["城管局", "郭楼街道", "医保局"]


def test_nothing_at_all_is_a_report_too() -> None:
    """An empty month has counts of 0, no rates, no lists."""
    report = october()
    assert report.totals["assigned"] == 0
    assert report.totals["result_satisfaction"] is None
    lists = (report.units, report.categories, report.groups, report.commended, report.criticised)
    assert not any(lists)


class TestComparisons:
    """同比 and 环比 subtract what was printed, so that a reader can redo them."""

    LAST_YEAR = MonthlyReport(
        period=Period.parse("2022-10"), totals={"result_satisfaction": PrintedRate("60.11")}
    )
    LAST_MONTH = MonthlyReport(
        period=Period.parse("2023-09"),
        totals={"result_satisfaction": PrintedRate("50"), "assigned": 8},
        commended=(Commendation(unit="医保中心"), Commendation(unit="城管局")),
    )

    def test_points_for_rates_and_per_cent_for_counts(self) -> None:
        """1.6 of 3 prints as 53.33."""
        changes = october(*TICKETS, history=(self.LAST_YEAR, self.LAST_MONTH)).comparisons
        rate = changes["result_satisfaction"]
        assert (rate.year_on_year, rate.month_on_month) == (Decimal("-6.78"), Decimal("3.33"))
        assert rate.unit == "points"
        assert changes["assigned"].month_on_month == Decimal("-25.00")
        assert changes["assigned"].unit == "percent"

    def test_rates_as_a_ratio_where_the_rules_say_so(self) -> None:
        """53.33 against 50 is 6.66 per cent more."""
        rules = attrs.evolve(PINGYU, comparison=attrs.evolve(PINGYU.comparison, rates="ratio"))
        changes = october(*TICKETS, rules=rules, history=(self.LAST_MONTH,)).comparisons
        assert changes["result_satisfaction"].month_on_month == Decimal("6.66")

    def test_what_is_missing_is_said(self) -> None:
        """No earlier report, no comparison, and a notice that names the period."""
        report = october(*TICKETS, history=(self.LAST_MONTH,))
        missing = [n for n in report.notices if n.code == "comparison.missing"]
        assert [n.details["period"] for n in missing] == ["2022-10"]

    def test_a_report_by_other_rules_is_compared_with_a_notice(self) -> None:
        """The rules it was counted by are named; one that does not say is taken as it is."""
        other = attrs.evolve(self.LAST_MONTH, rules="别的口径", rules_digest="0" * 64)
        notices = october(*TICKETS, history=(other,)).notices
        (notice,) = (each for each in notices if each.code == "comparison.other-rules")
        assert notice.details["rules"] == "别的口径"

    @pytest.mark.parametrize(
        ("period", "missed"),
        [("2023-01..2023-10", ["year on year"]), ("2020-W53", ["month on month"])],
    )
    def test_a_comparison_that_cannot_be_is_not_missed(
        self, period: str, missed: list[str]
    ) -> None:
        """A year to date has none before it, and a 53rd week none a year earlier."""
        window = Window(Period.parse(period), OCTOBER.as_of)
        report = report_tally(
            count_tickets(TICKETS, PINGYU, window), window, PINGYU, history=(self.LAST_MONTH,)
        )
        found = [n for n in report.notices if n.code == "comparison.missing"]
        assert [n.details["comparison_en"] for n in found] == missed


class TestSelection:
    """Who is named, and in which order."""

    def named(self, rule: SelectionRule) -> list[str]:
        """Return the units on a list under one rule."""
        rules = attrs.evolve(PINGYU, criticise=(rule,))
        return [each.unit for each in october(*TICKETS, rules=rules).criticised]

    def test_the_lowest_and_those_equal_to_the_last(self) -> None:
        """Two units have the lowest redo of 0, so asking for one names both."""
        lowest = Extreme(measure="redo", count=1)
        rule = SelectionRule(name="x", title="x", lowest=lowest)
        assert self.named(rule) == ["医保局", "郭楼街道"]

    def test_an_absent_figure_is_neither_high_nor_low(self) -> None:
        """医保局 has no rate and cannot be the lowest."""
        lowest = Extreme(measure="result_satisfaction", count=9)
        assert self.named(SelectionRule(name="x", title="x", lowest=lowest)) == [
            "郭楼街道",
            "城管局",
        ]

    def test_a_streak_follows_praise_through_former_names(self) -> None:
        """医保中心 became 医保局; praised last month and now makes two."""
        roster = Roster(
            tuple(
                attrs.evolve(unit, aliases=("医保中心",)) if unit.name == "医保局" else unit
                for unit in ROSTER
            )
        )
        good = ticket(8, "医保局", 9, 10, **asked("satisfied"))
        tally = count_tickets([good], PINGYU, OCTOBER)
        report = report_tally(
            tally, OCTOBER, PINGYU, roster=roster, history=(TestComparisons.LAST_MONTH,)
        )
        assert [(each.unit, each.streak) for each in report.commended] == [("医保局", 2)]


@pytest.mark.parametrize("text", ["result_satisfaction.n >= 2", "overdue = 2", "assigned != 1"])
def test_conditions_compare_figures_or_their_samples(text: str) -> None:
    """All three hold for 城管局 alone, but for the last, which 郭楼街道 meets too."""
    from hotline_metrics.domain.rulebook import Condition

    rule = SelectionRule(name="x", title="x", where=(Condition.parse(text),))
    rules = attrs.evolve(PINGYU, criticise=(rule,))
    named = [each.unit for each in october(*TICKETS, rules=rules).criticised]
    assert named[0] == "城管局"
    assert len(named) == (2 if "!=" in text else 1)
