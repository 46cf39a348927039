"""How a database is opened: durable SQLite, or PostgreSQL."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

from discuss.errors import SetupError

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

WRITING = "discuss_writing"
BUSY_MILLISECONDS = 30_000
# At least one connection for each thread of a worker: one beyond is opened and set up anew for every request.
POOL = 10


def open_engine(url: str, **options: Any) -> Engine:
    """Open the database at `url` and set it up as `prepare_engine` says."""
    engine = create_engine(url, **(engine_options(url) | options))
    prepare_engine(engine)
    return engine


def engine_options(url: str) -> dict[str, Any]:
    """Give the options of `create_engine` that suit the database. Raises SetupError for one that is not supported."""
    backend = make_url(url).get_backend_name()
    # An error must not carry what a reader wrote into the log.
    common: dict[str, Any] = {"pool_size": POOL, "hide_parameters": True}
    if backend == "sqlite":
        return common | {"connect_args": {"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False}}
    if backend == "postgresql":
        _check_driver(url)
        return common | {"pool_pre_ping": True, "isolation_level": "READ COMMITTED"}
    raise SetupError(f"DISCUSS_DATABASE_URL must begin with sqlite: or postgresql:, not {backend}:")


def _check_driver(url: str) -> None:
    driver = make_url(url).get_driver_name()
    if find_spec(driver) is None:
        raise SetupError(
            f"The package {driver} is missing, with which discuss speaks to PostgreSQL. "
            f'Install it: {sys.executable} -m pip install "discuss-comments[postgresql]"'
        )


def prepare_engine(engine: Engine) -> None:
    """On SQLite: WAL with every commit on the disk before it is answered, foreign keys, and our own BEGIN."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Python's driver must not begin transactions by itself: it would begin deferred ones, and those cannot be upgraded.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A read that turns into a write fails at once whatever the busy timeout, so a writing transaction says so first.
    is_writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
