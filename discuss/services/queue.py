"""Reading for moderators: the review queue with why each item is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from discuss.domain.permissions import Action
from discuss.errors import FieldError, Invalid
from discuss.moderation.reasons import explain
from discuss.services.access import access_site
from discuss.store.queries import moderation as queries
from discuss.store.session import reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.store.tables import Comment, Flag, Thread

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRequest:
    """`status` None asks for what waits: pending, flagged, or with an edit to decide."""

    site: str
    status: str | None = None
    cursor: str | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Reason:
    rule: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class QueueItem:
    comment: Comment
    thread: Thread
    parent: Comment | None
    reasons: list[Reason]
    flags: list[Flag]


@dataclass(frozen=True, slots=True)
class QueueView:
    items: list[QueueItem]
    next: str | None


def load_queue(session: Session, actor: Actor, request: QueueRequest) -> QueueView:
    """Load a page of the queue in a constant number of statements. Raises UnknownSite, NotAllowed, Invalid."""
    with reading(session):
        site = access_site(session, actor, request.site, Action.SEE_HELD)
        wanted = replace(build_filter(site.id, request), after=_parse_place(request.cursor))
        rows = queries.load_queue(session, wanted, request.limit + 1)
        view = _view(session, rows[: request.limit], has_more=len(rows) > request.limit)
        session.expunge_all()  # or the end of reading would make each object read its row again
    return view


def build_filter(site_id: int, request: QueueRequest) -> queries.QueueFilter:
    """Give which comments a request asks for, from the first one on."""
    return queries.QueueFilter(site_id=site_id, status=request.status)


def _view(session: Session, rows: Sequence[tuple[Comment, Thread]], *, has_more: bool) -> QueueView:
    ids = [comment.id for comment, _ in rows]
    parents = queries.load_comments(session, [comment.parent_id for comment, _ in rows if comment.parent_id])
    reasons: dict[int, list[Reason]] = {each: [] for each in ids}
    for row in queries.load_reasons(session, ids):
        reasons[row.comment_id].append(Reason(row.rule or "", row.reason or "", explain(row.reason or "")))
    flags: dict[int, list[Flag]] = {each: [] for each in ids}
    for flag in queries.load_flags(session, ids):
        flags[flag.comment_id].append(flag)
    items = [
        QueueItem(comment, thread, parents.get(comment.parent_id or 0), reasons[comment.id], flags[comment.id])
        for comment, thread in rows
    ]
    last = items[-1].comment if has_more else None
    return QueueView(items, _format_place(last.urgent, last.id) if last else None)


def _format_place(urgent: int, last: int) -> str:
    return f"{urgent}-{last}"


def _parse_place(cursor: str | None) -> tuple[int, int] | None:
    if cursor is None:
        return None
    urgent, _, last = cursor.partition("-")
    if urgent not in {"0", "1"} or not (last.isascii() and last.isdigit() and len(last) <= 19):
        raise Invalid(FieldError("?cursor", "This cursor was not given by this service. Start again without."))
    return int(urgent), min(int(last), 2**63 - 1)
