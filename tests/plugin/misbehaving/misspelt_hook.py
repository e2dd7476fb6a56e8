"""A plugin that answers a hook there is not."""

from collections.abc import Iterable

from hotline_metrics.plugin import AnyImporter, hookimpl


@hookimpl
def hotline_importer() -> Iterable[AnyImporter]:
    return []
