"""Check my page: fetch a post, and say what is right and wrong about the comments in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from discuss.domain.checkup.findings import Finding, Weight
from discuss.domain.checkup.neighbours import choose_neighbours, list_sources, read_feed
from discuss.domain.checkup.opinion import judge
from discuss.domain.checkup.page import decode, read_page
from discuss.domain.checkup.visit import Blog, House, Visit
from discuss.domain.keys import key_of_url
from discuss.domain.measures import Cause
from discuss.domain.permissions import Action
from discuss.domain.settings import load_settings
from discuss.errors import FetchFailed, Invalid, LimitReached, Trouble, UnknownSite
from discuss.outbound import ANYWHERE, Answer, Way, fetch
from discuss.services.access import access_site
from discuss.services.threads import PageRequest, load_page
from discuss.store.counters import SqlCounters
from discuss.store.queries import desks as desk_queries, sites as site_queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

NEIGHBOURS = 4
"""How many other posts are looked at, besides one list of posts."""

_BYTES = 1_000_000
_PATIENCE = 15_000  # milliseconds after which no further page is begun
_ACCEPT = {"Accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found about the page at `url`, what is grave first.

    `site` and `key`: where its comments are kept, as far as that is known.
    """

    url: str
    site: str | None = None
    key: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_fine(self) -> bool:
        """Whether readers see the comments, and the right ones."""
        return all(finding.weight is not Weight.FAULT for finding in self.findings)


def check_page(session: Session, instance: Instance, actor: Actor, site: str, url: str) -> Report:
    """Check a page of a site, for whoever sets the site up.

    Only pages at addresses that are registered with the site are asked for, and nothing in a private network unless
    the installation allows it, or its administrator asks, whose network that is.

    Raises UnknownSite, NotAllowed, LimitReached, and Invalid at `/url` for any other page.
    """
    url = complete(url)
    with reading(session):
        found = access_site(session, actor, site, Action.SET_SITE)
        key_of_url(url, found.base_url, found.origins)
        rows = desk_queries.list_sites(session, None if actor.is_admin else actor.roles.keys())
        house = _build_house(instance, rows, site)
    with writing(session):
        wait = instance.limiter.count_check(f"person:{actor.user_id}", SqlCounters(session))
    if wait:
        raise LimitReached(wait)
    way = Way(allow=ANYWHERE if actor.is_admin else instance.settings.outbound_allow, most_bytes=_BYTES)
    return _tell(session, instance, _look(instance, url, house, way))


def check_any_page(session: Session, instance: Instance, url: str, site: str | None = None) -> Report:
    """Check any page, for the operator of the installation, who may go anywhere. Raises UnknownSite."""
    with reading(session):
        house = _build_house(instance, site_queries.list_sites(session), site)
    if site is not None and site not in house.blogs:
        raise UnknownSite(f"There is no site called {site}.")
    return _tell(session, instance, _look(instance, complete(url), house, Way(allow=ANYWHERE, most_bytes=_BYTES)))


def complete(url: str) -> str:
    """Give an address as it was meant: without `https://` it is one all the same."""
    url = url.strip()
    return url if "://" in url or not url else f"https://{url}"


def _build_house(instance: Instance, rows: Sequence[Site], wanted: str | None) -> House:
    blogs = {
        row.name: Blog(
            name=row.name,
            base_url=row.base_url,
            origins=tuple(row.origins),
            has_images=load_settings(row.settings).images,
        )
        for row in rows
    }
    return House(service=instance.settings.base_url, blogs=blogs, wanted=wanted)


def _look(instance: Instance, url: str, house: House, way: Way) -> Report:
    """Ask for the page and for some others, with no transaction open."""
    try:
        visit = _visit(url, way)
    except FetchFailed as failed:
        return Report(url=url, findings=(_find_trouble(failed),))
    until = instance.clock() + _PATIENCE
    others = [*_visit_others(instance, visit, replace(way, seconds=5), until)] if visit.is_page else []
    opinion = judge(visit, house, others)
    return Report(url=visit.url, site=opinion.site, key=opinion.key, findings=opinion.findings)


def _find_trouble(failed: FetchFailed) -> Finding:
    paste = ("DISCUSS_OUTBOUND_ALLOW=192.168.0.0/16",) if failed.trouble is Trouble.PRIVATE else ()
    return Finding(str(failed.trouble), {"why": failed.detail}, paste)


def _visit(url: str, way: Way) -> Visit:
    """Raises FetchFailed."""
    answer = fetch(url, way, _ACCEPT)
    return Visit(
        asked=url,
        url=answer.url,
        status=answer.status,
        content_type=answer.headers.get("content-type", ""),
        policy_header=answer.headers.get("content-security-policy", ""),
        is_cut=answer.is_cut,
        page=read_page(_text(answer), answer.url),
    )


def _visit_others(instance: Instance, visit: Visit, way: Way, until: int) -> Iterator[Visit]:
    links = choose_neighbours(visit, visit.page.links, NEIGHBOURS)
    if len(links) < NEIGHBOURS:
        links = choose_neighbours(visit, [*links, *_list_posts(visit, way)], NEIGHBOURS)
    for link in links:
        if instance.clock() > until:
            return
        try:
            yield _visit(link, way)
        except FetchFailed:
            continue


def _list_posts(visit: Visit, way: Way) -> list[str]:
    try:
        return read_feed(_text(fetch(list_sources(visit)[0], way)))
    except (FetchFailed, IndexError):
        return []


def _text(answer: Answer) -> str:
    return decode(answer.body, answer.headers.get("content-type", ""))


def _tell(session: Session, instance: Instance, report: Report) -> Report:
    """Add what is there already under the page's key."""
    if report.site is None or report.key is None:
        return report
    request = PageRequest(site=report.site, thread=report.key, limit=1)
    try:
        head = load_page(session, request, instance.clock()).head.thread
    except (Invalid, UnknownSite):
        return report
    facts = [Finding("count", {"n": str(head.count)})]
    if head.closing is not None:
        facts.append(Finding("frozen" if head.closing.reason == Cause.FREEZE else "closed"))
    return replace(report, findings=(*report.findings, *facts))
