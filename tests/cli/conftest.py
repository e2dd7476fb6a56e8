"""What the tests of commands share."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotline_metrics.plugin.registry import default_registry


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Install a plugin ``acme`` of that code, as pip would."""

    def installed(code: str) -> None:
        site = tmp_path / "site"
        about = site / "acme-2.7.dist-info"
        about.mkdir(parents=True)
        (site / "acme_exchange.py").write_text(code, "utf-8")
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 2.7\n")
        (about / "entry_points.txt").write_text("[hotline_metrics]\nacme = acme_exchange\n")
        monkeypatch.syspath_prepend(site)
        monkeypatch.setenv("HOTLINE_METRICS_PLUGINS", "acme")
        monkeypatch.delenv("HOTLINE_METRICS_STRICT_PLUGINS", raising=False)
        default_registry.cache_clear()

    yield installed
    sys.modules.pop("acme_exchange", None)
    default_registry.cache_clear()
