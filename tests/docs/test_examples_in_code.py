"""Every example in a docstring is what happens."""

import doctest
import importlib
import pkgutil
from importlib.util import find_spec

import pytest

import hotline_metrics

PACKAGES = [
    "hotline_metrics",
    *(
        f"hotline_metrics_{name}"
        for name in ("api", "docx", "excel", "frames", "html", "sql")
        if find_spec(f"hotline_metrics_{name}")
    ),
]


def modules() -> list[str]:
    """Return every module of the installed packages of this project."""
    found = []
    for package in PACKAGES:
        room = importlib.import_module(package)
        found += [package]
        found += [each.name for each in pkgutil.walk_packages(room.__path__, f"{package}.")]
    return [name for name in found if not name.endswith("__main__")]


@pytest.mark.parametrize("name", modules())
def test_examples_are_true(name: str) -> None:
    """As they stand, each from a fresh start."""
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0


def test_there_are_examples() -> None:
    """The public functions have them."""
    finder = doctest.DocTestFinder()
    parts = finder.find(hotline_metrics.WorkCalendar)
    assert any(part.examples for part in parts)
