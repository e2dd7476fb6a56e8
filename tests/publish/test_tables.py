"""The tables of a bulletin: where a unit stands, how it moved, and what was left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from hotline_metrics.domain.exclusion import Exclusion
from hotline_metrics.domain.figure import CountedRate
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.score import Score
from hotline_metrics.figures.report import Comparison, Exclusions, MonthlyReport, UnitLine
from hotline_metrics.publish.tables import exclusion_table, unit_table

YUEYANG = Rulebook.preset("yueyang")
MOVED = Comparison(year_on_year=Decimal(25), month_on_month=Decimal("-4.5"), unit="percent")
REPORT = MonthlyReport(
    period=Period.parse("2023-10"),
    totals={"assigned": 80, "result_satisfaction": CountedRate(60, 80)},
    units=(
        UnitLine(
            unit="医保局",
            group="局",
            figures={"assigned": 60, "result_satisfaction": CountedRate(57, 60)},
            scores={"index": Score(value=Fraction(185, 2), points={}, grade="A")},
            comparisons={"assigned": MOVED},
        ),
        UnitLine(
            unit="司法局",
            group="局",
            figures={"assigned": 20, "result_satisfaction": None},
            scores={"index": None},
        ),
    ),
)


def rows_of(*columns: str) -> dict[str, list[str]]:
    """Return what the table of those columns prints for each unit."""
    rules = attrs.evolve(YUEYANG, table=attrs.evolve(YUEYANG.table, columns=columns))
    table = unit_table(REPORT, rules, "局")
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}


def test_a_share_is_a_part_of_all_and_says_so() -> None:
    """60 of 80 tickets, and 20 of 80."""
    shown = rows_of("assigned", "share.assigned")
    assert shown == {"医保局": ["60", "75%"], "司法局": ["20", "25%"]}
    assert rows_of("share.overdue") == {"医保局": ["—"], "司法局": ["—"]}


def test_a_unit_nobody_was_asked_about_has_no_tier() -> None:
    """The other is above all together: 95% of 60 answers against 75% of 80."""
    shown = rows_of("tier.result_satisfaction")
    assert shown == {"医保局": ["高于总体"], "司法局": ["—"]}


def test_a_movement_carries_its_sign() -> None:
    """A unit without an earlier figure has none."""
    shown = rows_of("year_on_year.assigned", "month_on_month.assigned")
    assert shown == {"医保局": ["+25", "-4.5"], "司法局": ["—", "—"]}


def test_a_score_stands_with_its_grade_and_rank() -> None:
    """Where there is nothing to score, the rulebook's words stand."""
    shown = rows_of("index", "grade.index", "rank.index")
    assert shown == {"医保局": ["92.5", "A", "1"], "司法局": ["无工单", "—", "—"]}


def test_the_annex_lists_who_left_out_what() -> None:
    """A decision about a ticket of every unit says so."""
    decision = Exclusion(
        id="231007102349106144",
        unit="",
        what="ticket",
        reason="误派",
        approved_by="县热线办",
        approved_on=date(2023, 11, 2),
    )
    table = exclusion_table(Exclusions(applied=(decision,), totals={}))
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["231007102349106144", "全部", "整件", "误派", "县热线办", "2023年11月2日"]
    ]


def test_a_rate_of_few_answers_and_the_number_of_answers() -> None:
    """Where the rulebook wants so: words instead of a rate of three, a sample behind a rate."""
    table = attrs.evolve(YUEYANG.table, columns=("result_satisfaction",), show_n=True)
    samples = attrs.evolve(YUEYANG.samples, min_n=70, few="样本不足")
    for rules, text in (
        (attrs.evolve(YUEYANG, table=table), "95%（60）"),
        (attrs.evolve(YUEYANG, table=table, samples=samples), "样本不足"),
    ):
        insured, _ = unit_table(REPORT, rules, "局").rows
        assert insured[1].text == text
