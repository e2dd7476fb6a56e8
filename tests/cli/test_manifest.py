"""The manifest: no option changes anything unseen, no secret is in it, same manifest, same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from hotline_metrics import Period, Registry, Rulebook, compile_report, read_service_tickets
from hotline_metrics.cli import main
from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.program import program
from hotline_metrics.domain.manifest import Manifest
from hotline_metrics.plugin import (
    AnyImporter,
    Location,
    Problem,
    Row,
    ServiceImporter,
    Window,
    hookimpl,
    option,
)
from hotline_metrics.publish.manifest_json import encode_manifest, load_manifest
from hotline_metrics.workflow.describe import describe_run


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demonstration, with one row that is no ticket."""
    folder = tmp_path_factory.mktemp("manifest") / "october"
    assert main(["demo", str(folder)]) == 0
    tickets = folder / "tickets.csv"
    lines = tickets.read_bytes().splitlines(keepends=True)
    bad = lines[1].replace(b"2023-10-0", b"2023-13-0")
    tickets.write_bytes(b"".join([*lines, bad]))
    (folder / "excluded.csv").write_text(
        "工单编号,承办单位,剔除内容,理由,批准人,批准日期\n"
        "231007102349106144,,整件,误派,县热线办,2023-11-02\n",
        "utf-8",
    )
    (folder / "own.md").write_text("共{{ totals.assigned }}件。\n", "utf-8")
    (folder / "none.md").write_text("+++\ncite = []\n+++\n", "utf-8")
    (folder / "few.csv").write_bytes(b"".join(lines[:1000]))
    (folder / "units2.csv").write_bytes(
        (folder / "units.csv").read_bytes() + "新局,县直单位\n".encode()
    )
    return folder


def run(folder: Path, *words: str) -> tuple[Manifest, dict[str, Any]]:
    """Return the manifest and the report of a run."""
    out = folder / "out.json"
    source = (
        [] if any(word.endswith("few.csv") for word in words) else [str(folder / "tickets.csv")]
    )
    base = ["--office", str(folder), "--lang", "zh"]
    month = [] if "-m" in words else ["-m", "2023-10"]
    assert main(["report", *source, *words, *month, *base, "-o", str(out)]) in {0, 1}
    return load_manifest(folder / "out.manifest.json"), json.loads(out.read_text("utf-8"))


Trace = Callable[[Manifest, dict[str, Any]], object]

TRACES: dict[str, tuple[list[str], Trace]] = {
    "sources": (["{}/few.csv"], lambda m, r: m.of("tickets")),
    "rules": (["--rules", "plain"], lambda m, r: r["rules"]),
    "units": (["--units", "{}/units2.csv"], lambda m, r: m.of("roster")),
    "source_format": (["--from", "bundled/csv"], lambda m, r: [i.format for i in m.of("tickets")]),
    "plugin_options": (
        ["-O", "csv.encoding=utf-8-sig"],
        lambda m, r: [dict(each.options) for each in m.inputs],
    ),
    "period": (["-m", "2023-09"], lambda m, r: r["period"]),
    "outputs": (["-o", "{}/more.md"], lambda m, r: [each.name for each in m.outputs]),
    "archive": (["--archive", "{}/nowhere"], lambda m, r: m.of("history")),
    "notes": (["--notes", "{}/none.md"], lambda m, r: m.of("notes")),
    "template": (["--template", "{}/own.md"], lambda m, r: m.of("template")),
    "as_of": (["--as-of", "2023-12-01"], lambda m, r: r["as_of"]),
    "exclusions": (["--exclusions", "{}/excluded.csv"], lambda m, r: m.of("exclusions")),
    "evidence": (["--evidence"], lambda m, r: m.settings),
    "allow_rejected": (["--allow-rejected"], lambda m, r: m.settings),
    "limits": (["--limit", "rows=9999"], lambda m, r: m.settings),
}
"""Option of ``report`` to words that use it, and what must tell that it was used."""

ELSEWHERE = {
    "office": "names other options, which are traced themselves",
    "problems": "writes a file and changes no other",
    "output_format": "is each output's format",
    "engine": "is in the manifest, and no engine may change a figure",
}


