"""A place in which a clerk's template can do what a bulletin needs, and nothing else.

A template reads public attributes of our own values and entries of tables; it calls our
functions and its own macros; it prints. It cannot reach Python's objects or files, make markup
out of data, or run or grow without bound: every step and every character is paid from a budget.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, Undefined, nodes, pass_context
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from hotline_metrics.domain.figure import print_exact, print_number, round_half_up
from hotline_metrics.errors import did_you_mean
from hotline_metrics.publish.blocks import Fault, Held, number_lines
from hotline_metrics.publish.bulletin import Run, Runs, Table
from hotline_metrics.publish.chinese import numeral, print_date, print_day, print_moment
from hotline_metrics.publish.words import (
    ChangeWords,
    DayWords,
    Inserted,
    Number,
    Phrase,
    Printed,
    Readable,
    Spoken,
    missing,
    number_of,
)

if TYPE_CHECKING:
    from hotline_metrics.publish.bulletin import Block

BUDGET = 2_000_000
"""How many characters a template may spend; a county's bulletin needs some 20,000."""

STEP = 20
"""What a round of a loop, a call or a filter costs, as if it were so many characters."""

_LOOP = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem"}
)
_FILTERS = frozenset(
    {
        "count", "d", "default", "first", "groupby", "items", "last", "length", "list", "map",
        "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "unique",
    }
)  # fmt: skip
_STATEMENTS: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign,
    nodes.AssignBlock, nodes.With, nodes.Macro, nodes.Scope,
)  # fmt: skip
_TAGS = {
    nodes.Include: "include", nodes.Import: "import", nodes.FromImport: "import",
    nodes.Extends: "extends", nodes.Block: "block", nodes.FilterBlock: "filter",
    nodes.CallBlock: "call", nodes.ScopedEvalContextModifier: "autoescape",
}  # fmt: skip


class Missing(StrictUndefined):
    """A name that is not there: it says so, with the nearest one that is."""

    known: tuple[str, ...] = ()

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        return "\n".join(missing(str(self._undefined_name), self.known))


class ClerkEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2, cut down to what a bulletin needs."""

    intercepted_binops: frozenset[str] = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    intercepted_unops: frozenset[str] = frozenset({"+", "-"})

    def __init__(self, held: Held, known: Iterable[str] = (), budget: int = BUDGET) -> None:
        """Make a place for one filling of one template.

        Args:
            held: takes the values that are printed.
            known: the names a template may use, for suggestions.
            budget: how much the filling may spend.
        """
        names = tuple(known)
        super().__init__(
            autoescape=True,
            lstrip_blocks=True,
            optimized=False,  # nothing is computed while a template is only being read
            undefined=type("Missing", (Missing,), {"known": names}),
            extensions=[_TemplateText],
            finalize=pass_context(lambda _, value: self.print(value)),
        )
        self.held = held
        self.left: int = budget
        self.globals.clear()
        self.globals["namespace"] = Namespace
        for name in self.filters.keys() - set(_FILTERS):
            del self.filters[name]
        self.filters |= {
            "join": self._join,
            "numeral": lambda value: numeral(self._whole(value)),
            "ordinal": lambda value: numeral(self._whole(value)) + "是",
            "day": lambda value: _day(value, print_day),
            "date": lambda value: _day(value, print_date),
            "moment": lambda value: _day(value, print_moment),
            "moved": _moved,
            "round": _round,
        }
        self.offered: tuple[str, ...] = tuple(sorted(self.filters))
        # Under names that no template can write.
        self.filters |= {"~": self._concat, "for": self._loop, "|": self._paid}

    # --- what things cost --------------------------------------------------------------------
    def spend(self, cost: int) -> None:
        """Pay for a step or for text.

        Raises:
            Fault: the budget is used up.
        """
        self.left -= cost
        if self.left < 0:
            raise Fault(
                "模板输出过长或循环过多，已停止", "the template makes too much; it was stopped"
            )

    def _paid(self, value: object) -> object:
        size = 0 if isinstance(value, Undefined) or not isinstance(value, Sized) else len(value)
        self.spend(STEP + size)
        return value

    def _loop(self, items: Iterable[object], cost: int) -> Iterator[object]:
        for item in items:
            self.spend(cost)
            yield item

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805, PYI063
        """Call one of our functions or a macro of the template; nothing else can be called."""
        __self.spend(STEP)
        if isinstance(__obj, Undefined):
            __obj._fail_with_undefined_error()
        if not (isinstance(__obj, (Spoken, Macro)) or __obj is Namespace or _is_view(__obj)):
            raise Fault("这里不能调用函数", "this cannot be called in a template")
        return super().call(__context, __obj, *args, **kwargs)

    # --- what can be read --------------------------------------------------------------------
    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read an attribute of our values, or an entry of a table by its name."""
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        if isinstance(obj, Mapping):
            if attribute in obj:
                return obj[attribute]
            names: Iterable[str] = map(str, obj)
            found = attribute in ("items", "keys", "values")
        elif isinstance(obj, Readable):
            names = obj.names()
            if attribute in names:
                return obj.see(attribute)
            found = False
        elif isinstance(obj, LoopContext):
            names, found = _LOOP, attribute in _LOOP
        else:
            names, found = (), isinstance(obj, Namespace) and not attribute.startswith("_")
        if found:
            return super().getattr(obj, attribute)
        return self._missing(obj, attribute, names)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Read an entry of a table or of a list."""
        if isinstance(argument, str) or isinstance(obj, Undefined):
            return self.getattr(obj, str(argument))
        if isinstance(argument, int) and isinstance(obj, (list, tuple)):
            if -len(obj) <= argument < len(obj):
                return obj[argument]
        elif isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        return self._missing(obj, str(argument), ())

    def _missing(self, obj: Any, name: str, known: Iterable[str]) -> Undefined:
        return self.undefined(hint="\n".join(missing(name, known)), obj=obj, name=name)

    # --- arithmetic --------------------------------------------------------------------------
    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute with numbers, exactly; texts are joined with ``~``."""
        del context
        self.spend(1)
        if operator not in _ARITHMETIC:
            raise Fault("模板里不能用乘方", "powers cannot be used in a template")
        a, b = number_of(left), number_of(right)
        if a is None or b is None:
            raise Fault(
                f"“{operator}”只用于数字，连接文字请用 ~",
                f"'{operator}' is for numbers; join texts with ~",
            )
        if operator in ("/", "//", "%") and b == 0:
            raise Fault("除数为零", "division by zero")
        return _small(_ARITHMETIC[operator](Fraction(a), Fraction(b)))

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        """Take a number with its sign."""
        del context
        number = number_of(arg)
        if number is None:
            raise Fault(f"“{operator}”只用于数字", f"'{operator}' is for numbers")
        return -number if operator == "-" else number

    def _whole(self, value: object) -> int:
        number = number_of(value)
        if number is None or number != int(number):
            raise Fault("这里要一个整数", "a whole number is wanted here")
        return int(number)

    # --- printing ----------------------------------------------------------------------------
    def print(self, value: object) -> Markup:
        """Hold a value out of the text and return its mark."""
        if isinstance(value, Markup):  # marks of a macro or a block: held already
            self.spend(len(value))
            return value
        if isinstance(value, Table):
            return self._keep((value,))
        if isinstance(value, Inserted):
            return self._keep(value.blocks)
        # Even nothing leaves a mark: a line on which nothing is printed is not a blank line.
        parts = _parts(value) or (Run(""),)
        return Markup("").join(p if isinstance(p, Markup) else self._keep(p) for p in parts)

    def _keep(self, value: Run | tuple[Block, ...]) -> Markup:
        self.spend(len(value.text) + 4 if isinstance(value, Run) else 4)
        return Markup(self.held.keep(value))  # noqa: S704 - a mark of ours

    def _concat(self, values: Iterable[object]) -> Phrase:
        return self._phrase(part for value in values for part in _parts(value))

    def _join(self, values: Iterable[object], separator: str = "、", attribute: str = "") -> Phrase:
        parts: list[Run | Markup] = []
        for value in values:
            parts += [Run(str(separator))] if parts else []
            parts += _parts(self.getattr(value, attribute) if attribute else value)
        return self._phrase(parts)

    def _phrase(self, parts: Iterable[Run | Markup]) -> Phrase:
        kept = []
        for part in parts:
            self.spend(1 + len(part if isinstance(part, Markup) else part.text))
            kept.append(part)
        return Phrase.of(kept)

    # --- reading the template ----------------------------------------------------------------
    def code(self, source: str, name: str) -> Any:
        """Compile a template's source after looking at every part of it.

        Raises:
            Fault: it uses what a template may not.
        """
        tree = self.parse(source, name)
        for node in tree.find_all(nodes.Node):
            self._look_at(node)
        return self.compile(_Costs().visit(tree), name, name)

    def _look_at(self, node: nodes.Node) -> None:
        tag = next((tag for kind, tag in _TAGS.items() if isinstance(node, kind)), None)
        if tag or (isinstance(node, nodes.Stmt) and not isinstance(node, _STATEMENTS)):
            shown = tag or type(node).__name__.lower()
            raise Fault(
                f"模板里不能用 {{% {shown} %}}",
                f"a template cannot use {{% {shown} %}}",
                node.lineno,
            )
        if isinstance(node, nodes.For) and node.recursive:
            raise Fault("循环不能递归", "a loop cannot be recursive", node.lineno)
        if isinstance(node, nodes.Filter) and node.name not in self.offered:
            name, near = node.name, did_you_mean(node.name, self.offered)
            raise Fault(
                f"没有过滤器“{name}”{near.zh}，可用：{'、'.join(self.offered)}",
                f"there is no filter {name!r}.{near.en} Filters: {', '.join(self.offered)}",
                node.lineno,
            )
        if isinstance(node, (nodes.List, nodes.Dict)) or (
            isinstance(node, nodes.Tuple) and node.ctx == "load"
        ):
            inner = list(node.find_all(nodes.Expr))
            if not all(isinstance(item, (nodes.Const, nodes.Pair)) for item in inner):
                raise Fault(
                    "方括号里只能写文字和数字",
                    "a list in a template holds plain words and numbers only",
                    node.lineno,
                )


