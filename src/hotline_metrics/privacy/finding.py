"""Places in a narrative that tell, or may tell, who a citizen is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from hotline_metrics.message import Message

Kind = Literal[
    "name", "phone", "id", "card", "plate", "house", "email", "wechat", "qq", "number"
]  # fmt: skip

KINDS: Mapping[Kind, Message] = {
    "name": Message("姓名", "name"),
    "phone": Message("电话", "telephone number"),
    "id": Message("证件号码", "number of an identity document"),
    "card": Message("银行卡号", "bank card number"),
    "plate": Message("车牌", "number plate"),
    "house": Message("门牌", "house number"),
    "email": Message("邮箱", "e-mail address"),
    "wechat": Message("微信号", "WeChat name"),
    "qq": Message("QQ号", "QQ number"),
    "number": Message("长号码", "long number"),
}
"""Every kind, in words."""


@attrs.frozen
class Finding:
    """Where a personal detail stands in a text; never what it is.

    Attributes:
        kind: what it is.
        start: its first character, from 0.
        end: the character after its last.
        sure: whether it is one beyond doubt; otherwise a person must look.
        masked: whether it was masked; what was left is always doubtful.
    """

    kind: Kind
    start: int
    end: int
    sure: bool = True
    masked: bool = True


@attrs.frozen
class Masked:
    """A text whose personal details are masked; what they were is not kept.

    Attributes:
        text: the text as it may be published once the doubtful places are settled.
        findings: where details stood in the original, in order.
    """

    text: str
    findings: tuple[Finding, ...] = ()

    @property
    def doubtful(self) -> tuple[Finding, ...]:
        """The places a person must look at."""
        return tuple(finding for finding in self.findings if not finding.sure)


_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# What separates the parts of a number, in whichever way it is typed.
_FOLDED |= dict.fromkeys(map(ord, "‐‑‒–—―−"), ord("-"))
_FOLDED |= dict.fromkeys(map(ord, "\u3000\u00a0\u200b\u200c\u200d\ufeff\t"), ord(" "))
_FOLDED |= {ord("“"): ord('"'), ord("”"): ord('"')}


def fold(text: str) -> str:
    """Return a text with full-width forms as plain ones; every character keeps its place."""
    return text.translate(_FOLDED)
