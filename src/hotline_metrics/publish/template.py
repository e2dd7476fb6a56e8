"""A bulletin template: the file a clerk edits, and how it is filled."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import attrs

from hotline_metrics.domain.strict_toml import read_text, read_toml, structure
from hotline_metrics.errors import RulebookError, TemplateError
from hotline_metrics.publish.blocks import Fault, Held, read_blocks, read_runs
from hotline_metrics.publish.bulletin import Bulletin
from hotline_metrics.publish.front_matter import split_front_matter

DEFAULT_TEMPLATE = Path(__file__).parent.parent / "templates" / "bulletin.md"
LONGEST = 200_000
"""How many characters a template may have."""

Read = TypeVar("Read")


@attrs.frozen(kw_only=True)
class Head:
    """The front matter of a template; every value is a small template itself."""

    head: str = ""
    number: str = ""
    title: str = ""
    to: str = ""
    copies: str = ""
    issuer: str = ""
    issued: str = ""


@attrs.frozen(kw_only=True)
class Template:
    r"""A bulletin template, parted into its head and its body.

    Attributes:
        name: what messages call it.
        head: the front matter.
        lines: line of each key of the front matter.
        body: the text below.
        body_line: the line of the file on which the body begins.

    >>> template = Template.parse("+++\ntitle = '{{ month }}通报'\n+++\n# 总体情况\n")
    >>> bulletin = template.fill({"month": "10月份"})
    >>> bulletin.title[0].text, bulletin.blocks[0].runs[0].text
    ('10月份通报', '一、总体情况')
    """

    name: str
    head: Head
    lines: Mapping[str, int] = attrs.field(hash=False)
    body: str
    body_line: int

    @classmethod
    def load(cls, path: str | Path) -> Template:
        """Read a template file.

        Raises:
            TemplateError: it cannot be read, or its head is not TOML that a template has.
        """
        path = Path(path)
        try:
            text = read_text(path)
        except RulebookError as error:
            raise TemplateError(*error.said) from error
        return cls.parse(text, path.name)

    @classmethod
    def parse(cls, text: str, name: str = "template") -> Template:
        """Read a template's text.

        Args:
            text: the whole file.
            name: what messages call it.

        Raises:
            TemplateError: its head is not TOML that a template has, or it is far too long.
        """
        if len(text) > LONGEST:
            raise TemplateError(
                f"{name} 过长，最多 {LONGEST} 字", f"{name}: longer than {LONGEST} characters"
            )
        try:
            parts = split_front_matter(text, name)
            head = structure(read_toml(parts.toml, name), Head, name)
        except RulebookError as error:
            raise TemplateError(*error.said) from error
        lines = {
            found[1]: number
            for number, line in enumerate(parts.toml.split("\n"), start=1)
            if (found := re.match(r"\s*([a-z]+)\s*=", line))
        }
        return cls(name=name, head=head, lines=lines, body=parts.body, body_line=parts.body_line)

    def fill(self, context: Mapping[str, object]) -> Bulletin:
        """Fill the template.

        Args:
            context: the names it may use.

        Raises:
            TemplateError: with the template's name and line, and the nearest known name.
        """
        head = {
            key: self._read(source, self.lines.get(key, 1), context, read_runs)
            for key, source in attrs.asdict(self.head).items()
        }
        blocks = self._read(self.body, self.body_line, context, read_blocks)
        return Bulletin(**head, blocks=blocks)

    def _read(
        self,
        source: str,
        line: int,
        context: Mapping[str, object],
        read: Callable[[str, Held], Read],
    ) -> Read:
        # Blank lines in front make Jinja2's line numbers those of the file.
        held = Held()
        try:
            return read(_render(self.name, "\n" * (line - 1) + source, context, held), held)
        except Fault as fault:
            raise TemplateError(*fault.at(self.name, line)) from fault.__cause__ or fault


def _render(name: str, source: str, context: Mapping[str, object], held: Held) -> str:
    # Jinja2 is imported here: a report without a document does not need it.
    import jinja2

    from hotline_metrics.publish.sandbox import ClerkEnvironment

    environment = ClerkEnvironment(held, known=context)
    try:
        code = environment.code(source, name)
        template = jinja2.Template.from_code(environment, code, dict(environment.globals))
        chunks = []
        for chunk in template.generate(dict(context)):
            environment.spend(len(chunk))
            chunks.append(chunk)
        return "".join(chunks)
    except Fault as fault:
        raise Fault(fault.zh, fault.en, fault.line or _line_of(fault, name)) from fault
    except jinja2.TemplateSyntaxError as error:
        said = "模板语法有误，请检查 {{ }} 和 {% %} 是否成对、名称是否写对"
        raise Fault(said, error.message or "not a template", error.lineno) from error
    except jinja2.UndefinedError as error:
        # Our own words for it are both sentences, one a line.
        first, _, second = str(error).partition("\n")
        zh, en = (first, second) if second else ("用到了没有的值", first)
        raise Fault(zh, en, _line_of(error, name)) from error
    except RecursionError as error:
        raise Fault("嵌套过深", "nested too deeply", _line_of(error, name)) from error
    except Exception as error:
        # Whatever a template makes Python say, the clerk needs its line.
        what = f"{type(error).__name__}: {error}"
        raise Fault("模板无法执行", what, _line_of(error, name)) from error


def _line_of(error: BaseException, name: str) -> int:
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
