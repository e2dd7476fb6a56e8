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
)
from hotline_metrics_api.paging import Paging, PagingKind
from hotline_metrics_api.reach import Reach
from hotline_metrics_api.request import Request, Send, join
from hotline_metrics_api.rest_faults import faults_in
from hotline_metrics_api.rows import Clock, Shape
from hotline_metrics_api.span import By, Span, written


@attrs.frozen(kw_only=True)
class RestOptions(Reach):
    """An interface that gives tickets as JSON."""

    path: str = option(
        "",
        help=Message(
            "地址之后的路径，如 tickets/search", "what follows the address, such as tickets/search"
        ),
    )
    send: Send = option(
        "query",
        help=Message(
            "参数写进地址（query），还是以表单或 JSON 提交",
            "parameters go into the address, a posted form or posted JSON",
        ),
    )
    parameters: Mapping[str, str] = option(
        attrs.Factory(dict),
        help=Message(
            "每次都发送的其他参数；不写凭据", "further parameters that are always sent; no secrets"
        ),
    )
    headers: Mapping[str, str] = option(
        attrs.Factory(dict),
        help=Message(
            "每次都发送的其他请求头；不写凭据", "further headers that are always sent; no secrets"
        ),
    )

    window_by: Literal["", By] = option(
        "",
        help=Message(
            "查询时间看的是受理、转办还是最后变动时间",
            "what the window looks at: when tickets came in, went out, or last changed",
        ),
    )
    window_start: str = option(
        "", help=Message("写起始时间的参数", "parameter that gets the first moment")
    )
    window_end: str = option(
        "",
        help=Message("写截止时间（不含）的参数", "parameter that gets the moment after the last"),
    )
    window_format: str = option(
        "%Y-%m-%d %H:%M:%S",
        help=Message(
            "iso、utc、seconds、milliseconds，或 %Y-%m-%d 一类的格式",
            "iso, utc, seconds, milliseconds, or a pattern such as %Y-%m-%d",
        ),
    )
    days_per_request: int = option(
        0,
        help=Message(
            "一次最多查询多少天；0 为不限", "the longest window that is asked for at once; 0 any"
        ),
    )

    paging: PagingKind = option(
        "none",
        help=Message(
            "翻页方式：page、offset、cursor、next（回答中的地址）或 link（响应头中的地址）",
            "by page, offset, cursor, next (address in the answer) or link (in its header)",
        ),
    )
    page_parameter: str = option(
        "",
        help=Message(
            "写页码、偏移量或游标的参数", "parameter that gets the page, offset or cursor"
        ),
    )
    first_page: int | None = option(
        None,
        help=Message("起始的页码或偏移量；默认 1 或 0", "first page or offset; by default 1 or 0"),
    )
    page_size: int = option(100, help=Message("每页取多少件", "how many items are asked for"))
    size_parameter: str = option(
        "",
        help=Message(
            "写每页件数的参数；不填则不发送",
            "parameter that gets the size; without one it is not sent",
        ),
    )
    next: str = option(
        "",
        help=Message(
            "下一个游标或地址所在的路径，如 data.next",
            "path of the next cursor or address, such as data.next",
        ),
    )
    total: str = option(
        "",
        help=Message(
            "总件数所在的路径，用来核对有无遗漏",
            "path of the number of all items, to check that none is missing",
        ),
    )

    items: str = option(
        "",
        help=Message(
            "工单列表所在的路径，如 data.rows", "path of the list of tickets, such as data.rows"
        ),
    )
    each: str = option(
        "",
        help=Message(
            "工单中的列表字段，其中每一项各成一行",
            "field of a ticket with a list, each element of which is a row",
        ),
    )
    times: Mapping[str, Clock] = option(
        attrs.Factory(dict),
        help=Message(
            "各时间字段的写法：seconds、milliseconds、utc",
            "field to how it tells the time: seconds, milliseconds, utc",
        ),
    )
    status: str = option(
        "",
        help=Message(
            "表示是否成功的字段所在的路径，如 code",
            "path of what says whether the service succeeded, such as code",
        ),
    )
    status_ok: tuple[str, ...] = option(
        (),
        help=Message("该字段表示成功的值，如 0,200", "what stands there if it did, such as 0,200"),
    )
    encoding: str = option(
        "",
        help=Message(
            "回答的编码；不是 UTF-8 又没有注明时填写",
            "encoding of answers, where it is not UTF-8 and not said",
        ),
    )

    auth: Auth = option(
        "none",
        help=Message(
            "认证方式：bearer、basic、key 或 signed",
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
        "X-Api-Key", help=Message("写密钥的请求头或参数", "header or parameter that gets the key")
    )
    key_in: Literal["header", "query"] = option(
        "header", help=Message("密钥写在请求头（header）还是参数（query）中", "where the key goes")
    )
    app_id: str = option(
        "", help=Message("签名请求的应用标识；不是凭据", "who asks, for signed queries; no secret")
    )
    app_id_parameter: str = option(
        "appId", help=Message("写应用标识的参数", "parameter that gets it")
    )
    timestamp_parameter: str = option(
        "timestamp", help=Message("写签名时间的参数", "parameter that gets the time of signing")
    )
    timestamp_unit: Unit = option(
        "seconds", help=Message("签名时间的单位：秒或毫秒", "what that time is counted in")
    )
    signature_parameter: str = option(
        "sign", help=Message("写签名的参数", "parameter that gets the signature")
    )
    algorithm: Algorithm = option(
        "sha256", help=Message("签名所用 HMAC 的散列函数", "hash function of the signature's HMAC")
    )

    def faults(self) -> list[Message]:
        """Say everything that is wrong."""
        return [*super().faults(), *faults_in(self)]

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
