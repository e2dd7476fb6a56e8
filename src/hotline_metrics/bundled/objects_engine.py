"""Engine ``objects``: one ticket after another, in plain Python; what other engines must equal."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from hotline_metrics.plugin import (
    AnyEngine,
    Counting,
    Engine,
    Message,
    Tally,
    count_tickets,
    hookimpl,
)


@attrs.frozen
class Options:
    """The objects engine has no options."""


def count(counting: Counting, options: Options) -> Tally:
    """Tally the tickets one by one."""
    del options
    return count_tickets(counting.tickets, counting.rules, counting.window)


ENGINE = Engine(
    name="objects",
    summary=Message(
        "纯 Python，逐件统计；其他引擎以它为准",
        "plain Python, one ticket after another; the reference for every other engine",
    ),
    options=Options,
    count=count,
)


@hookimpl
def hotline_engines() -> Iterable[AnyEngine]:
    """Offer it."""
    yield ENGINE
