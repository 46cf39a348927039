"""How a command opens the house: settings, instance, session."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import msgspec
from sqlalchemy.orm import Session

from discuss.config import load_settings
from discuss.domain.permissions import Actor
from discuss.errors import SetupError
from discuss.services.instance import Instance, build_instance
from discuss.store.engine import open_database
from discuss.store.migrate import check_known, is_migrated, read_revision
from discuss.store.releases import read_release

if TYPE_CHECKING:
    from collections.abc import Iterator

# Whoever may run the command on this machine may do everything; the log names no user for it.
OPERATOR = Actor(is_admin=True)


@contextmanager
def open_house() -> Iterator[tuple[Session, Instance]]:
    """Open the database of the settings. Raises SetupError where there is none, or one of another release.

    Of a newer one it says which to install.
    """
    settings = load_settings()
    if not settings.secret_key:
        raise SetupError(
            f"Nothing is set up in {settings.data_dir.absolute()}. Go to the folder in which you ran `discuss init`, "
            "name the data's place in DISCUSS_DATA_DIR, or run `discuss init` here first."
        )
    engine = open_database(settings)
    try:
        with engine.connect() as connection:
            check_known(read_revision(connection), read_release(connection))
            if not is_migrated(connection):
                raise SetupError("The database is not of this release. Run `discuss init`: it brings it up to date.")
        with Session(engine, expire_on_commit=False) as session:
            yield session, build_instance(settings)
    finally:
        engine.dispose()


def echo_json(value: object) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
