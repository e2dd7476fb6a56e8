"""人大金仓 KingbaseES for SQLAlchemy: PostgreSQL's dialect, which cannot read its version.

Registered as ``kingbase``; SQLAlchemy imports this when an address begins with ``kingbase://``.
"""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

SPEAKS = (9, 6)
"""The PostgreSQL whose features KingbaseES V8 has for the most part; reading asks for no more."""


class Kingbase(PGDialect_psycopg):
    """KingbaseES through psycopg, which speaks its protocol.

    It presents itself as ``KingbaseES V008R006C008B0014 on ...``, where SQLAlchemy looks for a
    version of PostgreSQL and gives up.
    """

    name = "kingbase"
    supports_statement_cache = True

    def _get_server_version_info(self, connection: Connection) -> tuple[int, ...]:
        try:
            return tuple(super()._get_server_version_info(connection))  # type: ignore[no-untyped-call]
        except AssertionError:
            return SPEAKS
