"""Comments as a list shows them: a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from discuss.store.tables import Comment, Thread

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow


def load_lines(session: Session, ids: Collection[int]) -> dict[int, AnyRow]:
    """Read what a list of comments shows of each, by id."""
    columns = (Comment.id, Comment.excerpt, Comment.author_name, Comment.created, Comment.status)
    statement = select(*columns, Thread.url, Thread.title, Thread.key).join(Thread, Thread.id == Comment.thread_id)
    return {row.id: row for row in session.execute(statement.where(Comment.id.in_(ids)))}
