"""What the page knows beside what it shows: units to filter by, and tickets behind figures.

A ticket's number stands once, under its unit; a figure names the places of its tickets among
them. Numbers of tickets are all that a page carries of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hotline_metrics.plugin import UnitLine
from hotline_metrics_html.edition import Edition

PRAISED, NAMED, ABSENT = 1, 2, 4
"""What may be said of a unit: it is praised, it is named for a problem, a rate is absent."""


def units_known(edition: Edition) -> list[list[object]]:
    """Return name, number of its group, and marks of every unit, in the report's order."""
    report = edition.report
    groups = groups_known(edition)
    praised = {each.unit for each in report.commended}
    named = {each.unit for each in report.criticised}
    rates = [name for name in edition.columns if edition.rules.measures[name].is_rate]
    return [
        [
            line.unit,
            groups.index(line.group),
            PRAISED * (line.unit in praised)
            + NAMED * (line.unit in named)
            + ABSENT * any(line.figures.get(name, 0) is None for name in rates),
        ]
        for line in report.units
    ]


def groups_known(edition: Edition) -> list[str]:
    """Return the groups of units, in the report's order."""
    return list(dict.fromkeys(line.group for line in edition.report.units))


def tickets_known(edition: Edition) -> list[dict[str, object]]:
    """Return, for every unit, its tickets and which of them stand behind each of its figures.

    Returns:
        Nothing without evidence; else for each unit ``ids``, ``figures`` by the measure's number
        (the figure as printed, and places such as ``0-11,13``) and ``categories`` by number.
    """
    if not edition.evidence:
        return []
    return [_unit(edition, line) for line in edition.report.units]


def _unit(edition: Edition, line: UnitLine) -> dict[str, object]:
    found = {
        name: tickets
        for name in line.figures
        if name in edition.place and (tickets := edition.evidence.get(f"units/{line.unit}/{name}"))
    }
    about = {
        number: tickets
        for number, name in enumerate(edition.categories)
        if (tickets := edition.evidence.get(f"matrix/{line.unit}/{name}/assigned"))
    }
    ids = sorted({each for tickets in (*found.values(), *about.values()) for each in tickets})
    place = {each: number for number, each in enumerate(ids)}
    return {
        "ids": ids,
        "figures": {
            edition.place[name]: [
                edition.printed(name, line.figures[name]),
                _places(place, tickets),
            ]
            for name, tickets in found.items()
        },
        "categories": {number: _places(place, tickets) for number, tickets in about.items()},
    }


def _places(place: Mapping[str, int], tickets: Iterable[str]) -> str:
    return ",".join(
        str(first) if first == last else f"{first}-{last}"
        for first, last in _stretches(sorted({place[each] for each in tickets}))
    )


def _stretches(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return numbers in order as stretches without a gap."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
