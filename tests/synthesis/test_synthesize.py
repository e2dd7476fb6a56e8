"""Invented tickets, counted again by simple code that knows nothing of the package's."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from pathlib import Path

import attrs
import pytest

from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.errors import InvalidValue, RulebookError
from hotline_metrics.figures.citation import cite_tickets
from hotline_metrics.synthesis import (
    CitedTicket,
    ImpossibleFigures,
    PublishedTable,
    PublishedTotals,
    PublishedUnit,
    founding_table,
    synthesize,
    tickets_csv,
    write_tickets,
    write_tickets_csv,
)
from hotline_metrics.synthesis.demo import demo_files

PINGYU = Rulebook.preset("pingyu")
ANSWERS = {"result_satisfaction": "办理结果满意度", "process_satisfaction": "服务过程满意度"}
WORTH = {"满意": Decimal(1), "基本满意": Decimal("0.6"), "不满意": Decimal(0)}
NATIONAL_DAY = {date(2023, 10, day) for day in range(1, 7)}
MAKE_UP = {date(2023, 10, 7), date(2023, 10, 8)}

Line = Mapping[str, str]


def lines(records: Iterable[tuple[str, ...]]) -> list[Line]:
    """Return records as mappings from heading to cell."""
    iterator = iter(records)
    headings = next(iterator)
    return [dict(zip(headings, record, strict=True)) for record in iterator]


def by_unit(tickets: Iterable[Line]) -> dict[str, list[Line]]:
    """Sort tickets by unit."""
    found: dict[str, list[Line]] = defaultdict(list)
    for ticket in tickets:
        found[ticket["承办单位"]].append(ticket)
    return found


def rate(tickets: Iterable[Line], heading: str) -> str | None:
    """Print the weighted share of content answers, or nothing where nobody answered."""
    worth = [WORTH[word] for t in tickets if (word := t[heading]) in WORTH]
    if not worth:
        return None
    share = (100 * sum(worth, Decimal(0)) / len(worth)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return format(share, "f").rstrip("0").rstrip(".")


def due(ticket: Line) -> date:
    """Count three working days, or one day if urgent, after the day of dispatch."""
    day = datetime.fromisoformat(ticket["派单时间"]).date()
    left = 3
    if ticket["紧急程度"] == "紧急":
        return day + timedelta(days=1)
    while left:
        day += timedelta(days=1)
        worked = day in MAKE_UP or (day.weekday() < 5 and day not in NATIONAL_DAY)
        left -= worked
    return day


def is_overdue(ticket: Line) -> bool:
    """A ticket is overdue when it was closed on a day after its deadline."""
    return datetime.fromisoformat(ticket["办结时间"]).date() > due(ticket)


@pytest.fixture(scope="module")
def founding() -> list[Line]:
    """The tickets of October 2023."""
    return lines(synthesize(founding_table(), rules=PINGYU))


def test_every_figure_of_the_founding_table_comes_out(founding: list[Line]) -> None:
    """49 units x 5 columns as printed; only 医保局's 97 % is 96.96 % written out."""
    units = by_unit(founding)
    assert list(founding_table().units[0].rates.values()) == ["97", "78.26"]
    for row in founding_table().units:
        tickets = units.pop(row.unit)
        expected = {measure: row.rates.get(measure) for measure in ANSWERS}
        if row.unit == "医保局":
            expected["result_satisfaction"] = "96.96"
        assert {m: rate(tickets, heading) for m, heading in ANSWERS.items()} == expected, row.unit
        assert len(tickets) == row.assigned
        assert sum(map(is_overdue, tickets)) == row.overdue
        assert sum(int(ticket["重办次数"]) for ticket in tickets) == row.redo
    assert not units


def test_the_headlines_are_pooled(founding: list[Line]) -> None:
    """71.06 % and 60.42 %, 715.6 of 1007 calls behind the first."""
    assert rate(founding, "办理结果满意度") == "71.06"
    assert rate(founding, "服务过程满意度") == "60.42"
    rated = [ticket["办理结果满意度"] for ticket in founding if ticket["办理结果满意度"] in WORTH]
    assert len(rated) == 1007
    assert sum(WORTH[word] for word in rated) == Decimal("715.6")


