"""What the log and the readers' reports say of the comments of one transaction, read for all of them at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from discuss.domain.status import Status
from discuss.services.reactions import URGENT
from discuss.store.queries import history as queries
from discuss.store.queries.retention import ERASED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow
    from discuss.store.tables import Comment
    from discuss.store.team_tables import Revision


@dataclass(frozen=True, slots=True)
class History:
    """By the ids of comments. It is written on while the transaction goes on.

    `data`: what the last row of the log keeps; `former`: the status before the last change of it; `gone`: deleted by
    their authors; `reports`: the readers whose reports nobody looked at yet, and `reported` those before anything was
    done. `revisions` are by their own ids.
    """

    data: dict[int, dict[str, Any]] = field(default_factory=dict)
    former: dict[int, str] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    reports: dict[int, list[str]] = field(default_factory=dict)
    reported: dict[int, list[str]] = field(default_factory=dict)
    revisions: dict[int, Revision] = field(default_factory=dict)


def is_gone(comment: Comment | AnyRow, by_author: Collection[int]) -> bool:
    """Nobody brings back what its author deleted, or what was erased since."""
    return comment.status == Status.DELETED and (comment.rendered_by == ERASED or comment.id in by_author)


def load_history(session: Session, comments: Collection[Comment], revisions: Collection[int] = ()) -> History:
    """Read what deciding about these comments, or undoing it, has to know."""
    ids = [comment.id for comment in comments]
    removed = [comment.id for comment in comments if comment.status in _REMOVED]
    reports = queries.load_open_reports(session, [comment.id for comment in comments if comment.flags])
    return History(
        data=queries.load_last_data(session, ids),
        former=queries.load_former_statuses(session, removed),
        gone=queries.list_deleted_by_author(session, removed),
        reports=reports,
        reported=dict(reports),
        revisions=queries.load_revisions(session, revisions),
    )


_REMOVED = frozenset({Status.REJECTED, Status.SPAM, Status.DELETED})


def store_reports(session: Session, history: History, comments: Mapping[int, Comment], now: int) -> None:
    """Write which reports were looked at, or were not after all, and what that makes of the comments' own counts."""
    settled, reopened = set(), set()
    for comment in comments:
        before, after = set(history.reported.get(comment, ())), set(history.reports.get(comment, ()))
        settled |= {(comment, reader) for reader in before - after}
        reopened |= {(comment, reader) for reader in after - before}
    queries.settle_reports(session, settled, now)
    queries.settle_reports(session, reopened, None)
    about = {comment for comment, _ in settled | reopened}
    for comment, number, is_urgent in queries.count_open_reports(session, about, URGENT):
        comments[comment].flags, comments[comment].urgent = number, int(is_urgent)
