"""Walk a thread as a reader does: page after page, and every "more" of every root to its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.paging import Sort
from discuss.services.threads import PageRequest, load_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from discuss.services.views import PageView
    from discuss.store.rows import PageComment

NOW = 1_800_000_000_000


@dataclass(frozen=True, slots=True)
class Walk:
    """How to walk: what is asked, and what happens between two pages."""

    session: Session
    thread: str
    sort: Sort = Sort.OLDEST
    limit: int = 25
    between: Callable[[], object] = lambda: None

    def page(self, cursor: str | None = None) -> PageView:
        request = PageRequest(site="town", thread=self.thread, sort=self.sort, limit=self.limit, cursor=cursor)
        page = load_page(self.session, request, NOW)
        self.between()
        return page

    def comments(self) -> list[PageComment]:
        """Give every comment in the order in which a reader comes to it: a root, all of its replies, the next root."""
        found: list[PageComment] = []
        cursor: str | None = None
        while True:
            page = self.page(cursor)
            for branch in page.branches:
                found += [branch.root, *branch.replies, *self._rest(page.mores.get(branch.root.id))]
            cursor = page.next
            if cursor is None:
                return found

    def _rest(self, more: str | None) -> list[PageComment]:
        found: list[PageComment] = []
        while more is not None:
            page = self.page(more)
            found += page.replies
            more = page.next
        return found

    def ids(self) -> list[int]:
        return [comment.id for comment in self.comments()]
