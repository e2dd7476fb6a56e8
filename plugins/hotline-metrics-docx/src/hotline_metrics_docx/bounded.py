"""A place for the office's own Word template: it prints texts and loops over them, within bounds.

It reads what it is given and nothing else; it calls no function but its own macros; every round of
a loop, every call and every printed text is paid from a budget.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from hotline_metrics.plugin import TemplateError

BUDGET = 50_000_000
"""How many characters of XML a filled template may have; a county's takes some 500,000."""

STEP = 200
"""What a round of a loop or a call costs, as if it were so many characters."""

LARGEST = 10**9
"""Numbers that are computed are smaller."""

_FILTERS = frozenset(
    {"count", "d", "default", "e", "escape", "first", "last", "length", "list", "lower",
     "reverse", "sort", "trim", "unique", "upper"}
)  # fmt: skip
_ROUNDS = "for"


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2 for one filling of a Word template."""

    intercepted_binops: frozenset[str] = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, budget: int = BUDGET) -> None:
        """Make a place with a budget."""
        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            optimized=False,  # nothing is computed while a template is only being read
            finalize=self._print,
        )
        self.left: int = budget
        self.globals.clear()
        for name in self.filters.keys() - set(_FILTERS):
            del self.filters[name]
        self.filters |= {_ROUNDS: self._rounds, "join": self._join}

    def spend(self, cost: int) -> None:
        """Pay for a step or for text.

        Raises:
            TemplateError: the budget is used up.
        """
        self.left -= cost
        if self.left < 0:
            raise TemplateError(
                "模板输出过长或循环过多，已停止", "the template makes too much; it was stopped"
            )

    def _print(self, value: object) -> object:
        self.spend(len(self._text(value)))
        return value

    def _text(self, value: object) -> str:
        if isinstance(value, Undefined):
            return str(value)  # which says what there is not
        if not isinstance(value, str | int | Decimal):
            raise TemplateError(
                "一组内容不能直接打印，请用 for 或 | join",
                "several things cannot be printed at once; use for, or | join",
            )
        return str(value)

    def _rounds(self, items: Iterable[object], cost: int) -> Iterator[object]:
        for item in items:
            self.spend(cost)
            yield item

    def _join(self, parts: Iterable[object], between: str = "") -> str:
        texts = []
        for part in parts:
            texts.append(self._text(part))
            self.spend(len(texts[-1]) + len(between))
        return between.join(texts)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805, PYI063
        """Call a macro of the template; nothing else can be called."""
        __self.spend(STEP)
        if not isinstance(__obj, Macro):
            raise TemplateError("模板里不能调用函数", "nothing can be called in a template")
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute with small numbers; texts are joined with ``~``."""
        del context
        small = [type(n) is int and abs(n) < LARGEST for n in (left, right)]
        if operator not in {"+", "-", "*", "//", "%"} or not all(small):
            raise TemplateError(
                f"“{operator}”只用于整数，连接文字请用 ~",
                f"'{operator}' is for whole numbers; join texts with ~",
            )
        return self.binop_table[operator](left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all((nodes.List, nodes.Dict, nodes.Tuple)):
            inside = list(node.find_all(nodes.Expr))
            if getattr(node, "ctx", "load") == "load" and not all(
                isinstance(each, nodes.Const | nodes.Pair) for each in inside
            ):
                raise TemplateError(
                    f"第 {node.lineno} 行：方括号里只能写文字和数字",
                    f"line {node.lineno}: a list holds plain words and numbers only",
                )
        paid: nodes.Template = _Costs().visit(tree)
        return paid


class _Costs(NodeTransformer):
    """Lets every loop pay for its rounds, and every joined text for its length."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        text = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
        self.generic_visit(node)
        assert isinstance(node.iter, nodes.Expr)  # the grammar's  # noqa: S101
        node.iter = _filtered(node, node.iter, _ROUNDS, nodes.Const(STEP + text))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(node, nodes.List(node.nodes, lineno=node.lineno), "join")


def _filtered(like: nodes.Node, node: nodes.Expr, name: str, *args: nodes.Expr) -> nodes.Filter:
    made = nodes.Filter(node, name, list(args), [], None, None, lineno=like.lineno)
    assert like.environment is not None  # parsed by one  # noqa: S101
    made.set_environment(like.environment)
    return made