def test_both_questions_are_asked_in_the_same_calls(founding: list[Line]) -> None:
    """A survey has two answers; somebody not reached gave none; the rest were not called."""
    for ticket in founding:
        words = [ticket[heading] for heading in ANSWERS.values()]
        if ticket["是否抽访"] == "否":
            assert words == ["", ""]
        else:
            assert set(words) == {"未接通"} or set(words) <= set(WORTH)
    missed = [ticket for ticket in founding if ticket["办理结果满意度"] == "未接通"]
    surveyed = {row.unit for row in founding_table().units if row.rates}
    assert missed
    assert {ticket["承办单位"] for ticket in missed} <= surveyed - {"消防大队"}
    assert sum(t["是否抽访"] == "是" for t in founding if t["承办单位"] == "消防大队") == 1


def test_categories_have_the_published_numbers(founding: list[Line]) -> None:
    """Eight categories that sum to 2349."""
    assert Counter(t["诉求分类"] for t in founding) == founding_table().categories


def test_tickets_look_like_tickets(founding: list[Line]) -> None:
    """Eighteen digits that begin with the time of receipt, October, sent out the same day."""
    assert len({ticket["工单编号"] for ticket in founding}) == 2349
    for ticket in founding:
        received, dispatched, closed = (
            datetime.fromisoformat(ticket[heading])
            for heading in ("受理时间", "派单时间", "办结时间")
        )
        assert ticket["工单编号"].isdigit()
        assert len(ticket["工单编号"]) == 18
        assert ticket["工单编号"].startswith(f"{received:%y%m%d%H%M%S}")
        assert received < dispatched < closed < datetime(2023, 11, 10)
        assert (dispatched.year, dispatched.month) == (2023, 10)
        assert dispatched.date() == received.date()
    urgent = sum(ticket["紧急程度"] == "紧急" for ticket in founding)
    assert 0.02 < urgent / 2349 < 0.08
    assert founding == sorted(founding, key=lambda ticket: ticket["受理时间"])


def test_the_cited_tickets_are_those_a_report_cites(founding: list[Line]) -> None:
    """Urgent first, then most days late, then the lowest number: the document's three."""

    def order(ticket: Line) -> tuple[bool, int, str]:
        late = datetime.fromisoformat(ticket["办结时间"]).date() - due(ticket)
        return (ticket["紧急程度"] != "紧急", -late.days, ticket["工单编号"])

    overdue = by_unit(filter(is_overdue, founding))
    first = {unit: min(tickets, key=order) for unit, tickets in overdue.items()}
    assert {unit: ticket["工单编号"] for unit, ticket in first.items()} == {
        each.unit: each.id for each in founding_table().cited
    }
    assert {unit: due(ticket) for unit, ticket in first.items()} == {
        "联通公司": date(2023, 10, 10),
        "郭楼街道": date(2023, 10, 20),
        "城管局": date(2023, 10, 30),
    }


def test_the_package_cites_them_too(founding: list[Line]) -> None:
    """The calculator that reports use agrees with the simple code above."""
    tickets = [
        Ticket(
            id=line["工单编号"],
            unit=line["承办单位"],
            received_at=datetime.fromisoformat(line["受理时间"]),
            dispatched_at=datetime.fromisoformat(line["派单时间"]),
            closed_at=datetime.fromisoformat(line["办结时间"]),
            urgency="urgent" if line["紧急程度"] == "紧急" else "ordinary",
        )
        for line in founding
    ]
    window = Window(Period.parse("2023-10"), datetime(2023, 11, 9, 17, 40))
    cited = cite_tickets(tickets, PINGYU, window)
    assert {each.id for each in cited} == {each.id for each in founding_table().cited}


def test_a_seed_decides_everything(founding: list[Line]) -> None:
    """The same seed gives the same tickets, another one others with the same figures."""
    assert lines(synthesize(founding_table(), rules=PINGYU, seed=0)) == founding
    other = lines(synthesize(founding_table(), rules=PINGYU, seed=1))
    assert other != founding
    assert rate(other, "办理结果满意度") == "71.06"
    assert sum(map(is_overdue, other)) == 41


