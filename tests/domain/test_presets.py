"""Rulebooks of other places: every column a measure, published scores reproduced."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import (
    CountedRate,
    MonthlyReport,
    Period,
    PrintedRate,
    Roster,
    Rulebook,
    Ticket,
    Unit,
    compile_report,
)
from hotline_metrics.domain.figure import print_number
from hotline_metrics.domain.rulebook_file import preset_names
from hotline_metrics.domain.score import GradeStep, ScorePart, ScoreRule
from hotline_metrics.domain.unit import FormerName
from hotline_metrics.errors import InvalidValue, RulebookError
from hotline_metrics.figures.report import Figures, UnitLine
from hotline_metrics.publish.report_json import decode_report, encode_report
from hotline_metrics.publish.tables import unit_tables
from hotline_metrics.testing import sample_report, sample_tickets

FULL = Rulebook.preset("full")
LIANYUNGANG = Rulebook.preset("lianyungang")

COLUMNS = {
    "承办件数": "assigned", "受理案件数": "assigned", "派遣案件总数": "assigned",
    "办结数": "closed", "在办数": "open", "按时办结数": "on_time", "超时办结数": "late_closed",
    "超时未办数": "late_open", "超期件数": "overdue", "重办量": "redo", "重新派发次数": "redo",
    "返工数": "redo_tickets", "延期次数": "extended", "办结率": "closed_rate",
    "按时办结率": "on_time_rate", "按期办结率": "on_time_rate", "提前办结率": "early_rate",
    "快速办结数量": "quick", "快速办结率": "quick_rate", "及时签收率": "acknowledged_rate",
    "按期回复率": "on_time_rate", "按时反馈率": "on_time_rate", "有效回访率": "reached_rate",
    "解决率": "solved_rate", "满意率": "result_satisfaction",
    "办理结果满意率": "result_satisfaction", "评价满意占比": "satisfied_share",
    "不满意数": "dissatisfied", "不满意率": "dissatisfied_rate", "发回重办率": "sent_back_rate",
    "重派率": "redispatch_rate", "返工率": "redo_rate", "退单率": "declined_rate",
    "占比": "share.assigned", "同比": "year_on_year.assigned", "环比": "month_on_month.assigned",
    "排名": "rank.result_satisfaction", "重复诉求": "repeat",
    "服务过程满意率": "pingyu/process_satisfaction", "得分": "lianyungang/appraisal",
    "评分": "lianyungang/appraisal", "综合指标值": "yueyang/index",
    "等级": "yueyang/grade.index",
}  # fmt: skip
"""Heading in a published table to the column that shows it, of ``full`` or of another preset."""


@pytest.mark.parametrize(("heading", "column"), COLUMNS.items())
def test_every_column_met_in_bulletins_is_one_that_a_table_can_show(
    heading: str, column: str
) -> None:
    """Under some rulebook; a figure of it has the heading's words where its title is set so."""
    preset, _, column = column.rpartition("/")
    rules = Rulebook.preset(preset or "full")
    measures = dict(rules.measures)
    if column in measures:
        measures[column] = attrs.evolve(measures[column], title=heading)
    rules = attrs.evolve(
        rules, measures=measures, table=attrs.evolve(rules.table, columns=(column,))
    )
    (table, *_) = unit_tables(sample_report(rules=rules), rules)
    title = table.columns[1].title
    ends = ("占比", "同比（%）", "环比（%）", "排名", "等级")
    assert title == heading or title.endswith(ends) or column in rules.scores
    assert all(len(row) == 2 for row in table.rows)


@pytest.mark.parametrize("name", preset_names())
def test_no_measure_lacks_title_definition_or_source(name: str) -> None:
    """Its own source, or the rulebook's."""
    rules = Rulebook.preset(name)
    for measure in rules.measures.values():
        assert measure.title, measure.name
        assert len(measure.definition) > 5, measure.name
        assert measure.source or rules.source, measure.name
    for score in rules.scores.values():
        assert len(score.definition) > 5, score.name


def test_a_measure_is_sourced_by_the_file_that_defines_it(tmp_path: Path) -> None:
    """And not by whoever extends it."""
    assert LIANYUNGANG.measures["redo_rate"].source == FULL.measures["redo_rate"].source
    assert LIANYUNGANG.measures["closed"].source == Rulebook.preset("plain").source
    assert LIANYUNGANG.measures["result_satisfaction"].source == LIANYUNGANG.source
    path = tmp_path / "ours.toml"
    path.write_text('extends = "pingyu"\nname = "ours"\nsource = "本县办法"\n', "utf-8")
    assert Rulebook.load(path).measures["overdue"].source == Rulebook.preset("plain").source


