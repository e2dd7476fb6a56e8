"""A nested item as one flat record: ``{"dept": {"name": x}}`` has the key ``dept.name``."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hotline_metrics.plugin import Cell, ProblemKind
from hotline_metrics_api import refusals
from hotline_metrics_api.answer import MISSING, at_path
from hotline_metrics_api.paging import Item

DEEPEST = 32
EXACT = 2**53
"""From here on the core takes a number for one that lost its last digits in a spreadsheet."""


class Unfit(Exception):
    """An item that cannot be a record."""

    def __init__(self, kind: ProblemKind, **details: str) -> None:
        """Keep the kind of problem and its details."""
        super().__init__(kind.code)
        self.kind = kind
        self.details = details


def flatten(item: Item, each: str = "") -> Iterator[tuple[str, dict[str, Cell]]]:
    """Yield an item's records, each with its place: one, or one for each element of a list.

    Values keep their types. A list of plain values becomes one text, its parts divided by ``、``;
    any other list stays JSON. A whole number with more digits than a float holds becomes text,
    because it is exact here.

    Args:
        item: the item.
        each: a field with a list; the other fields repeat for each of its elements.

    Raises:
        Unfit: it is no object, too deep, or has a key twice.
    """
    value = item.value
    if not isinstance(value, dict):
        raise Unfit(refusals.ITEM_NO_OBJECT)
    if not _is_shallow(value, DEEPEST):
        raise Unfit(refusals.ITEM_TOO_DEEP, limit=str(DEEPEST))
    elements = at_path(value, each) if each else MISSING
    if not isinstance(elements, list) or not elements:
        yield item.place, _record(value)
        return
    rest = {key: cell for key, cell in _record(value).items() if key != each}
    for number, element in enumerate(elements):
        own = _record({each: element})
        for key in own.keys() & rest.keys():
            raise Unfit(refusals.ITEM_AMBIGUOUS, key=key)
        yield f"{item.place}.{each}[{number}]", rest | own


def _is_shallow(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        return levels > 0 and all(_is_shallow(part, levels - 1) for part in value.values())
    if isinstance(value, list):
        return levels > 0 and all(_is_shallow(part, levels - 1) for part in value)
    return True


def _record(value: dict[str, object]) -> dict[str, Cell]:
    flat: dict[str, Cell] = {}
    _add(flat, "", value)
    return flat


def _add(flat: dict[str, Cell], prefix: str, value: dict[str, object]) -> None:
    for name, part in value.items():
        key = f"{prefix}{_whole(name)}"
        if isinstance(part, dict) and part:
            _add(flat, f"{key}.", part)
        elif key in flat:
            raise Unfit(refusals.ITEM_AMBIGUOUS, key=key)
        else:
            flat[key] = _cell(part)


def _cell(part: object) -> Cell:
    if isinstance(part, str):
        return _whole(part)
    if isinstance(part, int) and not isinstance(part, bool) and abs(part) >= EXACT:
        return str(part)
    if part is None or isinstance(part, (int, float)):
        return part
    if isinstance(part, list) and not any(isinstance(each, (list, dict)) for each in part):
        told = [each if isinstance(each, str) else json.dumps(each) for each in part]
        return (
            _whole("、".join(each for each, raw in zip(told, part, strict=True) if raw is not None))
            or None
        )
    return _whole(json.dumps(part, ensure_ascii=False)) if part else None


def _whole(text: str) -> str:
    """Return a text that can be written; half of a pair of surrogates cannot."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Unfit(refusals.ITEM_DAMAGED) from None
    return text
