"""Comments of a stranger whose every trace is a canary, at moments that the test chooses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from discuss.domain.drafts import Draft
from discuss.services.comments import Post, post_comment
from discuss.services.identity import Visitor
from discuss.store.queries.comments import lock_thread, set_status
from discuss.store.session import reading, writing
from discuss.store.tables import Comment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.status import Status
    from discuss.services.instance import Instance

NOW = 1_800_000_000_000
VISITOR = Visitor(address="203.0.113.9", reader_key="ab" * 16)
TRACES = ("body", "body_html", "excerpt", "author_name", "author_email", "author_url", "reader", "address", "network")


def at(instance: Instance, moment: int) -> Instance:
    return replace(instance, clock=lambda: moment)


def post(session: Session, instance: Instance, key: str | None = None, **changes: Any) -> int:
    given = {"url": "https://town.example/a", "body": "Canary text", "name": "Canary"} | changes
    asked = Post(site="town", draft=Draft(**given), visitor=VISITOR, key=key, fingerprint=b"f" if key else b"")
    return post_comment(session, instance, asked).comment.id


def decide(session: Session, comment_id: int, status: Status, now: int) -> None:
    with writing(session):
        comment = session.get_one(Comment, comment_id, populate_existing=True)
        comment.changed = now
        set_status(session, lock_thread(session, comment.thread_id), comment, status)


def find(session: Session, comment_id: int) -> Comment | None:
    with reading(session):
        return session.get(Comment, comment_id, populate_existing=True)


def is_empty(comment: Comment) -> bool:
    return not any(getattr(comment, name) for name in TRACES)
