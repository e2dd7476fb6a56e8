"""Writing files so that they appear whole, and all together, or not at all.

A file is first written beside its place, under a name that begins with ``.hotline-metrics-``, and
flushed to the disk; then it takes the place of the old one in a single step. Whatever ends the
program, each place holds the old file or the new one. When a run writes several files, those that
stand already are taken back if a later one fails; only a kill between two of these steps, which
take microseconds, can leave some new and some old, each of them whole.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from hotline_metrics.errors import HotlineMetricsError, system_reason

Content = bytes | Callable[[BinaryIO], object]
"""What a file holds: its bytes, or a function that writes them to a stream."""


class OutputError(HotlineMetricsError, OSError):
    """An output could not be written; no output of the run was changed."""


def names_folder(path: str | Path) -> bool:
    """Tell whether an output is to be a folder: its name ends with a slash, as in ``site/``.

    >>> names_folder("site/"), names_folder("report.html")
    (True, False)
    """
    # A Path has lost the slash, and means a file.
    return isinstance(path, str) and path.endswith(("/", os.sep))


def write_files(files: Mapping[Path, Content], *, sources: Iterable[Path] = ()) -> None:
    """Write several files, each whole, and none if one of them cannot be written.

    A link is followed; rights and owner of a file that is replaced are kept.

    Args:
        files: where to write what; missing folders are made.
        sources: files that the run has read; none of them is overwritten.

    Raises:
        OutputError: with the path and the reason.
    """
    read = tuple(sources)
    waiting: list[tuple[Path, Path]] = []
    folders: list[Path] = []
    written = False
    try:
        for path, content in files.items():
            with _naming(path):
                place = _place(path, read)
                folders += _make_folder(place.parent)
                beside = _another_name(place, "part")
                waiting.append((beside, place))
                _write(beside, place, content)
        _put_into_place(waiting)
        written = True
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)
        for folder in () if written else reversed(folders):
            with suppress(OSError):  # somebody else has put something there
                folder.rmdir()


def cannot_write(path: Path, error: OSError) -> OutputError:
    """Return the error that says why a file cannot be written."""
    return _refused(path, *system_reason(error))


def _refused(path: Path, zh: str, en: str) -> OutputError:
    return OutputError(f"无法写入 {path}：{zh}", f"cannot write {path}: {en}")


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise cannot_write(path, error) from error


def _place(path: Path, sources: tuple[Path, ...]) -> Path:
    """Return the file that a path means, once it is clear that it may be written."""
    place = Path(os.path.realpath(path))
    if not place.exists():
        return place
    if not place.is_file():
        raise _refused(path, "那不是文件", "that is no file")
    if any(source.exists() and place.samefile(source) for source in sources):
        raise _refused(
            path,
            "这次运行读取了它，不能覆盖；请写到别处",
            "this run reads it; write somewhere else",
        )
    if not place.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        # Replacing a file takes no right to it, but whoever made it read-only meant to keep it.
        raise _refused(path, "文件是只读的", "the file is read-only")
    return place


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder, with those above it; return those that were not there."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()][::-1]
    for each in missing:
        each.mkdir(exist_ok=True)
    return missing


def _another_name(place: Path, ending: str) -> Path:
    return place.with_name(f".hotline-metrics-{secrets.token_hex(8)}.{ending}")


def _write(beside: Path, place: Path, content: Content) -> None:
    old = place.stat() if place.exists() else None
    rights = stat.S_IMODE(old.st_mode) if old else 0o666
    # The system takes away from a new file's rights what the user's mask says.
    opener = partial(os.open, mode=rights & 0o777)
    with open(beside, "xb", opener=opener) as stream:
        if isinstance(content, bytes):
            stream.write(content)
        else:
            content(stream)
        stream.flush()
        os.fsync(stream.fileno())
    if old is not None:
        with suppress(PermissionError, AttributeError):  # not ours to give; not on Windows
            os.chown(beside, old.st_uid, old.st_gid)
        beside.chmod(rights)


def _put_into_place(waiting: list[tuple[Path, Path]]) -> None:
    """Let new files take their places; after an error, or Ctrl-C, put the old ones back."""
    old: list[tuple[Path, Path | None]] = []
    try:
        for beside, place in waiting:
            with _naming(place):
                # A single file is there or not: there is nothing to put back.
                old += [(place, _keep(place))] if len(waiting) > 1 else []
                beside.replace(place)
    except BaseException:
        for place, kept in reversed(old):
            if kept is None:
                place.unlink(missing_ok=True)
            else:
                kept.replace(place)
        raise
    finally:
        for _, kept in old:
            if kept is not None:
                kept.unlink(missing_ok=True)
    for folder in dict.fromkeys(place.parent for _, place in waiting):
        _sync(folder)


def _keep(place: Path) -> Path | None:
    """Give a file that will be replaced a second name; return ``None`` where there is no file."""
    if not place.exists():
        return None
    kept = _another_name(place, "kept")
    try:
        os.link(place, kept)
    except OSError:  # a file system without links
        shutil.copy2(place, kept)
    return kept


def _sync(folder: Path) -> None:
    # So that the new name, too, outlives a power cut; not every system can.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