@pytest.mark.parametrize("name", preset_names())
def test_a_month_under_every_preset(name: str) -> None:
    """Compiled, printed, and read back whole."""
    rules = Rulebook.preset(name)
    asked = {question.name for question in rules.questions}
    tickets = [
        attrs.evolve(t, answers={q: g for q, g in t.answers.items() if q in asked})
        for t in sample_tickets()
    ]
    report = compile_report(tickets, "2023-10", rules=rules)
    assert decode_report(encode_report(report)) == report
    assert unit_tables(report, rules)


# --- facts -------------------------------------------------------------------------------------
def totals(*tickets: Ticket) -> dict[str, object]:
    """Return the totals of October under the full rulebook, as of 9 November."""
    report = compile_report(tickets, "2023-10", rules=FULL, as_of=datetime(2023, 11, 9))
    return dict(report.totals)


def ticket(number: int, **fields: object) -> Ticket:
    """Return a ticket dispatched on Monday 16 October 2023."""
    sent = datetime(2023, 10, 16, 9)
    return Ticket(id=str(number), unit="甲局", dispatched_at=sent, **fields)  # type: ignore[arg-type]


def test_signing_in_time_late_not_yet_and_unknown() -> None:
    """By the end of the next working day; a source without the column says nothing."""
    found = totals(
        ticket(1, acknowledged_at=datetime(2023, 10, 17, 18), tracks_signing=True),
        ticket(2, acknowledged_at=datetime(2023, 10, 18, 8), tracks_signing=True),
        ticket(3, tracks_signing=True),
        ticket(4),
    )
    assert found["acknowledged_rate"] == CountedRate(1, 3)
    assert totals(ticket(4))["acknowledged_rate"] is None


def test_early_is_before_the_day_of_the_deadline() -> None:
    """Closed on the day itself is in time and not early; without a deadline nothing is early."""
    due = datetime(2023, 10, 19, 17)
    found = totals(
        ticket(1, deadline=due, closed_at=datetime(2023, 10, 18, 23, 59)),
        ticket(2, deadline=due, closed_at=datetime(2023, 10, 19)),
        ticket(3, deadline=due),
        ticket(4, closed_at=datetime(2023, 10, 17)),
    )
    assert (found["early"], found["early_rate"]) == (1, CountedRate(1, 3))


def test_quick_is_within_its_own_limit() -> None:
    """Three working days here, whatever the deadline."""
    found = totals(
        ticket(1, closed_at=datetime(2023, 10, 19, 23)),
        ticket(2, closed_at=datetime(2023, 10, 20, 8)),
        ticket(3),
    )
    assert found["quick_rate"] == CountedRate(1, 3)


def test_events_and_tickets_of_redo_are_different_figures() -> None:
    """Sent back twice: two events, one ticket."""
    found = totals(ticket(1, redo=2, closed_at=datetime(2023, 10, 20)), ticket(2))
    assert (found["redo"], found["redo_tickets"]) == (2, 1)
    assert found["redispatch_rate"] == CountedRate(2, 1)


# --- scores ------------------------------------------------------------------------------------
PART = {part.measure: part for part in LIANYUNGANG.scores["appraisal"].parts}


@pytest.mark.parametrize(
    ("measure", "rate", "points"),
    [
        ("on_time_rate", "89.82", "14.82"), ("on_time_rate", "80", "5"),
        ("on_time_rate", "66.67", "0"), ("result_satisfaction", "70.59", "12.795"),
        ("result_satisfaction", "66.67", "12.5"), ("result_satisfaction", "50", "12.5"),
        ("acknowledged_rate", "80", "0"), ("acknowledged_rate", "77.27", "0"),
    ],
)  # fmt: skip
def test_the_published_component_scores(measure: str, rate: str, points: str) -> None:
    """February 2022, as printed: 12.8 for 70.59 %."""
    found = PART[measure].points(PrintedRate(Decimal(rate)), better="high")
    assert found == Fraction(points)


@pytest.mark.parametrize(
    ("rate", "points"),
    [("87.5", "19.75"), ("83.33", "17.665"), ("75", "13.5"), ("71.43", "12.5"), ("50", "12.5")],
)
def test_the_published_scores_with_the_later_target(rate: str, points: str) -> None:
    """August 2022 and January 2023: the target is 98; 17.665 was printed as 17.67."""
    part = attrs.evolve(PART["result_satisfaction"], target=Fraction(98))
    assert part.points(PrintedRate(Decimal(rate)), better="high") == Fraction(points)


def test_a_score_by_hand_with_its_grade() -> None:
    """90 % of 40, 75 % of 40, and 2 points for each per cent sent back."""
    rules = Rulebook.preset("yueyang")
    better = {name: measure.better for name, measure in rules.measures.items()}
    figures = {
        "on_time_rate": CountedRate(9, 10),
        "result_satisfaction": CountedRate(3, 4),
        "redo_rate": CountedRate(1, 50),
    }
    score = rules.scores["index"].of(figures, better)
    assert score
    assert score.value == 36 + 30 + 16
    assert (score.printed, score.grade) == (Decimal("82.00"), "B")
    # Without a sample the part is left out, and the others stand for the whole.
    score = rules.scores["index"].of({**figures, "result_satisfaction": None}, better)
    assert score
    assert score.value == Fraction(52, 60) * 100
    assert rules.scores["index"].of(dict.fromkeys(figures), better) is None


