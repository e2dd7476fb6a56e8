"""Options of a plugin: declared as a class, given as one, or as words and TOML values."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    overload,
)

import attrs

from hotline_metrics.errors import HotlineMetricsError, OptionsError, did_you_mean
from hotline_metrics.message import Message, joined, message_of
from hotline_metrics.plugin.specs import Spec

if TYPE_CHECKING:
    from cattrs import Converter

Value = TypeVar("Value")
Made = TypeVar("Made")


@overload
def option(default: Value, *, help: str | Message, secret: bool = False) -> Value: ...
# An option without a default takes its type from the annotation beside it, as attrs.field does.
@overload
def option(*, help: str | Message, secret: bool = False) -> Any: ...
def option(
    default: object = attrs.NOTHING,
    *,
    help: str | Message,  # noqa: A002 - the word of the trade, and always written by name
    secret: bool = False,
) -> object:
    """Declare one option of a plugin.

    Args:
        default: what it is when nobody says otherwise; without one it must be given.
        help: one line for listings, in both languages if you can.
        secret: keep the value out of every repr and message.

    >>> @attrs.frozen
    ... class Options:
    ...     delimiter: str = option(",", help=Message("分隔符", "what stands between two cells"))
    ...     token: str = option("", help="key to the service", secret=True)
    >>> Options(token="s3cret")
    Options(delimiter=',')
    """
    metadata = {"help": message_of(help), "secret": secret}
    return attrs.field(default=default, repr=not secret, metadata=metadata)


@attrs.frozen(kw_only=True)
class OptionLine:
    """One option as a listing shows it.

    Attributes:
        name: what to write before ``=``.
        kind: what values it takes, in words.
        default: the default, as text; ``None`` when it must be given, empty when it is secret.
        help: one line about it.
        secret: whether its value is kept out of messages.
    """

    name: str
    kind: Message
    default: str | None
    help: Message
    secret: bool


def option_lines(options: type[object]) -> tuple[OptionLine, ...]:
    """Return what there is to say about each option of a class."""
    return tuple(
        OptionLine(
            name=field.name,
            kind=_words(field.type),
            default=_default(field),
            help=_help(field),
            secret=_is_secret(field),
        )
        for field in _fields(options)
    )


def shown_options(options: object) -> dict[str, str]:
    """Return options that differ from their defaults, as text, without secrets."""
    return {
        field.name: str(value)
        for field in _fields(type(options))
        if not _is_secret(field) and (value := getattr(options, field.name)) != _usual(field)
    }


def read_pairs(pairs: Iterable[str]) -> dict[str, str]:
    """Take ``key=value`` words of a command line apart.

    Raises:
        OptionsError: a word has no ``=``, or a key comes twice.

    >>> read_pairs(["delimiter=;", "encoding=gb18030"])
    {'delimiter': ';', 'encoding': 'gb18030'}
    """
    found: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        key = key.strip().replace("-", "_")
        if not equals or not key:
            # The word may be a secret in the wrong place, so it is not repeated here.
            raise OptionsError(
                "选项写成 名称=值，如 delimiter=;",
                "an option is written key=value, such as delimiter=;",
            )
        if key in found:
            raise OptionsError(f"选项 {key} 给了两次", f"option {key!r} is given twice")
        found[key] = value
    return found


def make_options(spec: Spec[Made], given: Made | Mapping[str, object] | None = None) -> Made:
    """Return the options of a format, from its own class or from a mapping.

    A text is read by the type of its option, as on a command line: ``yes`` for a truth,
    ``a,b`` for several, ``a=1,b=2`` for a table. Any other value must be of the right type
    already, as in TOML.

    Args:
        spec: the format.
        given: an instance of ``spec.options``, values by name, or nothing for the defaults.

    Raises:
        OptionsError: an option is unknown, missing or of the wrong kind; names all of them.
    """
    if isinstance(given, spec.options):
        return given
    if given is not None and not isinstance(given, Mapping):
        wanted, found = spec.options.__qualname__, type(given).__name__
        raise OptionsError(
            f"{spec.format} 的选项须是它自己的 {wanted} 或映射，不是 {found}",
            f"{spec.format} takes its own {wanted} or a mapping, not a {found}",
        )
    return _structure(spec.format, spec.options, given or {})


def _structure(name: str, options: type[Made], given: Mapping[str, object]) -> Made:
    fields = {field.name: field for field in _fields(options)}
    faults = [_unknown(name, key, fields) for key in given if key not in fields]
    values: dict[str, object] = {}
    for key, field in fields.items():
        if key in given:
            try:
                values[field.alias or key] = _converter().structure(given[key], _type(field))
            except Exception:
                taken = _words(field.type)
                shown = _shown(given[key])
                found = Message("", "") if _is_secret(field) else shown
                faults.append(
                    Message(
                        f"{name} 的选项 {key} 须为{taken.zh}{found.zh}",
                        f"{name}: option {key!r} takes {taken.en}{found.en}",
                    )
                )
        elif field.default is attrs.NOTHING:
            faults.append(Message(f"{name} 须给出选项 {key}", f"{name} needs the option {key!r}"))
    if faults:
        raise OptionsError(*joined(faults))
    return _build(name, options, values, secret=[k for k, f in fields.items() if _is_secret(f)])


def _unknown(name: str, key: str, known: Iterable[str]) -> Message:
    near, names = did_you_mean(key, known), sorted(known)
    return Message(
        f"{name} 没有选项“{key}”{near.zh}，可用：{'、'.join(names) or '无'}",
        f"{name} has no option {key!r}.{near.en} Known: {', '.join(names) or 'none'}",
    )


def _build(
    name: str, options: type[Made], values: Mapping[str, object], *, secret: list[str]
) -> Made:
    try:
        return options(**values)
    except (ValueError, TypeError) as error:
        hidden = [str(values[key]) for key in secret if values.get(key)]
        # attrs' own validators put the offending value into further arguments.
        text = str(error.args[0]) if error.args else type(error).__name__
        said = error.said if isinstance(error, HotlineMetricsError) else message_of(text)
        told = f"{error} {error!r} {said}"
        if not any(word in told or repr(word)[1:-1] in told for word in hidden):
            if isinstance(error, OptionsError):
                raise
            raise OptionsError(*said.at(name)) from error
    # Outside of the handler: neither cause nor context may carry the secret to a traceback.
    raise OptionsError(
        f"{name}：{'、'.join(secret)} 不能用", f"{name}: {' or '.join(secret)} is not acceptable"
    )


def _fields(options: type[object]) -> tuple[attrs.Attribute[object], ...]:
    made = cast("type[attrs.AttrsInstance]", options)
    return tuple(field for field in attrs.fields(attrs.resolve_types(made)) if field.init)


def _type(field: attrs.Attribute[object]) -> type[object]:
    return field.type if field.type is not None else object


def _is_secret(field: attrs.Attribute[object]) -> bool:
    return bool(field.metadata.get("secret"))


def _usual(field: attrs.Attribute[object]) -> object:
    """Return an option's default; that of a table is made anew each time."""
    default: Any = field.default
    made: object = default.factory() if isinstance(default, attrs.Factory) else default  # type: ignore[arg-type]
    return made


