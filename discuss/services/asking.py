"""What the team says to each other about a comment: a question that keeps it in the queue, and notes on top of it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from discuss.domain.ids import build_id
from discuss.domain.permissions import Action
from discuss.domain.status import Status
from discuss.domain.texts import check_text
from discuss.errors import FieldError, Invalid
from discuss.services.access import access_comment, access_site
from discuss.services.deeds import Batch, Result, Work, build_entry, finish, snapshot
from discuss.services.history import load_history
from discuss.store.queries import moderation as queries, talking
from discuss.store.session import writing
from discuss.store.team_tables import Note

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.services.moderation import Item
    from discuss.store.tables import Comment

QUESTION_LIMIT = 300
NOTE_LIMIT = 1000


def ask_others(session: Session, instance: Instance, actor: Actor, place: tuple[str, Item], question: str) -> Batch:
    """Leave what waits to the others, with a word why: it stays in the queue until somebody decides.

    `place`: the site's name, and the comment as it was seen. Raises UnknownSite, NotAllowed, Invalid.
    """
    name, item = place
    question = _check_words(question, "/question", QUESTION_LIMIT)
    batch = secrets.token_hex(8)
    with writing(session):
        site = access_site(session, actor, name, Action.DECIDE)
        comment = queries.load_comments(session, [item.id]).get(item.id)
        if comment is None or comment.site_id != site.id:
            return Batch(batch, [Result(id=item.id, status=None, version=None, error="unknown")])
        threads = queries.lock_threads(session, [comment.thread_id])
        comment = queries.load_comments(session, [item.id])[item.id]
        if comment.version != item.version or not _waits(comment):
            return Batch(batch, [Result(id=item.id, status=comment.status, version=comment.version, error="stale")])
        history = load_history(session, [comment])
        work = Work(session, instance, actor, batch, instance.clock(), threads, history)
        data = snapshot(work, comment, keeps_text=False)
        comment.question = question
        entry = build_entry(work, comment, Status(comment.status), data)
        entry.action, entry.note = "ask", question
        work.entries.append(entry)
        finish(work)
        return Batch(batch, [Result(id=item.id, status=comment.status, version=comment.version)])


def add_note(session: Session, instance: Instance, actor: Actor, place: tuple[str, int], words: str) -> int:
    """Leave a word for the team on a comment and give its id. `place`: the site's name and the comment's id.

    Raises UnknownSite, NotAllowed, UnknownComment, Invalid.
    """
    words = _check_words(words, "/note", NOTE_LIMIT)
    now = instance.clock()
    with writing(session):
        comment = access_comment(session, access_site(session, actor, place[0], Action.DECIDE), place[1])
        number = build_id(now, instance.draw())
        session.add(Note(id=number, comment_id=comment.id, user_id=actor.user_id, text=words, at=now))
    return number


def remove_note(session: Session, actor: Actor, place: tuple[str, int], note_id: int) -> bool:
    """Take the own note back, and say whether it was there. Raises UnknownSite, NotAllowed, UnknownComment."""
    with writing(session):
        comment = access_comment(session, access_site(session, actor, place[0], Action.DECIDE), place[1])
        return talking.remove_note(session, comment.id, note_id, actor.user_id)


def _waits(comment: Comment) -> bool:
    return comment.status == Status.PENDING or comment.flags > 0 or comment.draft_body is not None


def _check_words(words: str, pointer: str, limit: int) -> str:
    words = check_text(words.replace("\r\n", "\n").strip(), pointer=pointer, limit=limit)
    if not words:
        raise Invalid(FieldError(pointer, "Write a word to the others."))
    return words
