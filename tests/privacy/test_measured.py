"""How well masking does: measured, printed, and held."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.privacy.measuring import Score, measure
from tests.privacy.sentences import HARMLESS, PERSONAL, invent, load

from hotline_metrics.privacy.masking import mask_text
from hotline_metrics.privacy.name_words import GIVEN, NEVER_GIVEN, SURNAMES, WORDLIKE

NUMBERS = ("phone", "id", "plate")


@pytest.fixture(scope="module")
def invented() -> Score:
    """Return the score over 1,500 invented sentences and the hard cases."""
    sentences = invent(1500, seed=7) + load("hard_cases.txt")
    assert len({sentence.text for sentence in sentences}) == len(sentences)
    return measure(sentences)


def test_invented_sentences(invented: Score) -> None:
    """The promise: numbers 99 %, announced names 95 %, precision 95 % to the character."""
    print(f"\n{invented.table()}\n" + "\n".join(invented.faults))
    for kind in NUMBERS:
        assert invented.wanted[kind] >= 80
        assert invented.recall(kind) >= 0.99, kind
    assert invented.wanted["name"] >= 500
    assert invented.recall("name") >= 0.95
    assert invented.recall("card", "email", "house", "qq", "wechat") >= 0.99
    assert invented.precision() >= 0.95
    assert min(invented.precision(kind) for kind in invented.masked) >= 0.95


def test_the_docs_print_what_was_measured(invented: Score) -> None:
    """The page on privacy gives these very numbers."""
    page = (Path(__file__).parents[2] / "docs/explanation/privacy.md").read_text("utf-8")
    rows = {
        "telephones": ("phone",),
        "identity documents": ("id",),
        "plates": ("plate",),
        "announced names": ("name",),
        "house numbers": ("house",),
        "bank cards, e-mail, WeChat, QQ": ("card", "email", "wechat", "qq"),
    }
    for title, kinds in rows.items():
        wanted = sum(invented.wanted[kind] for kind in kinds)
        recall, precision = invented.recall(*kinds), invented.precision(*kinds)
        assert f"| {title} | {wanted} | {recall:.0%} | {precision:.0%} |".replace("%", " %") in page


def test_other_seeds_score_alike() -> None:
    """The measured sentences are not chosen."""
    for seed in (101, 102):
        score = measure(invent(600, seed))
        assert score.recall(*NUMBERS) >= 0.99
        assert score.recall("name") >= 0.95
        assert score.precision() >= 0.95


@pytest.mark.parametrize("name", ["held_out.txt", "held_out_2.txt", "held_out_3.txt"])
def test_held_out_sentences(name: str) -> None:
    """Written by hand before they were looked at; what they scored then stands in the docs."""
    sentences = load(name)
    assert len(sentences) >= 150
    score = measure(sentences)
    print(f"\n{name}\n{score.table()}\n" + "\n".join(score.faults))
    assert score.recall(*NUMBERS) >= 0.99
    assert score.recall("name") >= 0.95
    assert score.precision() >= 0.95


def test_the_grammar_is_varied() -> None:
    """Many shapes with something to mask, and as many without."""
    assert len(set(PERSONAL)) >= 60
    assert len(set(HARMLESS)) >= 60
    harmless = [sentence for sentence in invent(1500, seed=7) if not sentence.spans]
    assert len(harmless) >= 400


def test_the_lists_agree() -> None:
    """No character is both part of given names and never; word-like surnames are surnames."""
    assert "".join(sorted(GIVEN & NEVER_GIVEN)) == ""
    assert WORDLIKE <= SURNAMES


def test_sentences_in_a_row_are_masked_like_each_alone() -> None:
    """A document is its lines; only a person met earlier is known again."""
    texts = [sentence.text for sentence in invent(400, seed=5)]
    whole = mask_text("\n".join(texts)).text.split("\n")
    alone = [mask_text(text).text for text in texts]
    assert sum(a != b for a, b in zip(whole, alone, strict=True)) <= 8
