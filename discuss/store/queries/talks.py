"""Reading a discussion as its members see it, with what is held and removed, if they may see that.

What stands on the public page and what does not are separate range scans, each cut to a page; together they are sorted.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, bindparam, select, union_all

from discuss.store.queries.pages import build_first_replies
from discuss.store.tables import Comment, LogEntry, User

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Executable
    from sqlalchemy.orm import Session

    from discuss.domain.paging import RootCursor
    from discuss.store.rows import AnyRow


class TalkComment(NamedTuple):
    """A comment in a discussion of members: the table's columns under their names."""

    id: int
    site_id: int
    thread_id: int
    parent_id: int | None
    root_id: int | None
    status: str
    kind: str
    shown: bool
    replies: int
    pinned: int
    version: int
    body_html: str
    draft_html: str | None
    author_name: str
    author_url: str | None
    author_id: int | None
    author_role: str | None
    channel: str | None
    created: int
    edited: int | None
    flags: int


_COLUMNS = tuple(getattr(Comment, name) for name in TalkComment._fields)


def load_roots(
    session: Session, thread_id: int, after: RootCursor | None, limit: int, *, with_hidden: bool
) -> list[TalkComment]:
    """Read up to `limit` roots, pinned first, then the oldest."""
    statement = _build_roots(None if after is None else after.pinned, with_hidden=with_hidden)
    place = {"after": after.id} if after else {}
    rows = _run(session, statement, thread=thread_id, limit=limit, **place)
    return sorted(rows, key=lambda row: (-row.pinned, row.id))[:limit]


@cache
def _build_roots(after_pinned: bool | None, *, with_hidden: bool) -> Executable:
    """Build the statement for a first page (None), or for one after a root that is pinned or not."""
    scans = [(0, after_pinned is False)] if after_pinned is False else [(1, after_pinned is True), (0, False)]
    return _unite(
        _scan_roots(is_shown=is_shown, pinned=pinned, is_after=is_after)
        for is_shown in _kinds(with_hidden=with_hidden)
        for pinned, is_after in scans
    )


def _scan_roots(*, is_shown: bool, pinned: int, is_after: bool) -> Select[Any]:
    statement = select(*_COLUMNS).where(
        Comment.thread_id == bindparam("thread"),
        Comment.root_id.is_(None),
        Comment.shown if is_shown else ~Comment.shown,
        Comment.pinned == pinned,
    )
    if is_after:
        statement = statement.where(Comment.id > bindparam("after"))
    return statement.order_by(Comment.id).limit(bindparam("limit"))


def load_first_replies(session: Session, roots: Sequence[int], *, with_hidden: bool) -> list[TalkComment]:
    """Read, of each root, the first replies of either kind, and one beyond."""
    if not roots:
        return []
    statements = (_FIRST_REPLIES[is_shown] for is_shown in _kinds(with_hidden=with_hidden))
    return [row for statement in statements for row in _run(session, statement, roots=list(roots))]


_FIRST_REPLIES = {is_shown: build_first_replies(_COLUMNS, is_shown=is_shown) for is_shown in (True, False)}


def load_replies(session: Session, root: int, after: int, limit: int, *, with_hidden: bool) -> list[TalkComment]:
    """Read up to `limit` replies of `root` after the id `after`."""
    statement = _build_replies(with_hidden=with_hidden)
    rows = _run(session, statement, root=root, after=after, limit=limit)
    return sorted(rows, key=lambda row: row.id)[:limit]


@cache
def _build_replies(*, with_hidden: bool) -> Executable:
    return _unite(
        select(*_COLUMNS)
        .where(
            Comment.root_id == bindparam("root"),
            Comment.shown if is_shown else ~Comment.shown,
            Comment.id > bindparam("after"),
        )
        .order_by(Comment.id)
        .limit(bindparam("limit"))
        for is_shown in _kinds(with_hidden=with_hidden)
    )


def load_by_id(session: Session, ids: Collection[int]) -> list[TalkComment]:
    """Read comments whatever they are, in order of id."""
    return sorted(_run(session, _BY_ID, ids=list(ids)), key=lambda row: row.id)


_BY_ID = select(*_COLUMNS).where(Comment.id.in_(bindparam("ids", expanding=True)))


def load_names(session: Session, users: Collection[int]) -> dict[int, str]:
    rows = session.connection().execute(_NAMES, {"users": list(users)})
    return {row.id: row.name for row in rows}


_NAMES = select(User.id, User.name).where(User.id.in_(bindparam("users", expanding=True)))


def find_last_decision(session: Session, comment_id: int) -> AnyRow | None:
    """Give who decided last about a comment, what, and in which batch."""
    return session.connection().execute(_LAST, {"comment": comment_id}).one_or_none()


_LAST = (
    select(LogEntry.user_id, LogEntry.action, LogEntry.batch)
    .where(LogEntry.comment_id == bindparam("comment"))
    .order_by(LogEntry.id.desc())
    .limit(1)
)


def _kinds(*, with_hidden: bool) -> tuple[bool, ...]:
    return (True, False) if with_hidden else (True,)


def _unite(scans: Any) -> Executable:
    return union_all(*(select(scan.subquery()) for scan in scans))


def _run(session: Session, statement: Executable, **values: Any) -> list[TalkComment]:
    return [TalkComment._make(row) for row in session.connection().execute(statement, values).all()]
