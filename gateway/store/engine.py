"""Connections to the database: SQLite by default, PostgreSQL in production, one behaviour."""

from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

READERS = 48
"""Connections that are kept: one for each thread that serves requests, and for each stage."""

_SQLITE_PRAGMAS = (
    "PRAGMA page_size=8192",  # of a new database: several payloads fit a page, and a commit writes fewer
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an acknowledgement is a promise: it survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-16384",  # 16 MiB for each connection
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=268435456",
)


def open_engine(url: str) -> Engine:
    """The engine for `url`. Transactions begin when the caller says so, never at the driver's whim."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    connect = {"check_same_thread": False, "timeout": 10}
    engine = create_engine(url, connect_args=connect, pool_size=READERS)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def snapshots(engine: Engine) -> Engine:
    """`engine` with transactions that see what was committed when they began, and nothing later: PostgreSQL's
    own default looks again with each query.
    """
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    driver: Any = connection
    driver.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Any) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
