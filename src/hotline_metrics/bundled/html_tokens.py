"""The tags and texts of a web page, in time that grows as the page does.

Pages of government sites are broken in every way. Before its releases of late 2025, Python's own
parser takes the square of the length of some of them, so this reads tags and texts as browsers
do, and nothing else of a page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

import attrs

RAW = frozenset({"script", "style"})
"""What stands in these is no page."""

_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_ENDING = re.compile(r"</([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(
    r"""[\s/]*(?:>|([^\s/>=][^\s/>=]*)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?|=)""",
)


@attrs.frozen
class Start:
    """A tag that begins something.

    Attributes:
        tag: its name in small letters.
        attributes: name to value; one without a value has an empty one.
    """

    tag: str
    attributes: Mapping[str, str]


@attrs.frozen
class End:
    """A tag that ends something.

    Attributes:
        tag: its name in small letters.
    """

    tag: str


def tokens(page: str) -> Iterator[Start | End | str]:
    """Yield tags and texts in order, entities of texts resolved.

    What is never closed, a comment, a tag or a script, goes to the end of the page.

    >>> list(tokens("<p class=a>5 &lt; 6<!-- x --></P>"))
    [Start(tag='p', attributes={'class': 'a'}), '5 < 6', End(tag='p')]
    """
    place = 0
    while place < len(page):
        opened = page.find("<", place)
        if opened < 0:
            opened = len(page)
        if opened > place:
            yield _text(page[place:opened])
        if opened == len(page):
            return
        tag = _NAME.match(page, opened + 1)
        if tag is not None:
            name = tag[0].lower()
            attributes, place = _attributes(page, tag.end())
            if place:
                yield Start(name, attributes)
            if place and name in RAW:
                closed = re.compile(f"</{name}", re.IGNORECASE).search(page, place)
                place = closed.start() if closed else 0
        elif ending := _ENDING.match(page, opened):
            place = page.find(">", ending.end()) + 1
            yield End(ending[1].lower())
        elif page.startswith("<!--", opened):
            closed_at = page.find("-->", opened + 4)
            place = closed_at + 3 if closed_at >= 0 else 0
        elif page.startswith(("<!", "<?", "</"), opened):
            place = page.find(">", opened) + 1
        else:
            yield "<"
            place = opened + 1
        if not place:
            return


def _attributes(page: str, place: int) -> tuple[dict[str, str], int]:
    """Return a tag's attributes and where it ends; 0 when it does not."""
    found: dict[str, str] = {}
    while match := _ATTRIBUTE.match(page, place):
        place = match.end()
        name = match[1]
        if match[0].endswith(">") and name is None:
            return found, place
        if name is not None:
            value = match[2] or match[3] or match[4] or ""
            found.setdefault(name.lower(), _text(value))
    return found, 0


def _text(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # the number of a character with thousands of digits
        return text
