"""A plugin whose author forgot ``@hookimpl``."""

from collections.abc import Iterable

from hotline_metrics.plugin import AnyImporter


def hotline_importers() -> Iterable[AnyImporter]:
    return []
