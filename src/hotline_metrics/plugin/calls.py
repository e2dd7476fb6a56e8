"""Where the host calls a plugin: whatever happens inside, one of our errors comes out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import NoReturn, TypeVar

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
from hotline_metrics.intake.source import Limits, Row, Source
from hotline_metrics.plugin.specs import (
    AnyImporter,
    AnySpec,
    BulletinReader,
    Counting,
    Engine,
    Exporter,
    FileImporter,
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
        raise PluginBroken(f"{_called(exporter)} returned a {type(written).__name__}, not bytes")
    for name, content in written.items():
        if not isinstance(content, bytes):
            raise PluginBroken(f"{_called(exporter)} returned no bytes for {name!r}")
        if not _stays_inside(name):
            raise PluginBroken(f"{_called(exporter)} would write outside its folder: {name!r}")
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
        raise PluginBroken(
            f"{_called(reader)} returned a {type(bulletin).__name__}, not a Bulletin"
        )
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
        raise PluginBroken(f"{_called(engine)} returned a {type(tally).__name__}, not a Tally")
    return tally


# --- what they have in common ----------------------------------------------------------------
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
        for count, item in enumerate(items, 1):
            if isinstance(item, Row):
                # A list or a tuple, at best: asking more costs more.
                if type(item.cells) not in _PLAIN or type(item.start) is not Location:
                    _check_row(importer, item)
                last = item
            elif not isinstance(item, Problem):
                _refuse_item(importer, item)
            if count > limits.rows:
                _refuse(name, limits)
            yield item
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
        raise PluginBroken(f"{_called(importer)} returned a {type(items).__name__}, not rows")


_PLAIN = frozenset({list, tuple})


def _check_row(importer: AnyImporter, row: Row) -> None:
    cells: object = row.cells
    # A text is a sequence too.
    if isinstance(cells, (str, bytes)) or not isinstance(cells, Sequence):
        raise PluginBroken(f"{_called(importer)} yields a row of a {type(cells).__name__}")
    if not isinstance(row.start, Location):
        raise PluginBroken(f"{_called(importer)} yields a row that does not say where it stands")


def _refuse_item(importer: AnyImporter, item: object) -> NoReturn:
    raise PluginBroken(
        f"{_called(importer)} yields a {type(item).__name__}, neither a row nor a problem"
    )


def _refuse(name: str, limits: Limits) -> NoReturn:
    raise UnreadableSource(f"{name}: more than {limits.rows} rows; it may have no end")


def _check_options(spec: AnySpec, options: object) -> None:
    if not isinstance(options, spec.options):
        raise OptionsError(
            f"{spec.format} takes its own {spec.options.__qualname__}, "
            f"not a {type(options).__name__}"
        )


def _called(spec: AnySpec) -> str:
    """Name a format and the package it comes from, as its functions tell."""
    match spec:
        case Exporter(write=function) | Engine(count=function):
            pass
        case FileImporter(read=function) | ServiceImporter(read=function):
            pass
        case BulletinReader(read=function):
            pass
    package = str(getattr(function, "__module__", "")).partition(".")[0]
    return f"{spec.format!r} of {package}" if package else repr(spec.format)


def _failed(spec: AnySpec, error: Exception) -> PluginBroken:
    # The kind of the error only: its text may hold words of a citizen.
    return PluginBroken(f"{_called(spec)} failed with {type(error).__name__}")


def _unreadable(
    spec: AnySpec, error: Exception, name: str, last: Location | None = None
) -> UnreadableSource:
    place = "before the first row"
    if last is not None:
        place = f"after {attrs.evolve(last, source='').describe('en') or 'a row'}"
    return UnreadableSource(f"{name}: {_called(spec)} failed with {type(error).__name__} {place}")


def _missing(spec: AnySpec, error: Exception) -> MissingDependency | None:
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    package = error.name.partition(".")[0]
    if package not in {name.partition(".")[0] for name in spec.requires}:
        return None
    install = spec.install or f"pip install {package}"
    return MissingDependency(f"{spec.format!r} needs {package}. Install it with: {install}")


def _stays_inside(name: object) -> bool:
    if not isinstance(name, str) or not name:
        return False
    for path in (PurePosixPath(name), PureWindowsPath(name)):
        if path.is_absolute() or path.drive or path.root or ".." in path.parts:
            return False
    return True
