"""Backups: everything that is needed to come up on an empty machine, in one file."""

from __future__ import annotations

import os
import zipfile
import zlib
from contextlib import contextmanager, suppress
from dataclasses import fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from discuss import __version__
from discuss.config import PREFIX, Settings, load_settings
from discuss.domain.times import format_time, from_millis, to_millis
from discuss.errors import SetupError
from discuss.services.sealing import SUFFIX, seal, unseal
from discuss.store import dumps
from discuss.store.migrate import check_known, read_revision, rebuild
from discuss.store.releases import refuse_newer
from discuss.store.session import reading_one_moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Table
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

FOLDER = "backups"
NIGHTLY = "nightly"
KEPT = 7
FORMAT = 1
_MANIFEST, _SETTINGS, _TABLES = "backup.json", "settings.env", "tables/"
# Where things lie differs from machine to machine.
_PLACES = frozenset({"data_dir", "database_url", "database_replica_url", "sqlite_journal"})
_NIGHT = timedelta(hours=3, minutes=30)
_PIECE = 1 << 20
# What reading an archive raises, by where it is damaged.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError)


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says of itself. `revision`: of the tables; `tables`: how many rows of each."""

    format: int
    version: str
    revision: str
    made: str
    tables: dict[str, int]


def make_backup(session: Session, instance: Instance, path: Path) -> Manifest:
    """Write a backup as of one moment, and read it again before it gets its name. Raises SetupError.

    Nobody but this user may read it: it holds the secret, the settings and what readers never showed to anybody.
    """
    if path.exists():
        raise SetupError(f"{path} is there already. A backup never overwrites another file.")
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _new_file(part) as archive, reading_one_moment(session):
            connection = session.connection()
            revision = read_revision(connection)
            if revision is None:
                raise SetupError("There is no database here yet. Run `discuss init` first.")
            tables = _write_tables(archive, connection)
            manifest = Manifest(FORMAT, __version__, revision, format_time(instance.clock()), tables)
            archive.writestr(_SETTINGS, _write_settings(instance.settings))
            archive.writestr(_MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        if instance.settings.backup_passphrase:
            seal(part, instance.settings.backup_passphrase)
        check_backup(part, instance.settings.backup_passphrase)
        part.rename(path)
        _sync(path.parent)
    except OSError as error:
        raise SetupError(f"The backup {path} could not be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return manifest


def make_nightly(session: Session, instance: Instance) -> Path:
    """Write this night's backup into the data directory and remove all but the last seven."""
    path = name_backup(instance, NIGHTLY)
    for left in path.parent.glob(f".{NIGHTLY}-*.part"):  # where a former one was cut off, perhaps not locked yet
        left.unlink()
    make_backup(session, instance, path)
    for old in sorted(path.parent.glob(f"{NIGHTLY}-*.zip*"))[:-KEPT]:
        old.unlink()
    return path


def name_backup(instance: Instance, kind: str) -> Path:
    """Give the place of a backup that is made now."""
    stamp = from_millis(instance.clock()).strftime("%Y-%m-%dT%H%M%SZ")
    suffix = f".zip{SUFFIX}" if instance.settings.backup_passphrase else ".zip"
    return instance.settings.data_dir / FOLDER / f"{kind}-{stamp}{suffix}"


def next_night(now: int) -> int:
    """Give the next half past three of this machine's own time, in milliseconds."""
    local = from_millis(now).astimezone()
    night = datetime.combine(local.date(), datetime.min.time()) + _NIGHT
    while to_millis(night.astimezone()) <= now:
        night += timedelta(days=1)
    return to_millis(night.astimezone())


def check_backup(path: Path, passphrase: str = "") -> Manifest:
    """Read a backup from its beginning to its end. Raises SetupError naming what is not as it says."""
    with _open(path, passphrase) as archive:
        manifest = _read_manifest(path, archive)
        if damaged := archive.testzip():
            raise SetupError(f"{path} is damaged: {damaged} cannot be read.")
        for table, rows in manifest.tables.items():
            with archive.open(f"{_TABLES}{table}.jsonl") as lines:
                found = sum(piece.count(b"\n") for piece in iter(lambda: lines.read(_PIECE), b""))
            if found != rows:
                raise SetupError(f"{path} is damaged: {table} has {found} rows, not {rows}.")
        archive.getinfo(_SETTINGS)
    return manifest


