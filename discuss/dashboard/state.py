"""What holds on the whole site for a while: a storm, being away, a freeze; and the way out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_bar, take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.dashboard.times import read_time
from discuss.domain.ids import parse_id
from discuss.domain.measures import Cause, Kind
from discuss.domain.mornings import NOON, tomorrow_at
from discuss.domain.permissions import Action
from discuss.errors import FieldError, Invalid
from discuss.services.desks import load_desk
from discuss.services.measures import Ground, MeasureOrder, end_measure, list_measures, set_measure
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("state", __name__, url_prefix="/<site:site>/state")
_FIELDS = ("cause", "kind", "until", "note")


@blueprint.get("")
def load(site: str) -> Response:
    return _show(site, [], 200)


@blueprint.post("")
def begin(site: str) -> AnyResponse:
    actor = access_actor()
    zone = speak(load_desk(get_session(), actor, site, Action.CLOSE)).zone
    try:
        batch = set_measure(get_session(), get_instance(), actor, Ground(site=site), _read_order(zone))
    except Invalid as error:
        return _show(site, [speak().complain(each.detail) for each in error.errors], 422)
    keep_bar(batch, "begin")
    return move_on(url_for("dashboard.state.load", site=site))


@blueprint.post("/end")
def end(site: str) -> AnyResponse:
    actor = access_actor()
    speak(load_desk(get_session(), actor, site, Action.CLOSE))
    number = parse_id(request.form.get("measure", ""), "/measure")
    keep_bar(end_measure(get_session(), get_instance(), actor, site, number), "end")
    return move_on(url_for("dashboard.state.load", site=site))


def _show(site: str, complaints: list[str], status: int) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.SEE_HELD)
    speak(desk)
    lines = list_measures(get_session(), actor, site, get_instance().clock())
    given = {name: request.form.get(name, "") for name in _FIELDS}
    bar = take_bar() if not complaints else None
    return show("state.html", desk, status, lines=lines, given=given, complaints=complaints, bar=bar)


def _read_order(zone: ZoneInfo) -> MeasureOrder:
    """Raises Invalid. A storm lasts until tomorrow noon, whatever the form says."""
    cause, kind = request.form.get("cause", ""), request.form.get("kind", "")
    if cause not in {Cause.STORM, Cause.AWAY, Cause.FREEZE}:
        raise Invalid(FieldError("/cause", "This cannot be done there."))
    if cause == Cause.STORM:
        until: int | None = tomorrow_at(get_instance().clock(), NOON, zone)
    else:
        until = read_time(request.form.get("until", ""), zone)
    if cause == Cause.AWAY and until is None:
        raise Invalid(FieldError("/until", "Say when you are back."))
    kinds = {Cause.STORM: Kind.NEWCOMERS, Cause.FREEZE: Kind.CLOSED}
    away = Kind.CLOSED if kind == Kind.CLOSED else Kind.HOLD
    note = request.form.get("note", "").strip() or None
    return MeasureOrder(cause=Cause(cause), kind=kinds.get(Cause(cause), away), until=until, note=note)
