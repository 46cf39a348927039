"""Calming a discussion, or one branch of it, with a word of the team on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.ids import parse_id
from discuss.domain.measures import Cause, Kind
from discuss.domain.mornings import MORNING, tomorrow_at
from discuss.domain.permissions import Action
from discuss.errors import FieldError, Invalid
from discuss.services.desks import find_thread, load_desk
from discuss.services.measures import Ground, MeasureOrder, set_measure
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("calming", __name__, url_prefix="/<site:site>/threads/calm")

# What one may choose: what it does, and whether it ends tomorrow at eight.
_WAYS = {
    "hold": (Kind.HOLD, False),
    "slow": (Kind.SLOW, False),
    "tomorrow": (Kind.CLOSED, True),
    "closed": (Kind.CLOSED, False),
}


@blueprint.get("")
def ask_calm(site: str) -> Response:
    return _show_form(site, request.args, [], 200)


@blueprint.post("")
def calm(site: str) -> AnyResponse:
    actor, key = access_actor(), request.form.get("thread", "")
    zone = speak(load_desk(get_session(), actor, site, Action.CLOSE)).zone
    comment = request.form.get("comment", "")
    try:
        ground = Ground(site=site, thread=key, comment=parse_id(comment, "/comment") if comment else None)
        batch = set_measure(get_session(), get_instance(), actor, ground, _read_order(zone))
    except Invalid as error:
        return _show_form(site, request.form, [speak().complain(each.detail) for each in error.errors], 422)
    keep_bar(batch, "begin")
    return move_on(url_for("dashboard.threads.load", site=site))


def _show_form(site: str, given: dict[str, str], complaints: list[str], status: int) -> Response:
    actor, key = access_actor(), given.get("thread", "")
    desk = load_desk(get_session(), actor, site, Action.CLOSE)
    speak(desk)
    thread = find_thread(get_session(), actor, site, key, get_instance().clock()) if not complaints else None
    values = {"key": key, "thread": thread, "given": given, "ways": list(_WAYS), "complaints": complaints}
    return show("calm.html", desk, status, **values)


def _read_order(zone: ZoneInfo) -> MeasureOrder:
    """Raises Invalid."""
    way = _WAYS.get(request.form.get("way", "hold"))
    if way is None:
        raise Invalid(FieldError("/way", "This cannot be done there."))
    kind, ends = way
    until = tomorrow_at(get_instance().clock(), MORNING, zone) if ends else None
    return MeasureOrder(cause=Cause.CALM, kind=kind, until=until, note=request.form.get("note", "").strip() or None)
