"""Every figure is made again from the tickets that are listed behind it."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import CountedRate, MonthlyReport, Rulebook, Ticket, compile_report
from hotline_metrics.domain.deadline_days import explain_deadline
from hotline_metrics.domain.exclusion import Exclusion, load_exclusions
from hotline_metrics.domain.figure import print_exact, print_figure
from hotline_metrics.domain.formula import formula
from hotline_metrics.domain.rulebook import Condition, Count, SelectionRule
from hotline_metrics.domain.rulebook_file import preset_names
from hotline_metrics.errors import InvalidValue, RulebookError
from hotline_metrics.figures.exclusion import exclude
from hotline_metrics.figures.explain import evidence_of, explain_all, is_counted
from hotline_metrics.figures.names import Section, named_figures
from hotline_metrics.figures.report import RowCount
from hotline_metrics.figures.standing import explain_standing, is_standing
from hotline_metrics.publish.report_json import decode_report, encode_report
from hotline_metrics.publish.tables import unit_tables
from hotline_metrics.testing import sample_report, sample_tickets
from hotline_metrics.testing.strategies import ticket_lists

PINGYU = Rulebook.preset("pingyu")
TICKETS = sample_tickets()
REPORT = sample_report(TICKETS)
DECIDED = {"reason": "误派", "approved_by": "县热线办", "approved_on": date(2023, 11, 2)}


# --- figures -----------------------------------------------------------------------------------
YUEYANG = Rulebook.preset("yueyang")
MOVES = attrs.evolve(
    YUEYANG,
    intake=PINGYU.intake,
    deadline=PINGYU.deadline,
    table=attrs.evolve(YUEYANG.table, columns=("assigned", "month_on_month.result_satisfaction")),
    commend=SelectionRule(name="commend", title="表扬", where=(Condition.parse("overdue <= 6"),)),
    criticise=PINGYU.criticise[:1],
)
"""Scores, movements of units, lists: a rulebook under which a report has every kind of figure."""


def names_in(document: dict[str, Any]) -> Iterator[str]:
    """Yield the path of every figure of a report's JSON, read off the document itself."""
    yield from (f"rows/{what}" for what in document["rows"])
    yield from (f"totals/{name}" for name in document["totals"])
    yield from moves_in("", document)
    for category in document["categories"]:
        yield from categories_in("categories", category)
    for group in document["groups"]:
        path = f"groups/{group['group']}"
        yield from (f"{path}/{name}" for name in ("units", *group["figures"]))
    for unit in document["units"]:
        yield from lines_in("", unit)
    yield from (f"commended/{each['unit']}/streak" for each in document["commended"])
    for near in document["near_misses"]:
        yield f"near_misses/{near['rule']}/{near['unit']}/distance"
    yield from (f"cited/{each['id']}/days_late" for each in document["cited"])
    yield from (f"days/{day}/assigned" for day in document["days"])
    for unit, row in document["matrix"].items():
        yield from (f"matrix/{unit}/{about}/assigned" for about in row)
    if before := document["exclusions"]:
        yield from (f"exclusions/totals/{name}" for name in before["totals"])
        for unit in before["units"]:
            yield from lines_in("exclusions/", unit)


def categories_in(path: str, line: dict[str, Any]) -> Iterator[str]:
    """Yield the figures of a category and of its parts."""
    here = f"{path}/{line['category']}"
    yield from (f"{here}/{name}" for name in line["figures"])
    for part in line["parts"]:
        yield from categories_in(here, part)


def lines_in(path: str, line: dict[str, Any]) -> Iterator[str]:
    """Yield the figures of a unit's line."""
    here = f"{path}units/{line['unit']}"
    yield from (f"{here}/{name}" for name in line["figures"])
    yield from (f"{here}/scores/{name}" for name in line["scores"])
    yield from moves_in(f"{here}/", line)


def moves_in(path: str, of: dict[str, Any]) -> Iterator[str]:
    """Yield the movements of totals or of a unit."""
    for name, moved in of.get("comparisons", {}).items():
        for which in ("year_on_year", "month_on_month"):
            if moved[which] is not None:
                yield f"{path}comparisons/{name}/{which}"


def answerable(tickets: Iterable[Ticket], rules: Rulebook) -> list[Ticket]:
    """Return tickets with the answers that a rulebook asks for."""
    asked = {question.name for question in rules.questions}
    return [
        attrs.evolve(t, answers={q: g for q, g in t.answers.items() if q in asked}) for t in tickets
    ]


