"""What the demonstration stages and no door offers yet: a linkback, and a blog that moves to another port."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss import rendering
from discuss.domain.keys import canonical_key
from discuss.domain.status import Kind, Status
from discuss.errors import UnknownSite
from discuss.services.indexing import index_text
from discuss.store.queries import comments as queries, sites as site_queries
from discuss.store.queries.staging import list_threads
from discuss.store.session import writing
from discuss.store.tables import Comment, Thread

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a blog by its address, on a site by its name."""

    site: str
    url: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkback:
    """Another page (`source`) that links to ours, by a name, with the words around the link."""

    source: str
    name: str
    body: str


def add_pingback(session: Session, instance: Instance, page: Page, linkback: Linkback) -> None:
    """Show that another page links here. Raises UnknownSite."""
    rendered, now = rendering.render_markdown(linkback.body), instance.clock()
    with writing(session):
        thread = _lock_thread(session, instance, page)
        comment = Comment(
            id=queries.draw_comment_id(session, now, None, instance.draw),
            site_id=thread.site_id,
            thread_id=thread.id,
            status=Status.APPROVED,
            kind=Kind.PINGBACK,
            body=linkback.body,
            body_html=rendered.html,
            excerpt=rendered.excerpt,
            rendered_by=rendered.rendered_by,
            author_name=linkback.name,
            author_url=linkback.source,
            created=now,
            changed=now,
        )
        index_text(comment)
        queries.add_comment(session, thread, comment)


def move_pages(session: Session, site: str, old: str, new: str) -> None:
    """Let the pages of a site stand below another address than before. Raises UnknownSite."""
    with writing(session):
        for thread in list_threads(session, _find_site(session, site).id):
            thread.url = new + thread.url.removeprefix(old)
            thread.version += 1


def _find_site(session: Session, name: str) -> Site:
    site = site_queries.find_site(session, name)
    if site is None:
        raise UnknownSite
    return site


def _lock_thread(session: Session, instance: Instance, page: Page) -> Thread:
    site, now = _find_site(session, page.site), instance.clock()
    thread = Thread(
        id=queries.draw_thread_id(session, now, instance.draw),
        site_id=site.id,
        key=canonical_key(page.url, site.base_url, site.origins),
        url=page.url,
        title=page.title,
        created=now,
    )
    return queries.lock_or_add_thread(session, thread)
