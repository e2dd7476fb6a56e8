"""No command overwrites what it reads."""

import shutil
from pathlib import Path

import pytest

from hotline_metrics.cli import main


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the first days of the founding month, and their report."""
    office = tmp_path_factory.mktemp("sources") / "october"
    assert main(["demo", str(office)]) == 0
    tickets = office / "tickets.csv"
    tickets.write_bytes(b"".join(tickets.read_bytes().splitlines(keepends=True)[:60]))
    assert main(["report", str(office / "tickets.csv"), "-m", "2023-10"]) == 0
    return office


@pytest.fixture
def office(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of it, as the current folder."""
    shutil.copytree(prepared, tmp_path / "office")
    monkeypatch.chdir(tmp_path / "office")
    return tmp_path / "office"


REPORT = "report tickets.csv -m 2023-10"


@pytest.mark.parametrize(
    ("command", "kept"),
    [
        (f"{REPORT} -o tickets.csv --format json", "tickets.csv"),
        (f"{REPORT} -o ../office/tickets.csv --format json", "tickets.csv"),
        (f"{REPORT} -o 2023-10.md", "2023-10.md"),
        (f"{REPORT} --notes 2023-10.md -o 2023-10.md", "2023-10.md"),
        (f"{REPORT} -o archive/2023-09.json", "archive/2023-09.json"),
        (f"{REPORT} --template own.md -o own.md", "own.md"),
        (f"{REPORT} --rules own.toml -o own.toml --format json", "own.toml"),
        (f"{REPORT} -o hotline.toml --format json", "hotline.toml"),
        (f"{REPORT} -o units.csv --format json", "units.csv"),
        (f"{REPORT} -o x.json --problems units.csv", "units.csv"),
        ("check tickets.csv --problems tickets.csv", "tickets.csv"),
        ("due tickets.csv --problems tickets.csv", "tickets.csv"),
        ("audit bulletin.md --problems bulletin.md", "bulletin.md"),
        ("explain report.json totals/assigned -o report.json", "report.json"),
        ("explain report.json totals/assigned -o tickets.csv", "tickets.csv"),
        ("synthesize published.toml -o published.toml", "published.toml"),
    ],
)
def test_no_output_replaces_a_source(
    command: str, kept: str, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is refused, nothing else is written either, and the source is what it was."""
    (office / "own.md").write_text("# {{ month }}\n", "utf-8")
    (office / "own.toml").write_text('extends = "pingyu"\n', "utf-8")
    shutil.copy(Path(__file__).parents[2] / "examples/founding-month/published.toml", office)
    before = {path: path.read_bytes() for path in office.rglob("*") if path.is_file()}
    assert before[office / kept]
    assert main(command.split()) == 2
    assert "this run reads it" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in office.rglob("*") if path.is_file()} == before
