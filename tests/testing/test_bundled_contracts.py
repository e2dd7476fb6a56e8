"""What comes with the package keeps the contracts that are asked of strangers."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

from hotline_metrics.bundled import (
    csv_exporter,
    csv_importer,
    html_reader,
    json_exporter,
    markdown_exporter,
    markdown_reader,
    objects_engine,
    text_reader,
)
from hotline_metrics.plugin import NoOptions
from hotline_metrics.testing import (
    BulletinReaderContract,
    EngineContract,
    ExporterContract,
    FileImporterContract,
    sample,
    sample_publication,
)

BULLETINS = Path(__file__).parents[1] / "data" / "bulletins"

CALLS = """\
某县12345热线工单,,,
工单编号,受理时间,承办单位,办理结果满意度
1,2023-10-07 09:00,甲局,满意
2,2023-10-08 10:30,"乙
镇",不满意
3,2023-13-01,甲局,满意
"""
PAGE = "<h1>通报</h1><p>共受理<b>3</b>件。</p><table><tr><th>单位</th><th>件数</th></tr><tr><td>甲局</td><td>3</td></tr></table>"


class TestCsvImporter(FileImporterContract):
    """Separated values in the encodings of exports."""

    importer = csv_importer.IMPORTER
    samples = (
        sample("calls.csv", data=CALLS, tickets=2, problems=["time.impossible"]),
        sample("gb.csv", data=CALLS.encode("gb18030"), tickets=2, problems=["time.impossible"]),
        sample(
            "tabs.tsv",
            data=CALLS.replace(",", "\t").encode("utf-16"),
            tickets=2,
            problems=["time.impossible"],
        ),
    )


class TestCsvExporter(ExporterContract):
    """Tables for spreadsheets."""

    exporter = csv_exporter.EXPORTER
    text = True

    def check(self, files: Mapping[str, bytes]) -> None:
        """No cell begins a formula."""
        for data in files.values():
            assert data.startswith("\ufeff".encode())
            for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
                assert not [cell for cell in row if cell.startswith(("=", "+", "@"))]


class TestJsonExporter(ExporterContract):
    """The report under its schema."""

    exporter = json_exporter.EXPORTER
    magic = b"{"
    text = True

    def check(self, files: Mapping[str, bytes]) -> None:
        """It is JSON of schema 1."""
        super().check(files)
        assert json.loads(files[""])["schema"] == 1


class TestMarkdownExporter(ExporterContract):
    """The bulletin as a text."""

    exporter = markdown_exporter.EXPORTER
    text = True


class TestMarkdownReader(BulletinReaderContract):
    """What our exporter writes, and what a person types."""

    reader = markdown_reader.READER
    samples = (
        sample("made.md", data=markdown_exporter.write(sample_publication(), NoOptions())),
        sample("typed.md", data="# 通报\n\n共受理3件。\n"),
    )


class TestTextReader(BulletinReaderContract):
    """Published bulletins as copied from a page."""

    reader = text_reader.READER
    samples = tuple(sample(path) for path in sorted(BULLETINS.glob("*.txt"))[:3])


class TestHtmlReader(BulletinReaderContract):
    """Published bulletins as saved from a page."""

    reader = html_reader.READER
    samples = (sample("page.html", data=PAGE),)


class TestObjectsEngine(EngineContract):
    """The specification agrees with itself."""

    engine = objects_engine.ENGINE
