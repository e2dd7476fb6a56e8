"""Items of a service as rows: nested objects flattened, the keys of all items as the first row.

Services leave empty fields out, so that only the last of a thousand items may have a key. All
items are read before the first row is given; until then they wait in a temporary file that has no
name and that nobody else can open.
"""

from __future__ import annotations

import difflib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Literal

import attrs

from hotline_metrics.plugin import Cell, Limits, Location, Problem, Row
from hotline_metrics_api import refusals
from hotline_metrics_api.flatten import Unfit, flatten
from hotline_metrics_api.paging import Item
from hotline_metrics_api.refusals import refusal

if TYPE_CHECKING:
    from hotline_metrics_api.reading import Reading

IN_MEMORY = 16 << 20
"""How many bytes of items wait in memory before a file is used."""

Clock = Literal["seconds", "milliseconds", "utc"]
"""How a field tells the time: since 1970, or as text of UTC that does not say so."""


@attrs.frozen(kw_only=True)
class Shape:
    """What becomes of an item's fields.

    Attributes:
        columns: field to the heading it gets.
        times: field to how it tells the time.
        each: field with a list, each element of which makes a row of its own.
        identity: field that names an item, where a later state replaces an earlier one.
        changed: field that says when an item was last changed.
    """

    columns: Mapping[str, str] = attrs.field(factory=dict)
    times: Mapping[str, Clock] = attrs.field(factory=dict)
    each: str = ""
    identity: str = ""
    changed: str = ""


def give_rows(read: Reading, items: Iterable[Item], shape: Shape) -> Iterator[Row | Problem]:
    """Yield the keys of all items as the first row, and a row for each item.

    Items that say the same are given once. Of items with one identity the one last changed is
    given, else the one read last.

    Args:
        read: the read they belong to.
        items: the items; all are taken before the first row is given.
        shape: what becomes of their fields.

    Raises:
        UnreadableSource: they have more keys than a table can have columns.
    """
    with tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="ascii") as waiting:
        table = _Table(shape)
        problems = table.take(read, items, waiting)
        if table.rows:
            keys = table.keys()
            limit = Limits().columns
            if len(keys) > limit:
                details = {"keys": str(len(keys)), "limit": str(limit)}
                raise refusal(refusals.TOO_MANY_KEYS, read.source, **details)
            _note_absent(read, table)
            titles = [shape.columns.get(key, key) for key in keys]
            yield Row(titles, Location(source=read.source, row=1))
            waiting.seek(0)
            clocks = [shape.times.get(key) for key in keys]
            for number, (place, flat) in enumerate(table.chosen(waiting), start=2):
                cells = [flat.get(key) for key in keys]
                for column, clock in enumerate(clocks):
                    if clock:
                        cells[column] = _moment(cells[column], clock)
                yield Row(cells, Location(source=read.source, row=number, path=place))
    yield from problems
    yield from read.problems()


class _Table:
    """What is known of the items once all have been taken."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.rows = 0
        self._keys: dict[str, bool] = {}
        self._latest: dict[str, tuple[datetime, int]] = {}
        self._replaced: set[int] = set()

    def take(self, read: Reading, items: Iterable[Item], waiting: IO[str]) -> list[Problem]:
        """Write each different item down, flattened, and return what is no item."""
        seen: set[bytes] = set()
        problems: list[Problem] = []
        repeated = 0
        for item in items:
            if item.digest in seen:
                repeated += 1
                continue
            seen.add(item.digest)
            try:
                for place, flat in list(flatten(item, self.shape.each)):
                    self._note(flat)
                    waiting.write(json.dumps([place, flat]) + "\n")
                    self.rows += 1
            except Unfit as unfit:
                here = Location(source=read.source, path=item.place)
                problems.append(Problem(unfit.kind, here, unfit.details))
        if repeated:
            read.note(refusals.ITEMS_REPEATED, items=str(repeated))
        return problems

    def _note(self, flat: Mapping[str, Cell]) -> None:
        for key, cell in flat.items():
            self._keys[key] = self._keys.get(key, False) or cell is not None
        if self.shape.identity and (name := flat.get(self.shape.identity)) is not None:
            changed = _when(flat.get(self.shape.changed))
            before = self._latest.get(str(name))
            if before is None or changed >= before[0]:
                self._latest[str(name)] = (changed, self.rows)
                self._replaced.update(() if before is None else (before[1],))
            else:
                self._replaced.add(self.rows)

    def keys(self) -> list[str]:
        """Return the keys that become columns: those that were named first, then as they came.

        The name of an object that is nothing in some items is no column beside its own keys. A
        field that was named and never came is none either: nothing is known of it.
        """
        parents = {
            key[:place] for key in self._keys for place, sign in enumerate(key) if sign == "."
        }
        named = [field for field in self.shape.columns if field in self._keys]
        came = (key for key, filled in self._keys.items() if filled or key not in parents)
        return list(dict.fromkeys([*named, *came]))

    def absent(self) -> list[str]:
        """Return fields that were named and never came."""
        return [field for field in self.shape.columns if field not in self._keys]

    def near(self, field: str) -> str:
        """Return the key that a wrong one may mean."""
        near = difflib.get_close_matches(field, list(self._keys), n=1, cutoff=0.6)
        return near[0] if near else ""

    def chosen(self, waiting: IO[str]) -> Iterator[tuple[str, dict[str, Cell]]]:
        """Yield the items again, without those that a later state has replaced."""
        for number, line in enumerate(waiting):
            if number not in self._replaced:
                place, flat = json.loads(line)
                yield place, flat


def _note_absent(read: Reading, table: _Table) -> None:
    for field in table.absent():
        near = table.near(field)
        read.note(
            refusals.FIELD_ABSENT,
            field=field,
            suggestion=f"；是不是“{near}”？" if near else "",
            suggestion_en=f"; did you mean '{near}'?" if near else "",
        )


def _moment(cell: Cell, clock: Clock) -> Cell:
    """Return a moment with its zone, or the cell as it is where it is none."""
    try:
        if clock == "utc":
            moment = datetime.fromisoformat(cell) if isinstance(cell, str) else None
            return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else cell
        if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
            return cell
        number = float(cell) / (1000 if clock == "milliseconds" else 1)
        return datetime.fromtimestamp(number, UTC)
    except (ValueError, OverflowError, OSError):
        return cell


def _when(cell: Cell) -> datetime:
    try:
        moment = datetime.fromisoformat(cell) if isinstance(cell, str) else datetime.min
    except ValueError:
        moment = datetime.min
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
