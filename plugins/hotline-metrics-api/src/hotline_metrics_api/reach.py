"""Options that every importer of a service has: where it is, and how patiently it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import attrs

from hotline_metrics.plugin import (
    HotlineMetricsError,
    Message,
    OptionsError,
    ServiceImporter,
    joined,
    make_options,
    option,
    read_text,
    read_toml,
)
from hotline_metrics_api.request import fault_of, host_of

REQUIRES = ("httpx2", "stamina")
INSTALL = "pip install hotline-metrics-api"

POSITIVE = Message("须大于 0", "must be above 0")
NOT_NEGATIVE = Message("不能小于 0", "cannot be below 0")

Made = TypeVar("Made", bound="Reach")


@attrs.frozen(kw_only=True)
class Reach:
    """How a service is reached, whatever it speaks."""

    config: Path | None = option(
        None,
        help=Message(
            "写有这些选项的 TOML 文件；另外给出的优先",
            "a TOML file with these options; those given beside it win",
        ),
    )
    url: str = option(
        "", help=Message("服务的地址，不带查询参数", "address of the service, without a query")
    )
    columns: Mapping[str, str] = option(
        attrs.Factory(dict),
        help=Message(
            "服务的字段对应我们的哪个表头或列名",
            "field of the service to a heading or column of ours",
        ),
    )
    days_before: int | None = option(
        None,
        help=Message(
            "提前几天读起；不属于本期的随后剔除",
            "how many days before the period reading begins; the core keeps what belongs",
        ),
    )
    zone: str = option(
        "Asia/Shanghai",
        help=Message(
            "本地时区，查询时间以此为准", "the office's time zone, for the moments asked for"
        ),
    )
    timeout: Decimal = option(
        Decimal(30),
        help=Message(
            "等待多少秒没有动静即算超时；一次回答最长为其十倍",
            "seconds of silence that are borne; an answer may take ten times that",
        ),
    )
    attempts: int = option(
        5,
        help=Message(
            "服务繁忙时，一次请求最多试几次",
            "how often a request is tried when the service is busy",
        ),
    )
    first_wait: Decimal = option(
        Decimal("0.5"),
        help=Message(
            "第二次尝试前等待的秒数；此后逐次加倍",
            "seconds before the second attempt; doubled for each further one",
        ),
    )
    longest_wait: Decimal = option(
        Decimal(120),
        help=Message(
            "服务要求等待时，最多等多少秒", "the most seconds the service may ask us to wait"
        ),
    )
    requests_per_second: Decimal = option(
        Decimal(0),
        help=Message(
            "每秒最多请求几次；0 为不限", "the most requests in a second; 0 sets no limit"
        ),
    )
    max_bytes: int = option(
        50_000_000,
        help=Message("一次回答解压后最多多少字节", "the most bytes of one answer, unpacked"),
    )
    max_pages: int = option(
        10_000,
        help=Message(
            "最多读多少次回答；超过即视为没有尽头",
            "after how many answers it is refused as endless",
        ),
    )
    proxy: str = option(
        "",
        help=Message(
            "代理服务器的地址；不使用环境变量中的代理",
            "address of a proxy; those of the environment are not used",
        ),
    )
    ca_file: Path | None = option(
        None,
        help=Message(
            "内部机构的证书文件，用以代替系统信任的证书",
            "certificates of an internal authority, trusted instead of the system's",
        ),
    )
    resume: Path | None = option(
        None,
        help=Message(
            "暂存回答的文件夹，读取中断后可以接着读",
            "folder that keeps answers until all are read, so that a read can go on",
        ),
    )

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot work, before anybody is asked; a file to come is checked later."""
        if self.config is None:
            faults = self.faults()
            if faults:
                raise OptionsError(*joined(faults))

    def faults(self) -> list[Message]:
        """Say everything that is wrong."""
        return [
            *_fault_in("url", self.url),
            *(_fault_in("proxy", self.proxy) if self.proxy else ()),
            *unless(
                _is_zone(self.zone),
                "zone",
                Message(f"没有时区“{self.zone}”", f"there is no time zone {self.zone!r}"),
            ),
            *(
                POSITIVE.at(name)
                for name in ("timeout", "attempts", "max_bytes", "max_pages")
                if getattr(self, name) <= 0
            ),
            *(
                NOT_NEGATIVE.at(name)
                for name in ("first_wait", "longest_wait", "requests_per_second", "days_before")
                if (getattr(self, name) or 0) < 0
            ),
            *_repeated_headings(self.columns),
        ]

    @property
    def source(self) -> str:
        """What places and messages call the service: its host."""
        return host_of(self.url)


def from_file(importer: ServiceImporter[Made], options: Made) -> Made:
    """Return options with those of the file that they name below them.

    Raises:
        OptionsError: the file cannot be read, or an option in it is wrong.
    """
    path = options.config
    if path is None:
        return options
    try:
        table = read_toml(read_text(path), path.name)
    except HotlineMetricsError as error:
        raise OptionsError(*error.said) from error
    if "config" in table:
        raise OptionsError(
            f"{path.name}：config 不能再指向别的文件", f"{path.name}: names a further config"
        )
    usual = type(options)(config=path)
    given = {
        field.name: getattr(options, field.name)
        for field in attrs.fields(type(options))
        if getattr(options, field.name) != getattr(usual, field.name)
    }
    return make_options(importer, table | given)


def unless(right: object, name: str | Message, said: Message) -> tuple[Message, ...]:
    """Return what is wrong with an option, or nothing.

    Args:
        right: whether, or what shows that, it is right.
        name: the option.
        said: what to say otherwise.
    """
    return () if right else (said.at(name),)


def _fault_in(name: str, url: str) -> tuple[Message, ...]:
    fault = fault_of(url)
    return () if fault is None else (fault.at(name),)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _repeated_headings(columns: Mapping[str, str]) -> tuple[Message, ...]:
    headings = list(columns.values())
    twice = sorted({heading for heading in headings if headings.count(heading) > 1})
    said = Message(
        f"有两个字段都写作{'、'.join(twice)}", f"two fields are called {', '.join(twice)}"
    )
    return unless(not twice, "columns", said)
