"""Writing files so that they appear whole, and all together, or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hotline_metrics.errors import HotlineMetricsError, system_reason


class OutputError(HotlineMetricsError, OSError):
    """An output could not be written; no output of the run was changed."""


def names_folder(path: str | Path) -> bool:
    """Tell whether an output is to be a folder: its name ends with a slash, as in ``site/``.

    >>> names_folder("site/"), names_folder("report.html")
    (True, False)
    """
    # A Path has lost the slash, and means a file.
    return isinstance(path, str) and path.endswith(("/", os.sep))


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write several files, each whole, and none if one of them cannot be written.

    Every file is first written beside its place and flushed to the disk; only when all of
    them stand are they put into place.

    Args:
        files: where to write what; missing folders are made.

    Raises:
        OutputError: with the path and the reason.
    """
    waiting: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            waiting.append((_write_beside(path, data), path))
        for beside, path in waiting:
            beside.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)


def cannot_write(path: Path, error: OSError) -> OutputError:
    """Return the error that says why a file cannot be written."""
    why = system_reason(error)
    return OutputError(f"无法写入 {path}：{why.zh}", f"cannot write {path}: {why.en}")


def _write_beside(path: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _umask() -> int:
    # There is no way to read it without setting it.
    mask = os.umask(0)
    os.umask(mask)
    return mask