def test_every_option_leaves_a_trace_or_says_why_not() -> None:
    """A new option is either traced here or explained."""
    (report,) = (each for name, each in program(Speech("en")).commands.items() if name == "report")
    names = {parameter.name for parameter in report.params} - {"help"}
    assert names == {*TRACES, *ELSEWHERE}


@pytest.mark.parametrize("name", TRACES)
def test_an_option_is_seen_in_the_report_or_its_manifest(
    name: str, october: Path, tmp_path: Path
) -> None:
    """Without it the same place says something else."""
    words, trace = TRACES[name]
    folder = tmp_path / "office"
    subprocess.run(["cp", "-r", str(october), str(folder)], check=True)
    plain = trace(*run(folder))
    used = trace(*run(folder, *(word.format(folder) for word in words)))
    if name == "source_format":  # the full name means the same importer
        assert used == plain == ["csv"]
    else:
        assert used != plain


def test_a_document_alone_has_its_manifest_too(october: Path, tmp_path: Path) -> None:
    """Every run leaves one."""
    out = tmp_path / "bulletin.md"
    words = ["report", str(october / "tickets.csv"), "--office", str(october), "-m", "2023-10"]
    assert main([*words, "-o", str(out)]) == 1
    manifest = load_manifest(tmp_path / "bulletin.manifest.json")
    assert [(each.name, each.format) for each in manifest.outputs] == [("bulletin.md", "markdown")]


def test_the_same_manifest_gives_the_same_bytes(october: Path, tmp_path: Path) -> None:
    """In another folder, another process, with another clock's zone and another order of sets."""
    made = []
    for place, zone, seed in (("a", "Asia/Shanghai", "1"), ("b", "America/Chicago", "2")):
        folder = tmp_path / place
        subprocess.run(["cp", "-r", str(october), str(folder)], check=True)
        outputs = [name for suffix in ("json", "md", "csv") for name in ("-o", f"out.{suffix}")]
        words = ["report", "tickets.csv", "-m", "2023-10", "--lang", "zh", *outputs]
        done = subprocess.run(
            [sys.executable, "-m", "hotline_metrics", *words],
            cwd=folder,
            env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 1, done.stderr.decode()
        files = [folder / "out.manifest.json", folder / "out.json", folder / "out.md"]
        files += sorted((folder / "out").iterdir())
        made.append({path.name: path.read_bytes() for path in files})
    assert made[0] == made[1]
    assert len(made[0]) == 5


# --- secrets -----------------------------------------------------------------------------------
@attrs.frozen
class Options:
    """Where the exchange is, and the key to it."""

    url: str = option(help="address of the exchange")
    token: str = option("", help="key to the exchange", secret=True)


def read_exchange(window: Window, options: Options) -> Iterator[Row | Problem]:
    """Give a header and a call."""
    for number, cells in enumerate(
        (["工单编号", "受理时间", "承办单位"], ["1", "2023-10-07", "甲局"]), 1
    ):
        yield Row(cells, Location(source="exchange", row=number))


@hookimpl
def hotline_importers() -> list[AnyImporter]:
    """Offer the exchange."""
    spec = ServiceImporter(format="exchange", summary="x", options=Options, read=read_exchange)
    return [spec]


def test_no_secret_is_in_the_manifest() -> None:
    """What a service was told is there, but for the key."""
    registry = Registry(
        plugins={"acme": SimpleNamespace(hotline_importers=hotline_importers)}, discover=False
    )
    rules = Rulebook.preset("plain")
    options = {"url": "https://acme.example", "token": "the-key-to-acme"}
    intake = read_service_tickets(
        "exchange", Period.parse("2023-10"), rules=rules, options=options, registry=registry
    )
    report = compile_report(intake, "2023-10", rules=rules, registry=registry)
    manifest = describe_run(report, intake, rules, registry=registry)
    assert manifest.inputs[0].options == {"url": "https://acme.example"}
    assert b"the-key-to-acme" not in encode_manifest(manifest)
    assert "the-key-to-acme" not in repr((intake, report, manifest))
