"""The host survives every plugin in ``misbehaving/``, and says what happened."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hotline_metrics.errors import (
    MissingDependency,
    PluginBroken,
    UnknownFormat,
    UnreadableSource,
)
from hotline_metrics.intake.source import Limits, Source
from hotline_metrics.plugin import Exporter, FileImporter, NoOptions, hookimpl
from hotline_metrics.plugin.calls import read_rows
from hotline_metrics.plugin.discovery import Plugin
from hotline_metrics.plugin.registry import Registry

Install = Callable[..., None]

BROKEN = {
    "raises_on_import": "ZeroDivisionError: no luck today",
    "exits_on_import": "SystemExit: usage: exits_on_import FILE",
    "raises_in_hook": "KeyError: 'HOME_OF_ACME'",
    "raises_at_second_yield": "OSError: the list of formats is on a server that is down",
    "misspelt_hook": "there is no hook 'hotline_importer'. Did you mean 'hotline_importers'?",
    "forgets_mark": "hotline_importers() is not marked with @hookimpl",
    "returns_none": "hotline_importers() returned None; yield specs, or return a list",
    "offers_garbage": "hotline_importers() gave a str, not a FileImporter or ServiceImporter",
    "options_without_default": "the options of 'sheets' cannot be made: TypeError: ",
}


def plugin_named(registry: Registry, name: str) -> Plugin:
    (found,) = [plugin for plugin in registry.plugins() if plugin.name == name]
    return found


@pytest.mark.parametrize("module", sorted(BROKEN))
def test_a_broken_plugin_is_listed_with_its_cause(install: Install, module: str) -> None:
    """Name, distribution, version and cause are there; the neighbour is none the worse."""
    install(module, "well_behaved", version="2.7")
    registry = Registry()
    broken = plugin_named(registry, module.replace("_", "-"))
    assert (broken.distribution, broken.version) == (f"acme-{module.replace('_', '-')}", "2.7")
    assert broken.cause.en.startswith(BROKEN[module])
    assert registry.importer("words").summary.en == "words"
    assert "words" in registry.importers()


@pytest.mark.parametrize("module", sorted(BROKEN))
def test_asking_a_broken_plugin_for_a_format_raises_what_broke_it(
    install: Install, module: str
) -> None:
    """Its own formats give the original error; a format of nobody names it as a suspect."""
    install(module)
    registry = Registry()
    name = module.replace("_", "-")
    with pytest.raises(PluginBroken, match=f"plugin {name} ") as caught:
        registry.importer(f"{name}/anything")
    original = plugin_named(registry, name).error
    assert original is not None
    assert caught.value.__cause__ is original
    with pytest.raises(UnknownFormat, match=f"Could not be loaded: .*{name} "):
        registry.importer("unheard-of")


@pytest.mark.parametrize("module", sorted(BROKEN))
def test_strict_raises_at_once(
    install: Install, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With HOTLINE_METRICS_STRICT_PLUGINS even a bundled format waits for every plugin."""
    install(module)
    assert Registry().exporter("json").format == "json"
    with pytest.raises(PluginBroken):
        Registry(strict=True).exporter("json")
    monkeypatch.setenv("HOTLINE_METRICS_STRICT_PLUGINS", "1")
    with pytest.raises(PluginBroken):
        Registry().exporter("json")


def test_a_format_offered_before_the_failure_is_known_to_be_broken(install: Install) -> None:
    """The first of two yields came through, so its name and suffix lead to the cause."""
    install("raises_at_second_yield")
    registry = Registry()
    with pytest.raises(PluginBroken) as caught:
        registry.importer("first")
    assert isinstance(caught.value.__cause__, OSError)
    with pytest.raises(PluginBroken):
        registry.importer_for(Source(name="a.first", data=b""))
    assert "first" not in registry.importers()


def test_a_slow_plugin_is_tolerated_and_noted(install: Install) -> None:
    """0.51 seconds is worth a remark."""
    install("slow_import")
    slow = plugin_named(Registry(), "slow-import")
    assert slow.error is None
    assert slow.seconds > 0.5
    assert slow.notes[0].en.startswith(f"took {slow.seconds:.1f} s to load")


