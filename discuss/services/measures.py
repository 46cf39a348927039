"""Calm, storm, away and freeze: what the team puts on a site, a thread or a branch for a while, and how it ends."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from discuss import rendering
from discuss.domain.keys import canonical_key
from discuss.domain.measures import Cause, Kind
from discuss.domain.permissions import Action
from discuss.domain.texts import check_text
from discuss.errors import FieldError, Invalid, NotFound, UnknownComment
from discuss.services.access import access_site
from discuss.services.deeds import Batch
from discuss.services.measure_rows import Place, Turn, lock_place, record_change, replace_measure
from discuss.services.regimes import view_measures
from discuss.services.thread_rows import lock_thread_named
from discuss.store.queries import comments as comment_queries, measures as queries, people
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.measures import Measure
    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

NOTE_LIMIT = 2000
SLOW_PACE = 30 * 60

# What may be put where. A storm and being away are of a whole site; a discussion or a branch of it calms down.
KINDS: dict[Cause, tuple[Kind, ...]] = {
    Cause.CALM: (Kind.HOLD, Kind.SLOW, Kind.CLOSED),
    Cause.STORM: (Kind.NEWCOMERS,),
    Cause.AWAY: (Kind.HOLD, Kind.CLOSED),
    Cause.FREEZE: (Kind.CLOSED,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureOrder:
    """What to do, until when (milliseconds since 1970, None: until somebody ends it), the word to readers, Markdown."""

    cause: Cause
    kind: Kind
    until: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where: a site by name; on it a thread by key; in it the branch in which a comment stands."""

    site: str
    thread: str | None = None
    comment: int | None = None


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """What holds somewhere: on the whole site where there is no `key`, in the branch of `author` where there is one."""

    measure: Measure
    key: str | None
    title: str | None
    author: str | None


def set_measure(session: Session, instance: Instance, actor: Actor, ground: Ground, order: MeasureOrder) -> Batch:
    """Put a measure where it is to hold, in place of one of the same cause there. A batch of the log, to be undone.

    Raises UnknownSite, NotAllowed, Invalid, UnknownComment.
    """
    now = instance.clock()
    note_html = _check(ground, order, now)
    with writing(session):
        site = access_site(session, actor, ground.site, Action.CLOSE)
        place = _lock(session, instance, site, ground)
        values = {
            "cause": order.cause.value,
            "kind": order.kind.value,
            "pace": SLOW_PACE if order.kind is Kind.SLOW else None,
            "until": order.until,
            "note": order.note,
            "note_html": note_html,
            "by": _name(session, actor),
            "at": now,
        }
        return _put(session, instance, actor, place, (order.cause.value, values))


def end_measure(session: Session, instance: Instance, actor: Actor, site: str, measure_id: int) -> Batch:
    """End a measure before its time. Raises UnknownSite, NotAllowed, NotFound."""
    with writing(session):
        found = access_site(session, actor, site, Action.CLOSE)
        measure = queries.find_measure(session, found.id, measure_id)
        if measure is None:
            raise NotFound("This has ended already.")
        place = lock_place(session, found.id, measure.thread_id, measure.root_id)
        return _put(session, instance, actor, place, (measure.cause, None))


def list_measures(session: Session, actor: Actor, site: str, now: int) -> list[MeasureLine]:
    """List what holds on a site now, the whole site first. Raises UnknownSite, NotAllowed."""
    with reading(session):
        found = access_site(session, actor, site, Action.SEE_HELD)
        rows = queries.list_measures(session, found.id, now)
        measures = view_measures(rows)
        return [
            MeasureLine(measure, row.key, row.title, row.author_name)
            for measure, row in zip(measures, rows, strict=True)
        ]


def _put(
    session: Session, instance: Instance, actor: Actor, place: Place, what: tuple[str, dict[str, Any] | None]
) -> Batch:
    cause, values = what
    batch = secrets.token_hex(8)
    former = replace_measure(session, instance, place.slot(cause), values)
    return Batch(batch, [record_change(Turn(session, instance, actor, batch), place, cause, (former, values))])


def _check(ground: Ground, order: MeasureOrder, now: int) -> str | None:
    """Check an order and render its note, with no transaction open. Raises Invalid."""
    if order.kind not in KINDS[order.cause] or (order.cause is Cause.CALM) != (ground.thread is not None):
        raise Invalid(FieldError("/kind", "This cannot be done there."))
    if order.until is not None and order.until <= now:
        raise Invalid(FieldError("/until", "This moment is over already."))
    if not order.note:
        return None
    return rendering.render_markdown(check_text(order.note, pointer="/note", limit=NOTE_LIMIT)).html


def _lock(session: Session, instance: Instance, site: Site, ground: Ground) -> Place:
    if ground.thread is None:
        return lock_place(session, site.id, None, None)
    thread = lock_thread_named(session, instance, site, canonical_key(ground.thread, site.base_url, site.origins))
    if ground.comment is None:
        return Place(site, thread)
    comment = comment_queries.find_comment(session, ground.comment)
    if comment is None or comment.thread_id != thread.id:
        raise UnknownComment
    return Place(site, thread, comment.root_id or comment.id)


def _name(session: Session, actor: Actor) -> str | None:
    user = people.load_user(session, actor.user_id) if actor.user_id is not None else None
    return user.name if user else None
