"""What is left out of the figures by an approved decision (剔除), and the register of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Literal, assert_never

import attrs

from hotline_metrics.domain.strict_toml import read_text, read_toml, structure
from hotline_metrics.domain.table_file import TableLine, read_table
from hotline_metrics.domain.ticket import Ticket
from hotline_metrics.errors import InvalidValue, RulebookError
from hotline_metrics.message import Message

Excluded = Literal["ticket", "rating", "overdue"]

WORDS: dict[Excluded, tuple[str, ...]] = {
    "ticket": ("ticket", "整件", "工单", "整单", "全部"),
    "rating": ("rating", "评价", "满意度", "回访", "不满意"),
    "overdue": ("overdue", "超期", "超时", "逾期"),
}
"""What may be excluded, to the words of registers that mean it; the second is printed."""

HEADINGS = {
    "id": ("id", "ticket", "工单编号", "工单号", "编号"),
    "unit": ("unit", "承办单位", "单位"),
    "what": ("what", "剔除内容", "剔除事项", "内容"),
    "reason": ("reason", "理由", "剔除理由", "原因"),
    "approved_by": ("approved_by", "批准人", "审批人", "审批单位"),
    "approved_on": ("approved_on", "批准日期", "审批日期"),
}


@attrs.frozen(kw_only=True)
class Exclusion:
    """One decision to leave something out of the figures.

    Attributes:
        id: the ticket's number.
        unit: whose line of the ticket; empty is every unit's.
        what: the whole ticket, its rating, or that it is overdue.
        reason: why.
        approved_by: who approved it.
        approved_on: when.

    Raises:
        InvalidValue: it has no number or no reason, or nobody approved it.
    """

    id: str
    unit: str = ""
    what: Excluded
    reason: str
    approved_by: str
    approved_on: date

    def __attrs_post_init__(self) -> None:
        """Refuse what nobody has approved."""
        if not self.id:
            raise InvalidValue("剔除须写明工单编号", "an exclusion names a ticket")
        if not self.reason or not self.approved_by:
            raise InvalidValue(
                f"工单 {self.id} 的剔除没有理由或批准人",
                f"the exclusion of {self.id} lacks a reason or an approval",
            )

    def concerns(self, ticket: Ticket) -> bool:
        """Tell whether it is about a ticket."""
        return ticket.id == self.id and self.unit in {"", ticket.unit}


def without(ticket: Ticket, exclusions: Iterable[Exclusion]) -> Ticket | None:
    """Return a ticket as it counts when decisions about it are obeyed.

    Without its rating it counts as one that was not surveyed; no longer overdue, it is neither
    on time nor late.

    Args:
        ticket: the ticket.
        exclusions: decisions that concern it.

    Returns:
        The ticket, or ``None`` when it is left out as a whole.
    """
    for each in exclusions:
        match each.what:
            case "ticket":
                return None
            case "rating":
                ticket = attrs.evolve(ticket, surveyed=False, answers={})
            case "overdue":
                ticket = attrs.evolve(ticket, exempt=True)
            case _:
                assert_never(each.what)
    return ticket


@attrs.frozen(kw_only=True)
class RegisterTable:
    """A TOML register."""

    exclusion: tuple[Exclusion, ...]


def load_exclusions(path: str | Path) -> tuple[Exclusion, ...]:
    """Read a register of exclusions from CSV or TOML (``[[exclusion]]``).

    Args:
        path: the file; its suffix decides.

    Raises:
        RulebookError: it cannot be read, or a line is not approved; names the line.
    """
    path = Path(path)
    if path.suffix.lower() == ".toml":
        try:
            document = read_toml(read_text(path), path.name)
            return structure(document, RegisterTable, path.name).exclusion
        except InvalidValue as error:
            raise RulebookError(*error.said.at(path.name)) from error
    required = ("id", "what", "reason", "approved_by", "approved_on")
    lines = read_table(path, HEADINGS, required, sentences=("reason", "approved_by"))
    return tuple(_line(path.name, line) for line in lines)


def _line(name: str, line: TableLine) -> Exclusion:
    place = Message(f"{name} 第 {line.number} 行", f"{name}, row {line.number}")
    what: Excluded | None = next(
        (each for each, words in WORDS.items() if line["what"] in words), None
    )
    if what is None:
        words = "、".join(words[1] for words in WORDS.values())
        raise RulebookError(
            f"{place.zh}：剔除内容“{line['what']}”须为 {words} 之一",
            f"{place.en}: {line['what']!r} is none of {words}",
        )
    if not line["approved_by"] or not line["approved_on"]:
        raise RulebookError(
            f"{place.zh}：工单 {line['id']} 的剔除未经批准",
            f"{place.en}: {line['id']} is not approved",
        )
    try:
        return Exclusion(
            id=line["id"],
            unit=line["unit"],
            what=what,
            reason=line["reason"],
            approved_by=line["approved_by"],
            approved_on=_day(line["approved_on"]),
        )
    except InvalidValue as error:
        raise RulebookError(*error.said.at(place)) from error


def _day(text: str) -> date:
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    if found:
        with suppress(ValueError):
            return date(*map(int, found.groups()))
    raise InvalidValue(
        f"“{text}”不是日期，请写成 2023-11-02", f"{text!r} is no day; write 2023-11-02"
    )
