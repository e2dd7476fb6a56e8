"""A plugin that greets everybody, in the middle of a report that goes to a pipe."""

from collections.abc import Iterable

from hotline_metrics.plugin import AnyImporter, hookimpl

print("Welcome to ACME!")


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    print("Loading formats ...")
    return []
