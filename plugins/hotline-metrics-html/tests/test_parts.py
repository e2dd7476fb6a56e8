"""The parts of a page, worked by hand: trend, calendar, categories, rankings, places of tickets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from hotline_metrics import CountedRate, MonthlyReport, Period, PrintedRate, Rulebook
from hotline_metrics.plugin import CategoryLine, Comparison, UnitLine
from hotline_metrics_html.categories import category_rows, matrix
from hotline_metrics_html.chart import charts, sparkline
from hotline_metrics_html.days import months, peak
from hotline_metrics_html.edition import Edition
from hotline_metrics_html.evidence import tickets_known
from hotline_metrics_html.overview import cards
from hotline_metrics_html.standing import burdens, rankings
from hotline_metrics_html.trend import series_of

PINGYU = Rulebook.preset("pingyu")
RATE = "result_satisfaction"


def edition(**parts: object) -> Edition:
    """Return October 2023 with some parts of a report."""
    known = {name: parts.pop(name) for name in ("history", "evidence", "lang") if name in parts}
    period = Period.parse(str(parts.pop("period", "2023-10")))
    return Edition(report=MonthlyReport(period=period, **parts), rules=PINGYU, **known)


def month(period: str, **totals: object) -> MonthlyReport:
    return MonthlyReport(period=Period.parse(period), totals=totals)


def unit(name: str, **figures: object) -> UnitLine:
    return UnitLine(unit=name, group="", figures=figures)


# --- headline ----------------------------------------------------------------------------------
def test_red_says_that_something_got_worse() -> None:
    """More overdue, or fewer satisfied; that more people called is no news of that kind."""
    moved = {
        "assigned": Comparison(year_on_year=Decimal(12), month_on_month=Decimal(0), unit="percent"),
        "overdue": Comparison(year_on_year=Decimal(5), month_on_month=None, unit="percent"),
        RATE: Comparison(
            year_on_year=Decimal("-14.05"), month_on_month=Decimal("3.10"), unit="points"
        ),
    }
    made = edition(
        totals={"assigned": 40, "overdue": 3, RATE: CountedRate(Fraction(446, 10), 46)},
        comparisons=moved,
    )
    assigned, overdue, rate = cards(made, ("assigned", "overdue", RATE))
    assert [(each.text, each.mood) for each in assigned.changes] == [
        ("持平", "plain"),
        ("上升12%", "plain"),
    ]
    assert [(each.label, each.arrow, each.mood) for each in overdue.changes] == [
        ("同比", "▲", "bad")
    ]
    assert [(each.text, each.mood) for each in rate.changes] == [
        ("上升3.1个百分点", "good"),
        ("下降14.05个百分点", "bad"),
    ]
    assert (rate.text, rate.exact, rate.interval) == ("96.96%", "44.6/46", "87.35–99.32")


def test_of_many_totals_the_tables_rates_stand_at_the_head() -> None:
    """Eight at most, in the rulebook's order."""
    full = Rulebook.preset("full")
    made = attrs.evolve(edition(totals=dict.fromkeys(full.measures, 1)), rules=full)
    assert len(made.headline) == 8
    assert made.headline[0] == "assigned"
    assert {RATE, "closed_rate", "solved_rate"} <= set(made.headline)


# --- trend -------------------------------------------------------------------------------------
def test_a_period_without_a_report_breaks_the_line() -> None:
    """It has a place of its own, and no figure is made up for it."""
    past = (
        month("2023-08", **{RATE: PrintedRate("70")}),
        month("2023-06", **{RATE: PrintedRate("60")}),
        month("2023-05", **{RATE: PrintedRate("65")}),
        month("2023-Q2", **{RATE: PrintedRate("1")}),
        month("2023-11", **{RATE: PrintedRate("2")}),
    )
    (series,) = series_of(edition(totals={RATE: CountedRate(8, 10)}, history=past), [RATE])
    assert [str(each) for each in series.periods] == [f"2023-{n:02d}" for n in range(5, 11)]
    assert series.values == [65, 60, None, 70, None, 80]
    (chart,) = charts(edition(), [series])
    assert chart.line.count("M") == 3
    assert len(chart.dots) == 4
    assert chart.band == ""
    assert chart.label == (
        "办理结果满意率走势：2023-05为65%，2023-10为80%；最低2023-06为60%，最高2023-10为80%。"
    )


