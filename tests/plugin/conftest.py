"""Plugins installed for one test: real modules with real metadata on a path of their own."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

MISBEHAVING = Path(__file__).parent / "misbehaving"

Install = Callable[..., None]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("PLUGINS", "STRICT_PLUGINS", "TRACE_PLUGINS"):
        monkeypatch.delenv(f"HOTLINE_METRICS_{variable}", raising=False)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install modules of ``misbehaving/`` as pip would: the module, and a dist-info beside it."""
    site = tmp_path / "site-packages"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    before = set(sys.modules)

    def install(*modules: str, name: str = "", version: str = "1.0") -> None:
        for module in modules:
            shutil.copy(MISBEHAVING / f"{module}.py", site)
            declare(site, module, name=name or module.replace("_", "-"), version=version)
        importlib.invalidate_caches()

    yield install
    for module in set(sys.modules) - before:
        if (MISBEHAVING / f"{module}.py").exists():
            del sys.modules[module]


def declare(site: Path, module: str, *, name: str, version: str) -> None:
    info = site / f"acme_{module}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: acme-{module.replace('_', '-')}\nVersion: {version}\n"
    )
    (info / "entry_points.txt").write_text(f"[hotline_metrics]\n{name} = {module}\n")
    (info / "RECORD").write_text("")
