"""Repeated requests: by caller, place or number, and nobody's telephone anywhere."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import Location, Rulebook, compile_report
from hotline_metrics.intake.intake import Intake, settle_intake
from hotline_metrics.intake.source import Cell, Row

RULES = """
extends = "pingyu"
name = "repeats"
[repeats]
by = {by}
days = 30
[measures.requests]
title = "诉求数"
definition = "承办件数减去重复诉求，同一诉求只计一次"
numerator = {{ assigned = 1, repeat = -1 }}
[measures.repeats]
title = "重复诉求"
definition = "此前30天内有同一诉求的工单数"
numerator = {{ repeat = 1 }}
better = "low"
"""
HEADER = ("工单编号", "派单时间", "承办单位", "联系电话", "事发地址", "原工单编号")
PHONE = "13800138000"


def rules(tmp_path_factory: pytest.TempPathFactory, by: str) -> Rulebook:
    """Return a rulebook that knows repeats by something."""
    path = tmp_path_factory.mktemp("rules") / "rules.toml"
    path.write_text(RULES.format(by=by), "utf-8")
    return Rulebook.load(path)


def read(rules: Rulebook, *rows: tuple[Cell, ...]) -> Intake:
    """Read rows below the header."""
    table = [HEADER, *rows]
    return settle_intake(
        (Row(cells, Location(source="a.csv", row=n)) for n, cells in enumerate(table, 1)), rules
    )


def repeats(intake: Intake) -> dict[str, str]:
    """Return ticket to the one it repeats."""
    return {ticket.id: ticket.repeat_of for ticket in intake.tickets if ticket.repeat_of}


def row(
    number: int, day: str, phone: str = "", place: str = "", earlier: str = ""
) -> tuple[Cell, ...]:
    """Return a row."""
    return (str(number), day, "甲局", phone, place, earlier)


@pytest.fixture(scope="module")
def by_any(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    """Any of the three."""
    return rules(tmp_path_factory, '["caller", "place", "related"]')


def test_the_same_caller_within_the_days_is_a_chain(by_any: Rulebook) -> None:
    """Written with and without the country's code; after more than thirty days it is new."""
    intake = read(
        by_any,
        row(1, "2023-10-02", PHONE),
        row(2, "2023-10-20", f"+86 {PHONE}"),
        row(3, "2023-11-10", "138-0013-8000"),
        row(4, "2023-12-25", PHONE),
        row(5, "2023-10-03", "13900139000"),
    )
    assert repeats(intake) == {"2": "1", "3": "1"}


def test_the_same_place_and_the_number_of_an_earlier_ticket(by_any: Rulebook) -> None:
    """Blanks and width do not make another place."""
    intake = read(
        by_any,
        row(1, "2023-10-02", place="人民路 12号"),
        row(2, "2023-10-05", place="人民路１２号"),
        row(3, "2023-10-06", earlier="2"),
        row(4, "2023-10-07", place="人民路13号"),
    )
    assert repeats(intake) == {"2": "1", "3": "1"}


def test_a_rulebook_counts_a_request_once_or_each_time(by_any: Rulebook) -> None:
    """The measure says which."""
    intake = read(by_any, *(row(n, f"2023-10-0{n}", PHONE) for n in (2, 3, 4)))
    totals = compile_report(intake, "2023-10", rules=by_any).totals
    assert (totals["assigned"], totals["requests"], totals["repeats"]) == (3, 1, 2)


def test_nothing_to_go_by_reads_no_personal_column() -> None:
    """Without the rule the columns stay closed."""
    intake = read(
        Rulebook.preset("pingyu"), row(1, "2023-10-02", PHONE), row(2, "2023-10-03", PHONE)
    )
    assert repeats(intake) == {}


def test_no_telephone_is_kept_anywhere(by_any: Rulebook) -> None:
    """Neither as it is nor as a hash that anybody could try out."""
    import hashlib

    intake = read(by_any, row(1, "2023-10-02", PHONE, "人民路12号"), row(2, "2023-13-03", PHONE))
    told = repr(intake) + "".join(p.message("zh") + p.message("en") for p in intake.problems)
    for secret in (PHONE, "人民路", hashlib.sha256(PHONE.encode()).hexdigest()[:16]):
        assert secret not in told


def test_the_offices_key_makes_the_same_hash_every_month(
    by_any: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it two runs cannot be joined."""
    from hotline_metrics.intake.same_request import Keyed

    def key() -> object:
        return Keyed(("caller",)).converter("caller")(PHONE)

    assert key() != key()
    monkeypatch.setenv("HOTLINE_METRICS_KEY", "office")
    assert key() == key()
    assert Keyed(("caller",)).converter("caller")("12345") == ""


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 3)), max_size=15))
def test_a_chain_begins_with_a_ticket_that_repeats_none(calls: list[tuple[int, int]]) -> None:
    """Every repetition points at a first one, and is no older than it."""
    by_caller = _CALLER
    first = date(2023, 1, 1)
    intake = read(
        by_caller,
        *(
            row(n + 1, str(first + timedelta(days=day)), f"1380000000{who}")
            for n, (day, who) in enumerate(calls)
        ),
    )
    tickets = {ticket.id: ticket for ticket in intake.tickets}
    for ticket in tickets.values():
        if ticket.repeat_of:
            root = tickets[ticket.repeat_of]
            assert root.repeat_of == ""
            assert (root.assigned_at, root.id) <= (ticket.assigned_at, ticket.id)


def _caller_rules() -> Rulebook:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rules.toml"
        path.write_text(RULES.format(by='["caller"]'), "utf-8")
        return Rulebook.load(path)


_CALLER = _caller_rules()
