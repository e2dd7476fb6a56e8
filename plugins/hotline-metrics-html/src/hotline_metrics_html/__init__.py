"""Pages for hotline_metrics: exporter ``html``, one self-contained file, and ``site``, a folder.

Importing this loads no template engine.
"""

from __future__ import annotations

from collections.abc import Iterable

from hotline_metrics.plugin import (
    FOLDER,
    AnyExporter,
    Exporter,
    Message,
    NoOptions,
    hookimpl,
)
from hotline_metrics_html.report_page import write_page
from hotline_metrics_html.site import write_site

__all__ = ["PAGE", "SITE", "hotline_exporters", "write_page", "write_site"]

INSTALL = "pip install hotline-metrics-html"

PAGE = Exporter(
    format="html",
    summary=Message(
        "单个网页：数字、图表、可排序筛选的表格",
        "one self-contained page: figures, charts, tables to sort and filter",
    ),
    suffixes=(".html", ".htm"),
    options=NoOptions,
    write=write_page,
    requires=("jinja2",),
    install=INSTALL,
)

SITE = Exporter(
    format="site",
    summary=Message(
        "网页文件夹：往期每份报告一页，附目录",
        "a folder of pages, one for each report of the archive, and their index",
    ),
    suffixes=(FOLDER,),
    options=NoOptions,
    write=write_site,
    requires=("jinja2",),
    install=INSTALL,
)


@hookimpl
def hotline_exporters() -> Iterable[AnyExporter]:
    """Offer both."""
    yield PAGE
    yield SITE
