"""Making what is missing: data directory, secret, tables."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from discuss.cli.doctor import refuse_network_drive
from discuss.config import PREFIX, Settings, load_settings
from discuss.services import backups
from discuss.services.instance import build_instance
from discuss.store.engine import open_database
from discuss.store.migrate import check_known, is_head, migrate, read_revision
from discuss.store.releases import read_release

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


def prepare_house() -> Settings:
    """Make what is missing: data directory, secret, tables."""
    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.secret_key:
        write_setting(settings.data_dir / ".env", f"{PREFIX}SECRET_KEY", secrets.token_urlsafe(48))
        settings = load_settings()
    refuse_network_drive(settings)
    engine = open_database(settings)
    try:
        _back_up_older(engine, settings)
        migrate(engine)
    finally:
        engine.dispose()
    return settings


def _back_up_older(engine: Engine, settings: Settings) -> None:
    """Before tables are changed, keep everything as the older release left it."""
    with engine.connect() as connection:
        revision, release = read_revision(connection), read_release(connection)
    if revision is None or is_head(revision):
        return
    check_known(revision, release)
    instance = build_instance(settings)
    path = backups.name_backup(instance, f"before-update-from-{revision}")
    with Session(engine) as session:
        backups.make_backup(session, instance, path)
    click.echo(f"The tables are brought to this release. A backup from before lies in {path.absolute()}.", err=True)


def write_setting(path: Path, name: str, value: str) -> None:
    """Append to the data directory's own settings; only this user may read them."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{name}={value}\n")
