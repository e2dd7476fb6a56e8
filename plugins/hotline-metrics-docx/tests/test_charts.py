"""Charts: a ranking for each table, the trend of the rates, and never boxes for characters."""

from __future__ import annotations

import io
import struct
import zipfile
from decimal import Decimal

import attrs
import pytest

from hotline_metrics import MonthlyReport, Period, PrintedRate
from hotline_metrics.errors import MissingDependency
from hotline_metrics.plugin import Publication
from hotline_metrics.testing import publication, report_of_units
from hotline_metrics_docx import DocxOptions, write_docx
from hotline_metrics_docx.charts import UNITS, draw_rankings, draw_trend


def pictures(data: bytes) -> list[bytes]:
    """Return the pictures of a document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(n) for n in archive.namelist() if n.startswith("word/media/")]


def test_one_ranking_for_each_table_and_the_trend(october: Publication) -> None:
    """Behind the tables, which they would tear apart."""
    data = write_docx(october, DocxOptions(charts=True))
    assert len(pictures(data)) == 3
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
    assert body.index("<w:drawing>") > body.rindex("</w:tbl>")


def test_very_many_units_get_several_pictures() -> None:
    """Each of a size that can be read on a page."""
    many = publication(report_of_units(300))
    (table,) = many.bulletin.tables
    drawn = draw_rankings(table, many)
    rated = sum(row[4].value is not None for row in table.rows)
    assert len(drawn) == -(-rated // UNITS) > 1
    for png in drawn:
        width, height = struct.unpack(">II", png[16:24])
        assert height < 1.7 * width


def test_a_trend_needs_two_periods(october: Publication) -> None:
    """A year ago is no neighbour: only the eleven periods before are."""
    alone = attrs.evolve(october, history=())
    assert draw_trend(alone) is None
    year_ago = MonthlyReport(
        period=Period.parse("2022-10"), totals={"result_satisfaction": PrintedRate(Decimal(85))}
    )
    assert draw_trend(attrs.evolve(october, history=(year_ago,))) is None
    assert draw_trend(october) is not None


def test_the_same_report_draws_the_same_bytes(october: Publication) -> None:
    """Without a date or a version in the picture."""
    data = write_docx(october, DocxOptions(charts=True))
    assert data == write_docx(october, DocxOptions(charts=True))


def test_a_missing_chinese_font_is_an_error_and_never_boxes(
    october: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says what to install."""
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    with pytest.raises(MissingDependency, match="fonts-noto-cjk"):
        write_docx(october, DocxOptions(charts=True))
