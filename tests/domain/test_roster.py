"""The roster: one name, one unit; resembling names are suggested and never merged."""

from datetime import date
from pathlib import Path

import pytest

from hotline_metrics import Roster, Unit
from hotline_metrics.domain.unit import FormerName
from hotline_metrics.errors import InvalidValue, RulebookError

ROSTER = Roster(
    (
        Unit(name="卫健体委", group="县直单位", aliases=("卫健委",),
             former=(FormerName(name="卫计委", until=date(2019, 3, 31)),)),
        Unit(name="郭楼街道", group="乡镇街道"),
        Unit(name="公路事业发展中心", group="县直单位"),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "unit"),
    [("卫健体委", "卫健体委"), ("卫健委", "卫健体委"), ("郭楼街道办事处", None), ("", None)],
)
def test_a_name_is_found_exactly_or_not_at_all(name: str, unit: str | None) -> None:
    """Aliases are other exact names."""
    found = ROSTER.find(name)
    assert (found.name if found else None) == unit


def test_a_former_name_is_right_until_its_last_day() -> None:
    """Afterwards it is unknown, with the present name as a suggestion."""
    found = ROSTER.find("卫计委", date(2019, 3, 31))
    assert found is not None
    assert found.name == "卫健体委"
    assert ROSTER.find("卫计委", date(2019, 4, 1)) is None
    assert ROSTER.suggest("卫计委") == "卫健体委"


@pytest.mark.parametrize(
    ("wrong", "suggested"),
    [("郭楼街道办事处", "郭楼街道"), ("公路发展中心", "公路事业发展中心"), ("XYZ", None)],
)
def test_suggestions_are_for_hints(wrong: str, suggested: str | None) -> None:
    """A longer name that holds one of ours, else the nearest."""
    assert ROSTER.suggest(wrong) == suggested


def test_a_name_may_not_mean_two_units() -> None:
    """An alias of one is not the name of another."""
    with pytest.raises(InvalidValue, match="甲"):
        Roster((Unit(name="甲"), Unit(name="乙", aliases=("甲",))))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_clerk_keeps_it_as_csv(tmp_path: Path, encoding: str) -> None:
    """In the encodings that spreadsheets save; aliases between bars."""
    path = tmp_path / "units.csv"
    path.write_text(
        "单位,组别,别名\n卫健体委,县直单位,卫健委|卫计局\n\n郭楼街道,乡镇街道,\n", encoding
    )
    roster = Roster.load(path)
    assert [unit.name for unit in roster] == ["卫健体委", "郭楼街道"]
    assert roster.groups == ("县直单位", "乡镇街道")
    assert roster.units[0].aliases == ("卫健委", "卫计局")


def test_renames_are_kept_as_toml(tmp_path: Path) -> None:
    """With the last day of the old name."""
    path = tmp_path / "units.toml"
    path.write_text(
        '[[unit]]\nname = "卫健体委"\nformer = [{ name = "卫计委", until = 2019-03-31 }]\n', "utf-8"
    )
    assert Roster.load(path).find("卫计委", date(2019, 1, 1)) is not None


@pytest.mark.parametrize(
    ("name", "text"),
    [("u.csv", "name\n甲\n"), ("u.csv", ""), ("u.toml", "[[unit]]\nnam = '甲'\n"),
     ("u.csv", "unit\n甲\n甲\n")],
)  # fmt: skip
def test_what_is_no_roster_is_refused(tmp_path: Path, name: str, text: str) -> None:
    """With the file's name."""
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(RulebookError, match=name):
        Roster.load(tmp_path / name)


def test_a_roster_in_another_encoding_names_those_that_are_read(tmp_path: Path) -> None:
    """Spreadsheets also save UTF-16, which they call Unicode text."""
    path = tmp_path / "units.csv"
    path.write_text("单位,组别\n卫健体委,县直单位\n", "utf-16")
    with pytest.raises(RulebookError, match=r"units\.csv: neither UTF-8 nor GB18030 text"):
        Roster.load(path)
