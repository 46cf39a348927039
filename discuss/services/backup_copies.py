"""The backups that are kept, and the copies of them that leave this machine."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from typing import TYPE_CHECKING, Any

from discuss.domain.places import Store, parse_place
from discuss.domain.signatures import Request, sign_request
from discuss.domain.times import from_millis
from discuss.errors import SetupError
from discuss.outbound import ANYWHERE, Way, send
from discuss.services.backups import FOLDER, make_backup, make_nightly, name_backup
from discuss.store.queries import copies as queries
from discuss.store.queries.jobs import add_job
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from discuss.services.backups import Manifest
    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler

COPY = "discuss"
_SECONDS = 600.0  # a slow line takes its time
_TAKEN = range(200, 300)


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in the data directory. `made` in milliseconds, `size` in bytes."""

    name: str
    made: int
    size: int


def list_kept(instance: Instance) -> list[Kept]:
    """List the backups in the data directory, the newest first."""
    found = []
    for path in (instance.settings.data_dir / FOLDER).glob("[!.]*.zip*"):
        facts = path.stat()
        found.append(Kept(path.name, int(facts.st_mtime * 1000), facts.st_size))
    return sorted(found, key=lambda each: each.made, reverse=True)


@contextmanager
def making_copy(session: Session, instance: Instance) -> Iterator[tuple[Path, Manifest]]:
    """Make a backup for somebody who takes it along; nothing of it stays here. Raises SetupError."""
    path = name_backup(instance, COPY)
    manifest = make_backup(session, instance, path)
    try:
        yield path, manifest
    finally:
        path.unlink(missing_ok=True)


def make_copy(session: Session, instance: Instance, to: str) -> tuple[str, Manifest]:
    """Make a backup elsewhere and give its place: into a folder or a store. Raises SetupError, FetchFailed."""
    parse_place(to)
    with making_copy(session, instance) as (path, manifest):
        place = put_copy(instance, path, to)
    note_taken(session, instance, place)
    return place, manifest


def note_taken(session: Session, instance: Instance, place: str) -> None:
    """Write down that a copy left this machine just now."""
    with writing(session):
        queries.note_copy(session, instance.clock(), place)


def find_last(session: Session) -> tuple[int, str] | None:
    """Give when the last copy left this machine and where it went; None where none ever did."""
    with reading(session):
        found = queries.find_last_copy(session)
        return (found.at, found.place) if found else None


def back_up_night(session: Session, instance: Instance, _payload: Mapping[str, Any]) -> None:
    """Make this night's backup, and see to it that a copy of it leaves where one is wanted elsewhere."""
    path = make_nightly(session, instance)
    if instance.settings.backup_to:
        with writing(session):
            add_job(session, "backup-copy", {"name": path.name}, due=0)


def send_night(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Send the copy of a night, unless that is not kept any more. Raises SetupError, FetchFailed."""
    path = instance.settings.data_dir / FOLDER / payload["name"]
    if path.exists():
        note_taken(session, instance, put_copy(instance, path, instance.settings.backup_to))


def put_copy(instance: Instance, path: Path, to: str) -> str:
    """Put a copy of a backup into a folder or a store, and give its place. Raises SetupError, FetchFailed."""
    place = parse_place(to)
    return _send(instance, path, place) if isinstance(place, Store) else _copy(path, place)


def _copy(path: Path, folder: Path) -> str:
    target = folder / path.name
    part = target.with_name(f".{path.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with path.open("rb") as source, os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(source, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise SetupError(f"{target} could not be written: {error.strerror or error}.") from error
    return str(target.absolute())


def _send(instance: Instance, path: Path, store: Store) -> str:
    url = store.url_of(path.name)
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        size = {"content-length": str(os.fstat(file.fileno()).st_size), "content-type": "application/octet-stream"}
        request = Request(method="PUT", url=url, digest=digest, headers=size)
        headers = sign_request(request, store.who, from_millis(instance.clock()))
        file.seek(0)
        # The operator named it, so it may stand in the own network.
        answer = send(url, file, Way(allow=ANYWHERE, seconds=_SECONDS), headers, method="PUT")
    if answer.status not in _TAKEN:
        said = answer.body[:300].decode("utf-8", "replace").strip()
        raise SetupError(f"{store} did not take the copy ({answer.status}): {said}")
    return url


HANDLERS: dict[str, Handler] = {"backup": back_up_night, "backup-copy": send_night}
