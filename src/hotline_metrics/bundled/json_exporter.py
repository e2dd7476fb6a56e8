"""Exporter ``json``: the report under schema 1."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from hotline_metrics.plugin import (
    AnyExporter,
    Exporter,
    Message,
    Publication,
    hookimpl,
)


@attrs.frozen
class Options:
    """The JSON exporter has no options: one report, one text."""


def write(publication: Publication, options: Options) -> bytes:
    """Return the report as UTF-8 JSON."""
    from hotline_metrics import encode_report

    del options
    return encode_report(publication.report)


EXPORTER = Exporter(
    format="json",
    summary=Message(
        "报告的全部数字，含分子和样本数（格式第 1 版）",
        "the report's figures with numerators and samples, schema 1",
    ),
    suffixes=(".json",),
    options=Options,
    write=write,
)


@hookimpl
def hotline_exporters() -> Iterable[AnyExporter]:
    """Offer it."""
    yield EXPORTER
