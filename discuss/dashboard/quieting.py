"""Closing many discussions at once: those in which nobody was heard for so long, shown before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.permissions import Action
from discuss.domain.times import DAY
from discuss.errors import FieldError, Invalid
from discuss.services.closing import ClosingOrder, close_quiet, list_quiet
from discuss.services.desks import load_desk
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("quieting", __name__, url_prefix="/<site:site>/threads/quiet")
_YEAR = "365"
_MOST_DAYS = 36_500
_SHOWN = 100


@blueprint.get("")
def preview(site: str) -> Response:
    return _show(site, request.args.get("days", _YEAR), [])


@blueprint.post("")
def close(site: str) -> AnyResponse:
    actor, days = access_actor(), request.form.get("days", _YEAR)
    speak(load_desk(get_session(), actor, site, Action.CLOSE))
    order = ClosingOrder(note=request.form.get("note", "").strip() or None)
    try:
        batch = close_quiet(get_session(), get_instance(), actor, (site, _moment(days)), order)
    except Invalid as error:
        return _show(site, days, [speak().complain(each.detail) for each in error.errors])
    keep_bar(batch, "close")
    return move_on(url_for("dashboard.threads.load", site=site))


def _show(site: str, days: str, complaints: list[str]) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.CLOSE)
    speak(desk)
    try:
        lines = list_quiet(get_session(), actor, site, _moment(days), get_instance().clock())
    except Invalid as error:
        lines, complaints = [], [speak().complain(each.detail) for each in error.errors]
    values = {"days": days, "lines": lines[:_SHOWN], "found": len(lines), "complaints": complaints}
    return show("quiet.html", desk, 422 if complaints else 200, note=request.form.get("note", ""), **values)


def _moment(days: str) -> int:
    """Give the moment before which the last comment was written. Raises Invalid."""
    is_number = days.isascii() and days.isdigit() and len(days) <= len(str(_MOST_DAYS))
    if not is_number or not 0 < int(days) <= _MOST_DAYS:
        raise Invalid(FieldError("/days", "Say a number of days."))
    return get_instance().clock() - int(days) * DAY
