"""From running text to tokens: names, numbers and the words between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import attrs

from hotline_metrics.history.published.names import UnitNames
from hotline_metrics.history.published.values import COUNTERS, Number, half_width

Sort = Literal["number", "unit", "still", "lacking", "colon", "break", "pause", "stop", "words"]

_COUNTER = (
    r"件次|件|宗|单(?!位)|个(?![\u3400-\u9fff])|封|次(?!性)|通(?!报|过|知)|条|起(?!来)|例(?!如)"
)
_DATE = (
    r"(?:19|20)[0-9]{2} ?年(?: ?[0-9]{1,2} ?月(?: ?份| ?[0-9]{1,2} ?[日号])?)?|"
    r"[0-9]{1,2}(?: ?[-—~至到] ?[0-9]{1,2})? ?月(?: ?份| ?[0-9]{1,2} ?[日号])?|"
    r"[0-9]{1,2} ?[日号](?!工单)|[0-9]{1,2} ?时(?: ?[0-9]{1,2} ?分)?|[0-9]{1,2}:[0-9]{2}"
)
_TOKEN = re.compile(
    rf"(?P<skip>^ ?[0-9]{{1,2}} ?[.、] ?(?=[^0-9]|[0-9]{{4}} ?年)|[0-9A-Za-z]{{12,}}|{_DATE}|"
    rf"12345(?! ?(?:{COUNTERS})))|"
    r"(?P<still>(?:同比|环比)持平)|(?P<lacking>暂缺)|"
    r"(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,15}(?:\.[0-9]{1,8})?))"
    rf" ?(?:(?P<percent>%+)|(?P<counter>个百分点|{_COUNTER}|分(?![类钟别])|万|家|名|位|倍))?|"
    r"(?P<stop>[。!?\n])|(?P<break>[,;()【】◆])|(?P<colon>:)|(?P<pause>、)"
)


@attrs.frozen
class Token:
    """A piece of a sentence.

    Attributes:
        sort: what it is.
        text: as printed, in half width.
        number: the number, for one.
        bare: whether nothing but punctuation follows a number without a counter.
    """

    sort: Sort
    text: str
    number: Number | None = None
    bare: bool = False


def tokens_of(text: str, names: UnitNames) -> Iterator[Token]:
    """Yield the tokens of a text in order; dates, ordinals and ticket numbers are left out.

    Args:
        text: the text.
        names: the units that the tables know.
    """
    plain = half_width(text)
    marks = [*names.within(plain), (len(plain), "")]
    start = 0
    for place, name in marks:
        yield from _plain_tokens(plain[start:place])
        if name:
            yield Token("unit", name)
        start = place + len(name)


def _plain_tokens(text: str) -> Iterator[Token]:
    start = 0
    for found in _TOKEN.finditer(text):
        if found.start() > start:
            yield Token("words", text[start : found.start()])
        start = found.end()
        sort = found.lastgroup
        if found["number"]:
            number = Number(
                Decimal(found["number"].replace(",", "")),
                percent=bool(found["percent"]),
                counter=found["counter"] or "",
            )
            after = text[start : start + 1]
            yield Token("number", found[0], number, bare=not after or after in ",;。、)!")
        elif found["still"] or found["lacking"]:
            yield Token("still" if found["still"] else "lacking", found[0])
        elif not found["skip"]:
            yield Token(_PUNCTUATION[sort or ""], found[0])
    if start < len(text):
        yield Token("words", text[start:])


_PUNCTUATION: dict[str, Sort] = {
    "stop": "stop", "break": "break", "colon": "colon", "pause": "pause",
}  # fmt: skip
