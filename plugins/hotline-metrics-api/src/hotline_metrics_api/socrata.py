"""Importer ``socrata``: the rows of a data set of an open-data portal, by SODA 2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from hotline_metrics.plugin import Message, Problem, Row, ServiceImporter, Window, option
from hotline_metrics_api import refusals
from hotline_metrics_api.answer import number_at
from hotline_metrics_api.credentials import Credentials, from_environment
from hotline_metrics_api.paging import Item, Paging, turn_pages
from hotline_metrics_api.reach import INSTALL, REQUIRES, Reach, from_file, unless
from hotline_metrics_api.refusals import refusal
from hotline_metrics_api.request import Request, join
from hotline_metrics_api.rows import Shape, give_rows
from hotline_metrics_api.span import spans, written

if TYPE_CHECKING:
    from hotline_metrics_api.reading import Reading

_DATA_SET = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}")
_FIELD = re.compile(r":?[a-z_][a-z0-9_]*", re.IGNORECASE)
MOST = 50_000
"""The most rows that SODA 2.0 gives at once."""

PAGING = Paging(kind="offset", parameter="$offset", first=0, size_parameter="$limit")


@attrs.frozen(kw_only=True)
class SocrataOptions(Reach):
    """A data set of a portal that speaks SODA 2."""

    dataset: str = option(
        "",
        help=Message(
            "数据集的名称，前后各四个字符，如 erm2-nwe9",
            "the data set's name of twice four letters, such as erm2-nwe9",
        ),
    )
    date_column: str = option(
        "",
        help=Message(
            "受理时间所在的列，如 created_date",
            "column with the moment a ticket came in, such as created_date",
        ),
    )
    where: str = option(
        "",
        help=Message(
            "其他条件，用 SoQL 书写，如 agency='DOT'",
            "a further condition in SoQL, such as agency='DOT'",
        ),
    )
    order: str = option(
        ":id",
        help=Message(
            "翻页所依据的排序列；其值须固定不变",
            "column that pages are ordered by; it must not change",
        ),
    )
    page_size: int = option(
        10_000, help=Message("一次取多少行，最多 50000", "rows asked for at once, at most 50000")
    )
    token_env: str = option(
        "",
        help=Message("存放应用令牌的环境变量", "environment variable with the application token"),
    )

    def faults(self) -> list[Message]:
        """Say everything that is wrong."""
        return [
            *super().faults(),
            *unless(
                _DATA_SET.fullmatch(self.dataset),
                "dataset",
                Message("须形如 erm2-nwe9", "looks like erm2-nwe9"),
            ),
            *(
                Message("须为字段名", "is the name of a column").at(name)
                for name in ("date_column", "order")
                if not _FIELD.fullmatch(getattr(self, name))
            ),
            *unless(
                1 <= self.page_size <= MOST,
                "page_size",
                Message(f"须为 1 至 {MOST}", f"takes 1 to {MOST}"),
            ),
        ]

    def credentials(self) -> Credentials:
        """Return what shows the portal who asks.

        Raises:
            OptionsError: the environment does not hold it.
        """
        if not self.token_env:
            return Credentials()
        secret = from_environment(self.token_env, in_header=True)
        return Credentials(auth="key", secret=secret, name="X-App-Token")


def read(window: Window, options: SocrataOptions) -> Iterator[Row | Problem]:
    """Yield the keys of all rows as the first row, and a row for each.

    SODA leaves empty fields out. It is asked how many rows there are before and after they are
    read, so that none is missed.

    Raises:
        UnreadableSource: the portal cannot be read, or not to the end.
        OptionsError: an option of a file is wrong, or the token is not in the environment.
    """
    from hotline_metrics_api.reading import reading

    options = from_file(IMPORTER, options)
    what = f"{options.url} {options.dataset} {options.where} {options.token_env} {window}"
    with reading(options, options.credentials(), what=what) as read:
        yield from give_rows(read, _items(read, window, options), Shape(columns=options.columns))


def _items(read: Reading, window: Window, options: SocrataOptions) -> Iterator[Item]:
    before = options.days_before or 0
    for span in spans(window, by="received", zone=options.zone, days_before=before):
        # A floating timestamp is the portal's local time and says no zone.
        start, end = (written(moment, "%Y-%m-%dT%H:%M:%S") for moment in (span.start, span.end))
        where = f"{options.date_column} >= '{start}' AND {options.date_column} < '{end}'"
        if options.where:
            where = f"{where} AND ({options.where})"
        address = join(options.url, f"resource/{options.dataset}.json")
        yield from _rows(read, Request(address, (("$where", where),)), options)


def _rows(read: Reading, asked: Request, options: SocrataOptions) -> Iterator[Item]:
    first = _count(read, asked)
    # With its number no two rows are alike; without an order pages would overlap.
    pages = asked.with_parameter("$select", ":id, *").with_parameter("$order", options.order)
    different: set[bytes] = set()
    for item in turn_pages(read, pages, attrs.evolve(PAGING, size=options.page_size)):
        different.add(item.digest)
        yield item
    last = _count(read, asked)
    if len(different) < last:
        details = {"total": str(last), "items": str(len(different))}
        raise refusal(refusals.INCOMPLETE, read.source, **details)
    if first != last:
        read.note(refusals.TOTAL_CHANGED, first=str(first), last=str(last))


def _count(read: Reading, asked: Request) -> int:
    heard = read.ask(asked.with_parameter("$select", "count(*) AS rows"), keep=False)
    found = number_at(heard.document, "0.rows")
    if found is not None:
        return found
    raise refusal(refusals.NO_TOTAL, read.source, path="$.0.rows")


IMPORTER = ServiceImporter(
    format="socrata",
    summary=Message(
        "开放数据平台（SODA 2）上的数据集", "a data set of an open-data portal that speaks SODA 2"
    ),
    options=SocrataOptions,
    read=read,
    columns={"ignored": (":id",)},
    requires=REQUIRES,
    install=INSTALL,
)