def test_what_a_plugin_prints_is_noted_and_not_printed(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report in a pipe stays clean."""
    install("prints_to_stdout")
    chatty = plugin_named(Registry(), "prints-to-stdout")
    (note,) = chatty.notes
    assert note.en == "printed to standard output while it was loaded: 'Welcome to ACME!'"
    assert note.zh == "加载时向标准输出打印了“Welcome to ACME!”"
    assert capsys.readouterr().out == ""


def test_damaged_metadata_of_one_distribution_stops_no_other(
    install: Install, tmp_path: Path
) -> None:
    """A line without '=' in an entry_points.txt makes the standard library give up on all."""
    install("well_behaved")
    info = tmp_path / "site-packages" / "torn-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: torn\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[hotline_metrics]\nno equals sign\n")
    registry = Registry()
    assert registry.importer("words").format == "words"
    assert plugin_named(registry, "torn").error is not None


@pytest.mark.parametrize("left", [None, b"", b"Name: \xff\n"])
def test_a_distribution_without_a_name_is_listed(
    install: Install, tmp_path: Path, left: bytes | None
) -> None:
    """An interrupted installation leaves a folder without METADATA, or an unreadable one."""
    install("well_behaved", "raises_on_import")
    for info in (tmp_path / "site-packages").glob("*.dist-info"):
        (info / "METADATA").unlink()
        if left is not None:
            (info / "METADATA").write_bytes(left)
    registry = Registry()
    assert plugin_named(registry, "well-behaved").distribution == ""
    assert registry.importer("words").format == "words"
    assert plugin_named(registry, "raises-on-import").cause.en == BROKEN["raises_on_import"]


def test_a_distribution_that_states_no_version_has_none(install: Install, tmp_path: Path) -> None:
    """And is named without one."""
    install("well_behaved")
    (info,) = (tmp_path / "site-packages").glob("*.dist-info")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-well-behaved\n")
    listed = plugin_named(Registry(), "well-behaved")
    assert (listed.version, str(listed)) == ("", "well-behaved (acme-well-behaved)")


def test_a_hook_that_offers_one_format_twice() -> None:
    """Or a format that is not in a list."""
    spec = Exporter(
        format="x",
        summary="",
        suffixes=(),
        options=NoOptions,
        write=lambda publication, options: b"",
    )

    def cause(answer: object) -> str:
        def hotline_exporters() -> Any:
            return answer

        plugin = SimpleNamespace(hotline_exporters=hookimpl(hotline_exporters))
        return plugin_named(Registry(plugins={"acme": plugin}, discover=False), "acme").cause.en

    assert cause([spec]) == ""
    assert cause([spec, spec]) == "hotline_exporters() gave 'x' twice"
    assert cause(spec).startswith("hotline_exporters() returned one Exporter; yield specs")
    nothing = Registry(plugins={"acme": SimpleNamespace()}, discover=False)
    assert plugin_named(nothing, "acme").cause.en.startswith("it answers no hook; mark one of")


# --- importers that go wrong while they read ---------------------------------------------------
def importer(install: Install, name: str) -> FileImporter[NoOptions]:
    install("bad_readers")
    found = Registry().importer(f"bad-readers/{name}")
    assert isinstance(found, FileImporter)
    return found


def read_all(importer: FileImporter[NoOptions], limits: Limits | None = None) -> list[object]:
    source = Source(name="calls.acme", data=b"", limits=limits or Limits())
    return list(read_rows(importer, source, NoOptions()))


def test_a_reader_that_fails_is_named_with_the_last_row(install: Install) -> None:
    """What it raised is the cause; its words, which may be a citizen's, are not repeated."""
    failing = importer(install, "fails-at-third")
    rows = read_rows(failing, Source(name="calls.acme", data=b""), NoOptions())
    assert [item.location.row for item in itertools.islice(rows, 2)] == [1, 2]
    with pytest.raises(UnreadableSource) as caught:
        next(rows)
    assert str(caught.value) == (
        "calls.acme: 'fails-at-third' of bad_readers failed with ValueError after row 2"
    )
    assert isinstance(caught.value.__cause__, ValueError)


def test_a_reader_that_fails_at_once(install: Install) -> None:
    """There is no row to name."""
    with pytest.raises(UnreadableSource, match="RuntimeError before the first row"):
        read_all(importer(install, "fails-at-once"))


def test_an_endless_reader_ends_at_the_limit(install: Install) -> None:
    """Limits.rows is the bound for a source that has none."""
    with pytest.raises(UnreadableSource, match="above the limit rows of 1000"):
        read_all(importer(install, "endless"), Limits(rows=1000))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("yields-text", "yields a str, neither a row nor a problem"),
        ("yields-text-row", "yields a row of a str"),
        ("yields-nowhere", "yields a row that does not say where it stands"),
        ("returns-nothing", "returned a NoneType, not rows"),
    ],
)
def test_garbage_is_refused(install: Install, name: str, message: str) -> None:
    """The plugin is to blame, not the file."""
    with pytest.raises(PluginBroken, match=f"'{name}' of bad_readers {message}"):
        read_all(importer(install, name))


def test_a_missing_package_comes_with_its_command(install: Install) -> None:
    """The spec says what it requires and how to install it."""
    with pytest.raises(MissingDependency) as caught:
        read_all(importer(install, "needs-package"))
    assert str(caught.value) == (
        "'needs-package' needs package_that_nobody_has. "
        'Install it with: pip install "hotline-metrics-acme"'
    )


def test_every_fixture_is_used() -> None:
    """A plugin nobody misbehaves with is dead weight."""
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    for module in (Path(__file__).parent / "misbehaving").glob("*.py"):
        assert f'"{module.stem}"' in tests
