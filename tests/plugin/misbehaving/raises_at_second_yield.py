"""A plugin whose hook offers one format and fails on the way to the next."""

from collections.abc import Iterable

from hotline_metrics.plugin import AnyImporter, FileImporter, NoOptions, hookimpl


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    yield FileImporter(
        format="first",
        summary="the one before the failure",
        suffixes=(".first",),
        options=NoOptions,
        read=lambda source, options: iter(()),
    )
    raise OSError("the list of formats is on a server that is down")
