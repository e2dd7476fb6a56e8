"""Where the host calls a plugin: whatever happens inside, one of our errors comes out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import PurePosixPath, PureWindowsPath
from typing import NoReturn, TypeVar, assert_never

import attrs

from hotline_metrics.domain.period import Window
from hotline_metrics.domain.problem import Location, Problem
from hotline_metrics.errors import (
    HotlineMetricsError,
    MissingDependency,
    OptionsError,
    PluginBroken,
    UnreadableSource,
)
from hotline_metrics.figures.tally import Tally
from hotline_metrics.intake.columnar import Cleaned, Cleaning
from hotline_metrics.intake.scan import Scan
from hotline_metrics.intake.source import Limits, Row, Source, over_limit
from hotline_metrics.message import Message
from hotline_metrics.plugin.specs import (
    AnyImporter,
    AnySpec,
    BulletinReader,
    Counting,
    Engine,
    Exporter,
    FileImporter,
    Scanning,
    ServiceImporter,
)
from hotline_metrics.publish.bulletin import Bulletin
from hotline_metrics.publish.publication import Publication

Options = TypeVar("Options")


def read_rows(
    importer: FileImporter[Options], source: Source, options: Options
) -> Iterator[Row | Problem]:
    """Yield what an importer reads from a file, one item at a time.

    Args:
        importer: what reads it.
        source: the file.
        options: an instance of ``importer.options``.

    Raises:
        UnreadableSource: the file cannot be read, or holds more rows than its limits allow.
            When the importer failed, it says after which row, and what was raised is its cause.
        MissingDependency: the importer needs a package that is not installed.
        OptionsError: the options are those of something else.
        PluginBroken: the importer yields something that is neither a row nor a problem.
    """
    _check_options(importer, options)
    yield from _guarded(
        importer, lambda: importer.read(source, options), source.name, source.limits
    )


def read_service_rows(
    importer: ServiceImporter[Options],
    window: Window,
    options: Options,
    *,
    limits: Limits | None = None,
) -> Iterator[Row | Problem]:
    """Yield what an importer reads from a service; raises as :func:`read_rows` does.

    Args:
        importer: what reads it.
        window: the period that is wanted.
        options: an instance of ``importer.options``.
        limits: how much is read before it is refused.
    """
    _check_options(importer, options)
    yield from _guarded(
        importer, lambda: importer.read(window, options), importer.format, limits or Limits()
    )


def write_publication(
    exporter: Exporter[Options], publication: Publication, options: Options
) -> bytes | Mapping[str, bytes]:
    """Return the bytes, or the files' bytes by name, that an exporter makes of a publication.

    Raises:
        MissingDependency: the exporter needs a package that is not installed.
        OptionsError: the options are those of something else.
        PluginBroken: the exporter failed, or returned anything else.
    """
    _check_options(exporter, options)
    try:
        written = exporter.write(publication, options)
    except HotlineMetricsError:
        raise
    except Exception as error:
        raise _missing(exporter, error) or _failed(exporter, error) from error
    if isinstance(written, bytes):
        return written
    if not isinstance(written, Mapping):
        raise _returned(exporter, written, "字节串", "bytes")
    for name, content in written.items():
        if not isinstance(content, bytes):
            called = _called(exporter)
            raise PluginBroken(
                f"{called.zh}给“{name}”的不是 bytes", f"{called.en} returned no bytes for {name!r}"
            )
        if not _stays_inside(name):
            called = _called(exporter)
            raise PluginBroken(
                f"{called.zh}要写到自己的文件夹之外：“{name}”",
                f"{called.en} would write outside its folder: {name!r}",
            )
    return written


def read_bulletin(reader: BulletinReader[Options], source: Source, options: Options) -> Bulletin:
    """Return the document that a reader finds in a file.

    Raises:
        UnreadableSource: the file is no such document; when the reader failed, what it raised
            is the cause.
        MissingDependency: the reader needs a package that is not installed.
        OptionsError: the options are those of something else.
        PluginBroken: the reader returned something else.
    """
    _check_options(reader, options)
    try:
        bulletin = reader.read(source, options)
    except HotlineMetricsError:
        raise
    except Exception as error:
        raise _missing(reader, error) or _unreadable(reader, error, source.name) from error
    if not isinstance(bulletin, Bulletin):
        raise _returned(reader, bulletin, "通报（Bulletin）", "a Bulletin")
    return bulletin


def count_with(engine: Engine[Options], counting: Counting, options: Options) -> Tally:
    """Return the tally that an engine makes.

    Raises:
        MissingDependency: the engine needs a package that is not installed.
        OptionsError: the options are those of something else.
        PluginBroken: the engine failed, or returned something else.
    """
    _check_options(engine, options)
    try:
        tally = engine.count(counting, options)
    except HotlineMetricsError:
        raise
    except Exception as error:
        raise _missing(engine, error) or _failed(engine, error) from error
    if not isinstance(tally, Tally):
        raise _returned(engine, tally, "统计（Tally）", "a Tally")
    return tally


def scan_source(importer: FileImporter[Options], source: Source, options: Options) -> Scan | None:
    """Return a file as columns, where its importer offers that; raises as :func:`read_rows`."""
    if importer.scan is None:
        return None
    _check_options(importer, options)
    return _scanned(importer, partial(importer.scan, source, options), source.name)


def scan_service(
    importer: ServiceImporter[Options], scanning: Scanning, options: Options
) -> Scan | None:
    """Return a service's rows as columns, where its importer offers that.

    Raises as :func:`read_service_rows` does.

    Args:
        importer: what reads it.
        scanning: the period that is wanted, and how much of it.
        options: an instance of ``importer.options``.
    """
    if importer.scan is None:
        return None
    _check_options(importer, options)
    return _scanned(importer, partial(importer.scan, scanning, options), importer.format)


def scanned_rows(
    importer: ServiceImporter[Options], scan: Scan, *, limits: Limits
) -> Iterator[Row | Problem]:
    """Yield what a service gave as columns row by row; raises as :func:`read_service_rows` does.

    Args:
        importer: what scanned it.
        scan: the columns, which give their ``rows``.
        limits: how much is read before it is refused.
    """
    assert scan.rows is not None  # or it would be asked again  # noqa: S101
    rows = partial(scan.rows, None)
    yield from _guarded(
        importer, lambda: chain(scan.head, rows(), scan.problems), importer.format, limits
    )


def frame_with(engine: Engine[Options], table: object, name: str) -> Scan | None:
    """Return what an engine makes of a frame, if it knows it; raises as :func:`count_with`."""
    if engine.frame is None:
        return None
    try:
        scan = engine.frame(table, name)
    except HotlineMetricsError:
        raise
    except Exception as error:
        raise _missing(engine, error) or _failed(engine, error) from error
    if scan is not None and not isinstance(scan, Scan):
        raise _returned(engine, scan, "扫描（Scan）", "a Scan")
    return scan


def clean_with(engine: Engine[Options], cleaning: Cleaning, options: Options) -> Cleaned:
    """Return what an engine of columns reads; raises as :func:`count_with` does."""
    _check_options(engine, options)
    if engine.clean is None:
        called = _called(engine)
        raise PluginBroken(f"{called.zh}不能按列读取", f"{called.en} does not read columns")
    try:
        cleaned = engine.clean(cleaning, options)
    except HotlineMetricsError:
        raise
    except Exception as error:
        raise _missing(engine, error) or _failed(engine, error) from error
    if not isinstance(cleaned, Cleaned):
        raise _returned(engine, cleaned, "清洗结果（Cleaned）", "Cleaned")
    return cleaned


# --- what they have in common ----------------------------------------------------------------
def _scanned(importer: AnyImporter, scan: Callable[[], Scan | None], name: str) -> Scan | None:
    try:
        found = scan()
    except HotlineMetricsError:
        raise
    except Exception as error:
        raise _missing(importer, error) or _unreadable(importer, error, name) from error
    if found is not None and not isinstance(found, Scan):
        raise _returned(importer, found, "扫描（Scan）", "a Scan")
    return found


def _guarded(
    importer: AnyImporter,
    read: Callable[[], Iterator[Row | Problem]],
    name: str,
    limits: Limits,
) -> Iterator[Row | Problem]:
    items: Iterator[Row | Problem] | None = None
    last: Row | None = None
    try:
        items = read()
        _check_iterable(importer, items)
        allowed = iter(items)
        for item in islice(allowed, limits.rows):
            if isinstance(item, Row):
                # A list or a tuple, at best: asking more costs more.
                if type(item.cells) not in _PLAIN or type(item.start) is not Location:
                    _check_row(importer, item)
                last = item
            elif not isinstance(item, Problem):
                _refuse_item(importer, item)
            yield item
        for _ in allowed:
            _refuse(name, limits)
    except HotlineMetricsError:
        raise
    except Exception as error:
        place = last.location if last else None
        raise _missing(importer, error) or _unreadable(importer, error, name, place) from error
    finally:
        # Closed now, not when it is collected: it may hold the file open.
        if isinstance(items, Generator):
            items.close()


def _check_iterable(importer: AnyImporter, items: object) -> None:
    if not isinstance(items, Iterable):
        raise _returned(importer, items, "逐行的内容", "rows")


_PLAIN = frozenset({list, tuple})


def _check_row(importer: AnyImporter, row: Row) -> None:
    cells: object = row.cells
    # A text is a sequence too.
    if isinstance(cells, (str, bytes)) or not isinstance(cells, Sequence):
        called, kind = _called(importer), type(cells).__name__
        raise PluginBroken(
            f"{called.zh}给出的一行是 {kind}，不是单元格的列表",
            f"{called.en} yields a row of a {kind}",
        )
    if not isinstance(row.start, Location):
        called = _called(importer)
        raise PluginBroken(
            f"{called.zh}给出的一行没有写明位置",
            f"{called.en} yields a row that does not say where it stands",
        )


def _refuse_item(importer: AnyImporter, item: object) -> NoReturn:
    called, kind = _called(importer), type(item).__name__
    raise PluginBroken(
        f"{called.zh}给出的 {kind} 既不是行也不是问题",
        f"{called.en} yields a {kind}, neither a row nor a problem",
    )


def _refuse(name: str, limits: Limits) -> NoReturn:
    # Perhaps it has no end.
    raise over_limit(name, "rows", limits.rows)


def _check_options(spec: AnySpec, options: object) -> None:
    if not isinstance(options, spec.options):
        wanted, found = spec.options.__qualname__, type(options).__name__
        raise OptionsError(
            f"{spec.format} 的选项须是它自己的 {wanted}，不是 {found}",
            f"{spec.format} takes its own {wanted}, not a {found}",
        )


def _called(spec: AnySpec) -> Message:
    """Name a format and the package it comes from, as its functions tell."""
    match spec:
        case Exporter(write=function) | Engine(count=function):
            pass
        case FileImporter(read=function) | ServiceImporter(read=function):
            pass
        case BulletinReader(read=function):
            pass
        case _:
            assert_never(spec)
    package = str(getattr(function, "__module__", "")).partition(".")[0]
    if not package:
        return Message(f"“{spec.format}”", repr(spec.format))
    return Message(f"{package} 的“{spec.format}”", f"{spec.format!r} of {package}")


def _returned(spec: AnySpec, found: object, zh: str, en: str) -> PluginBroken:
    called, kind = _called(spec), type(found).__name__
    return PluginBroken(
        f"{called.zh}返回的是 {kind}，不是{zh}", f"{called.en} returned a {kind}, not {en}"
    )


def _failed(spec: AnySpec, error: Exception) -> PluginBroken:
    # The kind of the error only: its text may hold words of a citizen.
    called, kind = _called(spec), type(error).__name__
    return PluginBroken(f"{called.zh}运行出错（{kind}）", f"{called.en} failed with {kind}")


def _unreadable(
    spec: AnySpec, error: Exception, name: str, last: Location | None = None
) -> UnreadableSource:
    zh, en = "读第一行之前", "before the first row"
    if last is not None:
        here = attrs.evolve(last, source="")
        zh = f"读过{here.describe('zh') or '一行'}之后"
        en = f"after {here.describe('en') or 'a row'}"
    called, kind = _called(spec), type(error).__name__
    return UnreadableSource(
        f"{name}：{called.zh}在{zh}出错（{kind}）", f"{name}: {called.en} failed with {kind} {en}"
    )


def _missing(spec: AnySpec, error: Exception) -> MissingDependency | None:
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    package = error.name.partition(".")[0]
    if package not in {name.partition(".")[0] for name in spec.requires}:
        return None
    install = spec.install or f"pip install {package}"
    return MissingDependency(
        f"“{spec.format}”需要 {package}，请安装：{install}",
        f"{spec.format!r} needs {package}. Install it with: {install}",
    )


def _stays_inside(name: object) -> bool:
    if not isinstance(name, str) or not name:
        return False
    for path in (PurePosixPath(name), PureWindowsPath(name)):
        if path.is_absolute() or path.drive or path.root or ".." in path.parts:
            return False
    return True