def _help(field: attrs.Attribute[object]) -> Message:
    return message_of(field.metadata.get("help", ""))


def _default(field: attrs.Attribute[object]) -> str | None:
    if field.default is attrs.NOTHING:
        return None
    if _is_secret(field) or isinstance(field.default, attrs.Factory):  # type: ignore[arg-type]
        return ""
    if field.default is None:
        return ""
    if isinstance(field.default, bool):
        return "yes" if field.default else "no"
    return str(field.default)


# --- values ----------------------------------------------------------------------------------
def _truth(text: str) -> bool:
    return {
        "true": True, "yes": True, "on": True, "1": True, "是": True,
        "false": False, "no": False, "off": False, "0": False, "否": False,
    }[text.strip().lower()]  # fmt: skip


_SCALARS: dict[type, tuple[Message, Callable[[str], object], tuple[type, ...]]] = {
    str: (Message("文字", "text"), str, ()),
    bool: (Message("是或否（yes、no）", "yes or no"), _truth, ()),
    int: (Message("整数", "a whole number"), int, ()),
    Decimal: (Message("数", "a number"), Decimal, (int,)),
    float: (Message("数", "a number"), float, (int, Decimal)),
    date: (Message("日期，如 2023-10-07", "a date such as 2023-10-07"), date.fromisoformat, ()),
    datetime: (
        Message("时间，如 2023-10-07T10:23:49", "a time such as 2023-10-07T10:23:49"),
        datetime.fromisoformat,
        (),
    ),
    Path: (Message("路径", "a path"), Path, ()),
}
"""Type to what it is in words, how a text is read as it, and what else is taken for it."""