@given(st.integers(0, 100), st.integers(0, 100))
def test_points_stay_between_floor_and_full(good: int, lower: int) -> None:
    """And a worse rate never has more."""
    for part in PART.values():
        high, low = max(good, lower), min(good, lower)
        points = [
            part.points(CountedRate(value, 100), better="high") or Fraction(0)
            for value in (high, low)
        ]
        assert part.full >= points[0] >= points[1] >= part.floor


def test_what_a_rulebook_may_not_say_of_scores(tmp_path: Path) -> None:
    """An unknown measure is told the nearest; grades come best first."""
    path = tmp_path / "rules.toml"
    path.write_text(
        'extends = "plain"\n[scores.total]\ntitle = "得分"\ndefinition = "全部"\n'
        '[[scores.total.parts]]\nmeasure = "on_time"\nfull = 100\n',
        "utf-8",
    )
    with pytest.raises(
        RulebookError, match=r"unknown measure 'on_time'\. Did you mean 'on_time_rate'"
    ):
        Rulebook.load(path)
    with pytest.raises(InvalidValue, match="best first"):
        ScoreRule(
            name="x",
            title="x",
            definition="x",
            parts=(ScorePart(measure="x", full=Fraction(1)),),
            grades=(
                GradeStep(name="B", at_least=Fraction(1)),
                GradeStep(name="A", at_least=Fraction(2)),
            ),
        )


def test_how_a_unit_moved_stands_in_the_tables() -> None:
    """By printed figures, so that a reader can redo it; under the name a unit has today."""
    columns = ("result_satisfaction", "month_on_month.result_satisfaction", "year_on_year.assigned")
    rules = attrs.evolve(FULL, table=attrs.evolve(FULL.table, columns=columns))

    def unit(name: str, percent: int, assigned: int) -> UnitLine:
        rate = PrintedRate(Decimal(percent))
        figures: Figures = {"result_satisfaction": rate, "assigned": assigned}
        return UnitLine(unit=name, group="", figures=figures)

    history = [
        MonthlyReport(period=Period.parse("2023-09"), units=(unit("城市管理局", 50, 7),)),
        MonthlyReport(period=Period.parse("2022-10"), units=(unit("城管局", 60, 16),)),
    ]
    roster = Roster(
        (Unit(name="城管局", former=(FormerName(name="城市管理局", until=date(2023, 9, 30)),)),)
    )
    report = compile_report(
        [t for t in sample_tickets() if t.unit == "城管局"],
        "2023-10",
        rules=rules,
        history=history,
        roster=roster,
    )
    (line,) = report.units
    rate = line.figures["result_satisfaction"]
    assert isinstance(rate, CountedRate)
    assert line.comparisons["result_satisfaction"].month_on_month == rate.percent - 50
    assert line.comparisons["assigned"].year_on_year == Decimal(25)
    (table,) = unit_tables(report, rules)
    assert [column.title for column in table.columns[2:]] == [
        "办理结果满意率环比（百分点）",
        "承办件数同比（%）",
    ]
    (row,) = table.rows
    assert row[2].text == f"+{print_number(rate.percent - 50)}"
    assert row[3].text == "+25"
    assert decode_report(encode_report(report)) == report


@pytest.mark.parametrize("column", ["grade.appraisal", "grade.overdue"])
def test_a_grade_needs_grades(column: str) -> None:
    """A score without any, and a measure, have none."""
    with pytest.raises(RulebookError, match="has no grades"):
        attrs.evolve(LIANYUNGANG, table=attrs.evolve(LIANYUNGANG.table, columns=(column,)))


def test_a_score_has_no_movement() -> None:
    """Only a rank and a grade."""
    with pytest.raises(RulebookError, match="write rank.appraisal"):
        attrs.evolve(
            LIANYUNGANG,
            table=attrs.evolve(LIANYUNGANG.table, columns=("year_on_year.appraisal",)),
        )


def test_scores_grades_and_ranks_stand_in_the_tables() -> None:
    """As columns of the rulebook."""
    rules = Rulebook.preset("yueyang")
    report = sample_report(rules=rules)
    (table, *_) = unit_tables(report, rules)
    titles = [column.title for column in table.columns]
    assert titles[-3:] == ["综合指标值", "综合指标值等级", "综合指标值排名"]
    assert {row[-2].text for row in table.rows} <= {"A", "B", "C", "D", "—"}
