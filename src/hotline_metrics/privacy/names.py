"""Names of persons: told by the words around them, the surname and the given name's characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import attrs

from hotline_metrics.privacy.finding import Finding
from hotline_metrics.privacy.name_words import (
    AFTER,
    CUES,
    DOUBLE_SURNAMES,
    FOLLOWS,
    GIVEN,
    HINTS,
    LEFT,
    LEFT_WORDS,
    LINKING,
    LINKS,
    LOOSE,
    NEVER_GIVEN,
    NOT_NAMES,
    OTHERS,
    PLACE_ENDS,
    SPEAKS,
    SURNAMES,
    WORDLIKE,
)


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words))


_CUE = re.compile(rf"(?:{_any_of(CUES)})(?:是|为|叫|系|即)?[ :(\"]{{0,3}}")
_HINT = re.compile(rf"(?:{_any_of((*HINTS, *LINKS))})(?:人|了|过|者)?[ :\"]?")
_AFTER = re.compile(rf" ?副?(?:{_any_of(AFTER)})")
_SPEAKS = re.compile(_any_of(tuple(word for word in SPEAKS if word != "的")))
_DETAIL = re.compile(
    r"[ ,:(]{0,3}(?:(?:男|女)(?![^ ,.。;:、)(])|[0-9]{1,3}岁|(?:联系)?(?:电话|手机|方式)|身份证"
    r"|微信|QQ|1[3-9][0-9]{9})"
)
_JOINED = re.compile(r"[、和与及跟]")
_FOLLOWS = re.compile(_any_of(FOLLOWS))
_HAN = re.compile(r"[㐀-鿿]")


@attrs.frozen
class Name:
    """A name in a text.

    Attributes:
        start: where it begins.
        surname: how many characters the surname has.
        end: where it ends.
        sure: whether what stands around it confirms it.
    """

    start: int
    surname: int
    end: int
    sure: bool

    @property
    def length(self) -> int:
        """How many characters it has."""
        return self.end - self.start


def find_names(text: str) -> Iterator[Finding]:
    """Yield the full names of a folded text.

    A surname alone (赵先生, 老王) and what is masked already (赵某) tell nobody and stay.
    """
    found: dict[int, Name] = {}
    # The last of these reads what the others have found.
    for names in (_announced(text), _followed(text), _again(text, found)):
        for name in names:
            known = found.get(name.start)
            if known is None or (name.sure and not known.sure):
                found[name.start] = name
    # 王向红家: the person known already counts before what only 向 announces.
    for name in sorted(found.values(), key=lambda name: (not name.sure, name.start)):
        yield Finding("name", name.start, name.end, sure=name.sure)


def surname_at(text: str, start: int) -> int:
    """Return how many characters the surname at a place has; 0 when there is none."""
    if text[start : start + 2] in DOUBLE_SURNAMES:
        return 2
    return 1 if text[start : start + 1] in SURNAMES else 0


# --- names behind a cue ----------------------------------------------------------------------
def _announced(text: str) -> Iterator[Name]:
    seen: set[int] = set()
    for match in _CUE.finditer(text):
        yield from _listed(text, match.end(), seen)
    for match in _HINT.finditer(text):
        name = _name_at(text, match.end())
        if name is not None and _is_plain(text, name) and (name.length > 2 or len(match[0]) > 1):
            yield from (attrs.evolve(each, sure=False) for each in _listed(text, name.start, seen))


def _listed(text: str, start: int, seen: set[int]) -> Iterator[Name]:
    """Yield the name at a place and those that are listed with it: 施建军、张爱国和李红."""
    # A list is walked once, however many of its members are announced.
    while start not in seen and (name := _name_at(text, start)):
        seen.add(start)
        yield name
        joined = _JOINED.match(text, name.end)
        if joined is None:
            return
        start = joined.end()


def _is_plain(text: str, name: Name) -> bool:
    """Tell whether a name is one beyond what announces it: anything may follow 反映 or 与."""
    at = name.start + name.surname
    return name.sure and _is_given(text, at, name.end - at)


def _name_at(text: str, start: int) -> Name | None:
    surname = surname_at(text, start)
    at = start + surname
    if not surname or text.startswith(AFTER, at):
        return None
    lengths = [n for n in (2, 1) if _may_be_given(text, at, n) and not _is_place(text, at + n)]
    likely = [n for n in lengths if _is_given(text, at, n)]
    bounded = [n for n in lengths if _ends(text, at + n)]
    wordlike = surname == 1 and text[start] in WORDLIKE
    if word := _word_at(text, start):
        # 石子 is gravel, but 石子涵 is a person; and 高峰反映 is what only a person does.
        longer = word == 2 and 2 in likely and 2 in bounded
        person = word - 1 in likely and _SPEAKS.match(text, start + word)
        length = 2 if longer else word - 1 if person else 0
        return Name(start, surname, at + length, sure=False) if length else None
    if bounded := [n for n in bounded if _is_likely(text, at, n, wordlike=wordlike)]:
        length = bounded[0] if len(bounded) == 1 else _either(text, at)
        return Name(start, surname, at + length, sure=True)
    # 支持 is no name, but 支振锋 is: two characters of given names tell.
    if likely and not (wordlike and likely[0] == 1):
        return Name(start, surname, at + likely[0], sure=False)
    return None


def _is_likely(text: str, at: int, length: int, *, wordlike: bool) -> bool:
    letters = [letter in GIVEN for letter in text[at : at + length]]
    if wordlike:
        return all(letters)
    # 反映人凤舞， between a cue and a comma there is nothing else to be.
    return any(letters) or not _HAN.match(text, at + length)


def _either(text: str, at: int) -> int:
    """Choose between a given name of one and of two characters where both may end."""
    last, after = text[at + 1], at + 2
    if last == "家":
        return 1
    short, long = _follows(text, at + 1), _follows(text, after)
    if short > 1 and long < 2:
        return 1  # 王伟房屋漏水: a whole word follows the shorter name
    if last in LOOSE:
        return 2 if _SPEAKS.match(text, after) else 1
    if last in LINKING and text.startswith(OTHERS, after):
        return 1
    return 2


def _may_be_given(text: str, at: int, length: int) -> bool:
    given = text[at : at + length]
    return len(given) == length and all(
        _HAN.match(letter) and letter not in NEVER_GIVEN for letter in given
    )


def _is_given(text: str, at: int, length: int) -> bool:
    return all(letter in GIVEN for letter in text[at : at + length])


def _ends(text: str, end: int) -> bool:
    """Tell whether a name may end here: the text ends, or what follows goes on about somebody."""
    return end >= len(text) or not _HAN.match(text, end) or _follows(text, end) > 0


def _follows(text: str, end: int) -> int:
    match = _FOLLOWS.match(text, end)
    return len(match[0]) if match else 0


def _is_place(text: str, end: int) -> bool:
    return text.startswith(PLACE_ENDS, end)


def _word_at(text: str, start: int) -> int:
    """Return how many characters the everyday word has that begins here; 0 when none does."""
    words = NOT_NAMES.get(text[start : start + 1], ())
    return next((len(word) for word in words if text.startswith(word, start)), 0)


# --- names before a title, an act or a detail ------------------------------------------------
def _followed(text: str) -> Iterator[Name]:
    for match in _AFTER.finditer(text):
        if name := _name_before(text, match.start(), titled=True):
            yield name
    for match in _DETAIL.finditer(text):
        if name := _name_before(text, match.start()):
            yield attrs.evolve(name, sure=True)
    for match in _SPEAKS.finditer(text):
        name = _name_before(text, match.start())
        # 经向反映: what merely speaks is no proof that two such characters are a name.
        if name is not None and (name.length > 2 or text[name.start] not in WORDLIKE):
            yield attrs.evolve(name, sure=False)


def _name_before(text: str, end: int, *, titled: bool = False) -> Name | None:
    for length in (4, 3, 2):
        start = end - length
        if start < 0:
            continue
        surname = surname_at(text, start)
        given = length - surname
        if not surname or given not in {1, 2}:
            continue
        at = start + surname
        if not _may_be_given(text, at, given) or not _is_given(text, at, given):
            continue
        open_left = _begins(text, start)
        if text[at:end] in AFTER or _word_at(text, start):
            continue
        if not open_left and _word_at(text, end - 2):
            continue
        # 南王女士 is 河南 and a 王女士: a surname before the title needs a clear beginning.
        lone = given == 1 and text[end - 1] in SURNAMES
        if open_left or (titled and not lone and text[start] not in WORDLIKE):
            return Name(start, surname, end, sure=open_left)
    return None


def _begins(text: str, start: int) -> bool:
    return (
        start == 0
        or not _HAN.match(text, start - 1)
        or text[start - 1] in LEFT
        or text.endswith(LEFT_WORDS, max(0, start - 5), start)
    )


# --- the same person again -------------------------------------------------------------------
def _again(text: str, found: Mapping[int, Name]) -> Iterator[Name]:
    known: dict[str, Name] = {}
    for name in sorted(found.values(), key=lambda name: not name.sure):
        if name.sure or name.length > 2:
            known.setdefault(text[name.start : name.end], name)
    lengths = sorted({len(words) for words in known}, reverse=True)
    for start in range(len(text)):
        if not surname_at(text, start):
            continue
        for length in lengths:
            same = known.get(text[start : start + length])
            if same is None:
                continue
            end = start + length
            # 李明 is known; 李明德 is another person.
            longer = length == same.surname + 1 and not _ends(text, end) and _is_given(text, end, 1)
            yield Name(start, same.surname, end + longer, sure=same.sure and not longer)
            break