@functools.cache
def _converter() -> Converter:
    # cattrs costs more than everything else here, and defaults need no conversion.
    from cattrs import Converter

    converter = Converter()
    for scalar in _SCALARS:
        converter.register_structure_hook(scalar, _read_scalar)

    def read_tuple(value: object, shape: Any) -> tuple[object, ...]:
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if not isinstance(value, (list, tuple)):
            raise TypeError
        item = get_args(shape)[0]
        return tuple(converter.structure(part, item) for part in value)

    def read_table(value: object, shape: Any) -> dict[str, object]:
        if isinstance(value, str):
            pairs = [part.partition("=") for part in value.split(",") if part.strip()]
            if not all(equals for _, equals, _ in pairs):
                raise ValueError
            value = {name.strip(): text.strip() for name, _, text in pairs}
        if not isinstance(value, Mapping):
            raise TypeError
        item = get_args(shape)[1]
        return {str(name): converter.structure(part, item) for name, part in value.items()}

    def read_literal(value: object, shape: Any) -> object:
        for choice in get_args(shape):
            same = type(value) is type(choice) and value == choice
            if same or (isinstance(value, str) and value == str(choice)):
                return choice
        raise ValueError

    def read_union(value: object, shape: Any) -> object:
        # The first kind that fits, in the order in which the author wrote them.
        for kind in get_args(shape):
            if kind is type(None):
                if value is None or value == "":
                    return None
                continue
            try:
                return converter.structure(value, kind)
            except Exception:  # noqa: S112 - the next one may fit
                continue
        raise ValueError

    converter.register_structure_hook_func(_is_tuple, read_tuple)
    converter.register_structure_hook_func(_is_table, read_table)
    converter.register_structure_hook_func(_is_choice, read_literal)
    converter.register_structure_hook_func(_is_union, read_union)
    return converter


def _read_scalar(value: object, scalar: type[object]) -> object:
    _, parse, also = _SCALARS[scalar]
    # Exactly: bool is an int and datetime a date in Python, but not to a clerk.
    if type(value) is scalar or (scalar is Path and isinstance(value, Path)):
        return value
    if type(value) is str:
        try:
            return parse(value)
        except (ArithmeticError, InvalidOperation, LookupError) as error:
            raise ValueError from error
    if type(value) in also:
        return scalar(value)  # type: ignore[call-arg]
    raise TypeError


def _is_tuple(shape: object) -> bool:
    return get_origin(shape) is tuple


def _is_table(shape: object) -> bool:
    return get_origin(shape) in {dict, Mapping}


def _is_choice(shape: object) -> bool:
    return get_origin(shape) is Literal


def _is_union(shape: object) -> bool:
    return get_origin(shape) in {Union, types.UnionType}


def _words(shape: object) -> Message:
    if isinstance(shape, type) and shape in _SCALARS:
        return _SCALARS[shape][0]
    parts = get_args(shape)
    if _is_choice(shape):
        words = [str(part) for part in parts]
        return Message(f"{'、'.join(words)} 之一", f"one of {', '.join(words)}")
    if _is_union(shape):
        kinds = (_words(part) for part in parts if part is not type(None))
        return joined(kinds, "或", " or ")
    if _is_tuple(shape):
        each = _words(parts[0])
        return Message(f"{each.zh}，多个用逗号分开", f"{each.en}, several separated by commas")
    if _is_table(shape):
        each = _words(parts[1])
        return Message(
            f"{each.zh}的表，或用逗号分开的 名称=值",
            f"a table of {each.en}, or name=value separated by commas",
        )
    return message_of(getattr(shape, "__name__", str(shape)))


def _shown(value: object) -> Message:
    text, kind = repr(value), type(value).__name__
    if len(text) <= 40:
        return Message(f"，不是“{value}”", f", not {text}")
    return Message(f"，不是 {len(text)} 字的 {kind}", f", not a {kind} of {len(text)} characters")
