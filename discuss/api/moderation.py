"""Decisions and closing: for members, by API token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from discuss.api import moderation_shapes as shapes
from discuss.api.contract import operation
from discuss.api.times import read_time
from discuss.domain.ids import parse_id
from discuss.services import access, closing, deeds, moderation, undoing
from discuss.web.current import get_bearer_token, get_instance, get_session

if TYPE_CHECKING:
    from discuss.domain.permissions import Actor

blueprint = Blueprint("moderation", __name__)
_ERRORS = (400, 401, 403, 404, 413, 415, 422)


def access_actor() -> Actor:
    """Say which member's program is asking. Raises NotAuthenticated."""
    return access.load_actor_of_token(get_session(), get_instance(), get_bearer_token())


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
        until=read_time(body.until, "/until"),
        successor=body.successor,
        scope=body.scope,
    )
    place = (site, body.threads)
    return _present_batch(closing.close_threads(get_session(), get_instance(), access_actor(), place, order))


@blueprint.post("/sites/<site:site>/threads/open")
@operation(summary="Open threads", body=shapes.OpenBody, answers={200: shapes.Batch}, errors=_ERRORS, proof="token")
def open_threads(site: str, body: shapes.OpenBody) -> shapes.Batch:
    return _present_batch(closing.open_threads(get_session(), get_instance(), access_actor(), (site, body.threads)))


def _present_batch(batch: deeds.Batch) -> shapes.Batch:
    results = [
        shapes.Decided(id=str(each.id), status=each.status, version=each.version, error=each.error)  # type: ignore[arg-type]
        for each in batch.results
    ]
    return shapes.Batch(batch=batch.batch, results=results)
