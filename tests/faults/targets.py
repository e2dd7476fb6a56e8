"""Everything that reads what others wrote, as functions of bytes, and what must hold for each.

A target calls plugins without the host's guard, which would turn any of their errors into ours. It
returns nothing when the promises hold: either the bytes are read, and then everything is done with
them that a command would do, or an error of ours comes out.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from tests.faults.answering import answering

from hotline_metrics import MonthlyReport, Roster, Rulebook, Unit, compile_report
from hotline_metrics.cli.office import Office
from hotline_metrics.domain.exclusion import load_exclusions
from hotline_metrics.domain.period import Period
from hotline_metrics.errors import HotlineMetricsError
from hotline_metrics.figures.names import figures_by_name
from hotline_metrics.history.audit import audit_reading, audit_report
from hotline_metrics.history.difference import compare_reports
from hotline_metrics.history.published.document import read_published
from hotline_metrics.intake.intake import Intake, settle_intake
from hotline_metrics.plugin import (
    AnyBulletinReader,
    FileImporter,
    Problem,
    Row,
    ServiceImporter,
    Source,
    Table,
    Window,
)
from hotline_metrics.plugin.options import make_options
from hotline_metrics.plugin.registry import default_registry
from hotline_metrics.publish.compose import compose_bulletin
from hotline_metrics.publish.manifest_json import load_manifest
from hotline_metrics.publish.notes import load_notes
from hotline_metrics.publish.report_json import decode_report, encode_report
from hotline_metrics.synthesis.published import load_published
from hotline_metrics.testing import sample_report, sample_tickets

Target = Callable[[bytes], None]

RULES = Rulebook.preset("pingyu")
PLAIN = Rulebook.preset("plain")
ROSTER = Roster((Unit(name="医保局"), Unit(name="乙镇", aliases=("乙",))))
OCTOBER = Period.parse("2023-10")


def feed(kind: str, data: bytes) -> None:
    """Feed bytes to the target of a kind.

    Raises:
        AssertionError: a promise is broken.
        Exception: whatever should not have come out.
    """
    try:
        TARGETS[kind](data)
    except HotlineMetricsError as error:
        assert str(error), "an error without a word"  # noqa: PT017 - it is what we look at


# --- tickets ---------------------------------------------------------------------------------
def _tickets(name: str, data: bytes) -> None:
    source = Source(name=name, data=data)
    importer = default_registry().importer("csv" if name.endswith(".csv") else "excel")
    assert isinstance(importer, FileImporter)
    options = make_options(importer)
    for rules, roster in ((RULES, ROSTER), (PLAIN, None)):
        _settled(importer.read(source, options), rules, roster)


def _settled(
    rows: Iterator[Row | Problem],
    rules: Rulebook,
    roster: Roster | None,
    more: Mapping[str, tuple[str, ...]] | None = None,
) -> None:
    """Do with an importer's rows what is done with tickets."""
    yielded: list[Row | Problem] = []

    def kept() -> Iterator[Row | Problem]:
        for item in rows:
            yielded.append(item)
            yield item

    intake = settle_intake(kept(), rules, roster, more)
    _balanced(intake, yielded)
    report = compile_report(intake, OCTOBER, rules=rules)
    assert encode_report(decode_report(encode_report(report))) == encode_report(report)


def _balanced(intake: Intake, yielded: list[Row | Problem]) -> None:
    """Nothing vanished: every row is a ticket, is rejected with an error, or is above the data."""
    assert intake.read == intake.accepted + intake.rejected
    assert len(intake.tickets) == intake.accepted
    errors = [p.code for p in intake.problems if p.severity == "error"]
    # What is wrong with a header is said once, not for each of its rows.
    headless = any(code.startswith(("header.", "column.")) for code in errors)
    assert len(errors) >= intake.rejected or headless
    for problem in intake.problems:
        for lang in ("zh", "en"):
            assert problem.message(lang)
            assert "{" not in problem.hint(lang)
    assert intake.read <= len(yielded)


# --- services --------------------------------------------------------------------------------
BETWEEN = b"\x1e"
"""Stands between one answer of a service and the next."""

