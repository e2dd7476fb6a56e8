"""The examples are run as they stand: what the program makes, reads, and is embedded in."""

from __future__ import annotations

import configparser
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from hotline_metrics.cli import main
from hotline_metrics.synthesis.demo import FOUNDING, demo_files

EXAMPLES = Path(__file__).parents[2] / "examples"
FOUNDING_MONTH = EXAMPLES / "founding-month"
COUNTY = EXAMPLES / "county"
SCHEDULE = EXAMPLES / "schedule"


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's folder."""
    folder = tmp_path_factory.mktemp("examples") / "october"
    assert main(["demo", str(folder)]) == 0
    return folder


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A copy of the county's folder."""
    return Path(shutil.copytree(COUNTY, tmp_path / "qingling"))


# --- the founding month ----------------------------------------------------------------------
def test_the_founding_month_is_what_demo_writes() -> None:
    """Its tickets aside, which ``synthesize`` makes from the published table."""
    files = demo_files()
    del files["tickets.csv"]
    assert files == {
        path.relative_to(FOUNDING_MONTH).as_posix(): path.read_bytes()
        for path in FOUNDING_MONTH.rglob("*")
        if path.is_file() and path.name != "published.toml"
    }
    published = FOUNDING_MONTH / "published.toml"
    assert published.read_bytes() == (FOUNDING / "published.toml").read_bytes()


def test_synthesize_and_report_on_the_example(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table of an old bulletin becomes tickets, and the tickets its report."""
    tickets = tmp_path / "tickets.csv"
    assert main(["synthesize", str(FOUNDING_MONTH / "published.toml"), "-o", str(tickets)]) == 0
    words = ["report", str(tickets), "-m", "2023-10", "--office", str(FOUNDING_MONTH)]
    assert main([*words, "-o", str(tmp_path / "bulletin.md")]) == 0
    assert "2349 accepted, 0 rejected" in capsys.readouterr().err


# --- the county's folder ---------------------------------------------------------------------
def test_the_county_is_worked_through_as_its_readme_says(
    county: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command, and what it says where the page shows it."""
    monkeypatch.chdir(county)
    page = (COUNTY / "README.md").read_text("utf-8")
    blocks = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    assert sum(block.count("$ hotline-metrics") for block in blocks) == 9
    for block in blocks:
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$).*\n)*)", block, re.MULTILINE):
            if command.startswith("cp "):
                continue
            if command.startswith("sed "):
                subprocess.run(command, shell=True, check=True)
                continue
            words = command.split()[1:]
            # The shell opens the pattern of a quarter's files.
            words = [
                each
                for word in words
                for each in (sorted(map(str, Path().glob(word))) if "*" in word else [word])
            ]
            assert main(words) == (1 if words[0] == "check" else 0), command
            said = capsys.readouterr()
            if shown:
                assert sorted(shown.splitlines()) == sorted((said.out + said.err).splitlines())
    november = json.loads((county / "2025-11" / "report.json").read_text("utf-8"))
    assert november["rows"]["rejected"] == 0
    assert november["totals"]["overdue"] == 3
    assert november["exclusions"]["totals"]["overdue"] == 4
    assert {each["unit"]: each["streak"] for each in november["commended"]}["人社局"] == 4
    assert "环比持平" in (county / "2025-11" / "通报.md").read_text("utf-8")


