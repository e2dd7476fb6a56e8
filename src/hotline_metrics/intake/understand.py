"""One row into a ticket, or into every reason why it is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import attrs

from hotline_metrics.domain import catalogue
from hotline_metrics.domain.deadline import Deadline, deadlines
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.ticket import Ticket, closes_too_early
from hotline_metrics.domain.unit import Roster
from hotline_metrics.errors import CalendarCoverageError
from hotline_metrics.intake.cells import (
    Converter,
    IdTime,
    Refused,
    Remembered,
    Times,
    clean_text,
    rating_reader,
    read_count,
    read_flag,
    read_id,
    read_names,
    read_role,
    read_wording,
    show,
    urgency_reader,
)
from hotline_metrics.intake.columns import NARRATIVE, Header, clean_heading, is_empty
from hotline_metrics.intake.same_request import Keyed
from hotline_metrics.intake.source import Cell, Row


@attrs.frozen
class Accepted:
    """A row that became a ticket.

    Attributes:
        ticket: the ticket; whether it is primary is settled later.
        location: where it stands.
        lead: whether the row says it is the lead's line; ``None`` when it says nothing.
        notices: what is odd about it.
        keys: hashes and numbers by which repeated requests are known; they go no further.
        narrative: heading to wording, of the columns that the rulebook opens.
    """

    ticket: Ticket
    location: Location
    lead: bool | None = None
    notices: tuple[Problem, ...] = ()
    keys: tuple[str, ...] = attrs.field(default=(), repr=False)
    narrative: Mapping[str, str] = attrs.field(factory=dict, repr=False, hash=False)


@attrs.frozen
class Rejected:
    """A row that did not become a ticket, with every reason."""

    problems: tuple[Problem, ...]


@attrs.frozen
class Remark:
    """Something about the source that is no row: its header, its years."""

    problem: Problem


Outcome = Accepted | Rejected | Remark


@attrs.frozen
class Plan:
    """How the rows below one header are read.

    Attributes:
        header: the header.
        steps: ticket field, place of its cell, converter.
    """

    header: Header
    steps: tuple[tuple[str, int, Converter[object]], ...]

    @classmethod
    def of(cls, header: Header, reader: RowReader) -> Plan:
        """Return the plan of a header; without the required columns every row is rejected."""
        if not header.is_usable:
            return cls.headless(header.row)
        steps = tuple(
            (column, place, reader.converters[column]) for column, place in header.at.items()
        )
        return cls(header, steps)

    def skips(self, row: Row) -> bool:
        """Tell whether a row is no record: blank, or the header again."""
        again = bool(self.steps) and row.cells == self.header.row.cells
        return again or is_empty(row.cells)

    @classmethod
    def headless(cls, row: Row) -> Plan:
        """Return the plan of a sheet without a header: every further row is rejected."""
        return cls(Header(row=row, at={}, titles=()), ())


class RowReader:
    """Reads rows under one rulebook and roster, remembering what repeats.

    Args:
        rules: what words mean.
        roster: the units, or ``None``.
    """

    def __init__(self, rules: Rulebook, roster: Roster | None) -> None:
        """Prepare the converter of every column."""
        self.rules = rules
        self.roster = roster
        self.deadline: Callable[[Ticket], Deadline | None] = deadlines(rules)
        self.id_time: IdTime = IdTime(rules.intake.id_time)
        self.guessed: set[int] = set()
        self.times: Times = Times(rules)
        times = self.times
        self.renamed: set[str] = {old.name for unit in roster or () for old in unit.former}
        self._units: dict[tuple[str, date | None], str] = {}
        self._suggestions = Remembered(self._suggest)
        self.questions: tuple[str, ...] = tuple(question.name for question in rules.questions)
        self.titles: dict[tuple[str, str], str] = {
            (question.name, grade.name): grade.title
            for question in rules.questions
            for grade in question.grades
        }
        converters: dict[str, Converter[object]] = {
            "received": times.read,
            "dispatched": times.read,
            "acknowledged": times.read,
            "closed": times.read,
            "deadline": times.read_deadline,
            "extended_deadline": times.read_deadline,
            "extension_days": read_count,
            "unit": clean_text,
            "role": read_role,
            "co_units": read_names,
            "category": clean_text,
            "subcategory": clean_text,
            "kind": clean_text,
            "urgency": urgency_reader(rules.intake.urgency),
            "channel": clean_text,
            "redo": read_count,
            "declined": read_count,
            "surveyed": read_flag,
        }
        keyed = Keyed(rules.repeats.by)
        for column in rules.repeats.by:
            converters[column] = keyed.converter(column)
        for question in rules.questions:
            converters[f"question.{question.name}"] = rating_reader(question)
        # Words repeat themselves and are read once each; times and numbers do not.
        apart = {"received", "dispatched", "acknowledged", "closed"}
        self.converters: dict[str, Converter[object]] = {
            name: convert if name in apart else Remembered(convert).__getitem__
            for name, convert in converters.items()
        }
        self.converters["ticket_id"] = read_id
        self.opened: tuple[str, ...] = tuple(
            NARRATIVE + clean_heading(each) for each in rules.narratives.columns
        )
        self.converters |= dict.fromkeys(self.opened, read_wording)
        self.further: tuple[str, ...] = ("role", *rules.repeats.by, *self.opened)

    def read(self, row: Row, plan: Plan) -> Outcome:
        """Return what a row is."""
        cells = row.cells
        try:
            if len(cells) > len(plan.header.titles) and not is_empty(
                cells[len(plan.header.titles) :]
            ):
                raise Refused(catalogue.ROW_TOO_LONG)
            count = len(cells)
            values = {
                column: convert(cells[place] if place < count else None)
                for column, place, convert in plan.steps
            }
            return self._accept(values, row, plan)
        except Refused:
            return self._diagnose(row, plan)

    def _accept(self, values: dict[str, Any], row: Row, plan: Plan) -> Accepted:
        number = values["ticket_id"]
        received = values.get("received")
        dispatched = values.get("dispatched")
        notices: tuple[Problem, ...] = ()
        if received is None:
            received = self.id_time.moment(number)
        else:
            # There are few days, and as many times as numbers: the day is looked at first.
            head = number[: self.id_time.day_length]
            if self.id_time.day_of_head(head) != received.date():
                stamped = self.id_time.day(number)
                if stamped is not None:
                    notices = (self._id_notice(stamped, received, row, plan),)
        if received is None and dispatched is None:
            raise Refused(catalogue.TIME_MISSING)
        closed = values.get("closed")
        if closed is not None and closes_too_early(received, closed):
            raise Refused(
                catalogue.CLOSED_BEFORE_RECEIVED, closed=str(closed), received=str(received)
            )
        grades = (values.get(f"question.{question}", "") for question in self.questions)
        surveyed, answers = self.call_back(values.get("surveyed"), *grades)
        ticket = Ticket(
            id=number,
            unit=self.unit(values["unit"], dispatched or received),
            received_at=received,
            dispatched_at=dispatched,
            acknowledged_at=values.get("acknowledged"),
            deadline=values.get("deadline"),
            extended_deadline=values.get("extended_deadline"),
            extension_days=values.get("extension_days", 0),
            closed_at=closed,
            category=self.category(values.get("category", ""), values.get("subcategory", "")),
            kind=values.get("kind", ""),
            urgency=values.get("urgency", ""),
            channel=values.get("channel", ""),
            redo=values.get("redo", 0),
            declined=values.get("declined", 0),
            surveyed=surveyed,
            answers=answers,
            co_units=values.get("co_units", ()),
            tracks_signing="acknowledged" in values,
        )
        self.check_calendar(ticket)
        return self.accepted(ticket, row, values, notices)

    def accepted(
        self,
        ticket: Ticket,
        row: Row,
        values: Mapping[str, Any],
        notices: tuple[Problem, ...] = (),
    ) -> Accepted:
        """Return a row that became a ticket, with what it says beside it.

        Args:
            ticket: the ticket.
            row: the row.
            values: what its cells mean, at least those of the columns :attr:`further`.
            notices: what is odd about it.
        """
        keys = tuple(key for column in self.rules.repeats.by if (key := values.get(column)))
        narrative = {
            column.removeprefix(NARRATIVE): text
            for column in self.opened
            if (text := values.get(column))
        }
        return Accepted(ticket, row.location, values.get("role"), notices, keys, narrative)

    def call_back(self, drawn: object, *grades: str) -> tuple[bool, dict[str, str]]:
        """Return whether the sample drew a ticket, and the answers that were given.

        Args:
            drawn: whether the row says so; ``None`` when it says nothing.
            grades: the grade of each question, in order; empty where it was not asked.

        Raises:
            Refused: there are answers of somebody who was not called.
        """
        answers = {
            question: grade for question, grade in zip(self.questions, grades, strict=True) if grade
        }
        if answers and drawn is False:
            word = next((self.titles[each] for each in answers.items() if each in self.titles), "")
            raise Refused(catalogue.RATING_WITHOUT_SURVEY, word=word or "未评价")
        return bool(drawn) or bool(answers), answers

    @staticmethod
    def category(*words: str) -> tuple[str, ...]:
        """Return a category from general to specific, as far as it is given."""
        return tuple(filter(None, words))

    def unit(self, name: str, moment: datetime | None) -> str:
        """Return the unit a name means at a moment; raises ``Refused`` where it means none."""
        if not name:
            raise Refused(catalogue.UNIT_MISSING)
        if not self.roster:
            return name
        # Only a name that once was another unit's depends on the day.
        day = moment.date() if moment and name in self.renamed else None
        known = self._units.get((name, day))
        if known is None:
            found = self.roster.find(name, day)
            if found is None:
                raise Refused(catalogue.UNIT_UNKNOWN, unit=show(name), **self._suggestions[name])
            known = self._units[name, day] = found.name
        return known

    def _suggest(self, name: Cell) -> dict[str, str]:
        near = self.roster.suggest(str(name)) if self.roster else None
        if near is None:
            return {
                "suggestion": "如是新单位，请加入单位名册",
                "suggestion_en": "if it is a new unit, add it to the roster",
            }
        return {
            "suggestion": f"是不是“{near}”？如是，请在单位名册中为它添加别名",
            "suggestion_en": f"did you mean '{near}'? If so, add this name to its aliases",
        }

    def check_calendar(self, ticket: Ticket) -> None:
        """Refuse a ticket whose deadline the calendar does not know; remember guessed years."""
        try:
            deadline = self.deadline(ticket)
        except CalendarCoverageError as error:
            raise Refused(catalogue.CALENDAR_UNCOVERED, year=str(error.year)) from error
        if deadline is not None and deadline.rule and deadline.rule.unit == "working_days":
            for year in {ticket.assigned_at.year, deadline.at.year}:
                if not self.rules.calendar.covers(year):
                    self.guessed.add(year)

    def has_plain_calendar(self, day: date) -> bool:
        """Tell whether the calendar answers for limits that begin on a day without a remark."""
        calendar = self.rules.calendar
        for rule in self.rules.deadline.rules:
            if rule.unit == "working_days":
                try:
                    end = calendar.add_workdays(day, rule.limit)
                except CalendarCoverageError:
                    return False
                if not (calendar.covers(day.year) and calendar.covers(end.year)):
                    return False
        return True

    def guessed_years(self) -> Iterator[Problem]:
        """Yield a warning for each year whose working days were guessed."""
        for year in sorted(self.guessed):
            yield Problem(catalogue.CALENDAR_GUESSED, Location(source=""), {"year": str(year)})

    @staticmethod
    def _id_notice(stamped: date, received: datetime, row: Row, plan: Plan) -> Problem:
        place = plan.header.at["ticket_id"]
        here = row.location.at(place + 1, plan.header.titles[place].strip())
        details = {"id_date": str(stamped), "received": str(received.date())}
        return Problem(catalogue.ID_DATE_DIFFERS, here, details)

    def _diagnose(self, row: Row, plan: Plan) -> Rejected:
        """Name everything that is wrong with a row, each at its cell."""
        titles = plan.header.titles
        surplus = row.cells[len(titles) :]
        if not titles:
            return Rejected(())
        if not is_empty(surplus):
            details = {"cells": str(len(row.cells)), "columns": str(len(titles))}
            return Rejected((Problem(catalogue.ROW_TOO_LONG, row.location, details),))
        problems: list[Problem] = []
        values: dict[str, Any] = {}
        for column, place, convert in plan.steps:
            try:
                values[column] = convert(row.cells[place] if place < len(row.cells) else None)
            except Refused as refused:
                here = row.location.at(place + 1, titles[place].strip())
                problems.append(Problem(refused.kind, here, refused.details))
        if not problems:
            try:
                self._accept(values, row, plan)
            except Refused as refused:
                problems.append(self._placed(refused, row, plan))
        else:
            moment = values.get("dispatched") or values.get("received")
            try:
                self.unit(values["unit"], moment)
            except Refused as refused:
                problems.append(self._placed(refused, row, plan))
        return Rejected(tuple(problems))

    _PLACES: Mapping[str, tuple[str, ...]] = {
        catalogue.UNIT_MISSING.code: ("unit",),
        catalogue.UNIT_UNKNOWN.code: ("unit",),
        catalogue.TIME_MISSING.code: ("received", "dispatched"),
        catalogue.CLOSED_BEFORE_RECEIVED.code: ("closed",),
        catalogue.CALENDAR_UNCOVERED.code: ("dispatched", "received"),
        catalogue.RATING_WITHOUT_SURVEY.code: ("surveyed",),
    }

    def _placed(self, refused: Refused, row: Row, plan: Plan) -> Problem:
        here = row.location
        for column in self._PLACES.get(refused.kind.code, ()):
            place = plan.header.at.get(column)
            if place is not None:
                here = here.at(place + 1, plan.header.titles[place].strip())
                break
        return Problem(refused.kind, here, refused.details)
