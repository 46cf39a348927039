"""How a database is opened: durable SQLite, or PostgreSQL."""

from __future__ import annotations

import sys
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from discuss.errors import PackageMissing, SetupError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from discuss.config import Settings

WRITING = "discuss_writing"
BUSY_MILLISECONDS = 30_000
# At least one connection for each thread of a worker: one beyond is opened and set up anew for every request.
POOL = 10
_JOURNALS = {
    "wal": ("journal_mode=WAL", "synchronous=FULL"),
    # EXTRA: a commit is the removal of a file, which has to reach the disk as well.
    "delete": ("journal_mode=DELETE", "synchronous=EXTRA"),
}
_PRAGMAS = ("foreign_keys=ON", "cache_size=-16000", "temp_store=MEMORY")


def open_database(settings: Settings) -> Engine:
    """Open the database of an installation."""
    return open_engine(settings.database, settings.sqlite_journal)


def open_engine(url: str, journal: str = "wal", **options: Any) -> Engine:
    """Open the database at `url` and set it up as `prepare_engine` says."""
    engine = create_engine(url, **(engine_options(url) | options))
    prepare_engine(engine, journal)
    return engine


def engine_options(url: str) -> dict[str, Any]:
    """Give the options of `create_engine` that suit the database. Raises SetupError for one that is not supported."""
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise SetupError("DISCUSS_DATABASE_URL cannot be read: it must begin with sqlite: or postgresql:") from error
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
        raise PackageMissing(
            f"The package {driver} is missing, with which discuss speaks to PostgreSQL. "
            f'Install it: {sys.executable} -m pip install "discuss-comments[postgresql]"',
            driver,
        )


def prepare_engine(engine: Engine, journal: str = "wal") -> None:
    """On SQLite: every commit on the disk before it is answered, foreign keys, and our own BEGIN.

    `journal` is "wal", or "delete" for where WAL does not work: on a network drive, which shares no memory.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_prepare_sqlite, _JOURNALS[journal]))
        event.listen(engine, "begin", begin_sqlite)


def _prepare_sqlite(pragmas: Sequence[str], connection: sqlite3.Connection, _record: object) -> None:
    # Python's driver must not begin transactions by itself: it would begin deferred ones, and those cannot be upgraded.
    connection.isolation_level = None
    for pragma in (f"busy_timeout={BUSY_MILLISECONDS}", *pragmas, *_PRAGMAS):
        connection.execute(f"PRAGMA {pragma}")


def begin_sqlite(connection: Connection) -> None:
    """Begin a transaction in the one of two ways that it needs."""
    # A read that turns into a write fails at once whatever the busy timeout, so a writing transaction says so first.
    is_writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