def check_every_figure(
    report: MonthlyReport, tickets: list[Ticket], rules: Rulebook, history: list[MonthlyReport]
) -> set[str]:
    """Make every figure of a report's JSON again; return the sections that were met."""
    named = {each.name: each for each in named_figures(report)}
    assert set(names_in(json.loads(encode_report(report)))) == set(named)
    explained = {each.figure.name: each for each in explain_all(report, tickets, rules)}
    for name, figure in named.items():
        if is_counted(figure, rules):
            behind = explained.pop(name)
            top = sum((one.numerator for one in behind.counted), Fraction(0))
            bottom = sum(one.denominator for one in behind.counted)
            if isinstance(figure.value, CountedRate):
                assert (figure.value.numerator, figure.value.n) == (top, bottom)
            elif figure.value is None:
                assert bottom == 0
            else:
                assert figure.value == top
        else:
            made = report.derive(name, rules, history)
            assert made.value == figure.value, name
            assert made.title
            assert made.definition
            assert made.formula("zh")
            assert made.formula("en")
            # Each part can be asked for in turn, of this report or of the earlier one.
            known = {*named, *(f"tickets/{t.id}" for t in tickets)}
            for earlier in history:
                known |= {f"{earlier.period}: {each.name}" for each in named_figures(earlier)}
            assert set(made.parts) <= known, name
    assert not explained
    return {each.section for each in named.values()}


@given(ticket_lists(rules=YUEYANG), ticket_lists(rules=YUEYANG, max_size=10), st.booleans())
def test_every_figure_of_the_json_is_made_again(
    tickets: list[Ticket], before: list[Ticket], leave_out: bool
) -> None:
    """From its tickets, or from figures that are; nothing that is printed has no explanation."""
    september = [
        attrs.evolve(
            t,
            received_at=None,
            dispatched_at=datetime(2023, 9, 12),
            acknowledged_at=None,
            deadline=None,
            closed_at=None,
        )
        for t in before
    ]
    earlier = compile_report(september, "2023-09", rules=MOVES, as_of=datetime(2023, 10, 9))
    report = compile_report(
        tickets,
        "2023-10",
        rules=MOVES,
        history=[earlier],
        exclusions=[Exclusion(id=t.id, what="ticket", **DECIDED) for t in tickets[:2]]  # type: ignore[arg-type]
        if leave_out
        else [],
    )
    report = attrs.evolve(report, rows=RowCount(
        read=len(tickets) + 3, accepted=len(tickets), rejected=3,
        in_period=report.rows.in_period if report.rows else 0,
    ))  # fmt: skip
    check_every_figure(report, tickets, MOVES, [earlier])


def test_a_report_with_every_kind_of_figure() -> None:
    """So that the property above is about something."""
    tickets = answerable(TICKETS, MOVES)
    september = [
        attrs.evolve(t, dispatched_at=t.assigned_at - timedelta(days=30), received_at=None)
        for t in tickets[:30]
    ]
    earlier = compile_report(
        [attrs.evolve(t, closed_at=None) for t in september],
        "2023-09",
        rules=MOVES,
        as_of=datetime(2023, 10, 9),
    )
    report = compile_report(
        tickets,
        "2023-10",
        rules=MOVES,
        history=[earlier],
        exclusions=[Exclusion(id=tickets[0].id, what="ticket", **DECIDED)],  # type: ignore[arg-type]
    )
    assert check_every_figure(report, tickets, MOVES, [earlier]) == set(get_args(Section))


def test_every_figure_under_every_preset() -> None:
    """Whatever a rulebook counts."""
    for name in preset_names():
        rules = Rulebook.preset(name)
        tickets = answerable(TICKETS, rules)
        check_every_figure(compile_report(tickets, "2023-10", rules=rules), tickets, rules, [])


