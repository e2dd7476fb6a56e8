"""A plugin whose hook yields the name of a format in place of the format."""

from collections.abc import Iterable

from hotline_metrics.plugin import hookimpl


@hookimpl  # type: ignore[type-var]
def hotline_importers() -> Iterable[str]:
    yield "acme-calls"
