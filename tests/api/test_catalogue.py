"""Every problem has a stable code and says the same in both languages."""

import re
import string

import pytest

from hotline_metrics.domain.catalogue import CATALOGUE
from hotline_metrics.domain.problem import ProblemKind


def details(text: str) -> set[str]:
    """Return the details that a text needs."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.code)
def test_both_languages_say_the_same(kind: ProblemKind) -> None:
    """Both sentences, both hints or none, from the same details."""
    assert re.fullmatch(r"[a-z]+\.[a-z]+(-[a-z]+)*", kind.code)
    assert kind.zh
    assert kind.en
    assert bool(kind.hint_zh) == bool(kind.hint_en)
    # A detail in English words ends with _en.
    assert {name.removesuffix("_en") for name in details(kind.en)} == details(kind.zh)
    assert {name.removesuffix("_en") for name in details(kind.hint_en)} == details(kind.hint_zh)


def test_what_rejects_a_row_says_what_to_do() -> None:
    """An error is a letter to the person who must mend it."""
    assert [k.code for k in CATALOGUE.values() if k.severity == "error" and not k.hint_zh] == []
