"""The sheet of an official document: A4, its margins, its grid, its sections."""

from __future__ import annotations

from decimal import Decimal

import attrs

LONG, SHORT = 16838, 11906
"""A4 in twentieths of a point, the unit of every length here."""

TOP, BOTTOM, LEFT, RIGHT = 2098, 1984, 1587, 1474
"""Margins of 37, 35, 28 and 26 mm."""

CHARACTERS = 28
"""Characters in a line of the body."""

BODY_SIZE = 320
"""三号, 16 points: the size that the grid is made for."""


@attrs.frozen
class Page:
    """One way to hold the sheet.

    Attributes:
        width: of the paper.
        height: of the paper.
        margins: top, right, bottom, left.
        footer: from the bottom of the page number to the edge of the paper.
    """

    width: int
    height: int
    margins: tuple[int, int, int, int]
    footer: int

    @property
    def text_width(self) -> int:
        """Width of 版心."""
        return self.width - self.margins[1] - self.margins[3]

    @property
    def text_height(self) -> int:
        """Height of 版心."""
        return self.height - self.margins[0] - self.margins[2]


# The dash of the page number has its upper edge 7 mm below 版心; it stands half a line of 4号
# above the bottom of the footer.
PORTRAIT = Page(SHORT, LONG, (TOP, RIGHT, BOTTOM, LEFT), 1406)
# The same sheet turned to the right: what was its binding edge is now above.
LANDSCAPE = Page(LONG, SHORT, (LEFT, TOP, RIGHT, BOTTOM), 800)

CHARACTER = PORTRAIT.text_width // CHARACTERS
"""Width of one of the 28 characters of a line."""

TIGHTER = CHARACTER - BODY_SIZE
"""What must be taken from each character of 三号, of which only 27.6 would fit.

The grid of lines and characters would say the same, but LibreOffice gives two cells of it to
a character that is wider than one.
"""


def pitch_of(points: Decimal) -> int:
    """Return a line pitch in twentieths of a point."""
    return round(points * 20)


def section(page: Page, pitch: int, footers: tuple[str, str], kind: str = "nextPage") -> str:
    """Return the properties of a section.

    Args:
        page: how the sheet is held.
        pitch: distance of lines.
        footers: relations to the footers of odd and of even pages.
        kind: where the section begins.
    """
    top, right, bottom, left = page.margins
    turned = ' w:orient="landscape"' if page is LANDSCAPE else ""
    return (
        "<w:sectPr>"
        f'<w:footerReference w:type="default" r:id="{footers[0]}"/>'
        f'<w:footerReference w:type="even" r:id="{footers[1]}"/>'
        f'<w:type w:val="{kind}"/>'
        f'<w:pgSz w:w="{page.width}" w:h="{page.height}"{turned}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}"'
        f' w:header="850" w:footer="{page.footer}" w:gutter="0"/>'
        f'<w:cols w:space="720"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{pitch}"/>'
        "</w:sectPr>"
    )
