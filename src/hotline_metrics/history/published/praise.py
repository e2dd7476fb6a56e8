"""Who is praised and who is criticised, and for how long."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.figures.report import Commendation, Criticism
from hotline_metrics.history.published.dating import NUMERALS
from hotline_metrics.history.published.names import UnitNames
from hotline_metrics.history.published.values import half_width
from hotline_metrics.history.published.vocabulary import Vocabulary, bare

_PIECE = re.compile("[,;。:!?\n]")
_STREAK = re.compile(r"连续 ?([0-9]{1,2}|[一二三四五六七八九十两]{1,2}) ?(?:个?[月季周年期])")
_PRAISE = re.compile(r"(?:予以|给予|提出|进行|作出)?(?:通报)?表扬")
_GOOD = re.compile(r"(?:较好|好|优秀|突出|先进)的?单位(?:有|为|是)?$")
_ORDINAL = re.compile(r"(?:^|(?<=[。;\n]))\s*(?:[一二三四五六七八九十]{1,2})是")
_LOW = re.compile("(?:较低|偏低|过低|较差|低于|不高|靠后)")
_HIGH = re.compile("(.+?)(?:较高|偏高)的?单位$")
_NAMES = {"result_satisfaction": "low_result", "process_satisfaction": "low_process"}


def praised_in(text: str, names: UnitNames) -> tuple[Commendation, ...]:
    """Return the units that a paragraph praises, in the order it first names them.

    >>> [(each.unit, each.streak) for each in praised_in(
    ...     "对连续2个月办理情况较好的人社局、医保局通报表扬；对射桥镇提出表扬。", UnitNames.of(()))]
    [('人社局', 2), ('医保局', 2), ('射桥镇', 1)]
    """
    plain = half_width(text)
    streaks: dict[str, int] = {}
    pieces = _PIECE.split(plain)
    for number, piece in enumerate(pieces):
        found = _PRAISE.search(piece)
        if found and "对" in piece[: found.start()]:
            before = piece[piece.index("对") + 1 : found.start()]
            streak = _STREAK.search(before)
            length = _length(streak[1]) if streak else 1
            for unit in _of(before, names):
                streaks.setdefault(unit, length)
        elif _GOOD.search(piece) and number + 1 < len(pieces):
            for unit in names.listed(pieces[number + 1]):
                streaks.setdefault(unit, 1)
    # Where all are named together first, that is their order.
    together = (names.listed(piece) for piece in pieces if streaks)
    order = next((each for each in together if set(streaks) <= set(each)), tuple(streaks))
    return tuple(Commendation(unit=name, streak=streaks[name]) for name in order if name in streaks)


def parts_of(text: str) -> tuple[str, ...]:
    """Split a paragraph where 一是, 二是 begin.

    >>> parts_of("存在问题：。一是满意率低。二是超期。")
    ('存在问题：。', '一是满意率低。', '二是超期。')
    """
    starts = [found.start() for found in _ORDINAL.finditer(text)]
    edges = [0, *(start for start in starts if start), len(text)]
    return tuple(text[a:b] for a, b in itertools.pairwise(edges) if text[a:b])


def criticised_in(
    part: str, said: Sequence[str], names: UnitNames, words: Vocabulary, rules: Rulebook | None
) -> Iterator[Criticism]:
    """Yield the units that a part of the text criticises.

    Args:
        part: a part that :func:`parts_of` gave.
        said: names of the figures it prints.
        names: the units.
        words: the vocabulary.
        rules: lends its lists' names to lists with the same title.
    """
    if _ORDINAL.match(part):
        title = _PIECE.split(_ORDINAL.sub("", half_width(part), count=1), maxsplit=1)[0]
        rule = _rule(title, words, rules)
        for unit in _subjects(said) if rule else ():
            yield Criticism(unit=unit, rule=rule)
        return
    pieces = _PIECE.split(half_width(part))
    for number, piece in enumerate(pieces):
        low, high = _LOW.search(piece), _HIGH.match(piece.strip())
        if low:
            meaning = words.phrase(bare(piece[: low.start()]))
            if meaning is not None and meaning.kind == "rate" and meaning.before:
                rule = _NAMES.get(meaning.measure, f"low_{meaning.measure}")
                for unit in names.listed(meaning.before):
                    yield Criticism(unit=unit, rule=rule)
        elif high and number + 1 < len(pieces):
            meaning = words.phrase(bare(high[1]))
            if meaning is not None:
                for unit in names.listed(pieces[number + 1]):
                    yield Criticism(unit=unit, rule=f"high_{meaning.measure}")


def _rule(title: str, words: Vocabulary, rules: Rulebook | None) -> str:
    for rule in rules.criticise if rules else ():
        if bare(rule.title) == bare(title):
            return rule.name
    low = _LOW.search(title)
    meaning = words.phrase(bare(title[: low.start()])) if low else None
    if meaning is not None and meaning.kind == "rate":
        return _NAMES.get(meaning.measure, f"low_{meaning.measure}")
    if re.search("超期|逾期|超时", title):
        return "overdue"
    return "redo" if re.search("重办|返工|重新派发", title) else ""


def _subjects(said: Sequence[str]) -> tuple[str, ...]:
    units = (name[len("units/") :].rpartition("/")[0] for name in said if name.startswith("units/"))
    return tuple(dict.fromkeys(units))


def _of(text: str, names: UnitNames) -> tuple[str, ...]:
    # Why they are praised stands before the last 的: 办理情况较好的人社局.
    return (
        names.listed(text)
        if next(names.within(text), None)
        else names.listed(text.rpartition("的")[2])
    )


def _length(text: str) -> int:
    number = NUMERALS.get(text) or (2 if text == "两" else None)
    return max(1, number or (int(text) if text.isdigit() else 1))
