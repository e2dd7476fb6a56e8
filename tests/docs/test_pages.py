"""What the pages show is run, block after block, at a desk like a reader's.

Python is executed, commands are given and say what the page shows, TOML is a rulebook or an office's
file, JSON a report.
"""

import re
import shlex
import shutil
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from sybil import Document, Example
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser
from sybil.typing import Evaluator

from hotline_metrics import Roster, Rulebook, decode_report, load_notes
from hotline_metrics.cli import main
from hotline_metrics.cli.office import Office
from hotline_metrics.plugin import make_options
from hotline_metrics.plugin.registry import default_registry

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "docs" / "reference" / "problems"
PAGES = sorted(
    path
    for path in (*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md"))
    if GENERATED not in path.parents and "_build" not in path.parts
)
# Pages whose blocks are parts of a plugin have tests of their own.
ELSEWHERE = {"hooks.md", "first-importer.md", "test-a-plugin.md", "publish-a-plugin.md"}

LANGUAGES = {"python", "console", "toml", "json"}
"""The languages of blocks that are run."""

SHOWN = {"text", "ini", "bash", "eval-rst"}
"""Those that are looked at only: layouts, a service's settings, what is not a block of code."""

ELSEWHERE_INSTALLED = {"jupyterlab", "dmPython", "dmSQLAlchemy"}
"""Packages that pages speak of and no test needs."""

OTHER_PROGRAMS = (
    "python3 -m venv",
    ".venv/bin/",
    "cp ",
    "cd ",
    "OFFICE=",
    "curl ",
    "docker ",
    "git ",
)
"""What a page asks of other programs than this one."""

PLUGINS = ("api", "docx", "excel", "frames", "html", "sql")

FILES = re.MULTILINE | re.DOTALL

pytestmark = pytest.mark.usefixtures("_at_the_desk")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has: the demonstration with its report, exports, bulletins, an odd workbook."""
    import csv

    from openpyxl import Workbook

    absent = [name for name in PLUGINS if find_spec(f"hotline_metrics_{name}") is None]
    if absent:
        pytest.skip(f"pages show what the plugins do; absent: {', '.join(absent)}")
    folder = tmp_path_factory.mktemp("desk")
    october = folder / "october"
    assert main(["demo", str(october)]) == 0
    assert main(["report", str(october / "tickets.csv"), "-m", "2023-10"]) == 0
    text = (october / "tickets.csv").read_text("utf-8-sig")
    (folder / "whole.csv").write_text(text, "utf-8")
    rows = list(csv.reader(text.splitlines()))
    rows[6][1] = "2023-13-01 09:45:35"
    with (folder / "tickets.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("10月")
    for row in rows:
        sheet.append(row)
    book.save(folder / "tickets.xlsx")
    shutil.copy(folder / "tickets.xlsx", folder / "工单.xlsx")
    shutil.copy(folder / "tickets.csv", folder / "工单.csv")
    shutil.copytree(october / "archive", folder / "archive")
    for name in ("bulletin.md", "report.json", "2023-10.md"):
        shutil.copy(october / name, folder / name)
    shutil.copy(october / "report.json", folder / "old.json")
    shutil.copy(october / "report.json", folder / "new.json")
    shutil.copy(ROOT / "tests" / "data" / "bulletins" / "founding.txt", folder / "bulletin.txt")
    whole = str(october / "tickets.csv")
    assert main(["report", whole, "-m", "2023-10", "-o", str(folder / "bulletin.docx")]) == 0
    for name in ("工单10月.xlsx", "rules.toml"):
        shutil.copy(ROOT / "examples" / "odd-spreadsheet" / name, folder / name)
    return folder


@pytest.fixture
def _at_the_desk(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(desk, tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")


def blocks(page: Path, evaluate: dict[str, Evaluator]) -> Document:
    """Return a page whose blocks are evaluated by language."""
    parsers = [CodeBlockParser(language, evaluator) for language, evaluator in evaluate.items()]
    return Document.parse(str(page), *parsers)


def has_blocks(page: Path) -> bool:
    """Tell whether a page has blocks that are run here."""
    found = set(re.findall(r"^```(\w+)$", page.read_text("utf-8"), re.MULTILINE))
    return page.name not in ELSEWHERE and bool(found & LANGUAGES)


@pytest.mark.parametrize("page", [*filter(has_blocks, PAGES)], ids=lambda page: page.name)
def test_blocks_run(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of a page, one after another."""

    def console(example: Example) -> None:
        for command, shown in commands(str(example.parsed)):
            lang = "zh" if ".zh" in page.name else "en"
            said = give(command, lang, capsys)
            for line in filter(None, map(str.strip, shown)):
                assert line in said, f"{command}\ndoes not say\n{line}\nbut\n{said}"

    text = page.read_text("utf-8")
    for name, content in re.findall(r"^`([\w.-]+)`:\n\n```text\n(.*?)^```", text, FILES):
        Path(name).write_text(content, "utf-8")
    evaluators: dict[str, Evaluator] = {
        "python": PythonEvaluator(),
        "console": console,
        "toml": settings_are_read,
        "json": a_report_is_read,
    }
    for example in blocks(page, evaluators).examples():
        example.evaluate()


def commands(block: str) -> list[tuple[str, list[str]]]:
    """Take a block apart into commands and what each of them says."""
    lines = block.replace("\\\n", " ").splitlines()
    prompts = any(line.startswith("$ ") for line in lines)
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("$ ") or not prompts:
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line)
    return found


