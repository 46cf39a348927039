"""A whole discussion as a member sees it: with what waits and what was removed, for who may see that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.authored import WHOLE
from discuss.domain.keys import canonical_key, is_page_key, origin_of
from discuss.domain.paging import ReplyCursor, RootCursor, Sort, decode_cursor, encode_cursor, refuse_cursor
from discuss.domain.permissions import Action, may
from discuss.domain.settings import load_settings
from discuss.domain.status import Status
from discuss.domain.tree import build_branches
from discuss.errors import UnknownComment
from discuss.services.access import access_comment, access_site
from discuss.services.pages_written import find_path
from discuss.services.regimes import load_regime, view_facts
from discuss.services.threads import is_seen
from discuss.store.queries import comments as comment_queries, desks, pages, talks as queries
from discuss.store.session import reading_one_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.measures import Measure
    from discuss.domain.permissions import Actor
    from discuss.domain.thread import Closing
    from discuss.store.queries.talks import TalkComment
    from discuss.store.tables import Site, Thread

ROOTS = 25
REPLIES = 25  # of one root on a page of its own
_ANCESTORS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRequest:
    """Which discussion: by the key of its thread, or by one comment, at which it is then shown."""

    site: str
    thread: str = ""
    cursor: str | None = None
    comment: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkHead:
    """`url` is empty where nobody knows the page: a key that is no address, and no comment yet."""

    key: str
    url: str
    title: str | None
    count: int
    closing: Closing | None
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkLine:
    """A comment. `html` and `name` are None where this member may not see it; `by` is the member who wrote it."""

    id: int
    parent_id: int | None
    status: Status
    replies: int
    pinned: bool
    version: int
    name: str | None
    url: str | None
    role: str | None
    by: str | None
    channel: str | None
    created: int
    edited: int | None
    html: str | None
    draft_html: str | None
    flags: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkView:
    """`lines` stand in the order of reading, parents first; `known` may be named as parents and stand above.

    `mores` are cursors of further replies by root. `focus` is the comment that was asked for. `mine`: what says that
    this member wrote the page, see `domain.authored`; `may_claim`: whether they could say so.
    """

    head: TalkHead
    mine: str | None
    may_claim: bool
    lines: list[TalkLine]
    known: list[TalkLine]
    mores: dict[int, str]
    next: str | None
    focus: TalkLine | None


@dataclass(frozen=True, slots=True)
class _Found:
    rows: Sequence[TalkComment]
    known: Sequence[TalkComment] = ()
    mores: Mapping[int, str] | None = None
    next: str | None = None
    focus: int | None = None


def load_talk(session: Session, actor: Actor, request: TalkRequest, now: int) -> TalkView:
    """Load a page of a discussion in a constant number of statements.

    Raises UnknownSite, NotAllowed, UnknownComment, Invalid for what is no key or no cursor of this discussion.
    """
    with reading_one_moment(session):
        site = access_site(session, actor, request.site, Action.ANSWER)
        sees_held = may(actor, Action.SEE_HELD, site.id)
        thread, key = _find_thread(session, site, request, sees_held=sees_held)
        found = _find(session, thread, request, sees_held=sees_held) if thread else _Found([])
        names = _load_names(session, [*found.rows, *found.known])
        lines = [_view(row, names, sees_held=sees_held) for row in found.rows]
        return TalkView(
            head=_view_head(session, site, (thread, key), now),
            mine=find_path(session, site.id, actor, key) if key else None,
            may_claim=site.id in actor.roles and key not in {"", WHOLE},
            lines=lines,
            known=[_view(row, names, sees_held=sees_held) for row in found.known],
            mores=dict(found.mores or {}),
            next=found.next,
            focus=next((line for line in lines if line.id == found.focus), None),
        )


def _find_thread(session: Session, site: Site, request: TalkRequest, *, sees_held: bool) -> tuple[Thread | None, str]:
    if request.comment is not None:
        comment = access_comment(session, site, request.comment)
        if not (comment.shown or sees_held):
            raise UnknownComment
        thread: Thread | None = comment_queries.load_thread(session, comment.thread_id)
    else:
        key = canonical_key(request.thread, site.base_url, site.origins)
        thread = desks.find_thread(session, site.id, key)
    if thread is None or not (sees_held or is_seen(thread)):
        return None, key if request.comment is None else ""
    return thread, thread.key


def _find(session: Session, thread: Thread, request: TalkRequest, *, sees_held: bool) -> _Found:
    if request.comment is not None:
        return _find_place(session, thread, request.comment, sees_held=sees_held)
    cursor = decode_cursor(request.cursor, thread.id, Sort.OLDEST) if request.cursor is not None else None
    if isinstance(cursor, ReplyCursor):
        return _find_replies(session, cursor, sees_held=sees_held)
    return _find_roots(session, thread.id, cursor, sees_held=sees_held)


def _find_roots(session: Session, thread: int, cursor: RootCursor | None, *, sees_held: bool) -> _Found:
    rows = queries.load_roots(session, thread, cursor, ROOTS + 1, with_hidden=sees_held)
    roots = rows[:ROOTS]
    replies = queries.load_first_replies(session, [root.id for root in roots], with_hidden=sees_held)
    branches = build_branches(roots, replies)
    mores = {
        branch.root.id: encode_cursor(ReplyCursor(thread, branch.root.id, branch.replies[-1].id))
        for branch in branches
        if branch.has_more
    }
    last = RootCursor(thread, Sort.OLDEST, bool(roots[-1].pinned), 0.0, roots[-1].id) if len(rows) > ROOTS else None
    listed = [row for branch in branches for row in (branch.root, *branch.replies)]
    return _Found(listed, mores=mores, next=encode_cursor(last) if last else None)


def _find_replies(session: Session, cursor: ReplyCursor, *, sees_held: bool) -> _Found:
    rows, following = _load_replies(session, cursor, sees_held=sees_held)
    known = _load_above(session, rows[0].id) if rows else []
    return _Found(rows, known=known, next=following)


def _find_place(session: Session, thread: Thread, comment: int, *, sees_held: bool) -> _Found:
    """Give one comment with what follows in its conversation."""
    (row,) = queries.load_by_id(session, [comment])
    known = _load_above(session, comment) if row.root_id else []
    rest = ReplyCursor(thread.id, row.root_id or row.id, row.id)
    rows, following = _load_replies(session, rest, sees_held=sees_held)
    return _Found([row, *rows], known=known, next=following, focus=comment)


def _load_replies(session: Session, cursor: ReplyCursor, *, sees_held: bool) -> tuple[list[TalkComment], str | None]:
    rows = queries.load_replies(session, cursor.root, cursor.id, REPLIES + 1, with_hidden=sees_held)
    if rows and rows[0].thread_id != cursor.thread:
        raise refuse_cursor()  # made up: this root stands in another thread
    is_last = len(rows) <= REPLIES
    following = None if is_last else encode_cursor(ReplyCursor(cursor.thread, cursor.root, rows[REPLIES - 1].id))
    return rows[:REPLIES], following


def _load_above(session: Session, comment: int) -> list[TalkComment]:
    return queries.load_by_id(session, [row.id for row in pages.load_ancestors(session, comment, _ANCESTORS)])


def _load_names(session: Session, rows: Iterable[TalkComment]) -> dict[int, str]:
    return queries.load_names(session, {row.author_id for row in rows if row.author_id is not None})


def _view(row: TalkComment, names: Mapping[int, str], *, sees_held: bool) -> TalkLine:
    status = Status(row.status)
    is_open = sees_held or status.is_visible
    return TalkLine(
        id=row.id,
        parent_id=row.parent_id,
        status=status if is_open else Status.DELETED,
        replies=row.replies,
        pinned=bool(row.pinned),
        version=row.version,
        name=row.author_name if is_open else None,
        url=row.author_url if is_open else None,
        role=row.author_role if is_open else None,
        by=names.get(row.author_id or 0) if is_open else None,
        channel=row.channel if is_open else None,
        created=row.created,
        edited=row.edited if is_open else None,
        html=row.body_html if is_open else None,
        draft_html=row.draft_html if sees_held else None,
        flags=row.flags if sees_held else 0,
    )


def _view_head(session: Session, site: Site, found: tuple[Thread | None, str], now: int) -> TalkHead:
    thread, key = found
    guessed = origin_of(site.base_url) + key if is_page_key(key) else ""
    regime = load_regime(session, site.id, view_facts(thread), load_settings(site.settings), now)
    return TalkHead(
        key=key,
        url=thread.url if thread else guessed,
        title=thread.title if thread else None,
        count=thread.count if thread else 0,
        closing=regime.closing,
        measures=regime.measures,
    )
