"""Reading the small files that people write by hand, and nothing that only looks like one."""

from __future__ import annotations

from errno import EINVAL
from os import strerror
from pathlib import Path

from hotline_metrics.errors import RulebookError, cannot_read

LARGEST = 4_000_000
"""Most bytes of a rulebook, a roster, a register, notes or a template."""


def is_file(path: Path) -> bool:
    """Tell whether a path is a file; one that the system will not tell about is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def read_small_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        RulebookError: it cannot be read, is no file, or is far larger than anybody writes.
    """
    try:
        # Asked before it is opened: a pipe would wait for ever, a device never ends.
        if path.exists() and not path.is_file():
            raise RulebookError(
                f"无法读取 {path.name}：不是文件", f"{path.name}: cannot be read: it is no file"
            )
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except RulebookError:  # ours, though a ValueError too
        raise
    except OSError as error:
        raise RulebookError(*cannot_read(path.name, error)) from error
    except ValueError as error:  # a name that no file can have
        raise RulebookError(*cannot_read(path.name, OSError(EINVAL, strerror(EINVAL)))) from error
    if len(data) > LARGEST:
        raise RulebookError(
            f"{path.name} 超过 {LARGEST} 字节，不像手工编写的文件",
            f"{path.name}: more than {LARGEST} bytes, which nobody writes by hand",
        )
    return data
