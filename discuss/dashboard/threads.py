"""Threads: which there are, and closing and opening them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_bar, take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.dashboard.times import read_time
from discuss.domain.permissions import Action
from discuss.domain.thread import Scope
from discuss.errors import Invalid
from discuss.services import closing
from discuss.services.closing import ClosingOrder
from discuss.services.desks import find_thread, load_desk, load_threads
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("threads", __name__, url_prefix="/<site:site>/threads")
_FIELDS = ("reason", "note", "until", "successor", "scope")


@blueprint.get("/")
def load(site: str) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.SEE_HELD)
    speak(desk)
    view = load_threads(get_session(), actor, site, request.args.get("cursor"), get_instance().clock())
    return show("threads.html", desk, view=view, bar=take_bar())


@blueprint.get("/close")
def ask_close(site: str) -> Response:
    return _show_form(site, request.args.get("thread", ""), {}, [], 200)


@blueprint.post("/close")
def close(site: str) -> AnyResponse:
    actor, key = access_actor(), request.form.get("thread", "")
    zone = speak(load_desk(get_session(), actor, site, Action.CLOSE)).zone
    try:
        batch = closing.close_threads(get_session(), get_instance(), actor, (site, [key]), _read_order(zone))
    except Invalid as error:
        given = {name: request.form.get(name, "") for name in _FIELDS}
        return _show_form(site, key, given, [speak().complain(each.detail) for each in error.errors], 422)
    keep_bar(batch, "close")
    return move_on(url_for("dashboard.threads.load", site=site))


@blueprint.post("/open")
def open_again(site: str) -> AnyResponse:
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.CLOSE))
    keys = [request.form.get("thread", "")]
    keep_bar(closing.open_threads(get_session(), get_instance(), actor, (site, keys)), "open")
    return move_on(url_for("dashboard.threads.load", site=site))


def _show_form(site: str, key: str, given: dict[str, str], complaints: list[str], status: int) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.CLOSE)
    speak(desk)
    thread = _find(site, key) if not complaints else None
    return show("close.html", desk, status, key=key, thread=thread, given=given, complaints=complaints)


def _find(site: str, key: str) -> object:
    return find_thread(get_session(), access_actor(), site, key, get_instance().clock())


def _read_order(zone: ZoneInfo) -> ClosingOrder:
    """Raises Invalid."""
    return ClosingOrder(
        reason=request.form.get("reason", "").strip() or None,
        note=request.form.get("note", "").strip() or None,
        until=read_time(request.form.get("until", ""), zone),
        successor=request.form.get("successor", "").strip() or None,
        scope=Scope.ROOTS if request.form.get("scope") == "roots" else Scope.ALL,
    )
