"""What Hypothesis calls when it is imported: our types and where their strategies are.

It runs in everybody's test run, so it imports no strategy before one is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def register() -> None:
    """Register strategies of tickets, units, rosters, rulebooks, periods, reports."""
    from hypothesis import strategies as st

    from hotline_metrics.domain.period import Period
    from hotline_metrics.domain.rulebook import Rulebook
    from hotline_metrics.domain.ticket import Ticket
    from hotline_metrics.domain.unit import Roster, Unit
    from hotline_metrics.figures.report import MonthlyReport
    from hotline_metrics.figures.tally import Tally

    def named(name: str) -> Callable[[type], SearchStrategy[object]]:
        def drawn(_: type) -> SearchStrategy[object]:
            from hotline_metrics.testing import strategies

            strategy: SearchStrategy[object] = getattr(strategies, name)()
            return strategy

        return drawn

    st.register_type_strategy(Ticket, named("tickets"))
    st.register_type_strategy(Unit, named("units"))
    st.register_type_strategy(Roster, named("rosters"))
    st.register_type_strategy(Rulebook, named("rulebooks"))
    st.register_type_strategy(Period, named("periods"))
    st.register_type_strategy(MonthlyReport, named("reports"))
    st.register_type_strategy(Tally, named("tallies"))
