"""Ways between the blog's pages and ours: which thread a page has, and on which page a comment stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.keys import check_page, key_of_url
from discuss.domain.settings import load_settings
from discuss.errors import Invalid, UnknownSite
from discuss.services.views import SiteView
from discuss.store.queries import places, sites
from discuss.store.session import reading

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.views import HeadView
    from discuss.store.tables import Site


def load_site(session: Session, name: str) -> SiteView:
    """Load a site without any thread. Raises UnknownSite."""
    with reading(session):
        site = _find(session, name)
        return SiteView(
            id=site.id,
            name=site.name,
            title=site.title,
            base_url=site.base_url,
            revision=site.revision,
            settings=load_settings(site.settings),
        )


def find_here(session: Session, name: str, referer: str | None) -> str | None:
    """Give the key of the page that a reader comes from, else of the latest thread; None if there is neither.

    A browser may have cut the address down to the origin, so the front page counts only if it has a thread.
    Raises UnknownSite.
    """
    with reading(session):
        site = _find(session, name)
        key = _key_of_referer(site, referer)
        if key is not None and (key != "/" or places.has_thread(session, site.id, key)):
            return key
        return places.find_latest_thread(session, site.id)


def find_page(session: Session, head: HeadView) -> str | None:
    """Give the address of a thread's page on its blog, if it still belongs to the site: nobody is sent elsewhere."""
    if head.thread.url is None:
        return None
    with reading(session):
        site = _find(session, head.site.name)
        try:
            return check_page(head.thread.key, head.thread.url, site.base_url, site.origins)
        except Invalid:
            return None


def _key_of_referer(site: Site, referer: str | None) -> str | None:
    if not referer:
        return None
    try:
        return key_of_url(referer, site.base_url, site.origins)
    except Invalid:
        return None


def _find(session: Session, name: str) -> Site:
    site = sites.find_site(session, name)
    if site is None:
        raise UnknownSite
    return site
