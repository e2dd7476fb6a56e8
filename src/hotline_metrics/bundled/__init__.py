"""The formats that come with the package: ordinary plugins, loaded as a stranger's are."""

from __future__ import annotations

BUNDLED = (
    "hotline_metrics.bundled.csv_exporter",
    "hotline_metrics.bundled.csv_importer",
    "hotline_metrics.bundled.html_reader",
    "hotline_metrics.bundled.json_exporter",
    "hotline_metrics.bundled.markdown_exporter",
    "hotline_metrics.bundled.markdown_reader",
    "hotline_metrics.bundled.objects_engine",
    "hotline_metrics.bundled.text_reader",
)
"""The modules that answer hooks."""
