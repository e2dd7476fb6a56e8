"""Every figure of a report by its name, such as ``units/郭楼街道/overdue``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

import attrs

from hotline_metrics.domain.figure import Figure
from hotline_metrics.errors import InvalidValue, did_you_mean
from hotline_metrics.figures.report import (
    CategoryLine,
    Comparison,
    Figures,
    MonthlyReport,
    UnitLine,
)

Section = Literal[
    "rows", "totals", "comparisons", "categories", "groups", "units", "scores", "commended",
    "near_misses", "cited", "days", "matrix", "exclusions",
]  # fmt: skip


@attrs.frozen(kw_only=True)
class NamedFigure:
    """A figure of a report, and where it stands in it.

    Attributes:
        name: its path in the report's JSON.
        section: the part of the report.
        of: what it is a figure of: nothing for a total, a unit, a group, a category and perhaps
            part, a day, a unit and a category, the total or the unit's measure that moved, a list
            and its unit.
        measure: the measure or the score, or what else it counts: ``units`` of a group,
            ``assigned`` on a day, ``year_on_year``, ``accepted`` rows, a ``streak``.
        value: the figure.
    """

    name: str
    section: Section
    of: tuple[str, ...] = ()
    measure: str
    value: Figure | Decimal


def named_figures(report: MonthlyReport) -> tuple[NamedFigure, ...]:
    """Return every figure of a report, in the order of its JSON.

    Args:
        report: the report.
    """
    return tuple(_named(report))


def figures_by_name(report: MonthlyReport) -> Mapping[str, Figure | Decimal]:
    """Return name to value, in the order of the report's JSON, of what a bulletin may print.

    Args:
        report: the report.
    """
    fine = {"days", "matrix", "rows", "near_misses", "cited", "exclusions"}
    return {each.name: each.value for each in _named(report) if each.section not in fine}


def find_figure(report: MonthlyReport, name: str) -> NamedFigure:
    """Return the figure that a name means.

    Args:
        report: the report.
        name: such as ``units/郭楼街道/overdue``.

    Raises:
        InvalidValue: the report has no such figure; says which name is nearest.
    """
    found = {each.name: each for each in _named(report)}
    if name not in found:
        near = did_you_mean(name, found)
        raise InvalidValue(
            f"没有“{name}”这个数字{near.zh}", f"there is no figure {name!r}.{near.en}"
        )
    return found[name]


def _named(report: MonthlyReport) -> Iterator[NamedFigure]:
    if report.rows is not None:
        for what in ("read", "accepted", "rejected", "in_period"):
            value: int = getattr(report.rows, what)
            yield NamedFigure(name=f"rows/{what}", section="rows", measure=what, value=value)
    yield from _of("totals", (), report.totals)
    yield from _moved("", (), report.comparisons)
    for category in report.categories:
        yield from _category((), category)
    for group in report.groups:
        yield from _of("groups", (group.group,), {"units": group.units, **group.figures})
    for unit in report.units:
        yield from _unit(unit)
    yield from _listed(report)
    for day, number in report.days.items():
        yield from _of("days", (day,), {"assigned": number})
    for name, row in report.matrix.items():
        for about, number in row.items():
            yield from _of("matrix", (name, about), {"assigned": number})
    yield from _before(report)


def _listed(report: MonthlyReport) -> Iterator[NamedFigure]:
    for praised in report.commended:
        yield from _of("commended", (praised.unit,), {"streak": praised.streak})
    for near in report.near_misses:
        name = f"near_misses/{near.rule}/{near.unit}/distance"
        yield NamedFigure(
            name=name,
            section="near_misses",
            of=(near.rule, near.unit),
            measure="distance",
            value=near.distance,
        )
    for cited in report.cited:
        yield from _of("cited", (cited.id,), {"days_late": cited.days_late})


def _before(report: MonthlyReport) -> Iterator[NamedFigure]:
    if report.exclusions:
        before = report.exclusions
        yield from _of("exclusions", ("totals",), before.totals)
        for unit in before.units:
            yield from _of("exclusions", ("units", unit.unit), unit.figures)
            yield from _scores("exclusions/", unit)


def _unit(line: UnitLine) -> Iterator[NamedFigure]:
    yield from _of("units", (line.unit,), line.figures)
    yield from _scores("", line)
    yield from _moved(f"units/{line.unit}/", (line.unit,), line.comparisons)


def _scores(path: str, line: UnitLine) -> Iterator[NamedFigure]:
    for name, score in line.scores.items():
        yield NamedFigure(
            name=f"{path}units/{line.unit}/scores/{name}",
            section="scores",
            of=(line.unit,),
            measure=name,
            value=score.printed if score else None,
        )


def _moved(
    path: str, of: tuple[str, ...], comparisons: Mapping[str, Comparison]
) -> Iterator[NamedFigure]:
    for about, comparison in comparisons.items():
        for which in ("year_on_year", "month_on_month"):
            change: Decimal | None = getattr(comparison, which)
            if change is not None:
                yield NamedFigure(
                    name=f"{path}comparisons/{about}/{which}",
                    section="comparisons",
                    of=(*of, about),
                    measure=which,
                    value=change,
                )


def _category(above: tuple[str, ...], line: CategoryLine) -> Iterator[NamedFigure]:
    of = (*above, line.category)
    yield from _of("categories", of, line.figures)
    for part in line.parts:
        yield from _category(of, part)


def _of(section: Section, of: tuple[str, ...], figures: Figures) -> Iterator[NamedFigure]:
    for measure, figure in figures.items():
        name = "/".join((section, *of, measure))
        yield NamedFigure(name=name, section=section, of=of, measure=measure, value=figure)