PATIENCE: Mapping[str, object] = {
    "attempts": 1,
    "timeout": 5,
    "max_pages": 12,
    "max_bytes": 1_000_000,
}
SERVICES: Mapping[str, Sequence[Mapping[str, object]]] = {
    "rest": (
        {
            "items": "data.rows",
            "paging": "page",
            "page_parameter": "p",
            "total": "data.total",
            "status": "code",
            "status_ok": ("0",),
            "each": "handling",
            "times": {"received_at": "milliseconds", "closed_at": "utc"},
        },
        {"items": "data.rows", "paging": "cursor", "page_parameter": "c", "next": "data.next"},
        {"items": "data.rows", "paging": "next", "next": "data.next", "encoding": "gbk"},
    ),
    "open311": ({}, {"url": "/discovery.json", "page_size": 2}),
    "socrata": ({"dataset": "erm2-nwe9", "date_column": "created_date"},),
}


def _service(name: str) -> Target:
    """Return a target that reads a service on this machine, which answers what is fed."""

    def target(data: bytes) -> None:
        importer = default_registry().importer(name)
        assert isinstance(importer, ServiceImporter)
        refused: list[HotlineMetricsError] = []
        for values in SERVICES[name]:
            address = answering(data.split(BETWEEN)) + str(values.get("url", ""))
            options = make_options(importer, {**PATIENCE, **values, "url": address})
            rows = importer.read(Window(OCTOBER, datetime.max), options)
            try:
                _settled(rows, RULES, ROSTER, importer.columns)
            except HotlineMetricsError as error:
                refused.append(error)
        if len(refused) == len(SERVICES[name]):
            raise refused[0]

    return target


# --- bulletins -------------------------------------------------------------------------------
def _bulletin(name: str) -> Target:
    def target(data: bytes) -> None:
        source = Source(name=name, data=data)
        reader: AnyBulletinReader = default_registry().bulletin_reader_for(source)
        bulletin = reader.read(source, make_options(reader))
        reading = read_published(bulletin, RULES)
        audit_reading(reading, RULES, history=[sample_report()], source=name)
        encode_report(reading.report)

    return target


# --- reports ---------------------------------------------------------------------------------
def _report(data: bytes) -> None:
    report = decode_report(data)
    assert decode_report(encode_report(report)) == report
    _use(report)


def _use(report: MonthlyReport) -> None:
    audit_report(report, RULES, history=[sample_report()])
    figures_by_name(report)
    compose_bulletin(report, RULES)
    compare_reports(report, sample_report())


# --- what people write by hand ---------------------------------------------------------------
def _written(suffix: str, load: Callable[[Path], object]) -> Target:
    """Return a target that reads a file, as those who call it do."""

    def target(data: bytes) -> None:
        with tempfile.TemporaryDirectory(prefix="hotline-metrics-") as folder:
            path = Path(folder) / f"file{suffix}"
            path.write_bytes(data)
            before = Path.cwd()
            # A file may name others: they lie in this folder or nowhere.
            os.chdir(folder)
            try:
                load(path)
            finally:
                os.chdir(before)

    return target


def _rulebook(path: Path) -> None:
    rules = Rulebook.load(path)
    report = compile_report(sample_tickets(), OCTOBER, rules=rules, history=[sample_report()])
    assert decode_report(encode_report(report)) == report
    compose_bulletin(report, rules)


def _roster(path: Path) -> None:
    roster = Roster.load(path)
    for unit in roster.units:
        assert roster.find(unit.name, date(2023, 10, 1))


def _template(path: Path) -> None:
    bulletin = compose_bulletin(sample_report(), RULES, template=path)
    for block in bulletin.blocks:
        assert isinstance(block, Table) or block.runs is not None


def _office(path: Path) -> None:
    path.rename(path.with_name("hotline.toml"))
    place = Office.at(str(path.parent))
    place.rules(None)
    place.roster(None)
    place.outputs((), OCTOBER)


TARGETS: Mapping[str, Target] = {
    "csv": lambda data: _tickets("a.csv", data),
    "excel": lambda data: _tickets("a.xlsx", data),
    "rest": _service("rest"),
    "open311": _service("open311"),
    "socrata": _service("socrata"),
    "docx": _bulletin("a.docx"),
    "html": _bulletin("a.html"),
    "markdown": _bulletin("a.md"),
    "text": _bulletin("a.txt"),
    "report": _report,
    "manifest": _written(".json", load_manifest),
    "rulebook": _written(".toml", _rulebook),
    "roster": _written(".csv", _roster),
    "roster-toml": _written(".toml", _roster),
    "exclusions": _written(".csv", load_exclusions),
    "published": _written(".toml", load_published),
    "notes": _written(".md", load_notes),
    "template": _written(".md", _template),
    "office": _written(".toml", _office),
}
"""Kind to target."""
