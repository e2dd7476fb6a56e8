"""What every plugin promises, as test classes to subclass."""

from __future__ import annotations

import pytest

_MODULES = (
    "engine", "exporter", "file_importer", "reader", "service_importer", "spec", "watching",
)  # fmt: skip

# A failing assert shows its values, as in a test of one's own.
pytest.register_assert_rewrite(*(f"{__name__}.{module}" for module in _MODULES))
