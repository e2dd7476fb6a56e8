"""The distributions say the same of themselves, and none forgets what a stranger needs."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DISTRIBUTIONS = (ROOT, *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml")))


@pytest.fixture(params=DISTRIBUTIONS, ids=lambda path: "core" if path == ROOT else path.name)
def folder(request: pytest.FixtureRequest) -> Path:
    """Return the folder of each distribution."""
    found: Path = request.param
    return found


def described(folder: Path) -> dict[str, Any]:
    """Return what ``pyproject.toml`` says of a distribution."""
    with (folder / "pyproject.toml").open("rb") as stream:
        found: dict[str, Any] = tomllib.load(stream)
    return found


def test_all_six_plugins_are_held_to_it() -> None:
    """And to be named by the extra ``all``."""
    names = {described(folder)["project"]["name"] for folder in DISTRIBUTIONS[1:]}
    assert names == set(described(ROOT)["project"]["optional-dependencies"]["all"])
    assert len(names) == 6


def test_its_packages_tell_their_types(folder: Path) -> None:
    """``py.typed`` stands beside the first module, and goes into the wheel with it."""
    packages = described(folder)["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert packages
    for package in packages:
        assert (folder / package / "__init__.py").is_file()
        assert (folder / package / "py.typed").read_bytes() == b""


def test_its_licence_is_that_of_the_core(folder: Path) -> None:
    """Word for word, and named so that it is in every archive."""
    assert described(folder)["project"]["license"] == "MIT"
    assert described(folder)["project"]["license-files"] == ["LICENSE"]
    assert (folder / "LICENSE").read_text("utf-8") == (ROOT / "LICENSE").read_text("utf-8")


def test_it_is_described_as_the_core_is(folder: Path) -> None:
    """A readme, the same Pythons, the same maturity, both languages."""
    said, core = described(folder)["project"], described(ROOT)["project"]
    assert (folder / said["readme"]).read_text("utf-8").startswith("# ")
    assert said["description"]
    assert "12345" in said["keywords"]
    for shared in ("requires-python", "authors"):
        assert said[shared] == core[shared]
    whose = ("Programming Language", "Natural Language", "Development Status", "Typing")
    assert [each for each in said["classifiers"] if each.startswith(whose)] == [
        each for each in core["classifiers"] if each.startswith(whose)
    ]


def test_a_plugin_is_found_under_its_short_name(folder: Path) -> None:
    """``hotline-metrics-excel`` is the entry point ``excel``, and asks for a core of its time."""
    if folder == ROOT:
        return
    said = described(folder)["project"]
    thing = said["name"].removeprefix("hotline-metrics-")
    assert said["entry-points"]["hotline_metrics"] == {thing: f"hotline_metrics_{thing}"}
    (core,) = (each for each in said["dependencies"] if each.startswith("hotline-metrics>"))
    major, minor, _ = described(ROOT)["project"]["version"].split(".")
    assert f">={major}.{minor}" in core
