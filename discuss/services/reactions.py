"""What readers do to a comment besides answering it: vote and flag."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from discuss.domain.drafts import check_note
from discuss.domain.ranking import build_rank
from discuss.domain.settings import Votes, load_settings
from discuss.domain.status import Status
from discuss.errors import FieldError, Invalid, NotAllowed, UnknownComment
from discuss.services.identity import mark_visitor
from discuss.store.queries import comments as queries, reactions, sites as site_queries
from discuss.store.session import reading, writing
from discuss.store.tables import Flag, Vote

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.identity import Visitor
    from discuss.services.instance import Instance
    from discuss.store.tables import Comment, Thread

PER_ADDRESS = 3


class FlagReason(StrEnum):
    SPAM = "spam"
    ABUSE = "abuse"
    OFF_TOPIC = "off-topic"
    ABOUT_ME = "about-me"
    ILLEGAL = "illegal"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    reason: FlagReason
    note: str | None = None


def set_vote(session: Session, instance: Instance, comment_id: int, visitor: Visitor, value: int) -> int:
    """Set this reader's vote to 1, 0 or -1 and give the score. At most three votes count for one address.

    Raises UnknownComment, NotAllowed where the site takes no such vote or the comment is one's own.
    """
    marks = mark_visitor(session, instance, visitor)
    with reading(session):
        _check_vote(session, _access_visible(session, comment_id), value)
    with writing(session):
        comment, thread = _lock_visible(session, comment_id)
        if marks.voter == (comment.reader or comment.address):
            raise NotAllowed("You cannot vote on your own comment.")
        vote = Vote(comment_id=comment_id, reader=marks.voter, address=marks.address, value=value, at=instance.clock())
        _apply_vote(session, comment, thread, vote)
        return comment.up - comment.down


def add_flag(session: Session, instance: Instance, comment_id: int, visitor: Visitor, report: Report) -> None:
    """Store a reader's request for attention; a second one of the same reader replaces the first.

    Raises UnknownComment, Invalid.
    """
    note = check_note(report.note)
    marks = mark_visitor(session, instance, visitor)
    with writing(session):
        _lock_visible(session, comment_id)
        flag = Flag(
            comment_id=comment_id,
            reader=marks.voter,
            address=marks.address,
            reason=report.reason,
            note=note,
            at=instance.clock(),
        )
        if reactions.count_others(session, flag) < PER_ADDRESS:
            session.merge(flag)


def _access_visible(session: Session, comment_id: int) -> Comment:
    comment = queries.find_comment(session, comment_id)
    if comment is None or not Status(comment.status).is_visible:
        raise UnknownComment
    return comment


def _lock_visible(session: Session, comment_id: int) -> tuple[Comment, Thread]:
    thread = queries.lock_thread(session, _access_visible(session, comment_id).thread_id)
    return _access_visible(session, comment_id), thread


def _check_vote(session: Session, comment: Comment, value: int) -> None:
    site = site_queries.find_site_of_comment(session, comment.id)
    votes = load_settings(site.settings).votes if site else Votes.OFF
    if votes is Votes.OFF:
        raise NotAllowed("There is no voting on this site.")
    if value not in {-1, 0, 1}:
        raise Invalid(FieldError("/value", "A vote is 1, 0 or -1."))
    if value == -1 and votes is not Votes.BOTH:
        raise NotAllowed("Votes on this site go up only.")


def _apply_vote(session: Session, comment: Comment, thread: Thread, vote: Vote) -> None:
    former = reactions.find_vote(session, vote)
    before = former.value if former else 0
    if before == vote.value or (former is None and reactions.count_others(session, vote) >= PER_ADDRESS):
        return
    session.merge(vote)
    comment.up += int(vote.value == 1) - int(before == 1)
    comment.down += int(vote.value == -1) - int(before == -1)
    comment.rank = build_rank(comment.up, comment.down)
    thread.version += 1