@pytest.mark.parametrize("ties", ["printed", "interval"])
@pytest.mark.parametrize("name", preset_names())
def test_every_cell_of_every_table_can_be_explained(
    name: str, ties: Literal["printed", "interval"]
) -> None:
    """Ranks, tiers, shares, scores and movements too: what the cell says, and from what."""
    rules = Rulebook.preset(name)
    marks = ("rank", "tier", "month_on_month")
    columns = tuple(f"{mark}.{about}" for mark in marks for about in rules.measures)
    counts = tuple(f"share.{each.name}" for each in rules.measures.values() if not each.is_rate)
    scores = tuple(f"{mark}{about}" for mark in ("", "rank.") for about in rules.scores)
    grades = tuple(f"grade.{each.name}" for each in rules.scores.values() if each.grades)
    columns = (*rules.measures, *columns, *counts, *scores, *grades)
    rules = attrs.evolve(
        rules,
        table=attrs.evolve(rules.table, columns=columns),
        samples=attrs.evolve(rules.samples, ties=ties),
    )
    tickets = answerable(TICKETS, rules)
    september = [attrs.evolve(t, dispatched_at=datetime(2023, 9, 12)) for t in tickets[:40]]
    earlier = compile_report(september, "2023-09", rules=rules)
    report = compile_report(tickets, "2023-10", rules=rules, history=[earlier])
    named = {each.name: each for each in named_figures(report)}
    seen = set()
    for table in unit_tables(report, rules):
        for row in table.rows:
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                if not cell.figure:
                    assert cell.text in {"—", "A", "B", "C", "D"}, column.title
                    continue
                seen.add(column.measure.partition(".")[0])
                if is_standing(cell.figure):
                    found = explain_standing(report, cell.figure, rules)
                    assert found.printed == cell.text
                    assert set(found.parts) <= set(named)
                    assert found.formula("zh") and found.formula("en")  # noqa: PT018
                else:
                    assert cell.figure in named
    assert {"rank", "month_on_month", "share", "assigned"} <= seen


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("units/郭楼街道/rank.nothing", "there is no figure"),
        ("units/郭楼/rank.overdue", "there is no figure"),
        ("units/医保局/rank.result_satisfaction", "has no rank"),
        ("units/医保局/tier.result_satisfaction", "has no tier"),
        ("units/城管局/share.result_satisfaction", "only a count has a share"),
    ],
)
def test_a_standing_that_there_is_not(name: str, message: str) -> None:
    """Said, and not guessed."""
    with pytest.raises(InvalidValue, match=message):
        explain_standing(REPORT, name, PINGYU)


def test_one_figure_with_its_formula_and_tickets() -> None:
    """What the clerk says on the phone."""
    found = REPORT.explain("units/郭楼街道/result_satisfaction", TICKETS, PINGYU)
    rated = [one for one in found.counted if "result.rated" in one.facts]
    assert len(rated) == len(found.counted)
    assert f"÷ {'（' if not rated else ''}办理结果已评价 {len(rated)}" in found.formula(PINGYU)
    assert found.value == REPORT.unit("郭楼街道").figures["result_satisfaction"]
    everybody = {each.id for each in (*found.counted, *found.excluded)}
    assert everybody == {t.id for t in TICKETS if t.unit == "郭楼街道"}


def test_a_formula_in_words_and_with_numbers() -> None:
    """Part credit shows its weight; an empty sample shows its zero."""
    rate = PINGYU.measures["result_satisfaction"]
    assert formula(rate, PINGYU) == "（办理结果满意 + 0.6×办理结果基本满意） ÷ 办理结果已评价"
    sums = {"result.satisfied": 44, "result.basic": 1, "result.rated": 46}
    assert formula(rate, PINGYU, sums=sums) == (
        "（办理结果满意 44 + 0.6×办理结果基本满意 1 = 44.6） ÷ 办理结果已评价 46 = 96.96%"
    )
    assert formula(rate, PINGYU, "en", {}) == (
        "(result satisfied 0 + 0.6×result basic 0) ÷ (result rated 0 = 0)"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("units/郭楼/overdue", "Did you mean 'units/郭楼街道/overdue'"),
        ("rows/read", "made of other figures"),
    ],
)
def test_a_name_that_means_no_figure(name: str, message: str) -> None:
    """The nearest name is told."""
    with pytest.raises(InvalidValue, match=message):
        REPORT.explain(name, TICKETS, PINGYU)


def test_other_tickets_are_found_out() -> None:
    """A figure that these tickets do not give is not explained by them."""
    with pytest.raises(InvalidValue, match="they are not those it was compiled from"):
        REPORT.explain("totals/assigned", TICKETS[1:], PINGYU)


def test_rates_that_print_the_same_are_told_apart() -> None:
    """Every ticket twice gives the same per cent of twice as many calls: the calls are shown."""
    twice = [*TICKETS, *(attrs.evolve(ticket, id=f"{ticket.id}9") for ticket in TICKETS)]
    rate = REPORT.totals["result_satisfaction"]
    assert isinstance(rate, CountedRate)
    with pytest.raises(InvalidValue) as caught:
        REPORT.explain("totals/result_satisfaction", twice, PINGYU)
    printed = print_figure(rate)
    once = f"{printed} ({print_exact(rate.numerator)}/{rate.n}) in the report"
    again = f"and {printed} ({print_exact(2 * rate.numerator)}/{2 * rate.n}) by these tickets"
    assert f"{once}, {again}" in caught.value.text("en")


