"""The list of what is to be done of setting a site up: what is left of it, and ticking off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.checklist import Step, list_open
from discuss.domain.permissions import Action, may
from discuss.services.access import access_site
from discuss.services.being_told import is_told
from discuss.store.queries import checklist as queries, copies, desks
from discuss.store.session import reading, writing
from discuss.store.team_tables import ChecklistStep

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What is `left` of a site's list, in its order. `page`: the address of a page where the comments were seen."""

    left: tuple[Step, ...]
    page: str | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A step of a site's list that is done. `detail`: of Step.PAGE, the address that was looked at."""

    site: str
    step: Step
    detail: str | None = None


def load_checklist(session: Session, instance: Instance, actor: Actor, site: str) -> Checklist:
    """Load the list of a site; one that never had any has all of it. Raises UnknownSite, NotAllowed."""
    with reading(session):
        found = access_site(session, actor, site, Action.SET_SITE)
        ticked = queries.list_ticked(session, [found.id]).get(found.id, {})
        left = list_open(ticked, _facts(session, instance, actor, found))
        return Checklist(left=tuple(left), page=ticked.get(Step.PAGE))


def count_left(session: Session, instance: Instance, actor: Actor) -> dict[str, int]:
    """Count what is left on the lists of the sites that one may set up, by name; those that are done are left out."""
    with reading(session):
        every = desks.list_sites(session, None if actor.is_admin else actor.roles.keys())
        own = {site.id: site for site in every if may(actor, Action.SET_SITE, site.id)}
        counts = {}
        for number, ticked in queries.list_ticked(session, own.keys()).items():
            facts = _facts(session, instance, actor, own[number])
            counts[own[number].name] = len(list_open(ticked, facts))
    return {name: count for name, count in counts.items() if count}


def tick_step(session: Session, instance: Instance, actor: Actor, tick: Tick) -> None:
    """Tick a step off, because it is done or left out. Raises UnknownSite, NotAllowed."""
    with writing(session):
        found = access_site(session, actor, tick.site, Action.SET_SITE)
        row = ChecklistStep(site_id=found.id, step=tick.step, at=instance.clock(), detail=tick.detail)
        queries.tick(session, row)


def _facts(session: Session, instance: Instance, actor: Actor, site: Site) -> set[Step]:
    """Give what is plainly there, whether or not somebody ticked it; the backups are the administrators' business."""
    facts = {Step.PASSWORD}
    if not actor.is_admin or copies.find_last_copy(session):
        facts.add(Step.COPY)
    if is_told(session, instance.settings, site.id):
        facts.add(Step.TOLD)
    if queries.has_comment_of_member(session, site.id):
        facts.add(Step.FIRST)
    if queries.has_colleague(session, site.id):
        facts.add(Step.COLLEAGUE)
    return facts
