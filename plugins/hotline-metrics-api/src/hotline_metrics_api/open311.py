"""Importer ``open311``: the service requests of a GeoReport v2 server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from hotline_metrics.plugin import Message, Problem, Row, ServiceImporter, Window, option
from hotline_metrics_api import refusals
from hotline_metrics_api.credentials import Credentials, from_environment
from hotline_metrics_api.georeport import GeoReport
from hotline_metrics_api.paging import Item
from hotline_metrics_api.reach import INSTALL, NOT_NEGATIVE, REQUIRES, Reach, from_file, unless
from hotline_metrics_api.refusals import refusal
from hotline_metrics_api.request import Request, join
from hotline_metrics_api.rows import Shape, give_rows
from hotline_metrics_api.span import spans

if TYPE_CHECKING:
    from hotline_metrics_api.reading import Reading

LONGEST_SPAN = 90
"""How many days the standard lets a query span."""

SPECIFICATION = "georeport_v2"
COLUMNS = {
    "closed": ("closed_datetime",),
    "personal": ("status_notes", "service_notice", "address_string", "media_url"),
    "ignored": (
        "updated_datetime", "service_code", "address_id", "zipcode", "lat", "long", "token",
    ),
}  # fmt: skip


@attrs.frozen(kw_only=True)
class Open311Options(Reach):
    """A server of service requests by GeoReport v2."""

    jurisdiction: str = option(
        "",
        help=Message(
            "jurisdiction_id；服务器管辖多地时填写", "jurisdiction_id, where a server has several"
        ),
    )
    page_size: int = option(
        0,
        help=Message(
            "每页取多少件；0 由服务器决定",
            "how many requests are asked for at once; 0 leaves it to the server",
        ),
    )
    size_parameter: str = option(
        "page_size", help=Message("写每页件数的参数", "parameter that gets the size")
    )
    days_per_request: int = option(
        LONGEST_SPAN,
        help=Message(
            "一次查询多少天；标准规定不超过 90 天", "days asked for at once; the standard allows 90"
        ),
    )
    items: str = option(
        "",
        help=Message(
            "列表所在的路径；服务器另有包装时填写", "path of the list, for servers that wrap it"
        ),
    )
    key_env: str = option(
        "",
        help=Message(
            "存放 API 密钥的环境变量，以 api_key 发送",
            "environment variable with the API key, sent as api_key",
        ),
    )

    def faults(self) -> list[Message]:
        """Say everything that is wrong."""
        return [
            *super().faults(),
            *unless(
                1 <= self.days_per_request <= LONGEST_SPAN,
                "days_per_request",
                Message(f"须为 1 至 {LONGEST_SPAN} 天", f"takes 1 to {LONGEST_SPAN} days"),
            ),
            *unless(self.page_size >= 0, "page_size", NOT_NEGATIVE),
        ]

    def credentials(self) -> Credentials:
        """Return what shows the server who asks.

        Raises:
            OptionsError: the environment does not hold it.
        """
        if not self.key_env:
            return Credentials()
        secret = from_environment(self.key_env)
        return Credentials(auth="key", secret=secret, name="api_key", place="query")


def read(window: Window, options: Open311Options) -> Iterator[Row | Problem]:
    """Yield the keys of all service requests as the first row, and a row for each.

    A closed request was closed when it was last updated, says the standard: that moment is given
    as ``closed_datetime`` beside the fields of the server.

    Raises:
        UnreadableSource: the server cannot be read, or not to the end.
        OptionsError: an option of a file is wrong, or the key is not in the environment.
    """
    from hotline_metrics_api.reading import reading

    options = from_file(IMPORTER, options)
    what = f"{options.url} {options.jurisdiction} {options.key_env} {window}"
    shape = Shape(
        columns=options.columns, identity="service_request_id", changed="updated_datetime"
    )
    with reading(options, options.credentials(), what=what) as read:
        yield from give_rows(read, _items(read, window, options), shape)


def _items(read: Reading, window: Window, options: Open311Options) -> Iterator[Item]:
    server = GeoReport(read, _endpoint(read, options), options.items)
    for span in spans(
        window,
        by="received",
        zone=options.zone,
        days_before=options.days_before or 0,
        days_per_request=options.days_per_request,
    ):
        yield from server.all_of(span)


def _endpoint(read: Reading, options: Open311Options) -> Request:
    """Return the request for service requests, at the endpoint that a discovery file names."""
    address = Request(options.url)
    if options.url.endswith("/discovery.json"):
        address = read.follow(address, _discovered(read, read.ask(address).document))
    request = Request(join(address.url, "requests.json"))
    if options.jurisdiction:
        request = request.with_parameter("jurisdiction_id", options.jurisdiction)
    if options.page_size:
        request = request.with_parameter(options.size_parameter, options.page_size)
    return request


def _discovered(read: Reading, document: object) -> str:
    endpoints = document.get("endpoints") if isinstance(document, dict) else None
    for endpoint in endpoints if isinstance(endpoints, list) else ():
        if not isinstance(endpoint, dict):
            continue
        specification = str(endpoint.get("specification", "")).lower().rstrip("/")
        speaks = "json" in str(endpoint.get("formats", "")).lower()
        is_live = endpoint.get("type", "production") == "production"
        url = endpoint.get("url")
        if specification.endswith(SPECIFICATION) and speaks and is_live and isinstance(url, str):
            return url
    raise refusal(refusals.NO_DISCOVERY, read.source)


IMPORTER = ServiceImporter(
    format="open311",
    summary=Message("GeoReport v2 服务器上的服务请求", "service requests of a GeoReport v2 server"),
    options=Open311Options,
    read=read,
    columns=COLUMNS,
    requires=REQUIRES,
    install=INSTALL,
)