# --- schedule --------------------------------------------------------------------------------
def monthly(office: Path, *month: str) -> tuple[int, str]:
    """Run the monthly script as cron does; return its status and its one line."""
    done = subprocess.run(
        [str(SCHEDULE / "monthly.sh"), str(office), *month],
        env={
            "PATH": "/usr/bin:/bin",
            "HOTLINE_METRICS": str(Path(sys.executable).parent / "hotline-metrics"),
            "HOTLINE_METRICS_LANG": "en",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_the_monthly_script_writes_archives_and_says_so(county: Path) -> None:
    """Run again it replaces its own report."""
    for _ in range(2):
        assert monthly(county, "2025-10") == (0, "2025-10: done, archived\n")
    assert (county / "archive" / "2025-10.json").is_file()
    assert "99 accepted, 0 rejected" in (county / "2025-10.log").read_text("utf-8")


def test_the_monthly_script_names_a_draft_and_does_not_archive_it(county: Path) -> None:
    """The rows to mend stand in a table for a spreadsheet."""
    status, said = monthly(county, "2025-11")
    assert (status, said) == (1, "2025-11: DRAFT, see 2025-11-problems.csv\n")
    assert not (county / "archive" / "2025-11.json").exists()
    assert "unit.unknown" in (county / "2025-11-problems.csv").read_text("utf-8-sig")


@pytest.mark.needs_plugin("excel")
def test_the_monthly_script_says_what_is_missing(county: Path) -> None:
    """No export; one that cannot be read; and without a month it is the last one."""
    assert monthly(county, "2025-12") == (2, "2025-12: there is no export tickets/2025-12.*\n")
    (county / "tickets" / "2025-12.xlsx").touch()
    status, said = monthly(county, "2025-12")
    assert status == 2
    assert said.startswith("2025-12: nothing was written; Error: 2025-12.xlsx")
    assert re.fullmatch(r"\d{4}-\d{2}: there is no export .*\n", monthly(county)[1])
    assert monthly(county / "nowhere")[0] == 2


def test_cron_and_systemd_call_the_script() -> None:
    """On the same day and hour, and with the same words."""
    crontab = (SCHEDULE / "crontab").read_text("utf-8")
    minute, hour, day, *_, script, office = crontab.splitlines()[-1].split()
    units = {}
    for end in ("service", "timer"):
        units[end] = configparser.ConfigParser(strict=False, interpolation=None)
        units[end].optionxform = str  # type: ignore[assignment, method-assign]
        units[end].read(SCHEDULE / f"hotline-monthly.{end}", "utf-8")
    assert units["service"]["Service"]["ExecStart"] == f"{script} {office}"
    assert units["timer"]["Timer"]["OnCalendar"] == f"*-*-{day} {int(hour):02}:{int(minute):02}:00"
    assert os.access(SCHEDULE / "monthly.sh", os.X_OK)


# --- embedding -------------------------------------------------------------------------------
def test_the_script_prints_writes_and_ends_with_a_status(october: Path, tmp_path: Path) -> None:
    """0 for a whole month, and a sentence instead of a traceback."""
    tickets = tmp_path / "tickets.csv"
    shutil.copy(october / "tickets.csv", tickets)

    def run(path: Path) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, str(EXAMPLES / "script" / "month.py"), str(october), str(path)]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            [*words, "2023-10"], env=environment, capture_output=True, text=True, check=False
        )

    done = run(tickets)
    assert done.returncode == 0, done.stderr
    assert "联通公司：37.50%（8 次评价），超期 6 件" in done.stdout
    assert (tmp_path / "2023-10.json").is_file()
    assert (tmp_path / "2023-10.md").is_file()
    assert run(tmp_path / "none.csv").stderr == "无法读取 none.csv：没有这个文件或文件夹\n"


@pytest.mark.parametrize("example", ["script/month.py", "web-service/month.py"])
def test_embedding_is_typed(example: str, tmp_path: Path) -> None:
    """As strictly as a host may ask."""
    words = ["mypy", "--strict", "--cache-dir", str(tmp_path), str(EXAMPLES / example)]
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.needs_plugin("frames")
def test_the_notebook_runs_and_keeps_no_outputs(tmp_path: Path) -> None:
    """Cell by cell, in an empty folder."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(  # type: ignore[no-untyped-call]
        EXAMPLES / "notebook" / "month.ipynb", 4
    )
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=300,
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    shown = {cell.id: str(cell.get("outputs")) for cell in notebook.cells}
    assert "Decimal('71.06')" in shown["compile"]
    assert "郭楼街道" in shown["table"]
    assert "231007102349106144" in shown["why"]
    assert (tmp_path / "bulletin.docx").is_file()


@pytest.fixture
def service(october: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The example's host, at a free port of this machine."""
    import uvicorn

    monkeypatch.setenv("OFFICE", str(october))
    monkeypatch.syspath_prepend(str(EXAMPLES / "web-service"))
    app = importlib.import_module("app").app
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def post(address: str, data: bytes) -> tuple[int, bytes]:
    """Upload bytes; return the status and what comes back."""
    head = {"Content-Type": "application/octet-stream"}
    try:
        with urlopen(Request(quote(address, safe=":/"), data=data, headers=head)) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.mark.needs_plugin("docx")
def test_the_web_service_answers_uploads(service: str, october: Path) -> None:
    """Checked, counted, written; and a refusal is a sentence in both languages."""
    data = (october / "tickets.csv").read_bytes()
    status, answer = post(f"{service}/check/工单.csv", data)
    assert (status, json.loads(answer)["accepted"]) == (200, 2349)
    torn = data.replace(b",2023-10-01 ", b",2023-10-41 ", 1)
    status, answer = post(f"{service}/check/工单.csv", torn)
    (problem,) = json.loads(answer)["problems"]
    assert problem["code"] == "time.impossible"
    assert problem["place"].startswith("工单.csv 第 ")
    status, answer = post(f"{service}/2023-10/report.json/工单.csv", data)
    assert json.loads(answer)["totals"]["result_satisfaction"]["percent"] == "71.06"
    status, answer = post(f"{service}/2023-10/bulletin.docx/工单.csv", data)
    assert (status, answer[:4]) == (200, b"PK\x03\x04")
    status, answer = post(f"{service}/2023-13/report.json/工单.csv", data)
    assert status == 422
    assert json.loads(answer) == {
        "zh": "“2023-13”不是期间：月份须为 01 至 12",
        "en": "'2023-13' is not a period: month must be in 1..12",
    }
