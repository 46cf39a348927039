"""What the last comments keep of where they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from discuss.store.tables import Comment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session


def list_last_marks(session: Session, since: int, most: int) -> Sequence[Row[bytes | None, bytes | None, bytes | None]]:
    """Give reader, address and network of the last comments by guests from the id `since` on, the newest first."""
    columns = select(Comment.reader, Comment.address, Comment.network)
    wanted = (Comment.id >= since, Comment.author_id.is_(None), Comment.address.is_not(None))
    return session.execute(columns.where(*wanted).order_by(Comment.id.desc()).limit(most)).all()
