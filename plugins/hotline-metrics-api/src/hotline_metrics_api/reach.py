"""Options that every importer of a service has: where it is, and how patiently it is asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import attrs

from hotline_metrics.plugin import (
    Message,
    OptionsError,
    ServiceImporter,
    joined,
    make_options,
    option,
    system_reason,
)
from hotline_metrics_api.request import fault_of, host_of

REQUIRES = ("httpx2", "stamina")
INSTALL = "pip install hotline-metrics-api"

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
        "", help=Message("服务地址，不带参数", "address of the service, without a query")
    )
    columns: Mapping[str, str] = option(
        attrs.Factory(dict),
        help=Message(
            "服务的字段对应我们的哪一列", "field of the service to a heading or column of ours"
        ),
    )
    days_before: int | None = option(
        None,
        help=Message(
            "从期间前多少天读起；只统计属于本期的",
            "how many days before the period reading begins; the core keeps what belongs",
        ),
    )
    zone: str = option(
        "Asia/Shanghai",
        help=Message(
            "办公所在时区，用于查询时间", "the office's time zone, for the moments asked for"
        ),
    )
    timeout: Decimal = option(
        Decimal(30),
        help=Message(
            "无应答可等多少秒；读完一次回答最多十倍",
            "seconds of silence that are borne; an answer may take ten times that",
        ),
    )
    attempts: int = option(
        5,
        help=Message(
            "服务忙时最多请求几次", "how often a request is tried when the service is busy"
        ),
    )
    first_wait: Decimal = option(
        Decimal("0.5"),
        help=Message(
            "第二次请求前等多少秒，以后逐次加倍",
            "seconds before the second attempt; doubled for each further one",
        ),
    )
    longest_wait: Decimal = option(
        Decimal(120),
        help=Message(
            "服务要求等待时最多等多少秒", "the most seconds the service may ask us to wait"
        ),
    )
    requests_per_second: Decimal = option(
        Decimal(0),
        help=Message(
            "每秒最多请求几次，0 为不限", "the most requests in a second; 0 sets no limit"
        ),
    )
    max_bytes: int = option(
        50_000_000,
        help=Message("一次回答解压后最多多少字节", "the most bytes of one answer, unpacked"),
    )
    max_pages: int = option(
        10_000,
        help=Message(
            "读过多少次回答仍未完，视为没有尽头", "after how many answers it is refused as endless"
        ),
    )
    proxy: str = option(
        "",
        help=Message(
            "代理地址；不使用环境变量里的代理",
            "address of a proxy; those of the environment are not used",
        ),
    )
    ca_file: Path | None = option(
        None,
        help=Message(
            "内部机构的证书，代替系统证书",
            "certificates of an internal authority, trusted instead of the system's",
        ),
    )
    resume: Path | None = option(
        None,
        help=Message(
            "保存回答的文件夹，中断后可接着读，读完即删",
            "folder that keeps answers until all are read, so that a read can go on",
        ),
    )

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot work, before anybody is asked; a file to come is checked later."""
        if self.config is None:
            faults = [fault for fault in self.faults() if fault]
            if faults:
                raise OptionsError(*joined(faults))

    def faults(self) -> list[Message | None]:
        """Say what is wrong; nothing where all is right."""
        url, proxy = fault_of(self.url), fault_of(self.proxy) if self.proxy else None
        return [
            url.at("url") if url else None,
            proxy.at("proxy") if proxy else None,
            unless(
                _is_zone(self.zone), "zone", f"没有时区 {self.zone}", f"no time zone {self.zone}"
            ),
            *(
                unless(getattr(self, name) > 0, name, "须大于 0", "must be above 0")
                for name in ("timeout", "attempts", "max_bytes", "max_pages")
            ),
            *(
                unless((getattr(self, name) or 0) >= 0, name, "不能小于 0", "cannot be below 0")
                for name in ("first_wait", "longest_wait", "requests_per_second", "days_before")
            ),
            _repeated_headings(self.columns),
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
        table = tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        why = system_reason(error)
        raise OptionsError(
            f"无法读取 {path.name}：{why.zh}", f"{path.name}: cannot be read: {why.en}"
        ) from error
    except ValueError as error:
        raise OptionsError(
            f"{path.name} 不合 TOML 写法", f"{path.name}: not valid TOML: {error}"
        ) from error
    if "config" in table:
        raise OptionsError(
            f"{path.name} 不能再用 config 指向别的文件", f"{path.name}: names a further config"
        )
    usual = type(options)(config=path)
    given = {
        field.name: getattr(options, field.name)
        for field in attrs.fields(type(options))
        if getattr(options, field.name) != getattr(usual, field.name)
    }
    return make_options(importer, table | given)


def unless(right: object, name: str, zh: str, en: str) -> Message | None:
    """Return what is wrong with an option, unless it is right."""
    return None if right else Message(zh, en).at(name)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _repeated_headings(columns: Mapping[str, str]) -> Message | None:
    headings = list(columns.values())
    twice = sorted({heading for heading in headings if headings.count(heading) > 1})
    named = "、".join(twice)
    return unless(not twice, "columns", f"有两个字段写作 {named}", f"two fields are called {named}")
