"""The log: who decided what, or which rule, and the way back from it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from discuss.dashboard.bars import take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import show, speak
from discuss.domain.permissions import Action
from discuss.services.desks import load_desk
from discuss.services.queue import load_log
from discuss.web.current import get_session

blueprint = Blueprint("log", __name__, url_prefix="/<site:site>")


@blueprint.get("/log")
def load(site: str) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.SEE_HELD)
    speak(desk)
    view = load_log(get_session(), actor, site, request.args.get("cursor"))
    return show("log.html", desk, view=view, bar=take_bar())
