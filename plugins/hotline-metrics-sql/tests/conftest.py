"""Real databases: PostgreSQL and MariaDB servers of this test run's own, SQLite and DuckDB files.

A server is started by the first test that needs it, on a free port of the loopback address, and
stopped by its process id at the end. Under xdist each worker has its own.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import attrs
import pytest
from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    make_url,
)
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeEngine

from hotline_metrics.plugin import Period, Problem, Row, Window
from hotline_metrics.plugin.calls import read_service_rows
from hotline_metrics.plugin.options import make_options
from hotline_metrics_sql import IMPORTER

PASSWORD = "planted:p@ss/w?rd"
OCTOBER = Window(Period.parse("2023-10"), datetime.max)
PATIENCE = 60

Records = Sequence[Sequence[object]]


@attrs.frozen
class Site:
    """A database with tables of the test's own.

    Attributes:
        kind: such as ``postgresql``.
        url: its address without a password.
        engine: writes to it.
    """

    kind: str
    url: str
    engine: Engine

    def options(self, **more: str) -> dict[str, str]:
        """Return options that read it."""
        server = {"password_env": "SITE_PASSWORD"} if "@" in self.url else {}
        return {"url": self.url, **server, **more}

    def read(self, window: Window = OCTOBER, **more: str) -> list[Row | Problem]:
        """Return what the importer yields, as the host calls it."""
        options = make_options(IMPORTER, self.options(**more))
        return list(read_service_rows(IMPORTER, window, options))

    def cells(self, **more: str) -> list[tuple[object, ...]]:
        """Return the cells of every record below the names."""
        rows = [item for item in self.read(**more) if isinstance(item, Row)]
        return [tuple(row.cells) for row in rows[1:]]

    def run(self, *statements: str) -> None:
        """Execute statements that write."""
        with self.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def fill(
        self, records: Records, types: Mapping[str, TypeEngine[object]], name: str = "tickets"
    ) -> None:
        """Make a table; the first record names its columns, which are text unless typed."""
        header, *rest = [list(map(str, records[0])), *records[1:]]
        metadata = MetaData()
        columns = (Column(each, types.get(each, Text()), nullable=True) for each in header)
        table = Table(name, metadata, *columns)
        metadata.create_all(self.engine)
        lines = [dict(zip(header, record, strict=True)) for record in rest]
        with self.engine.begin() as connection:
            for start in range(0, len(lines), 500):
                connection.execute(table.insert(), lines[start : start + 500])


TYPES: Mapping[str, TypeEngine[object]] = {
    "工单编号": BigInteger(),
    **{f"{name}时间": DateTime() for name in ("受理", "派单", "办结")},
    "重办次数": Integer(),
}
"""How an office's database would type the columns of an export."""


# --- servers ---------------------------------------------------------------------------------
def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def found(program: str, *places: str) -> str:
    """Return where a server's program is; skip the test where it is not installed."""
    known = [os.environ.get("PATH", ""), "/usr/sbin", *places]
    path = shutil.which(program, path=os.pathsep.join(known))
    if path is None:
        pytest.skip(
            f"{program} is not installed; on Debian: apt-get install postgresql mariadb-server"
        )
    return path


def postgres_bin() -> list[str]:
    return [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]


