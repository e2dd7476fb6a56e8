"""Rulebooks: presets, files that extend them, and what is refused."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from hotline_metrics import Rulebook
from hotline_metrics.domain.rulebook import Condition
from hotline_metrics.domain.rulebook_file import preset_names
from hotline_metrics.errors import RulebookError


def written(folder: Path, text: str, name: str = "rules.toml") -> Path:
    """Write a rulebook and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_defines_what_it_prints(name: str) -> None:
    """Each measure has a title and its definition in words."""
    rules = Rulebook.preset(name)
    assert rules.name == name
    assert all(measure.title and measure.definition for measure in rules.measures.values())


def test_pingyu_gives_part_credit_and_plain_gives_full() -> None:
    """基本满意 weighs 0.6 in one county and counts as satisfied in another."""
    pingyu = Rulebook.preset("pingyu").measures["result_satisfaction"].numerator
    assert pingyu == {"result.satisfied": 1, "result.basic": Fraction(3, 5)}
    plain = Rulebook.preset("plain").measures["result_satisfaction"].numerator
    assert plain == {"result.satisfied": 1, "result.basic": 1}


def test_a_file_changes_only_what_it_names(tmp_path: Path) -> None:
    """Tables merge key by key, lists are replaced."""
    rules = Rulebook.load(
        written(
            tmp_path,
            """
            extends = "pingyu"
            name = "ours"
            [questions.result.grades.basic]
            weight = 0.8
            [table]
            columns = ["assigned"]
            """,
        )
    )
    assert rules.measures["result_satisfaction"].numerator["result.basic"] == Fraction(4, 5)
    assert rules.table.columns == ("assigned",)
    assert rules.deadline == Rulebook.preset("pingyu").deadline
    assert rules.digest != Rulebook.preset("pingyu").digest


def test_the_digest_knows_content_and_not_layout(tmp_path: Path) -> None:
    """Comments and spaces do not make other rules."""
    one = Rulebook.load(written(tmp_path, 'extends = "plain"\nname = "ours"\n'))
    other = Rulebook.load(written(tmp_path, '# ours\nname="ours"\nextends="plain"\n'))
    assert one.digest == other.digest


def test_a_file_may_extend_another_file(tmp_path: Path) -> None:
    """Relative to its own folder."""
    written(tmp_path, 'extends = "plain"\nname = "city"\n', "city.toml")
    county = written(tmp_path, 'extends = "city.toml"\ntitle = "县"\n', "county.toml")
    assert Rulebook.load(county).name == "city"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "not valid TOML"),
        ('extends = "pingyou"', "Did you mean 'pingyu'"),
        ('extends = "plain"\n[table]\ncolums = []', "unknown key 'colums'. Did you mean 'columns'"),
        ('extends = "plain"\n[table]\ncolumns = "assigned"', "expected a list"),
        ('extends = "plain"\nname = 7', "expected a text in quotes"),
        ('extends = "plain"\n[table]\ncolumns = ["asigned"]', "Did you mean 'assigned'"),
        (
            'extends = "plain"\n[measures.x]\ntitle = "x"\ndefinition = "x"\n'
            "numerator = { overdu = 1 }",
            "unknown fact 'overdu'",
        ),
        ('extends = "plain"\n[measures.x]\ntitle = "x"\ndefinition = "x"', "a question or"),
        (
            'extends = "plain"\n[measures.x]\ntitle = "x"\ndefinition = "x"\n'
            "numerator = { closed = 0.5 }",
            "needs whole weights",
        ),
        ('extends = "plain"\n[commend]\nwhere = ["good"]', "not a condition"),
        ('extends = "plain"\n[commend]\nwhere = ["goodness > 1"]', "unknown measure 'goodness'"),
        ('extends = "rules.toml"', "extends it in turn"),
        ("extends = 1", "names one preset"),
        (
            'extends = "plain"\n[deadline]\nrules = [{ limit = 1, urgencies = ["urgnt"] }]',
            "unknown urgency 'urgnt'",
        ),
        (
            'extends = "plain"\n[questions.result.grades.basic]\nwords = ["满意"]',
            "stands under two grades",
        ),
        ('extends = "plain"\n[[criticise]]\nname = "a"\n[[criticise]]\nname = "a"', "same name"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    """The file's name, the key, and the nearest right one."""
    with pytest.raises(RulebookError, match="rules.toml") as caught:
        Rulebook.load(written(tmp_path, text))
    assert said in str(caught.value)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    """Nobody has to run the program once for each typing error."""
    text = 'extends = "plain"\nbuy = "x"\n[table]\nidle_units = 1\n'
    with pytest.raises(RulebookError) as caught:
        Rulebook.load(written(tmp_path, text))
    assert "unknown key 'buy'" in str(caught.value)
    assert "expected true or false" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Not a traceback."""
    with pytest.raises(RulebookError, match="none.toml"):
        Rulebook.load(tmp_path / "none.toml")


def test_the_office_adds_days_to_the_calendar(tmp_path: Path) -> None:
    """A year that no notice covers yet is completed in TOML."""
    rules = Rulebook.load(
        written(
            tmp_path,
            """
            extends = "pingyu"
            [calendar]
            complete_years = [2027]
            [[calendar.days]]
            date = 2027-02-20
            kind = "work"
            source = "办公室通知"
            """,
        )
    )
    from datetime import date

    assert rules.calendar.is_workday(date(2027, 2, 20))
    assert not rules.calendar.is_workday(date(2027, 2, 21))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("overdue = 0", Condition("overdue", "=", Decimal(0))),
        ("rate.n>=5", Condition("rate", ">=", Decimal(5), of_sample=True)),
        ("rate < 62.5%", Condition("rate", "<", Decimal("62.5"))),
        ("change >= -3", Condition("change", ">=", Decimal(-3))),
    ],
)
def test_conditions_read_like_arithmetic(text: str, condition: Condition) -> None:
    """Spaces and a per cent sign are free."""
    assert Condition.parse(text) == condition