def test_counts_begin_at_zero_and_rates_have_their_intervals() -> None:
    """Bars that begin elsewhere lie."""
    before = month("2023-09", assigned=90, **{RATE: CountedRate(30, 40)})
    now = edition(totals={"assigned": 30, RATE: CountedRate(20, 40)}, history=(before,))
    count, rate = charts(now, series_of(now, ["assigned", RATE]))
    assert count.bars
    assert [level.text for level in count.levels] == ["0", "50", "100"]
    assert [level.text for level in rate.levels] == ["20%", "60%", "100%"]
    assert rate.band.startswith("M")
    assert rate.band.endswith("Z")


def test_years_to_date_follow_on_each_other_as_they_are() -> None:
    """A cumulative period has none before it."""
    past = (month("2022-01..2022-10", assigned=5), month("2021-01..2021-10", assigned=4))
    made = edition(period="2023-01..2023-10", totals={"assigned": 6}, history=past)
    (series,) = series_of(made, ["assigned"])
    assert series.values == [4, 5, 6]


def test_one_figure_is_no_trend() -> None:
    """Neither chart nor sparkline."""
    (series,) = series_of(edition(totals={"assigned": 3}), ["assigned"])
    assert charts(edition(), [series]) == ()
    assert sparkline(series) == ""


# --- days --------------------------------------------------------------------------------------
def test_the_calendar_of_october_2023() -> None:
    """It began on a Sunday; the holiday was paid for with the first weekend."""
    made = edition(days={"2023-10-01": 10, "2023-10-09": 50, "2023-10-31": 30})
    (shown,) = months(made)
    assert shown.title == "2023年10月"
    days = [day for week in shown.weeks for day in week]
    assert days[:6] == [None] * 6
    known = {day.day: day for day in days if day}
    assert len(known) == 31
    assert known[date(2023, 10, 3)].rest == "休"
    assert known[date(2023, 10, 7)].rest == "班"
    assert known[date(2023, 10, 14)].rest == ""
    assert [known[date(2023, 10, day)].shade for day in (1, 2, 31, 9)] == [1, 0, 3, 5]
    assert peak(made) == "共90件，日均2.9件；最多的是10-09，50件。"


def test_a_year_whose_holidays_are_not_published_has_no_marks() -> None:
    """Nothing is guessed, and nothing fails."""
    (shown,) = months(edition(period="2099-10", days={"2099-10-01": 1}))
    assert {day.rest for week in shown.weeks for day in week if day} == {""}


@pytest.mark.parametrize(("period", "tables"), [("2023-Q4", 3), ("2023", 12), ("2023-W44", 2)])
def test_longer_periods_have_a_table_for_each_month(period: str, tables: int) -> None:
    """A week may lie in two."""
    first = Period.parse(period).first
    assert len(months(edition(period=period, days={str(first): 1}))) == tables


# --- categories --------------------------------------------------------------------------------
def test_small_categories_share_a_column() -> None:
    """Nothing is lost: each row still sums to what the unit had."""
    names = [f"类{n:02d}" for n in range(20)]
    lines = tuple(
        CategoryLine(category=name, figures={"assigned": 20 - n}) for n, name in enumerate(names)
    )
    counts = {name: n + 1 for n, name in enumerate(names)}
    found = matrix(edition(categories=lines, units=(unit("甲"),), matrix={"甲": counts}))
    assert found.columns == (*names[:11], "其他9类")
    (row,) = found.rows
    assert row.total == sum(cell.count for cell in row.cells) == 210
    assert row.cells[-1].count == sum(range(12, 21))