def test_times_multiplies_counts_and_keeps_rates(founding: list[Line]) -> None:
    """Three copies of the month: all counts times three, no number twice, the same rates."""
    tickets = lines(synthesize(founding_table(), rules=PINGYU, times=3))
    assert tickets[:2349] != founding[:1] * 2349
    assert len({ticket["工单编号"] for ticket in tickets}) == 3 * 2349
    units = by_unit(tickets)
    for row in founding_table().units:
        assert len(units[row.unit]) == 3 * row.assigned
        assert sum(map(is_overdue, units[row.unit])) == 3 * row.overdue
        assert rate(units[row.unit], "服务过程满意度") == row.rates.get("process_satisfaction")
    assert rate(tickets, "办理结果满意度") == "71.06"
    assert Counter(t["诉求分类"] for t in tickets) == {
        name: 3 * count for name, count in founding_table().categories.items()
    }


def test_a_load_test_is_a_stream() -> None:
    """Ten million months are not made before the first ticket is asked for."""
    records = synthesize(founding_table(), rules=PINGYU, times=10_000_000)
    assert len(list(islice(records, 3))) == 3


def small(**changes: object) -> PublishedTable:
    """Return a table of one unit, changed."""
    unit = {"unit": "教育局", "assigned": 20, "rates": {"result_satisfaction": "62.5"}}
    return PublishedTable(period="2023-10", units=(PublishedUnit(**(unit | changes)),))  # type: ignore[arg-type]


def test_an_impossible_row_is_named_before_anything_is_invented() -> None:
    """The error comes from the call, not from the first record."""
    with pytest.raises(ImpossibleFigures) as caught:
        synthesize(small(assigned=3), rules=PINGYU)
    assert caught.value.row == "教育局"
    assert "办理结果满意率 62.5%" in str(caught.value)


def test_an_impossible_headline_is_named() -> None:
    """One unit's rate is the headline; nothing else can be."""
    table = attrs.evolve(small(), totals=PublishedTotals(rates={"result_satisfaction": "62.6"}))
    with pytest.raises(ImpossibleFigures, match=r"62\.6") as caught:
        synthesize(table, rules=PINGYU)
    assert caught.value.row == "合计"


def test_rates_may_be_named_by_their_titles() -> None:
    """A pasted table has the document's headings."""
    table = small(rates={"办理结果满意率": "62.5"})
    assert rate(lines(synthesize(table, rules=PINGYU)), "办理结果满意度") == "62.5"


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        ({"result_satisfacton": "62.5"}, "Did you mean 'result_satisfaction'"),
        ({"on_time_rate": "100"}, "not a weighted share"),
    ],
)
def test_a_rate_that_cannot_be_invented_is_refused(rates: dict[str, str], message: str) -> None:
    """A rate is a share of one question's answers, by a name the rulebook has."""
    with pytest.raises(RulebookError, match=message):
        synthesize(small(rates=rates), rules=PINGYU)


def test_two_rates_of_one_question_are_refused() -> None:
    """Only one of them can be met by drawing answers."""
    again = attrs.evolve(PINGYU.measures["result_satisfaction"], name="again", title="又一满意率")
    rules = attrs.evolve(PINGYU, measures={**PINGYU.measures, "again": again})
    table = small(rates={"result_satisfaction": "62.5", "again": "62.5"})
    with pytest.raises(RulebookError, match="same question"):
        synthesize(table, rules=rules)


def test_a_rulebook_without_deadlines_gets_them_from_the_export() -> None:
    """By ``plain`` the export says when a ticket is due, so the invented one does."""
    tickets = lines(synthesize(small(overdue=4), rules=Rulebook.preset("plain")))
    late = [t for t in tickets if t["办结时间"][:10] > t["办结时限"]]
    assert len(late) == 4
    assert {ticket["是否抽访"] for ticket in tickets} == {"是", "否"}


def cited(**changes: object) -> CitedTicket:
    """Return the founding document's first cited ticket as 教育局's, changed."""
    return attrs.evolve(founding_table().cited[0], unit="教育局", **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"closed": datetime(2023, 10, 10, 18)}, "in time"),
        (
            {"received": datetime(2023, 9, 7, 9), "dispatched": datetime(2023, 9, 7, 10)},
            "does not belong to 2023-10",
        ),
    ],
)
def test_a_cited_ticket_must_be_overdue_in_the_period(changes: dict[str, object], why: str) -> None:
    """Otherwise the report could not cite it."""
    table = attrs.evolve(small(overdue=1), cited=(cited(**changes),))
    with pytest.raises(ImpossibleFigures, match=why) as caught:
        synthesize(table, rules=PINGYU)
    assert caught.value.row == "教育局 231007102349106144"


