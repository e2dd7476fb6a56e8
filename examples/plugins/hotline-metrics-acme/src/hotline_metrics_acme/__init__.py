"""Call logs of the ACME exchange: one call in a line, fields between bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from hotline_metrics.plugin import (
    AnyImporter,
    FileImporter,
    Location,
    Message,
    Problem,
    Row,
    Source,
    UnreadableSource,
    hookimpl,
    option,
)


@attrs.frozen
class Options:
    """How a call log is read."""

    encoding: str = option(
        "utf-8", help=Message("编码，如 gb18030", "encoding of the log, such as gb18030")
    )


def read(source: Source, options: Options) -> Iterator[Row | Problem]:
    """Yield every line as a row of texts."""
    with source.open() as stream:
        for number, line in enumerate(stream, 1):
            try:
                text = line.decode(options.encoding).rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise UnreadableSource(
                    f"{source.name} 不是 {options.encoding} 编码",
                    f"{source.name}: no {options.encoding}",
                ) from error
            yield Row(text.split("|"), Location(source=source.name, row=number))


IMPORTER = FileImporter(
    format="acme-calls",
    summary=Message("ACME 交换机的话单", "call log of the ACME exchange"),
    suffixes=(".acme",),
    options=Options,
    read=read,
    columns={"unit": ("EXT",)},
)


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    """Offer the importer."""
    yield IMPORTER
