"""Can the database be reached, is it of this release, and is it whole?"""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from discuss import __version__
from discuss.errors import PackageMissing, SetupError
from discuss.services.backups import FOLDER
from discuss.services.doctor.findings import fault, fine, worry
from discuss.store.migrate import is_head, is_known, read_revision
from discuss.store.releases import cure_newer, read_release

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House

_DAMAGED = ("malformed", "not a database", "disk image", "encrypted")
_MOST_NAMED = 3


def check_database(house: House) -> Finding:
    try:
        if house.file is not None and not house.file.exists():
            return fault("database-none", file=house.file)
        with house.engine.connect() as connection:
            return _check_tables(connection)
    except PackageMissing as error:
        return fault("database-driver", package=error.package, python=shlex.quote(sys.executable))
    except SetupError as error:
        return fault("database-url", error=error.detail)
    except OSError as error:
        return fault("database-unreadable", error=error.strerror or error)
    except SQLAlchemyError as error:
        return _explain(house, error)


def check_integrity(house: House) -> Finding | None:
    """Read the whole database for damage; SQLite's alone, PostgreSQL looks after itself."""
    if house.engine.dialect.name != "sqlite":
        return None
    try:
        with house.engine.connect() as connection:
            said = list(connection.execute(text("PRAGMA quick_check(3)")).scalars())
            orphans = connection.execute(text("PRAGMA foreign_key_check")).all() if said == ["ok"] else []
    except DatabaseError as error:
        said, orphans = [str(error.orig)], []
    if said != ["ok"]:
        return _damaged(house, "; ".join(said[:_MOST_NAMED]))
    if orphans:
        return fault("integrity-orphans", n=len(orphans), tables=", ".join(sorted({str(row[0]) for row in orphans})))
    return fine("integrity-fine")


def _check_tables(connection: Connection) -> Finding:
    revision, release = read_revision(connection), read_release(connection)
    if revision is None:
        return fault("database-empty")
    if is_head(revision):
        return fine("database-fine", kind={"sqlite": "SQLite"}.get(connection.dialect.name, "PostgreSQL"))
    if is_known(revision):
        return worry("database-older", version=__version__)
    made = f"discuss {release}" if release and release != __version__ else "?"
    return fault("database-newer", made=made, version=__version__, cure=cure_newer(release).partition(": ")[2])


def _explain(house: House, error: SQLAlchemyError) -> Finding:
    said = str(getattr(error, "orig", None) or error)
    if any(word in said for word in _DAMAGED):
        return _damaged(house, said)
    if house.engine.dialect.name == "sqlite":
        return fault("database-unreadable", error=said)
    symbol = "database-unreachable" if isinstance(error, OperationalError) else "database-strange"
    return fault(symbol, error=said, server=house.engine.url.host or "?")


def _damaged(house: House, said: str) -> Finding:
    folder = house.settings.data_dir.absolute()
    newest = max((folder / FOLDER).glob("*.zip"), key=lambda path: path.stat().st_mtime, default="FILE")
    return fault("integrity-damaged", error=said, folder=shlex.quote(str(folder)), backup=shlex.quote(str(newest)))
