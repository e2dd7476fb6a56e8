"""Why a service gives no answer, told without a word of what was sent or received."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import attrs

from hotline_metrics.plugin import ProblemKind
from hotline_metrics_api import refusals

LONGEST = 1e9
"""What a wait that is beyond all reason is taken for."""


@attrs.frozen(kw_only=True)
class Trouble:
    """Why there is no answer.

    Attributes:
        kind: what the reader is told.
        details: what its sentences need.
        again: whether another attempt may help.
        wait: seconds the service asks for before that.
    """

    kind: ProblemKind
    details: dict[str, str] = attrs.field(factory=dict)
    again: bool = False
    wait: float | None = None


def asked_wait(value: str, date: str) -> float | None:
    """Return the seconds of a header ``Retry-After``: a number, or a moment on their clock."""
    if value.strip().isdecimal():
        return min(float(value), LONGEST)
    try:
        until = parsedate_to_datetime(value)
        now = parsedate_to_datetime(date) if date else datetime.now(UTC)
        return max(0.0, min((until - now).total_seconds(), LONGEST))
    except (ValueError, TypeError):
        return None


def unreachable(reason: str, reason_en: str, wait: float | None = None) -> Trouble:
    """Return the trouble that another attempt may end."""
    details = {"reason": reason, "reason_en": reason_en}
    return Trouble(kind=refusals.UNREACHABLE, details=details, again=True, wait=wait)


def trouble_of(error: Exception) -> Trouble:
    """Say what went wrong, by its kind alone: its text may quote a header or an address."""
    import httpx2

    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, ssl.SSLCertVerificationError):
            return Trouble(kind=refusals.CERTIFICATE)
        behind = behind.__cause__ or behind.__context__
    match error:
        case httpx2.TimeoutException():
            return unreachable("等待超时", "it does not answer in time")
        case httpx2.ConnectError() | httpx2.ProxyError():
            return unreachable("连接不上", "it cannot be connected to")
        case httpx2.RemoteProtocolError() | httpx2.NetworkError() | httpx2.DecodingError():
            return unreachable(
                "连接中断，回答不完整", "the connection broke, the answer is not whole"
            )
        case _:
            return Trouble(kind=refusals.MALFORMED)
