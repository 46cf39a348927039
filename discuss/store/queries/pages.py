"""Reading a page of a thread: the site with the thread, the roots, their replies. Three statements, each a range scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, func, literal, select, true, tuple_, union_all
from sqlalchemy.orm import aliased

from discuss.domain.ids import MAX_ID
from discuss.domain.paging import REPLIES_SHOWN, RootCursor, Sort
from discuss.store.tables import Comment, Site, Thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

_SITE = (
    Site.id.label("site_id"),
    Site.name,
    Site.title.label("site_title"),
    Site.base_url,
    Site.origins,
    Site.settings,
    Site.revision,
)
_THREAD = (
    Thread.id,
    Thread.key,
    Thread.url,
    Thread.title,
    Thread.count,
    Thread.version,
    Thread.closed_at,
    Thread.closed_by,
    Thread.closed_reason,
    Thread.closed_note,
    Thread.closed_note_html,
    Thread.closed_until,
    Thread.closed_successor,
    Thread.closed_scope,
)
_COMMENT = (
    Comment.id,
    Comment.parent_id,
    Comment.root_id,
    Comment.depth,
    Comment.status,
    Comment.kind,
    Comment.shown_children,
    Comment.replies,
    Comment.pinned,
    Comment.up,
    Comment.down,
    Comment.rank,
    Comment.body_html,
    Comment.author_name,
    Comment.author_url,
    Comment.author_role,
    Comment.created,
    Comment.edited,
)


def load_head(session: Session, site: str, key: str) -> Row[Any] | None:
    """Read the site with its thread under the canonical `key`; the thread's columns are None where there is none."""
    joined = and_(Thread.site_id == Site.id, Thread.key == key)
    return session.execute(select(*_SITE, *_THREAD).outerjoin(Thread, joined).where(Site.name == site)).one_or_none()


def load_head_by_thread(session: Session, thread_id: int) -> Row[Any] | None:
    statement = select(*_SITE, *_THREAD).join(Thread, Thread.site_id == Site.id).where(Thread.id == thread_id)
    return session.execute(statement).one_or_none()


def load_roots(session: Session, thread_id: int, sort: Sort, limit: int, after: RootCursor | None) -> list[Row[Any]]:
    """Read up to `limit` roots that stand on the page, pinned first, in the order of `sort`."""
    parts = [_roots(thread_id, pinned, sort, limit, after) for pinned in (1, 0) if after is None or pinned <= after.pinned]
    rows = session.execute(union_all(*(select(part.subquery()) for part in parts)) if len(parts) > 1 else parts[0]).all()
    return sorted(rows, key=_ORDERS[sort])[:limit]


_ORDERS: dict[Sort, Any] = {
    Sort.OLDEST: lambda row: (-row.pinned, row.id),
    Sort.NEWEST: lambda row: (-row.pinned, -row.id),
    Sort.BEST: lambda row: (-row.pinned, row.rank, row.id),
}


def _roots(thread_id: int, pinned: int, sort: Sort, limit: int, after: RootCursor | None) -> Select[Any]:
    on_page = (Comment.thread_id == thread_id, Comment.root_id.is_(None), Comment.shown, Comment.pinned == pinned)
    start = after if after is not None and after.pinned == pinned else None
    statement = select(*_COMMENT).where(*on_page, _after(sort, start)).limit(limit)
    match sort:
        case Sort.OLDEST:
            return statement.order_by(Comment.id)
        case Sort.NEWEST:
            return statement.order_by(Comment.id.desc())
        case Sort.BEST:
            return statement.order_by(Comment.rank, Comment.id)


def _after(sort: Sort, cursor: RootCursor | None) -> ColumnElement[bool]:
    if cursor is None:
        return true()
    match sort:
        case Sort.OLDEST:
            return Comment.id > cursor.id
        case Sort.NEWEST:
            return Comment.id < cursor.id
        case Sort.BEST:
            return tuple_(Comment.rank, Comment.id) > tuple_(literal(cursor.rank), literal(cursor.id))


def load_first_replies(session: Session, roots: Sequence[int]) -> Sequence[Row[Any]]:
    """Read, of each root, the first replies that stand on the page and one beyond, which says that there are more."""
    if not roots:
        return []
    root, reply = aliased(Comment), aliased(Comment)
    last = (
        select(reply.id)
        .where(reply.root_id == root.id, reply.root_id.is_not(None), reply.shown)
        .order_by(reply.id)
        .limit(1)
        .offset(REPLIES_SHOWN)
        .correlate(root)
        .scalar_subquery()
    )
    statement = (
        select(*_COMMENT)
        .select_from(root)
        .join(Comment, Comment.root_id == root.id)
        .where(root.id.in_(roots), Comment.root_id.is_not(None), Comment.shown)
        .where(Comment.id <= func.coalesce(last, MAX_ID))
    )
    return session.execute(statement).all()


def load_replies(session: Session, root: int, after: int, limit: int) -> Sequence[Row[Any]]:
    """Read up to `limit` replies of `root` that stand on the page, after the id `after`."""
    statement = select(*_COMMENT).where(Comment.root_id == root, Comment.root_id.is_not(None), Comment.shown)
    return session.execute(statement.where(Comment.id > after).order_by(Comment.id).limit(limit)).all()


def load_comment(session: Session, comment_id: int) -> Row[Any] | None:
    """Read one comment as it stands on a page, with its thread's id; None where it does not stand on one."""
    statement = select(*_COMMENT, Comment.thread_id).where(Comment.id == comment_id, Comment.shown)
    return session.execute(statement).one_or_none()


def load_ancestors(session: Session, comment_id: int, nearest: int) -> Sequence[Row[Any]]:
    """Read the root and the `nearest` ancestors of a comment, root first."""
    first = select(Comment.parent_id, Comment.root_id, literal(0).label("step")).where(Comment.id == comment_id)
    chain = first.cte("chain", recursive=True)
    above = select(Comment.parent_id, Comment.root_id, chain.c.step + 1).join(chain, Comment.id == chain.c.parent_id)
    chain = chain.union_all(above.where(chain.c.step < nearest))
    wanted = select(chain.c.parent_id).where(chain.c.step < nearest).union(select(chain.c.root_id)).subquery()
    statement = select(*_COMMENT).where(Comment.id.in_(select(wanted.c[0])), Comment.id != comment_id)
    return session.execute(statement.order_by(Comment.id)).all()


def load_counts(session: Session, site_id: int, keys: Sequence[str]) -> dict[str, int]:
    statement = select(Thread.key, Thread.count).where(Thread.site_id == site_id, Thread.key.in_(keys))
    return {row.key: row.count for row in session.execute(statement)}