def test_two_levels_with_their_shares() -> None:
    """Of all tickets, also below; what has no category is called so."""
    part = CategoryLine(category="占道经营", figures={"assigned": 1})
    made = edition(
        categories=(
            CategoryLine(
                category="城市综合类", figures={"assigned": 3, "overdue": 2}, parts=(part,)
            ),
            CategoryLine(category="", figures={"assigned": 1}),
        )
    )
    first, second = category_rows(made)
    assert (first.share, first.bar, first.parts[0].share) == ("75%", "100", "25%")
    assert first.cells == ("2", "—", "市级未抽访", "市级未抽访")
    assert (second.name, second.bar) == ("未分类", "33.33")


# --- standing ----------------------------------------------------------------------------------
def test_a_ranking_ends_with_small_samples_and_those_not_asked() -> None:
    """Neither has a rank; equal rates share one."""
    rules = attrs.evolve(PINGYU, samples=attrs.evolve(PINGYU.samples, min_n=3))
    made = edition(
        units=(
            unit("未抽访", **{RATE: None}),
            unit("少", **{RATE: CountedRate(1, 1)}),
            unit("低", **{RATE: CountedRate(1, 4)}),
            unit("甲", **{RATE: CountedRate(3, 4)}),
            unit("乙", **{RATE: CountedRate(3, 4)}),
        )
    )
    ranking, *_ = rankings(attrs.evolve(made, rules=rules))
    assert [(bar.unit, bar.rank, bar.text) for bar in ranking.bars] == [
        ("甲", "1", "75%"),
        ("乙", "1", "75%"),
        ("低", "3", "25%"),
        ("少", "", "样本过少"),
        ("未抽访", "", "市级未抽访"),
    ]
    assert ranking.bars[0].length == "75"
    assert Decimal(ranking.bars[0].low) + Decimal(ranking.bars[0].reach) <= 100


def test_those_without_any_are_counted_and_not_listed() -> None:
    """The most overdue first."""
    made = edition(
        units=(unit("甲", overdue=2, assigned=9), unit("乙", overdue=0), unit("丙", overdue=8))
    )
    overdue, redo = burdens(made)
    assert [(bar.unit, bar.text, bar.n, bar.length) for bar in overdue.bars] == [
        ("丙", "8", "", "100"),
        ("甲", "2", "9", "25"),
    ]
    assert overdue.others == 1
    assert redo.bars == ()


# --- evidence ----------------------------------------------------------------------------------
def test_a_ticket_stands_once_and_figures_name_its_place() -> None:
    """As stretches of places among the unit's tickets."""
    ids = [f"2310{n:02d}" for n in range(10)]
    made = edition(
        units=(unit("甲/乙", assigned=10, overdue=4),),
        evidence={
            "units/甲/乙/assigned": tuple(ids),
            "units/甲/乙/overdue": (ids[7], ids[2], ids[3], ids[9]),
        },
    )
    (known,) = tickets_known(made)
    assert known["ids"] == ids
    place = made.place
    assert known["figures"] == {
        place["assigned"]: ["10", "0-9"],
        place["overdue"]: ["4", "2-3,7,9"],
    }
    assert tickets_known(edition(units=(unit("甲"),))) == []


def test_a_category_that_no_lead_unit_has_still_leads_to_its_tickets() -> None:
    """It stands in no total, and last; the matrix and the data number it alike."""
    made = edition(
        categories=(CategoryLine(category="主", figures={"assigned": 1}),),
        units=(unit("甲"),),
        matrix={"甲": {"协": 2, "主": 1}},
        evidence={"matrix/甲/协/assigned": ("7", "8"), "matrix/甲/主/assigned": ("9",)},
    )
    found = matrix(made)
    assert found.columns == ("主", "协")
    assert [cell.category for cell in found.rows[0].cells] == [0, 1]
    (known,) = tickets_known(made)
    assert (known["ids"], known["categories"]) == (["7", "8", "9"], {0: "2", 1: "0-1"})
