"""Where the links of mails lead: a page with a button that says yes, and one that ends the mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.errors import NotFound
from discuss.pages.forms import check_own_form
from discuss.pages.showing import build_thread_address, move_on, show
from discuss.services import places, subscriptions
from discuss.services.subscriptions import CONFIRM
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from discuss.services.subscriptions import SubscriptionView

blueprint = Blueprint("subscriptions", __name__)


@blueprint.get("/subscription/<token>")
def load_subscription(token: str) -> Response:
    purpose, _ = subscriptions.read_token(get_instance(), token)
    try:
        view = subscriptions.load_subscription(get_session(), get_instance(), token)
    except NotFound:
        if purpose == CONFIRM:
            raise
        return show("unsubscribed.html")
    return _show(view, token)


@blueprint.post("/subscription/<token>")
def change_subscription(token: str) -> Response:
    """Confirm, or end. Mail programs end by one click (RFC 8058): no origin, no cookie, no second page."""
    purpose, _ = subscriptions.read_token(get_instance(), token)
    if purpose != CONFIRM:
        everywhere = request.form.get("scope") == "site"
        subscriptions.end_subscription(get_session(), get_instance(), token, everywhere=everywhere)
        return show("unsubscribed.html")
    check_own_form()
    subscriptions.confirm_subscription(get_session(), get_instance(), token)
    return move_on(url_for("pages.subscriptions.load_subscription", token=token))


def _show(view: SubscriptionView, token: str) -> Response:
    site = places.load_site(get_session(), view.site)
    thread = build_thread_address(view.site, view.thread_key)
    return show("subscription.html", site, view=view, token=token, thread=thread, is_asking=view.purpose == CONFIRM)
