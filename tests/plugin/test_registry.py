"""Which format a name or a file means, and what is loaded to find out."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_metrics import bundled, write_report
from hotline_metrics.errors import AmbiguousFormat, PluginBroken, UnknownFormat, UnreadableSource
from hotline_metrics.intake.source import Source
from hotline_metrics.output import OutputError
from hotline_metrics.plugin import (
    FOLDER,
    AnyExporter,
    AnyFileImporter,
    Exporter,
    FileImporter,
    NoOptions,
    Publication,
    hookimpl,
)
from hotline_metrics.plugin.discovery import Plugin
from hotline_metrics.plugin.lookup import FILE_IMPORTER, Offer, by_file, by_name, shortest_names
from hotline_metrics.plugin.options import option_lines
from hotline_metrics.plugin.registry import Registry, default_registry
from hotline_metrics.testing import sample_report

Install = Callable[..., None]


def importer(
    name: str, *suffixes: str, magic: bytes = b"", breaks: bool = False
) -> AnyFileImporter:
    def recognise(head: bytes) -> bool:
        if breaks:
            raise IndexError
        return bool(magic) and head.startswith(magic)

    return FileImporter(
        format=name,
        summary=name,
        suffixes=suffixes,
        options=NoOptions,
        read=lambda source, options: iter(()),
        recognise=recognise if magic or breaks else None,
    )


def plugin(*importers: AnyFileImporter) -> object:
    """Return an object that answers the hook; a plugin need not be a module."""

    @hookimpl
    def hotline_importers() -> list[AnyFileImporter]:
        return list(importers)

    return SimpleNamespace(hotline_importers=hotline_importers)


def registry(**plugins: object) -> Registry:
    return Registry(plugins=plugins, discover=False)


# --- names -------------------------------------------------------------------------------------
def test_a_short_name_works_while_it_is_unique() -> None:
    """And the full name always does."""
    acme = importer("calls")
    found = registry(acme=plugin(acme))
    assert found.importer("calls") is found.importer("acme/calls") is acme


def test_two_strangers_with_one_name_are_an_error_that_names_both(install: Install) -> None:
    """Both stay usable by their full names, and nothing else is disturbed."""
    install("duplicate_one")
    install("duplicate_two", version="3.1")
    found = Registry()
    with pytest.raises(AmbiguousFormat) as caught:
        found.exporter("ledger")
    assert str(caught.value) == (
        "'ledger' may mean that of duplicate-one (acme-duplicate-one 1.0) "
        "or that of duplicate-two (acme-duplicate-two 3.1); "
        "say duplicate-one/ledger or duplicate-two/ledger"
    )
    with pytest.raises(AmbiguousFormat):
        found.exporter_for("a.ledger")
    assert found.exporter("duplicate-two/ledger").write.__module__ == "duplicate_two"
    assert {"duplicate-one/ledger", "duplicate-two/ledger"} <= set(found.exporters())
    assert "ledger" not in found.exporters()


def test_a_bundled_format_keeps_its_short_name(install: Install) -> None:
    """Its namesake is shown as shadowed, and its full name reaches it."""
    install("duplicate_one")
    found = Registry()
    assert found.exporter("json") is found.exporter("bundled/json")
    assert found.exporter_for("report.json") is found.exporter("json")
    assert found.exporter("duplicate-one/json").summary.en == "json"
    (listed,) = [plugin for plugin in found.plugins() if plugin.name == "duplicate-one"]
    assert listed.shadowed == ("duplicate-one/json",)
    assert listed.formats == ("ledger", "json")


def test_two_distributions_may_name_their_plugins_alike(install: Install) -> None:
    """What only one of them offers still works; what both offer cannot be named."""
    install("duplicate_one", "duplicate_two", name="acme")
    install("well_behaved", name="acme")
    found = Registry()
    assert found.importer("acme/words").format == "words"
    with pytest.raises(AmbiguousFormat, match="uninstall one of them"):
        found.exporter("acme/ledger")
    assert {
        note.en for plugin in found.plugins() for note in plugin.notes if plugin.name == "acme"
    } == {"another distribution has a plugin of the same name"}


def test_an_unknown_name_says_what_there_is() -> None:
    """The nearest name, what is installed, and what would bring it."""
    with pytest.raises(UnknownFormat, match=r"Did you mean 'calls'\? Installed: .*calls"):
        registry(acme=plugin(importer("calls"))).importer("cals")
    with pytest.raises(UnknownFormat, match="pip install hotline-metrics-excel"):
        registry().importer("excel")
    with pytest.raises(UnknownFormat, match="pip install hotline-metrics-docx"):
        registry().exporter_for("2023-10/bulletin.docx")
    with pytest.raises(UnknownFormat, match=r"no engine .* Installed: .*objects"):
        registry().engine("abacus")
    with pytest.raises(UnknownFormat, match="no bulletin reader"):
        registry().bulletin_reader_for(Source(name="a.odt", data=b""))


def test_listings_cannot_be_changed() -> None:
    """A mapping for reading, of everything there is."""
    listing = registry(acme=plugin(importer("calls"))).importers()
    assert listing["calls"].format == "calls"
    with pytest.raises(TypeError):
        listing["x"] = listing["calls"]  # type: ignore[index]


PLUGINS = st.dictionaries(
    st.sampled_from(["bundled", "acme", "zeta"]),
    st.lists(st.sampled_from(["csv", "calls", "log"]), unique=True),
)


def meaning(name: str, offers: list[Offer[AnyFileImporter]]) -> str:
    try:
        found = by_name(name, offers)
    except AmbiguousFormat:
        return "ambiguous"
    return found.full_name if found else "unknown"


@settings(max_examples=80, deadline=None)
@given(PLUGINS, st.randoms(use_true_random=False))
def test_nothing_wins_by_being_first(plugins: dict[str, list[str]], random: object) -> None:
    """Names mean the same in whatever order plugins are found, and full names always work."""
    offers = FILE_IMPORTER.offers(
        Plugin(name=name, specs=tuple(importer(word) for word in formats))
        for name, formats in plugins.items()
    )
    shuffled = list(offers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for name in ("csv", "calls", "log", "acme/csv", "bundled/csv"):
        assert meaning(name, offers) == meaning(name, shuffled)
    for offer in offers:
        assert by_name(offer.full_name, shuffled) == offer
    named = shortest_names(shuffled)
    assert sorted(o.full_name for o in named.values()) == sorted(o.full_name for o in offers)
    for offer in offers:
        if offer.is_bundled:
            assert named[offer.spec.format] == offer


# --- files -------------------------------------------------------------------------------------
def test_the_longest_suffix_decides_whatever_its_case() -> None:
    """``.calls.txt`` is more than ``.txt``."""
    text, calls = importer("text", ".txt"), importer("calls", ".calls.txt")
    found = registry(a=plugin(text), b=plugin(calls))
    assert found.importer_for(Source(name="OCTOBER.CALLS.TXT", data=b"")) is calls
    assert found.importer_for(Source(name="october.txt", data=b"")) is text


def test_a_final_slash_asks_for_a_folder(tmp_path: Path) -> None:
    """Whoever writes folders is chosen by it; what writes one file is not put there."""
    tree = Exporter(
        format="tree", summary="two files", suffixes=(FOLDER,), options=NoOptions, write=write_tree
    )
    found = Registry(plugins={"acme": offering(tree)}, discover=False)
    assert found.exporter_for("october.v2/") is tree
    report = sample_report(())
    written = write_report(report, f"{tmp_path}/october.v2/", registry=found)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "october.v2/index.txt",
        "october.v2/2023-10/page.txt",
    ]
    with pytest.raises(UnknownFormat, match="knows files such as 'october'"):
        found.exporter_for(Path("october/"))
    with pytest.raises(OutputError, match="names a folder, and json writes one file"):
        write_report(report, f"{tmp_path}/json/", format="json", registry=found)
    with pytest.raises(UnknownFormat, match="knows folders such as 'site/'.*metrics-html brings"):
        Registry(discover=False).exporter_for("out/site/")


def write_tree(publication: Publication, options: NoOptions) -> Mapping[str, bytes]:
    """Return an index and a page."""
    return {"index.txt": b"2023-10", f"{publication.report.period}/page.txt": b""}


def offering(exporter: AnyExporter) -> object:
    """Return a plugin that offers an exporter."""

    @hookimpl
    def hotline_exporters() -> list[AnyExporter]:
        return [exporter]

    return SimpleNamespace(hotline_exporters=hotline_exporters)


def test_content_decides_between_equal_suffixes() -> None:
    """Where it does not, both are named."""
    a, b = importer("a", ".dat", magic=b"AAA"), importer("b", ".dat", magic=b"BBB")
    found = registry(one=plugin(a), two=plugin(b))
    assert found.importer_for(Source(name="x.dat", data=b"BBB...")) is b
    with pytest.raises(AmbiguousFormat, match="one/a or two/b"):
        found.importer_for(Source(name="x.dat", data=b"CCC"))


def test_a_file_without_a_known_suffix_is_recognised_by_content() -> None:
    """A ``recognise`` that fails on a stranger's file does not recognise it."""
    a, b = importer("a", ".a", breaks=True), importer("b", ".b", magic=b"BBB")
    found = registry(one=plugin(a), two=plugin(b))
    assert found.importer_for(Source(name="export", data=b"BBB...")) is b
    with pytest.raises(UnknownFormat, match="no importer knows files such as 'export'"):
        found.importer_for(Source(name="export", data=b"\x00"))


