"""What is not needed is not loaded: lists of modules, not milliseconds."""

import subprocess
import sys

import pytest

HEAVY = {
    "pluggy", "dateutil", "tabulate", "jinja2", "importlib.metadata", "cattrs", "msgspec", "click",
    "chinese_calendar", "rich", "wcwidth",
}  # fmt: skip


def loaded(statement: str) -> set[str]:
    """Return the modules that a fresh interpreter loads for a statement."""
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def nothing() -> set[str]:
    """Return what the interpreter loads by itself, editable installs included."""
    return loaded("pass")


def test_importing_the_package_loads_attrs_and_the_standard_library(nothing: set[str]) -> None:
    """And no plugin."""
    new = loaded("import hotline_metrics") - nothing
    assert not new & HEAVY
    foreign = {name.split(".")[0] for name in new} - set(sys.stdlib_module_names)
    assert {name for name in foreign if not name.startswith("_")} == {
        "attr",
        "attrs",
        "hotline_metrics",
    }
    assert not any(name.startswith("hotline_metrics.bundled") for name in new)


def test_the_authoring_surface_is_light(nothing: set[str]) -> None:
    """Reading our types costs a plugin nothing."""
    assert not (loaded("import hotline_metrics.plugin") - nothing) & HEAVY


def test_help_loads_no_plugin(nothing: set[str]) -> None:
    """A broken or slow plugin cannot spoil ``--help``."""
    new = loaded("from hotline_metrics.cli import main\nmain(['--help'])") - nothing
    assert not new & {"pluggy", "jinja2", "msgspec", "tabulate", "chinese_calendar"}
    assert not any(name.startswith(("hotline_metrics.bundled", "hotline_metrics_")) for name in new)


def test_version_loads_no_command_line(nothing: set[str]) -> None:
    """Answered before anything else."""
    new = loaded("from hotline_metrics.cli import main\nmain(['--version'])") - nothing
    assert not new & {"click", "pluggy", "cattrs"}
