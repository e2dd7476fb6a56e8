"""One of two plugins that offer the same format under the same suffix, and a second JSON."""

from collections.abc import Iterable

from hotline_metrics.plugin import AnyExporter, Exporter, NoOptions, Publication, hookimpl


def write(publication: Publication, options: NoOptions) -> bytes:
    return __name__.encode()


def offer(name: str) -> AnyExporter:
    return Exporter(
        format=name, summary=name, suffixes=(f".{name}",), options=NoOptions, write=write
    )


@hookimpl
def hotline_exporters() -> Iterable[AnyExporter]:
    return [offer("ledger"), offer("json")]
