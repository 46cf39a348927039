"""One row of the moderation log for every change of status, by rule or by person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.moderation import Outcome
from discuss.store.tables import LogEntry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.moderation import Decision
    from discuss.store.tables import Comment


def record(session: Session, comment: Comment, entry: LogEntry) -> None:
    """Add `entry` for `comment`; site and thread are the comment's."""
    entry.site_id, entry.thread_id, entry.comment_id = comment.site_id, comment.thread_id, comment.id
    session.add(entry)


def record_judgement(session: Session, comment: Comment, decision: Decision, action: str, now: int) -> None:
    """Record what the rules decided: a row for each rule that spoke for the result, unless it found all well."""
    for opinion in decision.verdicts:
        if opinion.verdict.outcome is Outcome.APPROVE:
            continue
        entry = LogEntry(
            site_id=comment.site_id,
            at=now,
            actor="rule",
            action=action,
            after=decision.status,
            rule=opinion.rule,
            reason=opinion.verdict.reason,
        )
        record(session, comment, entry)
