"""Reading threads: a page, one comment in its place, counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from discuss.domain.keys import asked_key
from discuss.domain.paging import (
    ROOTS_DEFAULT,
    ReplyCursor,
    RootCursor,
    Sort,
    decode_cursor,
    encode_cursor,
    refuse_cursor,
)
from discuss.domain.settings import SiteSettings, load_settings
from discuss.domain.thread import build_regime
from discuss.domain.tree import build_branches
from discuss.errors import UnknownComment, UnknownSite
from discuss.services.regimes import view_facts, view_measures
from discuss.services.views import HeadView, PageView, PlaceView, SiteView, ThreadView
from discuss.store.queries import pages, sites as site_queries
from discuss.store.session import reading, reading_one_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from discuss.store.rows import AnyRow, PageComment

_ANCESTORS = 20
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page of which thread. `thread` is a key as the page sent it, `published` when the page says it came out."""

    site: str
    thread: str
    sort: Sort = Sort.OLDEST
    limit: int = ROOTS_DEFAULT
    cursor: str | None = None
    published: int | None = None


def load_page(session: Session, request: PageRequest, now: int) -> PageView:
    """Load a page of a thread in at most three statements. Raises UnknownSite, Invalid for a wrong key or cursor."""
    with reading_one_moment(session):
        return _load_page(session, request, _load_head(session, request, now))


def load_page_unless(
    session: Session, request: PageRequest, now: int, find: Callable[[HeadView], Found | None]
) -> PageView | Found:
    """Load a page; or what `find` has for its head, in one statement.

    The page is of the same moment as its head, so that what is tagged with a version is of this version.
    """
    with reading_one_moment(session):
        head = _load_head(session, request, now)
        found = find(head)
        return _load_page(session, request, head) if found is None else found


def load_place(session: Session, comment_id: int, now: int) -> PlaceView:
    """Load one comment that stands on a public page, with its ancestors. Raises UnknownComment."""
    with reading(session):
        comment = pages.load_comment(session, comment_id)
        rows = pages.load_head_by_thread(session, comment.thread_id, now) if comment else []
        if comment is None or not rows:
            raise UnknownComment
        ancestors = pages.load_ancestors(session, comment_id, _ANCESTORS) if comment.root_id else []
    cursor = ReplyCursor(comment.thread_id, comment.root_id or comment.id, comment.id)
    return PlaceView(
        head=_view_head(rows, now, rows[0].key), comment=comment, ancestors=ancestors, cursor=encode_cursor(cursor)
    )


def load_counts(session: Session, site: str, keys: Sequence[str]) -> dict[str, int]:
    """Count the visible comments of each thread, under the keys as asked."""
    with reading(session):
        found = site_queries.find_site(session, site)
        if found is None:
            raise UnknownSite
        canonical = {key: _asked_key(key, found.base_url, tuple(found.origins)) for key in keys}
        counts = pages.load_counts(session, found.id, list(set(canonical.values())))
    return {key: counts.get(name, 0) for key, name in canonical.items()}


# The same few pages are asked for again and again, and cleaning an address costs as much as a statement.
_asked_key = lru_cache(maxsize=4096)(asked_key)


def _load_head(session: Session, request: PageRequest, now: int) -> HeadView:
    key = _asked_key(request.thread)
    rows = pages.load_head(session, request.site, key, now)
    if not rows:
        raise UnknownSite
    if not request.thread.startswith("/"):  # a key with a host must name a page of this site
        _asked_key(request.thread, rows[0].base_url, tuple(rows[0].origins))
    return _view_head(rows, now, key, request.published)


def _load_page(session: Session, request: PageRequest, head: HeadView) -> PageView:
    thread = head.thread.id
    cursor = decode_cursor(request.cursor, thread, request.sort) if request.cursor is not None else None
    if thread is None:
        return PageView(head=head, branches=[], mores={}, replies=[], next=None)
    if isinstance(cursor, ReplyCursor):
        return _load_replies(session, head, cursor, request.limit)
    rows = pages.load_roots(session, thread, request.sort, request.limit + 1, cursor)
    roots = rows[: request.limit]
    replies = pages.load_first_replies(session, [root.id for root in roots if root.shown_children])
    branches = build_branches(roots, replies)
    mores = {
        branch.root.id: encode_cursor(ReplyCursor(thread, branch.root.id, branch.replies[-1].id))
        for branch in branches
        if branch.has_more
    }
    following = _root_cursor(thread, request.sort, roots[-1]) if len(rows) > request.limit else None
    return PageView(head=head, branches=branches, mores=mores, replies=[], next=following)


def _root_cursor(thread: int, sort: Sort, root: PageComment) -> str:
    return encode_cursor(RootCursor(thread, sort, bool(root.pinned), root.rank, root.id))


def _load_replies(session: Session, head: HeadView, cursor: ReplyCursor, limit: int) -> PageView:
    rows = pages.load_replies(session, cursor.root, cursor.id, limit + 1)
    if rows and rows[0].thread_id != cursor.thread:
        raise refuse_cursor()  # made up: this root stands in another thread
    replies = rows[:limit]
    more = ReplyCursor(cursor.thread, cursor.root, replies[-1].id) if len(rows) > limit else None
    following = encode_cursor(more) if more else None
    return PageView(head=head, branches=[], mores={}, replies=replies, next=following)


def _view_head(rows: Sequence[AnyRow], now: int, key: str, published: int | None = None) -> HeadView:
    row = rows[0]
    site = SiteView(
        id=row.site_id,
        name=row.name,
        title=row.site_title,
        base_url=row.base_url,
        revision=row.revision,
        settings=_read_settings(row.settings),
    )
    is_known = is_seen(row)
    regime = build_regime(view_facts(row, published), view_measures(rows), site.settings, now)
    thread = ThreadView(
        id=row.id if is_known else None,
        key=key,
        url=row.url if is_known else None,
        title=row.title if is_known else None,
        count=row.comments or 0,
        version=row.version or 0,
        closing=regime.closing,
        measures=regime.measures,
        notices=regime.notices,
    )
    return HeadView(site=site, thread=thread)


def is_seen(thread: Any) -> bool:
    """Whether a stranger may know of a thread, a table's object or a row: not where all in it was always held."""
    return bool(thread.version) or thread.closed_at is not None


def _read_settings(stored: Any) -> SiteSettings:
    try:
        return _remembered_settings(tuple(stored.items()))
    except (AttributeError, TypeError):  # what this release cannot read cannot be remembered either
        return load_settings(stored)


@lru_cache(maxsize=256)
def _remembered_settings(stored: tuple[tuple[str, str], ...]) -> SiteSettings:
    return load_settings(dict(stored))
