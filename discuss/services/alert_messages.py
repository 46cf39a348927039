"""What a team's message says, whichever way it goes: read when it leaves, so that it tells how things are then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discuss.notifications import Broken, Waiting, write_broken, write_unseen, write_waiting
from discuss.notifications.alerts import MOST_COUNTED
from discuss.services.mailing import build_sender
from discuss.store.queries import alerts as queries, hooks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from discuss.notifications import Message
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

_WRITERS = {"waiting": write_waiting, "unseen": write_unseen}


def write_message(session: Session, instance: Instance, site: Site, payload: Mapping[str, Any]) -> Message | None:
    """Write what a job is about as things are now; None where there is nothing to tell any more. Within a transaction.

    `payload`: `about` is "waiting", "unseen" or "broken"; the first two name the `round` too, and give way to a later.
    """
    if payload["about"] == "broken":
        return _write_broken(session, instance, site)
    alert = queries.find_alert(session, site.id)
    waiting = queries.measure_waiting(session, site.id, MOST_COUNTED + 1)
    if waiting.oldest is None or (alert is not None and alert.round > payload["round"]):
        return None
    told = Waiting(
        count=waiting.count,
        urgent=waiting.urgent,
        age=instance.clock() - waiting.oldest,
        url=build_queue_url(instance, site),
    )
    return _WRITERS[payload["about"]](build_sender(instance, site), told)


def _write_broken(session: Session, instance: Instance, site: Site) -> Message | None:
    hook = hooks.find_hook(session, site.id)
    if hook is None or hook.failing is None:
        return None
    broken = Broken(
        service=hooks.read_destination(hook).service,
        age=instance.clock() - hook.failing,
        reason=hook.error or "",
        url=f"{build_queue_url(instance, site)}alerts",
    )
    return write_broken(build_sender(instance, site), broken)


def mark_message(site_id: int, payload: Mapping[str, Any]) -> str:
    """Give what makes a message the same when it is sent again."""
    return f"{payload['about']}-{payload['round']}-{payload['at']}.{site_id}"


def build_queue_url(instance: Instance, site: Site) -> str:
    return f"{instance.settings.base_url}/moderate/{site.name}/"
