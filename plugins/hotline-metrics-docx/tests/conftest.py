"""The founding month, composed once for all tests of the plugin, and documents of a few blocks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import attrs
import pytest
from lxml import etree

from hotline_metrics import (
    MonthlyReport,
    Period,
    Roster,
    Rulebook,
    compile_report,
    compose_bulletin,
    load_history,
    load_notes,
    read_tickets,
)
from hotline_metrics.plugin import Bulletin, Publication, Run, Table, TableCell, TableColumn
from hotline_metrics.synthesis.demo import demo_files

PINGYU = Rulebook.preset("pingyu")

Part = Callable[[bytes, str], etree._Element]
Small = Callable[..., Publication]
MakeTable = Callable[..., Table]


@pytest.fixture(scope="session")
def october(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Return the founding month, composed from its invented tickets."""
    folder = tmp_path_factory.mktemp("docx")
    for name, data in demo_files().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    roster = Roster.load(folder / "units.csv")
    intake = read_tickets(folder / "tickets.csv", rules=PINGYU, roster=roster)
    history = load_history(folder / "archive")
    notes = load_notes(folder / "2023-10.md")
    report = compile_report(intake, "2023-10", rules=PINGYU, history=history, cite=notes.cite)
    return Publication(
        report=report,
        bulletin=compose_bulletin(report, PINGYU, notes=notes),
        rules=PINGYU,
        history=history,
    )


@pytest.fixture(scope="session")
def issued(october: Publication) -> Publication:
    """Return the founding month with everything an official document may have."""
    bulletin = attrs.evolve(
        october.bulletin,
        remark=(Run("草稿：另有 1 行未计入"),),
        copies=(Run("县委办公室、县人大常委会办公室、县政府办公室、县政协办公室"),),
        issuer=(Run("中共平舆县委平舆县人民政府督查局"),),
        issued=(Run("2023年11月9日"),),
    )
    return attrs.evolve(october, bulletin=bulletin)


@pytest.fixture(scope="session")
def wide() -> Table:
    """Return a table of sixteen columns, as a rulebook may ask for."""
    titles = (
        "承办单位 承办件数 承办件数占比 办结数 在办数 按时办结数 超时办结数 超时未办数 重办量 "
        "延期次数 办结率 按时办结率 快速办结率 及时签收率 办理结果满意率 办理结果满意率排名"
    ).split()
    names = ("城管局", "公共资源交易中心", "市场监管局", "清源水业公司")
    texts = "312 13.28% 312 0 292 20 0 0 2 100% 93.59% 88.46% 无应办结工单 79.41% 12".split()
    rows = tuple((TableCell(n, n), *(TableCell(t, t) for t in texts)) for n in names)
    return Table(
        name="县直单位",
        caption="2023年10月份县直单位热线办理情况",
        columns=tuple(TableColumn(title) for title in titles),
        rows=rows * 5,
    )


@pytest.fixture(scope="session")
def small() -> Small:
    """Return a function that makes a publication of a few blocks."""

    def make(*blocks: object) -> Publication:
        return Publication(
            report=MonthlyReport(period=Period.parse("2023-10")),
            bulletin=Bulletin(blocks=blocks),  # type: ignore[arg-type]
            rules=PINGYU,
        )

    return make


@pytest.fixture(scope="session")
def part() -> Part:
    """Return a function that reads a part of a document as XML."""

    def read(data: bytes, name: str) -> etree._Element:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return etree.fromstring(archive.read(name))

    return read
