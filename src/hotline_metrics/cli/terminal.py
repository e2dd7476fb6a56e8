"""Everything that commands print goes through here: data must not command the terminal."""

from __future__ import annotations

import sys

import click


def echo(text: str, *, err: bool = False, mark: str = "", color: str | None = None) -> None:
    """Print a text in which nothing moves the cursor, hides words or turns them around.

    Args:
        text: what to print; lines and tabs stay, other control characters become ``�``.
        err: print to stderr.
        mark: what stands before it, printed as it is.
        color: the mark's colour, on a terminal.
    """
    before = f"{click.style(mark, fg=color)} " if mark else ""
    click.echo(before + inert(text), err=err)


def hand_on(text: str) -> None:
    """Print a text that is a command's result: as it is to a file or a pipe, inert on a terminal.

    Args:
        text: the result, its ends of lines included.
    """
    click.echo(inert(text) if sys.stdout.isatty() else text, nl=False)


def inert(text: str) -> str:
    r"""Return a text without control characters, but for the ends of lines and tabs.

    >>> inert("医保局\x1b[2J\u202e")
    '医保局�[2J�'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t\u3000\xa0" else "\ufffd" for c in text)
