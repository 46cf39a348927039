"""Being told: how one hears that comments wait, and a try whether that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_word, take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.permissions import Action
from discuss.errors import MailFailed
from discuss.services.being_told import load_told, send_try, set_own_mail
from discuss.services.desks import load_desk
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("alerts", __name__, url_prefix="/<site:site>/alerts")


@blueprint.get("")
def load(site: str) -> Response:
    return _show(site, [], 200)


@blueprint.post("/mail")
def set_mail(site: str) -> AnyResponse:
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.SEE_HELD))
    set_own_mail(get_session(), actor, site, wanted=request.form.get("mail") == "on")
    keep_word("told_saved")
    return move_on(url_for("dashboard.alerts.load", site=site))


@blueprint.post("/try")
def try_mail(site: str) -> AnyResponse:
    """Send oneself a mail now, so that what goes wrong is seen here."""
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.SEE_HELD))
    try:
        sent = send_try(get_session(), get_instance(), actor, site)
    except MailFailed as error:
        return _show(site, [str(speak().say("told_try_failed")), error.detail], 422)
    if sent is None:
        return _show(site, [str(speak().say("told_no_mail"))], 422)
    keep_word("told_tried")
    return move_on(url_for("dashboard.alerts.load", site=site))


def _show(site: str, complaints: list[str], status: int) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.SEE_HELD)
    view = load_told(get_session(), get_instance(), actor, site)
    speak(desk)
    bar = None if complaints else take_bar()
    return show("alerts.html", desk, status, view=view, complaints=complaints, bar=bar)
