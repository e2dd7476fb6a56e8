"""A plugin whose hook fails before it offers anything."""

from collections.abc import Iterable

from hotline_metrics.plugin import AnyImporter, hookimpl


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    raise KeyError("HOME_OF_ACME")
