"""Options that every importer of a service has: where it is, and how patiently it is asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import attrs

from hotline_metrics.plugin import OptionsError, ServiceImporter, make_options, option
from hotline_metrics_api.request import fault_of, host_of

REQUIRES = ("httpx2", "stamina")
INSTALL = "pip install hotline-metrics-api"

Made = TypeVar("Made", bound="Reach")


@attrs.frozen(kw_only=True)
class Reach:
    """How a service is reached, whatever it speaks."""

    config: Path | None = option(
        None, help="a TOML file with these options; those given beside it win"
    )
    url: str = option("", help="address of the service, without a query")
    columns: Mapping[str, str] = option(
        attrs.Factory(dict), help="field of the service to a heading or column of ours"
    )
    days_before: int | None = option(
        None, help="how many days before the period reading begins; the core keeps what belongs"
    )
    zone: str = option("Asia/Shanghai", help="the office's time zone, for the moments asked for")
    timeout: Decimal = option(
        Decimal(30), help="seconds of silence that are borne; an answer may take ten times that"
    )
    attempts: int = option(5, help="how often a request is tried when the service is busy")
    first_wait: Decimal = option(
        Decimal("0.5"), help="seconds before the second attempt; doubled for each further one"
    )
    longest_wait: Decimal = option(
        Decimal(120), help="the most seconds the service may ask us to wait"
    )
    requests_per_second: Decimal = option(
        Decimal(0), help="the most requests in a second; 0 sets no limit"
    )
    max_bytes: int = option(50_000_000, help="the most bytes of one answer, unpacked")
    max_pages: int = option(10_000, help="after how many answers it is refused as endless")
    proxy: str = option("", help="address of a proxy; those of the environment are not used")
    ca_file: Path | None = option(
        None, help="certificates of an internal authority, trusted instead of the system's"
    )
    resume: Path | None = option(
        None, help="folder that keeps answers until all are read, so that a read can go on"
    )

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot work, before anybody is asked; a file to come is checked later."""
        if self.config is None:
            faults = [fault for fault in self.faults() if fault]
            if faults:
                raise OptionsError("\n".join(faults))

    def faults(self) -> list[str]:
        """Say what is wrong, in both languages; an empty text is nothing."""
        return [
            _prefixed("url", fault_of(self.url)),
            _prefixed("proxy", fault_of(self.proxy) if self.proxy else ""),
            _prefixed(
                "zone", "" if _is_zone(self.zone) else f"没有时区 / no time zone {self.zone}"
            ),
            *(
                _prefixed(name, "须大于 0 / must be above 0")
                for name in ("timeout", "attempts", "max_bytes", "max_pages")
                if getattr(self, name) <= 0
            ),
            *(
                _prefixed(name, "不能小于 0 / cannot be below 0")
                for name in ("first_wait", "longest_wait", "requests_per_second", "days_before")
                if (getattr(self, name) or 0) < 0
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
        raise OptionsError(f"{path.name}: 读不出来 / cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise OptionsError(f"{path.name}: 不是 TOML / not valid TOML: {error}") from error
    if "config" in table:
        raise OptionsError(f"{path.name}: 不能再指向别的文件 / names a further config")
    usual = type(options)(config=path)
    given = {
        field.name: getattr(options, field.name)
        for field in attrs.fields(type(options))
        if getattr(options, field.name) != getattr(usual, field.name)
    }
    return make_options(importer, table | given)


def _prefixed(name: str, fault: str) -> str:
    return f"{name}: {fault}" if fault else ""


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _repeated_headings(columns: Mapping[str, str]) -> str:
    headings = list(columns.values())
    twice = sorted({heading for heading in headings if headings.count(heading) > 1})
    named = "、".join(twice)
    return _prefixed("columns", f"有两个字段写作 / two fields are called {named}" if twice else "")
