"""A plugin for files whose options cannot be made without being asked for."""

from collections.abc import Iterable

import attrs

from hotline_metrics.plugin import AnyImporter, FileImporter, hookimpl, option


@attrs.frozen
class Options:
    sheet: str = option(help="the sheet")


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    yield FileImporter(
        format="sheets",
        summary="needs to be told the sheet",
        suffixes=(".sheets",),
        options=Options,
        read=lambda source, options: iter(()),
    )