def give(command: str, lang: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Give a command and return what it says; that of another program is only known by name."""
    if command.startswith("pip install"):
        is_installable(command)
        return ""
    if command.startswith(OTHER_PROGRAMS):
        return ""  # the README's first command has a test of its own
    program, *words = shlex.split(command, comments=True)
    assert program == "hotline-metrics", command
    # What it would read is served, or stands in a database, in the plugins' own tests.
    if "--from" in words:
        return ""
    if words[0] == "demo":
        shutil.rmtree(words[1])  # a reader makes it; here it stands already
    capsys.readouterr()
    status = main(["--lang", lang, *words] if "--lang" not in words else words)
    said = capsys.readouterr()
    assert status in {0, 1}, f"{command}\n{said.err}"
    return said.out + said.err


def is_installable(command: str) -> None:
    """The package is one of this project, with that extra, or one that CI knows."""
    known = set(re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(), re.MULTILINE))
    for word in shlex.split(command)[2:]:
        match = re.fullmatch(r"([\w-]+)(?:\[([\w,]+)\])?(?:[<>=]+[\d.]+)?", word)
        assert match is not None, word
        name, extras = match.groups()
        if name in ELSEWHERE_INSTALLED:
            continue
        place = ROOT if name == "hotline-metrics" else ROOT / "plugins" / name
        if not (place / "pyproject.toml").is_file():
            assert name in known, word
            continue
        project = tomllib.loads((place / "pyproject.toml").read_text("utf-8"))["project"]
        given = set(extras.split(",")) if extras else set()
        assert given <= set(project.get("optional-dependencies", {})), word


def settings_are_read(example: Example) -> None:
    """A block that extends nothing stands for a part of a rulebook; one with a name is its file."""
    text = str(example.parsed)
    if "[importers." in text or "[exporters." in text or "outputs" in text:
        Path("settings").mkdir(exist_ok=True)
        Path("settings/hotline.toml").write_text(text, "utf-8")
        for name, options in Office.at("settings").table.importers.items():
            assert make_options(default_registry().importer(name), options)
        return
    name = tomllib.loads(text).get("name", "part")
    path = Path(f"{name}.toml")
    path.write_text(text if "extends" in text else 'extends = "plain"\n' + text, "utf-8")
    assert Rulebook.load(path).measures


def a_report_is_read(example: Example) -> None:
    """What a county types in."""
    assert decode_report(str(example.parsed)).totals


def test_every_block_is_run_or_only_shown() -> None:
    """A new language has to be decided about."""
    for page in PAGES:
        found = set(re.findall(r"^```(?:(\w[\w-]*)|\{\w)", page.read_text("utf-8"), re.MULTILINE))
        assert found - {""} <= LANGUAGES | SHOWN, page.name


def test_the_commands_of_the_readme_are_the_program(tmp_path: Path) -> None:
    """The first command's last two steps, as they stand there."""
    text = (ROOT / "README.md").read_text("utf-8")
    (command,) = re.findall(r"^(python3 -m venv .* demo .*)$", text, re.MULTILINE)
    shutil.rmtree("october")
    for words in (part.split() for part in command.split(" && ")):
        if words[0].endswith("hotline-metrics"):
            assert main(words[1:]) == 0
    assert Path("october", "bulletin.md").is_file()


@pytest.mark.parametrize("name", ["first-bulletin.md", "first-bulletin.zh.md"])
def test_the_files_of_the_tutorial_are_read(name: str) -> None:
    """The roster and the month's notes that it shows, in both languages the same."""
    page = (ROOT / "docs" / "tutorial" / name).read_text("utf-8")
    units, notes = re.findall(r"^```text\n(.*?)^```", page, FILES)
    Path("units.csv").write_text(units, "utf-8")
    Path("2023-10.md").write_text(notes, "utf-8")
    roster = Roster.load("units.csv")
    assert [unit.group for unit in roster.units] == ["县直单位", "乡镇街道"]
    assert load_notes(Path("2023-10.md")).cite == ("231007102349106144",)


def test_the_tutorials_are_equal() -> None:
    """The same blocks in the same order, and as many sections, in Chinese and in English."""
    shapes = []
    for name in ("first-bulletin.md", "first-bulletin.zh.md"):
        page = (ROOT / "docs" / "tutorial" / name).read_text("utf-8")
        shapes.append(re.findall(r"^(#+) |^```(\w+)$|^(\|)", page, re.MULTILINE))
    assert shapes[0] == shapes[1]
