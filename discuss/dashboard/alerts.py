"""Being told: how one hears that comments wait, and a try whether that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_word, take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.hooks import NTFY_ADDRESS, HookKind
from discuss.domain.permissions import Action
from discuss.errors import HookFailed, Invalid, MailFailed
from discuss.services import hooking, own_feeds
from discuss.services.being_told import load_told, send_try, set_own_mail
from discuss.services.desks import load_desk
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from discuss.domain.permissions import Actor

blueprint = Blueprint("alerts", __name__, url_prefix="/<site:site>/alerts")


@blueprint.get("")
def load(site: str) -> Response:
    return _show(site)


@blueprint.post("/mail")
def set_mail(site: str) -> AnyResponse:
    actor = _begin(site)
    set_own_mail(get_session(), actor, site, wanted=request.form.get("mail") == "on")
    return _done(site, "told_saved")


@blueprint.post("/try")
def try_mail(site: str) -> AnyResponse:
    """Send oneself a mail now, so that what goes wrong is seen here."""
    actor = _begin(site)
    try:
        sent = send_try(get_session(), get_instance(), actor, site)
    except MailFailed as error:
        return _show(site, [str(speak().say("told_try_failed")), error.detail])
    return _done(site, "told_tried") if sent else _show(site, [str(speak().say("told_no_mail"))])


@blueprint.post("/feed")
def make_feed(site: str) -> AnyResponse:
    """Give oneself a feed, or the one that one has another address."""
    own_feeds.make_feed(get_session(), _begin(site), site)
    return _done(site, "told_feed_made")


@blueprint.post("/feed/end")
def end_feed(site: str) -> AnyResponse:
    own_feeds.end_feed(get_session(), _begin(site), site)
    return _done(site, "told_feed_ended")


@blueprint.post("/hook")
def set_hook(site: str) -> AnyResponse:
    """Say where the messages of the site go, and send one there at once: what is wrong is seen here."""
    actor = _begin(site, Action.SET_SITE)
    try:
        hooking.set_hook(get_session(), actor, site, request.form)
    except Invalid as error:
        return _show(site, [speak().complain(each.detail) for each in error.errors])
    return _try(actor, site)


@blueprint.post("/hook/try")
def try_hook(site: str) -> AnyResponse:
    return _try(_begin(site, Action.SET_SITE), site)


@blueprint.post("/hook/remove")
def remove_hook(site: str) -> AnyResponse:
    hooking.remove_hook(get_session(), _begin(site, Action.SET_SITE), site)
    return _done(site, "told_hook_removed")


def _try(actor: Actor, site: str) -> AnyResponse:
    try:
        hooking.try_hook(get_session(), get_instance(), actor, site)
    except HookFailed as error:
        return _show(site, [str(speak().say("told_hook_failed")), error.detail])
    return _done(site, "told_hook_tried")


def _begin(site: str, action: Action = Action.SEE_HELD) -> Actor:
    """Give who is asking, and speak the site's language. Raises UnknownSite, NotAllowed."""
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, action))
    return actor


def _done(site: str, word: str) -> AnyResponse:
    keep_word(word)
    return move_on(url_for("dashboard.alerts.load", site=site))


def _show(site: str, complaints: Sequence[str] = ()) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.SEE_HELD)
    speak(desk)
    return show(
        "alerts.html",
        desk,
        422 if complaints else 200,
        view=load_told(get_session(), get_instance(), actor, site),
        kinds=list(HookKind),
        # A secret is shown to nobody and kept in no page: it is entered again.
        entered={} if not complaints else {name: request.form.get(name, "") for name in ("kind", "address", "target")},
        ntfy=NTFY_ADDRESS,
        complaints=complaints,
        bar=None if complaints else take_bar(),
    )
