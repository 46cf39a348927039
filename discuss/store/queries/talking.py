"""What the team shares about comments: notes, and who reads which one now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from discuss.store.queries.upserts import upsert
from discuss.store.tables import Comment, User
from discuss.store.team_tables import Note, Presence

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow

_MOST_READERS = 200


def remove_note(session: Session, comment_id: int, note_id: int, user_id: int | None) -> bool:
    """Remove a note of this user, and say whether there was one."""
    own = (Note.id == note_id, Note.comment_id == comment_id, Note.user_id == user_id)
    return session.scalars(delete(Note).where(*own).returning(Note.id)).one_or_none() is not None


def forget_lapsed(session: Session, now: int) -> None:
    session.execute(delete(Presence).where(Presence.until <= now))


def set_reader(session: Session, place: tuple[int, int], user_id: int, until: int) -> None:
    """Let a user read this comment, and no other, until then. `place`: the site's id and the comment's."""
    session.execute(delete(Presence).where(Presence.user_id == user_id))
    site_id, comment_id = place
    is_there = select(Comment.id).where(Comment.id == comment_id, Comment.site_id == site_id)
    if session.scalars(is_there).one_or_none() is not None:
        row = upsert(session, Presence).values(comment_id=comment_id, user_id=user_id, until=until)
        key = (Presence.comment_id, Presence.user_id)
        session.execute(row.on_conflict_do_update(index_elements=key, set_={"until": until}))


def remove_reader(session: Session, comment_id: int, user_id: int) -> None:
    session.execute(delete(Presence).where(Presence.comment_id == comment_id, Presence.user_id == user_id))


def list_readers(session: Session, site_id: int, now: int) -> list[AnyRow]:
    """List who reads what on a site now: `comment_id`, `user_id`, `name`."""
    statement = select(Presence.comment_id, Presence.user_id, User.name).join(User, User.id == Presence.user_id)
    statement = statement.join(Comment, Comment.id == Presence.comment_id).where(Comment.site_id == site_id)
    return list(session.execute(statement.where(Presence.until > now).order_by(User.name).limit(_MOST_READERS)))
