"""The registry: which formats there are, each plugin loaded when somebody first needs it."""

from __future__ import annotations

import functools
import os
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import attrs

from hotline_metrics.errors import HotlineMetricsError
from hotline_metrics.intake.source import Source
from hotline_metrics.message import Message
from hotline_metrics.output import names_folder
from hotline_metrics.plugin.discovery import (
    PACKAGE,
    Candidate,
    Plugin,
    bundled_candidate,
    given_candidates,
    installed_candidates,
    load_plugin,
)
from hotline_metrics.plugin.lookup import (
    BULLETIN_READER,
    BUNDLED,
    ENGINE,
    EXPORTER,
    FILE_IMPORTER,
    IMPORTER,
    Filed,
    Kind,
    Offer,
    broken_error,
    by_content,
    by_file,
    by_name,
    recognises,
    shortest_names,
    unknown_format,
)
from hotline_metrics.plugin.specs import (
    FOLDER,
    AnyBulletinReader,
    AnyEngine,
    AnyExporter,
    AnyFileImporter,
    AnyImporter,
    AnySpec,
)

Spec = TypeVar("Spec", bound=AnySpec)

_NAMESAKE = (
    Message("另一个发行包有同名的插件", "another distribution has a plugin of the same name"),
)


class Registry:
    """Everything that plugins offer, found and loaded on first use.

    The formats that come with the package are asked first, so that a run which needs no
    other loads no other. A broken plugin stops nobody: it is listed by :meth:`plugins`, and
    asking for one of its formats raises what broke it.

    >>> registry = Registry(discover=False)
    >>> registry.exporter_for("bulletin.json").format
    'json'
    """

    def __init__(
        self,
        *,
        plugins: Mapping[str, object] | None = None,
        discover: bool = True,
        only: Iterable[str] | None = None,
        strict: bool | None = None,
        trace: bool | None = None,
    ) -> None:
        """Decide where plugins come from; nothing is looked for yet.

        Args:
            plugins: modules or objects that answer hooks, by the plugin's name.
            discover: whether to look for installed plugins as well.
            only: the installed plugins to admit; by default those that the environment
                variable ``HOTLINE_METRICS_PLUGINS`` names, or all when it is not set.
            strict: whether a broken plugin is an error at once; by default what
                ``HOTLINE_METRICS_STRICT_PLUGINS`` says.
            trace: whether to log every step; by default what
                ``HOTLINE_METRICS_TRACE_PLUGINS`` says.
        """
        self._given = dict(plugins or {})
        self._discover = discover
        self._only = _admitted() if only is None else frozenset(only)
        self._strict = _is_set("HOTLINE_METRICS_STRICT_PLUGINS") if strict is None else strict
        self._trace = _is_set("HOTLINE_METRICS_TRACE_PLUGINS") if trace is None else trace
        self._lock = threading.RLock()
        self._loaded: dict[Candidate, Plugin] = {}

    # --- listings ----------------------------------------------------------------------------
    def plugins(self) -> tuple[Plugin, ...]:
        """Return every plugin, the bundled one first, broken ones included."""
        plugins = self._all()
        hidden = [
            *_hidden(IMPORTER, plugins),
            *_hidden(EXPORTER, plugins),
            *_hidden(BULLETIN_READER, plugins),
            *_hidden(ENGINE, plugins),
        ]
        times = Counter(plugin.name for plugin in plugins)
        return tuple(
            attrs.evolve(
                plugin,
                version=_version(plugin),
                shadowed=tuple(dict.fromkeys(name for name, owner in hidden if owner is plugin)),
                notes=plugin.notes + (_NAMESAKE if times[plugin.name] > 1 else ()),
            )
            for plugin in plugins
        )

    def importers(self) -> Mapping[str, AnyImporter]:
        """Return every importer by the shortest name that means it."""
        return self._listing(IMPORTER)

    def exporters(self) -> Mapping[str, AnyExporter]:
        """Return every exporter by the shortest name that means it."""
        return self._listing(EXPORTER)

    def bulletin_readers(self) -> Mapping[str, AnyBulletinReader]:
        """Return every bulletin reader by the shortest name that means it."""
        return self._listing(BULLETIN_READER)

    def engines(self) -> Mapping[str, AnyEngine]:
        """Return every engine by the shortest name that means it."""
        return self._listing(ENGINE)

    def provider(self, spec: AnySpec) -> Plugin:
        """Return the plugin that offers a spec which this registry has given out.

        Args:
            spec: the spec.

        Raises:
            KeyError: it did not come from here.
        """
        for plugin in self._loaded.values():
            if any(each is spec for each in plugin.specs):
                return attrs.evolve(plugin, version=_version(plugin))
        raise KeyError(spec.format)

    def full_name(self, spec: AnySpec) -> str:
        """Return the name, such as ``excel/xlsx``, that always means a spec.

        Args:
            spec: the spec, as this registry has given it out.

        Raises:
            KeyError: it did not come from here.
        """
        return f"{self.provider(spec).name}/{spec.format}"

    # --- one format --------------------------------------------------------------------------
    def importer(self, name: str) -> AnyImporter:
        """Return the importer, of files or of a service, that a name means.

        Args:
            name: ``plugin/format``, or the format alone while that is unique.

        Raises:
            UnknownFormat: no plugin offers it; says what is installed and what may be.
            AmbiguousFormat: several plugins offer it.
            PluginBroken: the plugin that offers it is broken; raised from what broke it.
        """
        return self._named(IMPORTER, name)

    def importer_for(self, source: Source) -> AnyFileImporter:
        """Return the importer that reads a file: by its suffix, else by its first bytes.

        Args:
            source: the file.

        Raises:
            UnknownFormat: no importer knows the suffix or recognises the file.
            AmbiguousFormat: several do.
            PluginBroken: the plugin that would read it is broken.
            UnreadableSource: the file has no known suffix and cannot be opened.
        """
        head = functools.cache(source.head)

        def shows(offer: Offer[AnyFileImporter]) -> bool:
            return recognises(offer, head())

        for plugins in self._stages():
            if found := by_file(source.name, FILE_IMPORTER.offers(plugins), shows):
                return found.spec
        for plugins in self._stages():
            if found := by_content(source.name, head(), FILE_IMPORTER.offers(plugins)):
                return found.spec
        raise self._unknown(FILE_IMPORTER, source.name, is_file=True)

    def exporter(self, name: str) -> AnyExporter:
        """Return the exporter that a name means; raises as :meth:`importer` does."""
        return self._named(EXPORTER, name)

    def exporter_for(self, path: str | Path) -> AnyExporter:
        """Return the exporter that writes files of this suffix, or folders, as in ``site/``.

        Raises:
            UnknownFormat: no exporter writes such files.
            AmbiguousFormat: several do.
            PluginBroken: the plugin that would write it is broken.
        """
        return self._filed(EXPORTER, Path(path).name + (FOLDER if names_folder(path) else ""))

    def bulletin_reader(self, name: str) -> AnyBulletinReader:
        """Return the bulletin reader that a name means; raises as :meth:`importer` does."""
        return self._named(BULLETIN_READER, name)

    def bulletin_reader_for(self, source: Source) -> AnyBulletinReader:
        """Return the reader of files of this suffix; raises as :meth:`exporter_for` does."""
        return self._filed(BULLETIN_READER, source.name)

    def engine(self, name: str) -> AnyEngine:
        """Return the engine that a name means; raises as :meth:`importer` does."""
        return self._named(ENGINE, name)

    # --- one policy for all kinds ------------------------------------------------------------
    def _named(self, kind: Kind[Spec], name: str) -> Spec:
        owner, slash, _ = name.rpartition("/")
        stages = [self._of(owner)] if slash else self._stages()
        for plugins in stages:
            if found := by_name(name, kind.offers(plugins)):
                return found.spec
        raise self._unknown(kind, name)

    def _filed(self, kind: Kind[Filed], file: str) -> Filed:
        for plugins in self._stages():
            if found := by_file(file, kind.offers(plugins)):
                return found.spec
        raise self._unknown(kind, file, is_file=True)

    def _listing(self, kind: Kind[Spec]) -> Mapping[str, Spec]:
        named = shortest_names(kind.offers(self._all()))
        return MappingProxyType({name: offer.spec for name, offer in named.items()})

    def _unknown(
        self, kind: Kind[Spec], wanted: str, *, is_file: bool = False
    ) -> HotlineMetricsError:
        excluded = sorted({c.name for c in self._installed if not self._admits(c)})
        return unknown_format(wanted, kind, self._all(), is_file=is_file, excluded=excluded)

    # --- loading -----------------------------------------------------------------------------
    def _stages(self) -> Iterator[list[Plugin]]:
        """Yield the bundled plugin alone, then all: most runs end at the first."""
        if not self._strict:
            yield [self._bundled()]
        yield self._all()

    def _all(self) -> list[Plugin]:
        return [self._bundled(), *(self._load(candidate) for candidate in self._others)]

    def _of(self, name: str) -> list[Plugin]:
        if name == BUNDLED:
            return [self._bundled()]
        others = self._others
        return [self._load(candidate) for candidate in others if candidate.name == name]

    def _bundled(self) -> Plugin:
        plugin = self._load(self._bundled_candidate)
        if plugin.error is not None:
            # Not somebody's plugin but the package itself.
            raise broken_error(plugin)
        return plugin

    @functools.cached_property
    def _bundled_candidate(self) -> Candidate:
        return bundled_candidate()

    @functools.cached_property
    def _installed(self) -> list[Candidate]:
        return installed_candidates() if self._discover else []

    @functools.cached_property
    def _others(self) -> list[Candidate]:
        admitted = [candidate for candidate in self._installed if self._admits(candidate)]
        return [*given_candidates(self._given), *admitted]

    def _admits(self, candidate: Candidate) -> bool:
        return self._only is None or bool(self._only & {candidate.name, candidate.distribution})

    def _load(self, candidate: Candidate) -> Plugin:
        with self._lock:
            if candidate not in self._loaded:
                self._loaded[candidate] = load_plugin(candidate, trace=self._trace)
            plugin = self._loaded[candidate]
        if self._strict and plugin.error is not None:
            raise broken_error(plugin)
        return plugin


@functools.cache
def default_registry() -> Registry:
    """Return the registry that is used where none is given, made on first use."""
    return Registry()


def _hidden(kind: Kind[Spec], plugins: Iterable[Plugin]) -> list[tuple[str, Plugin]]:
    """Return the full names, and owners, of offers that their short name does not mean."""
    offers = kind.offers(plugins)
    short = shortest_names(offers)
    return [(o.full_name, o.plugin) for o in offers if short.get(o.spec.format) is not o]


def _admitted() -> frozenset[str] | None:
    names = os.environ.get("HOTLINE_METRICS_PLUGINS")
    if names is None:
        return None
    return frozenset(name.strip() for name in names.split(",") if name.strip())


def _is_set(variable: str) -> bool:
    return os.environ.get(variable, "").strip().lower() not in {"", "0", "no", "false"}


def _version(plugin: Plugin) -> str:
    """Return a plugin's version; the package's own is looked up only here, for it takes time."""
    if plugin.distribution != PACKAGE:
        return plugin.version
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(plugin.distribution)
    except PackageNotFoundError:
        return ""
