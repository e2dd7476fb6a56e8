"""The example plugin and the template: installed as a stranger installs them, their tests run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "plugins" / "hotline-metrics-acme"
TEMPLATE = ROOT / "examples" / "plugin-template"
TUTORIAL = ROOT / "docs" / "tutorial" / "first-importer.md"


def install(project: Path, site: Path) -> dict[str, str]:
    """Build and install a project into a folder; return the environment that sees it."""
    # Without isolation and index: the build backend is here, and the network is not asked.
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    offline = ["--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, *offline, "--target", str(site), str(project)], check=True)
    return {**os.environ, "PYTHONPATH": str(site), "HOTLINE_METRICS_LANG": "en"}


def run(words: list[str], folder: Path, environment: dict[str, str]) -> str:
    """Run a module and return what it prints; its errors are shown."""
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stdout
    return done.stdout


def test_the_tutorial_builds_the_example() -> None:
    """Every file that the page shows is the example's, letter by letter."""
    page = TUTORIAL.read_text("utf-8")
    shown = re.findall(r"`([\w./]+)`:\n\n```\w+\n(.*?)```", page, re.DOTALL)
    assert {name for name, _ in shown} == {
        "src/hotline_metrics_acme/__init__.py",
        "pyproject.toml",
        "tests/test_contract.py",
        "tests/october.acme",
    }
    for name, text in shown:
        assert (EXAMPLE / name).read_text("utf-8") == text


def test_the_example_works_as_the_tutorial_says(tmp_path: Path) -> None:
    """Listed, its rows checked, its contract green."""
    environment = install(EXAMPLE, tmp_path / "site")
    command = ["hotline_metrics"]
    assert "acme-calls" in run([*command, "plugins"], EXAMPLE, environment)
    checked = run([*command, "check", "tests/october.acme"], EXAMPLE, environment)
    (promised,) = re.findall(r"october\.acme\n(✗.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL)
    assert [line.strip() for line in promised.splitlines()] == [
        line.strip() for line in checked.splitlines() if "notice" not in line
    ]
    tests = run(
        ["pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"], EXAMPLE, environment
    )
    assert re.search(r"^\d+ passed", tests, re.MULTILINE), tests


@pytest.mark.parametrize("offers", ["importer", "service", "exporter"])
def test_the_template_gives_a_plugin_that_works(offers: str, tmp_path: Path) -> None:
    """Rendered, installed, listed, its contract and its types green."""
    import copier

    project = tmp_path / "hotline-metrics-newtown"
    answers = {"thing": "newtown", "offers": offers}
    copier.run_copy(str(TEMPLATE), project, data=answers, defaults=True, quiet=True)
    assert not list(project.rglob("*.jinja"))
    environment = install(project, tmp_path / "site")
    assert "newtown" in run(["hotline_metrics", "plugins"], project, environment)
    tests = run(
        ["pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"], project, environment
    )
    assert re.search(r"^\d+ passed", tests, re.MULTILINE), tests
    types = run(["mypy", "--cache-dir", str(tmp_path / "mypy")], project, environment)
    assert "Success" in types, types
