"""One writer at a time in a folder. A lock ends with the process that holds it, killed or not."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hotline_metrics.output import OutputError, cannot_write

LOCK = ".lock"
"""The file that is locked; it holds nothing and stays, whoever deletes it does no harm later."""

PATIENCE = 60.0
"""How many seconds a writer waits for another one."""

_PAUSE = 0.02


@contextmanager
def locked(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Keep other writers, of this process and of others, out of a folder for the block.

    Args:
        folder: where; made if it is not there.
        patience: how many seconds to wait for another writer.

    Raises:
        OutputError: the folder cannot be written, or another writer does not come to an end.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = (folder / LOCK).open("ab")
    except OSError as error:
        raise cannot_write(folder, error) from error
    with stream:
        last = time.monotonic() + patience
        while not _take(stream):
            if time.monotonic() > last:
                raise OutputError(
                    f"{folder}：另一个程序正在写入，已等待 {patience:.0f} 秒；请稍后再试",
                    f"{folder}: another program is writing here, for {patience:.0f} seconds; "
                    f"try again later",
                )
            time.sleep(_PAUSE)
        yield
        # Closing the file gives the lock back.


if sys.platform == "win32":
    import msvcrt

    def _take(stream: BinaryIO) -> bool:
        try:
            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(stream: BinaryIO) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
