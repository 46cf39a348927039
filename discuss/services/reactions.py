"""What readers do to a comment besides answering it: vote and flag."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from discuss.domain.drafts import check_note
from discuss.domain.ranking import build_rank
from discuss.domain.settings import Votes, load_settings
from discuss.domain.status import Status
from discuss.domain.texts import check_email
from discuss.errors import FieldError, Invalid, NotAllowed, UnknownComment
from discuss.services.alerting import enqueue_alert
from discuss.services.identity import mark_visitor
from discuss.services.judging import check_bans, suspect_visitor
from discuss.services.recording import record
from discuss.store.queries import comments as queries, reactions, sites as site_queries
from discuss.store.queries.standing import count_approved
from discuss.store.session import reading, writing
from discuss.store.tables import Flag, LogEntry, Vote

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
    """`contact`: where the reporter wants the answer; kept only with reasons that call for one."""

    reason: FlagReason
    note: str | None = None
    contact: str | None = None


URGENT = frozenset({FlagReason.ABOUT_ME, FlagReason.ILLEGAL})


def set_vote(session: Session, instance: Instance, comment_id: int, visitor: Visitor, value: int) -> int:
    """Set this reader's vote to 1, 0 or -1 and give the score. At most three votes count for one address.

    Raises UnknownComment, Banned, NotAllowed where the site takes no such vote or the comment is one's own.
    """
    marks = mark_visitor(session, instance, visitor)
    with reading(session):
        _check_vote(session, _access_visible(session, comment_id), value)
    with writing(session):
        comment, thread = _lock_visible(session, comment_id)
        check_bans(session, instance, comment.site_id, suspect_visitor(visitor, marks))
        if marks.voter == (comment.reader or comment.address):
            raise NotAllowed("You cannot vote on your own comment.")
        vote = Vote(comment_id=comment_id, reader=marks.voter, address=marks.address, value=value, at=instance.clock())
        _apply_vote(session, comment, thread, vote)
        return comment.up - comment.down


def add_flag(session: Session, instance: Instance, comment_id: int, visitor: Visitor, report: Report) -> None:
    """Store a reader's request for attention; a second one of the same reader replaces the first.

    What several readers report of a newcomer waits from then on. Raises UnknownComment, Banned, Invalid.
    """
    note, contact = check_note(report.note), _check_contact(report)
    marks, now = mark_visitor(session, instance, visitor), instance.clock()
    with writing(session):
        comment, thread = _lock_visible(session, comment_id)
        check_bans(session, instance, comment.site_id, suspect_visitor(visitor, marks))
        flag = Flag(
            comment_id=comment_id,
            reader=marks.voter,
            address=marks.address,
            reason=report.reason,
            note=note,
            contact=contact,
            at=now,
        )
        if reactions.count_others(session, flag) < PER_ADDRESS:
            before = comment.flags, comment.urgent
            _store_flag(session, comment, flag)
            _hold_newcomer(session, comment, thread, now)
            _alert(session, comment, before, now)


def _alert(session: Session, comment: Comment, before: tuple[int, int], now: int) -> None:
    """Tell the team of what came to wait by this report, or became urgent by it."""
    is_urgent = comment.urgent > before[1]
    if is_urgent or not before[0]:
        enqueue_alert(session, comment, now, is_urgent=is_urgent)


def _check_contact(report: Report) -> str | None:
    """Refuse what is no address whatever the reason; keep one only where an answer is owed."""
    try:
        contact = check_email(report.contact or "")
    except Invalid as invalid:
        raise Invalid(*(FieldError("/contact", error.detail) for error in invalid.errors)) from invalid
    return contact if contact and report.reason in URGENT else None


def _store_flag(session: Session, comment: Comment, flag: Flag) -> None:
    """Store a report. Who was told that the comment is fine does not ask again by saying the same of the same text."""
    former = reactions.find_flag(session, flag)
    says_it_again = former is not None and comment.vouched and former.reason == flag.reason
    flag.settled = former.settled if former and says_it_again else None  # said even where None: it is merged
    session.merge(flag)
    session.flush()
    comment.flags, urgent = reactions.count_open(session, comment.id, URGENT)
    comment.urgent = int(urgent > 0)


def _hold_newcomer(session: Session, comment: Comment, thread: Thread, now: int) -> None:
    """Let a comment wait that several readers reported, unless somebody knows its author or approved it."""
    is_known = comment.vouched or comment.author_role is not None or comment.source is not None
    if is_known or not 0 < _flags_hold(session, comment) <= comment.flags:
        return
    if comment.reader and count_approved(session, comment.site_id, comment.reader, 2) > 1:
        return
    comment.changed = now
    queries.set_status(session, thread, comment, Status.PENDING)
    entry = LogEntry(
        site_id=comment.site_id,
        at=now,
        actor="rule",
        action="flag",
        before=Status.APPROVED,
        after=Status.PENDING,
        rule="flags",
        reason="flagged",
    )
    record(session, comment, entry)


def _flags_hold(session: Session, comment: Comment) -> int:
    site = site_queries.find_site_of_comment(session, comment.id)
    return load_settings(site.settings).flags_hold if site else 0


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
