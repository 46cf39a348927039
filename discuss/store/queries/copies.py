"""The copies of backups that left this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from discuss.store.alert_tables import BackupCopy
from discuss.store.queries.upserts import upsert

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_LONGEST = 500


def note_copy(session: Session, at: int, place: str) -> None:
    values = {"at": at, "place": place[:_LONGEST]}
    session.execute(upsert(session, BackupCopy).values(values).on_conflict_do_nothing(index_elements=["at"]))


def find_last_copy(session: Session) -> BackupCopy | None:
    return session.scalars(select(BackupCopy).order_by(BackupCopy.at.desc()).limit(1)).one_or_none()
