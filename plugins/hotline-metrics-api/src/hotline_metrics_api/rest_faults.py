"""What cannot work about a description of an interface, said before anybody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotline_metrics.plugin import Message
from hotline_metrics_api.credentials import is_available
from hotline_metrics_api.reach import NOT_NEGATIVE, POSITIVE, unless

if TYPE_CHECKING:
    from hotline_metrics_api.rest_options import RestOptions

SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})


def faults_in(options: RestOptions) -> list[Message]:
    """Return what is wrong with options of the importer ``rest``, beside their reach."""
    counted = options.paging in {"page", "offset", "cursor"}
    pages_are_addresses = options.paging in {"next", "link"}
    known_format = options.window_format in {"iso", "utc", "seconds", "milliseconds"}
    hidden = sorted(name for name in options.headers if name.lower() in SECRET_HEADERS)
    return [
        *unless(
            options.page_parameter or not counted,
            "page_parameter",
            Message("翻页须写明", "paging needs it"),
        ),
        *unless(
            options.next or options.paging not in {"cursor", "next"},
            "next",
            Message("须写明下一页所在的路径", "paging needs the path of the next page"),
        ),
        *unless(
            options.send == "query" or not pages_are_addresses,
            "send",
            Message("按地址翻页时只能是 query", "is query where pages are addresses"),
        ),
        *unless(options.page_size > 0, "page_size", POSITIVE),
        *unless(options.days_per_request >= 0, "days_per_request", NOT_NEGATIVE),
        *unless(
            options.window_by or not (options.window_start or options.window_end),
            "window_by",
            Message(
                "须写明查询时间看的是受理（received）、转办（dispatched）还是变动（changed）",
                "say what the window looks at: received, dispatched or changed",
            ),
        ),
        *unless(
            not options.days_per_request or (options.window_start and options.window_end),
            "days_per_request",
            Message("须有 window_start 和 window_end", "needs window_start and window_end"),
        ),
        *unless(
            known_format or "%" in options.window_format,
            "window_format",
            Message(
                f"没有“{options.window_format}”这种写法", f"unknown form {options.window_format!r}"
            ),
        ),
        *unless(
            bool(options.status) == bool(options.status_ok),
            "status",
            Message("与 status_ok 须同时写明", "goes together with status_ok"),
        ),
        *unless(
            options.secret_env or options.auth == "none",
            "secret_env",
            Message("须写明存放凭据的环境变量", "name the variable that holds the secret"),
        ),
        *unless(
            options.user_env or options.auth != "basic",
            "user_env",
            Message("须写明存放用户名的环境变量", "name the variable that holds the user"),
        ),
        *unless(
            is_available(options.algorithm),
            "algorithm",
            Message(f"本机没有 {options.algorithm}", f"this machine has no {options.algorithm}"),
        ),
        *unless(
            not hidden,
            "headers",
            Message(
                f"凭据不写在这里，请用 auth：{'、'.join(hidden)}",
                f"holds no secrets, use auth: {', '.join(hidden)}",
            ),
        ),
    ]
