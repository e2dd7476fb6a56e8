"""Reports and publications to export: a usual one, and the odd ones that exporters forget."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.problem import Location, Problem, ProblemKind
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.domain.unit import Roster, Unit
from hotline_metrics.figures.citation import cite_tickets
from hotline_metrics.figures.compile import report_tally
from hotline_metrics.figures.report import MonthlyReport, RowCount
from hotline_metrics.figures.tally import count_tickets
from hotline_metrics.publish.compose import compose_bulletin
from hotline_metrics.publish.publication import Publication

OCTOBER = Window(Period.parse("2023-10"), datetime(2023, 11, 9, 17, 40))
ROSTER = Roster(
    (
        Unit(name="城管局", group="县直单位"),
        Unit(name="医保局", group="县直单位"),
        Unit(name="郭楼街道", group="乡镇街道"),
    )
)
_GRADES = ("satisfied", "basic", "dissatisfied", "unrated", "satisfied")
_CATEGORIES = (("城市综合类", "占道经营"), ("社会事业类", "医疗保障"), ("行风政风类",))

REJECTED = ProblemKind(
    code="sample.rejected",
    severity="error",
    zh="“{word}”不是时间",
    en="{word!r} is no time",
    hint_zh="改成 2023-10-07 这样的写法",
    hint_en="write it as in 2023-10-07",
)


def sample_tickets(number: int = 60, units: Iterable[str] = ()) -> tuple[Ticket, ...]:
    """Return tickets of October 2023 with every kind of fate, the same ones every time.

    Args:
        number: how many.
        units: the units that take turns; by default those of a small county.
    """
    names = tuple(units) or tuple(unit.name for unit in ROSTER)
    begin = datetime(2023, 10, 2, 9, 15)
    found = []
    for n in range(number):
        sent = begin + timedelta(hours=11 * n % 700, minutes=n % 50)
        # Every fifth is open, every seventh took long, every third was called back.
        closed = None if n % 5 == 4 else sent + timedelta(hours=220 if n % 7 == 3 else 5 + n % 60)
        asked = n % 3 == 0 and closed is not None
        found.append(
            Ticket(
                id=f"2310{n:08d}",
                unit=names[n % len(names)],
                received_at=sent - timedelta(minutes=30),
                dispatched_at=sent,
                closed_at=closed,
                category=_CATEGORIES[n % len(_CATEGORIES)],
                urgency="urgent" if n % 11 == 0 else "",
                redo=1 if n % 13 == 5 else 0,
                surveyed=asked,
                answers={"result": _GRADES[n % 5], "process": _GRADES[(n + 2) % 5]}
                if asked
                else {},
            )
        )
    return tuple(found)


def sample_report(
    tickets: Iterable[Ticket] | None = None,
    *,
    rules: Rulebook | None = None,
    roster: Roster | None = None,
    rejected: int = 0,
    history: Iterable[MonthlyReport] = (),
    window: Window = OCTOBER,
) -> MonthlyReport:
    """Return the report of October 2023 over some tickets.

    Args:
        tickets: by default those of :func:`sample_tickets`.
        rules: by default the preset ``pingyu``.
        roster: by default that of a small county.
        rejected: how many rows are said not to have been counted.
        history: earlier reports.
        window: another period, where the tickets belong to one.
    """
    rules = rules or Rulebook.preset("pingyu")
    known = sample_tickets() if tickets is None else tuple(tickets)
    tally = count_tickets(known, rules, window)
    return report_tally(
        tally,
        window,
        rules,
        roster=ROSTER if roster is None else roster,
        history=history,
        rows=RowCount(
            read=len(known) + rejected,
            accepted=len(known),
            rejected=rejected,
            in_period=tally.number(rules.by),
        ),
        cited=cite_tickets(known, rules, window),
    )


def empty_report() -> MonthlyReport:
    """Return the report of a month without a single ticket."""
    return sample_report((), roster=Roster())


def report_of_units(count: int) -> MonthlyReport:
    """Return a report with many unit lines, one of them without any sample.

    Args:
        count: how many units.
    """
    names = [f"第{n}办事处" for n in range(1, count + 1)]
    roster = Roster(tuple(Unit(name=name, group="乡镇街道") for name in names))
    return sample_report(sample_tickets(3 * count, names), roster=roster)


def publication(
    report: MonthlyReport,
    *,
    rules: Rulebook | None = None,
    problems: Iterable[Problem] = (),
    history: Iterable[MonthlyReport] = (),
) -> Publication:
    """Return what an exporter is given for a report.

    Args:
        report: the figures.
        rules: the rulebook they were counted by; by default ``pingyu``.
        problems: what was found in the rows.
        history: earlier reports.
    """
    rules = rules or Rulebook.preset("pingyu")
    return Publication(
        report=report,
        bulletin=compose_bulletin(report, rules),
        rules=rules,
        problems=tuple(problems),
        history=tuple(history),
    )


def sample_publication() -> Publication:
    """Return a usual month: three units, two groups, an earlier month, one rejected row."""
    september = Window(Period.parse("2023-09"), datetime(2023, 10, 9, 17, 40))
    earlier = [
        Ticket(
            id=f"2309{n:08d}",
            unit="城管局",
            dispatched_at=datetime(2023, 9, 1 + n, 9),
            closed_at=datetime(2023, 9, 2 + n, 9),
            surveyed=True,
            answers={"result": _GRADES[n % 5], "process": "satisfied"},
        )
        for n in range(20)
    ]
    before = sample_report(earlier, window=september)
    here = Location(source="calls.csv", row=7).at(2, "受理时间")
    return publication(
        sample_report(rejected=1, history=(before,)),
        problems=(Problem(REJECTED, here, {"word": "2023-13-01"}),),
        history=(before,),
    )
