"""A megabyte costs sixteen times as much as a sixteenth of it, whatever it is made of."""

from __future__ import annotations

import time

import pytest
from tests.privacy.sentences import invent

from hotline_metrics.privacy.masking import mask_text

MEGABYTE = 1_048_576
NARRATIVES = "\n".join(sentence.text for sentence in invent(300, seed=1))


def seconds(text: str) -> float:
    """Return the processor time that masking takes."""
    begin = time.process_time()
    mask_text(text, keep=("联通公司", "231007102349106144"))
    return time.process_time() - begin


def growth(piece: str, size: int) -> float:
    """Return how many times as much a text costs as a sixteenth of it."""
    short, long = ((piece * (length // len(piece) + 1))[:length] for length in (size // 16, size))
    mask_text(short)  # what is loaded once is loaded now
    small, large = seconds(short), seconds(long)
    print(f"{piece[:12]!r}: {small:.2f} s, {large:.2f} s for {size:,} characters")
    return large / max(small, 0.002)


def test_a_megabyte_of_narratives() -> None:
    """A cost that grew with the square would be 256 times as high."""
    assert growth(NARRATIVES, MEGABYTE) < 80


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1 ", "1-", "+86 ", "(0", "13812345678、", "6228480612345678900 ", "王伟与", "与王建国",
        "村民王伟、", "王", "群众反映", "a", "a.", "a@a.", "微信", "豫A", "3栋2单元", "路1号", " ", "身份证",
    ],
)  # fmt: skip
def test_what_would_be_worst(piece: str) -> None:
    """Whatever a pattern might try again and again."""
    assert growth(piece, MEGABYTE // 8) < 80
