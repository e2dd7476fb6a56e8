"""A stage of the flow imports only those before it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import hotline_metrics

ROOT = Path(hotline_metrics.__file__).parent
LAYERS = (
    "message", "errors", "domain", "output", "privacy", "intake", "figures", "publish", "history",
    "plugin", "bundled", "workflow", "testing", "synthesis", "cli",
)  # fmt: skip
MODULES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.stem in LAYERS)


def imported(path: Path) -> Iterator[str]:
    """Yield the modules of this package that a file imports, inside functions too."""
    tree = ast.parse(path.read_text("utf-8"))
    # What only type checkers read ties nothing together when the program runs.
    checked = (n for n in ast.walk(tree) if isinstance(n, ast.If) and _is_type_checking(n))
    unseen = {id(node) for branch in checked for part in branch.body for node in ast.walk(part)}
    for node in ast.walk(tree):
        if id(node) in unseen:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "hotline_metrics":
                names = [f"hotline_metrics.{alias.name}" for alias in node.names]
            yield from (name for name in names if name.startswith("hotline_metrics."))
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.startswith("hotline_metrics."))


def _is_type_checking(branch: ast.If) -> bool:
    return isinstance(branch.test, ast.Name) and branch.test.id == "TYPE_CHECKING"


def layer(path: Path) -> str:
    """Return the layer that a file belongs to."""
    return path.relative_to(ROOT).with_suffix("").parts[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_imports_a_higher_layer(path: Path) -> None:
    """Low layers are readable without knowing the high ones."""
    height = LAYERS.index(layer(path))
    too_high = [
        name
        for name in imported(path)
        if name.split(".")[1] in LAYERS and LAYERS.index(name.split(".")[1]) > height
    ]
    assert too_high == []


PLUGINS = [
    *sorted((ROOT / "bundled").glob("*.py")),
    *sorted((Path(__file__).parents[2] / "plugins").glob("*/src/**/*.py")),
]


@pytest.mark.parametrize("path", PLUGINS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_plugins_import_what_a_stranger_imports(path: Path) -> None:
    """``hotline_metrics.plugin`` and the public names: what we need, authors get."""
    public = {f"hotline_metrics.{name}" for name in hotline_metrics.__all__}
    allowed = ("hotline_metrics.plugin", "hotline_metrics.bundled")
    used = {name for name in imported(path) if not name.startswith(allowed)}
    assert used <= public


def test_every_room_has_a_layer() -> None:
    """A new room is placed on purpose."""
    data = {"presets", "templates", "starters", "schema"}
    rooms = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith("__")}
    assert rooms - data <= set(LAYERS)
