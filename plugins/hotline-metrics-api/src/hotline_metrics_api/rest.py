"""Importer ``rest``: the tickets of any interface that gives them as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hotline_metrics.plugin import Message, Problem, Row, ServiceImporter, Window
from hotline_metrics_api.paging import Item, turn_pages
from hotline_metrics_api.reach import INSTALL, REQUIRES, from_file
from hotline_metrics_api.rest_options import RestOptions
from hotline_metrics_api.rows import give_rows
from hotline_metrics_api.span import spans

if TYPE_CHECKING:
    from hotline_metrics_api.reading import Reading


def read(window: Window, options: RestOptions) -> Iterator[Row | Problem]:
    """Yield the keys of all tickets as the first row, and a row for each ticket.

    Raises:
        UnreadableSource: the service cannot be read, or not to the end.
        OptionsError: an option of a file is wrong, or a secret is not in the environment.
    """
    from hotline_metrics_api.reading import reading

    options = from_file(IMPORTER, options)
    what = f"{options.url} {options.path} {options.secret_env} {window}"
    with reading(options, options.credentials(), what=what, encoding=options.encoding) as read:
        yield from give_rows(read, _items(read, window, options), options.shape())


def _items(read: Reading, window: Window, options: RestOptions) -> Iterator[Item]:
    pages = options.pages()
    if not options.window_by:
        yield from turn_pages(read, options.request(None), pages)
        return
    for span in spans(
        window,
        by=options.window_by,
        zone=options.zone,
        days_before=options.days_before,
        days_per_request=options.days_per_request,
    ):
        yield from turn_pages(read, options.request(span), pages)


IMPORTER = ServiceImporter(
    format="rest",
    summary=Message(
        "以 JSON 提供工单的接口，在 hotline.toml 中说明",
        "an interface that gives tickets as JSON, described in hotline.toml",
    ),
    options=RestOptions,
    read=read,
    requires=REQUIRES,
    install=INSTALL,
)
