"""Reading a page of a thread: the site with the thread, the roots, their replies. Three statements, each a range scan.

Each statement is built once and run on the connection: building one costs more than SQLite needs to answer it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Float, Select, and_, bindparam, func, literal, or_, select, true, tuple_, union_all
from sqlalchemy.orm import aliased

from discuss.domain.ids import MAX_ID
from discuss.domain.paging import REPLIES_SHOWN, RootCursor, Sort
from discuss.store.queries import measures
from discuss.store.rows import PageComment
from discuss.store.tables import Comment, Site, Thread
from discuss.store.team_tables import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, CursorResult, Executable
    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow

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
    Thread.count.label("comments"),
    Thread.version,
    Thread.created,
    Thread.published,
    Thread.latest,
    Thread.kept_open,
    Thread.closed_at,
    Thread.closed_by,
    Thread.closed_reason,
    Thread.closed_note,
    Thread.closed_note_html,
    Thread.closed_until,
    Thread.closed_successor,
    Thread.closed_scope,
)
_COMMENT = tuple(getattr(Comment, name) for name in PageComment._fields)


def _run(session: Session, statement: Executable, **values: Any) -> CursorResult[*tuple[Any, ...]]:
    return session.connection().execute(statement, values)


def _run_comments(session: Session, statement: Executable, **values: Any) -> list[PageComment]:
    return [PageComment._make(row) for row in _run(session, statement, **values).all()]


# Few sites have any at a time, and then few: the head comes once for each.
_MEASURED = and_(
    Measure.site_id == Site.id, or_(Measure.thread_id.is_(None), Measure.thread_id == Thread.id), measures.HOLDS
)


def load_head(session: Session, site: str, key: str, now: int) -> Sequence[AnyRow]:
    """Read the site with its thread under the canonical `key`, once for each measure that holds there, or just once.

    The columns of thread and measure are None where there is none; there is no row without a site.
    """
    return _run(session, _HEAD, site=site, key=key, now=now).all()


_HEAD = (
    select(*_SITE, *_THREAD, *measures.COLUMNS)
    .outerjoin(Thread, and_(Thread.site_id == Site.id, Thread.key == bindparam("key")))
    .outerjoin(Measure, _MEASURED)
    .where(Site.name == bindparam("site"))
)


def load_head_by_thread(session: Session, thread_id: int, now: int) -> Sequence[AnyRow]:
    """Read a thread with its site as `load_head` does."""
    return _run(session, _HEAD_BY_THREAD, thread=thread_id, now=now).all()


_HEAD_BY_THREAD = (
    select(*_SITE, *_THREAD, *measures.COLUMNS)
    .join(Thread, Thread.site_id == Site.id)
    .outerjoin(Measure, _MEASURED)
    .where(Thread.id == bindparam("thread"))
)


def load_roots(session: Session, thread_id: int, sort: Sort, limit: int, after: RootCursor | None) -> list[PageComment]:
    """Read up to `limit` roots that stand on the page, pinned first, in the order of `sort`."""
    statement = _build_roots(sort, None if after is None else after.pinned)
    place = {"after": after.id} if after else {}
    if after and sort is Sort.BEST:
        place["rank"] = after.rank  # type: ignore[assignment]
    rows = _run_comments(session, statement, thread=thread_id, limit=limit, **place)
    return sorted(rows, key=_ORDERS[sort])[:limit]


_ORDERS: dict[Sort, Any] = {
    Sort.OLDEST: lambda row: (-row.pinned, row.id),
    Sort.NEWEST: lambda row: (-row.pinned, -row.id),
    Sort.BEST: lambda row: (-row.pinned, row.rank, row.id),
}


@cache
def _build_roots(sort: Sort, after_pinned: bool | None) -> Executable:
    """Build the statement for a first page (None), or for one after a root that is pinned or not."""
    if after_pinned is False:
        return _build_part(sort, pinned=0, is_after=True)
    parts = (_build_part(sort, pinned=1, is_after=after_pinned is True), _build_part(sort, pinned=0, is_after=False))
    return union_all(*(select(part.subquery()) for part in parts))


def _build_part(sort: Sort, *, pinned: int, is_after: bool) -> Select[*tuple[Any, ...]]:
    on_page = (
        Comment.thread_id == bindparam("thread"),
        Comment.root_id.is_(None),
        Comment.shown,
        Comment.pinned == pinned,
    )
    statement = select(*_COMMENT).where(*on_page, _after(sort) if is_after else true()).limit(bindparam("limit"))
    match sort:
        case Sort.OLDEST:
            return statement.order_by(Comment.id)
        case Sort.NEWEST:
            return statement.order_by(Comment.id.desc())
        case Sort.BEST:
            return statement.order_by(Comment.rank, Comment.id)


def _after(sort: Sort) -> ColumnElement[bool]:
    match sort:
        case Sort.OLDEST:
            return Comment.id > bindparam("after")
        case Sort.NEWEST:
            return Comment.id < bindparam("after")
        case Sort.BEST:
            return tuple_(Comment.rank, Comment.id) > tuple_(
                bindparam("rank", type_=Float), bindparam("after", type_=BigInteger)
            )


def load_first_replies(session: Session, roots: Sequence[int]) -> list[PageComment]:
    """Read, of each root, the first replies that stand on the page and one beyond, which says that there are more."""
    return _run_comments(session, _FIRST_REPLIES, roots=list(roots)) if roots else []


def build_first_replies(columns: Sequence[Any], *, is_shown: bool) -> Select[*tuple[Any, ...]]:
    """Build the statement for replies that stand on the page, or for those that do not."""
    root, reply = aliased(Comment), aliased(Comment)
    last = (
        select(reply.id)
        .where(reply.root_id == root.id, reply.shown if is_shown else ~reply.shown)
        .order_by(reply.id)
        .limit(1)
        .offset(REPLIES_SHOWN)
        .correlate(root)
        .scalar_subquery()
    )
    return (
        select(*columns)
        .select_from(root)
        .join(Comment, Comment.root_id == root.id)
        .where(
            root.id.in_(bindparam("roots", expanding=True)),
            Comment.shown if is_shown else ~Comment.shown,
            Comment.id <= func.coalesce(last, MAX_ID),
        )
    )


_FIRST_REPLIES = build_first_replies(_COMMENT, is_shown=True)


def load_replies(session: Session, root: int, after: int, limit: int) -> list[PageComment]:
    """Read up to `limit` replies of `root` that stand on the page, after the id `after`."""
    return _run_comments(session, _REPLIES, root=root, after=after, limit=limit)


_REPLIES = (
    select(*_COMMENT)
    .where(Comment.root_id == bindparam("root"), Comment.shown, Comment.id > bindparam("after"))
    .order_by(Comment.id)
    .limit(bindparam("limit"))
)


def load_comment(session: Session, comment_id: int) -> PageComment | None:
    """Read one comment as it stands on a page; None where it does not stand on one."""
    return next(iter(_run_comments(session, _ONE, comment=comment_id)), None)


_ONE = select(*_COMMENT).where(Comment.id == bindparam("comment"), Comment.shown)


def load_ancestors(session: Session, comment_id: int, nearest: int) -> list[PageComment]:
    """Read the root and the `nearest` ancestors of a comment, root first."""
    return _run_comments(session, _ANCESTORS, comment=comment_id, nearest=nearest)


def _build_ancestors() -> Select[*tuple[Any, ...]]:
    start = select(Comment.parent_id, Comment.root_id, literal(1).label("step")).where(
        Comment.id == bindparam("comment")
    )
    chain = start.cte("chain", recursive=True)
    above = select(Comment.parent_id, Comment.root_id, chain.c.step + 1).join(chain, Comment.id == chain.c.parent_id)
    chain = chain.union_all(above.where(chain.c.step < bindparam("nearest")))
    wanted = select(chain.c.parent_id).union(select(chain.c.root_id)).subquery()
    found = select(*_COMMENT).where(Comment.id.in_(select(wanted.c[0])))
    return found.where(Comment.id != bindparam("comment")).order_by(Comment.id)


_ANCESTORS = _build_ancestors()


def load_counts(session: Session, site_id: int, keys: Sequence[str]) -> dict[str, int]:
    return {row.key: row.comments for row in _run(session, _COUNTS, site=site_id, keys=list(keys))}


_COUNTS = select(Thread.key, Thread.count.label("comments")).where(
    Thread.site_id == bindparam("site"), Thread.key.in_(bindparam("keys", expanding=True))
)
