"""Settings that all tests share."""

import os
from importlib.util import find_spec

import pytest
from hypothesis import settings

settings.register_profile("default", max_examples=80, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
# The same examples every time: what tests reach is measured with it, and must not depend on luck.
settings.register_profile("quick", max_examples=10, deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure(config: pytest.Config) -> None:
    """Say what our marker means."""
    config.addinivalue_line("markers", "needs_plugin(name, ...): skipped where one is absent")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """The core is also tested alone; what it does with a plugin is then not there to test."""
    for mark in item.iter_markers("needs_plugin"):
        for name in mark.args:
            if find_spec(f"hotline_metrics_{name}") is None:
                pytest.skip(f"needs the plugin hotline-metrics-{name}")


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    # Messages follow the locale; tests that want Chinese ask for it.
    monkeypatch.setenv("HOTLINE_METRICS_LANG", "en")
    # An error that is not ours is a fault: no command may swallow it here.
    monkeypatch.setenv("HOTLINE_METRICS_TRACEBACK", "1")
