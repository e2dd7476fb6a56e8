"""What must always hold of an intake, whatever is wrong with the table."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import Location, Roster, Rulebook, Unit
from hotline_metrics.intake.intake import Intake, settle_intake
from hotline_metrics.intake.source import Cell, Row

PINGYU = Rulebook.preset("pingyu")
ROSTER = Roster((Unit(name="甲局"), Unit(name="乙镇", aliases=("乙",))))
HEADER = (
    "工单编号",
    "受理时间",
    "承办单位",
    "办结时间",
    "重办次数",
    "办理结果满意度",
    "姓名",
    "不认识的列",
)
MARKER = "机密标记"

ids = st.sampled_from(["1", "2", "3", " 1", "", "2.3E+17", "231007102349106144", 7, 2.0**60, None])
times = st.sampled_from(
    ["2023-10-07 10:00", "2023/10/8", "2023-10-09", "2023-02-30", "", "昨天", 45208.5, None]
)
units = st.sampled_from(["甲局", "乙", "乙镇", "丙", "", None])
words = st.sampled_from(["满意", "不满意", "未接通", "", "凑合", None])
counts = st.sampled_from(["", "1", "是", "x", 2, None])
secret = st.just(MARKER)
rows = st.tuples(ids, times, units, times, counts, words, secret, secret)
anything = st.lists(
    st.none() | st.text(max_size=5) | st.integers() | st.floats() | st.booleans(), max_size=9
)
tables = st.lists(rows | anything, max_size=12)


def read(table: list[tuple[Cell, ...]], source: str = "a.csv") -> Intake:
    """Read a table below the header."""
    return settle_intake(lines(table, source), PINGYU, ROSTER)


def lines(table: list[tuple[Cell, ...]], source: str) -> list[Row]:
    """Return the table's rows with their places."""
    return [
        Row(tuple(cells), Location(source=source, row=n))
        for n, cells in enumerate([HEADER, *table], start=1)
    ]


@given(tables)
def test_rows_in_are_accepted_plus_rejected(table: list[tuple[Cell, ...]]) -> None:
    """Nothing is dropped; each rejected row has an error at its place."""
    intake = read(table)
    blank = sum(1 for cells in table if not any(c is not None and str(c).strip() for c in cells))
    assert intake.read == intake.accepted + intake.rejected == len(table) - blank
    named = {p.location.row for p in intake.problems if p.severity == "error"}
    assert len(named) == intake.rejected
    assert len({(t.id, t.unit) for t in intake.tickets}) == intake.accepted


@given(tables)
def test_no_problem_tells_what_a_personal_column_holds(table: list[tuple[Cell, ...]]) -> None:
    """Names, phones, addresses and unknown columns never reach a message."""
    for problem in read(table).problems:
        texts = [
            *problem.details.values(),
            *(problem.message(lang) + problem.hint(lang) for lang in ("zh", "en")),
        ]
        assert not any(MARKER in text for text in texts)


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    table: list[tuple[Cell, ...]], chance: random.Random
) -> None:
    """The same tickets and the same kinds of problems come out."""
    shuffled = list(table)
    chance.shuffle(shuffled)

    def outcome(some: list[tuple[Cell, ...]]) -> tuple[set[str], Counter[str]]:
        intake = read(some)
        return {repr(t) for t in intake.tickets}, Counter(p.code for p in intake.problems)

    assert outcome(table) == outcome(shuffled)


@given(tables, st.integers(0, 12))
def test_splitting_a_file_changes_nothing(table: list[tuple[Cell, ...]], at: int) -> None:
    """Repeats are settled over all files together."""
    whole = read(table)
    parts = [*lines(table[:at], "a.csv"), *lines(table[at:], "b.csv")]
    split = settle_intake(parts, PINGYU, ROSTER)
    assert {repr(t) for t in split.tickets} == {repr(t) for t in whole.tickets}
    assert (split.read, split.rejected) == (whole.read, whole.rejected)
    errors = [Counter(p.code for p in i.problems if p.severity == "error") for i in (whole, split)]
    assert errors[0] == errors[1]


@given(tables)
def test_exactly_one_line_of_a_ticket_is_primary(table: list[tuple[Cell, ...]]) -> None:
    """So every total is a plain sum."""
    tickets = read(table).tickets
    leads = Counter(ticket.id for ticket in tickets if ticket.primary)
    assert leads == Counter({ticket.id: 1 for ticket in tickets})
