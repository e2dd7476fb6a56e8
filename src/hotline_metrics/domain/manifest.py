"""What a report was made from: inputs with their hashes, rules, calendar, versions.

It stands beside the report and not in it: the same tickets give the same report from any file,
in any order, by any engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import attrs

Role = Literal["tickets", "roster", "exclusions", "notes", "template", "history"]


@attrs.frozen(kw_only=True)
class Input:
    """Something a report was made from.

    Attributes:
        role: what it was used as.
        name: the file's name without its folder, a service's format, or an earlier period.
        digest: hash of its bytes; empty for a service, whose answers are not kept, and until a
            manifest is made.
        format: the format it was read as.
        options: what the format was told, secrets left out.
    """

    role: Role
    name: str
    digest: str = ""
    format: str = ""
    options: Mapping[str, str] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Output:
    """Something that was made of a report.

    Attributes:
        name: the file's name without its folder.
        format: the format it was written as.
        options: what the format was told, where that is not the default; secrets left out.
    """

    name: str
    format: str
    options: Mapping[str, str] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Manifest:
    """Everything that shaped a report and its documents; the same manifest gives the same bytes.

    Attributes:
        report: hash of the report's JSON.
        rules: hash of the rulebook.
        as_of: the moment open tickets were judged at.
        inputs: files, services and earlier reports.
        engine: which engine counted.
        calendar: hash of the working calendar, the office's own days included.
        versions: distribution to version, of the package and of the plugins that were used.
        outputs: the documents that were made.
        settings: how they were made: whether rejected rows mark a draft or are noted, the language
            of words that are not the bulletin's own, whether evidence is listed; limits that are
            not the usual ones.
    """

    report: str
    rules: str
    as_of: datetime | None
    inputs: tuple[Input, ...]
    engine: str
    calendar: str
    versions: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    outputs: tuple[Output, ...] = ()
    settings: Mapping[str, str] = attrs.field(factory=dict, hash=False)

    def of(self, role: Role) -> tuple[Input, ...]:
        """Return the inputs that were used as something."""
        return tuple(each for each in self.inputs if each.role == role)
