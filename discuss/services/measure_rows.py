"""Measures as values: what a decision puts on its ground, what undoing it gives back. Within a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from discuss.domain.ids import build_id
from discuss.services.access import lock_site
from discuss.services.deeds import Result
from discuss.store.queries import comments as comment_queries, measures as queries, sites as site_queries
from discuss.store.tables import LogEntry
from discuss.store.team_tables import Measure

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Site, Thread

_NAMES = ("cause", "kind", "pace", "until", "note", "note_html", "by", "at")
Values = dict[str, Any]
Slot = tuple[int, int | None, int | None, str]
"""Site, thread, root and cause: there is one measure at most."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one decision shares."""

    session: Session
    instance: Instance
    actor: Actor
    batch: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a measure is put, locked: the site, or a thread of it, or a branch."""

    site: Site
    thread: Thread | None = None
    root: int | None = None

    @property
    def name(self) -> str:
        return self.thread.key if self.thread else self.site.name

    def slot(self, cause: str) -> Slot:
        return self.site.id, self.thread.id if self.thread else None, self.root, cause

    def show_change(self) -> int:
        """Make readers' copies of the page old ones; gives the version after."""
        if self.thread is None:
            self.site.revision += 1
            return self.site.revision
        self.thread.version += 1
        return self.thread.version


def lock_place(session: Session, site_id: int, thread_id: int | None, root_id: int | None) -> Place:
    """Lock what a measure stands on until the transaction ends: two decisions about it come one after the other."""
    if thread_id is None:
        return Place(lock_site(session, site_id))
    return Place(site_queries.load_site(session, site_id), comment_queries.lock_thread(session, thread_id), root_id)


def replace_measure(session: Session, instance: Instance, slot: Slot, values: Values | None) -> Values | None:
    """Put a measure, or none, into a slot. Gives what was there, None for what had ended by itself."""
    site_id, thread_id, root_id, _ = slot
    there = _find_present(session, instance, slot)
    former = _describe(there)
    if there is not None:
        session.delete(there)
        session.flush()
    if values is not None:
        # A new id each time: readers' copies of the page are told apart by it.
        number = build_id(instance.clock(), instance.draw())
        session.add(Measure(id=number, site_id=site_id, thread_id=thread_id, root_id=root_id, **values))
        session.flush()
    return former


def _find_present(session: Session, instance: Instance, slot: Slot) -> Measure | None:
    site_id, thread_id, root_id, cause = slot
    queries.delete_lapsed(session, site_id, instance.clock())
    return queries.find_slot(session, site_id, (thread_id, root_id), cause)


def _describe(measure: Measure | None) -> Values | None:
    return {name: getattr(measure, name) for name in _NAMES} if measure is not None else None


def record_change(turn: Turn, place: Place, cause: str, change: tuple[Values | None, Values | None]) -> Result:
    """Record in the log what was there and what is there now."""
    former, values = change
    version = place.show_change()
    entry = LogEntry(
        site_id=place.site.id,
        thread_id=place.thread.id if place.thread else None,
        at=turn.instance.clock(),
        actor="member",
        user_id=turn.actor.user_id,
        action=cause if values else "end",
        before=former["kind"] if former else None,
        after=values["kind"] if values else None,
        reason=cause,
        batch=turn.batch,
        data={"root": place.root, "cause": cause, "former": former, "set": values},
    )
    turn.session.add(entry)
    return Result(id=place.name, status=entry.after, version=version)


def undo_change(turn: Turn, entry: LogEntry) -> Result:
    """Give the ground of a decision back what held there before, unless somebody decided about it since."""
    data, now = entry.data or {}, turn.instance.clock()
    if _is_gone(turn.session, entry.thread_id, data["root"]):
        return Result(id="", status=None, version=None, error="unknown")
    place = lock_place(turn.session, entry.site_id, entry.thread_id, data["root"])
    slot = place.slot(data["cause"])
    present = _describe(_find_present(turn.session, turn.instance, slot))
    if present != _drop_lapsed(data["set"], now):
        return Result(id=place.name, status=present["kind"] if present else None, version=None, error="stale")
    former = _drop_lapsed(data["former"], now)
    replace_measure(turn.session, turn.instance, slot, former)
    return record_change(turn, place, data["cause"], (present, former))


def _is_gone(session: Session, thread_id: int | None, root: int | None) -> bool:
    """Say whether the branch on which a measure stood was swept away, alone or with its thread."""
    return root is not None and (thread_id is None or comment_queries.find_comment(session, root) is None)


def _drop_lapsed(values: Values | None, now: int) -> Values | None:
    return None if values is None or (values["until"] is not None and values["until"] <= now) else values
