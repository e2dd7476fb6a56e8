"""A registry of its own for one test: what is installed takes no part."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hotline_metrics.plugin.registry import Registry, default_registry


def registry(**plugins: object) -> Registry:
    """Return a registry of the bundled formats and some plugins, and nothing that is installed.

    Args:
        plugins: modules or objects that answer hooks, by the plugin's name.

    >>> sorted(registry().engines())
    ['objects']
    """
    return Registry(plugins=plugins, discover=False, strict=True)


@pytest.fixture
def isolated_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Registry]]:
    """Make :func:`registry` available, and keep installed plugins out of the default one.

    Import the name into ``conftest.py`` to use it.
    """
    for variable in ("STRICT_PLUGINS", "TRACE_PLUGINS"):
        monkeypatch.delenv(f"HOTLINE_METRICS_{variable}", raising=False)
    monkeypatch.setenv("HOTLINE_METRICS_PLUGINS", "")
    default_registry.cache_clear()
    yield registry
    default_registry.cache_clear()
