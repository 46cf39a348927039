"""How a database is opened to look at it: so that nothing changes, not even by the opening."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import NullPool, create_engine, event
from sqlalchemy.engine import make_url

from discuss.store.engine import begin_sqlite, engine_options

if TYPE_CHECKING:
    from sqlalchemy import Engine

_SECONDS = 5
_WAL = b"\x02\x02"  # the versions at byte 18 of a database in WAL mode, https://sqlite.org/fileformat2.html


def open_for_looking(url: str) -> Engine:
    """Open the database at `url`. Raises SetupError for one that is not supported."""
    engine_options(url)
    path = find_file(url)
    if path is None:
        options = {"connect_timeout": _SECONDS} if make_url(url).get_backend_name() == "postgresql" else {}
        readonly = {"postgresql_readonly": True}
        return create_engine(url, poolclass=NullPool, connect_args=options, execution_options=readonly)
    engine = create_engine("sqlite://", creator=partial(_connect, path), poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def find_file(url: str) -> Path | None:
    """Give the file of an SQLite database; None for any other."""
    engine_options(url)
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or parts.database in {None, "", ":memory:"}:
        return None
    return Path(str(parts.database)).absolute()


def _connect(path: Path) -> sqlite3.Connection:
    # A reader of WAL makes files beside the database where nobody else has it open. Without them there is nobody who
    # writes, and the file alone is the whole database.
    is_alone = _is_wal(path) and not path.with_name(f"{path.name}-wal").exists()
    address = f"{path.as_uri()}?mode=ro{'&immutable=1' if is_alone else ''}"
    connection = sqlite3.connect(address, uri=True, timeout=_SECONDS, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA query_only=ON")
    return connection


def _is_wal(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(20)[18:] == _WAL
