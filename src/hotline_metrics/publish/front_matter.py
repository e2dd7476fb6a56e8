"""The head of a clerk's file: TOML between two ``+++`` lines, and the text below it."""

from __future__ import annotations

import attrs

from hotline_metrics.errors import RulebookError

FENCE = "+++"


@attrs.frozen
class FrontMatter:
    """A file in its two parts, each knowing its place.

    Attributes:
        toml: the TOML, padded so that its line numbers are the file's; empty without a head.
        body: the text below, its line ends normalised.
        body_line: the line of the file on which the body begins.
    """

    toml: str
    body: str
    body_line: int


def split_front_matter(text: str, place: str) -> FrontMatter:
    r"""Part a file into its head and its body.

    Args:
        text: the whole file.
        place: what to call it in messages.

    Raises:
        RulebookError: the head is opened and never closed.

    >>> split_front_matter("+++\nnumber = 71\n+++\n# 一\n", "2023-10.md")
    FrontMatter(toml='\nnumber = 71', body='# 一\n', body_line=4)
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].strip() != FENCE:
        return FrontMatter("", "\n".join(lines), 1)
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == FENCE:
            head = "\n".join(["", *lines[1:number]])
            return FrontMatter(head, "\n".join(lines[number + 1 :]), number + 2)
    raise RulebookError(
        f"{place} 第 1 行的 {FENCE} 没有配对的 {FENCE}",
        f"{place}: the {FENCE} of line 1 is never closed by another {FENCE}",
    )
