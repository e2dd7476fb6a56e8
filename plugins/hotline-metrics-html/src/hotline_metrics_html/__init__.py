"""Pages for hotline_metrics: exporter ``html``, one self-contained file, and ``site``, a folder.

Importing this loads neither a template engine nor a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hotline_metrics.plugin import (
    FOLDER,
    AnyExporter,
    Exporter,
    Message,
    NoOptions,
    Publication,
    hookimpl,
)

__all__ = ["PAGE", "SITE", "hotline_exporters", "write_page", "write_site"]

INSTALL = "pip install hotline-metrics-html"


def write_page(publication: Publication, options: NoOptions) -> bytes:
    """Write one page that needs no other file."""
    from hotline_metrics_html import report_page

    return report_page.write_page(publication, options)


def write_site(publication: Publication, options: NoOptions) -> Mapping[str, bytes]:
    """Write a page for each report of the archive, and their index."""
    from hotline_metrics_html import site

    return site.write_site(publication, options)


PAGE = Exporter(
    format="html",
    summary=Message(
        "单个网页：数据、图表和可排序、筛选的表格",
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
        "一个网页文件夹：存档中每期报告一页，另有目录",
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
