"""Text as WordprocessingML: runs and paragraphs, with nothing in them but what is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from wcwidth import wcswidth

from hotline_metrics.plugin import Run

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)

# Control characters and halves of characters are not XML; marks that turn the direction of
# writing could make a figure read backwards.
_BLANK = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_UNWANTED = re.compile(
    "[\0-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufeff]"
)


def clean(text: str) -> str:
    r"""Return text without characters that no document can hold; a line break becomes a space.

    >>> clean("城管\x00局\n二科")
    '城管局 二科'
    """
    return _UNWANTED.sub("", _BLANK.sub(" ", text))


def text_of(runs: Iterable[Run]) -> str:
    """Return runs as clean text."""
    return clean("".join(run.text for run in runs))


def width_of(text: str) -> float:
    """Return the width of text in Chinese characters: a letter or digit is half of one.

    >>> width_of("2023年")
    3.0
    """
    cells = wcswidth(text)
    return (cells if cells >= 0 else 2 * len(text)) / 2


def run(text: str, properties: str = "") -> str:
    """Return a run; its text is cleaned and escaped here and nowhere else."""
    style = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>'


def runs_of(runs: Iterable[Run]) -> str:
    """Return runs, the strong ones bold."""
    return "".join(run(each.text, "<w:b/>" if each.strong else "") for each in runs if each.text)


def paragraph(style: str, content: str, properties: str = "") -> str:
    """Return a paragraph.

    Args:
        style: id of its style.
        content: its runs.
        properties: further properties, in the order of the schema.
    """
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'
