"""Bulletin reader ``text``: a published bulletin saved as plain text, in any of its layouts."""

from __future__ import annotations

from collections.abc import Iterable

from hotline_metrics.plugin import (
    AnyBulletinReader,
    Bulletin,
    BulletinReader,
    Message,
    NoOptions,
    Source,
    hookimpl,
    lay_out,
)


def read(source: Source, options: NoOptions) -> Bulletin:
    """Return the document that the text is; its tables are found by their layout."""
    del options
    return lay_out(source.text().splitlines())


READER = BulletinReader(
    format="text",
    summary=Message("已发布的纯文本通报", "a published bulletin as plain text"),
    suffixes=(".txt",),
    options=NoOptions,
    read=read,
)


@hookimpl
def hotline_bulletin_readers() -> Iterable[AnyBulletinReader]:
    """Offer it."""
    yield READER
