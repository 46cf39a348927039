"""Which release made a database: noted in it, so that an older release can say which one to install."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select

from discuss import __version__
from discuss.errors import SetupError
from discuss.store.machine_tables import Memo
from discuss.store.queries.upserts import build_upsert

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NAME = "release"
_VERSION = re.compile(r"\d[0-9A-Za-z.+!-]{0,39}")


def note_release(connection: Connection) -> None:
    """Note that this release made the tables. What it writes, and where, stays the same for ever."""
    insert = build_upsert(connection.dialect.name, Memo).values(name=_NAME, value=__version__)
    connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"value": __version__}))


def read_release(connection: Connection) -> str | None:
    """Give the release that made the tables; None where none noted itself, as old ones did not."""
    if not inspect(connection).has_table(Memo.__tablename__):
        return None
    value = connection.execute(select(Memo.value).where(Memo.name == _NAME)).scalar_one_or_none()
    return value if value and _VERSION.fullmatch(value) else None


def refuse_newer(what: str, release: str | None) -> SetupError:
    """Build the refusal of what a newer release made; `what` begins the sentence."""
    by = f"discuss {release}" if release and release != __version__ else "a newer discuss"
    return SetupError(f"{what} was made by {by}, and this is discuss {__version__}. {cure_newer(release)}")


def cure_newer(release: str | None) -> str:
    if release is None or release == __version__:
        return "Install the newest release: pip install --upgrade discuss-comments"
    return f"Install that release, or a newer one: pip install 'discuss-comments>={release}'"
