"""What a service answers, and the JSON in it: strict, and never deeper than a ticket can be."""

from __future__ import annotations

import json
import re
from typing import NoReturn

import attrs

from hotline_metrics.plugin import ProblemKind
from hotline_metrics_api import refusals
from hotline_metrics_api.refusals import refusal
from hotline_metrics_api.request import host_of

WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}
"""Encodings by which services mean one with more characters."""


LONGEST_NUMBER = 18
"""Digits of the largest number of items that is believed."""


@attrs.frozen(kw_only=True)
class Answer:
    """An answer that arrived whole.

    Attributes:
        url: where it came from, without a query.
        status: its HTTP status.
        body: its bytes, unpacked.
        content_type: what it says it is.
        next: where it says that the next page is (header ``Link``).
    """

    url: str
    status: int = 200
    body: bytes = attrs.field(default=b"", repr=False)
    content_type: str = ""
    next: str = attrs.field(default="", repr=False)

    def document(self, encoding: str = "") -> object:
        """Return the JSON it holds.

        Numbers stay exact: whole ones of any length, others as floats. What JSON does not have,
        such as NaN, and what has no one meaning, such as a key given twice, is refused.

        Args:
            encoding: the encoding of its text; by default what it says, else UTF-8.

        Raises:
            UnreadableSource: it is no JSON.
        """
        is_page = "html" in self.content_type
        found = _parse(self.body, self._encodings(encoding), is_page=is_page)
        if isinstance(found, _Fault):
            # Made here, where no variable holds the text: it may quote a citizen or a key.
            raise refusal(found.kind, host_of(self.url), **found.details)
        return found.value

    def _encodings(self, given: str) -> list[str]:
        # RFC 8259: JSON is UTF-8, whatever a header says; only where it is not does that count.
        said = re.search(r"charset=[\"']?([\w.:-]+)", self.content_type)
        return [given] if given else ["utf-8", *([said[1]] if said else [])]


@attrs.frozen
class _Parsed:
    value: object = attrs.field(repr=False)


@attrs.frozen
class _Fault:
    kind: ProblemKind
    details: dict[str, str]


def _decode(body: bytes, encodings: list[str]) -> str | _Fault:
    for name in encodings:
        try:
            return body.decode(WIDER.get(name.lower(), name)).removeprefix("\ufeff")
        except (UnicodeError, LookupError):
            continue
    details = {"encoding": "、".join(encodings), "encoding_en": " or ".join(encodings)}
    return _Fault(refusals.NOT_TEXT, details)


def _parse(body: bytes, encodings: list[str], *, is_page: bool) -> _Parsed | _Fault:
    text = _decode(body, encodings)
    if isinstance(text, _Fault):
        return text
    try:
        return _Parsed(json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant))
    except _KeyTwice:
        return _Fault(refusals.KEY_TWICE, {})
    except RecursionError:
        return _Fault(refusals.TOO_DEEP, {})
    except ValueError:
        what = ("", "")
    if is_page or text.lstrip()[:1] == "<":
        what = ("（是一个网页，可能是登录页）", " (it is a web page, perhaps one to log in)")
    elif not text.strip():
        what = ("（是空的）", " (it is empty)")
    return _Fault(refusals.NOT_JSON, {"what": what[0], "what_en": what[1]})


class _KeyTwice(Exception):
    pass


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _KeyTwice
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError


MISSING = object()
"""What stands at a path that leads nowhere."""


def at_path(document: object, path: str) -> object:
    """Return what stands at a dotted path such as ``data.rows``, or :data:`MISSING`.

    >>> at_path({"data": {"rows": [{"no": 7}]}}, "data.rows.0.no")
    7
    """
    for step in filter(None, path.removeprefix("$").split(".")):
        if isinstance(document, dict):
            document = document.get(step, MISSING)
        elif isinstance(document, list) and step.isdecimal() and int(step) < len(document):
            document = document[int(step)]
        else:
            return MISSING
    return document


def number_at(document: object, path: str) -> int | None:
    """Return how many there are, as told at a path, or ``None`` where that is no such number.

    >>> number_at({"total": "12"}, "total"), number_at({"total": -1}, "total")
    (12, None)
    """
    found = at_path(document, path)
    # Nobody has that many; and what has thousands of digits is not to be made a number.
    if isinstance(found, str) and found.isdecimal() and len(found) <= LONGEST_NUMBER:
        return int(found)
    return found if type(found) is int and found >= 0 else None


def shown_path(path: str) -> str:
    """Return a path as messages write it: ``$.data.rows``."""
    return ".".join(["$", *filter(None, path.removeprefix("$").split("."))])
