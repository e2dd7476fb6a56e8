"""Usage, help and complaints about a command line, in the language chosen.

click takes its own words from the one language of the process. Commands that carry their
speech need no such state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Self

import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.terminal import echo
from hotline_metrics.errors import did_you_mean
from hotline_metrics.message import Message, message_of

WIDEST = 100
"""Columns of a help page on a wide terminal."""


def command(
    speech: Speech,
    name: str,
    text: str,
    parameters: Iterable[click.Parameter],
    run: Callable[..., int],
    *,
    epilog: str | None = None,
) -> click.Command:
    """Return a command.

    Args:
        speech: the language it speaks.
        name: its name.
        text: what it does, in that language.
        parameters: its arguments and options.
        run: does it, and gives the exit status.
        epilog: the end of its help.
    """
    made = SpokenCommand(
        name,
        callback=run,
        params=[*parameters, _help_option(speech)],
        help=text,
        short_help=text,
        epilog=epilog,
        options_metavar=speech("[选项]", "[OPTIONS]"),
        add_help_option=False,
        context_settings={"max_content_width": WIDEST},
    )
    return made.in_language(speech)


def group(
    speech: Speech,
    name: str,
    text: str,
    commands: Iterable[click.Command],
    *,
    parameters: Iterable[click.Parameter] = (),
    epilog: str | None = None,
) -> click.Group:
    """Return a group of commands, which prints its help when none of them is named.

    Args:
        speech: the language it speaks.
        name: its name.
        text: what its commands are about, in that language.
        commands: the commands.
        parameters: options that stand before the command.
        epilog: the end of its help.
    """
    made = SpokenGroup(
        name,
        commands=list(commands),
        callback=_help_without_command,
        invoke_without_command=True,
        params=[*parameters, _help_option(speech)],
        help=text,
        short_help=text,
        epilog=epilog,
        options_metavar=speech("[选项]", "[OPTIONS]"),
        subcommand_metavar=speech("命令 [参数]…", "COMMAND [ARGS]..."),
        add_help_option=False,
        context_settings={"max_content_width": WIDEST},
    )
    return made.in_language(speech)


def tell(error: click.UsageError, speech: Speech) -> None:
    """Print what is wrong with a command line on stderr, below its usage."""
    assert error.ctx is not None  # click adds it on the way out of a command  # noqa: S101
    path = error.ctx.command_path
    echo(error.ctx.get_usage(), err=True)
    echo(speech(f"用 {path} --help 查看说明。\n", f"Try '{path} --help' for help.\n"), err=True)
    echo(speech("错误：", "Error: ") + error.format_message(), err=True)


class _Spoken(click.Command):
    speech: Speech = Speech("en")

    def in_language(self, speech: Speech) -> Self:
        """Make it speak a language."""
        self.speech = speech
        if speech.lang == "zh":
            self.context_class: type[click.Context] = ChineseContext
        return self

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            said = self.speech(*_complaint(error, self))
            raise click.UsageError(said, ctx) from error


class SpokenCommand(_Spoken):
    """A command in one language."""

    allow_extra_args = True  # so that they can be refused in words of ours

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words behind the command's name."""
        rest = super().parse_args(ctx, args)
        if rest:
            words = " ".join(rest)
            raise click.UsageError(
                self.speech(f"多余的参数：{words}", f"Got unexpected extra arguments: {words}"), ctx
            )
        return rest


class SpokenGroup(_Spoken, click.Group):
    """A group of commands in one language."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named."""
        name = args[0]
        if self.get_command(ctx, name) is None:
            near = did_you_mean(name, self.commands)
            raise click.UsageError(
                self.speech(f"没有命令“{name}”{near.zh}", f"No such command {name!r}.{near.en}"),
                ctx,
            )
        return super().resolve_command(ctx, args)


def _help_option(speech: Speech) -> click.Option:
    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_print_help,
        help=speech("显示本说明", "show this help"),
    )


def _print_help(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001
    if wanted and not ctx.resilient_parsing:
        echo(ctx.get_help())
        ctx.exit()


def _help_without_command() -> int:
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        echo(ctx.get_help(), err=True)
    return 2


def _complaint(error: click.UsageError, command: click.Command) -> Message:
    """Say what click found wrong."""
    match error:
        case click.MissingParameter(param=click.Parameter() as missing):
            name = _called(missing)
            return Message(f"缺少{name.zh}", f"Missing {name.en}")
        case click.BadParameter(param=click.Parameter() as wrong):
            name = _called(wrong)
            return Message(
                f"{name.zh}：{error.message}",
                f"Invalid value for {name.en}: {error.message}",
            )
        case click.NoSuchOption(option_name=option):
            near = did_you_mean(option, [each for p in command.params for each in p.opts])
            return Message(f"没有选项 {option}{near.zh}", f"No such option {option}.{near.en}")
        case click.BadOptionUsage(option_name=option):
            if option in [each for p in command.params if _is_flag(p) for each in p.opts]:
                return Message(f"选项 {option} 不带值", f"Option {option} takes no value.")
            return Message(f"选项 {option} 后面缺少值", f"Option {option} needs a value.")
    return message_of(error.format_message())


def _called(parameter: click.Parameter) -> Message:
    if isinstance(parameter, click.Argument):
        return Message(f"“{parameter.metavar}”", f"argument {parameter.metavar}")
    names = "/".join(parameter.opts)
    return Message(f"选项 {names}", f"option {names}")


def _is_flag(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option) and parameter.is_flag


# --- the layout of a Chinese page ------------------------------------------------------------
class ChineseFormatter(click.HelpFormatter):
    """Lays out help in which a character is two columns wide."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        self.write(f"{prefix or '用法：'}{prog} {args}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        """Write a section's heading."""
        title = {"Options": "选项", "Commands": "命令"}.get(heading, heading)
        self.write(f"{'':>{self.current_indent}}{title}：\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        indent = " " * self.current_indent
        for line in _wrapped(text, self.width - self.current_indent):
            self.write(f"{indent}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write terms and what they mean in two columns."""
        pairs = [(term, text.replace("[required]", "[必填]")) for term, text in rows]
        wide = min(max((_width(term) for term, _ in pairs), default=0), col_max)
        indent, column = " " * self.current_indent, self.current_indent + wide + col_spacing
        for term, text in pairs:
            begun = f"{indent}{term}"
            if _width(term) > wide:
                # Too long: what it means begins on the next line.
                self.write(f"{begun}\n")
                begun = ""
            for line in _wrapped(text, self.width - column) or [""]:
                gap = " " * (column - _width(begun))
                self.write(f"{begun}{gap}{line}".rstrip() + "\n")
                begun = ""


class ChineseContext(click.Context):
    """A context whose help is laid out for Chinese."""

    formatter_class: type[click.HelpFormatter] = ChineseFormatter


# A Latin word, or one character; with the punctuation that must not begin a line.
_PIECE = re.compile(r"(?:[!-~]+|.)[，。；：、！？）》〕”’…]*\s*")


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and _width((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines if line]


def _pieces(text: str) -> Iterator[str]:
    return (found[0] for found in _PIECE.finditer(" ".join(text.split())))


def _width(text: str) -> int:
    from wcwidth import wcswidth

    return wcswidth(text)
