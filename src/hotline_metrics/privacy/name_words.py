"""The words by which names are known, from ``name_words.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

_LISTS: Mapping[str, str] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)


def _letters(name: str) -> frozenset[str]:
    return frozenset("".join(_LISTS[name].split()))


def _words(*names: str) -> tuple[str, ...]:
    # The longest first: the first that fits is the one that counts.
    words = {word for name in names for word in _LISTS[name].split()}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _by_first_letter(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        found[word[0]] = (*found.get(word[0], ()), word)
    return found


SURNAMES = _letters("surnames")
DOUBLE_SURNAMES = frozenset(_words("double_surnames"))
WORDLIKE = _letters("wordlike")
GIVEN = _letters("given")
NEVER_GIVEN = _letters("never_given")
LOOSE = _letters("loose")
LINKING = _letters("linking")
OTHERS = _words("others")
CUES = _words("groups", "labels", "titles")
HINTS = _words("hints")
LINKS = sorted(_letters("links"))
AFTER = _words("after")
SPEAKS = _words("speaks")
FOLLOWS = _words("speaks", "follows")
LEFT = _letters("left")
LEFT_WORDS = _words("groups", "labels", "titles", "left_words")
PLACE_ENDS = _words("place_ends")
NOT_NAMES = _by_first_letter(_words("not_names"))
