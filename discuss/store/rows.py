"""What named queries give: rows by name, and the comment of a page as a value of its own."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Row

AnyRow = Row[*tuple[Any, ...]]


class PageComment(NamedTuple):
    """A comment as it stands on a page: the table's columns under their names.

    A tuple, because a page reads twenty columns of each, and those of a database's row cost five times as much.
    """

    id: int
    thread_id: int
    parent_id: int | None
    root_id: int | None
    depth: int
    status: str
    kind: str
    shown_children: int
    replies: int
    pinned: int
    up: int
    down: int
    rank: float
    body_html: str
    author_name: str
    author_url: str | None
    author_role: str | None
    channel: str | None
    created: int
    edited: int | None