def restore_backup(path: Path, engine: Engine, data_dir: Path, passphrase: str = "") -> Manifest:
    """Bring back what a backup holds into a database without anything in it, whichever of the two kinds it is.

    The settings go into the data directory; those that this machine sets elsewhere win. All or nothing. Raises
    SetupError for a damaged backup, for one of a newer release, and where something would be overwritten.
    """
    manifest = check_backup(path, passphrase)
    check_known(manifest.revision, manifest.version, f"The backup {path}")
    with unseal(path, passphrase) as file, zipfile.ZipFile(file) as archive:
        settings = archive.read(_SETTINGS).decode()
        # The secret first: where all ends in the middle, there is still nothing that a second try would overwrite.
        with _settings_in_place(data_dir / ".env", settings):
            _check_secret(data_dir, settings)
            rebuild(engine, manifest.revision, lambda connection: _read_tables(archive, connection, manifest))
    return manifest


def _write_tables(archive: zipfile.ZipFile, connection: Connection) -> dict[str, int]:
    written = {}
    for table in dumps.reflect_tables(connection):
        rows = 0
        with archive.open(f"{_TABLES}{table.name}.jsonl", "w", force_zip64=True) as file:
            for line in dumps.write_rows(connection, table):
                file.write(line)
                rows += 1
        written[table.name] = rows
    return written


def _read_tables(archive: zipfile.ZipFile, connection: Connection, manifest: Manifest) -> None:
    tables = dumps.reflect_tables(connection)
    if missing := manifest.tables.keys() - {table.name for table in tables}:
        raise SetupError(f"The backup has tables that no release had: {', '.join(sorted(missing))}.")
    dumps.defer_own_parents(connection, tables)
    for table in tables:
        if table.name in manifest.tables:
            _read_table(archive, connection, table)
    dumps.check_own_parents(connection, tables)
    dumps.continue_numbers(connection, tables)


def _read_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> None:
    try:
        with archive.open(f"{_TABLES}{table.name}.jsonl") as lines:
            dumps.read_rows(connection, table, lines)
    except (ValueError, msgspec.MsgspecError, SQLAlchemyError) as error:
        raise SetupError(f"The backup holds a {table.name} that cannot be stored: {error}.") from error


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        manifest = msgspec.json.decode(archive.read(_MANIFEST), type=Manifest)
    except (KeyError, msgspec.MsgspecError) as error:
        raise SetupError(f"{path} is not a backup of discuss.") from error
    if manifest.format > FORMAT:
        raise refuse_newer(f"The backup {path}", manifest.version)
    return manifest


@contextmanager
def _open(path: Path, passphrase: str) -> Iterator[zipfile.ZipFile]:
    try:
        with unseal(path, passphrase) as file, zipfile.ZipFile(file) as archive:
            yield archive
    except OSError as error:
        raise SetupError(f"{path} cannot be read: {error.strerror or error}.") from error
    except _BROKEN as error:
        raise SetupError(f"{path} is damaged, or no backup of discuss: {error}.") from error


@contextmanager
def _new_file(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive that only this user can read, and put it on the disk at the end."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            yield archive
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Put a new name in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_settings(settings: Settings) -> str:
    """Write what was set, as an `.env` file has it."""
    usual, lines = Settings(), []
    for field in fields(Settings):
        value = getattr(settings, field.name)
        if field.name in _PLACES or (field.name == "base_url" and _is_only_here(value)):
            continue
        if value != getattr(usual, field.name):
            text = value if isinstance(value, str) else " ".join(map(str, value))
            lines.append(f"{PREFIX}{field.name.upper()}={text}\n")
    return "".join(lines)


def _is_only_here(address: str) -> bool:
    """Whether only this machine answers there: `serve` takes such an address where none is set."""
    return urlsplit(address).hostname in {"127.0.0.1", "localhost", "::1"}


def _check_secret(data_dir: Path, settings: str) -> None:
    """See that the secret in place is in force: under another one, links, keys and hashes are worth nothing."""
    now = load_settings({**os.environ, f"{PREFIX}DATA_DIR": str(data_dir)})
    if f"{PREFIX}SECRET_KEY={now.secret_key}\n" not in settings:
        raise SetupError(
            f"{PREFIX}SECRET_KEY in the environment, or in the `.env` of this directory, "
            "is not the secret of this backup. Take it out and try again."
        )


@contextmanager
def _settings_in_place(path: Path, settings: str) -> Iterator[None]:
    """Write the settings where `discuss init` writes the secret; what lay there is kept, or put back on errors."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    former = path.with_name(f"{path.name}.before-restore")
    if path.exists():
        path.replace(former)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(settings)
            file.flush()
            os.fsync(file.fileno())
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        if former.exists():
            former.replace(path)
        raise