def test_other_overdue_tickets_stand_behind_a_cited_one_that_is_hardly_late() -> None:
    """One day late and cited: the others are one day late as well, with higher numbers."""
    table = attrs.evolve(small(overdue=5), cited=(cited(closed=datetime(2023, 10, 11, 9)),))
    tickets = lines(synthesize(table, rules=PINGYU))
    overdue = [ticket for ticket in tickets if is_overdue(ticket)]
    assert len(overdue) == 5
    assert min(ticket["工单编号"] for ticket in overdue) == "231007102349106144"


def test_only_tickets_with_a_deadline_are_overdue() -> None:
    """By rules that give one to urgent tickets only; the others are closed some days later."""
    urgent = attrs.evolve(PINGYU.deadline, rules=PINGYU.deadline.rules[:1])
    rules = attrs.evolve(PINGYU, deadline=urgent)
    tickets = lines(synthesize(small(overdue=3), rules=rules))
    assert sum(is_overdue(t) for t in tickets if t["紧急程度"] == "紧急") == 3
    others = [ticket for ticket in tickets if ticket["紧急程度"] == "普通"]
    assert others
    for ticket in others:
        taken = datetime.fromisoformat(ticket["办结时间"]) - datetime.fromisoformat(
            ticket["派单时间"]
        )
        assert timedelta() < taken <= timedelta(days=5)


def test_overdue_tickets_without_any_deadline() -> None:
    """Are impossible, and so are any behind a cited one that nothing can stand behind."""
    none = attrs.evolve(PINGYU, deadline=attrs.evolve(PINGYU.deadline, rules=()))
    with pytest.raises(ImpossibleFigures, match="教育局: its other overdue tickets cannot exist"):
        list(synthesize(small(overdue=1), rules=none))
    evening = datetime(2023, 10, 31, 23, 50)
    last = cited(received=evening, dispatched=evening, closed=datetime(2023, 11, 4, 9))
    table = attrs.evolve(small(overdue=2), cited=(last,))
    with pytest.raises(ImpossibleFigures, match="教育局: its other overdue tickets cannot exist"):
        list(synthesize(table, rules=PINGYU))


def test_times_below_one_and_other_cohorts_are_refused() -> None:
    """Nothing is invented for a rulebook that counts by the day of closing."""
    with pytest.raises(InvalidValue):
        synthesize(small(), rules=PINGYU, times=0)
    with pytest.raises(RulebookError, match="closed"):
        synthesize(small(), rules=attrs.evolve(PINGYU, by="closed"))


def test_the_csv_file_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    """A byte-order mark, then plain CSV; numbers are text of eighteen digits."""
    path = tmp_path / "tickets.csv"
    assert write_tickets(small(), path, rules=PINGYU) == 20
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data == tickets_csv(small(), PINGYU)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [tuple(row) for row in rows] == list(synthesize(small(), rules=PINGYU))


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    """A writer that fails half way leaves neither a file nor a part of one."""

    def broken() -> Iterable[tuple[str, ...]]:
        yield ("工单编号",)
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError):
        write_tickets_csv(tmp_path / "tickets.csv", broken())
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_a_spreadsheet_would_run_is_refused() -> None:
    """A unit called like a formula is no unit."""
    with pytest.raises(InvalidValue, match="begins like a formula"):
        write_tickets_csv(io.BytesIO(), [("工单编号", "承办单位"), ("1", "=1+1")])


def test_the_demonstration_is_an_offices_folder() -> None:
    """Its settings, and the invented tickets of the founding month."""
    files = demo_files()
    assert len(files) > 1
    assert files["tickets.csv"] == tickets_csv(founding_table(), PINGYU)


def test_a_stream_stays_open() -> None:
    """It belongs to the caller."""
    stream = io.BytesIO()
    assert write_tickets_csv(stream, [("工单编号",)]) == 0
    assert not stream.closed
