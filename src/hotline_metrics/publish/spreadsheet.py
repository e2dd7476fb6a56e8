"""Text that a spreadsheet program takes for text, and names that every system takes for files."""

from __future__ import annotations

import re

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""How a cell begins that a spreadsheet program would run."""

LONGEST_NAME = 80
"""Most characters of a file's name that is made of data; systems allow 255 bytes."""

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\ud800-\udfff]+')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def inert_cell(text: str) -> str:
    """Return a text that is no formula when a CSV file is opened: an apostrophe makes it text.

    >>> inert_cell("=1+1"), inert_cell("医保局")
    ("'=1+1", '医保局')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def file_name(text: str) -> str:
    """Return the name of a file made of a text: in its folder, on every system; empty if none is.

    >>> file_name("../../etc/passwd"), file_name("乡镇/街道"), file_name("con")
    ('_.._etc_passwd', '乡镇_街道', '_con')
    """
    name = _NOT_IN_NAMES.sub("_", text)[:LONGEST_NAME].strip(". ")
    return f"_{name}" if _DEVICE.fullmatch(name) else name
