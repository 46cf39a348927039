"""What members post: answers under their own or the team's name, and what they enter for somebody else."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.permissions import Actor
from discuss.domain.status import Status
from discuss.services.deeds import Work, build_entry, snapshot

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.channels import Channel
    from discuss.domain.permissions import Role
    from discuss.services.instance import Instance
    from discuss.store.tables import Comment, LogEntry, Thread

ANSWERED = "answer"
ENTERED = "enter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """How and when somebody said what a member enters for them. `written` is milliseconds; None for now."""

    channel: Channel
    written: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A user who writes as a member of the site: never held, never limited, shown with a badge.

    `has_last_word`: may write where a discussion is closed. `batch`: of the log, so that an answer is taken back with
    the decision that it came with. `letter`: the comment is somebody else's, whom no badge, address or key belongs to.
    """

    user_id: int
    role: Role
    has_last_word: bool = False
    batch: str | None = None
    letter: Letter | None = None


def record_member(session: Session, instance: Instance, where: tuple[Thread, Comment], member: Member) -> None:
    """Write into the log what a member posted, so that it can be taken back."""
    thread, comment = where
    now = instance.clock()
    actor = Actor(user_id=member.user_id)
    work = Work(session, instance, actor, member.batch or secrets.token_hex(8), now, {thread.id: thread})
    entry = build_entry(work, comment, Status(comment.status), snapshot(work, comment, keeps_text=False))
    entry.action, entry.before = (ENTERED if member.letter else ANSWERED), None
    entry.reason = member.letter.channel if member.letter else None
    session.add(entry)


def status_before(entry: LogEntry, comment: Comment) -> Status:
    """Give what a comment was before a row of the log; one that a member posted was not there."""
    if entry.action in {ANSWERED, ENTERED}:
        return Status.DELETED
    return Status(entry.before or comment.status)
