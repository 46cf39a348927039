"""What the reading services give to the doors: values, no tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discuss.domain.measures import Measure
    from discuss.domain.settings import SiteSettings
    from discuss.domain.thread import Closing
    from discuss.domain.tree import Branch
    from discuss.store.rows import PageComment


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    id: int
    name: str
    title: str
    base_url: str
    revision: int
    settings: SiteSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """`id` is None where there is no row: no comment yet and no decision.

    `closing` is the one that holds now, `measures` all that do, on the site, on the thread and on its branches, and
    `notices` those of them that readers are told of beside the closing.
    """

    id: int | None
    key: str
    url: str | None
    title: str | None
    count: int
    version: int
    closing: Closing | None
    measures: tuple[Measure, ...] = ()
    notices: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadView:
    """Site and thread: all that the ETag needs."""

    site: SiteView
    thread: ThreadView


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page: `branches` of roots, or `replies` of one root; `next` and each branch's `more` are encoded cursors."""

    head: HeadView
    branches: list[Branch[PageComment]]
    mores: dict[int, str]
    replies: Sequence[PageComment]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """One comment where it stands: its ancestors (root first) and the cursor of what follows in its root."""

    head: HeadView
    comment: PageComment
    ancestors: Sequence[PageComment]
    cursor: str | None
