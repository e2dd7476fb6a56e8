"""A plugin whose hook builds its specs and forgets to return them."""

from hotline_metrics.plugin import hookimpl


@hookimpl  # type: ignore[type-var]
def hotline_importers() -> None:
    pass
