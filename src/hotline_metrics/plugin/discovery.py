"""Find plugins and load each inside its own guard, so that none can stop another."""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

import attrs

from hotline_metrics.errors import HotlineMetricsError, PluginBroken, did_you_mean
from hotline_metrics.message import Message, message_of
from hotline_metrics.plugin.marks import PROJECT
from hotline_metrics.plugin.options import option_lines
from hotline_metrics.plugin.specs import AnySpec, ServiceImporter

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

    from pluggy import HookCaller, PluginManager

PACKAGE = "hotline-metrics"
"""The distribution that this is, and that the bundled plugin comes with."""

SLOW = 0.5
"""Seconds from which on the time a plugin takes to load is worth a remark."""

_log = logging.getLogger(__name__)


@attrs.frozen(kw_only=True)
class Plugin:
    """A plugin that is installed, and what became of it.

    Attributes:
        name: the name of its entry point; ``name/format`` always means its format.
        distribution: the distribution that installed it.
        version: the version of that distribution.
        specs: what it offers; of a broken plugin, what it offered until it broke.
        shadowed: its formats that need their full name, as another plugin has the short one.
        error: why it cannot be used; ``None`` when it can.
        seconds: how long it took to load.
        notes: what else its author should know.
    """

    name: str
    distribution: str = ""
    version: str = ""
    specs: tuple[AnySpec, ...] = ()
    shadowed: tuple[str, ...] = ()
    error: BaseException | None = attrs.field(default=None, eq=False)
    seconds: float = attrs.field(default=0.0, eq=False)
    notes: tuple[Message, ...] = ()

    @property
    def formats(self) -> tuple[str, ...]:
        """The short names of what it offers, each once."""
        return tuple(dict.fromkeys(spec.format for spec in self.specs))

    @property
    def cause(self) -> Message:
        """Why it cannot be used, in one line; empty when it can."""
        if self.error is None:
            return Message("", "")
        # What is not ours speaks its own language.
        said = message_of(str(self.error))
        if isinstance(self.error, HotlineMetricsError):
            said = self.error.said
        first = Message(*(text.partition("\n")[0] for text in said))
        if isinstance(self.error, PluginBroken):
            return first
        kind = type(self.error).__name__
        return first.at(kind) if first.en else message_of(kind)

    def __str__(self) -> str:
        source = f"{self.distribution} {self.version}".strip()
        return f"{self.name} ({source})" if source else self.name


@attrs.frozen(kw_only=True, eq=False)
class Candidate:
    """A plugin that was found and not loaded yet.

    Attributes:
        name: the name of its entry point.
        distribution: the distribution that installed it.
        version: the version of that distribution.
        load: imports it; returns the objects that answer hooks.
    """

    name: str
    distribution: str = ""
    version: str = ""
    load: Callable[[], Sequence[object]]


def bundled_candidate() -> Candidate:
    """Return the plugin that comes with the package: one, made of several modules."""

    def load() -> Sequence[object]:
        # By name: the modules lie above this one, and are plugins like any other.
        names: tuple[str, ...] = importlib.import_module("hotline_metrics.bundled").BUNDLED
        return [importlib.import_module(name) for name in names]

    return Candidate(name="bundled", distribution=PACKAGE, load=load)


def given_candidates(plugins: Mapping[str, object]) -> list[Candidate]:
    """Return plugins that the caller holds in hand, by name."""
    return [
        Candidate(name=name, load=lambda plugin=plugin: [plugin])  # type: ignore[misc]
        for name, plugin in plugins.items()
    ]


def installed_candidates() -> list[Candidate]:
    """Return the plugins that installed distributions declare, by name; imports none of them."""
    from importlib.metadata import distributions

    found: dict[str, list[Candidate]] = {}
    for distribution in distributions():
        with contextlib.suppress(UnicodeDecodeError, OSError):
            # Asked before anything is parsed: a bad file of a stranger is no concern of ours.
            if f"[{PROJECT}]" in (distribution.read_text("entry_points.txt") or ""):
                name, version = _identity(distribution)
                # The first of a name on the path wins, as it does for imports.
                key = name or f"the unnamed {len(found)}"
                found.setdefault(key, _declared(distribution, name, version))
    every = [candidate for candidates in found.values() for candidate in candidates]
    return sorted(every, key=lambda candidate: (candidate.name, candidate.distribution))


def load_plugin(candidate: Candidate, *, trace: bool = False) -> Plugin:
    """Load a plugin and ask it what it offers; never raises what the plugin raises.

    Args:
        candidate: the plugin.
        trace: write every step to the log ``hotline_metrics.plugin.discovery``.
    """
    specs: list[AnySpec] = []
    error: BaseException | None = None
    printed = io.StringIO()
    start = time.perf_counter()
    try:
        # What a plugin prints must not end up in a report that goes to a pipe.
        with contextlib.redirect_stdout(printed):
            for spec in _offers(candidate, trace=trace):
                specs.append(spec)  # noqa: PERF402 - what came before a failure is kept
    except (Exception, SystemExit) as raised:
        error = raised
    seconds = time.perf_counter() - start
    plugin = Plugin(
        name=candidate.name,
        distribution=candidate.distribution,
        version=candidate.version,
        specs=tuple(specs),
        error=error,
        seconds=seconds,
        notes=tuple(_notes(printed.getvalue(), seconds)),
    )
    if trace:
        _log.info(
            "%s: %.3f s, %s",
            plugin,
            seconds,
            plugin.cause.en or ", ".join(plugin.formats) or "-",
        )
    return plugin


