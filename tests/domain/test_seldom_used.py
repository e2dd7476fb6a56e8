"""What values say of themselves where tables and messages seldom ask."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

from hotline_metrics import Location, Period, Roster, Rulebook, Ticket, Unit
from hotline_metrics.domain.exclusion import Exclusion, without
from hotline_metrics.domain.formula import _terms
from hotline_metrics.domain.interval import Interval
from hotline_metrics.domain.score import ScorePart, ScoreRule
from hotline_metrics.domain.small_file import read_small_file
from hotline_metrics.errors import InvalidValue, RulebookError
from hotline_metrics.intake.source import Limits, Row


def test_days_are_named_in_both_languages() -> None:
    """A span that is no month prints its ends."""
    span = Period("days", date(2023, 10, 2), date(2023, 10, 8))
    assert str(span) == "2023-10-02..2023-10-08"
    assert Period.parse(str(span)) == span


def test_a_column_without_a_heading_has_its_number() -> None:
    """So that a cell of a sheet without headings is found."""
    place = Location(source="a.csv", row=3, column=4)
    assert place.describe("zh").endswith("第 4 列")
    assert place.describe("en").endswith("column 4")


def test_intervals_that_share_a_rate_overlap() -> None:
    """At an end as well: neither unit is then surely better."""
    low, high = Interval(Decimal(10), Decimal(20)), Interval(Decimal(20), Decimal(30))
    assert low.overlaps(high)
    assert not low.overlaps(Interval(Decimal(21), Decimal(30)))


def test_a_roster_has_a_length() -> None:
    """Of units, not of names."""
    assert len(Roster((Unit(name="甲局", aliases=("甲",)), Unit(name="乙镇")))) == 2
    assert not Roster(())


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        ({"id": "", "reason": "误派", "approved_by": "中心"}, "names a ticket"),
        ({"id": "1", "reason": "", "approved_by": "中心"}, "1"),
        ({"id": "1", "reason": "误派", "approved_by": ""}, "1"),
    ],
)
def test_nothing_is_excluded_without_ticket_reason_and_name(
    left_out: dict[str, str], says: str
) -> None:
    """An exclusion changes figures, so somebody answers for it."""
    with pytest.raises(InvalidValue, match=says):
        Exclusion(**left_out, what="ticket", approved_on=date(2023, 11, 1))


def test_rows_are_equal_by_cells_and_place() -> None:
    """However their place is counted; a row is never equal to its cells."""
    here = Location(source="a.csv", row=2)
    assert Row(["1"], here) == Row(["1"], here)
    assert Row(("1",), here) != ("1",)
    assert len({Row(("1",), here), Row(("1",), here)}) == 1


def test_a_rulebook_knows_its_questions_by_name() -> None:
    """And has none that it does not ask."""
    rules = Rulebook.preset("pingyu")
    assert rules.question("result").name == "result"
    with pytest.raises(KeyError):
        rules.question("weather")


def test_a_rulebook_that_is_a_list_says_so(tmp_path: Path) -> None:
    """Measures written as a list, where a table of them is meant."""
    path = tmp_path / "rules.toml"
    path.write_text('extends = "plain"\n[[measures]]\nname = "x"\n', "utf-8")
    with pytest.raises(RulebookError, match="expected a table"):
        Rulebook.load(path)


def test_a_span_and_a_part_of_a_year_name_both_ends() -> None:
    """The second year is said where it is another."""
    span = Period("days", date(2023, 12, 25), date(2024, 1, 7))
    assert span.short_title == "12月25日至2024年1月7日"
    assert Period.parse("2023-01..2023-10").short_title == "1至10月份"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('[table]\ncolumns = "assigned"', "expected a list in"),
        ('by = "noon"', "expected one of received"),
        ('measures.x.numerator.closed = "half"', "closed.*: expected a number, found str 'half'"),
        (f'table.idle_units = "{"甲" * 41}"', "idle_units: expected true or false, found a str$"),
        ('source = "办法"\nmeasures.x = 1', "x.*: expected a table"),
    ],
)
def test_a_value_of_another_shape_is_told_the_right_one(
    tmp_path: Path, written: str, says: str
) -> None:
    """A text is no list of its letters, and a choice names what there is to choose.

    A long value is named by its kind alone.
    """
    path = tmp_path / "rules.toml"
    path.write_text(f'extends = "plain"\n{written}\n', "utf-8")
    with pytest.raises(RulebookError, match=says):
        Rulebook.load(path)


def test_a_score_may_not_share_a_name_with_a_measure() -> None:
    """A column of the table would mean either."""
    rules = Rulebook.preset("pingyu")
    (measure, *_) = rules.measures
    score = ScoreRule(
        name=measure,
        title="得分",
        definition="得分",
        parts=(ScorePart(measure=measure, full=Fraction(9)),),
    )
    with pytest.raises(RulebookError, match="a measure has this name"):
        attrs.evolve(rules, scores={measure: score})


def test_a_weight_of_nothing_has_no_term() -> None:
    """What counts for nothing is not printed in a formula."""
    assert _terms({"a": 1, "b": 0, "c": 2}, {"a": "甲"}, {"a": 3}) == ["甲 3", "2×c 0"]


def test_several_decisions_about_one_ticket_hold_together() -> None:
    """Its rating and its being overdue are left out, whichever was approved first."""
    ticket = Ticket(id="1", unit="甲局", dispatched_at=datetime(2023, 10, 7), surveyed=True)
    decisions = [
        Exclusion(
            id="1",
            what=what,
            reason="误派",
            approved_by="中心",
            approved_on=date(2023, 11, 1),
        )
        for what in ("overdue", "rating", "overdue")
    ]
    left = without(ticket, decisions)
    assert left is not None
    assert (left.exempt, left.surveyed) == (True, False)


def test_a_digest_of_rows_is_of_cells_and_place() -> None:
    """Equal rows are one in a set."""
    here = Location(source="a.csv", row=3)
    assert len({Row(("1", "甲局"), here), Row(("1", "甲局"), here)}) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "cannot be read"),
        (b"#" * 4_000_001, "nobody writes by hand"),
        ('name = "甲"'.encode("utf-16"), "save it as UTF-8"),
        (b'extends = "plain"\ntime_zone = "Mars/Olympus"\n', "there is no time zone"),
        (b'extends = "plain"\nby = 3\n', "expected"),
        (b"a" + b".a" * 400 + b" = 1\n", "nests too deeply"),
        (b"a = ", "not valid TOML"),
    ],
)
def test_a_rulebook_that_cannot_be_read(tmp_path: Path, data: bytes | None, says: str) -> None:
    """A folder, a file of anything else, or a value that there is not."""
    path = tmp_path / "rules.toml"
    path.mkdir() if data is None else path.write_bytes(data)
    with pytest.raises(RulebookError, match=says):
        Rulebook.load(path)


def test_a_name_that_no_file_can_have_is_said() -> None:
    """As if there were none."""
    with pytest.raises(RulebookError, match="cannot be read"):
        read_small_file(Path("a\0b"))


def test_a_cell_of_a_sheet_has_its_letters() -> None:
    """As a spreadsheet shows it."""
    place = Location(source="a.xlsx", sheet="十月", row=3, column=28, cells=True)
    assert place.describe("en").endswith("cell AB3")


def test_a_year_that_nobody_counts_is_refused() -> None:
    """And a week has a short title."""
    assert Period.parse("2023-W40").short_title == "第40周"
    with pytest.raises(InvalidValue, match="1900 to 2999"):
        Period.parse("1800-01")
    with pytest.raises(InvalidValue, match="less than nothing"):
        Limits(rows=-1)
