"""Options of the importer ``rest``: what has to be known of an interface to read tickets from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from hotline_metrics.plugin import option
from hotline_metrics_api.credentials import (
    Algorithm,
    Auth,
    Credentials,
    Signing,
    Unit,
    from_environment,
    is_available,
)
from hotline_metrics_api.paging import Paging, PagingKind
from hotline_metrics_api.reach import Reach
from hotline_metrics_api.request import Request, Send, join
from hotline_metrics_api.rows import Clock, Shape
from hotline_metrics_api.span import By, Span, written

SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})


@attrs.frozen(kw_only=True)
class RestOptions(Reach):
    """An interface that gives tickets as JSON."""

    path: str = option("", help="what follows the address, such as tickets/search")
    send: Send = option(
        "query", help="parameters go into the address, a posted form or posted JSON"
    )
    parameters: Mapping[str, str] = option(
        attrs.Factory(dict), help="further parameters that are always sent; no secrets"
    )
    headers: Mapping[str, str] = option(
        attrs.Factory(dict), help="further headers that are always sent; no secrets"
    )

    window_by: Literal["", By] = option(
        "", help="what the window looks at: when tickets came in, went out, or last changed"
    )
    window_start: str = option("", help="parameter that gets the first moment")
    window_end: str = option("", help="parameter that gets the moment after the last")
    window_format: str = option(
        "%Y-%m-%d %H:%M:%S", help="iso, utc, seconds, milliseconds, or a pattern such as %Y-%m-%d"
    )
    days_per_request: int = option(0, help="the longest window that is asked for at once; 0 any")

    paging: PagingKind = option(
        "none", help="by page, offset, cursor, next (address in the answer) or link (in its header)"
    )
    page_parameter: str = option("", help="parameter that gets the page, offset or cursor")
    first_page: int | None = option(None, help="first page or offset; by default 1 or 0")
    page_size: int = option(100, help="how many items are asked for")
    size_parameter: str = option(
        "", help="parameter that gets the size; without one it is not sent"
    )
    next: str = option("", help="path of the next cursor or address, such as data.next")
    total: str = option("", help="path of the number of all items, to check that none is missing")

    items: str = option("", help="path of the list of tickets, such as data.rows")
    each: str = option("", help="field of a ticket with a list, each element of which is a row")
    times: Mapping[str, Clock] = option(
        attrs.Factory(dict), help="field to how it tells the time: seconds, milliseconds, utc"
    )
    status: str = option("", help="path of what says whether the service succeeded, such as code")
    status_ok: tuple[str, ...] = option((), help="what stands there if it did, such as 0,200")
    encoding: str = option("", help="encoding of answers, where it is not UTF-8 and not said")

    auth: Auth = option("none", help="what shows who asks: bearer, basic, key or signed")
    secret_env: str = option("", help="environment variable with the token, password or key")
    user_env: str = option("", help="environment variable with the user's name, for basic")
    key_name: str = option("X-Api-Key", help="header or parameter that gets the key")
    key_in: Literal["header", "query"] = option("header", help="where the key goes")
    app_id: str = option("", help="who asks, for signed queries; no secret")
    app_id_parameter: str = option("appId", help="parameter that gets it")
    timestamp_parameter: str = option("timestamp", help="parameter that gets the time of signing")
    timestamp_unit: Unit = option("seconds", help="what that time is counted in")
    signature_parameter: str = option("sign", help="parameter that gets the signature")
    algorithm: Algorithm = option("sha256", help="hash function of the signature's HMAC")

    def faults(self) -> list[str]:
        """Say what is wrong, in both languages; an empty text is nothing."""
        parameter = self.paging in {"page", "offset", "cursor"} and not self.page_parameter
        body = self.send != "query"
        hidden = sorted(name for name in self.headers if name.lower() in SECRET_HEADERS)
        return [
            *super().faults(),
            _unless(not parameter, "page_parameter: 分页须写明 / paging needs it"),
            _unless(
                self.next or self.paging not in {"cursor", "next"},
                "next: 下一页所在须写明 / paging needs the path of the next page",
            ),
            _unless(
                not (body and self.paging in {"next", "link"}),
                "send: 按地址翻页时只能是 query / is query where pages are addresses",
            ),
            _unless(self.page_size > 0, "page_size: 须大于 0 / must be above 0"),
            _unless(self.days_per_request >= 0, "days_per_request: 不能小于 0 / cannot be below 0"),
            _unless(
                self.window_by or not (self.window_start or self.window_end),
                "window_by: 须写明窗口看的是受理、转办还是变动时间 "
                "/ say what the window looks at: received, dispatched or changed",
            ),
            _unless(
                not self.days_per_request or (self.window_start and self.window_end),
                "days_per_request: 须有 window_start 和 window_end / needs both of them",
            ),
            _unless(
                "%" in self.window_format
                or self.window_format in {"iso", "utc", "seconds", "milliseconds"},
                f"window_format: 写法不明 / unknown form {self.window_format!r}",
            ),
            _unless(
                bool(self.status) == bool(self.status_ok),
                "status: 与 status_ok 须同时写明 / go together with status_ok",
            ),
            _unless(
                self.secret_env or self.auth == "none",
                "secret_env: 须写明存放凭据的环境变量 / name the variable that holds the secret",
            ),
            _unless(
                self.user_env or self.auth != "basic",
                "user_env: 须写明存放用户名的环境变量 / name the variable that holds the user",
            ),
            _unless(
                is_available(self.algorithm),
                f"algorithm: 本机没有 / this machine has no {self.algorithm}",
            ),
            _unless(
                not hidden,
                f"headers: 凭据不写在这里，请用 auth / holds no secrets, use auth: {', '.join(hidden)}",
            ),
        ]

    def credentials(self) -> Credentials:
        """Return what shows the service who asks.

        Raises:
            OptionsError: the environment does not hold it.
        """
        if self.auth == "none":
            return Credentials()
        in_header = self.auth == "bearer" or (self.auth == "key" and self.key_in == "header")
        return Credentials(
            auth=self.auth,
            secret=from_environment(self.secret_env, in_header=in_header),
            user=from_environment(self.user_env) if self.auth == "basic" else "",
            name=self.key_name,
            place=self.key_in,
            signing=Signing(
                app_id=self.app_id,
                app_id_parameter=self.app_id_parameter,
                timestamp_parameter=self.timestamp_parameter,
                unit=self.timestamp_unit,
                signature_parameter=self.signature_parameter,
                algorithm=self.algorithm,
            ),
        )

    def request(self, span: Span | None) -> Request:
        """Return what is asked for a stretch of time, or for everything."""
        request = Request(
            join(self.url, self.path),
            tuple(self.parameters.items()),
            tuple(self.headers.items()),
            self.send,
        )
        if span and self.window_start:
            moment = written(span.start, self.window_format)
            request = request.with_parameter(self.window_start, moment)
        if span and self.window_end:
            moment = written(span.end, self.window_format)
            request = request.with_parameter(self.window_end, moment)
        return request

    def pages(self) -> Paging:
        """Return how the service gives its list in parts."""
        first = self.first_page
        return Paging(
            kind=self.paging,
            parameter=self.page_parameter,
            first=first if first is not None else int(self.paging == "page"),
            size=self.page_size,
            size_parameter=self.size_parameter,
            items=self.items,
            next=self.next,
            total=self.total,
            status=self.status,
            status_ok=self.status_ok,
        )

    def shape(self) -> Shape:
        """Return what becomes of a ticket's fields."""
        return Shape(columns=self.columns, times=self.times, each=self.each)


def _unless(right: object, fault: str) -> str:
    return "" if right else fault
