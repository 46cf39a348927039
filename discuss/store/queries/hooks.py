"""The web hooks of sites. Written within writing transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from discuss.domain.hooks import Destination, HookKind
from discuss.store.alert_tables import Hook
from discuss.store.queries.upserts import upsert

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def find_hook(session: Session, site_id: int) -> Hook | None:
    return session.get(Hook, site_id, populate_existing=True)


def find_hook_locked(session: Session, destination: Destination, site_id: int) -> Hook | None:
    """Find the hook of a site, if it leads there still."""
    hook = session.get(Hook, site_id, with_for_update=True, populate_existing=True)
    return hook if hook is not None and read_destination(hook) == destination else None


def read_destination(hook: Hook) -> Destination:
    return Destination(kind=HookKind(hook.kind), address=hook.address, target=hook.target, secret=hook.secret)


def set_hook(session: Session, site_id: int, destination: Destination) -> None:
    """Make this the hook of a site, in place of any other, as one that has not failed yet."""
    values = {"kind": destination.kind.value, "address": destination.address, "target": destination.target}
    new = {**values, "secret": destination.secret, "failing": None, "error": None, "complained": False}
    statement = upsert(session, Hook).values(site_id=site_id, **new)
    session.execute(statement.on_conflict_do_update(index_elements=["site_id"], set_=new))


def remove_hook(session: Session, site_id: int) -> None:
    session.execute(delete(Hook).where(Hook.site_id == site_id))
