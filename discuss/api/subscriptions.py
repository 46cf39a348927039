"""Wishes to hear of what is written in a thread."""

from __future__ import annotations

from flask import Blueprint

from discuss.api import shapes
from discuss.api.contract import operation
from discuss.services import subscriptions
from discuss.services.subscriptions import SubscriptionRequest
from discuss.web.current import get_instance, get_session, get_visitor

blueprint = Blueprint("subscriptions", __name__)


@blueprint.post("/sites/<site:site>/subscriptions")
@operation(
    summary="Ask to be told by mail of what is written in a thread",
    body=shapes.SubscriptionBody,
    answers={202: shapes.Thanks},
    errors=(400, 403, 404, 409, 413, 415, 422, 429),
    headers=("Discuss-Reader",),
    description="The address gets a question by mail, unless it had one of late. The answer tells nothing about it.",
)
def request_subscription(site: str, body: shapes.SubscriptionBody) -> tuple[shapes.Thanks, int]:
    wish = SubscriptionRequest(site=site, thread=body.thread, email=body.email, visitor=get_visitor())
    subscriptions.request_subscription(get_session(), get_instance(), wish)
    return shapes.Thanks(), 202
