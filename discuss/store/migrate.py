"""Bring a database to this release's tables, under a lock, so that two starts never do it at once."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from discuss.errors import SetupError
from discuss.store.dumps import has_rows, reflect_tables
from discuss.store.engine import WRITING
from discuss.store.releases import note_release, read_release, refuse_newer
from discuss.store.searching import TRIGGERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alembic.config import Config
    from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).parent.parent / "migrations"
_ADVISORY_LOCK = 0x64697363757373  # "discuss"
_OWN = frozenset({"job", "counter", "address_key", "memo"})  # what a service writes by itself, once it was started


def migrate(engine: Engine) -> bool:
    """Apply what is missing, all or nothing; True if anything was. Raises SetupError for a newer database."""
    with _locked(engine) as connection:
        before = read_revision(connection)
        if before == _head():
            return False
        check_known(before, read_release(connection))
        _upgrade(connection, "head")
        note_release(connection)
    return True


def rebuild(engine: Engine, revision: str, fill: Callable[[Connection], None]) -> None:
    """Make the tables of a known revision, let `fill` write into them, and bring them to this release, all or nothing.

    Tables that are there without a row are made anew. Raises SetupError for a database that holds anything already, and
    for one of a newer release.
    """
    with _locked(engine) as connection:
        check_known(read_revision(connection), read_release(connection))
        _remove_empty_tables(connection)
        _upgrade(connection, revision)
        fill(connection)
        _upgrade(connection, "head")
        note_release(connection)


def _upgrade(connection: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - half a second that only a migration should cost

    command.upgrade(_config(connection), revision)
    _check_foreign_keys(connection)
    if read_revision(connection) == _head():
        _check_search(connection)


def _remove_empty_tables(connection: Connection) -> None:
    tables = reflect_tables(connection)
    if full := [table.name for table in tables if table.name not in _OWN and has_rows(connection, table)]:
        raise SetupError(f"There is a discuss in this database already; there are rows in: {', '.join(full)}.")
    for table in reversed(tables):
        table.drop(connection)
    for name in ("comment_words", "alembic_version"):  # which the models do not have; the former on SQLite alone
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))


def is_head(revision: str | None) -> bool:
    return revision == _head()


def is_migrated(connection: Connection) -> bool:
    """Whether the database has exactly this release's tables. Cheap: no Alembic."""
    return inspect(connection).has_table("alembic_version") and read_revision(connection) == _head()


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    """Hold one transaction that no other migration can hold: SQLite's write lock, or an advisory lock of PostgreSQL."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
                yield connection
            return
        # With foreign keys on, altering a parent table (copy, drop, rename) would cascade into its children. The pragma
        # does nothing within a transaction, so it is set on the driver's connection before there is one.
        raw = connection.connection.driver_connection
        assert raw is not None  # noqa: S101 - a connection that is open has one
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.execution_options(**{WRITING: True}).begin():
                yield connection
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def _config(connection: Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def read_revision(connection: Connection) -> str | None:
    """Give the revision of the tables; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _head() -> str:
    """The newest revision: migrations are numbered, so the last file is the head."""
    return max(_revisions())


def _revisions() -> set[str]:
    return {path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}


def is_known(revision: str) -> bool:
    return revision in _revisions()


def check_known(revision: str | None, release: str | None, what: str = "The database") -> None:
    """Raises SetupError for tables of a revision that only a newer release knows, naming it where that is known."""
    if revision is not None and not is_known(revision):
        raise refuse_newer(what, release)


def _check_search(connection: Connection) -> None:
    """Recreating a table drops its triggers without a word, and comments would be missing from the search for ever."""
    if connection.dialect.name == "sqlite":
        names = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())
        if missing := TRIGGERS.keys() - names:
            raise SetupError(f"The migration would leave the search without {', '.join(sorted(missing))}.")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
        raise SetupError(f"The migration would leave {len(broken)} rows without their parents, so nothing was changed.")
