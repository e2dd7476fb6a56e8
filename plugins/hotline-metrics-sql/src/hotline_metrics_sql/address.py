"""Where the database is: the office's address, the driver we read with, the password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

import attrs

from hotline_metrics_sql import refusals
from hotline_metrics_sql.databases import DATABASES, OTHER, Database
from hotline_metrics_sql.options import FILES, SECRETS, Options, from_environment
from hotline_metrics_sql.refusals import refusal

if TYPE_CHECKING:
    from sqlalchemy import URL


@attrs.frozen
class Address:
    """A database that can be connected to.

    Attributes:
        url: its address, driver and password included.
        database: how its kind is read.
        secrets: what no message may repeat.
    """

    url: URL = attrs.field(repr=False)
    database: Database
    secrets: tuple[str, ...] = attrs.field(repr=False)

    @property
    def kind(self) -> str:
        """The kind of database, such as ``postgresql``."""
        return self.url.get_backend_name()


def address_of(options: Options) -> Address:
    """Return the address that options mean.

    Raises:
        UnreadableSource: it is none.
        OptionsError: an environment variable is not set.
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    text = options.url or from_environment(options.url_env, "url_env")
    url = None
    # Neither the text nor an error that quotes it goes further: it may hold the password.
    with suppress(ArgumentError, ValueError):
        url = make_url(text)
    if url is None or _is_torn(url):
        raise refusal(refusals.BAD_ADDRESS, options.name)
    if options.password_env:
        url = url.set(password=from_environment(options.password_env, "password_env"))
    database = DATABASES.get(url.get_backend_name(), OTHER)
    if database.driver and "+" not in url.drivername:
        url = url.set(drivername=database.driver)
    return Address(url, database, tuple(_secrets(url)))


def _secrets(url: URL) -> Iterator[str]:
    given = [url.password, *(url.query.get(name) for name in SECRETS)]
    for secret in filter(None, map(str, filter(None, given))):
        yield from (secret, quote(secret), quote(secret, safe=""))


def _is_torn(url: URL) -> bool:
    """Tell whether a password that was not quoted has been taken for a host or a database."""
    if url.get_backend_name() in FILES:
        return False
    return "@" in (url.host or "") or "@" in (url.database or "")
