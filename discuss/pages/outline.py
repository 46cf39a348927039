"""How a page of a thread is drawn for readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discuss.domain.outline import Node, build_outline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from discuss.services.views import PageView


def outline_page(page: PageView, known: Iterable[Any] = ()) -> list[Node]:
    """Nest what stands on a page: whole branches, or the further replies of one root."""
    rows = [row for branch in page.branches for row in (branch.root, *branch.replies)]
    return build_outline([*rows, *page.replies], page.head.site.settings.max_depth, page.mores, known)