@pytest.mark.parametrize("count", get_args(Count))
def test_units_that_worked_together_and_tickets_of_other_months(count: Count) -> None:
    """The total has one ticket; the unit that only helped has it where each counts."""
    rules = attrs.evolve(PINGYU, count=count)
    lead = Ticket(
        id="1", unit="城管局", dispatched_at=datetime(2023, 10, 9), category=("市容", "占道经营")
    )
    helper = attrs.evolve(lead, unit="公安局", primary=False)
    earlier = attrs.evolve(lead, id="2", dispatched_at=datetime(2023, 9, 9))
    tickets = (lead, helper, earlier)
    report = compile_report(tickets, "2023-10", rules=rules)

    def behind(name: str) -> list[tuple[str, str]]:
        found = report.explain(name, tickets, rules)
        return [(one.id, one.unit) for one in (*found.counted, *found.excluded)]

    assert behind("totals/assigned") == [("1", "城管局")]
    assert behind("categories/市容/占道经营/assigned") == [("1", "城管局")]
    assert behind("units/城管局/assigned") == [("1", "城管局")]
    if count == "each":
        assert behind("units/公安局/assigned") == [("1", "公安局")]
    else:
        assert [line.unit for line in report.units] == ["城管局"]


def test_evidence_lists_the_tickets_of_each_units_figures() -> None:
    """For documents: figure to ticket numbers."""
    evidence = evidence_of(REPORT, TICKETS, PINGYU)
    overdue = REPORT.unit("城管局").figures["overdue"]
    assert len(evidence["units/城管局/overdue"]) == overdue
    assert set(evidence) == {
        each.name for each in named_figures(REPORT) if each.section in {"units", "matrix"}
    }


# --- deadlines ---------------------------------------------------------------------------------
def test_a_deadline_says_which_days_counted() -> None:
    """Three working days from 28 September 2023: the holiday passes, the make-up days count."""
    ticket = Ticket(id="1", unit="联通公司", dispatched_at=datetime(2023, 9, 28, 10, 40))
    reason = explain_deadline(ticket, PINGYU)
    counted = [day.day.day for day in reason.days if day.counted]
    assert counted == [7, 8, 9]
    assert [day.reason for day in reason.days].count("holiday") == 6
    assert reason.describe() == (
        "2023-10-09，自 2023-09-28 10:40 起 3 个工作日（普通件，3个工作日）"
    )
    urgent = explain_deadline(attrs.evolve(ticket, urgency="urgent"), PINGYU)
    assert urgent.describe("en").startswith("2023-09-29, 1 calendar days from 2023-09-28 10:40")
    nameless = tuple(attrs.evolve(rule, title="") for rule in PINGYU.deadline.rules)
    plain = attrs.evolve(PINGYU, deadline=attrs.evolve(PINGYU.deadline, rules=nameless))
    assert (
        explain_deadline(ticket, plain).describe()
        == "2023-10-09，自 2023-09-28 10:40 起 3 个工作日"
    )


def test_given_extended_and_exempt_deadlines() -> None:
    """Where it comes from is part of the answer."""
    ticket = Ticket(
        id="1",
        unit="联通公司",
        dispatched_at=datetime(2023, 10, 7),
        deadline=datetime(2023, 10, 12, 17, 30),
    )
    assert explain_deadline(ticket, PINGYU).describe("en") == (
        "2023-10-12 17:30, as the source gives it"
    )
    longer = attrs.evolve(ticket, extension_days=2)
    assert explain_deadline(longer, PINGYU).describe("en").endswith("2 days of extension included")
    extended = attrs.evolve(ticket, extended_deadline=datetime(2023, 10, 20))
    assert "as extended" in explain_deadline(extended, PINGYU).describe("en")
    exempt = attrs.evolve(ticket, exempt=True)
    assert explain_deadline(exempt, PINGYU).describe() == "没有时限"


