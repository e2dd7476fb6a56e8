"""TOML into attrs values, strictly: no silent conversion, no unknown key, every fault named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, get_args, get_origin

import attrs

from hotline_metrics.domain.small_file import read_small_file
from hotline_metrics.errors import HotlineMetricsError, InvalidValue, RulebookError, did_you_mean
from hotline_metrics.message import Language, Message, joined, message_of

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
                f"{place}：第 {number} 行嵌套过深",
                f"{place}: not valid TOML: line {number} nests too deeply",
            )
    try:
        return tomllib.loads(text, parse_float=_decimal)
    # ValueError: not TOML, or a whole number of thousands of digits.
    except (ValueError, RecursionError) as error:
        raise RulebookError(*_not_toml(error).at(place)) from error


def read_text(path: Path) -> str:
    """Return a small UTF-8 file's text, whatever its line ends and byte-order mark.

    Raises:
        RulebookError: it cannot be read or is not UTF-8.
    """
    try:
        text = read_small_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulebookError(
            f"{path.name} 不是 UTF-8 编码，请另存为 UTF-8",
            f"{path.name}: not UTF-8 text; save it as UTF-8",
        ) from error
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
        said = Message(_lines(error, "zh"), _lines(error, "en"))
        raise RulebookError(*said.at(place)) from error


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

    def exactly(kind: type[Value], zh: str, en: str) -> None:
        def check(value: object, _: type[Value]) -> Value:
            # bool is an int and datetime a date in Python, but not in a rulebook.
            if type(value) is not kind:
                raise InvalidValue(*_expected(Message(zh, en), value))
            if kind is int and not _is_usual(Decimal(value)):  # type: ignore[arg-type]
                raise InvalidValue(*_expected(Message("较小的数", "a smaller number"), value))
            return value

        converter.register_structure_hook(kind, check)

    exactly(str, "加引号的文字", "a text in quotes")
    exactly(int, "整数", "a whole number")
    exactly(bool, "true 或 false", "true or false")
    exactly(date, "日期，如 2027-02-20", "a date such as 2027-02-20")
    exactly(
        datetime,
        "日期和时间，如 2023-10-07T10:23:49",
        "a date and time such as 2023-10-07T10:23:49",
    )
    converter.register_structure_hook(Decimal, _number)
    converter.register_structure_hook(Fraction, lambda value, _: Fraction(_number(value, Decimal)))

    def to_tuple(value: object, shape: type[tuple[object, ...]]) -> tuple[object, ...]:
        # A text would otherwise pass as a list of its characters.
        if not isinstance(value, list):
            raise InvalidValue(*_expected(Message("方括号 [ ] 里的列表", "a list in [ ]"), value))
        item = get_args(shape)[0]
        return tuple(converter.structure(value, list[item]))  # type: ignore[valid-type]

    def is_tuple(shape: object) -> bool:
        return get_origin(shape) is tuple

    def to_choice(value: object, shape: object) -> object:
        choices = get_args(shape)
        if value not in choices:
            words = [str(choice) for choice in choices]
            what = Message(f"{'、'.join(words)} 之一", f"one of {', '.join(words)}")
            raise InvalidValue(*_expected(what, value))
        return value

    def is_choice(shape: object) -> bool:
        return get_origin(shape) is Literal

    def is_anything(shape: object) -> bool:
        return shape is object

    converter.register_structure_hook_func(is_tuple, to_tuple)
    converter.register_structure_hook_func(is_choice, to_choice)
    # Options of plugins are checked by their own classes.
    converter.register_structure_hook_func(is_anything, lambda value, _: value)
    return converter


def _number(value: object, _: type[Decimal]) -> Decimal:
    if type(value) is int or isinstance(value, Decimal):
        number = Decimal(value)
        if number.is_finite() and _is_usual(number):
            return number
    raise InvalidValue(*_expected(Message("数", "a number"), value))


def _decimal(text: str) -> Decimal:
    # Written out as digits, 1e999999999 would fill the memory.
    with suppress(ArithmeticError):
        number = Decimal(text)
        if not number.is_finite() or (len(text) <= 40 and _is_usual(number)):
            return number
    raise InvalidValue(f"数值过大或过细：{text[:40]}", f"number out of range: {text[:40]}")


def _is_usual(number: Decimal) -> bool:
    return not number or (-12 <= number.adjusted() <= 12 and abs(number) <= LARGEST_NUMBER)


def _expected(what: Message, found: object) -> Message:
    text, kind = str(found), type(found).__name__
    blank = " " if what.zh[0].isascii() else ""
    if len(text) > 40:
        return Message(f"应为{blank}{what.zh}", f"expected {what.en}, found a {kind}")
    return Message(
        f"应为{blank}{what.zh}，不是“{text}”", f"expected {what.en}, found {kind} {text!r}"
    )


def _not_toml(error: BaseException) -> Message:
    # The parser explains itself in English only; the place is the same in every language.
    place = re.search(r"at line (\d+), column (\d+)", str(error))
    where = f"第 {place[1]} 行第 {place[2]} 列" if place else "到文件末尾仍"
    return Message(
        f"{where}不合 TOML 写法：引号、括号须成对，文字须加引号，同一个键只写一次",
        f"not valid TOML: {error}",
    )


def _lines(error: BaseException, lang: Language) -> str:
    from cattrs import transform_error

    lines = transform_error(error, format_exception=lambda e, _: _say(e).text(lang))
    return "\n".join(_place_first(line).text(lang) for line in lines)


def _place_first(line: str) -> Message:
    # cattrs puts the place behind: "missing key 'name' @ $.units[0]".
    text, _, place = line.rpartition(" @ $")
    said = message_of(text or line)
    return said.at(place.removeprefix(".")) if text and place else said


def _say(error: BaseException) -> Message:
    from cattrs import ForbiddenExtraKeysError

    if isinstance(error, HotlineMetricsError):
        return error.said
    if isinstance(error, ForbiddenExtraKeysError):
        known = [field.name for field in attrs.fields(error.cl)]
        return joined(map(partial(_unknown, known), sorted(error.extra_fields)), "；", "; ")
    if isinstance(error, KeyError):
        return Message(f"缺少“{error.args[0]}”", f"missing key {error.args[0]!r}")
    # What cattrs meets when it asks another value for its keys.
    return Message("应为一个表", "expected a table")


def _unknown(known: Sequence[str], key: str) -> Message:
    near = did_you_mean(key, known)
    return Message(
        f"没有“{key}”这个键{near.zh}，可用：{'、'.join(known)}",
        f"unknown key {key!r}.{near.en} Known: {', '.join(known)}",
    )
