"""What the pages show is run: Python in a folder with the demonstration, TOML as rulebooks."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from hotline_metrics import Rulebook, decode_report
from hotline_metrics.cli import main
from hotline_metrics.cli.office import Office
from hotline_metrics.errors import UnknownFormat
from hotline_metrics.plugin import make_options
from hotline_metrics.plugin.registry import default_registry

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Pages whose blocks are parts of a plugin have tests of their own.
ELSEWHERE = {"hooks.md", "first-importer.md", "test-a-plugin.md", "publish-a-plugin.md"}


def blocks(page: Path, language: str) -> list[str]:
    """Return the code blocks of a page in one language."""
    found = re.findall(
        rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return [str(block) for block in found]


def with_blocks(language: str) -> list[Path]:
    """Return the pages that have blocks in a language."""
    return [page for page in PAGES if page.name not in ELSEWHERE and blocks(page, language)]


@contextmanager
def plugins_or_skip() -> Iterator[None]:
    """Where the core is tested alone, pages that show a plugin are not run."""
    names = ("api", "docx", "excel", "frames", "html", "sql")
    absent = [name for name in names if find_spec(f"hotline_metrics_{name}") is None]
    try:
        yield
    except (UnknownFormat, ModuleNotFoundError) as error:
        if not absent:
            raise
        pytest.skip(f"needs one of the plugins {', '.join(absent)}: {error}")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which ``hotline-metrics demo october`` has run."""
    folder = tmp_path_factory.mktemp("pages")
    assert main(["demo", str(folder / "october")]) == 0
    return folder


@pytest.mark.parametrize("page", with_blocks("python"), ids=lambda page: page.name)
def test_python_runs(page: Path, demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All blocks of a page, one after another."""
    monkeypatch.chdir(demonstration)
    names: dict[str, object] = {}
    with plugins_or_skip():
        for block in blocks(page, "python"):
            exec(compile(block, str(page), "exec"), names)


@pytest.mark.parametrize("page", with_blocks("toml"), ids=lambda page: page.name)
def test_toml_is_a_rulebook_or_an_offices_file(page: Path, tmp_path: Path) -> None:
    """A block that extends nothing stands for a part of a rulebook."""
    for number, block in enumerate(blocks(page, "toml")):
        path = tmp_path / f"{number}.toml"
        if "[importers." in block:
            (tmp_path / "hotline.toml").write_text(block, "utf-8")
            for name, options in Office.at(str(tmp_path)).table.importers.items():
                with plugins_or_skip():
                    assert make_options(default_registry().importer(name), options)
            continue
        path.write_text(block if "extends" in block else 'extends = "plain"\n' + block, "utf-8")
        assert Rulebook.load(path).measures


@pytest.mark.parametrize("page", with_blocks("json"), ids=lambda page: page.name)
def test_json_is_a_report(page: Path) -> None:
    """What a county types in."""
    for block in blocks(page, "json"):
        assert decode_report(block).totals


def test_the_commands_of_the_readme_are_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first command's last two steps, as they stand there."""
    (command,) = [b for b in blocks(ROOT / "README.md", "console") if " demo " in b]
    monkeypatch.chdir(tmp_path)
    steps = [part.split() for part in command.strip().split(" && ")]
    for words in steps:
        if words[0].endswith("hotline-metrics"):
            assert main(words[1:]) == 0
    assert (tmp_path / "october" / "bulletin.md").is_file()
