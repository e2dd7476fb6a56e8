"""Options of the importer ``rest``: what has to be known of an interface to read tickets from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from hotline_metrics.plugin import Message, option
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
from hotline_metrics_api.reach import Reach, unless
from hotline_metrics_api.request import Request, Send, join
from hotline_metrics_api.rows import Clock, Shape
from hotline_metrics_api.span import By, Span, written

SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})


@attrs.frozen(kw_only=True)
class RestOptions(Reach):
    """An interface that gives tickets as JSON."""

    path: str = option(
        "",
        help=Message(
            "地址后面的部分，如 tickets/search", "what follows the address, such as tickets/search"
        ),
    )
    send: Send = option(
        "query",
        help=Message(
            "参数写在地址里、表单里或 JSON 里",
            "parameters go into the address, a posted form or posted JSON",
        ),
    )
    parameters: Mapping[str, str] = option(
        attrs.Factory(dict),
        help=Message(
            "每次都带的参数；不写密钥", "further parameters that are always sent; no secrets"
        ),
    )
    headers: Mapping[str, str] = option(
        attrs.Factory(dict),
        help=Message(
            "每次都带的请求头；不写密钥", "further headers that are always sent; no secrets"
        ),
    )

    window_by: Literal["", By] = option(
        "",
        help=Message(
            "时间窗看什么：受理、转办还是变动时间",
            "what the window looks at: when tickets came in, went out, or last changed",
        ),
    )
    window_start: str = option(
        "", help=Message("起始时间的参数名", "parameter that gets the first moment")
    )
    window_end: str = option(
        "",
        help=Message("结束时间（不含）的参数名", "parameter that gets the moment after the last"),
    )
    window_format: str = option(
        "%Y-%m-%d %H:%M:%S",
        help=Message(
            "时间写法：iso、utc、seconds、milliseconds，或 %Y-%m-%d 之类",
            "iso, utc, seconds, milliseconds, or a pattern such as %Y-%m-%d",
        ),
    )
    days_per_request: int = option(
        0,
        help=Message(
            "一次最多查几天，0 为不限", "the longest window that is asked for at once; 0 any"
        ),
    )

    paging: PagingKind = option(
        "none",
        help=Message(
            "怎样翻页：page 页码、offset 起点、cursor 游标、next 回答里的地址、link 响应头",
            "by page, offset, cursor, next (address in the answer) or link (in its header)",
        ),
    )
    page_parameter: str = option(
        "",
        help=Message("页码、起点或游标的参数名", "parameter that gets the page, offset or cursor"),
    )
    first_page: int | None = option(
        None, help=Message("首页页码或起点，默认 1 或 0", "first page or offset; by default 1 or 0")
    )
    page_size: int = option(100, help=Message("每页几件", "how many items are asked for"))
    size_parameter: str = option(
        "",
        help=Message(
            "每页件数的参数名；不写则不发送",
            "parameter that gets the size; without one it is not sent",
        ),
    )
    next: str = option(
        "",
        help=Message(
            "下一页游标或地址的路径，如 data.next",
            "path of the next cursor or address, such as data.next",
        ),
    )
    total: str = option(
        "",
        help=Message(
            "总件数的路径，用来核对有无遗漏",
            "path of the number of all items, to check that none is missing",
        ),
    )

    items: str = option(
        "",
        help=Message(
            "工单列表的路径，如 data.rows", "path of the list of tickets, such as data.rows"
        ),
    )
    each: str = option(
        "",
        help=Message(
            "工单里的列表字段，其中每项为一行",
            "field of a ticket with a list, each element of which is a row",
        ),
    )
    times: Mapping[str, Clock] = option(
        attrs.Factory(dict),
        help=Message(
            "字段的时间写法：seconds、milliseconds、utc",
            "field to how it tells the time: seconds, milliseconds, utc",
        ),
    )
    status: str = option(
        "",
        help=Message(
            "表示成功与否的路径，如 code",
            "path of what says whether the service succeeded, such as code",
        ),
    )
    status_ok: tuple[str, ...] = option(
        (), help=Message("成功时的值，如 0,200", "what stands there if it did, such as 0,200")
    )
    encoding: str = option(
        "",
        help=Message(
            "回答的编码，不是 UTF-8 又没有写明时给出",
            "encoding of answers, where it is not UTF-8 and not said",
        ),
    )

    auth: Auth = option(
        "none",
        help=Message(
            "凭据的种类：bearer、basic、key 或 signed",
            "what shows who asks: bearer, basic, key or signed",
        ),
    )
    secret_env: str = option(
        "",
        help=Message(
            "存放令牌、密码或密钥的环境变量", "environment variable with the token, password or key"
        ),
    )
    user_env: str = option(
        "",
        help=Message(
            "存放用户名的环境变量，用于 basic",
            "environment variable with the user's name, for basic",
        ),
    )
    key_name: str = option(
        "X-Api-Key", help=Message("密钥的请求头名或参数名", "header or parameter that gets the key")
    )
    key_in: Literal["header", "query"] = option(
        "header", help=Message("密钥放在请求头还是参数里", "where the key goes")
    )
    app_id: str = option(
        "", help=Message("签名查询的应用编号；不是密钥", "who asks, for signed queries; no secret")
    )
    app_id_parameter: str = option(
        "appId", help=Message("应用编号的参数名", "parameter that gets it")
    )
    timestamp_parameter: str = option(
        "timestamp", help=Message("签名时间的参数名", "parameter that gets the time of signing")
    )
    timestamp_unit: Unit = option(
        "seconds", help=Message("签名时间以什么计", "what that time is counted in")
    )
    signature_parameter: str = option(
        "sign", help=Message("签名的参数名", "parameter that gets the signature")
    )
    algorithm: Algorithm = option(
        "sha256", help=Message("签名所用 HMAC 的散列函数", "hash function of the signature's HMAC")
    )

    def faults(self) -> list[Message | None]:
        """Say what is wrong; nothing where all is right."""
        parameter = self.paging in {"page", "offset", "cursor"} and not self.page_parameter
        body = self.send != "query"
        hidden = sorted(name for name in self.headers if name.lower() in SECRET_HEADERS)
        return [
            *super().faults(),
            unless(not parameter, "page_parameter", "分页须写明", "paging needs it"),
            unless(
                self.next or self.paging not in {"cursor", "next"},
                "next",
                "下一页所在须写明",
                "paging needs the path of the next page",
            ),
            unless(
                not (body and self.paging in {"next", "link"}),
                "send",
                "按地址翻页时只能是 query",
                "is query where pages are addresses",
            ),
            unless(self.page_size > 0, "page_size", "须大于 0", "must be above 0"),
            unless(
                self.days_per_request >= 0, "days_per_request", "不能小于 0", "cannot be below 0"
            ),
            unless(
                self.window_by or not (self.window_start or self.window_end),
                "window_by",
                "须写明窗口看的是受理、转办还是变动时间",
                "say what the window looks at: received, dispatched or changed",
            ),
            unless(
                not self.days_per_request or (self.window_start and self.window_end),
                "days_per_request",
                "须有 window_start 和 window_end",
                "needs window_start and window_end",
            ),
            unless(
                "%" in self.window_format
                or self.window_format in {"iso", "utc", "seconds", "milliseconds"},
                "window_format",
                f"不认得写法“{self.window_format}”",
                f"unknown form {self.window_format!r}",
            ),
            unless(
                bool(self.status) == bool(self.status_ok),
                "status",
                "与 status_ok 须同时写明",
                "goes together with status_ok",
            ),
            unless(
                self.secret_env or self.auth == "none",
                "secret_env",
                "须写明存放凭据的环境变量",
                "name the variable that holds the secret",
            ),
            unless(
                self.user_env or self.auth != "basic",
                "user_env",
                "须写明存放用户名的环境变量",
                "name the variable that holds the user",
            ),
            unless(
                is_available(self.algorithm),
                "algorithm",
                f"本机没有 {self.algorithm}",
                f"this machine has no {self.algorithm}",
            ),
            unless(
                not hidden,
                "headers",
                f"凭据不写在这里，请用 auth：{'、'.join(hidden)}",
                f"holds no secrets, use auth: {', '.join(hidden)}",
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
