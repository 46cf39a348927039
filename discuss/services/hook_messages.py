"""Messages of web hooks: sent when they are due, with the owners told where nothing arrives."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from discuss import outbound
from discuss.domain.times import HOUR
from discuss.errors import FetchFailed, HookFailed, Trouble
from discuss.notifications import Dispatch, build_hook_request
from discuss.notifications.headers import clean_line
from discuss.services.alert_messages import mark_message, write_message
from discuss.services.alerting import OWNERS, mail_team
from discuss.services.outbox import HopelessError
from discuss.store.queries import hooks as queries, sites as site_queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from discuss.domain.hooks import Destination
    from discuss.outbound import Answer
    from discuss.services.instance import Instance
    from discuss.services.outbox import Handler

_FINAL_TROUBLES = {Trouble.ADDRESS, Trouble.PRIVATE}
_MAY_PASS = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
_PATIENCE = HOUR  # before owners hear of what may pass by itself
_LONGEST_WORD = 200


def send_message(session: Session, instance: Instance, payload: Mapping[str, Any]) -> None:
    """Send one message to a site's web hook, unless there is no more to tell. Raises HookFailed, HopelessError."""
    with reading(session):
        found = _prepare(session, instance, payload)
    if found is None:
        return
    destination, dispatch = found
    try:
        deliver(instance, destination, dispatch)
    except HookFailed as failed:
        with writing(session):
            note_failure(session, (payload["site"], destination), failed, instance.clock())
        if failed.is_final:
            raise HopelessError from failed
        raise
    with writing(session):
        note_arrival(session, payload["site"], destination)


def note_arrival(session: Session, site_id: int, destination: Destination) -> None:
    """Write down that messages arrive there. Within a transaction."""
    hook = queries.find_hook_locked(session, destination, site_id)
    if hook is not None:
        hook.failing, hook.error, hook.complained = None, None, False


def note_failure(
    session: Session, where: tuple[int, Destination], failed: HookFailed, now: int, *, is_seen: bool = False
) -> None:
    """Write down that nothing arrives there, and have the owners told once: at once of what will not pass by itself.

    `is_seen`: an owner sees it happen, and no mail needs to say so. Within a transaction.
    """
    site_id, destination = where
    hook = queries.find_hook_locked(session, destination, site_id)
    if hook is None:
        return
    hook.failing, hook.error = hook.failing or now, failed.detail
    is_due = is_seen or failed.is_final or now - hook.failing >= _PATIENCE
    if is_due and not hook.complained:
        hook.complained = True
        if not is_seen:
            mail_team(session, {"site": site_id, "about": "broken", "round": 0, "at": now}, OWNERS)


def deliver(instance: Instance, destination: Destination, dispatch: Dispatch) -> None:
    """Send a message now, with no transaction open. Raises HookFailed, which names no secret."""
    request = build_hook_request(destination, dispatch)
    way = outbound.Way(allow=instance.settings.outbound_allow, most_bytes=10_000)
    try:
        answer = outbound.send(request.url, request.body, way, request.headers, method=request.method)
    except FetchFailed as failed:
        # What is below it in the chain may quote the address, and that of Telegram holds the secret.
        raise HookFailed(failed.detail, is_final=failed.trouble in _FINAL_TROUBLES) from None
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        said = _read_reason(answer, destination)
        final = answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and answer.status not in _MAY_PASS
        raise HookFailed(f"{destination.service} answers {answer.status}{said}.", is_final=final)


def _prepare(session: Session, instance: Instance, payload: Mapping[str, Any]) -> tuple[Destination, Dispatch] | None:
    site = site_queries.seek_site(session, payload["site"])
    hook = queries.find_hook(session, payload["site"])
    message = write_message(session, instance, site, payload) if site and hook else None
    if site is None or hook is None or message is None:
        return None
    dispatch = Dispatch(
        message=message,
        site=site.name,
        about=payload["about"],
        mark=mark_message(site.id, payload),
        at=instance.clock(),
    )
    return queries.read_destination(hook), dispatch


def _read_reason(answer: Answer, destination: Destination) -> str:
    """Give what a service says for itself: Telegram in `description`, ntfy and Matrix in `error`."""
    try:
        fields = json.loads(answer.body)
        said = fields.get("description") or fields.get("error")
    except (ValueError, AttributeError, RecursionError):
        return ""
    if not isinstance(said, str):
        return ""
    said = said.replace(destination.secret, "…") if destination.secret else said
    return f": {clean_line(said)[:_LONGEST_WORD].rstrip('. ')}"


HANDLERS: dict[str, Handler] = {"alert-hook": send_message}