@contextmanager
def folder_of(user: str) -> Iterator[Path]:
    """Make a folder that a server's user may enter, which pytest's own temporary ones are not."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-sql-tests-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_user(user: str, *words: str) -> list[str]:
    """Return a command run by a server's user: servers refuse to be root.

    It is stopped with this process, however that ends.
    """
    if os.geteuid() != 0:
        return list(words)
    try:
        known = pwd.getpwnam(user)
    except KeyError:
        pytest.skip(f"there is no user {user} to run {words[0]} as")
    identity = ["--reuid", str(known.pw_uid), "--regid", str(known.pw_gid), "--clear-groups"]
    return [found("setpriv"), *identity, "--pdeathsig", "TERM", *words]


def environment(folder: Path) -> dict[str, str]:
    """Return an environment with a temporary folder of its own.

    MariaDB clears what it finds in a temporary folder when it starts, others' tables included.
    """
    return {**os.environ, "TMPDIR": str(folder)}


def install(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")


@contextmanager
def server(
    command: Sequence[str], folder: Path, ready: Callable[[], None], stop: signal.Signals
) -> Iterator[None]:
    """Run a server until the block ends; ``ready`` raises while it does not answer."""
    log = (folder / "log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=environment(folder))
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                ready()
                break
            except Exception:
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((folder / "log").read_text("utf-8", "replace")) from None
                time.sleep(0.05)
        yield
    finally:
        process.send_signal(stop)
        process.wait(PATIENCE)
        log.close()


def connect_once(url: URL) -> None:
    engine = create_engine(url, poolclass=NullPool)
    engine.connect().close()
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """A PostgreSQL that asks for a password; the address of its superuser."""
    initdb, postgres = (found(name, *postgres_bin()) for name in ("initdb", "postgres"))
    with folder_of("postgres") as folder:
        secret = folder / "secret"
        secret.write_text(PASSWORD, "utf-8")
        secret.chmod(0o644)
        made = as_user(
            "postgres", initdb, "-D", str(folder / "data"), "-U", "owner", "-A", "scram-sha-256",
            "--pwfile", str(secret), "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        install(made, folder)
        port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "",
            "fsync": "off", "timezone": "UTC", "lc_messages": "C",
        }  # fmt: skip
        words = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = as_user("postgres", postgres, *words, "-D", str(folder / "data"))
        url = URL.create("postgresql+psycopg", "owner", PASSWORD, "127.0.0.1", port, "postgres")
        # At SIGTERM it would wait for its clients to leave.
        with server(command, folder, lambda: connect_once(url), signal.SIGINT):
            yield url


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[URL]:
    """A MariaDB that asks for a password; the address of its owner."""
    installer, mariadbd = found("mariadb-install-db"), found("mariadbd")
    with folder_of("mysql") as folder:
        data = f"--datadir={folder / 'data'}"
        method = "--auth-root-authentication-method=normal"
        made = as_user("mysql", installer, "--no-defaults", data, method, "--skip-test-db")
        install(made, folder)
        port = free_port()
        first = folder / "first.sql"
        first.write_text(
            f"CREATE USER owner@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n"
            "GRANT ALL ON *.* TO owner@'127.0.0.1' WITH GRANT OPTION;\n"
            "CREATE DATABASE office;\n",
            "utf-8",
        )
        first.chmod(0o644)
        command = as_user(
            "mysql", mariadbd, "--no-defaults", data, f"--socket={folder / 's'}", f"--port={port}",
            "--bind-address=127.0.0.1", "--character-set-server=utf8mb4", f"--init-file={first}",
            "--skip-name-resolve", "--default-time-zone=+00:00", "--innodb-flush-log-at-trx-commit=0",
        )  # fmt: skip
        url = URL.create("mysql+pymysql", "owner", PASSWORD, "127.0.0.1", port)
        with server(command, folder, lambda: connect_once(url), signal.SIGTERM):
            yield url


@contextmanager
def site_at(url: URL) -> Iterator[Site]:
    engine = create_engine(url, poolclass=NullPool)
    bare = url.set(drivername=url.get_backend_name())._replace(password=None)
    try:
        yield Site(url.get_backend_name(), bare.render_as_string(), engine)
    finally:
        engine.dispose()


@pytest.fixture
def postgresql(postgresql_server: URL) -> Iterator[Site]:
    """An empty PostgreSQL database."""
    with site_at(postgresql_server) as site:
        yield site
        site.run(
            "DROP SCHEMA public CASCADE",
            "CREATE SCHEMA public",
            "GRANT USAGE ON SCHEMA public TO PUBLIC",
        )


@pytest.fixture
def mariadb(mariadb_server: URL) -> Iterator[Site]:
    """An empty MariaDB database."""
    with site_at(mariadb_server.set(database="office")) as site:
        yield site
        site.run("DROP DATABASE office", "CREATE DATABASE office")


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Site]:
    """A SQLite file."""
    with site_at(make_url(f"sqlite:///{tmp_path / 'office.db'}")) as site:
        # The file is there once something is in it.
        site.run("CREATE TABLE made (a integer)")
        yield site


@pytest.fixture
def duckdb(tmp_path: Path) -> Iterator[Site]:
    """A DuckDB file."""
    with site_at(make_url(f"duckdb:///{tmp_path / 'office.duckdb'}")) as site:
        site.run("CREATE TABLE made (a integer)")
        yield site


@pytest.fixture(params=["postgresql", "mariadb", "sqlite", "duckdb"])
def site(request: pytest.FixtureRequest) -> Site:
    """Each of the databases in turn."""
    chosen: Site = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_PASSWORD", PASSWORD)
