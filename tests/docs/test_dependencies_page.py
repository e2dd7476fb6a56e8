"""The page on dependencies names each of them, its licence and its reason."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECTS = [ROOT / "pyproject.toml", *sorted((ROOT / "plugins").glob("*/pyproject.toml"))]

PERMISSIVE = {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT", "PSF-2.0"}
# Used as they are, from distributions of their own, and in extras only.
IN_EXTRAS = {"LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "MPL-2.0"}

# What packages wrote before licences had identifiers.
WORDS = {
    "BSD License": {"BSD-2-Clause", "BSD-3-Clause"},
    "MIT License": {"MIT"},
    "Apache Software License": {"Apache-2.0"},
    "Python Software Foundation License": {"PSF-2.0"},
    "GNU Lesser General Public License v2 or later (LGPLv2+)": {"LGPL-2.1-or-later"},
}

pytestmark = pytest.mark.needs_plugin("api", "docx", "excel", "frames", "html", "sql")


def lines_of(project: str) -> dict[str, list[str]]:
    """Return a distribution's lines of the page: package to the cells behind it."""
    page = (ROOT / "docs" / "reference" / "dependencies.md").read_text("utf-8")
    (section,) = re.findall(rf"^## {project}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {first.strip(" `"): [cell.strip() for cell in cells] for first, *cells in rows}


def needs_of(path: Path) -> tuple[str, dict[str, set[str]]]:
    """Return a distribution's name, and package to the extras it is needed for."""
    project = tomllib.loads(path.read_text("utf-8"))["project"]
    needs: dict[str, set[str]] = {}
    for extra, wanted in {
        "": project["dependencies"],
        **project.get("optional-dependencies", {}),
    }.items():
        for each in wanted:
            needs.setdefault(Requirement(each).name, set()).add(extra)
    return str(project["name"]), needs


def unused_here(path: Path) -> set[str]:
    """Return the packages that other systems need."""
    project = tomllib.loads(path.read_text("utf-8"))["project"]
    needs = [Requirement(each) for each in project["dependencies"]]
    return {each.name for each in needs if each.marker and not each.marker.evaluate()}


def declared(package: str) -> set[str]:
    """Return the licences that an installed package says it is under."""
    said = metadata(package)
    if expressions := said.get_all("License-Expression"):
        return set(expressions)
    words = set(said.get_all("License") or ())
    for classifier in said.get_all("Classifier") or ():
        if classifier.startswith("License :: OSI Approved :: "):
            words.add(classifier.rsplit(" :: ", 1)[1])
    return {name for word in words for name in WORDS.get(word, {word})}


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.parent.name)
def test_every_dependency_has_its_line(path: Path) -> None:
    """And no line a dependency that is not there; extras are named."""
    project, needs = needs_of(path)
    lines = lines_of(project)
    assert set(lines) == set(needs)
    for package, (_, reason, _) in lines.items():
        assert reason
        extras = set(re.findall(r"`(\w+)`", reason)) if reason.startswith("extra") else {""}
        assert extras == needs[package], package


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.parent.name)
def test_licences_are_those_that_packages_declare(path: Path) -> None:
    """None of them binds whoever uses the core."""
    project, needs = needs_of(path)
    for package, (licence, *_) in lines_of(project).items():
        if package not in unused_here(path):
            assert licence in declared(package), package
        assert licence in PERMISSIVE | (set() if "" in needs[package] else IN_EXTRAS), package


def test_every_distribution_has_its_section() -> None:
    """In the order of their names."""
    page = (ROOT / "docs" / "reference" / "dependencies.md").read_text("utf-8")
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == [needs_of(path)[0] for path in PROJECTS]