def test_a_suffix_is_decided_without_opening_the_file() -> None:
    """Only content needs the file."""
    found = registry(acme=plugin(importer("calls", ".calls")))
    assert found.importer_for(Source.at("nowhere/october.calls")).format == "calls"
    with pytest.raises(UnreadableSource):
        found.importer_for(Source.at("nowhere/october.unheard-of"))


def test_by_file_without_offers() -> None:
    """Nothing fits nothing."""
    nothing: list[Offer[AnyFileImporter]] = []
    assert by_file("a.csv", nothing) is None


# --- what is loaded ----------------------------------------------------------------------------
def test_bundled_formats_load_no_plugin(install: Install) -> None:
    """Nor does a full name load more than its own plugin."""
    install("raises_on_import", "well_behaved")
    for module in ("raises_on_import", "well_behaved"):
        assert module not in sys.modules
    found = Registry()
    found.exporter_for("report.json")
    found.engine("objects")
    assert "well_behaved" not in sys.modules
    assert found.importer("well-behaved/words").format == "words"


def test_the_environment_narrows(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name of the plugin or its distribution; an empty value admits none but the bundled."""
    install("well_behaved", "duplicate_one")

    def names() -> list[str]:
        return [plugin.name for plugin in Registry().plugins()]

    assert {"bundled", "duplicate-one", "well-behaved"} <= set(names())
    monkeypatch.setenv("HOTLINE_METRICS_PLUGINS", "well-behaved, acme-nothing")
    assert names() == ["bundled", "well-behaved"]
    monkeypatch.setenv("HOTLINE_METRICS_PLUGINS", "acme-duplicate-one")
    assert names() == ["bundled", "duplicate-one"]
    monkeypatch.setenv("HOTLINE_METRICS_PLUGINS", "")
    assert names() == ["bundled"]
    with pytest.raises(UnknownFormat, match=r"Left out by HOTLINE_METRICS_PLUGINS: .*well-behaved"):
        Registry().importer("words")


def test_tracing_goes_to_the_log(
    install: Install, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Who was asked what, and how long it took."""
    install("well_behaved")
    monkeypatch.setenv("HOTLINE_METRICS_TRACE_PLUGINS", "1")
    with caplog.at_level(logging.INFO, "hotline_metrics.plugin"):
        Registry().importer("words")
    assert "well-behaved: asking hotline_importers()" in caplog.messages
    assert any(
        message.startswith("well-behaved (acme-well-behaved 1.0): 0.")
        for message in caplog.messages
    )


def test_the_default_registry_is_one() -> None:
    """Made on first use, the same ever after."""
    assert default_registry() is default_registry()


def test_the_bundled_plugin_is_listed_like_any_other() -> None:
    """With the version of the package."""
    listed = registry().plugins()[0]
    assert (listed.name, listed.distribution) == ("bundled", "hotline-metrics")
    assert listed.version
    assert listed.error is None
    assert {"json", "objects"} <= set(listed.formats)


def test_a_copy_that_was_not_installed_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a folder that somebody unpacked: its formats work all the same."""
    found = registry()
    installed = found.plugins()[0]
    monkeypatch.setattr(sys, "path", [])
    copied = found.plugins()[0]
    assert (copied.version, copied.formats) == ("", installed.formats)
    assert str(copied) == "bundled (hotline-metrics)"


def test_every_bundled_module_that_answers_hooks_is_listed() -> None:
    """One that is forgotten would never be found."""
    folder = Path(bundled.__file__).parent
    answering = {
        f"{bundled.__name__}.{path.stem}"
        for path in folder.glob("*.py")
        if "@hookimpl" in path.read_text(encoding="utf-8")
    }
    assert set(bundled.BUNDLED) == answering


def test_a_damaged_package_says_so_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's plugin may be broken and stop nobody; the package itself may not."""
    monkeypatch.setattr(bundled, "BUNDLED", ("hotline_metrics.bundled.deleted_by_accident",))
    with pytest.raises(PluginBroken, match=r"bundled .* No module named .*deleted_by_accident"):
        registry().exporter("json")


def test_bundled_formats_do_not_compete() -> None:
    """Each suffix means one of them, and every option has its help."""
    found = registry()
    for exporter in found.exporters().values():
        for suffix in exporter.suffixes:
            assert found.exporter_for(f"a{suffix}") is exporter
    for reader in found.bulletin_readers().values():
        for suffix in reader.suffixes:
            assert found.bulletin_reader_for(Source(name=f"a{suffix}", data=b"")) is reader
    for spec in found.plugins()[0].specs:
        assert all(line.help for line in option_lines(spec.options))


def test_authoring_a_plugin_imports_nothing_heavy() -> None:
    """Everybody who has any plugin pays for what this module imports."""
    heavy = ("pluggy", "cattrs", "dateutil", "tabulate", "jinja2", "importlib.metadata", "click")
    program = (
        "import sys, hotline_metrics.plugin\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_format_of_another_registry_has_no_provider_here() -> None:
    """A registry speaks of what it has given out."""
    with pytest.raises(KeyError, match="calls"):
        registry().provider(importer("calls"))


def test_an_importer_without_a_mark_of_its_own_recognises_nothing() -> None:
    """A file of no known suffix is not taken for whatever happens to be installed."""
    found = registry(acme=plugin(importer("calls")))
    with pytest.raises(UnknownFormat):
        found.importer_for(Source(name="a.unknown", data=b"\x00\x01"))
