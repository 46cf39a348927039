"""The queue, decisions, and closing: for members, by API token."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint
from msgspec import UNSET

from discuss.api import moderation_shapes as shapes
from discuss.api.contract import operation
from discuss.api.shapes import Author
from discuss.domain.ids import parse_id
from discuss.domain.times import format_time, to_millis
from discuss.errors import FieldError, Invalid
from discuss.services import access, closing, deeds, moderation, queue, undoing
from discuss.web.current import get_bearer_token, get_instance, get_session

if TYPE_CHECKING:
    from discuss.domain.permissions import Actor

blueprint = Blueprint("moderation", __name__)
_ERRORS = (400, 401, 403, 404, 413, 415, 422)


def access_actor() -> Actor:
    """Say which member's program is asking. Raises NotAuthenticated."""
    return access.load_actor_of_token(get_session(), get_instance(), get_bearer_token())


@blueprint.get("/moderation/queue")
@operation(
    summary="Read what waits for a moderator",
    query=shapes.QueueQuery,
    answers={200: shapes.Queue},
    errors=(401, 403, 404),
    proof="token",
)
def load_queue(query: shapes.QueueQuery) -> shapes.Queue:
    status = None if query.status is UNSET else query.status
    wanted = queue.QueueRequest(site=query.site, status=status, cursor=query.cursor, limit=query.limit)
    view = queue.load_queue(get_session(), access_actor(), wanted)
    return shapes.Queue(items=[_present_item(item) for item in view.items], next=view.next)


@blueprint.post("/moderation/decisions")
@operation(
    summary="Decide about comments",
    body=shapes.DecisionBody,
    answers={200: shapes.Batch},
    errors=_ERRORS,
    proof="token",
)
def decide(body: shapes.DecisionBody) -> shapes.Batch:
    decision = moderation.Decision(
        items=[moderation.Item(parse_id(item.id, f"/items/{n}/id"), item.version) for n, item in enumerate(body.items)],
        deed=body.action,
        body=body.body,
        reason=body.reason,
        note=body.note,
        message=body.message,
        with_replies=body.with_replies,
    )
    return _present_batch(moderation.decide(get_session(), get_instance(), access_actor(), decision))


@blueprint.post("/moderation/decisions/<batch:batch>/undo")
@operation(summary="Undo a batch of decisions", answers={200: shapes.Batch}, errors=(401, 403, 404), proof="token")
def undo(batch: str) -> shapes.Batch:
    return _present_batch(undoing.undo(get_session(), get_instance(), access_actor(), batch))


@blueprint.post("/sites/<site:site>/threads/close")
@operation(summary="Close threads", body=shapes.CloseBody, answers={200: shapes.Batch}, errors=_ERRORS, proof="token")
def close_threads(site: str, body: shapes.CloseBody) -> shapes.Batch:
    order = closing.ClosingOrder(
        reason=body.reason,
        note=body.note,
        until=_parse_time(body.until),
        successor=body.successor,
        scope=body.scope,
    )
    place = (site, body.threads)
    return _present_batch(closing.close_threads(get_session(), get_instance(), access_actor(), place, order))


@blueprint.post("/sites/<site:site>/threads/open")
@operation(summary="Open threads", body=shapes.OpenBody, answers={200: shapes.Batch}, errors=_ERRORS, proof="token")
def open_threads(site: str, body: shapes.OpenBody) -> shapes.Batch:
    return _present_batch(closing.open_threads(get_session(), get_instance(), access_actor(), (site, body.threads)))


def _parse_time(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return to_millis(datetime.fromisoformat(text))
    except ValueError as error:
        raise Invalid(FieldError("/until", "A time is written like 2026-11-22T18:00:00Z, with its zone.")) from error


def _present_batch(batch: deeds.Batch) -> shapes.Batch:
    results = [
        shapes.Decided(id=str(each.id), status=each.status, version=each.version, error=each.error)  # type: ignore[arg-type]
        for each in batch.results
    ]
    return shapes.Batch(batch=batch.batch, results=results)


def _present_item(item: queue.QueueItem) -> shapes.QueueItem:
    comment, thread, parent = item.comment, item.thread, item.parent
    edit = (
        shapes.Edit(body=comment.draft_body, html=comment.draft_html or "") if comment.draft_body is not None else None
    )
    return shapes.QueueItem(
        id=str(comment.id),
        version=comment.version,
        status=comment.status,  # type: ignore[arg-type]
        body=comment.body,
        html=comment.body_html,
        author=Author(name=comment.author_name, url=comment.author_url, role=comment.author_role),  # type: ignore[arg-type]
        thread=shapes.QueueThread(key=thread.key, url=thread.url, title=thread.title),
        parent=shapes.Relative(id=str(parent.id), author=parent.author_name, excerpt=parent.excerpt)
        if parent
        else None,
        created=format_time(comment.created),
        reasons=[shapes.ReasonText(rule=each.rule, reason=each.reason, text=each.text) for each in item.reasons],
        flags=[
            shapes.FlagText(reason=flag.reason, note=flag.note, contact=flag.contact, at=format_time(flag.at))
            for flag in item.flags
        ],
        edit=edit,
    )
