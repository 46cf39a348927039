"""The thread for search engines: a DiscussionForumPosting of schema.org with its comments, as JSON-LD."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from discuss.domain.settings import Votes
from discuss.domain.status import Status
from discuss.domain.times import format_time

if TYPE_CHECKING:
    from discuss.services.views import PageView


_TAG = re.compile(r"<[^>]*>")


def build_discussion(base: str, page: PageView) -> dict[str, Any]:
    """Build the data for what stands on this page; only what is visible is in it. `base` is the service's address."""
    head, thread = page.head, page.head.thread
    discussion: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": thread.title or thread.key,
        "author": {"@type": "Organization", "name": head.site.title, "url": head.site.base_url},
        "commentCount": thread.count,
        "comment": _build_comments(base, page),
    }
    if thread.url:
        discussion |= {"url": thread.url, "mainEntityOfPage": thread.url}
    return discussion


def _build_comments(base: str, page: PageView) -> list[dict[str, Any]]:
    """Nest each comment in the nearest one above it that is on this page and visible."""
    rows = [row for branch in page.branches for row in (branch.root, *branch.replies)] + list(page.replies)
    top: list[dict[str, Any]] = []
    lists: dict[int | None, list[dict[str, Any]]] = {}
    for row in rows:
        above = lists.get(row.parent_id, top)
        if row.status == Status.APPROVED:
            comment = _build_comment(base, row, has_votes=page.head.site.settings.votes is not Votes.OFF)
            above.append(comment)
            lists[row.id] = comment["comment"]
        else:
            lists[row.id] = above
    return top


def _build_comment(base: str, row: Any, *, has_votes: bool) -> dict[str, Any]:
    author = {"@type": "Person", "name": row.author_name}
    votes = {"upvoteCount": row.up} if has_votes else {}
    edited = {"dateModified": format_time(row.edited)} if row.edited is not None else {}
    return {
        "@type": "Comment",
        "url": f"{base}/c/{row.id}",
        "author": author | ({"url": row.author_url} if row.author_url else {}),
        "datePublished": format_time(row.created),
        "text": build_text(row.body_html),
        "comment": [],
        **votes,
        **edited,
    }


def build_text(html: str) -> str:
    """Give the text of our own HTML, in whose texts and values no bracket stands unescaped."""
    return unescape(_TAG.sub("", html)).strip()
