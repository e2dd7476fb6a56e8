"""What the figures mean: every measure with its definition, formula and source."""

from __future__ import annotations

import attrs

from hotline_metrics.plugin import formula
from hotline_metrics_html.edition import Edition


@attrs.frozen(kw_only=True)
class Definition:
    """What one measure means.

    Attributes:
        title: what it is called.
        words: its definition.
        formula: how it is computed.
        belongs: by which date a ticket belongs to the period.
        source: where the definition comes from.
    """

    title: str
    words: str
    formula: str
    belongs: str
    source: str


def definitions(edition: Edition) -> tuple[Definition, ...]:
    """Return what every measure of the rulebook means, in its order."""
    rules = edition.rules
    days = {
        "received": edition.say("受理日期", "the day received"),
        "dispatched": edition.say("转办日期", "the day dispatched"),
        "closed": edition.say("办结日期", "the day closed"),
        "deadline": edition.say("办结时限", "the deadline"),
    }
    return tuple(
        Definition(
            title=measure.title,
            words=measure.definition,
            formula=formula(measure, rules, edition.lang),
            belongs=days[measure.by or rules.by],
            source=measure.source or rules.source,
        )
        for measure in rules.measures.values()
    )