def _identity(distribution: Distribution) -> tuple[str, str]:
    # Metadata may be damaged or missing, and a plugin must be named all the same.
    try:
        said = distribution.metadata
        # Not by index: what that does about a field that is not there depends on the Python.
        name, version = (said.get_all(field) or [""] for field in ("Name", "Version"))
        return str(name[0]), str(version[0])
    except Exception:
        return "", ""


def _declared(distribution: Distribution, name: str, version: str) -> list[Candidate]:
    def candidate(plugin: str, load: Callable[[], Sequence[object]]) -> Candidate:
        return Candidate(name=plugin, distribution=name, version=version, load=load)

    def loader(entry: EntryPoint) -> Callable[[], Sequence[object]]:
        return lambda: [entry.load()]

    try:
        entries = distribution.entry_points.select(group=PROJECT)
        return [candidate(entry.name, loader(entry)) for entry in entries]
    except Exception as raised:  # its entry points cannot be parsed
        error = raised

        def fail() -> Sequence[object]:
            raise error

        return [candidate(name, fail)]


def _notes(printed: str, seconds: float) -> Iterator[Message]:
    if printed.strip():
        first = printed.strip().splitlines()[0][:60]
        yield Message(
            f"加载时向标准输出打印了“{first}”",
            f"printed to standard output while it was loaded: {first!r}",
        )
    if seconds >= SLOW:
        yield Message(
            f"加载用了 {seconds:.1f} 秒；大的依赖包应在调用时才导入",
            f"took {seconds:.1f} s to load; heavy packages belong inside the calls",
        )


# --- what one plugin offers ------------------------------------------------------------------
def _offers(candidate: Candidate, *, trace: bool) -> Iterator[AnySpec]:
    from pluggy import PluginManager

    from hotline_metrics.plugin import hookspecs

    # A manager for each plugin: whatever it does to it, it does to itself.
    manager = PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    if trace:
        manager.add_hookcall_monitoring(
            before=lambda hook, *_: _log.info("%s: asking %s()", candidate.name, hook),
            after=lambda _, hook, *__: _log.info("%s: %s() answered", candidate.name, hook),
        )
    parts = candidate.load()
    for part in parts:
        manager.register(part)
    _check_hooks(manager, parts, hookspecs.HOOKS)
    for hook, kinds in hookspecs.HOOKS.items():
        caller: HookCaller = getattr(manager.hook, hook)
        names: set[str] = set()
        for spec in _answers(caller):
            if not isinstance(spec, kinds):
                wanted, found = [kind.__name__ for kind in kinds], type(spec).__name__
                raise PluginBroken(
                    f"{hook}() 给出的是 {found}，不是 {' 或 '.join(wanted)}",
                    f"{hook}() gave a {found}, not a {' or '.join(wanted)}",
                )
            if spec.format in names:
                raise PluginBroken(
                    f"{hook}() 两次给出“{spec.format}”", f"{hook}() gave {spec.format!r} twice"
                )
            names.add(spec.format)
            yield spec
            _check_options(spec)


def _check_hooks(
    manager: PluginManager, parts: Sequence[object], hooks: Mapping[str, object]
) -> None:
    callers = [caller for part in parts for caller in manager.get_hookcallers(part) or ()]
    for caller in callers:
        if not caller.has_spec():
            near = did_you_mean(caller.name, hooks)
            raise PluginBroken(
                f"没有钩子 {caller.name}{near.zh}", f"there is no hook {caller.name!r}.{near.en}"
            )
    marked = {caller.name for caller in callers}
    for part in parts:
        forgotten = (set(vars(part)) if isinstance(part, ModuleType) else set()) & set(hooks)
        for name in sorted(forgotten - marked):
            raise PluginBroken(
                f"{name}() 没有标 @hookimpl", f"{name}() is not marked with @hookimpl"
            )
    if not callers:
        raise PluginBroken(
            f"没有应答任何钩子；请给 {'、'.join(hooks)} 之一标上 @hookimpl",
            f"it answers no hook; mark one of {', '.join(hooks)} with @hookimpl",
        )


def _answers(caller: HookCaller) -> Iterator[AnySpec]:
    answers = caller()
    # pluggy leaves an answer out that is None.
    if len(answers) < len(caller.get_hookimpls()):
        raise PluginBroken(
            f"{caller.name}() 返回了 None；请逐个 yield，或返回列表",
            f"{caller.name}() returned None; yield specs, or return a list",
        )
    for answer in answers:
        try:
            specs = iter(answer)
        except TypeError as error:
            one = type(answer).__name__
            raise PluginBroken(
                f"{caller.name}() 只返回了一个 {one}；请逐个 yield，或返回列表",
                f"{caller.name}() returned one {one}; yield specs, or return a list",
            ) from error
        yield from specs


def _check_options(spec: AnySpec) -> None:
    try:
        option_lines(spec.options)
        # A service may have to be told its address; everything else must work out of the box.
        if not isinstance(spec, ServiceImporter):
            spec.options()
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise PluginBroken(
            f"“{spec.format}”的选项无法建立（{why}）",
            f"the options of {spec.format!r} cannot be made: {why}",
        ) from error
