"""TOML into attrs values, strictly: no silent conversion, no unknown key, every fault named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args, get_origin

import attrs

from hotline_metrics.domain.small_file import read_small_file
from hotline_metrics.errors import RulebookError, did_you_mean

if TYPE_CHECKING:
    from cattrs import Converter

Value = TypeVar("Value")

LARGEST_NUMBER = 10**12
"""Numbers in these files are smaller, and not finer than its reciprocal."""

DEEPEST_KEY = 100
"""Most dots in a line, outside quotes; reading a key takes the square of its parts."""

_QUOTED = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|\'[^\'\n]*\'')


def read_toml(text: str, place: str) -> dict[str, object]:
    """Parse TOML, its numbers exact.

    Args:
        text: the document.
        place: what to call it in messages.

    Raises:
        RulebookError: it is not TOML; names line and column.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > DEEPEST_KEY and _QUOTED.sub("", line).count(".") > DEEPEST_KEY:
            raise RulebookError(
                f"{place}: not valid TOML: 第 {number} 行嵌套过深 / line {number} nests too deeply"
            )
    try:
        return tomllib.loads(text, parse_float=_decimal)
    # ValueError: not TOML, or a whole number of thousands of digits.
    except (ValueError, RecursionError) as error:
        raise RulebookError(f"{place}: not valid TOML: {error}") from error


def read_text(path: Path) -> str:
    """Return a small UTF-8 file's text, whatever its line ends and byte-order mark.

    Raises:
        RulebookError: it cannot be read or is not UTF-8.
    """
    try:
        text = read_small_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulebookError(f"{path.name}: not UTF-8 text; save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def structure(data: Mapping[str, object], shape: type[Value], place: str) -> Value:
    """Turn a parsed document into a value of an attrs class.

    Args:
        data: the document.
        shape: the attrs class.
        place: what to call the document in messages.

    Raises:
        RulebookError: with every fault and its place, and the nearest known key for a wrong one.
    """
    from cattrs import BaseValidationError

    try:
        return _converter().structure(data, shape)
    except BaseValidationError as error:
        raise RulebookError("\n".join(f"{place}: {line}" for line in _lines(error))) from error


def merge(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """Lay one document over another: tables merge key by key, everything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        merged[key] = merge(old, value) if both else value  # type: ignore[arg-type]
    return merged


def _converter() -> Converter:
    from cattrs import Converter

    converter = Converter(forbid_extra_keys=True)

    def exactly(kind: type[Value], words: str) -> None:
        def check(value: object, _: type[Value]) -> Value:
            # bool is an int and datetime a date in Python, but not in a rulebook.
            if type(value) is not kind:
                raise ValueError(f"expected {words}, found {_shown(value)}")
            if kind is int and not _is_usual(Decimal(value)):  # type: ignore[arg-type]
                raise ValueError(f"expected a smaller number, found {_shown(value)}")
            return value

        converter.register_structure_hook(kind, check)

    exactly(str, "a text in quotes")
    exactly(int, "a whole number")
    exactly(bool, "true or false")
    exactly(date, "a date such as 2027-02-20")
    exactly(datetime, "a date and time such as 2023-10-07T10:23:49")
    converter.register_structure_hook(Decimal, _number)
    converter.register_structure_hook(Fraction, lambda value, _: Fraction(_number(value, Decimal)))

    def to_tuple(value: object, shape: type[tuple[object, ...]]) -> tuple[object, ...]:
        # A text would otherwise pass as a list of its characters.
        if not isinstance(value, list):
            raise ValueError(f"expected a list in [ ], found {_shown(value)}")
        item = get_args(shape)[0]
        return tuple(converter.structure(value, list[item]))  # type: ignore[valid-type]

    def is_tuple(shape: object) -> bool:
        return get_origin(shape) is tuple

    def is_anything(shape: object) -> bool:
        return shape is object

    converter.register_structure_hook_func(is_tuple, to_tuple)
    # Options of plugins are checked by their own classes.
    converter.register_structure_hook_func(is_anything, lambda value, _: value)
    return converter


def _number(value: object, _: type[Decimal]) -> Decimal:
    if type(value) is int or isinstance(value, Decimal):
        number = Decimal(value)
        if number.is_finite() and _is_usual(number):
            return number
    raise ValueError(f"expected a number, found {_shown(value)}")


def _decimal(text: str) -> Decimal:
    # Written out as digits, 1e999999999 would fill the memory.
    with suppress(ArithmeticError):
        number = Decimal(text)
        if not number.is_finite() or (len(text) <= 40 and _is_usual(number)):
            return number
    raise ValueError(f"number out of range: {text[:40]}")


def _is_usual(number: Decimal) -> bool:
    return not number or (-12 <= number.adjusted() <= 12 and abs(number) <= LARGEST_NUMBER)


def _shown(value: object) -> str:
    text = str(value)
    return f"a {type(value).__name__}" if len(text) > 40 else f"{type(value).__name__} {text!r}"


def _lines(error: BaseException) -> Iterable[str]:
    from cattrs import transform_error

    return transform_error(error, format_exception=_say)


def _say(error: BaseException, _: type | None) -> str:
    from cattrs import ForbiddenExtraKeysError

    if isinstance(error, ForbiddenExtraKeysError):
        known = [field.name for field in attrs.fields(error.cl)]
        return "; ".join(
            f"unknown key {key!r}.{did_you_mean(key, known)} Known: {', '.join(known)}"
            for key in sorted(error.extra_fields)
        )
    if isinstance(error, KeyError):
        return f"missing key {error.args[0]!r}"
    return str(error)