# --- exclusions --------------------------------------------------------------------------------
@given(ticket_lists(rules=PINGYU), st.data())
def test_before_less_excluded_is_after(tickets: list[Ticket], data: st.DataObject) -> None:
    """Whole tickets leave every sum; their own report is the difference."""
    chosen = data.draw(st.sets(st.sampled_from(tickets or [TICKETS[0]])))
    register = [Exclusion(id=t.id, unit=t.unit, what="ticket", **DECIDED) for t in chosen]  # type: ignore[arg-type]
    # One moment of judgement for all three.
    as_of = datetime(2023, 11, 20)
    before = compile_report(tickets, "2023-10", rules=PINGYU, as_of=as_of)
    after = compile_report(tickets, "2023-10", rules=PINGYU, as_of=as_of, exclusions=register)
    left_out = [t for t in tickets if t in chosen]
    gone = compile_report(left_out, "2023-10", rules=PINGYU, as_of=as_of)
    for name, figure in before.totals.items():
        rest, taken = after.totals[name], gone.totals[name]
        if isinstance(figure, int):
            assert isinstance(rest, int)
            assert isinstance(taken, int)
            assert figure - taken == rest
        elif isinstance(figure, CountedRate):
            parts = [each for each in (rest, taken) if isinstance(each, CountedRate)]
            assert sum(each.n for each in parts) == figure.n
            assert sum((each.numerator for each in parts), Fraction(0)) == figure.numerator
    if after.exclusions:
        assert after.exclusions.totals == before.totals
    assert decode_report(encode_report(after)) == after


def test_a_rating_or_an_overdue_alone_is_left_out() -> None:
    """The ticket stays; without its rating it is as if nobody had called, exempt it is not late."""
    rated = next(t for t in TICKETS if t.answers.get("result") == "satisfied")
    late = next(
        t for t in TICKETS if (t.closed_at or t.assigned_at) - t.assigned_at > timedelta(days=9)
    )
    register = [
        Exclusion(id=rated.id, what="rating", **DECIDED),  # type: ignore[arg-type]
        Exclusion(id=late.id, what="overdue", **DECIDED),  # type: ignore[arg-type]
        Exclusion(id="nobody", what="ticket", **DECIDED),  # type: ignore[arg-type]
    ]
    report = compile_report(TICKETS, "2023-10", rules=PINGYU, exclusions=register)
    before = compile_report(TICKETS, "2023-10", rules=PINGYU)
    assert report.totals["assigned"] == before.totals["assigned"]
    assert report.totals["overdue"] == before.totals["overdue"] - 1  # type: ignore[operator]
    rates = [each.totals["result_satisfaction"] for each in (before, report)]
    assert rates[0].n - rates[1].n == 1  # type: ignore[union-attr, operator]
    assert [p.code for p in report.notices if p.code.startswith("exclusion")] == [
        "exclusion.unused"
    ]
    assert report.exclusions
    assert {line.unit for line in report.exclusions.units} == {rated.unit, late.unit}
    behind = report.explain(f"units/{late.unit}/overdue", TICKETS, PINGYU)
    assert late.id in {each.id for each in behind.exclusions}


def test_a_register_is_read_and_an_unapproved_line_is_an_error(tmp_path: Path) -> None:
    """CSV in a clerk's words, or TOML; every line names who approved it."""
    header = "工单编号,承办单位,剔除内容,理由,批准人,批准日期\n"
    (tmp_path / "a.csv").write_text(header + "1,甲局,整件,重复,热线办,2023/11/2\n", "gb18030")
    (tmp_path / "a.toml").write_text(
        '[[exclusion]]\nid = "1"\nunit = "甲局"\nwhat = "ticket"\nreason = "重复"\n'
        'approved_by = "热线办"\napproved_on = 2023-11-02\n',
        "utf-8",
    )
    assert load_exclusions(tmp_path / "a.csv") == load_exclusions(tmp_path / "a.toml")
    (tmp_path / "b.csv").write_text(header + "1,甲局,整件,重复,,\n", "utf-8")
    with pytest.raises(RulebookError, match=r"b\.csv, row 2: 1 is not approved") as caught:
        load_exclusions(tmp_path / "b.csv")
    assert caught.value.text("zh") == "b.csv 第 2 行：工单 1 的剔除未经批准"
    (tmp_path / "c.csv").write_text(header + "1,甲局,别的,重复,热线办,2023-11-02\n", "utf-8")
    with pytest.raises(RulebookError, match="is none of 整件、评价、超期"):
        load_exclusions(tmp_path / "c.csv")
    (tmp_path / "d.csv").write_text(header + "1,甲局,整件,重复,热线办,昨天\n", "utf-8")
    with pytest.raises(RulebookError, match="is no day"):
        load_exclusions(tmp_path / "d.csv")
    (tmp_path / "e.csv").write_text("工单编号,理由\n", "utf-8")
    with pytest.raises(RulebookError, match="must name a column 'what'"):
        load_exclusions(tmp_path / "e.csv")


def test_nothing_excluded_leaves_no_trace() -> None:
    """A register that concerns nobody changes no figure."""
    assert exclude(TICKETS, []).tickets == TICKETS
    assert compile_report(TICKETS, "2023-10", rules=PINGYU).exclusions is None
