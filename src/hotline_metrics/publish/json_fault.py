"""What is wrong with a JSON document, in words: place and reason."""

from __future__ import annotations

import re

from hotline_metrics.message import Message

_REASONS = (
    (r"missing required field `([^`]*)`", "缺少“{}”"),
    (r"unknown field `([^`]*)`", "有多余的“{}”"),
    (r"Invalid enum value '?([^'`]*)'?", "不能写“{}”"),
    (r"malformed|truncated|utf-8|recursion", "不是完整的 JSON 文件"),
)


def json_fault(error: BaseException) -> Message:
    """Return what a decoder found; it explains itself in English only.

    >>> from msgspec import ValidationError
    >>> json_fault(ValidationError("Expected `int`, got `str` - at `$.totals`")).zh
    'totals：值的种类不对'
    """
    english = str(error)
    reasons = (
        text.format(*found.groups())
        for pattern, text in _REASONS
        if (found := re.search(pattern, english, re.IGNORECASE))
    )
    chinese = Message(next(reasons, "值的种类不对"), english)
    place = re.search(r"at `\$\.?([^`]+)`", english)
    return Message(chinese.at(place[1]).zh if place else chinese.zh, english)
