"""What a member sees before anything is decided: the own sites with what waits there, and the threads of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.keys import canonical_key
from discuss.domain.names import build_team_name
from discuss.domain.paging import parse_id_cursor
from discuss.domain.permissions import Action, may
from discuss.domain.presets import RULE_SETTINGS
from discuss.domain.settings import load_settings
from discuss.domain.thread import build_regime
from discuss.services.access import access_site
from discuss.services.regimes import view_facts, view_measures
from discuss.store.queries import desks as queries, measures as measure_queries
from discuss.store.session import reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from discuss.domain.measures import Measure
    from discuss.domain.permissions import Actor
    from discuss.domain.settings import SiteSettings
    from discuss.domain.thread import Closing, Regime
    from discuss.store.tables import Site, Thread

MOST_COUNTED = 1000
PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A site as one of its members has it. `waiting` is counted up to MOST_COUNTED, 0 for who may not see it."""

    name: str
    title: str
    base_url: str
    settings: SiteSettings
    waiting: int
    may: frozenset[Action]
    team_name: str

    @property
    def has_broken_rules(self) -> bool:
        """Whether comments wait because settings of a rule cannot be read."""
        ruling = {name for names in RULE_SETTINGS.values() for name in names}
        return not ruling.isdisjoint(self.settings.broken)


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread with what holds for it; `measures` are its own and those of its branches, not the site's.

    `closed_by`: the measure that closes it, which may be the site's; opening the thread would not end that.
    """

    key: str
    url: str
    title: str | None
    count: int
    latest: int | None
    closing: Closing | None
    closed_by: Measure | None
    measures: list[Measure]


@dataclass(frozen=True, slots=True)
class ThreadsView:
    lines: list[ThreadLine]
    next: str | None


def load_desks(session: Session, actor: Actor) -> list[Desk]:
    """Load the sites that one belongs to; for an administrator of the installation all."""
    with reading(session):
        sites = queries.list_sites(session, None if actor.is_admin else actor.roles.keys())
        return [_view(session, actor, site) for site in sites]


def load_desk(session: Session, actor: Actor, name: str, action: Action) -> Desk:
    """Load one of them. Raises UnknownSite, NotAllowed."""
    with reading(session):
        return _view(session, actor, access_site(session, actor, name, action))


def load_threads(session: Session, actor: Actor, name: str, cursor: str | None, now: int) -> ThreadsView:
    """Load a page of the threads of a site, the newest first. Raises UnknownSite, NotAllowed, Invalid."""
    before = parse_id_cursor(cursor)
    with reading(session):
        site = access_site(session, actor, name, Action.SEE_HELD)
        threads = queries.load_threads(session, site.id, before, PAGE + 1)
        following = str(threads[PAGE - 1].id) if len(threads) > PAGE else None
        return ThreadsView(_list_lines(session, site, threads[:PAGE], now), following)


def find_thread(session: Session, actor: Actor, name: str, key: str, now: int) -> ThreadLine | None:
    """Find a thread that somebody wrote or decided in. Raises UnknownSite, NotAllowed, Invalid for what is no key."""
    with reading(session):
        site = access_site(session, actor, name, Action.SEE_HELD)
        thread = queries.find_thread(session, site.id, canonical_key(key, site.base_url, site.origins))
        return _list_lines(session, site, [thread], now)[0] if thread else None


def _view(session: Session, actor: Actor, site: Site) -> Desk:
    allowed = frozenset(action for action in Action if may(actor, action, site.id))
    settings = load_settings(site.settings)
    return Desk(
        name=site.name,
        title=site.title,
        base_url=site.base_url,
        settings=settings,
        waiting=queries.count_waiting(session, site.id, MOST_COUNTED) if Action.SEE_HELD in allowed else 0,
        may=allowed,
        team_name=build_team_name(settings.team_name, site.title, site.name),
    )


def _list_lines(session: Session, site: Site, threads: Sequence[Thread], now: int) -> list[ThreadLine]:
    measures = view_measures(measure_queries.load_all_measures(session, site.id, now))
    settings = load_settings(site.settings)
    return [_line(thread, build_regime(view_facts(thread), measures, settings, now)) for thread in threads]


def _line(thread: Thread, regime: Regime) -> ThreadLine:
    return ThreadLine(
        key=thread.key,
        url=thread.url,
        title=thread.title,
        count=thread.count,
        latest=thread.latest,
        closing=regime.closing,
        closed_by=regime.closed_by,
        measures=[each for each in regime.measures if each.thread is not None],
    )
