"""The row of a thread: made by the first comment that comes in, and described by the first that is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.keys import is_page_key, origin_of
from discuss.store.queries import comments as queries
from discuss.store.tables import Thread

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.drafts import Draft
    from discuss.domain.status import Status
    from discuss.services.instance import Instance
    from discuss.store.tables import Site


def lock_thread_of(session: Session, instance: Instance, site_id: int, draft: Draft, now: int) -> Thread:
    """Lock the thread of a checked draft until the transaction ends; makes it where there is none."""
    key = draft.thread or ""
    found = queries.find_thread_locked(session, site_id, key)
    if found is not None:
        return found
    number = queries.draw_thread_id(session, now, instance.draw)
    thread = Thread(id=number, site_id=site_id, key=key, url=draft.url, title=draft.title, created=now)
    return queries.lock_or_add_thread(session, thread)


def lock_thread_named(session: Session, instance: Instance, site: Site, key: str) -> Thread:
    """Lock the thread of a canonical key for a decision; makes it where nobody has written yet."""
    now = instance.clock()
    thread = Thread(
        id=queries.draw_thread_id(session, now, instance.draw),
        site_id=site.id,
        key=key,
        url=origin_of(site.base_url) + key if is_page_key(key) else site.base_url,
        created=now,
    )
    return queries.lock_or_add_thread(session, thread)


def describe_thread(thread: Thread, draft: Draft, status: Status, *, is_member: bool = False) -> None:
    """Let the first comment that is seen say where the thread is, over what a held one said.

    When its page came out is believed of the team alone, and of the first who says it: a stranger could close a thread
    to everybody by sending an old date.
    """
    if thread.version == 0 and status.is_visible:
        thread.url, thread.title = draft.url, draft.title
    if is_member and thread.published is None:
        thread.published = draft.published
