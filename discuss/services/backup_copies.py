"""The backups that are kept, and copies of them that people take along."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.services.backups import FOLDER, make_backup, name_backup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

COPY = "discuss"


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in the data directory. `made` in milliseconds, `size` in bytes."""

    name: str
    made: int
    size: int


def list_kept(instance: Instance) -> list[Kept]:
    """List the backups in the data directory, the newest first."""
    found = []
    for path in (instance.settings.data_dir / FOLDER).glob("[!.]*.zip"):
        facts = path.stat()
        found.append(Kept(path.name, int(facts.st_mtime * 1000), facts.st_size))
    return sorted(found, key=lambda each: each.made, reverse=True)


@contextmanager
def making_copy(session: Session, instance: Instance) -> Iterator[Path]:
    """Make a backup for somebody who takes it along; nothing of it stays here. Raises SetupError."""
    path = name_backup(instance, COPY)
    make_backup(session, instance, path)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
