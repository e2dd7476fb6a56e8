"""Rulebooks of other places: every column a measure, published scores reproduced."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import CountedRate, PrintedRate, Rulebook, Ticket, compile_report
from hotline_metrics.domain.rulebook_file import preset_names
from hotline_metrics.domain.score import GradeStep, ScorePart, ScoreRule
from hotline_metrics.errors import InvalidValue, RulebookError
from hotline_metrics.publish.report_json import decode_report, encode_report
from hotline_metrics.publish.tables import unit_tables
from hotline_metrics.testing import sample_report, sample_tickets

FULL = Rulebook.preset("full")
LIANYUNGANG = Rulebook.preset("lianyungang")

COLUMNS = {
    "承办件数": "assigned", "办结数": "closed", "在办数": "open", "按时办结数": "on_time",
    "超时办结数": "late_closed", "超时未办数": "late_open", "超期件数": "overdue",
    "重办量": "redo", "返工数": "redo_tickets", "延期次数": "extended", "办结率": "closed_rate",
    "按时办结率": "on_time_rate", "快速办结率": "quick_rate", "及时签收率": "acknowledged_rate",
    "有效回访率": "reached_rate", "解决率": "solved_rate", "满意率": "result_satisfaction",
    "不满意数": "dissatisfied", "不满意率": "dissatisfied_rate", "重派率": "redispatch_rate",
    "返工率": "redo_rate", "退单率": "declined_rate", "占比": "share.assigned",
    "排名": "rank.result_satisfaction", "重复诉求": "repeat",
}  # fmt: skip


@pytest.mark.parametrize(("heading", "column"), COLUMNS.items())
def test_every_column_met_in_bulletins_is_one_that_a_table_can_show(
    heading: str, column: str
) -> None:
    """Under some rulebook, with its words."""
    rules = attrs.evolve(FULL, table=attrs.evolve(FULL.table, columns=(column,)))
    (table, *_) = unit_tables(sample_report(rules=FULL), rules)
    assert table.columns[1].title
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


def test_scores_grades_and_ranks_stand_in_the_tables() -> None:
    """As columns of the rulebook."""
    rules = Rulebook.preset("yueyang")
    report = sample_report(rules=rules)
    (table, *_) = unit_tables(report, rules)
    titles = [column.title for column in table.columns]
    assert titles[-3:] == ["综合指标值", "综合指标值等级", "综合指标值排名"]
    assert {row[-2].text for row in table.rows} <= {"A", "B", "C", "D", "—"}
