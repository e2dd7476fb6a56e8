"""Settings that all tests share."""

import os

import pytest
from hypothesis import settings

settings.register_profile("default", max_examples=80, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    # Messages follow the locale; tests that want Chinese ask for it.
    monkeypatch.setenv("HOTLINE_METRICS_LANG", "en")
    # An error that is not ours is a fault: no command may swallow it here.
    monkeypatch.setenv("HOTLINE_METRICS_TRACEBACK", "1")
