"""What the demonstration asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from discuss.store.tables import Thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def list_threads(session: Session, site_id: int) -> Sequence[Thread]:
    """Give all threads of a site: a handful."""
    return session.scalars(select(Thread).where(Thread.site_id == site_id)).all()
