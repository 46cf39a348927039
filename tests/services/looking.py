"""What a test sees of a discussion: of each comment what decisions change, what readers see, and what must agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from discuss.api.presenters import present_comment
from discuss.services.reactions import URGENT
from discuss.store.session import reading
from discuss.store.tables import Comment, Flag, LogEntry, Thread
from tests.services.walking import Walk
from tests.store.recounting import read_tally, recount

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_OWN = (
    "status", "pinned", "body", "body_format", "body_html", "excerpt", "edited", "draft_body", "draft_html", "vouched",
    "question", "told_reason", "told_message", "fingerprint", "search_text",
)  # fmt: skip
_COUNTS = ("shown", "shown_children", "replies", "flags", "urgent")


@dataclass(frozen=True, slots=True)
class Look:
    """A comment: what decisions change of it, the readers whose reports are open, its counts, and its version."""

    own: dict[str, Any]
    reports: frozenset[bytes]
    counts: dict[str, Any]
    version: int

    def is_like(self, other: Look) -> bool:
        return (self.own, self.reports, self.counts) == (other.own, other.reports, other.counts)


def look(session: Session) -> dict[int, Look]:
    """See every comment there is."""
    with reading(session):
        open_reports: dict[int, set[bytes]] = {}
        for flag in session.scalars(select(Flag).where(Flag.settled.is_(None))):
            open_reports.setdefault(flag.comment_id, set()).add(flag.reader)
        comments = session.scalars(select(Comment).order_by(Comment.id), execution_options={"populate_existing": True})
        return {
            comment.id: Look(
                {name: getattr(comment, name) for name in _OWN},
                frozenset(open_reports.get(comment.id, ())),
                {name: getattr(comment, name) for name in _COUNTS},
                comment.version,
            )
            for comment in comments
        }


def look_in_public(session: Session, key: str) -> tuple[int, bytes]:
    """Give the thread's version, and everything that its readers see."""
    walk = Walk(session, key)
    thread = walk.page().head.thread
    return thread.version, msgspec.json.encode((thread.count, [present_comment(row) for row in walk.comments()]))


def check_counts(session: Session) -> None:
    """Check that all that is counted is what a recount gives: of the threads, and of the reports."""
    with reading(session):
        threads = session.scalars(select(Thread.id)).all()
    for thread in threads:
        assert read_tally(session, thread) == recount(session, thread)
    with reading(session):
        flags = session.execute(select(Flag.comment_id, Flag.reason).where(Flag.settled.is_(None))).all()
    for key, seen in look(session).items():
        reasons = [flag.reason for flag in flags if flag.comment_id == key]
        is_urgent = any(reason in URGENT for reason in reasons)
        assert (seen.counts["flags"], seen.counts["urgent"]) == (len(reasons), int(is_urgent))


def check_log(session: Session) -> None:
    """Check that the log tells one story of each comment: every row goes on where the one before it ended."""
    with reading(session):
        rows = session.execute(
            select(LogEntry.comment_id, LogEntry.before, LogEntry.after)
            .where(LogEntry.before.is_not(None), LogEntry.after.is_not(None), LogEntry.comment_id.is_not(None))
            .order_by(LogEntry.id)
        ).all()
        stories: dict[int, str] = {}
        for row in rows:
            assert stories.get(row.comment_id, row.before) == row.before
            stories[row.comment_id] = row.after
        statuses = {row.id: row.status for row in session.execute(select(Comment.id, Comment.status))}
    assert {key: statuses[key] for key in stories} == stories