class _TemplateText(Extension):
    """Prepares the template's own text.

    A line of tags alone leaves no line behind. (Jinja2's ``trim_blocks`` would also eat the end
    of a line of text that ends with a tag, and with it a clerk's blank line.) Every line gets
    the mark of its number, and characters that look like marks are held.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        environment = self.environment
        assert isinstance(environment, ClerkEnvironment)  # only used there  # noqa: S101
        line_is_empty, tags = True, False
        before = ""
        for token in stream:
            if token.type != "data":
                tags = tags or token.type == "block_begin"
                line_is_empty = line_is_empty and token.type != "variable_begin"
                before = token.type
                yield token
                continue
            # Two texts in a row: a comment stood between them.
            tags = tags or before == "data"
            before = "data"
            text, number = token.value, token.lineno
            if line_is_empty and tags and text.lstrip(" \t").startswith("\n"):
                text, number = text.lstrip(" \t")[1:], number + 1
                tags = False
            if text:
                last = text.rpartition("\n")[2]
                tags = tags and last is text
                line_is_empty = not last.strip() and ("\n" in text or line_is_empty)
            yield Token(number, "data", number_lines(environment.held.text(text), number))


class _Costs(NodeTransformer):
    """Lets every loop pay for its rounds, and ``~`` keep the figures it joins."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        text = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
        self.generic_visit(node)
        node.iter = _filter(node, node.iter, "for", STEP + text)
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if node.node is not None:
            node.node = _filter(node, node.node, "|")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filter(node, nodes.List(node.nodes, lineno=node.lineno), "~")


def _filter(like: nodes.Node, node: nodes.Node, name: str, cost: int | None = None) -> nodes.Filter:
    assert isinstance(node, nodes.Expr)  # the grammar's  # noqa: S101
    assert like.environment is not None  # parsed by one  # noqa: S101
    args = [] if cost is None else [nodes.Const(cost)]
    made = nodes.Filter(node, name, args, [], None, None, lineno=like.lineno)
    made.set_environment(like.environment)
    return made


def _is_view(value: object) -> bool:
    owner = getattr(value, "__self__", None)
    return isinstance(owner, Mapping) and getattr(value, "__name__", "") in (
        "items", "keys", "values",
    )  # fmt: skip


def _parts(value: object) -> tuple[Run | Markup, ...]:
    if isinstance(value, Phrase):
        return value.parts
    if isinstance(value, Markup):
        return (value,)
    if isinstance(value, str):
        return (Run(value),)
    if isinstance(value, Printed):
        return value.runs
    return _plain(value)


def _plain(value: object) -> Runs:
    if isinstance(value, datetime):
        return (Run(print_moment(value)),)
    if isinstance(value, date):
        return (Run(print_date(value)),)
    if isinstance(value, Undefined):
        text = str(value)  # raises, unless it is the empty rest of an inline if
        return (Run(text),) if text else ()
    number = number_of(value)
    if isinstance(number, Decimal):
        return (Run(print_number(number)),)
    if number is not None:
        text = print_exact(Fraction(number))
        if "/" in text:
            raise Fault("除不尽，请写 | round(2)", "an endless number; write | round(2)")
        return (Run(text),)
    if value is None:
        raise Fault("这里没有值，请先用 if 判断", "there is nothing to print; ask with if first")
    raise _refusal(value)


def _refusal(value: object) -> Fault:
    if isinstance(value, bool):
        return Fault(
            "是非值不能直接打印，请用 if", "a yes or no cannot be printed; use it in an if"
        )
    return Fault(
        "一组内容不能直接打印，请用 for 或 | join",
        "several things cannot be printed at once; use for, or | join",
    )


def _day(value: object, write: Callable[..., str]) -> DayWords:
    day = value.day if isinstance(value, DayWords) else value
    if not isinstance(day, date):
        raise Fault("这里要一个日期", "a date is wanted here")
    if write is print_moment and not isinstance(day, datetime):
        write = print_day
    return DayWords(day, write(day), value.path if isinstance(value, DayWords) else "")


def _moved(value: object, unit: str = "%") -> ChangeWords:
    if not isinstance(value, ChangeWords):
        raise Fault("moved 只用于同比、环比", "'moved' is for year on year, month on month")
    return value.in_unit(str(unit))


def _round(value: object, places: int = 0) -> Decimal:
    number = number_of(value)
    if number is None or not 0 <= places <= 10:
        raise Fault(
            "round 只用于数字，最多十位小数", "'round' is for numbers, to at most ten places"
        )
    return round_half_up(Fraction(number), places)


def _small(number: Fraction) -> Number:
    if abs(number) >= 10**18 or number.denominator >= 10**18:
        raise Fault("数字太大", "the number is too large")
    return int(number) if number.denominator == 1 else number


_ARITHMETIC: Mapping[str, Callable[[Fraction, Fraction], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": lambda a, b: Fraction(a // b),
    "%": operator.mod,
}
