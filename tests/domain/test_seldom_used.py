"""What values say of themselves where tables and messages seldom ask."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hotline_metrics import Location, Period, Roster, Rulebook, Unit
from hotline_metrics.domain.exclusion import Exclusion
from hotline_metrics.domain.interval import Interval
from hotline_metrics.errors import InvalidValue, RulebookError
from hotline_metrics.intake.source import Row


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
