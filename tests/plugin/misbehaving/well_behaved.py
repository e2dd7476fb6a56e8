"""A plugin with nothing wrong, installed beside every other: it must not notice them."""

from collections.abc import Iterable, Iterator

from hotline_metrics.plugin import (
    AnyImporter,
    FileImporter,
    Location,
    NoOptions,
    Row,
    Source,
    hookimpl,
)


def read(source: Source, options: NoOptions) -> Iterator[Row]:
    with source.open() as stream:
        for number, line in enumerate(stream, 1):
            cells = line.decode().split()
            yield Row(cells, Location(source=source.name, row=number))


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    yield FileImporter(
        format="words", summary="words", suffixes=(".words",), options=NoOptions, read=read
    )
