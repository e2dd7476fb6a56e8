"""A plugin module that loads what it should load inside the call."""

from __future__ import annotations

from collections.abc import Iterator

import tabulate

from hotline_metrics.plugin import FileImporter, Location, NoOptions, Problem, Row, Source


def read(source: Source, options: NoOptions) -> Iterator[Row | Problem]:
    """Give one row."""
    yield Row([tabulate.__name__], Location(source=source.name, row=1))


IMPORTER = FileImporter(
    format="heavy",
    summary="loads its packages at once",
    suffixes=(".heavy",),
    options=NoOptions,
    read=read,
    requires=("tabulate",),
)
