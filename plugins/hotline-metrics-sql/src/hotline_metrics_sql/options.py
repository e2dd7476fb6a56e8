"""What an office says about its database; no password ever stands here."""

from __future__ import annotations

import os
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from hotline_metrics.plugin import Message, OptionsError, option

FILES = ("sqlite", "duckdb")
"""Databases that are a file: they know no password, and their paths may hold anything."""

SECRETS = ("password", "passwd", "pwd", "sslpassword")
"""What drivers call a password behind the question mark of an address."""


@attrs.frozen
class Options:
    """Which database is read, and what of it."""

    url: str = option(
        "",
        help=Message(
            "数据库地址，不含密码，如 postgresql://reader@10.0.0.5/hotline",
            "its address without a password, such as postgresql://reader@10.0.0.5/hotline",
        ),
    )
    url_env: str = option(
        "",
        help=Message(
            "或者：存放完整地址（含密码）的环境变量名",
            "instead: the environment variable that holds the whole address, password and all",
        ),
    )
    password_env: str = option(
        "", help=Message("存放密码的环境变量名", "the environment variable that holds the password")
    )
    query: str = option(
        "",
        help=Message(
            "一条 SELECT，可用本期的 :since、:until、:first、:last",
            "one SELECT; may use :since, :until, :first and :last of the period",
        ),
    )
    table: str = option(
        "",
        help=Message(
            "或者：表或视图，如 tickets、hotline.tickets",
            "instead: the table or view, such as tickets or hotline.tickets",
        ),
    )
    touched: str = option(
        "",
        help=Message(
            "与 table 同用：最后更新时间所在的列，更早的行不读",
            "with table: its column of the last change; older rows are left out",
        ),
    )
    time_zone: str = option(
        "Asia/Shanghai",
        help=Message(
            "办公室所在时区，数据库按它给出和比较时间",
            "the office's, in which the database tells and compares times",
        ),
    )

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself, and a password that others could read."""
        for faulty, text in (
            (bool(self.url) == bool(self.url_env), ONE_ADDRESS),
            (bool(self.query) == bool(self.table), ONE_QUESTION),
            (bool(self.touched) and not self.table, TOUCHED_NEEDS_TABLE),
            (holds_password(self.url), NOT_IN_URL),
            (not _is_zone(self.time_zone), NO_SUCH_ZONE),
        ):
            if faulty:
                raise OptionsError(*text.at("sql"))

    @property
    def name(self) -> str:
        """What the rows' place is called: the table, or ``sql`` for a query."""
        return self.table or "sql"


ONE_ADDRESS = Message("请给出 url 或 url_env，二者取一", "give either url or url_env")
ONE_QUESTION = Message("请给出 query 或 table，二者取一", "give either query or table")
TOUCHED_NEEDS_TABLE = Message(
    "touched 只与 table 同用；query 里请自己写 :since 条件",
    "touched goes with table; a query has its own condition with :since",
)
NOT_IN_URL = Message(
    "url 里不能写密码：把密码放进环境变量，用 password_env 写明变量名",
    "no password in url: put it into an environment variable and name that as password_env",
)
NO_SUCH_ZONE = Message(
    "没有这个时区：time_zone", "time_zone is no time zone, such as Asia/Shanghai"
)


def from_environment(name: str, option_name: str) -> str:
    """Return the value of an environment variable that an option names.

    Raises:
        OptionsError: there is none. Its name is not repeated: it may be a password that
            somebody wrote in the wrong place.
    """
    value = os.environ.get(name, "")
    if not value:
        raise OptionsError(
            f"sql：{option_name} 所指的环境变量没有设置",
            f"sql: the environment variable that {option_name} names is not set",
        )
    return value


def holds_password(url: str) -> bool:
    """Tell whether an address holds a password, rather once too often.

    >>> holds_password("mysql://reader@db/hotline"), holds_password("mysql://reader:x@db/hotline")
    (False, True)
    """
    scheme, _, rest = url.partition("://")
    if scheme.partition("+")[0] in FILES:
        return False
    address, _, query = rest.partition("?")
    # Up to the last @: a password that was not quoted may hold one, and slashes too.
    return ":" in address.rpartition("@")[0] or any(
        key.lower() in SECRETS for key, _ in parse_qsl(query, keep_blank_values=True)
    )


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
