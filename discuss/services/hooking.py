"""Setting up a site's web hook: by its owners, who try it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.hooks import parse_destination
from discuss.domain.permissions import Action
from discuss.errors import HookFailed, NotFound
from discuss.notifications import Dispatch, write_trial
from discuss.services.access import access_site
from discuss.services.alert_messages import build_queue_url
from discuss.services.hook_messages import deliver, note_arrival, note_failure
from discuss.services.mailing import build_sender
from discuss.store.queries import hooks as queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance


def set_hook(session: Session, actor: Actor, site: str, fields: Mapping[str, str]) -> None:
    """Make where `fields` lead the one hook of a site: `kind`, `address`, `target`, `secret`.

    Raises UnknownSite, NotAllowed, Invalid.
    """
    destination = parse_destination(fields.get("kind", ""), fields)
    with writing(session):
        queries.set_hook(session, access_site(session, actor, site, Action.SET_SITE).id, destination)


def remove_hook(session: Session, actor: Actor, site: str) -> None:
    """End it; a second time changes nothing. Raises UnknownSite, NotAllowed."""
    with writing(session):
        queries.remove_hook(session, access_site(session, actor, site, Action.SET_SITE).id)


def try_hook(session: Session, instance: Instance, actor: Actor, site: str) -> str:
    """Send a message now to see whether it arrives, and note what came of it; give the name of the service.

    Raises UnknownSite, NotAllowed, NotFound where there is no hook, HookFailed.
    """
    with reading(session):
        found = access_site(session, actor, site, Action.SET_SITE)
        hook = queries.find_hook(session, found.id)
        if hook is None:
            raise NotFound
        destination, now = queries.read_destination(hook), instance.clock()
        message = write_trial(build_sender(instance, found), build_queue_url(instance, found))
    dispatch = Dispatch(message=message, site=found.name, about="trial", mark=f"trial-{now}.{found.id}", at=now)
    try:
        deliver(instance, destination, dispatch)
    except HookFailed as failed:
        with writing(session):
            note_failure(session, (found.id, destination), failed, now, is_seen=True)
        raise
    with writing(session):
        note_arrival(session, found.id, destination)
    return destination.service
